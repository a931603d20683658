"""A finished run in a few lines of text, for a terminal or a message."""

from collections import Counter
from collections.abc import Iterator

from audit.model import Certainty, Finding, RunResult, Status
from audit.text import plain

MOST = 50
"""Defects listed; a terminal is not where people read more."""


def lines(result: RunResult) -> Iterator[str]:
    """Yield each defect once, worst first, with the pages that have it; safe for a terminal."""
    groups: dict[str, tuple[Finding, set[str]]] = {}
    for finding in result.findings:
        groups.setdefault(finding.group, (finding, set()))[1].add(finding.place.url)
    ordered = sorted(groups.values(), key=lambda pair: (*_weight(pair[0]), -len(pair[1])))
    for finding, pages in ordered[:MOST]:
        first = plain(min(pages), 100) if len(pages) > 1 else _where(finding)
        where = first if len(pages) == 1 else f"{len(pages)} pages, first {first}"
        yield f"{_kind(finding):<7}  {finding.rule}  {plain(finding.message, 300)}  [{where}]"
    if len(ordered) > MOST:
        yield f"… and {len(ordered) - MOST} more defects; the report has them all"


def verdict(result: RunResult) -> str:
    """Give one sentence: what was not checked, before all else; what was audited, and found."""
    counts = Counter(_kind(finding) for finding in result.findings)
    # A page under its second address was read under its first.
    outcomes = Counter(
        outcome.audited for outcome in result.outcomes if outcome.kind != "skipped:duplicate"
    )
    wanted = outcomes.total()
    pages = f"{outcomes[True]} of {wanted} {'page' if wanted == 1 else 'pages'} audited"
    found = ", ".join(
        f"{counts[kind]} {kind}{'' if counts[kind] == 1 or kind == 'waived' else 's'}"
        for kind in ("error", "warning", "notice", "review", "waived")
        if counts[kind]
    )
    if not found:
        found = "no defects found in what was checked" if outcomes[True] else "nothing was checked"
    if result.run.status == "incomplete":
        reasons = "; ".join(plain(reason, 400) for reason in result.run.reasons)
        return f"INCOMPLETE: {reasons}. {pages}: {found}."
    if result.run.mode == "static":
        return f"{pages}, without a browser, so axe-core did not run: {found}."
    return f"{pages}: {found}."


def _kind(finding: Finding) -> str:
    if finding.status is Status.WAIVED:
        return "waived"
    if finding.certainty is Certainty.REVIEW:
        return "review"
    return finding.severity.value


def _weight(finding: Finding) -> tuple[bool, bool, int]:
    return (
def _where(finding: Finding) -> str:
    """Give the page, or its file and line, as editors and terminals make links of them."""
    place = finding.place
    line = f":{place.line}" if place.file and place.line else ""
    return plain(place.file or place.url, 200) + line


def _listed(counts: Counter[str], kinds: Iterable[str]) -> str:
    return ", ".join(
        f"{counts[kind]} {kind}{'s' if counts[kind] > 1 and kind in COUNTED else ''}"
        for kind in kinds
        if counts[kind]
    )


        finding.status is Status.WAIVED,
        finding.certainty is Certainty.REVIEW,
        finding.severity.rank,
    )
