"""The command `badges`: every badge that was seen, what it stands for and why."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.audits import audit_into, check
from audit.cli.configuration import configure
from audit.cli.failure import INCOMPLETE
from audit.cli.history import database_of, latest, open_history, plainly
from audit.model import Held, RunInfo, Unchecked
from audit.text import plain

if TYPE_CHECKING:
    from audit.config import Config
    from audit.store import Store
    from rules.badge.catalogue import Catalogue
    from rules.badge.inventory import Sighting

    Pages = Iterable[tuple[str, Sequence[Sighting]]]

REMEMBERED = 10_000
"""Different badges whose signals are told once; a footer's stand on every page."""


@click.command()
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="audit.yaml to use.")
@click.option("--db", help="Database of runs, as sqlite:///care-audit.db.")
@click.option("--run", "run_id", help="A remembered run by its id; default: the last one.")
@click.option("--static", is_flag=True, help="No browser, where targets are audited first.")
@click.option("--learn", is_flag=True, help="Propose `accreditations` for audit.yaml instead.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def badges(
    targets: tuple[str, ...],
    config_file: Path | None,
    run_id: str | None,
    learn: bool,
    as_json: bool,
    **flags: Any,
) -> int:
    """List every badge, page by page: what it stands for, why, and what the registry says.

    Lists what the last run saw; with TARGET, audits these addresses, folders or files first.
    """
    if learn and as_json:
        raise click.UsageError("--learn writes YAML; leave out --json")
    if targets and run_id:
        raise click.UsageError("--run names a run that is over; leave out the targets")
    config = configure(config_file, targets, flags)
    if not targets:
        with open_history(config) as store:
            run = store.info(run_id) if run_id else latest(store)
            return _tell(store, run, config, learn=learn, as_json=as_json)
    from audit.store import Store

    with plainly():
        check(config, Path(config.reports.out))
        with Store.open(database_of(config)) as store:
            run = store.info(audit_into(store, config, quiet=learn or as_json, verbose=False))
            if run.status == "complete":
                store.journal.settle(run.id)
            return _tell(store, run, config, learn=learn, as_json=as_json)


def _tell(store: "Store", run: RunInfo, config: "Config", *, learn: bool, as_json: bool) -> int:
    from rules.badge.catalogue import with_registry
    from rules.badge.inventory import Inventory, Sighting
    from rules.badge.proposal import propose

    pages: Pages = (
        (url, [Sighting.of(fact) for fact in facts])
        for url, facts in store.facts(run.id, Inventory.id)
    )
    held = config.accreditations
    unread = [each for each in store.result(run.id).unchecked if each.rule == Inventory.id]
    if learn:
        source = f"the badges that the run of {run.started:%Y-%m-%d %H:%M} UTC saw"
        for line in propose(chain.from_iterable(seen for _, seen in pages), held, source):
            click.echo(line)
    elif as_json:
        for piece in _json(run, pages, held, unread):
            click.echo(piece, nl=False)
    else:
        for line in _lines(pages, held, with_registry(held)):
            click.echo(line)
    for line in _gaps(run, unread):
        click.echo(f"care-audit: {line}", err=True)
    return INCOMPLETE if run.status != "complete" else 0


def _lines(pages: "Pages", held: tuple[Held, ...], catalogue: "Catalogue") -> Iterator[str]:
    """Yield the list for a terminal, and last a line that counts it."""
    today = datetime.now(UTC).date()
    counts: Counter[str] = Counter()
    told: dict[int, str] = {}
    for url, seen in pages:
        counts["pages"] += 1
        yield plain(url, 300)
        for number, sighting in enumerate(seen, 1):
            counts["badges"] += not sighting.candidate
            counts["candidates"] += sighting.candidate
            yield from badge_lines(number, sighting, held, catalogue, today)
            signals = _fingerprint(sighting)
            if signals in told:
                yield f"     {'signals':<16}  as {told[signals]}"
            elif sighting.signals or sighting.image:
                yield from _signals(sighting)
                if len(told) < REMEMBERED:
                    told[signals] = f"badge {number} of {plain(url, 120)}"
        yield ""
    if not counts["pages"]:
        yield "No badge was seen."
        return
    total, where = _counted(counts["badges"], "badge"), _counted(counts["pages"], "page")
    more = _counted(counts["candidates"], "picture")
    looks = f", and {more} that may be one" if counts["candidates"] else ""
    yield f"{total} on {where}{looks}."


