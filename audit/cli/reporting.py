"""The command that writes a remembered run's reports again: `report`."""

from pathlib import Path

import click

from audit.cli import github
from audit.cli.configuration import configure
from audit.cli.dossier import report_on
from audit.cli.failure import Failure
from audit.cli.history import open_history, plainly


@click.command()
@click.argument("run", default="last", metavar="[RUN]")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="audit.yaml to use.")
@click.option("--db", help="Database of runs, as sqlite:///care-audit.db.")
@click.option("--format", "formats", multiple=True, help="Report format; may be given again.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the reports.")
@click.option(
    "--language",
    type=click.Choice(["en", "es"]),
    help="Language of the HTML report's own words; default: what audit.yaml says.",
)
@click.option("-v", "--verbose", is_flag=True, help="Tracebacks.")
def report(
    run: str,
    config_file: Path | None,
    db: str | None,
    formats: tuple[str, ...],
    out: Path | None,
    language: str | None,
    verbose: bool,
) -> None:
    """Write the reports of a run that is over again, without auditing anything.

    RUN is its id, the beginning of it (20261123 is a day), last, last-complete, or last~1 for the
    one before the last. Waivers, accreditations and the like are told as audit.yaml has them now.

    Ends with 0 once the reports are written, whatever they say.
    """
    from reports import formats as writers
    from reports import summary

    config = configure(config_file, (), {"db": db, "formats": formats})
    changed = {"out": str(out)} if out else {}
    if language:
        changed["language"] = language
    written_as = config.reports.model_copy(update=changed)
    with open_history(config) as store, plainly(verbose=verbose):
        named = store.chronicle.named(run)
        if not store.finished(named.id):
            raise Failure(f"the run {named.id} has not ended, so there is nothing to report yet")
        result = report_on(store, config.model_copy(update={"reports": written_as}), named.id)
        written_as_path = Path(written_as.out)
        written = writers.write_all(written_as.formats, result, written_as_path)
        if "github" in written_as.formats:
            github.tell(result)
        for path in written:
            click.echo(f"Report: {path}")
        click.echo(f"{result.run.id}: {summary.verdict(result)}")
