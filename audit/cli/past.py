"""The commands that look back: `history`, `diff` and `asof`."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit import urls
from audit.cli.badges import badge_lines
from audit.cli.configuration import configure
from audit.cli.failure import INCOMPLETE, Failure
from audit.cli.history import open_history
from audit.model import Fact, Finding, RunInfo, Status
from audit.scope import is_address
from audit.text import plain

if TYPE_CHECKING:
    from audit.config import Config
    from audit.store.chronicle import Change, Chronicle, Entry, Record

BADGES, CLAIMS = "badges", "claims"
"""Who notes what asof tells: see rules/badge/inventory.py and rules/claim/inventory.py."""
TOLD = ("badge-", "claim-")
"""Beginnings of the rules that judge what asof tells."""
UNDER_WAY = "not ended"
"""The status of a run that is under way or was killed."""

_config = click.option(
    "--config", "config_file", type=click.Path(path_type=Path), help="audit.yaml to use."
)
_db = click.option("--db", help="Database of runs, as sqlite:///care-audit.db.")
_json = click.option("--json", "as_json", is_flag=True, help="As JSON.")


@click.command()
@_config
@_db
@click.option(
    "--runs", "most", type=click.IntRange(min=1), default=20, show_default=True, help="Runs listed."
)
@_json
def history(config_file: Path | None, db: str | None, most: int, as_json: bool) -> None:
    """List the runs that are remembered, the latest first.

    Open is what a run saw and nobody waived; not checked is what earlier runs found and this one
    could not look at again.
    """
    config = configure(config_file, (), {"db": db})
    with open_history(config) as store:
        entries = store.chronicle.entries(most)
    if as_json:
        click.echo(json.dumps([_row(entry) for entry in entries], indent=1, ensure_ascii=False))
        return
    if not entries:
        raise Failure("no run is remembered yet; begin with: care-audit run")
    for line in _table(entries):
        click.echo(line)


@click.command()
@click.argument("earlier", required=False)
@click.argument("later", required=False)
@_config
@_db
@_json
def diff(
    earlier: str | None, later: str | None, config_file: Path | None, db: str | None, as_json: bool
) -> int:
    """Say what is new, fixed, and not checked from one run to another, by rule and page.

    A run is named by its id, by the beginning of it (20261123 is a day), as last, last-complete,
    or last~1 for the one before the last. Without LATER it is the last one; without both, the
    last one is held against the one before it.

    Ends with 3 where the later run is incomplete.
    """
    config = configure(config_file, (), {"db": db})
    with open_history(config) as store:
        told = store.chronicle
        now = told.named(later or "last")
        then = told.named(earlier) if earlier else told.before(now)
        if then is None:
            raise Failure(f"{now.id} is the first run of its kind; there is nothing before it")
        if then.started > now.started:
            then, now = now, then
        if as_json:
            changes = [_change_row(change) for change in told.changes(then, now)]
            pair = {"earlier": _run_row(then), "later": _run_row(now), "changes": changes}
            click.echo(json.dumps(pair, indent=1, ensure_ascii=False))
        else:
            for line in _differences(told, then, now):
                click.echo(line)
        return INCOMPLETE if now.status != "complete" else 0


@click.command()
@click.argument("day", metavar="DATE")
@click.argument("url")
@_config
@_db
@_json
def asof(day: str, url: str, config_file: Path | None, db: str | None, as_json: bool) -> int:
    """Say which badges and claims a page showed on a date, and what was wrong with them.

    It is what the last run saw that began by the end of DATE (2026-11-20, or a moment as
    2026-11-20T21:00, both UTC) and audited the page at URL. Ends with 3 where no run did.
    """
    until = _moment(day)
    config = configure(config_file, (), {"db": db})
    page = (urls.canonical(url) or url) if is_address(url) else url
    with open_history(config) as store:
        record = store.chronicle.seen(page, until, TOLD)
        if record is None:
            oldest = store.chronicle.deepest()
            raise Failure(_nothing(page, until, oldest, config), INCOMPLETE)
    if as_json:
        click.echo(json.dumps(_record_row(record), indent=1, ensure_ascii=False))
        return 0
    for line in _told(record, until, config):
        click.echo(line)
    return 0


def _status(entry: "Entry") -> str:
    return entry.run.status if entry.ended else UNDER_WAY


def _table(entries: Iterable["Entry"]) -> Iterator[str]:
    head = ("run", "began (UTC)", "status", "pages", "new", "fixed", "open", "not checked")
    lines = [
        (
            entry.run.id,
            f"{entry.run.started.astimezone(UTC):%Y-%m-%d %H:%M}",
            _status(entry),
            f"{entry.audited} of {entry.pages}",
            *map(str, _counts(entry).values()),
        )
        for entry in entries
    ]
    widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
    for cells in (head, *lines):
        texts = zip(cells[:3], widths[:3], strict=True)
        numbers = zip(cells[3:], widths[3:], strict=True)
        left = [f"{cell:<{width}}" for cell, width in texts]
        yield "  ".join([*left, *(f"{cell:>{width}}" for cell, width in numbers)]).rstrip()


def _counts(entry: "Entry") -> dict[str, int]:
    count = entry.statuses.get
    return {
        "new": count(Status.NEW, 0),
        "fixed": count(Status.FIXED, 0),
        "open": count(Status.NEW, 0) + count(Status.EXISTING, 0),
        "not_checked": count(Status.NOT_CHECKED, 0),
    }


def _run_row(run: RunInfo) -> dict[str, Any]:
    return {
        "id": run.id,
        "started": run.started.isoformat(),
        "targets": run.targets,
        "status": run.status,
        "reasons": run.reasons,
    }


def _row(entry: "Entry") -> dict[str, Any]:
    return {
        **_run_row(entry.run),
        "finished": entry.run.finished.isoformat() if entry.ended else None,
        "status": entry.run.status if entry.ended else "not-ended",
        "exit": entry.run.exit,
        "pages": {"wanted": entry.pages, "audited": entry.audited},
        "findings": {**_counts(entry), "waived": entry.statuses.get(Status.WAIVED, 0)},
    }


def _change_row(change: "Change") -> dict[str, Any]:
    finding = change.finding
    return {
        "change": change.kind,
        "note": change.note,
        "id": finding.fingerprint,
        "rule": finding.rule,
        "url": finding.place.url,
        "severity": finding.severity,
        "certainty": finding.certainty,
        "message": finding.message,
    }


def _differences(told: "Chronicle", then: RunInfo, now: RunInfo) -> Iterator[str]:
    yield f"From {_named(then)}\n  to {_named(now)}"
    for run in (then, now):
        if run.status != "complete":
            reasons = "; ".join(plain(reason, 400) for reason in run.reasons)
            yield f"INCOMPLETE: {run.id}: {reasons}"
    if set(then.targets) != set(now.targets):
        yield "The two audited different targets, so much may only look new or unknown."
    counts: Counter[Status] = Counter()
    for kind in (Status.NEW, Status.FIXED, Status.NOT_CHECKED):
        rule = url = ""
        # Read anew for each kind, so that no long list is held in memory.
        for change in told.changes(then, now):
            if change.kind is not kind:
                continue
            finding = change.finding
            if not counts[kind]:
                yield f"\n{_KINDS[kind].upper()}"
            counts[kind] += 1
            if finding.rule != rule:
                rule, url = finding.rule, ""
                yield f"  {plain(rule)}"
            if finding.place.url != url:
                url = finding.place.url
                yield f"    {plain(url, 300)}"
            note = f" ({plain(change.note, 200)})" if change.note else ""
            yield f"      {finding.fingerprint[:8]}  {plain(finding.message, 300)}{note}"
    sums = ", ".join(f"{counts[kind]} {name}" for kind, name in _KINDS.items())
    yield ""
    yield f"{sums}."


_KINDS = {Status.NEW: "new", Status.FIXED: "fixed", Status.NOT_CHECKED: "not checked"}


def _named(run: RunInfo) -> str:
    return f"{run.id}, begun {run.started.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _moment(text: str) -> datetime:
    """Give the end of a day, or the moment that is named. Raises UsageError."""
    try:
        if len(text) == len("2026-11-20"):
            return datetime.combine(date.fromisoformat(text), time.max, UTC)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{text!r} is no date as 2026-11-20") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _nothing(page: str, until: datetime, oldest: datetime | None, config: "Config") -> str:
    begins = f"; the history begins on {oldest:%Y-%m-%d}" if oldest else ""
    kept = f" (history.keep is {config.history.keep})" if config.history.keep != "forever" else ""
    return (
        f"no remembered run audited {plain(page, 300)} up to {until:%Y-%m-%d %H:%M} UTC{begins}"
        f"{kept}. Nothing is known of what it showed."
    )


def _told(record: "Record", until: datetime, config: "Config") -> Iterator[str]:
    from rules.badge.catalogue import with_registry
    from rules.badge.inventory import Sighting

    run = record.run
    yield plain(record.outcome.url, 300)
    title = f", titled “{plain(record.outcome.title, 120)}”" if record.outcome.title else ""
    yield f"as seen by the run {_named(run)}, {_before(run.started, until)}{title}."
    if record.outcome.kind != "audited":
        yield f"Only in part: {plain(record.outcome.detail, 300)}"
    for later, outcome in record.missed:
        why = plain(outcome.detail or outcome.kind, 200)
        yield f"The later run {later.id} did not audit it: {why}."
    yield ""
    unread = {each.rule: each.reason for each in record.unchecked}
    if BADGES in unread or BADGES not in record.facts:
        yield f"Badges: not known; {_why(BADGES, unread)}."
    else:
        seen = [Sighting.of(fact) for fact in record.facts[BADGES]]
        yield "Badges:" if seen else "Badges: none was seen."
        held = config.accreditations
        for number, sighting in enumerate(seen, 1):
            catalogue = with_registry(held)
            yield from badge_lines(number, sighting, held, catalogue, run.started.date())
        if held and seen:
            yield "  (held against the registry as audit.yaml has it today, on the day of the run)"
    yield ""
    if CLAIMS in unread or CLAIMS not in record.facts:
        yield f"Claims: not known; {_why(CLAIMS, unread)}."
    else:
        yield "Claims:" if record.facts[CLAIMS] else "Claims: none was seen."
        # One sentence may hold a number and a superlative.
        for sentence in dict.fromkeys(map(_said, record.facts[CLAIMS])):
            yield f"  “{plain(sentence, 300)}”"
    yield ""
    if record.findings:
        yield "Found then:"
        for finding in record.findings:
            kind = _kind(finding)
            yield f"  {kind:<7}  {plain(finding.rule)}  {plain(finding.message, 400)}"
    else:
        yield "Nothing was found wrong with them then."
    judged = [each for each in record.unchecked if each.rule.startswith(TOLD)]
    for each in judged:
        yield f"  not checked then: {plain(each.rule)}: {plain(each.reason, 300)}"
    if run.status != "complete":
        yield "That run was incomplete: " + "; ".join(plain(each, 300) for each in run.reasons)


def _why(what: str, unread: dict[str, str]) -> str:
    if what in unread:
        return plain(unread[what], 300)
    return "that run did not note them, or did not come to its end"


def _said(fact: Fact) -> str:
    return str(fact.value.get("sentence", ""))


def _kind(finding: Finding) -> str:
    if finding.status is Status.WAIVED:
        return "waived"
    return finding.severity.value if finding.certainty.value == "sure" else "review"


def _before(started: datetime, until: datetime) -> str:
    days = (until - started) // timedelta(days=1)
    if days == 0:
        return "within a day of the moment asked for"
    return f"{days} {'day' if days == 1 else 'days'} before the moment asked for"


def _record_row(record: "Record") -> dict[str, Any]:
    def noted(what: str) -> list[Any] | None:
        unread = {each.rule for each in record.unchecked}
        if what in unread or what not in record.facts:
            return None
        return [fact.value for fact in record.facts[what]]

    return {
        "url": record.outcome.url,
        "title": record.outcome.title,
        "outcome": record.outcome.kind,
        "run": _run_row(record.run),
        "missed": [
            {"run": run.id, "outcome": outcome.kind, "detail": outcome.detail}
            for run, outcome in record.missed
        ],
        "badges": noted(BADGES),
        "claims": noted(CLAIMS),
        "findings": [
            {
                "id": finding.fingerprint,
                "rule": finding.rule,
                "status": finding.status,
                "severity": finding.severity,
                "certainty": finding.certainty,
                "message": finding.message,
            }
            for finding in record.findings
        ],
        "unchecked": [
            {"rule": each.rule, "reason": each.reason}
            for each in record.unchecked
            if each.rule in (BADGES, CLAIMS) or each.rule.startswith(TOLD)
        ],
    }
