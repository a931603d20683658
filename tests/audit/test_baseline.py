"""The baseline file: its bytes, its mistakes, and what is stale in it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit import baseline
from audit.baseline import Baseline, Line
from audit.config import ConfigError
from audit.model import (
    Certainty,
    Finding,
    Outcome,
    Place,
    RuleInfo,
    RunInfo,
    RunResult,
    Severity,
    Status,
    Unchecked,
)

HOSTILE = 'View\x1b[31m \u202eAll\n"}{'


def finding(subject: str = "View All", url: str = "a.html", **more: object) -> Finding:
    return Finding("link-generic", "m", Place(url, "a"), Severity.ERROR, subject=subject, **more)


def result(
    *findings: Finding,
    outcomes: tuple[Outcome, ...] = (Outcome("a.html", "audited"),),
    unchecked: tuple[Unchecked, ...] = (),
    rules: tuple[str, ...] = ("link-generic", "axe/region"),
) -> RunResult:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    run = RunInfo("1", moment, moment, (), "complete", "pass", 0, "static")
    infos = [RuleInfo(rule, "t", Severity.ERROR) for rule in rules]
    return RunResult(run, outcomes, infos, findings, unchecked)


def test_lines_are_sorted_once_each_and_the_same_bytes_every_time(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    lines = [Line.of(finding(url=url)) for url in ("b.html", "a.html", "b.html")]
    baseline.write(one, lines)
    baseline.write(other, reversed(lines))
    assert one.read_bytes() == other.read_bytes()
    pages = [json.loads(line)["page"] for line in one.read_text().splitlines()]
    assert ["a.html", "b.html"] == pages


def test_hostile_text_stays_on_its_line(tmp_path: Path) -> None:
    path = tmp_path / "baseline.jsonl"
    baseline.write(path, [Line.of(finding(HOSTILE))])
    assert 1 == path.read_bytes().count(b"\n")
    assert "\x1b" not in path.read_text()
    assert [Line.of(finding(HOSTILE))] == baseline.read(path)


def test_two_branches_lines_merge_by_being_joined(tmp_path: Path) -> None:
    path = tmp_path / "baseline.jsonl"
    baseline.write(path, [Line.of(finding("A")), Line.of(finding("B"))])
    text = path.read_text()
    path.write_text(text + text)
    assert 2 == len(baseline.read(path))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<<<<<<< ours\n", "a merge was not finished"),
        ("fb1a30322bd7dd0c\n", "no JSON object"),
        ("[]\n", "no JSON object"),
        ("[" * 100_000, "no JSON object"),
        ('{"finding": "x", "rule": "r", "page": "p"}', "16 characters"),
        ('{"finding": "fb1a30322bd7dd0c", "page": "p"}', "must be there"),
        ('{"finding": "fb1a30322bd7dd0c", "rule": 1, "page": "p"}', "must be text"),
        ('{"finding": "fb1a30322bd7dd0c", "why": "x"}', "unknown key 'why'"),
    ],
)
def test_what_is_no_baseline_is_refused_with_its_line(
    text: str, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "baseline.jsonl"
    path.write_text("\n" + text)
    with pytest.raises(ConfigError, match=sentence) as problem:
        baseline.read(path)
    assert "baseline.jsonl:2:" in str(problem.value)


def test_a_baseline_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="care-audit baseline writes one"):
        Baseline.read(tmp_path / "none.jsonl")


def test_it_knows_what_it_holds() -> None:
    known = Baseline(Path("b.jsonl"), [Line.of(finding())])
    assert "in the baseline b.jsonl" == known.knows(finding())
    assert "" == known.knows(finding("Click here"))
    assert [] == list(known.remarks(result(finding())))


def test_a_line_whose_page_and_rule_were_checked_without_it_is_stale() -> None:
    known = Baseline(Path("b.jsonl"), [Line.of(finding())])
    (said,) = known.remarks(result())
    assert said.startswith("1 line is stale in b.jsonl")
    assert "link-generic on a.html" in said


@pytest.mark.parametrize(
    "unknown",
    [
        {"outcomes": ()},
        {"outcomes": (Outcome("a.html", "error:timeout"),)},
        {"unchecked": (Unchecked("link-generic", "a.html", "crashed"),)},
        {"unchecked": (Unchecked("link-generic", "", "crashed"),)},
        {"rules": ("axe/region",)},
    ],
    ids=["not wanted", "failed", "rule failed", "site rule failed", "rule off"],
)
def test_a_line_that_was_not_checked_is_not_stale(unknown: dict[str, tuple[object, ...]]) -> None:
    known = Baseline(Path("b.jsonl"), [Line.of(finding())])
    (said,) = known.remarks(result(**unknown))
    assert "1 line of b.jsonl could not be checked" in said


def test_what_compares_pages_is_stale_only_where_all_pages_of_the_baseline_were_audited() -> None:
    lines = [Line.of(finding()), Line.of(finding(url="b.html"))]
    comparing = frozenset({"link-generic"})
    assert [] == baseline.stale_lines(lines, set(), result(), comparing)
    both = (Outcome("a.html", "audited"), Outcome("b.html", "audited"))
    assert lines == baseline.stale_lines(lines, set(), result(outcomes=both), comparing)


@pytest.mark.parametrize(
    ("more", "belongs"),
    [
        ({}, True),
        ({"status": Status.EXISTING}, True),
        ({"status": Status.WAIVED}, False),
        ({"status": Status.FIXED}, False),
        ({"status": Status.NOT_CHECKED}, False),
        ({"certainty": Certainty.REVIEW}, False),
    ],
)
def test_only_what_may_trip_a_gate_belongs_into_it(more: dict[str, object], belongs: bool) -> None:
    assert belongs is baseline.acceptable(finding(**more))
