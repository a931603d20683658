"""What is told after a night, in plain text: what was not checked first, then what is new.

Pages' text is hostile, and chat services read markup, mentions and addresses in whatever they are
sent; so nothing of the kind is left in it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from audit.model import Certainty, Finding, Outcome, RunInfo, RunResult, Status
from audit.text import plain

WORST = 5
"""New defects that are told."""
MOST = 5
"""Pages, or reasons, that are told; a message is no report."""
LENGTH = 240
"""Characters of one text of a page or reason."""
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_MEANING = str.maketrans("<>@[]{}`*~|\\", "‹›＠()()'∗∼¦/")
"""What services read as markup or as a mention, and what looks like it."""
_LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)
_UNSAFE = re.compile(r"[<>@\[\]{}`*~|\\\s]")


@dataclass(frozen=True)
class Notice:
    """One message."""

    title: str
    body: str
    urgent: bool = False
    """Whether something went wrong."""


@dataclass(frozen=True)
class Tally:
    """What a run found, as far as a message tells it."""

    statuses: Counter[Status]
    severities: Counter[str]
    """Open findings: `error`, `warning`, `notice`, or `review`."""
    by_rules: int
    """New findings that are there only because a rule changed."""
    recent: int
    """Open findings that were first seen since a moment."""
    worst: tuple[tuple[Finding, int], ...]
    """The worst new defects, each with the number of its pages."""
    audited: int
    pages: int


def count(result: RunResult, since: datetime | None = None) -> Tally:
    """Count what a run found; `recent` counts from `since` on. Reads each collection once."""
    statuses: Counter[Status] = Counter()
    severities: Counter[str] = Counter()
    new: dict[str, tuple[Finding, set[str]]] = {}
    by_rules = recent = 0
    for finding in result.findings:
        statuses[finding.status] += 1
        if finding.status in (Status.NEW, Status.EXISTING):
            severities[_kind(finding)] += 1
            seen = finding.first_seen.when if finding.first_seen else result.run.started
            recent += since is not None and seen >= since
        if finding.status is Status.NEW:
            by_rules += finding.new_rule
            new.setdefault(finding.group, (finding, set()))[1].add(finding.place.url)
    worst = sorted(new.values(), key=_weight)[:WORST]
    outcomes = Counter(
        outcome.audited for outcome in result.outcomes if outcome.kind != "skipped:duplicate"
    )
    return Tally(
        statuses,
        severities,
        by_rules,
        recent,
        tuple((finding, len(pages)) for finding, pages in worst),
        outcomes[True],
        outcomes.total(),
    )


def after_run(
    run: RunInfo, tally: Tally, failing: Iterable[Outcome], link: str, *, first: bool
) -> Notice:
    """Say how a run ended. `failing` are pages that fail now and did not before; `link` is the
    report's address, empty where it has none; `first` says that nothing was there to compare."""
    incomplete = run.status != "complete"
    new = tally.statuses[Status.NEW]
    parts = ["INCOMPLETE"] if incomplete else []
    parts.append(f"{new} new" if new else "nothing new")
    return Notice(
        f"{_head(run.site)}: {', '.join(parts)}",
        _paragraphs(
            _incomplete(run),
            [_counts(tally)],
            ["This is the first run over these targets, so everything is new."] if first else [],
            _changed_rules(tally),
            _failing(failing),
            _worst(tally),
            _last(run, link),
        ),
        urgent=incomplete,
    )


def digest(
    run: RunInfo, tally: Tally, since: datetime, runs: Iterable[RunInfo], fixed: int, link: str
) -> Notice:
    """Sum up the days since a moment, which `tally` was counted from; `runs` are those of them."""
    nights = list(runs)
    short = sum(each.status != "complete" for each in nights)
    told = [f"{_many(len(nights), 'run')} since {since:%Y-%m-%d}, {short} of them incomplete."]
    kinds = ", ".join(
        _many(tally.severities[kind], kind)
        for kind in ("error", "warning", "notice", "review")
        if tally.severities[kind]
    )
    told.append(
        f"First seen in that time and still open: {tally.recent}. Fixed in that time: {fixed}."
    )
    told.append(f"Open now: {kinds or 'nothing'}.")
    return Notice(
        f"{_head(run.site)}: the week",
        _paragraphs(_incomplete(run), told, [_counts(tally)], _last(run, link)),
        urgent=run.status != "complete",
    )


