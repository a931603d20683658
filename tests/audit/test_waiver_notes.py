"""What reports are told of waivers."""

from datetime import date

import pytest

from audit.config import Waiver
from audit.model import Finding, Place, Severity, Status
from audit.waiver_notes import note

URL = "https://hospital.example/care/a"


def waiver(**more: object) -> Waiver:
    given = {
        "rule": "link-generic",
        "subject": "View All",
        "reason": "The new design replaces it",
        "owner": "Web team",
        "ticket": "WEB-7",
        "until": date(2026, 11, 30),
    }
    return Waiver(**(given | more))


def finding(status: Status = Status.WAIVED, **more: object) -> Finding:
    given = {"rule": "link-generic", "subject": "View All", "place": Place(URL, "a")} | more
    return Finding(message="m", severity=Severity.ERROR, status=status, **given)


def test_a_note_says_what_the_waiver_says_and_counts_what_it_covers() -> None:
    (told,) = note([waiver(pages=("/care/*",))], [finding(), finding()])
    assert ("link-generic", ("/care/*",), "View All") == (told.rule, told.pages, told.subject)
    assert ("Web team", "WEB-7", date(2026, 11, 30)) == (told.owner, told.ticket, told.until)
    assert "The new design replaces it" == told.reason
    assert 2 == told.covers


@pytest.mark.parametrize(
    ("found", "covered"),
    [
        (finding(), 1),
        (finding(Status.NEW), 1),  # its waiver has ended
        (finding(Status.FIXED), 0),
        (finding(Status.NOT_CHECKED), 0),
        (finding(rule="link-broken"), 0),
        (finding(subject="Read more"), 0),
        (finding(place=Place("https://hospital.example/news", "a")), 0),
    ],
)
def test_only_what_was_seen_and_is_spoken_of_is_counted(found: Finding, covered: int) -> None:
    assert [covered] == [each.covers for each in note([waiver(pages=("/care/*",))], [found])]


def test_the_first_to_end_comes_first() -> None:
    days = [date(2027, 1, 1), date(2025, 1, 1), date(2026, 1, 1)]
    assert sorted(days) == [each.until for each in note([waiver(until=day) for day in days], [])]
