"""Words to avoid: their forms, and what is another's own words or name."""

import pytest

from audit.model import Finding
from audit.page import Page
from audit.policies import Term
from rules.content.discouraged_term import DiscouragedTerm
from rules.content.inflections import forms


def _found(html: str, *terms: Term) -> list[Finding]:
    page = Page(url="https://hospital.example/care/", html=html)
    return list(DiscouragedTerm(terms=terms).check(page))


def _finds(html: str, avoid: str, *, exact: bool = False) -> bool:
    return bool(_found(html, Term(avoid, use="x", why="y", exact=exact)))


@pytest.mark.parametrize(
    ("avoid", "text"),
    [
        ("suffers from", "She suffers from it"),
        ("suffers from", "Suffering from pain?"),
        ("suffer from", "He suffered from it"),
        ("commit suicide", "He committed suicide"),
        ("committed suicide", "They commit suicide"),
        ("afflicted with", "Those afflicted with cancer"),
        ("battle cancer", "She is battling cancer"),
        ("cancer victim", "cancer victims"),
        ("cancer victim", "Help for cancer-victims"),
        ("confined to a wheelchair", "confined  to a wheelchair"),
        ("wheelchair bound", "wheelchair\u2011bound patients"),
        ("elderly", "our elderly patients"),
        ("elderly", "Elderly patients come first"),
        ("elderly", "OUR ELDERLY PATIENTS"),
        ("the patient's fault", "It is not the patient’s fault"),
        ("utiliz*", "We are utilizing it"),
        ("handicapped|crippled", "a crippled child"),
        ("facility", "our facilities"),
        ("víctimas de cáncer", "las víctimas de cáncer"),
    ],
)
def test_a_term_is_found_in_every_form(avoid: str, text: str) -> None:
    assert _finds(f"<p>{text}</p>", avoid)


@pytest.mark.parametrize(
    ("avoid", "html"),
    [
        ("suffers from", "<p>Suffer no more. From now on</p>"),
        ("suffers from", "<p>She suffers greatly from it</p>"),
        ("elderly", "<p>elderlyhood</p>"),
        ("on", "<p>one of us</p>"),
        ("elderly", "<p>Call the Elderly Care Alliance today.</p>"),
        ("elderly", "<p>The Elderly Care Alliance is here.</p>"),
        ("elderly", "<p>“The elderly”, he said, “are we.”</p>"),
        ("elderly", '<p>He said: "the elderly".</p>'),
        ("elderly", "<p>He wrote <q>the elderly</q>.</p>"),
        ("elderly", "<blockquote><p>The elderly need us.</p></blockquote>"),
        ("elderly", "<p>See <cite>the elderly</cite>.</p>"),
        ("elderly", "<pre>elderly</pre>"),
        ("elderly", "<p><a href='https://other.example/'>for the elderly</a></p>"),
        ("elderly", "<p hidden>for the elderly</p>"),
    ],
)
def test_what_only_looks_like_it_is_left_alone(avoid: str, html: str) -> None:
    assert not _finds(html, avoid)


def test_only_the_very_form_is_found_where_that_is_meant() -> None:
    assert _finds("<p>our facility</p>", "facility", exact=True)
    assert not _finds("<p>our facilities</p>", "facility", exact=True)


def test_words_outside_a_quotation_are_the_organisations_own() -> None:
    assert _finds("<p>The elderly say “elderly” too.</p>", "elderly")


def test_a_link_of_the_sites_own_counts() -> None:
    assert _finds("<a href=/old/>Care for the elderly</a>", "elderly")


def test_one_finding_for_each_term_and_block() -> None:
    terms = (
        Term("elderly", use="older adults", why="Respect"),
        Term("victim", use="person", why="People first."),
    )
    html = "<h2>The elderly</h2><p>An elderly victim and an elderly man</p><p>Care</p>"
    found = _found(html, *terms)
    assert [("elderly", "h2"), ("elderly", "p"), ("victim", "p")] == [
        (each.subject, each.place.structure) for each in found
    ]
    assert "“elderly”: say “older adults” instead. Respect." == found[0].message
    assert "Write “older adults” in place of “elderly”." == found[0].fix


def test_forms_are_those_of_regular_words() -> None:
    assert {"suffer", "suffers", "suffered", "suffering"} <= forms(
        "suffering", first=True, last=False
    )
    assert {"battle", "battles", "battled", "battling"} <= forms("battle", first=True, last=False)
    assert {"committed", "committing", "commits"} <= forms("commit", first=True, last=False)
    assert {"carry", "carries", "carried"} <= forms("carries", first=True, last=False)
    assert "diagnosi" not in forms("diagnosis", first=True, last=True)
    assert {"illness", "illnesses"} == forms("illnesses", first=True, last=True)
    assert {"elderly", "elderlies"} == forms("elderly", first=True, last=True)


def test_a_page_full_of_it_is_not_reported_without_end() -> None:
    term = Term("elderly", use="older adults", why="Respect")
    assert 200 == len(_found("<p>the elderly</p>" * 1000, term))
