from dataclasses import replace

import pytest

from audit.model import Finding, Place, Severity
from audit.page import Page
from audit.source_lines import LONGEST, point

SOURCE = """<!doctype html>
<html lang="en"><head><title>Visiting</title></head>
<body class="home"><main>
  <h1>Visiting</h1>
  <p>Twice</p>
  <p>Twice</p>
  <img class="b a" alt="A &amp; b"
       src="a.png">
  <ul id="events"></ul>
  <p>Said &nbsp; <b>once</b>.</p>
</main></body></html>
"""
RENDERED = """<html lang="en"><head><title>Visiting</title></head><body class="home"><main>
<h1>Visiting</h1><p>New</p><p>Twice</p><p>Twice</p><img alt="A &amp; b" src="a.png" class="b a">
<ul id="events"><li>Gala</li></ul><p>Said &nbsp; <b>once</b>.</p></main></body></html>"""


def render(**changes):
    page = Page(
        "a.html",
        RENDERED,
        address="http://127.0.0.1/a.html",
        root="http://127.0.0.1/",
        source=SOURCE,
        rendered=True,
    )
    return replace(page, **changes)


def lines(page, selector):
    (tag,) = page.soup.select(selector)
    finding = Finding("r", "m", page.place(tag), Severity.ERROR)
    (told,) = point([finding], page)
    return told.place.line, told.place.column


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("h1", (4, 3)),
        ("img", (7, 3)),
        ("ul", (9, 3)),  # A script filled it; its id says which it is.
        ("p:last-of-type", (10, 3)),
        ("html", (2, 1)),
        ("body", (3, 1)),
        ("p:nth-of-type(1)", (None, None)),  # A script made it.
        ("p:nth-of-type(2)", (None, None)),  # There are two of it.
        ("li", (None, None)),
        ("main", (None, None)),  # A script put something into it, and it has no name.
    ],
)
def test_an_element_of_a_file_has_its_line_where_that_is_sure(selector, expected):
    assert lines(render(), selector) == expected


def test_what_axe_quotes_is_found_as_well():
    place = Place("a.html", ".b", '<img class="b a" alt="A &amp; b" src="a.png">')
    (told,) = point([Finding("r", "m", place, Severity.ERROR)], render())
    assert told.place.line == 7


def test_related_places_get_their_lines_too():
    page = render()
    places = [page.place(page.soup.find(name)) for name in ("li", "h1")]
    finding = Finding("r", "m", places[0], Severity.ERROR, related=(places[1],))
    (told,) = point([finding], page)
    assert (told.place.line, told.related[0].line) == (None, 4)


@pytest.mark.parametrize("changes", [{"root": ""}, {"source": ""}, {"source": "x" * LONGEST + "x"}])
def test_pages_of_the_web_and_pages_without_a_source_have_no_lines(changes):
    assert lines(render(**changes), "h1") == (None, None)


def test_a_place_on_another_page_is_left_alone():
    place = Place("b.html", "h1", "<h1>Visiting</h1>")
    (told,) = point([Finding("r", "m", place, Severity.ERROR)], render())
    assert told.place.line is None


def test_markup_that_was_cut_is_no_other_element():
    place = Place("a.html", "p", '<p class="x' + "y" * 280 + "…")
    (told,) = point([Finding("r", "m", place, Severity.ERROR)], render())
    assert told.place.line is None
