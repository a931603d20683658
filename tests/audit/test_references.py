"""What files of a built site refer to."""

import pytest

from audit.references import Reference, read_references


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.html", '<link rel="stylesheet" href="/css/a.css?v=3">', "/css/a.css"),
        ("a.html", '<img src="my%20logo%20(1).png">', "my logo (1).png"),
        ("a.html", "<img src='a&amp;b.png'>", "a&b.png"),
        ("a.html", '<img srcset="s.png 1x, l.png 2x">', "l.png"),
        ("a.html", "<div style=\"background: url('bg.jpg')\">", "bg.jpg"),
        ("a.html", "<style>@import 'x.css'; p { background: url(y.png) }</style>", "y.png"),
        ("a.html", '<script>load("/js/menu.js")</script>', "/js/menu.js"),
        ("a.html", '<div data-include="parts/head.html"></div>', "parts/head.html"),
        ("a.html", '<!--#include virtual="/inc/head.shtml" -->', "/inc/head.shtml"),
        ("a.html", '<iframe src="/widget/"></iframe>', "/widget/"),
        ("a.html", '<script src="https://www.hospital.example/js/a.js"></script>', "/js/a.js"),
        ("a.html", '<![foo[x]]><img src="a.png">', "a.png"),
        ("a.css", '@import "base.css";', "base.css"),
        ("a.css", "p { background: url( b.png ) }", "b.png"),
        ("a.js", "import './menu'", "./menu"),
        ("a.svg", '<svg><image xlink:href="b.png"/></svg>', "b.png"),
    ],
)
def test_what_a_file_uses_is_found(name: str, text: str, expected: str) -> None:
    assert expected in {each.path for each in read_references(name, text) if each.uses}


@pytest.mark.parametrize(
    "text",
    [
        '<a href="/care/">Care</a>',
        '<a href="/brochure.pdf">Brochure</a>',
        '<link rel="canonical" href="https://hospital.example/care/a.html">',
        '<script type="application/ld+json">{"url": "/care/a.html"}</script>',
        '<script>menu(["/care/", "/visit/"])</script>',
        '<form action="/search.html"></form>',
        '<meta property="og:image" content="/logo.png">',
        '<div data-url="/care/"></div>',
    ],
)
def test_what_a_page_only_links_to_is_no_part_of_it(text: str) -> None:
    found = read_references("a.html", text)
    assert found
    assert not any(each.uses for each in found)


def test_a_place_on_a_page_is_noted() -> None:
    (found,) = read_references("a.html", '<a href="team.html#doctors">Doctors</a>')
    assert Reference("team.html", uses=False, names_place=True) == found


@pytest.mark.parametrize(
    "text",
    [
        '<a href="mailto:a@hospital.example">Mail</a><img src="data:image/png;base64,AAAA">',
        '<img alt="logo.png" title="b.png" class="c.png" id="d.png">',
        '<a href="#top">Up</a>',
    ],
)
def test_what_names_no_file_is_left_out(text: str) -> None:
    assert frozenset() == read_references("a.html", text)


def test_hostile_text_takes_no_longer_than_other_text() -> None:
    for piece in ("url(", "<!--#include ", '"' * 3, "<style>@import '", "`" * 3, "<a href='"):
        read_references("a.html", f"<script>{piece * 20_000}")
        read_references("a.css", piece * 20_000)
