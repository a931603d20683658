"""What nights need: the commands `schedule` and `notify`, and what follows a run."""

import functools
import getpass
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.configuration import CONFIG, configure
from audit.cli.failure import Failure
from audit.cli.history import history_is_there, open_history
from audit.config import Config
from audit.schedule import Night, ScheduleError, cron, github, systemd, this_command

if TYPE_CHECKING:
    from audit.notices import Notice
    from audit.store import Store

WRITERS = {"systemd": systemd, "cron": cron, "github": github}
KILLED = frozenset({"signal", "core-dump", "oom-kill", "timeout", "watchdog"})
"""Values of $SERVICE_RESULT after which a run could not say anything: systemd.exec(5)."""
TRIED = ("print_only", "changed_since", "against")
"""Options of runs that only try something: nobody is told of those."""
REPORT = "report.html"
"""The report that messages link to, in the folder of `reports.url`."""


@click.command()
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option(
    "--print",
    "what",
    type=click.Choice(list(WRITERS)),
    required=True,
    help="A service and its timer, a line for crontab, or a workflow for GitHub.",
)
@click.option("--at", default="02:30", show_default=True, help="When; GitHub takes it for UTC.")
@click.option("--user", default="", help="Whose account it runs under; default: yours.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="audit.yaml to use.")
def schedule(
    targets: tuple[str, ...], what: str, at: str, user: str, config_file: Path | None
) -> None:
    """Print what makes audits run every night, in this folder and with this installation.

    Nothing is installed; the first lines of what is printed say where it goes.
    """
    try:
        moment = datetime.strptime(at, "%H:%M")
    except ValueError:
        raise click.UsageError(f"{at!r} is no time as 02:30") from None
    config = configure(config_file, targets, {})
    if not config.site.start:
        raise Failure(
            "nothing to audit: name an address, a folder or a file, "
            "or write an audit.yaml with `care-audit init`"
        )
    if config_file is None and Path(CONFIG).is_file():
        config_file = Path(CONFIG)
    options: tuple[str, ...] = ()
    if config_file is not None:
        local = what != "github"
        options = ("--config", str(config_file.absolute() if local else config_file))
    try:
        night = Night(
            command=this_command(),
            arguments=(*options, *(("--", *targets) if targets else ())),
            folder=Path.cwd(),
            user=user or getpass.getuser(),
            hour=moment.hour,
            minute=moment.minute,
            variable=config.notify.urls_from,
            notify_arguments=options,
        )
        click.echo(WRITERS[what](night), nl=False)
    except ScheduleError as problem:
        raise Failure(str(problem)) from problem


@click.command()
@click.option("--test", is_flag=True, help="Send a test message.")
@click.option(
    "--if-killed",
    is_flag=True,
    help="For systemd's ExecStopPost: send only where the run was killed.",
)
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="audit.yaml to use.")
@click.option("--db", help="Database of runs, as sqlite:///care-audit.db.")
def notify(*, test: bool, if_killed: bool, config_file: Path | None, db: str | None) -> None:
    """Send a message about the last run to the addresses that audit.yaml's `notify` names.

    Runs send theirs by themselves; this tries the addresses, or tells it once more.
    """
    config = configure(config_file, (), {"db": db})
    if if_killed and not _was_killed(config):
        return
    if not _addresses(config):
        raise Failure(
            f"{config.notify.urls_from} is not set; it holds the addresses (docs/nights.md)"
        )
    if not _send(config, _asked_for(config, test=test, killed=if_killed)):
        raise Failure("no message was sent")
    click.echo("The message was sent.", err=True)


def tells_failures(command: Callable[..., int]) -> Callable[..., int]:
    """Let a command that audits send a message where it ends by an error, and no run can."""

    @functools.wraps(command)
    def told(**given: Any) -> int:
        try:
            return command(**given)
        except Exception as problem:
            if any(given.get(name) for name in TRIED):
                raise
            config = _config_of(given)
            if _addresses(config):
                from audit.notices import failure

                said = problem.message if isinstance(problem, click.ClickException) else ""
                reason = said or f"{type(problem).__name__}: {problem}"
                _send(config, failure(config.site.name, reason))
            raise

    return told


def follow(config: Config, store: "Store", run: str, *, quiet: bool = False) -> None:
    """Do what follows a run: tell whom it concerns, and let old runs go.

    Whatever goes wrong here is said, and changes nothing about how the run ended.
    """
    from audit.retention import forget
    from audit.store import StoreError

    try:
        if _addresses(config):
            for notice in _notices(config, store, run):
                _send(config, notice)
        said = forget(config, store, datetime.now(UTC))
    except StoreError as problem:
        _warn(f"after the run: {problem}")
        return
    if said and not quiet:
        _warn(said)


def _notices(config: Config, store: "Store", run_id: str) -> "list[Notice]":
    """Give the messages that a run asks for: on a change, on trouble, and once a week."""
    from audit import notices
    from audit.model import Status

    result = store.result(run_id)
    run, chronicle = result.run, store.chronicle
    before = chronicle.before(run)
    day = config.notify.digest
    began, since = notices.week_before(run, day) if day != "off" else (None, None)
    tally = notices.count(result, since)
    failing = list(chronicle.newly_failing(run.id, before.id)) if before else []
    changed = config.notify.on_change and (tally.statuses[Status.NEW] or failing)
    found = []
    if changed or run.status != "complete":
        link = _link(config)
        found.append(notices.after_run(run, tally, failing, link, first=before is None))
    if began and since and before and before.started < began:
        week = chronicle.since(run, since)
        fixed = chronicle.fixed_since(run, since)
        found.append(notices.digest(run, tally, since, week, fixed, _link(config)))
    return found


def _asked_for(config: Config, *, test: bool, killed: bool) -> "Notice":
    from audit import notices

    if test:
        return notices.trial(config.site.name)
    if killed:
        why = os.environ.get("SERVICE_RESULT", "")
        reason = f"the run was killed ({why}); the next one carries it on"
        return notices.failure(config.site.name, reason)
    with open_history(config) as store:
        run = store.chronicle.named("last")
        before = store.chronicle.before(run)
        failing = store.chronicle.newly_failing(run.id, before.id) if before else ()
        tally = notices.count(store.result(run.id))
        return notices.after_run(run, tally, failing, _link(config), first=before is None)


def _was_killed(config: Config) -> bool:
    """Say whether systemd's service was killed and its run could not say so."""
    if os.environ.get("SERVICE_RESULT") not in KILLED:
        return False
    try:
        if not history_is_there(config):
            return True
        with open_history(config) as store:
            latest = next(iter(store.chronicle.entries(1)), None)
            return latest is None or not latest.ended
    except Failure:
        return True


def _config_of(given: dict[str, Any]) -> Config:
    """Give the configuration of a command that failed; the defaults where that is what failed."""
    try:
        return configure(given.get("config_file"), (), {})
    except Failure:
        return Config()


def _addresses(config: Config) -> tuple[str, ...]:
    from audit.delivery import addresses

    return addresses(config.notify.urls_from)


def _send(config: Config, notice: "Notice") -> bool:
    """Send a message, say what it did not reach, and whether it reached anybody."""
    from audit.delivery import deliver

    to = _addresses(config)
    problems = list(deliver(notice, to))
    for problem in problems:
        _warn(problem)
    return len(problems) < len(to)


def _link(config: Config) -> str:
    url = config.reports.url
    if not url or "html" not in config.reports.formats:
        return url
    return f"{url.rstrip('/')}/{REPORT}"


def _warn(said: str) -> None:
    click.echo(f"care-audit: {said}", err=True)
