"""The commands that audit: `run` and `demo`."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from audit import interruption
from audit.cli import github
from audit.cli.change import WHOLE, Change
from audit.cli.configuration import configure, load_rules
from audit.cli.dossier import report_on
from audit.cli.failure import INCOMPLETE, Failure
from audit.cli.history import database_of, plainly
from audit.cli.nights import follow, tells_failures
from audit.cli.turn import FIRST_COME, Turn, under_way
from audit.config import Config, ConfigError
from audit.model import RunResult
from audit.terminal import Progress, Warner
from audit.text import plain

if TYPE_CHECKING:
    from audit.store import Store


@click.command()
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="audit.yaml to use.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the reports.")
@click.option("--db", help="Database of runs, as sqlite:///care-audit.db.")
@click.option("--static", is_flag=True, help="No browser: rules that need one are unchecked.")
@click.option("--format", "formats", multiple=True, help="Report format; may be given again.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "notice", "off"]),
    help="Least severe finding that trips the gate.",
)
@click.option("--new-only", is_flag=True, help="Let nothing trip the gate that is known already.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    help="File of findings that do not trip the gate, from `care-audit baseline`.",
)
@click.option(
    "--against",
    metavar="TARGET",
    help="Audit this one first, the live site; what it has as well does not trip the gate.",
)
@click.option(
    "--changed-since",
    metavar="COMMIT",
    help="Only files that have changed since, and pages that use them.",
)
@click.option("--max-pages", type=click.IntRange(min=1), help="Pages to audit at most.")
@click.option("--workers", type=click.IntRange(1, 64), help="Pages audited at the same time.")
@click.option("--json", "as_json", is_flag=True, help="Write findings.json to stdout.")
@click.option("--fresh", is_flag=True, help="Audit every page, even where nothing has changed.")
@click.option("--resume", is_flag=True, help="Take up the last run if it was broken off.")
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=0,
    metavar="SECONDS",
    help="How long to wait for another run on the same database.",
)
@click.option("--print-only", is_flag=True, help="Leave no report and no history behind.")
@click.option("-q", "--quiet", is_flag=True, help="Only the result and what went wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Every page as it ends, and tracebacks.")
@tells_failures
def run(
    targets: tuple[str, ...],
    config_file: Path | None,
    quiet: bool,
    verbose: bool,
    as_json: bool,
    print_only: bool,
    against: str | None,
    changed_since: str | None,
    resume: bool,
    fresh: bool,
    wait: float,
    **flags: Any,
) -> int:
    """Audit addresses, folders or files (default: what audit.yaml names)."""
    if print_only and (flags["out"] or flags["db"]):
        raise Failure("--print-only leaves nothing behind, so --out and --db have no use beside it")
    config = _for_files(configure(config_file, targets, flags), targets)
    if not config.site.start:
        raise Failure(
            "nothing to audit: name an address, a folder or a file, "
            "or write an audit.yaml with `care-audit init`"
        )
    change = Change(changed_since, against, config_file)
    if not print_only:
        alone = not (changed_since or against)
        return _audit(
            config,
            after=partial(follow, config, quiet=quiet or as_json) if alone else None,
            quiet=quiet or as_json,
            verbose=verbose,
            as_json=as_json,
            change=change,
            turn=Turn(resume, wait, quiet, fresh=fresh),
        )
    with TemporaryDirectory(prefix="care-audit-") as folder:
        passing = _passing(config, folder, named=flags["formats"])
        return _audit(
            passing,
            quiet=quiet or as_json,
            verbose=verbose,
            as_json=as_json,
            print_only=True,
            change=change,
        )


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True)
@click.option("--static", is_flag=True, help="No browser: rules that need one are unchecked.")
@click.option("-q", "--quiet", is_flag=True, help="Only the result and what went wrong.")
def demo(out: Path, static: bool, quiet: bool) -> int:
    """Audit the sample site that comes with care-audit, defects planted.

    Ends with 0 when the audit itself went well, whatever it found.
    """
    from audit import sample

    with sample.serve() as origin:
        config = configure(sample.CONFIG, (f"{origin}/",), {"out": out, "static": static})
        code = _audit(config, quiet=quiet, verbose=False, as_json=False)
    click.echo(
        f"This was the sample site, with its planted defects; a run like it ends with exit code "
        f"{code}.\nNext: care-audit run https://your-hospital.example/",
        err=True,
    )
    return 0


def _for_files(config: Config, targets: tuple[str, ...]) -> Config:
    """Give the configuration as it holds where single files are all that is asked for: which pages
    of a site must be audited is then no question."""
    if not targets or not all(Path(target).is_file() for target in targets):
        return config
    return config.model_copy(update={"site": config.site.model_copy(update={"must_audit": ()})})


def _passing(config: Config, folder: str, *, named: Sequence[str]) -> Config:
    """Give the configuration of a run that leaves nothing behind but what it prints.

    Of the formats only those count that the command line names: `github` is printed.
    """
    reports = config.reports.model_copy(update={"out": folder, "formats": tuple(named)})
    history = config.history.model_copy(update={"database": "", "refresh": 0})
    return config.model_copy(update={"reports": reports, "history": history})


def _audit(
    config: Config,
    *,
    quiet: bool,
    verbose: bool,
    as_json: bool,
    print_only: bool = False,
    change: Change = WHOLE,
    turn: Turn = FIRST_COME,
    after: Callable[["Store", str], None] | None = None,
) -> int:
    """Run, write the reports, do what comes `after` them, and say how it ended."""
    from audit.store import Store
    from reports import formats

    out = Path(config.reports.out)
    with plainly(verbose=verbose):
        change = change.selected(config)
        check(config, out)
        with Store.open(database_of(config)) as store:
            run = audit_into(store, config, quiet=quiet, verbose=verbose, change=change, turn=turn)
            result = report_on(store, config, run)
            names = (*config.reports.formats, *(["json"] if as_json else []))
            with plainly(verbose=verbose, exit_code=INCOMPLETE):
                written = formats.write_all(names, result, out)
                if result.run.status == "complete":
                    store.journal.settle(run)
            if "github" in config.reports.formats:
                github.tell(result, err=as_json)
            if after:
                after(store, run)
            _say_result(result, [] if print_only and not as_json else written, as_json=as_json)
            return result.run.exit


def check(config: Config, out: Path) -> None:
    """Raise ConfigError for what would end a run at its start; then make the folder `out`."""
    from audit import pipeline

    pipeline.check(config)
    out.mkdir(parents=True, exist_ok=True)
    if not os.access(out, os.W_OK | os.X_OK):
        raise ConfigError(
            f"the folder {out} is read-only for this user; make it writable, or name another one "
            "for the reports with --out"
        )


def audit_into(
    store: "Store",
    config: Config,
    *,
    quiet: bool,
    verbose: bool,
    change: Change = WHOLE,
    turn: Turn = FIRST_COME,
) -> str:
    """Audit what `config` names, remember it in `store`, and give the run's id."""
    from audit import pipeline

    interruption.listen()
    progress = Progress(verbose=verbose, quiet=quiet)
    warn = Warner()
    try:
        with turn.at(store, config, warn), under_way(verbose=verbose):
            return pipeline.run(
                config,
                load_rules,
                store,
                progress=progress,
                warn=warn,
                selection=change.selection,
                known=change.audit_twin(config, warn),
                resuming=turn.resuming,
                fresh=turn.fresh,
            )
    finally:
        progress.close()


def _say_result(result: RunResult, written: list[Path], *, as_json: bool) -> None:
    if as_json:
        path = next(path for path in written if path.name == "findings.json")
        click.echo(path.read_text(encoding="utf-8"), nl=False)
        return
    from reports import summary

    for line in summary.lines(result):
        click.echo(line)
    for note in result.run.notes:
        click.echo(f"Note: {plain(note, 1000)}.")
    for path in written:
        click.echo(f"Report: {path}")
    click.echo(summary.verdict(result))
