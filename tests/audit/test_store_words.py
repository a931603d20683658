import math
from collections.abc import Iterator
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.model import (
    OUTCOMES,
    Certainty,
    Fact,
    Finding,
    Outcome,
    PageResult,
    Picture,
    Place,
    Severity,
    Status,
    Unchecked,
)
from audit.store import Store
from audit.store.words import clean_json, clean_page, clean_text

ODD = "\0\ud83d\udfff\ufffd\ufeff\u2028\u0085\x1b\\\"'\U0001f600éa"
text = st.one_of(st.text(ODD, max_size=6), st.text(st.characters(), max_size=20))
texts = st.lists(text, max_size=3).map(tuple)
number = st.one_of(
    st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none()
)
json = st.recursive(
    st.one_of(number, text),
    lambda part: st.one_of(st.lists(part, max_size=3), st.dictionaries(text, part, max_size=3)),
    max_leaves=8,
)
position = st.none() | st.integers(1, 10**6)
place = st.builds(Place, text, text, text, position, position, text, text, text)
finding = st.builds(
    Finding,
    rule=text,
    message=text,
    place=place,
    severity=st.sampled_from(Severity),
    certainty=st.sampled_from(Certainty),
    subject=text,
    related=st.lists(place, max_size=2).map(tuple),
    fix=st.none() | text,
    evidence=st.dictionaries(text, json, max_size=3),
    wcag=texts,
    status=st.sampled_from(Status),
    owner=text,
)
pixels = st.integers(0, 5000)
picture = st.builds(
    Picture, st.binary(max_size=50), pixels, pixels, st.tuples(pixels, pixels, pixels, pixels)
)
page = st.builds(
    PageResult,
    outcome=st.builds(
        Outcome, text, st.sampled_from(sorted(OUTCOMES)), text, st.floats(0, 1e6), text
    ),
    findings=st.lists(finding, max_size=3).map(tuple),
    facts=st.lists(st.builds(Fact, text, text, json, place), max_size=3).map(tuple),
    unchecked=st.lists(st.builds(Unchecked, text, text, text), max_size=3).map(tuple),
    links=texts,
    pictures=st.dictionaries(text, picture, max_size=2),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('words')}/care-audit.db") as opened:
        yield opened


@settings(max_examples=300, deadline=None)
@given(result=page)
def test_any_page_comes_back_equal_but_for_what_no_database_holds(
    store: Store, result: PageResult
) -> None:
    run = store.begin([], datetime(2026, 11, 7, tzinfo=UTC), site="", mode="static", version="")
    store.save_page(run, result)
    assert clean_page(result) == store.page(run, result.outcome.url)
    assert sorted(clean_page(result).findings, key=lambda each: each.place.url) == list(
        store.result(run).findings
    )


@given(text)
def test_text_changes_only_in_nul_and_lone_surrogates(given_text: str) -> None:
    kept = clean_text(given_text)
    assert len(given_text) == len(kept)
    for before, after in zip(given_text, kept, strict=True):
        assert after == ("\ufffd" if before == "\0" or 0xD800 <= ord(before) < 0xE000 else before)


@given(json)
def test_json_values_without_odd_text_are_left_as_they_are(value: Any) -> None:
    kept = clean_json(value)
    assert kept is value or "\ufffd" in repr(kept)


def test_nul_and_lone_surrogates_become_the_replacement_character() -> None:
    assert clean_text("a\0b\ud83dc\udfff\U0001f600") == "a\ufffdb\ufffdc\ufffd\U0001f600"
    assert clean_json({"\0": ["\ud800"]}) == {"\ufffd": ["\ufffd"]}


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        pytest.param((1, "a"), [1, "a"], id="tuple"),
        pytest.param({"b", "a"}, ["a", "b"], id="set"),
        pytest.param(math.nan, None, id="no-number"),
        pytest.param([-math.inf], [None], id="infinite"),
        pytest.param(MappingProxyType({1: (2,)}), {"1": [2]}, id="mapping"),
        pytest.param(Severity.ERROR, "error", id="enum"),
        pytest.param(datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02 00:00:00+00:00", id="date"),
        pytest.param(b"\xff", "b'\\xff'", id="bytes"),
    ],
)
def test_evidence_of_other_kinds_becomes_json(value: object, kept: object) -> None:
    assert kept == clean_json(value)


def test_a_parsers_string_leaves_its_page_behind() -> None:
    string = BeautifulSoup("<p>View All</p>", "html.parser").p.string  # type: ignore[union-attr]
    found = Finding("r", string, Place("u", string), Severity.ERROR, evidence={"name": string})  # type: ignore[arg-type]
    kept = clean_page(PageResult(Outcome("u", "audited"), (found,))).findings[0]
    assert {str} == {type(kept.message), type(kept.place.selector), type(kept.evidence["name"])}
    assert kept.message == "View All"


def test_a_picture_moves_with_the_group_of_a_cleaned_finding() -> None:
    found = Finding("r", "m", Place("u", "p"), Severity.ERROR, subject="half a \ud83d")
    seen = Picture(b"webp", 1, 1, (0, 0, 1, 1))
    result = PageResult(Outcome("u", "audited"), (found,), pictures={found.group: seen})
    kept = clean_page(result)
    assert kept.findings[0].group != found.group
    assert {kept.findings[0].group: seen} == kept.pictures
