# ruff: noqa: E501  one line for a case
from time import process_time

import pytest

from audit.model import ALSO, Certainty, Finding
from audit.page import Page
from rules.link.conflict import Conflict
from rules.link.generic import Generic


def _page(html: str) -> Page:
    return Page(url="https://h.example/care/", html=html)


def _generic(html: str) -> list[Finding]:
    return list(Generic().check(_page(html)))


def _conflict(html: str) -> list[Finding]:
    return list(Conflict().check(_page(html)))


@pytest.mark.parametrize(
    "name",
    """Read more
    READ MORE
    Read More »
    Read more...
    Read more →
    Read more &gt;
    Click here
    Click here!
    click here to learn more
    here
    View All
    View all ›
    See all
    Learn more
    Learn More &rarr;
    More
    More info
    More information
    Details
    View details
    Link
    This page
    this link
    Continue
    Continue reading
    Find out more
    &gt;&gt;
    »
    →
    ...
    Leer más
    LEER MÁS
    Haga clic aquí
    Ver todo
    Ver todos
    Más información
    Aquí
    Saber más
    <img src=a alt='Read more'>
    <span>Read</span> <span>more</span>
    Read more <span aria-hidden=true>about lung cancer</span>
    Read more <svg aria-hidden=true></svg>""".split("\n    "),
)
def test_a_name_that_says_nothing_is_found(name: str) -> None:
    assert len(_generic(f"<main><a href=/lung/>{name}</a></main>")) == 1


GENERIC_SILENT = {
    "target named": "<a href=/lung/>Read more about lung cancer</a>",
    "target named for screen readers": "<a href=/lung/>Read more <span class=sr-only>about lung cancer</span></a>",
    "label": "<a href=/lung/ aria-label='Read more about lung cancer'>Read more</a>",
    "labelled by two": "<h3 id=h>Lung cancer</h3><a id=m href=/lung/ aria-labelledby='m h'>Read more</a>",
    "described": "<p id=d>About lung cancer</p><a href=/lung/ aria-describedby=d>Read more</a>",
    "titled": "<a href=/lung/ title='More about lung cancer'>Read more</a>",
    "image names the target": "<a href=/lung/><img src=a alt='Lung cancer'> Read more</a>",
    "contact": "<a href=/contact>Contact</a>",
    "home": "<a href=/>Home</a>",
    "MyChart": "<a href=https://mychart.example>MyChart</a>",
    "donate": "<a href=/give>Donate</a>",
    "all of something": "<a href=/doctors>View all doctors</a>",
    "button": "<a href='#' role=button>Show more</a>",
    "opens a part of the page": "<a href=#more>Read more</a><a href='' >More</a>",
    "opens a panel": "<a href=/x aria-expanded=false>More</a>",
    "opens a menu": "<a href=/x aria-haspopup=true>More</a>",
    "script": "<a href='javascript:void(0)'>More</a>",
    "no address": "<a>Read more</a>",
    "no name": "<a href=/x></a>",
    "panel by script": "<span role=link tabindex=0 aria-expanded=false>More</span>",
    "script says where it leads": "<span role=link tabindex=0>All doctors</span>",
    "letters of an index": "<a href=/a>A</a><a href=/b>B</a>",
    "page numbers": "<a href='?p=1'>1</a><a href='?p=2'>2</a>",
    "hidden": "<div hidden><a href=/x>Read more</a></div>",
    "hereditary": "<a href=/h>Hereditary cancer</a>",
    "this and that": "<a href=/h>This is how we care</a>",
}


@pytest.mark.parametrize("html", GENERIC_SILENT.values(), ids=GENERIC_SILENT)
def test_a_name_that_says_where_it_leads_is_silent(html: str) -> None:
    assert _generic(html) == []


def test_one_name_and_target_is_one_finding_wherever_it_stands() -> None:
    html = "<p><a href=/a/>Read more</a></p><ul><li><a href='/a?utm_source=x'>Read more »</a></ul><a href=/b/>Read more</a>"
    first, other = _generic(html)
    assert [place.note for place in first.related] == [ALSO]
    assert other.related == ()


def test_the_fix_names_the_heading_of_the_block() -> None:
    html = "<h2>Care</h2><div><div><a href=/l/>Learn more</a><h3>Lungs</h3></div><div><h3>Skin</h3><a href=/s/>View all</a></div></div>"
    fixes = [found.fix for found in _generic(html)]
    assert fixes == [
        "Name the target in the link, for example “Learn more about Lungs”.",
        "Name the target in the link, for example “View all Skin”.",
    ]


def test_options_add_and_allow_names() -> None:
    page = _page("<a href=/a>Go forward</a><a href=/b>View all</a>")
    (found,) = Generic(also=("go forward",), allow=("View All!",)).check(page)
    assert "Go forward" in found.message


