"""A finished run in a few lines of text, for a terminal or a message."""

from collections import Counter
from collections.abc import Iterable, Iterator

from audit.model import Certainty, Finding, RunResult, Status
from audit.text import plain

UNSEEN = (Status.FIXED, Status.NOT_CHECKED)
"""Statuses of findings that this run did not see."""
COUNTED = ("error", "warning", "notice", "review")

MOST = 50
"""Defects listed; a terminal is not where people read more."""


def lines(result: RunResult) -> Iterator[str]:
    """Yield each defect once, worst first, with the pages that have it; safe for a terminal."""
    groups: dict[str, tuple[Finding, set[str]]] = {}
    for finding in result.findings:
        if finding.status in UNSEEN:
            continue
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
    counts: Counter[str] = Counter()
    statuses: Counter[Status] = Counter()
    for finding in result.findings:
        counts[_kind(finding)] += 1
        statuses[finding.status] += 1
    # A page under its second address was read under its first.
    outcomes = Counter(
        outcome.audited for outcome in result.outcomes if outcome.kind != "skipped:duplicate"
    )
    wanted = outcomes.total()
    pages = f"{outcomes[True]} of {wanted} {'page' if wanted == 1 else 'pages'} audited"
    found = _listed(counts, (*COUNTED, "waived"))
    if not found:
        found = "no defects found in what was checked" if outcomes[True] else "nothing was checked"
    elif statuses.keys() & {Status.EXISTING, *UNSEEN}:
        found += f" ({statuses[Status.NEW]} new, {statuses[Status.EXISTING]} known before)"
    if unseen := _listed(counts, ("fixed", "known before and not checked")):
        found += f"; {unseen}"
    if result.run.status == "incomplete":
        reasons = "; ".join(plain(reason, 400) for reason in result.run.reasons)
        return f"INCOMPLETE: {reasons}. {pages}: {found}."
    if result.run.mode == "static":
        return f"{pages}, without a browser, so axe-core did not run: {found}."
    return f"{pages}: {found}."


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


def _kind(finding: Finding) -> str:
    if finding.status is Status.NOT_CHECKED:
        return "known before and not checked"
    if finding.status in (Status.WAIVED, Status.FIXED):
        return finding.status.value
    if finding.certainty is Certainty.REVIEW:
        return "review"
    return finding.severity.value


def _weight(finding: Finding) -> tuple[bool, bool, int]:
    return (
        finding.status is Status.WAIVED,
        finding.certainty is Certainty.REVIEW,
        finding.severity.rank,
    )
