"""What messages say, and what of hostile text never gets into them."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import notices
from audit.model import (
    Certainty,
    Finding,
    Outcome,
    Place,
    RunInfo,
    RunResult,
    Severity,
    Sighting,
    Status,
)

WEDNESDAY = datetime(2026, 11, 18, 2, 30, tzinfo=UTC)


def run(status: str = "complete", *reasons: str) -> RunInfo:
    return RunInfo(
        *("20261118T023000000Z-abcdef", WEDNESDAY, WEDNESDAY, ("x",), status, "pass", 0, "browser"),
        site="Elm",
        reasons=reasons,
    )


def finding(
    message: str,
    severity: Severity = Severity.ERROR,
    *,
    url: str = "https://a.example/",
    status: Status = Status.NEW,
    certainty: Certainty = Certainty.SURE,
    when: datetime = WEDNESDAY,
) -> Finding:
    return Finding(
        *("r", message, Place(url, "p"), severity, certainty),
        subject=message,
        status=status,
        first_seen=Sighting("run", when),
    )


def told(*findings: Finding, info: RunInfo | None = None, failing: tuple[Outcome, ...] = ()) -> str:
    info = info or run()
    outcomes = (Outcome("https://a.example/", "audited"),)
    tally = notices.count(RunResult(info, outcomes, (), findings))
    return notices.after_run(info, tally, failing, "", first=False).body


def test_the_five_worst_defects_are_told_each_once_with_its_pages() -> None:
    found = [
        *(finding(f"notice {n}", Severity.NOTICE) for n in range(5)),
        finding("unsure", certainty=Certainty.REVIEW),
        finding("a warning", Severity.WARNING),
        *(finding("a template", Severity.WARNING, url=f"https://a.example/{n}") for n in "abc"),
        finding("one page"),
        finding("old", status=Status.EXISTING),
        finding("gone", status=Status.FIXED),
    ]
    body = told(*found)
    assert ["one page", "a template", "a warning", "notice 0", "notice 1"] == re.findall(
        r"^\d\. \w+, r: (.*)$", body, re.M
    )
    assert "https://a.example/a and 2 more pages" in body
    assert "11 new, 1 fixed, 12 open" in body


def test_reasons_come_before_everything_and_only_some_of_them() -> None:
    info = run("incomplete", *(f"reason {n}" for n in range(9)))
    lines = told(finding("x"), info=info).splitlines()
    assert "INCOMPLETE: not everything was checked." == lines[0]
    assert [f"- reason {n}" for n in range(5)] == lines[1:6]
    assert "- and 4 more" == lines[6]


def test_pages_that_fail_now_are_counted_and_some_named() -> None:
    failing = tuple(Outcome(f"https://a.example/{n}", "error:http", "500") for n in range(7))
    body = told(failing=failing)
    assert "Pages that fail now: 7" in body
    assert "- https://a.example/4: 500" in body
    assert "https://a.example/5" not in body


def test_a_digest_counts_what_was_first_seen_in_its_week() -> None:
    since = datetime(2026, 11, 9, tzinfo=UTC)
    before = datetime(2026, 11, 8, tzinfo=UTC)
    found = (
        finding("fresh"),
        finding("still", status=Status.EXISTING),
        finding("older", status=Status.EXISTING, when=before),
        finding("went", status=Status.FIXED),
    )
    tally = notices.count(RunResult(run(), (), (), found), since)
    body = notices.digest(run(), tally, since, [run(), run("incomplete")], 4, "").body
    assert "2 runs since 2026-11-09, 1 of them incomplete." in body
    assert "First seen in that time and still open: 2. Fixed in that time: 4." in body
    assert "Open now: 3 errors." in body


@pytest.mark.parametrize(
    ("day", "began"),
    [("monday", 16), ("wednesday", 18), ("thursday", 12), ("tuesday", 17)],
)
def test_a_week_ends_when_its_day_begins(day: str, began: int) -> None:
    end, start = notices.week_before(run(), day)
    assert datetime(2026, 11, began, tzinfo=UTC) == end
    assert 7 == (end - start).days


@given(st.text(max_size=300))
def test_no_text_of_a_page_means_anything_to_a_service(text: str) -> None:
    safe = notices.harmless(text)
    assert not re.search(r"[<>@\[\]{}`*~|\\\n\r\x00-\x1f\x7f-\x9f]|://|\bwww\.", safe, re.I)


@given(st.text(max_size=300))
def test_no_address_is_more_than_an_address(text: str) -> None:
    link = notices.address(f"https://a.example/{text}")
    assert link.startswith("https://a.example/")
    assert not re.search(r"[<>@\[\]{}`*~|\\\s]", link)