CONFLICT = {
    "menu and footer": "<nav><a href=/locations/>Locations</a></nav><main>x</main><footer><a href=/about/find-us/>Locations</a></footer>",
    "menu and footer, one name by label": "<nav><a href=/locations/ aria-label=Locations>Where</a></nav><footer><a href=/find-us/>Locations</a></footer>",
    "one menu": "<nav><ul><li><a href=/a/>Cancer care</a><li><a href=/b/>Cancer care</a></ul></nav>",
    "case and signs": "<nav><a href=/a/>Cancer Care »</a></nav><footer><a href=/b/>cancer care</a></footer>",
    "one list of the page": "<main><h2>Links</h2><ul><li><a href=/a/>Support groups</a><li><a href=/b/>Support groups</a></ul></main>",
    "one paragraph": "<main><p>See our <a href=/a/>clinical trials</a> and the <a href=/b/>clinical trials</a> of others.</p></main>",
    "two paragraphs under two headings": "<main><h2>A</h2><p>You can ask about our <a href=/a/>clinical trials</a> here.</p><h2>B</h2><p>All of our <a href=/b/>clinical trials</a> are open.</p></main>",
    "button and sentence": "<main><h1>Clinic</h1><p><a href=/a/>New patient forms</a></p><h2>Before you come</h2><p>Please fill in your <a href=/b/>New patient forms</a> at home.</p></main>",
    "documents chosen by query": "<main><a href='/view?id=1'>Privacy notice</a> <a href='/view?id=2'>Privacy notice</a></main>",
    "links by script": "<nav><a href=/l/>Locations</a></nav><footer><span role=link tabindex=0 onclick=\"location.href='/find-us/'\">Locations</span></footer>",
    "other site": "<header><a href=https://give.example/>Our foundation</a></header><footer><a href=/foundation/>Our foundation</a></footer>",
}


@pytest.mark.parametrize("html", CONFLICT.values(), ids=CONFLICT)
def test_one_name_for_two_pages_is_found_once(html: str) -> None:
    (found,) = _conflict(html)
    assert found.certainty is Certainty.SURE
    assert found.related[0].note.startswith("leads to ")


def test_a_menu_against_the_page_itself_is_a_review() -> None:
    html = "<nav><a href=/locations/>Locations</a></nav><main><a href=/care/where/>Locations</a></main>"
    (found,) = _conflict(html)
    assert found.certainty is Certainty.REVIEW


CONFLICT_SILENT = {
    "link by script to the same page": "<nav><a href=/l/>Locations</a></nav><footer><b role=link data-href=/l/>Locations</b></footer>",
    "link by script to nobody knows where": "<nav><a href=/l/>Locations</a></nav><footer><b role=link tabindex=0>Locations</b></footer>",
    "one page": "<nav><a href=/l/>Locations</a></nav><footer><a href=/l/>Locations</a></footer>",
    "tracking": "<nav><a href=/l/>Locations</a></nav><footer><a href='/l/?utm_medium=footer'>Locations</a></footer>",
    "fragment": "<nav><a href=/l/>Locations</a></nav><footer><a href=/l/#map>Locations</a></footer>",
    "slash": "<nav><a href=/l/>Locations</a></nav><footer><a href=/l>Locations</a></footer>",
    "scheme and www": "<nav><a href=https://h.example/l/>Locations</a></nav><footer><a href=http://www.h.example/l/>Locations</a></footer>",
    "index": "<nav><a href=/l/>Locations</a></nav><footer><a href=/l/index.html>Locations</a></footer>",
    "case of the path": "<nav><a href=/L/>Locations</a></nav><footer><a href=/l/>Locations</a></footer>",
    "filter": "<nav><a href=/find/>Our doctors</a></nav><main><a href='/find/?specialty=lung'>Our doctors</a></main>",
    "generic": "<main><a href=/a/>Read more</a> <a href=/b/>Read more</a></main>",
    "means its block": "<main><a href=/a/>Directions</a> <a href=/b/>Directions</a></main>",
    "submenus": "<nav><ul><li><a href=/a/>Lung</a><ul><li><a href=/a/x/>Treatments</a></ul><li><a href=/b/>Skin</a><ul><li><a href=/b/x/>Treatments</a></ul></ul></nav>",
    "headed submenus": "<nav><h3>Lung</h3><a href=/a/x/>Treatments</a><h3>Skin</h3><a href=/b/x/>Treatments</a></nav>",
    "rows": "<table><tr><td>Lung<td><a href=/a/>Study plan</a><tr><td>Skin<td><a href=/b/>Study plan</a></table>",
    "cards": "<main><div><div><h3>Ann Lee</h3><a href=/a/>Patient reviews</a></div><div><h3>Ben Cho</h3><a href=/b/>Patient reviews</a></div></div></main>",
    "languages of a form": "<ul><li>Consent form <a href=/en.pdf>Haitian</a><li>Privacy form <a href=/es.pdf>Haitian</a></ul>",
    "calls to action under headings": "<main><h2>A</h2><a href=/a/>Schedule a mammogram</a><h2>B</h2><a href=/b/>Schedule a mammogram</a></main>",
    "same name under each heading": "<main><h2>A</h2><a href=/a/>Patient reviews</a><h2>B</h2><a href=/b/>Patient reviews</a></main>",
    "page below": "<nav><a href=/trials/>Clinical trials</a></nav><main><a href=/trials/lung/>Clinical trials</a></main>",
    "phone": "<main><a href=tel:1>Nurse line</a> <a href=tel:2>Nurse line</a></main>",
    "maps": "<main><a href=https://www.google.com/maps/a>Main Street</a> <a href=https://www.google.com/maps/b>Main Street</a></main>",
    "places on the page": "<main><a href=#a>Side effects</a> <a href=#b>Side effects</a></main>",
    "dates": "<main><a href=/a/>May 2024</a> <a href=/b/>May 2024</a></main>",
    "page numbers": "<main><a href=/a/>2</a> <a href=/b/>2</a></main>",
    "contradicting cards are their own rule's matter": "<main><div><div><h3><a href=/a/>Clinical Research</a></h3><p>Open.</p></div><div><h3><a href=/b/>Clinical Research</a></h3><p>Open.</p></div></div></main>",
    "front door and login of a portal": "<header><a href=https://my.example/>MyChart</a></header><footer><a href=https://my.example/MyChart/Login>MyChart</a></footer>",
    "languages by themselves": "<header><a href=/vi/>Tiếng Việt</a><a href=/ko/>한국어</a></header><footer><a href=/1557/vi>Tiếng Việt</a><a href=/1557/ko>한국어</a></footer>",
    "links to other languages": "<header><a href=/so/care lang=so>Soomaali</a></header><footer><a href=/1557/so lang=so>Soomaali</a></footer>",
    "hidden": "<nav><a href=/a/>Locations</a></nav><div hidden><a href=/b/>Locations</a></div>",
}


