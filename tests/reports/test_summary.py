"""A run in a few lines: what was not checked comes first, and page text cannot steer."""

from dataclasses import replace

import pytest

from audit.model import Certainty, Finding, Outcome, Place, RunResult, Severity, Status
from reports import summary

PAGE = "https://hospital.example/care/"


def _finding(number: int = 1, **more: object) -> Finding:
    given = {"severity": Severity.ERROR, "subject": "View All", "message": "m"} | more
    return Finding("link-generic", place=Place(f"{PAGE}{number}", "a"), **given)


def _result(rich: RunResult, *findings: Finding, **run: object) -> RunResult:
    given = {"status": "complete", "reasons": (), "mode": "browser"} | run
    outcomes = (
        Outcome(PAGE, "audited"),
        Outcome(f"{PAGE}old", "skipped:duplicate"),
        Outcome(f"{PAGE}gone", "error:http"),
    )
    return replace(rich, run=replace(rich.run, **given), findings=findings, outcomes=outcomes)


def test_what_was_not_checked_is_said_first(rich_result: RunResult) -> None:
    said = summary.verdict(_result(rich_result, status="incomplete", reasons=("a", "b")))
    assert said == "INCOMPLETE: a; b. 1 of 2 pages audited: no defects found in what was checked."


def test_nothing_checked_is_never_clean(rich_result: RunResult) -> None:
    result = replace(_result(rich_result), outcomes=(Outcome(PAGE, "error:connect"),))
    assert "nothing was checked" in summary.verdict(result)


def test_static_runs_say_that_axe_did_not_run(rich_result: RunResult) -> None:
    assert "axe-core did not run" in summary.verdict(_result(rich_result, mode="static"))


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        ((_finding(), _finding(2)), "2 errors"),
        ((_finding(certainty=Certainty.REVIEW),), "1 review"),
        ((_finding(status=Status.WAIVED), _finding(2, status=Status.WAIVED)), "2 waived"),
        ((_finding(), _finding(severity=Severity.NOTICE)), "1 error, 1 notice"),
    ],
    ids=["errors", "review", "waived", "both"],
)
def test_findings_are_counted_by_what_they_are(
    rich_result: RunResult, findings: tuple[Finding, ...], words: str
) -> None:
    assert summary.verdict(_result(rich_result, *findings)).endswith(f": {words}.")


def test_one_defect_on_many_pages_is_one_line(rich_result: RunResult) -> None:
    (line,) = summary.lines(_result(rich_result, _finding(1), _finding(2), _finding(3)))
    assert line == f"error    link-generic  m  [3 pages, first {PAGE}1]"


def test_the_worst_comes_first_and_the_rest_is_counted(rich_result: RunResult) -> None:
    mild = [_finding(n, severity=Severity.NOTICE, subject=str(n)) for n in range(60)]
    lines = list(summary.lines(_result(rich_result, *mild, _finding())))
    assert lines[0].startswith("error")
    assert lines[-1] == "… and 11 more defects; the report has them all"


def test_page_text_cannot_steer_a_terminal(rich_result: RunResult) -> None:
    (line,) = summary.lines(_result(rich_result, _finding(message="\x1b[2J\x9b1A\u202ered\nblue")))
    assert "[2J 1A red blue" in line
