"""Near-duplicate pages: found however they were edited, and told from pages of one template."""

import random
from collections.abc import Mapping
from itertools import groupby

import pytest

from audit.model import Certainty, Finding
from audit.page import Page
from rules.page.duplicate import Duplicate
from rules.page.sketch import Sketch, differ

VOCABULARY = [
    f"{first}{second}" for first in "ka lo mi nu pe".split() for second in "ra si to".split()
]


def _text(words: int, seed: int) -> list[str]:
    random.seed(seed)
    return [random.choice(VOCABULARY) for _ in range(words)]


def _body(words: list[str], heading: str = "Radiation") -> str:
    return f"<h1>{heading}</h1><p>{' '.join(words)}.</p>"


def _find(pages: Mapping[str, str]) -> list[Finding]:
    rule = Duplicate()
    facts = [
        fact
        for path, html in pages.items()
        for fact in rule.collect(Page(url=f"https://hospital.example{path}", html=html))
    ]
    facts.sort(key=lambda fact: fact.key)
    groups = [(key, list(group)) for key, group in groupby(facts, key=lambda fact: fact.key)]
    return [finding for key, group in groups for finding in rule.check(key, group)]


@pytest.mark.parametrize("seed", range(20))
def test_an_edited_copy_is_found_once(seed: int) -> None:
    words = _text(300, seed)
    copy = [*words[:100], "added", "sentence", "here", *words[100:-4]]
    found = _find({"/a/": _body(words), "/a/copy/": _body(copy)})
    assert ["https://hospital.example/a/copy/"] == [finding.place.url for finding in found]
    assert found[0].evidence["alike"] > 0.85


@pytest.mark.parametrize("seed", range(20))
def test_texts_that_share_a_half_are_no_duplicates(seed: int) -> None:
    words = _text(300, seed)
    assert [] == _find({"/a/": _body(words), "/b/": _body([*words[:200], *_text(100, seed + 99)])})


def test_the_estimate_is_near_the_truth() -> None:
    for seed in range(20):
        words = _text(600, seed)
        other = [*words[:500], *_text(100, seed + 50)]
        one, two = (
            {tuple(each[n : n + 3]) for n in range(len(each) - 2)} for each in (words, other)
        )
        sketches = [Sketch.of(Page(url="/", html=_body(each)), 100) for each in (words, other)]
        assert sketches[0] is not None and sketches[1] is not None
        estimate = sketches[0].likeness(sketches[1])
        assert abs(estimate - len(one & two) / len(one | two)) < 0.2


def test_a_sketch_is_the_same_after_it_was_stored() -> None:
    sketch = Sketch.of(Page(url="/", html=_body([*_text(200, 1), "Tupelo", "662-555-0100"])), 100)
    assert sketch is not None
    assert sketch == Sketch.from_json(sketch.to_json())


def test_many_copies_are_a_finding_each_at_the_longer_addresses() -> None:
    words = _text(200, 1)
    found = _find({f"/{'x' * n}/": _body(words) for n in range(1, 6)})
    assert 4 == len(found)
    assert {"https://hospital.example/x/"} == {each.evidence["other"] for each in found}


@pytest.mark.parametrize(
    ("head", "address"),
    [
        pytest.param('<link rel="canonical" href="/a/">', "/b/", id="canonical"),
        pytest.param('<meta name="robots" content="noindex, follow">', "/b/", id="noindex"),
        pytest.param("", "/a/index.html", id="index page"),
        pytest.param("", "/a/?print=1", id="printer's view"),
        pytest.param("", "/print/a/", id="printer's page"),
        pytest.param("", "/a/?sort=name", id="another view"),
    ],
)
def test_a_copy_that_is_declared_or_only_another_view_is_left_alone(
    head: str, address: str
) -> None:
    body = _body(_text(200, 1))
    assert [] == _find({"/a/": body, address: head + body})


def test_declared_variants_of_a_language_may_say_the_same() -> None:
    body = _body(_text(200, 1))
    head = '<html lang="{}"><link rel="alternate" hreflang="en-gb" href="/gb/">'
    assert [] == _find({"/us/": head.format("en-us") + body, "/gb/": head.format("en-gb") + body})
    assert 1 == len(_find({"/us/": body, "/gb/": body}))


def test_pages_of_one_template_about_two_places_are_left_alone() -> None:
    words = _text(300, 1)
    place = "Visit us in {0} at {1} Main Street or call {2} to ask {0} nurses."
    pages = {
        f"/{name.lower()}/": _body([*words, *place.format(name, street, phone).split()], heading)
        for name, street, phone, heading in (
            ("Tupelo", "830", "662-555-0100", "Our clinic"),
            ("Oxford", "12", "662-555-0199", "Our clinic"),
        )
    }
    assert [] == _find(pages)


def test_pages_that_differ_in_names_alone_are_for_a_person() -> None:
    words = _text(300, 1)
    pages = {
        "/a/": _body([*words, "ask", "Lindqvist"]),
        "/b/": _body([*words, "ask", "Okafor"]),
    }
    assert [Certainty.REVIEW] == [finding.certainty for finding in _find(pages)]
    pages["/b/"] = _body([*words, "ask", "Okafor"], "Surgery")
    assert [] == _find(pages)


def test_menus_headers_and_short_pages_are_not_compared() -> None:
    menu = "<nav><p>" + " ".join(_text(300, 1)) + "</p></nav>"
    assert [] == _find({"/a/": f"{menu}<p>One.</p>", "/b/": f"{menu}<p>Two.</p>"})
    links = "".join(f"<li><a href=/{n}>{' '.join(_text(8, n))}</a>" for n in range(60))
    assert [] == _find({"/a/": f"<ul>{links}</ul>", "/b/": f"<ul>{links}</ul>"})


def test_what_one_page_alone_names_makes_no_difference() -> None:
    assert not differ(frozenset({1, 2, 3}), frozenset({1, 2}))
    assert differ(frozenset({1, 2, 3}), frozenset({1, 2, 4}))
    # Of a page with more names than are kept, those beyond the last one kept are unknown.
    assert not differ(frozenset(range(32)), frozenset({*range(31), 500}))