def failure(site: str, reason: str) -> Notice:
    """Say that a run ended by an error: there is no result."""
    told = [f"FAILED: {harmless(reason, 1000)}", "Nothing was audited, or it was not finished."]
    return Notice(f"{_head(site)}: FAILED", _paragraphs(told), urgent=True)


def trial(site: str) -> Notice:
    """Say that messages arrive."""
    return Notice(f"{_head(site)}: a test", "Messages about audits will arrive here.")


def week_before(run: RunInfo, day: str) -> tuple[datetime, datetime]:
    """Give when the day of the digest last began before a run, in UTC, and a week before that."""
    started = run.started.astimezone(UTC)
    midnight = started.replace(hour=0, minute=0, second=0, microsecond=0)
    began = midnight - timedelta(days=(started.weekday() - DAYS.index(day)) % 7)
    return began, began - timedelta(days=7)


def harmless(text: str, limit: int = LENGTH) -> str:
    """Give hostile text as one line that no service takes for markup, a mention or a link."""
    line = plain(text, limit).translate(_MEANING)
    return _LINK.sub(lambda found: found.group().replace(":", ": ").replace(".", " ."), line)


def address(url: str) -> str:
    """Give a page's address so that it can be followed, and holds nothing but an address."""
    if not url.startswith(("http://", "https://")):
        return harmless(url)
    return _UNSAFE.sub(lambda found: f"%{ord(found.group()):02X}", plain(url, 2000))


def _head(site: str) -> str:
    return f"Care Audit, {harmless(site, 80)}" if site else "Care Audit"


def _incomplete(run: RunInfo) -> list[str]:
    if run.status == "complete":
        return []
    reasons = [f"- {harmless(reason)}" for reason in run.reasons[:MOST]]
    return ["INCOMPLETE: not everything was checked.", *reasons, *_more(len(run.reasons))]


def _counts(tally: Tally) -> str:
    seen = tally.statuses
    still = seen[Status.NEW] + seen[Status.EXISTING]
    return (
        f"{seen[Status.NEW]} new, {seen[Status.FIXED]} fixed, {still} open, {seen[Status.WAIVED]} "
        f"waived, {seen[Status.NOT_CHECKED]} not checked. {tally.audited} of "
        f"{_many(tally.pages, 'page')} audited."
    )


def _changed_rules(tally: Tally) -> list[str]:
    if not tally.by_rules:
        return []
    return [f"{tally.by_rules} of the new ones only because a rule changed."]


def _failing(outcomes: Iterable[Outcome]) -> list[str]:
    told: list[str] = []
    number = 0
    for outcome in outcomes:
        number += 1
        if number <= MOST:
            why = harmless(outcome.detail or outcome.kind)
            told.append(f"- {address(outcome.url)}: {why}")
    return [f"Pages that fail now: {number}", *told, *_more(number)] if number else []


def _worst(tally: Tally) -> Iterator[str]:
    if tally.worst:
        yield "The worst of what is new:"
    for number, (finding, pages) in enumerate(tally.worst, 1):
        more = f" and {_many(pages - 1, 'more page')}" if pages > 1 else ""
        yield f"{number}. {_kind(finding)}, {harmless(finding.rule)}: {harmless(finding.message)}"
        yield f"   {address(finding.place.url)}{more}"


def _last(run: RunInfo, link: str) -> list[str]:
    ended = f"Run {run.id} ended {run.finished.astimezone(UTC):%Y-%m-%d %H:%M} UTC."
    return [*([f"Report: {address(link)}"] if link else []), ended]


def _more(number: int) -> list[str]:
    return [f"- and {number - MOST} more"] if number > MOST else []


def _paragraphs(*paragraphs: Iterable[str]) -> str:
    told = ("\n".join(lines) for lines in paragraphs)
    return "\n\n".join(text for text in told if text)


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _kind(finding: Finding) -> str:
    sure = finding.certainty is Certainty.SURE
    return finding.severity.value if sure else Certainty.REVIEW.value


def _weight(defect: tuple[Finding, set[str]]) -> tuple[bool, int, bool, int]:
    finding, pages = defect
    unsure = finding.certainty is Certainty.REVIEW
    return (unsure, finding.severity.rank, finding.new_rule, -len(pages))
