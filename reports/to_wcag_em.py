"""wcag-em.md: an evaluation in the five steps of WCAG-EM, as far as a program and its users know.

Automation writes only that a criterion failed or was not checked; that it passed, or is not
present, comes from people's results alone.

Source: https://www.w3.org/TR/WCAG-EM/, whose report tool has the same steps and outcomes.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from audit.model import RunResult
from reports import output
from reports.conformance import Assessment, Outcome, assess
from reports.remarks import remark
from reports.to_markdown import safe

NAME = "wcag-em.md"
STANDARD = "WCAG 2.2 AA"
"""The criteria in the tables; those of WCAG 2.1 alone follow them."""
PAGES = 50
"""Pages listed of the sample."""

OUTCOMES = {
    Outcome.FAILED: "Failed",
    Outcome.PASSED: "Passed",
    Outcome.NOT_APPLICABLE: "Not present",
    Outcome.NOT_EVALUATED: "Not checked",
}
"""Ours in the words of W3C's report tool."""


def write(result: RunResult, folder: Path) -> Path:
    """Write wcag-em.md into `folder` and give its path.

    Raises ReportError where the file cannot be written.
    """
    path = folder / NAME
    with output.replace(path) as stream:
        stream.writelines(f"{line}\n" for line in lines(result))
    return path


def lines(result: RunResult) -> Iterator[str]:
    """Yield the lines of the report."""
    run = result.run
    assessment = assess(result)
    yield f"# Accessibility evaluation{f' of {safe(run.site, 200)}' if run.site else ''} (draft)"
    yield ""
    yield from _summary(assessment, complete=run.status == "complete")
    yield "## 1. Scope"
    yield ""
    yield f"- Website: {safe(', '.join(run.targets), 1000) or 'no target'}"
    yield "- Conformance target: WCAG 2.2, level AA; WCAG 2.1 asks for 4.1.1 besides"
    yield f"- Accessibility support baseline: {safe(run.browser, 100) or 'no browser was used'}"
    yield f"- Date: {run.finished.date().isoformat()}"
    yield ""
    yield "## 2. Exploration"
    yield ""
    kinds = Counter(outcome.kind for outcome in result.outcomes)
    yield "The pages that were wanted, by what became of them:"
    yield ""
    for kind, number in sorted(kinds.items()):
        yield f"- {kind}: {number:,}"
    if not kinds:
        yield "- none"
    yield ""
    yield "## 3. Sample"
    yield ""
    yield f"Pages audited: {assessment.audited:,}, each of those below as a whole or in part."
    yield ""
    yield from _sample(result)
    yield "## 4. Results"
    yield ""
    yield from _results(assessment)
    yield "## 5. Report"
    yield ""
    tool = f"Care Audit {run.version}".strip() + (f" with axe-core {run.axe}" if run.axe else "")
    yield f"- Tools: {safe(tool)}"
    yield "- Evaluator, commissioner: to be filled in"
    yield f"- Run: {safe(run.id)}"


def _summary(assessment: Assessment, *, complete: bool) -> Iterator[str]:
    counts = assessment.count(STANDARD)
    told = ", ".join(f"{OUTCOMES[each].lower()} {counts[each]}" for each in Outcome)
    yield f"**Of {counts.total()} success criteria: {told}.**"
    yield ""
    yield (
        "Automated checks find only part of what can fail, and never that a criterion is met."
        " What nobody tried is not checked."
    )
    if not complete:
        yield ""
        yield "The audit was incomplete: not everything that was wanted was checked."
    yield ""


def _sample(result: RunResult) -> Iterator[str]:
    audited = 0
    for outcome in result.outcomes:
        if not outcome.audited:
            continue
        audited += 1
        if audited <= PAGES:
            title = f" ({safe(outcome.title, 150)})" if outcome.title else ""
            yield f"- {safe(outcome.url, 300)}{title}"
    if audited > PAGES:
        yield f"- … and {audited - PAGES:,} more"
    if audited:
        yield ""


def _results(assessment: Assessment) -> Iterator[str]:
    yield "| Success criterion | Level | WCAG | Outcome | Remarks |"
    yield "| --- | --- | --- | --- | --- |"
    for standing in assessment.standings.values():
        one = standing.criterion
        cells = (
            f"{one.number} {one.name}",
            one.level,
            ", ".join(one.versions),
            OUTCOMES[standing.outcome],
            safe(remark(standing), 3000),
        )
        yield f"| {' | '.join(cells)} |"
    yield ""
