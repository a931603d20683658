"""Places that a fragment can name."""

import pytest

from audit.anchors import read_anchors
from audit.page import Page


def _sure(html: str, **more: object) -> bool:
    return bool(
        read_anchors(Page(url="https://hospital.example/", html=html, **more)).value["sure"]
    )


def test_ids_and_names_of_anchors_are_places_and_names_of_fields_are_none() -> None:
    html = '<p id="a">A</p><a name="b"></a><input name="c"><div hidden id="d"></div>'
    assert ["a", "b", "d"] == read_anchors(Page(url="https://x.example/", html=html)).value["ids"]


@pytest.mark.parametrize(
    ("script", "sure"),
    [
        ("<script>add()</script>", False),
        ('<script src="x.js"></script>', False),
        ('<script type="module">add()</script>', False),
        ('<script type="text/javascript">add()</script>', False),
        ('<script type="application/ld+json">{}</script>', True),
        ('<script type="text/template"><p id="x"></p></script>', True),
        ("", True),
    ],
)
def test_before_its_scripts_ran_a_page_may_lack_places(script: str, sure: bool) -> None:
    assert sure is _sure(script)
    assert _sure(script, rendered=True)


def test_a_rendered_page_that_was_cut_may_have_more_places() -> None:
    assert not _sure("", rendered=True, missing={"rendered": "the page is too large"})
