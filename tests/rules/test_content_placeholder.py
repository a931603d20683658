import pytest

from audit.model import Certainty, Finding
from audit.page import Page
from rules.content.placeholder import Placeholder


def _check(html: str, **options: tuple[str, ...]) -> list[Finding]:
    return list(Placeholder(**options).check(Page(url="https://h.example/care/", html=html)))


@pytest.mark.parametrize(
    "text",
    """Lorem ipsum dolor sit amet
    We care. LOREM IPSUM and more.
    Sed do eiusmod tempor incididunt
    Your doctor is [Insert provider name here].
    [Insert text]
    [Enter phone number]
    [Add a short description of the clinic]
    [PROVIDER NAME]
    [Hospital Name]
    Call [phone number] today.
    [TBD]
    {Insert name here}
    &lt;insert hospital name&gt;
    [XXX]
    TBD
    T.B.D.
    xxx
    TODO
    Dear {{ patient.first_name }},
    {{#if name}}
    {{{body}}}
    Hello ${user.name}
    {% include 'card.html' %}
    &lt;%= title %&gt;
    [[title]]
    @Model.Title
    @Html.Raw
    Dear %FIRST_NAME%
    %%firstname%%
    Dear *|FNAME|*
    Dear #FIRST_NAME#
    Dear «FirstName» «last_name»
    Hello {firstName}
    See {doctor} on Monday.
    Call:{phone}
    {greeting}
    {0} results
    {$smarty.name}
    [su_button url="x"]
    [/vc_column]
    [gallery ids="1,2,3"]
    [node:title]
    Your text here
    Add your heading text here
    Click edit button to change this text. Lorem ipsum
    I am text block. Click edit button to change this text.
    Your content goes here. Edit or remove this text inline or in the module Content settings.
    Text goes here
    Sample text
    Just another WordPress site
    Menu item
    Some quick example text to build on the card title and make up the bulk of its content.
    Añade tu texto aquí
    undefined
    null
    NaN
    NaN miles away
    [object Object]
    Dr. undefined
    Invalid Date
    Phone: XXX-XXX-XXXX
    Call (xxx) xxx-xxxx today.
    $name""".split("\n    "),
)
def test_a_placeholder_is_found_once(text: str) -> None:
    assert len(_check(f"<main><h1>Care</h1><p>{text}</p></main>")) == 1


@pytest.mark.parametrize(
    "html",
    [
        "<title>{{ page.title }}</title>",
        "<title>Your Title Here</title>",
        "<meta name=description content='Lorem ipsum dolor'>",
        "<h2>Lorem ipsum</h2>",
        "<h2>Your Heading Here</h2>",
        "<img src=a alt='Photo of [Insert name]'>",
        "<a href=/x aria-label='Read about {{ title }}'>Read</a>",
        "<ul><li>TBD</ul>",
        "<div><div><span>TBD</span></div></div>",
        "<table><tr><th scope=row>Holidays<td>TBD</table>",
        "<table><tr><td>Lorem ipsum dolor</table>",
        "<figure><img src=a alt=A><figcaption>Caption goes here</figcaption></figure>",
        "<button>undefined</button><p>undefined</p>",
    ],
)
def test_a_placeholder_is_found_in_every_part_of_a_page(html: str) -> None:
    assert len(_check(html)) == 1