@pytest.mark.parametrize("html", CONFLICT_SILENT.values(), ids=CONFLICT_SILENT)
def test_names_that_agree_or_mean_their_block_are_silent(html: str) -> None:
    assert _conflict(html) == []


def test_allowed_names_may_differ() -> None:
    page = _page(CONFLICT["menu and footer"])
    assert list(Conflict(allow=("locations",)).check(page)) == []


CODE = "<code>a</code><code>b</code><code>c</code>"


@pytest.mark.parametrize(
    "html",
    [
        f"{CODE}<p>See <a href=/a/>mod_rewrite</a>, or <a href=/b/>mod_rewrite</a>.</p>",
        f"{CODE}<p>The <a href=/a/><code>view</code></a>, the <a href=/b/><code>view</code></a>.",
        "<ul>"
        + "".join(f"<li><a href=/{n}/>namedThing{n}</a>" for n in range(25))
        + "<li><a href=/x/>namedThing3</a></ul>",
        "<nav><a href=''>Our locations</a></nav><p>All <a href=/b/>our locations</a> are open.",
    ],
    ids=["words of a program", "marked as code", "an index of names", "a link to nowhere"],
)
def test_what_names_a_thing_of_programs_or_leads_nowhere_contradicts_nothing(html: str) -> None:
    assert [] == _conflict(f"<main><h1>Manual</h1>{html}</main>")


def test_a_name_on_a_page_about_programs_is_left_to_a_person() -> None:
    html = "<p>About <a href=/a/>regular expressions</a> and <a href=/b/>regular expressions</a>."
    (sure,) = _conflict(f"<main><h1>Manual</h1>{html}</main>")
    (asked,) = _conflict(f"<main><h1>Manual</h1>{CODE}{html}</main>")
    assert (Certainty.SURE, Certainty.REVIEW) == (sure.certainty, asked.certainty)


def test_a_name_without_end_costs_no_time() -> None:
    html = f"<a href=/a/>{'a.a' * 30_000}!</a> <a href=/b/>{'a.a' * 30_000}!</a>"
    begun = process_time()
    assert 1 >= len(_conflict(f"<main><h1>Care</h1><p>{html}</p></main>"))
    assert process_time() - begun < 2


def test_a_name_that_only_looks_like_a_programs_counts() -> None:
    html = "<p>Log in to <a href=/a/>MyChart</a>. Ask about <a href=/b/>MyChart</a>.</p>"
    assert 1 == len(_conflict(f"<main><h1>Care</h1>{html}</main>"))
