"""What became of waivers: holding, ended, void, needless, or not to be told."""

from datetime import date

import pytest

from audit.config import Waiver
from audit.model import Finding, Outcome, Place, Severity, Status, Unchecked
from audit.waivers import Waivers

TODAY = date(2026, 11, 23)
URL = "https://hospital.example/care/a"


def finding(url: str = URL, **more: object) -> Finding:
    given = {"severity": Severity.ERROR, "subject": "View All"} | more
    return Finding("link-generic", "message", Place(url, "a"), **given)


def waiver(**more: object) -> Waiver:
    given = {
        "rule": "link-generic",
        "pages": ("/care/a",),
        "subject": "View All",
        "reason": "The new design replaces it",
        "owner": "Web team",
        "ticket": "WEB-7",
        "until": TODAY,
    }
    return Waiver(**(given | more))


def remarks(
    given: Waiver,
    *findings: Finding,
    outcomes: tuple[Outcome, ...] = (Outcome(URL, "audited"),),
    unchecked: tuple[Unchecked, ...] = (),
    whole: bool = True,
) -> list[str]:
    waivers = Waivers([given], TODAY)
    for each in findings:
        waivers.take(each)
    return list(waivers.remarks(outcomes, unchecked, whole=whole))


def test_a_waiver_that_holds_is_told_with_its_ticket_and_needs_no_remark() -> None:
    waivers = Waivers([waiver()], TODAY)
    said = waivers.take(finding(status=Status.WAIVED))
    assert "waived until 2026-11-23: The new design replaces it (Web team, WEB-7)" == said
    assert not waivers.has_lapsed(finding())
    assert [] == remarks(waiver(), finding(status=Status.WAIVED))


def test_the_finding_of_a_waiver_that_ended_counts_again_and_that_is_said() -> None:
    ended = waiver(until=date(2026, 11, 22))
    waivers = Waivers([ended], TODAY)
    assert "its waiver ended on 2026-11-22" in waivers.take(finding())
    assert waivers.has_lapsed(finding())
    (said,) = remarks(ended, finding())
    assert "ended on 2026-11-22, so its finding counts again" in said
    assert "WEB-7" in said


def test_a_renewed_waiver_holds_beside_the_one_that_ended() -> None:
    waivers = Waivers([waiver(until=date(2026, 11, 22)), waiver()], TODAY)
    assert waivers.take(finding()).startswith("waived until 2026-11-23")
    assert not waivers.has_lapsed(finding())


def test_a_waiver_whose_subject_changed_is_void() -> None:
    (said,) = remarks(waiver(), finding(subject="Click here"))
    assert "is void" in said
    assert "“Click here”" in said


@pytest.mark.parametrize("until", [date(2026, 11, 22), TODAY], ids=["ended", "holding"])
def test_a_waiver_that_matches_nothing_may_be_deleted(until: date) -> None:
    (said,) = remarks(waiver(until=until))
    assert "matches nothing" in said
    assert "the waiver of link-generic on /care/a for “View All”" in said


@pytest.mark.parametrize(
    "unknown",
    [
        {"outcomes": (Outcome(URL, "error:timeout", "slow"),)},
        {"unchecked": (Unchecked("link-generic", URL, "crashed"),)},
        {"unchecked": (Unchecked("link-generic", "", "crashed"),)},
    ],
    ids=["page", "rule", "site"],
)
def test_a_waiver_whose_pages_were_not_checked_is_not_called_needless(
    unknown: dict[str, object],
) -> None:
    (said,) = remarks(waiver(), **unknown)
    assert "not all its pages were checked" in said


def test_axe_speaks_for_each_of_its_rules() -> None:
    given = waiver(rule="axe/region", subject="")
    (said,) = remarks(given, unchecked=(Unchecked("axe", URL, "no browser"),))
    assert "not all its pages were checked" in said


def test_an_earlier_finding_that_was_not_checked_keeps_its_waiver() -> None:
    assert [] == remarks(waiver(), finding(status=Status.NOT_CHECKED))


def test_a_finding_that_is_fixed_does_not_use_its_waiver() -> None:
    waivers = Waivers([waiver()], TODAY)
    assert "" == waivers.take(finding(status=Status.FIXED))
    (said,) = waivers.remarks([Outcome(URL, "audited")], (), whole=True)
    assert "matches nothing" in said


@pytest.mark.parametrize(("whole", "remarked"), [(True, 1), (False, 0)])
def test_of_pages_that_a_part_of_a_site_does_not_hold_nothing_is_said(
    whole: bool, remarked: int
) -> None:
    elsewhere = (Outcome("https://hospital.example/news", "audited"),)
    assert remarked == len(remarks(waiver(), outcomes=elsewhere, whole=whole))