@pytest.mark.parametrize(
    "html",
    [
        "<p>Insert the catheter slowly.</p>",
        "<p>Enter your date of birth at the kiosk.</p>",
        "<p>Consent form [PDF]</p>",
        "<p>Patient story [video]</p>",
        "<p>As shown before [1], [2-4] and [a].</p>",
        "<p>He [name withheld] told us.</p>",
        "<p>“They [the nurses] were kind.”</p>",
        "<p>“I [really] felt safe” [sic]</p>",
        "<p>Write to [first name].[last name]@hospital.example.</p>",
        "<p>Location: TBD</p>",
        "<p>Speaker: <b>TBD</b></p>",
        "<dl><dt>Place<dd>TBD</dl>",
        "<div><div>Speaker</div><div>TBD</div></div>",
        "<table><tr><th>Date<th>Place<tr><td>May 3<td>TBD</table>",
        "<p>Dr. Null sees patients on Monday.</p>",
        "<p>Null</p>",
        "<p>The risk is undefined in children.</p>",
        "<p>The effect was null.</p>",
        "<p>If either operand is a NaN:</p>",
        "<p>It runs on [x86_64] machines.</p>",
        "<p>Nan brings naan.</p>",
        "<p>Write <code>{{ name }}</code> there.</p>",
        "<pre>${name} {% if %}</pre>",
        "<p>The set {1, 2} and x^{2}, f{x}</p>",
        "<p>Take it with {or} without food, as the {italic} words say.</p>",
        "<p>It is kept under /usr/{name}/share and name={name}.</p>",
        "<p>Save 20% today and 30% tomorrow</p>",
        "<p>We are #1 in care. #CancerSucks #HOPE</p>",
        "<p>Email us: care@hospital.example</p>",
        "<p>Follow @lakeside on X.</p>",
        "<script>var a = '{{ name }}'</script><style>a{color:red}</style>",
        "<template><p>{{ name }}</p></template>",
        "<div hidden><p>Lorem ipsum</p></div>",
        "<input placeholder='Your text here'><textarea>Enter text here</textarea>",
        "<p>Ask your doctor for a sample text message.</p>",
        "<p>Loretta Ipsen, RN</p>",
        "<p>XXX chromosome and XXY are karyotypes.</p>",
        "<p>Stage T1c N0 M0 [stage I]</p>",
        "<p>Please replace this text-only form.</p>",
        "<p>Room [B-12], level [3]</p>",
        "<p>The test [non-smokers only] is free.</p>",
        "<h2>Placeholder therapy trial</h2>",
        "<p>[ES] Español</p>",
        "<p>Se llama «metastasis» o «Cancer».</p>",
        "<p>«Su salud es primero» y «Ingrese a su cuenta»: así lo dice el botón.</p>",
        "<p>Écrivez « client refusé » ou « your name ».</p>",
        "<dl><dt>undefined</dt><dd>What has no value yet.</dd></dl>",
        "<p>Write it in the format XXX-XXX-XXXX.</p>",
        "<p>Your number looks like XXX-XX-1234.</p>",
        "<p>$25</p><p>$HCA</p>",
        "<h2>Sample letter to your insurer</h2><p>I ask you to cover [drug name].</p>",
        "<p>[email protected]</p>",
    ],
)
def test_text_that_is_meant_so_is_silent(html: str) -> None:
    assert _check(f"<main><h1>Care</h1>{html}</main>") == []


def test_what_a_script_has_yet_to_fill_is_a_review_without_a_browser() -> None:
    (found,) = _check("<div ng-app=care><p>{{ title }}</p></div>")
    assert found.certainty is Certainty.REVIEW


@pytest.mark.parametrize("text", ["${name}", "[array length=n_atoms]", "[name]", "[object Object]"])
def test_where_programs_are_explained_what_they_print_is_a_review(text: str) -> None:
    (sure,) = _check(f"<p>It gives {text}.</p>")
    (doubtful,) = _check(f"<p>It gives {text}.</p><pre>a = b</pre>")
    assert (sure.certainty, doubtful.certainty) == (Certainty.SURE, Certainty.REVIEW)


def test_a_sample_of_a_button_s_text_is_a_review_where_programs_are_explained() -> None:
    (found,) = _check("<p>button text</p><pre>a = b</pre>")
    assert found.certainty is Certainty.REVIEW


def test_filler_text_is_sure_even_where_programs_are_explained() -> None:
    (found,) = _check("<p>Lorem ipsum dolor sit amet.</p><pre>a = b</pre>")
    assert found.certainty is Certainty.SURE


def test_a_template_tag_that_a_browser_still_shows_is_sure() -> None:
    page = Page(url="x", html="<div ng-app=care><p>{{ title }}</p></div>", rendered=True)
    (found,) = Placeholder().check(page)
    assert found.certainty is Certainty.SURE


def test_the_message_quotes_what_is_there() -> None:
    (found,) = _check("<p>Your doctor is [Insert provider name here].</p>")
    assert found.message == "an instruction to the author: “[Insert provider name here]”"


def test_options_add_and_allow_texts() -> None:
    assert len(_check("<p>Coming soon</p>", also=("Coming soon!",))) == 1
    assert _check("<p>Dear {{ name }}</p>", allow=("{{ name }}",)) == []
