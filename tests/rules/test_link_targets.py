"""Where links lead: one spelling for each address, and what is no place on a page."""

import pytest

from audit.model import Place, Reach, Target
from audit.page import Page
from rules.document.inaccessible import Inaccessible
from rules.link.broken import Broken
from rules.link.insecure import Insecure
from rules.link.targets import address_of, is_control

WEB = "https://hospital.example/care/breast/"


def _file(html: str = "", url: str = "care/index.html") -> Page:
    root = "http://files.invalid/"
    return Page(url=url, html=html, address=f"{root}care/index.html", root=root)


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("/forms/", "https://hospital.example/forms/"),
        ("?utm_source=mail", WEB),
        ("../lung/#team", "https://hospital.example/care/lung/#team"),
        ("#team", f"{WEB}#team"),
        ("#", WEB),
        ("#top", WEB),
        ("#TOP", WEB),
        ("#:~:text=Visiting", WEB),
        ("#team:~:text=Nurse", f"{WEB}#team"),
        ("#!/map", WEB),
        ("#/booking", WEB),
        ("#page=2", WEB),
        ("#0", WEB),
        ("//other.example/x", "https://other.example/x"),
        ("HTTP://Other.Example:80/a/../b", "http://other.example/b"),
        ("mailto:desk@hospital.example", None),
        ("tel:555-0100", None),
        ("javascript:void(0)", None),
        ("https://[broken", None),
        ("data:text/html,x", None),
    ],
)
def test_a_link_of_a_web_page_has_one_spelling(href: str, address: str | None) -> None:
    assert address == address_of(Page(url=WEB, html=""), href)


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("team.html", "care/team.html"),
        ("../index.html#x", "index.html#x"),
        ("../../other/", "../other"),
        ("../../../other.html", "../../other.html"),
        ("/forms/?a=b", "/forms/?a=b"),
        ("/", "/"),
        ("#x", "care/index.html#x"),
        ("https://other.example/", "https://other.example/"),
        ("mailto:desk@hospital.example", None),
    ],
)
def test_a_link_of_a_file_is_a_path_as_pages_are_named(href: str, address: str | None) -> None:
    assert address == address_of(_file(), href)


def test_files_of_several_targets_keep_their_targets_names() -> None:
    page = _file(url="new/care/index.html")
    assert "new/care/team.html" == address_of(page, "team.html")
    assert "new//forms/" == address_of(page, "/forms/")
    assert "new/../other.html" == address_of(page, "../../other.html")


@pytest.mark.parametrize(
    "attributes",
    [
        'role="button"',
        'data-bs-toggle="modal"',
        'data-toggle="tab"',
        'onclick="open()"',
        'aria-controls="menu"',
        'class="js-open"',
        'class="modal-link"',
    ],
)
def test_a_link_that_is_a_button_is_not_held_to_its_fragment(attributes: str) -> None:
    html = f'<a {attributes} href="#nothing">Open</a>'
    page = Page(url=WEB, html=html)
    assert is_control(page.links[0].tag)
    (fact,) = Broken().collect(page)
    assert [WEB] == list(Broken().asks(fact))


@pytest.mark.parametrize(
    "attributes", ["", 'class="button"', 'class="table"', 'class="established"']
)
def test_a_plain_link_is_none(attributes: str) -> None:
    assert not is_control(Page(url=WEB, html=f'<a {attributes} href="#x">X</a>').links[0].tag)


def test_a_page_of_links_without_end_is_cut() -> None:
    html = "".join(f'<a href="/{n}/">{n}</a>' for n in range(2500))
    (fact,) = Broken().collect(Page(url=WEB, html=html))
    assert 2000 == len(fact.value)


def _broken(html: str, target: Target) -> list[tuple[str, str]]:
    page = Page(url=WEB, html=html)
    (fact,) = Broken().collect(page)
    found = Broken().check(WEB, [fact], lambda address: target)
    return [(each.place.selector, str(each.certainty)) for each in found]


def test_the_place_of_a_broken_link_is_the_links_own() -> None:
    html = '<main><p>See <a id="forms" href="/forms/">the <b>forms</b></a>.</p></main>'
    page = Page(url=WEB, html=html)
    (fact,) = Broken().collect(page)
    (finding,) = Broken().check(WEB, [fact], lambda a: Target(a, Reach.GONE, 404, "is gone"))
    place = page.place(page.links[0].tag)
    assert (place.selector, place.structure, place.context, place.line, place.column) == (
        finding.place.selector,
        finding.place.structure,
        finding.place.context,
        finding.place.line,
        finding.place.column,
    )
    assert "“the forms” leads to https://hospital.example/forms/, which is gone" == finding.message