def badge_lines(
    number: int,
    sighting: "Sighting",
    held: tuple[Held, ...],
    catalogue: "Catalogue",
    today: date,
) -> Iterator[str]:
    """Yield a badge for a terminal: what it is called, what it shows, what the registry says."""
    if sighting.left_out:
        yield f"  … and {_counted(sighting.left_out, 'more badge')}, not noted"
        return
    where = f"  ({plain(sighting.context, 100)})" if sighting.context else ""
    yield f"  {number}. “{plain(sighting.label, 120)}”{where}"
    for line in _verdicts(sighting, held, catalogue, today):
        yield f"     {plain(line, 400)}"


def _signals(sighting: "Sighting") -> Iterator[str]:
    if sighting.image:
        yield f"     {'image file':<16}  {plain(sighting.image, 120)}"
    for signal in sighting.signals:
        text = f"“{plain(signal['text'], 100)}”"
        yield f"     {plain(signal['signal']):<16}  {text}: {plain(signal['why'], 300)}"


def _fingerprint(sighting: "Sighting") -> int:
    said = [(each["signal"], each["text"], each["why"]) for each in sighting.signals]
    return hash((sighting.image, *said))


def _verdicts(
    sighting: "Sighting", held: tuple[Held, ...], catalogue: "Catalogue", today: date
) -> Iterator[str]:
    from rules.badge.standing import standing

    if sighting.candidate:
        yield "may be an accreditation that neither the catalogue nor the registry knows"
    if sighting.contradictory:
        yield "its labels contradict each other:"
    for ids in sighting.shows:
        names = " or ".join(catalogue.name(each) for each in ids[:3])
        more = f" or {len(ids) - 3} more" if len(ids) > 3 else ""
        told = standing(ids, held, sighting.url, today).text
        yield f"shows {names}{more} ({', '.join(ids[:3])}): {told}"
    if sighting.issuers:
        names = " and ".join(catalogue.issuer_name(each) for each in sighting.issuers)
        yield f"names {names}, and not what was accredited"


def _json(
    run: RunInfo, pages: "Pages", held: tuple[Held, ...], unread: Sequence[Unchecked]
) -> Iterator[str]:
    """Yield the list as one JSON object, a page on each line."""
    from rules.badge.standing import standing

    today = datetime.now(UTC).date()
    about = {"id": run.id, "started": run.started.isoformat(), "status": run.status}
    yield f'{{"schema": 1, "run": {json.dumps(about)},\n"pages": ['
    between = "\n"
    for url, seen in pages:
        badges = [
            {
                **{name: value for name, value in vars(each).items() if name != "url"},
                "registry": [
                    {"ids": ids, **vars(standing(ids, held, url, today))} for ids in each.shows
                ],
            }
            for each in seen
        ]
        # In ASCII: this goes to a terminal too, and pages are hostile.
        yield between + json.dumps({"url": url, "badges": badges})
        between = ",\n"
    unchecked = [{"url": each.url, "reason": each.reason} for each in unread]
    yield f'\n],\n"unchecked": {json.dumps(unchecked)}}}\n'


def _gaps(run: RunInfo, unread: Sequence[Unchecked]) -> Iterator[str]:
    """Yield what the list cannot know."""
    if run.status != "complete":
        reasons = "; ".join(plain(reason, 400) for reason in run.reasons)
        yield f"the run was incomplete, so badges may be missing here: {reasons}"
    for each in unread[:20]:
        yield f"badges of {plain(each.url)} could not be read: {plain(each.reason, 300)}"
    if len(unread) > 20:
        yield f"and those of {_counted(len(unread) - 20, 'more page')}"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
