"""What trips the gate, what is excused, and what is said of it."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

from audit.config import Waiver
from audit.gate import Gate
from audit.model import Finding, Outcome, Place, RunInfo, RunResult, Severity, Status
from audit.waivers import Waivers

URL = "https://hospital.example/care/a"
TODAY = date(2026, 11, 23)
WAIVED = Waiver(rule="link-generic", reason="r", owner="o", ticket="WEB-7", until=date(2026, 11, 1))


class Everything:
    """A friend that knows whatever it is asked."""

    def knows(self, finding: Finding) -> str:
        return "everybody knows it"

    def remarks(self, result: RunResult) -> Iterable[str]:
        return ["all is known"]


def finding(**more: object) -> Finding:
    given = {"severity": Severity.ERROR, "subject": "View All"} | more
    return Finding("link-generic", "message", Place(URL, "a"), **given)


def gate(
    *known: Everything,
    new_only: bool = False,
    waivers: tuple[Waiver, ...] = (),
    heavy: Callable[[Finding], bool] = lambda finding: True,
) -> Gate:
    return Gate(heavy, Waivers(waivers, TODAY), known, new_only=new_only)


def result() -> RunResult:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    run = RunInfo("1", moment, moment, (), "complete", "pass", 0, "static")
    return RunResult(run, [Outcome(URL, "audited")], [], [])


def test_what_is_heavy_trips_it() -> None:
    asked = gate()
    assert asked.take(finding()) is None
    assert 1 == asked.tripped


def test_what_is_not_heavy_does_not() -> None:
    asked = gate(heavy=lambda finding: False)
    asked.take(finding())
    assert 0 == asked.tripped


def test_a_gate_for_new_findings_lets_those_of_earlier_runs_through_and_counts_them() -> None:
    asked = gate(new_only=True)
    asked.take_all([finding(status=Status.EXISTING), finding(status=Status.NEW, subject="More")])
    assert 1 == asked.tripped
    assert ["1 finding does not trip the gate: an earlier run found it already"] == list(
        asked.remarks(result(), whole=True)
    )


def test_existing_findings_trip_a_gate_that_is_for_all() -> None:
    asked = gate()
    asked.take(finding(status=Status.EXISTING))
    assert 1 == asked.tripped


def test_what_somebody_knows_is_existing_and_says_who_knows_it() -> None:
    asked = gate(Everything())
    (remark,) = asked.take_all([finding()])
    assert (finding().fingerprint, Status.EXISTING, "everybody knows it") == remark
    assert 0 == asked.tripped
    assert "all is known" in list(asked.remarks(result(), whole=True))


def test_what_this_run_did_not_see_stays_what_it_is() -> None:
    asked = gate(Everything(), heavy=lambda finding: False)
    assert [] == asked.take_all([finding(status=Status.FIXED), finding(status=Status.NOT_CHECKED)])


def test_a_finding_whose_waiver_ended_trips_the_gate_however_well_it_is_known() -> None:
    asked = gate(Everything(), new_only=True, waivers=(WAIVED,))
    remark = asked.take(finding(status=Status.EXISTING))
    assert remark is not None
    assert remark.note == "its waiver ended on 2026-11-01: r (o, WEB-7)"
    assert 1 == asked.tripped
