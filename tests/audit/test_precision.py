"""A rule's record, and when it turns to review."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from audit import marks
from audit.compare import Decisions
from audit.config import Config, Precision, RuleSetting
from audit.config.settings import Frozen
from audit.marks import Mark
from audit.model import Certainty, Finding, Place, Severity
from audit.precision import Record, records

DAY = date(2026, 11, 23)


def record(real: int, of: int, floor: float = 0.8, least: int = 10) -> Record:
    return Record("link-generic", of, real, floor, least)


def marked(folder: Path, *verdicts: bool, **settings: object) -> Config:
    file = folder / "marks.jsonl"
    for number, real in enumerate(verdicts):
        day = DAY + timedelta(days=number)
        marks.add(file, Mark(f"{number:016x}", "link-generic", real, day))
    return Config(precision=Precision(marks=str(file), **settings))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("real", "of", "low", "high"),
    # The bounds that R's prop.test(real, of, correct=FALSE) and Newcombe (1998) give.
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
    ],
)
def test_the_interval_is_wilsons(real: int, of: int, low: float, high: float) -> None:
    assert (low, high) == pytest.approx(record(real, of).interval, abs=0.0001)


@pytest.mark.parametrize(
    ("real", "of", "doubted"),
    [(0, 9, False), (7, 10, True), (8, 10, False), (10, 10, False), (79, 100, True), (0, 1, False)],
)
def test_a_rule_is_doubted_below_the_floor_and_not_for_a_few_marks(
    real: int, of: int, doubted: bool
) -> None:
    assert doubted == record(real, of).doubted
    assert doubted == bool(record(real, of).doubt)


def test_the_record_is_told_in_words() -> None:
    said = record(7, 12).doubt
    assert "link-generic only asks for a review: 7 of 12 marked findings were right (58 %" in said
    assert "at least 80 % are asked of it" in said


def test_a_rule_without_marks_has_no_record(tmp_path: Path) -> None:
    assert {} == records(marked(tmp_path))


def test_the_site_sets_floor_and_least(tmp_path: Path) -> None:
    config = marked(tmp_path, True, False, floor=0.6, least=2)
    assert records(config)["link-generic"].doubted
    assert not records(marked(tmp_path, True, False, floor=0.5, least=2))["link-generic"].doubted


def test_a_rule_may_have_a_floor_of_its_own(tmp_path: Path) -> None:
    config = marked(tmp_path, True, False, least=2)
    own = Frozen({"link-generic": RuleSetting(precision=0.5)})
    assert records(config)["link-generic"].doubted
    assert not records(config.model_copy(update={"rules": own}))["link-generic"].doubted


def test_only_the_newest_marks_count(tmp_path: Path) -> None:
    found = records(marked(tmp_path, False, False, True, True, newest=2))["link-generic"]
    assert (2, 2) == (found.marks, found.real)


def test_a_doubted_rules_findings_are_reviews_and_no_other_rules_are() -> None:
    one = Finding("link-generic", "m", Place("/a", "a"), Severity.ERROR)
    decisions = Decisions.of(Config(), DAY, frozenset({"link-generic"}))
    assert Certainty.REVIEW == decisions.apply(one).certainty
    assert Certainty.SURE == decisions.apply(replace(one, rule="link-conflict")).certainty
    assert one.fingerprint == decisions.apply(one).fingerprint, "it stays the same finding"