@pytest.mark.parametrize(
    ("title", "suspected"),
    [
        ("404", True),
        ("404 - Page not found", True),
        ("Error 404 | Hospital", True),
        ("Page Not Found - Lakeside", True),
        ("Not found", True),
        ("The page you wanted could not be found", True),
        ("This page no longer exists", True),
        ("Página no encontrada", True),
        ("Lost and found", False),
        ("4041 Main Street clinic", False),
        ("Help that could not be found elsewhere", False),
        ("Where no cure is found", False),
    ],
)
def test_a_title_that_says_there_is_no_page_is_for_a_person(title: str, suspected: bool) -> None:
    target = Target("", Reach.THERE, 200, page="x", title=title)
    found = _broken('<a href="/x/">X</a>', target)
    assert (["review"] if suspected else []) == [certainty for _, certainty in found]


@pytest.mark.parametrize(
    ("href", "final", "suspected"),
    [
        ("/care/old/", "https://hospital.example/", True),
        ("/home", "https://hospital.example/", False),
        ("/care/old/", "https://hospital.example/care/new/", False),
    ],
)
def test_what_ends_at_the_front_page_is_for_a_person(
    href: str, final: str, suspected: bool
) -> None:
    found = _broken(f'<a href="{href}">X</a>', Target("", Reach.THERE, 200, final=final))
    assert suspected == bool(found)


@pytest.mark.parametrize(
    ("tag", "what"),
    [
        ('<script src="http://a.example/x.js"></script>', "script"),
        ('<iframe title="Map" src="http://a.example/"></iframe>', "frame"),
        ('<link rel="stylesheet" href="http://a.example/x.css">', "style sheet"),
    ],
)
def test_what_an_encrypted_page_loads_over_http_is_found(tag: str, what: str) -> None:
    (fact,) = Insecure().collect(Page(url=WEB, html=tag))
    (finding,) = Insecure().check(fact.key, [fact])
    assert f"loads a {what} over http" in finding.message  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "page",
    [
        Page(url="http://hospital.example/", html='<img src="http://a.example/x.png" alt="">'),
        Page(
            url=WEB,
            html='<img src="http://a.example/x.png" alt="">',
            headers={"content-security-policy": "upgrade-insecure-requests"},
        ),
        _file('<img src="http://a.example/x.png" alt="">'),
    ],
)
def test_nothing_is_mixed_where_nothing_is_encrypted_or_all_is_upgraded(page: Page) -> None:
    assert [] == list(Insecure().collect(page))


def test_a_link_to_a_port_is_left_alone() -> None:
    page = Page(url=WEB, html='<a href="http://a.example:8080/">A</a>')
    assert [] == list(Insecure().collect(page))


@pytest.mark.parametrize(
    ("href", "judged"),
    [
        ("/consent.pdf", True),
        ("/consent.PDF?v=3#page=2", True),
        ("https://files.hospital.example/a.pdf", True),
        ("https://agency.example.org/a.pdf", False),
        ("/pdf/", False),
        ("/a.pdf.html", False),
    ],
)
def test_only_the_sites_own_pdfs_are_judged(href: str, judged: bool) -> None:
    page = Page(url="https://www.hospital.example/care/", html=f'<a href="{href}">A paper</a>')
    assert judged == bool(list(Inaccessible().collect(page)))


def test_one_finding_for_a_pdf_names_all_pages_that_link_to_it() -> None:
    document = dict.fromkeys(("tagged", "shows_title", "text", "pictures"), False)
    target = Target("", Reach.THERE, document={**document, "title": "A", "language": "en"})
    rule = Inaccessible()
    facts = [
        rule.fact(page, f"{WEB}a.pdf", "A paper", page.links[0].tag)
        for n in range(3)
        for page in [Page(url=f"{WEB}{n}/", html='<a href="/a.pdf">A paper</a>')]
    ]
    (finding,) = rule.check(f"{WEB}a.pdf", facts, lambda address: target)
    assert ("1.3.1", "2.4.2") == finding.wcag  # type: ignore[union-attr]
    places: tuple[Place, ...] = (finding.place, *finding.related)  # type: ignore[union-attr]
    assert [f"{WEB}{n}/" for n in range(3)] == [place.url for place in places]
