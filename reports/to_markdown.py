"""summary.md: a run on one page, for a job's summary, a comment or a message.

GitHub's job summary takes it as it is. Page text in it is text: no markup, link or mention.
"""

import heapq
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from audit.model import Finding, RunResult, Status
from audit.text import plain
from reports import output, summary
from reports.weight import Weight, weigh, word

NAME = "summary.md"
MOST = 50
"""Defects listed, the worst ones."""
MOST_PAGES = 20
"""Pages listed of those that were not audited, and rules of those that did not judge."""

_MARKUP = re.compile(r"[\\`*_{}\[\]!|~^$]|(?<=:)/(?=/)|(?<=www)\.|^[-+=]|(?<=^\d)[.)]")
"""What is markup, a link by itself, or begins a list."""
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "@&#8288;", "#": "#&#8288;"}
"""`@` and `#` would call people and issues; a word joiner, which nobody sees, keeps them apart."""


def write(result: RunResult, folder: Path) -> Path:
    """Write summary.md into `folder` and give its path.

    Raises ReportError where the file cannot be written.
    """
    path = folder / NAME
    with output.replace(path) as stream:
        stream.writelines(f"{line}\n" for line in lines(result))
    return path


def lines(result: RunResult) -> Iterator[str]:
    """Yield the lines of the summary: what was not checked first, then the worst defects."""
    run = result.run
    yield f"## Care Audit{f': {safe(run.site, 100)}' if run.site else ''}"
    yield ""
    yield f"**{safe(summary.verdict(result), 4000)}**"
    yield ""
    yield from _defects(result)
    yield from _unaudited(result)
    yield from _unjudged(result)
    for note in run.notes:
        yield f"- {safe(note, 400)}"


def _defects(result: RunResult) -> Iterator[str]:
    titles = {rule.id: rule.title for rule in result.rules}
    # As many defects as findings may be there: of each only its numbers are kept.
    weights: dict[int, Weight] = {}
    counts: Counter[int] = Counter()
    for finding in _open(result):
        group = _number(finding)
        counts[group] += 1
        weights[group] = min(weigh(finding), weights.get(group, weigh(finding)))
    if not counts:
        return
    order = heapq.nsmallest(MOST, counts, key=lambda each: (*weights[each], -counts[each], each))
    wanted = set(order)
    first: dict[int, Finding] = {}
    for finding in _open(result):
        group = _number(finding)
        if group in wanted and group not in first and weigh(finding) == weights[group]:
            first[group] = finding
    yield "| | What | Where |"
    yield "| --- | --- | --- |"
    for group in order:
        yield _row(first[group], counts[group], titles)
    yield ""
    if len(counts) > MOST:
        yield f"… and {len(counts) - MOST:,} more defects; the report has them all."
        yield ""


def _open(result: RunResult) -> Iterator[Finding]:
    return (each for each in result.findings if each.status in (Status.NEW, Status.EXISTING))


def _number(finding: Finding) -> int:
    return int(finding.group, 16)


def _row(finding: Finding, pages: int, titles: Mapping[str, str]) -> str:
    place = finding.place
    new = "new " if finding.status is Status.NEW else ""
    title = safe(titles.get(finding.rule, finding.rule), 200)
    where = safe(place.file or place.url, 200) + (f":{place.line}" if place.line else "")
    if pages > 1:
        where = f"{pages:,} pages, first {where}"
    said = f"**{title}**: {safe(finding.message, 300)} `{finding.rule}`"
    return f"| {new}{word(finding)} | {said} | {where} |"


def _unaudited(result: RunResult) -> Iterator[str]:
    missed = 0
    for outcome in result.outcomes:
        if outcome.audited or outcome.kind == "skipped:duplicate":
            continue
        missed += 1
        if missed == 1:
            yield "### Not audited"
            yield ""
        if missed <= MOST_PAGES:
            detail = f": {safe(outcome.detail, 200)}" if outcome.detail else ""
            yield f"- {safe(outcome.url, 200)} ({safe(outcome.kind)}){detail}"
    if missed > MOST_PAGES:
        yield f"- … and {missed - MOST_PAGES:,} more"
    if missed:
        yield ""


def _unjudged(result: RunResult) -> Iterator[str]:
    pages: dict[str, int] = {}
    reasons: dict[str, str] = {}
    for each in result.unchecked:
        pages[each.rule] = pages.get(each.rule, 0) + 1
        reasons.setdefault(each.rule, each.reason)
    if not pages:
        return
    yield "### Rules that did not judge every page"
    yield ""
    for rule in sorted(pages)[:MOST_PAGES]:
        count = f"{pages[rule]:,} times" if pages[rule] > 1 else "once"
        yield f"- `{rule}`, {count}: {safe(reasons[rule], 200)}"
    if len(pages) > MOST_PAGES:
        yield f"- … and {len(pages) - MOST_PAGES:,} more rules"
    yield ""


def safe(words: str, limit: int = 200) -> str:
    """Give text from a page as Markdown in which it stands for itself."""
    line = plain(words, limit).encode("utf-8", "replace").decode("utf-8")
    escaped = _MARKUP.sub(lambda found: "\\" + found.group(), line)
    return "".join(_ENTITIES.get(each, each) for each in escaped)
