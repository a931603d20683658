"""Waivers, owners and the gate."""

from datetime import UTC, date, datetime, timedelta

import pytest

from audit.compare import Decisions, trips
from audit.config import Config, Waiver
from audit.model import Certainty, Finding, Place, Severity, Sighting, Status

TODAY = date(2026, 11, 23)


def _finding(url: str = "https://hospital.example/care/a", **more: object) -> Finding:
    given = {"severity": Severity.WARNING, "subject": "View All"} | more
    return Finding("link-generic", "message", Place(url, "a"), **given)


def _waiver(**more: object) -> Waiver:
    given = {"rule": "link-generic", "reason": "r", "owner": "o", "until": TODAY} | more
    return Waiver(**given)


@pytest.mark.parametrize(
    ("waiver", "waived"),
    [
        (_waiver(), True),
        (_waiver(pages=("/care/**",)), True),
        (_waiver(pages=("/news/**",)), False),
        (_waiver(subject="view  all"), True),
        (_waiver(subject="Read more"), False),
        (_waiver(rule="link-conflict"), False),
        (_waiver(until=date(2026, 11, 22)), False),
    ],
    ids=["rule", "page", "other page", "subject", "other subject", "other rule", "ended"],
)
def test_a_waiver_covers_its_rule_pages_and_subject_until_its_last_day(
    waiver: Waiver, waived: bool
) -> None:
    decided = Decisions.of(Config(waivers=(waiver,)), TODAY).apply(_finding())
    assert (Status.WAIVED if waived else Status.NEW) == decided.status


def test_a_page_of_a_folder_is_matched_by_its_path() -> None:
    decisions = Decisions.of(Config(waivers=(_waiver(pages=("/care/**",)),)), TODAY)
    assert Status.WAIVED == decisions.apply(_finding("care/index.html")).status


def test_the_nearest_owner_is_named() -> None:
    config = Config(owners={"/**": "Web team", "/care/**": "Cancer Care"})
    decisions = Decisions.of(config, TODAY)
    assert "Cancer Care" == decisions.apply(_finding()).owner
    assert "Web team" == decisions.apply(_finding("https://hospital.example/news")).owner


@pytest.mark.parametrize(
    ("finding", "fail_on", "expected"),
    [
        (_finding(severity=Severity.ERROR), Severity.ERROR, True),
        (_finding(severity=Severity.WARNING), Severity.ERROR, False),
        (_finding(severity=Severity.WARNING), Severity.NOTICE, True),
        (_finding(severity=Severity.ERROR), None, False),
        (_finding(severity=Severity.ERROR, certainty=Certainty.REVIEW), Severity.ERROR, False),
        (_finding(severity=Severity.ERROR, status=Status.WAIVED), Severity.ERROR, False),
    ],
    ids=["error", "too mild", "milder gate", "no gate", "review", "waived"],
)
def test_only_sure_unwaived_findings_of_weight_trip_the_gate(
    finding: Finding, fail_on: Severity | None, expected: bool
) -> None:
    assert expected is trips(finding, fail_on)


@pytest.mark.parametrize("status", [Status.FIXED, Status.NOT_CHECKED])
def test_what_this_run_did_not_see_trips_nothing(status: Status) -> None:
    assert not trips(_finding(severity=Severity.ERROR, status=status), Severity.ERROR)


@pytest.mark.parametrize(
    ("days", "new_rule", "expected"),
    [(0, True, False), (13, True, False), (14, True, True), (0, False, True)],
    ids=["first night", "last night", "after", "no new rule"],
)
def test_what_only_a_changed_rule_finds_trips_nothing_for_its_days_of_grace(
    days: int, new_rule: bool, expected: bool
) -> None:
    first = datetime(2026, 11, 1, 3, tzinfo=UTC)
    found = _finding(severity=Severity.ERROR, new_rule=new_rule, first_seen=Sighting("run", first))
    now, grace = first + timedelta(days=days), timedelta(days=14)
    assert expected is trips(found, Severity.ERROR, now=now, grace=grace)
