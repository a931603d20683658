"""The command `mark`: a reviewer says whether a finding is right."""

import getpass
from datetime import UTC, datetime
from pathlib import Path

import click

from audit.cli.configuration import configure
from audit.cli.finding import find
from audit.cli.history import plainly
from audit.text import plain


@click.command()
@click.argument("finding")
@click.argument("verdict", type=click.Choice(["true", "false"]))
@click.option("--note", default="", help="Why, in a sentence.")
@click.option("--by", default="", help="Who says so; default: this machine's name for you.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="audit.yaml to use.")
@click.option("--db", help="Database of runs, as sqlite:///care-audit.db.")
def mark(
    finding: str, verdict: str, note: str, by: str, config_file: Path | None, db: str | None
) -> None:
    """Mark a finding as right (true) or as a false alarm (false).

    FINDING is its id, as the report and findings.json give it; its first characters are enough.
    The mark goes into marks.jsonl beside audit.yaml. A rule that is wrong too often then only
    asks for a review.
    """
    from audit import marks
    from audit.precision import records

    config = configure(config_file, (), {"db": db})
    found = find(finding, config)
    path = Path(config.precision.marks)
    given = marks.Mark(
        finding=found.fingerprint,
        rule=found.rule,
        real=verdict == "true",
        on=datetime.now(UTC).date(),
        by=plain(by or _user(), 100),
        note=plain(note, 500),
        url=plain(found.place.url, 300),
        subject=plain(found.subject),
    )
    with plainly():
        before = marks.add(path, given)
        record = records(config)[found.rule]
    said = "right" if given.real else "a false alarm"
    again = "" if before is None else f" (it was marked {str(before.real).lower()} before)"
    click.echo(f"{found.rule} on {plain(found.place.url)}: {plain(found.message, 300)}")
    click.echo(f"Marked as {said}{again} in {path}.")
    click.echo(f"{found.rule}: {record.told}.")
    if record.doubt:
        click.echo(f"From the next run on {record.doubt}.")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container's user may have no name.
        return ""
