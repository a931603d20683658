"""The commands by which a site decides what trips no gate: `waive` and `baseline`."""

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from audit.cli.configuration import CONFIG, configure, known_names, load_rules
from audit.cli.failure import Failure
from audit.cli.finding import find
from audit.cli.history import latest, open_history, plainly
from audit.config import Config, ConfigError, Waiver
from audit.model import Finding, RunResult, Status
from audit.text import plain

BASELINE = "baseline.jsonl"
"""The file that `care-audit baseline` writes where none is named."""


@click.command()
@click.argument("finding")
@click.option("--reason", required=True, help="Why it is lived with.")
@click.option("--owner", required=True, help="Who answers for it.")
@click.option(
    "--until",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="Its last day, as 2027-03-31.",
)
@click.option("--ticket", default="", help="Where the remedy is tracked.")
@click.option("--pages", multiple=True, help="Paths it holds for, as /care/**; may be repeated.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="audit.yaml to use.")
@click.option("--db", help="Database of runs, as sqlite:///care-audit.db.")
def waive(
    finding: str,
    reason: str,
    owner: str,
    until: datetime,
    ticket: str,
    pages: tuple[str, ...],
    config_file: Path | None,
    db: str | None,
) -> None:
    """Write into audit.yaml that a finding is lived with until a date.

    FINDING is its id, as the report and findings.json give it; its first characters are enough.
    The waiver holds for its page, unless --pages names others, and for what the finding is about:
    once that changes, it is void.
    """
    from audit.waivers import covers, name

    path = config_file or Path(CONFIG)
    if not path.is_file():
        raise Failure(f"{path}: there is no such file; `care-audit init` writes an audit.yaml")
    config = configure(path, (), {"db": db})
    found = find(finding, config)
    waiver = _waiver(found, reason, owner, until, ticket, pages)
    today = datetime.now(UTC).date()
    if waiver.until < today:
        raise Failure(f"{waiver.until} is over; a waiver ends in the future")
    for each in config.waivers:
        if covers(each, found) and each.until >= today:
            raise Failure(f"{name(each)} covers it already, until {each.until}")
    with plainly():
        _write(path, waiver)
    click.echo(f"{found.rule} on {plain(found.place.url)}: {plain(found.message, 300)}")
    with open_history(config) as store:
        covered = sum(
            covers(waiver, each)
            for each in store.result(latest(store).id).findings
            if each.status is not Status.FIXED
        )
    findings = "1 finding" if covered == 1 else f"{covered} findings"
    click.echo(f"Waived until {waiver.until} in {path}: {findings} of the last run.")


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--prune", is_flag=True, help="Delete lines of what was looked for and is gone.")
@click.option("--run", "run_id", help="The run to take findings from; default: the last one.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="audit.yaml to use.")
@click.option("--db", help="Database of runs, as sqlite:///care-audit.db.")
def baseline(
    file: Path | None,
    prune: bool,
    run_id: str | None,
    config_file: Path | None,
    db: str | None,
) -> None:
    """Write the findings of the last run into a file; what it holds trips no gate.

    FILE is `gate.baseline` of audit.yaml, or baseline.jsonl. Lines are added; none is deleted but
    with --prune. Reviews and waived findings are left out.
    """
    from audit import baseline as lines_of

    config = configure(config_file, (), {"db": db})
    path = file or Path(config.gate.baseline or BASELINE)
    comparing = frozenset(rule.id for rule in load_rules(config).site)
    with plainly():
        before = lines_of.read(path)
        with open_history(config) as store:
            result = store.result(run_id or latest(store).id)
            seen = {
                each.fingerprint
                for each in result.findings
                if each.status not in (Status.FIXED, Status.NOT_CHECKED)
            }
            now = [lines_of.Line.of(each) for each in result.findings if lines_of.acceptable(each)]
            stale = lines_of.stale_lines(before, seen, result, comparing)
        gone = {line.finding for line in stale} if prune else set()
        kept = [line for line in before if line.finding not in gone]
        lines_of.write(path, (*kept, *now))
    known = {line.finding for line in before}
    added = len({line.finding for line in now} - known)
    _tell(path, result, total=len({line.finding for line in (*kept, *now)}), added=added)
    if stale:
        said = "deleted" if prune else "stale: --prune deletes them"
        click.echo(f"{len(stale)} of what was looked for and is gone: {said}.")


def _tell(path: Path, result: RunResult, *, total: int, added: int) -> None:
    lines = "1 finding" if total == 1 else f"{total} findings"
    click.echo(f"{path}: {lines}, {added} of them new.")
    if result.run.status == "incomplete":
        click.echo(
            "The run was incomplete: what it did not check is not in the baseline "
            f"({'; '.join(plain(reason, 200) for reason in result.run.reasons[:2])}).",
            err=True,
        )


def _waiver(
    found: Finding,
    reason: str,
    owner: str,
    until: datetime,
    ticket: str,
    pages: Sequence[str],
) -> Waiver:
    from audit import urls

    wrong = next((each for each in pages if not each.startswith("/")), None)
    if wrong is not None:
        raise Failure(f"--pages {plain(wrong, 100)!r}: a path begins with /")
    said = {"--reason": plain(reason, 500), "--owner": plain(owner, 200)}
    empty = next((name for name, text in said.items() if not text), None)
    if empty is not None:
        raise Failure(f"{empty} must say something")
    return Waiver(
        rule=found.rule,
        pages=tuple(pages) or (urls.path(found.place.url),),
        subject=" ".join(found.subject.split()),
        reason=said["--reason"],
        owner=said["--owner"],
        ticket=plain(ticket, 200),
        until=until.date(),
    )


def _write(path: Path, waiver: Waiver) -> None:
    """Add a waiver to audit.yaml, in one step. Raises ConfigError, and then nothing has changed."""
    from audit.config import load
    from audit.config.addition import add_waiver
    from audit.replacement import replace_text

    before = load(path, **known_names())
    # As bytes: reading as text would turn every line's end into one kind.
    text = path.read_bytes().decode("utf-8")
    try:
        changed = add_waiver(text, waiver)
    except ConfigError as problem:
        raise ConfigError(f"{path}: {problem}") from problem
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / path.name
        trial.write_bytes(changed.encode("utf-8"))
        after = load(trial, **known_names())
    if after != _with(before, waiver):
        raise ConfigError(f"{path}: the waiver cannot be added without changing something else")
    replace_text(path, [changed])


def _with(config: Config, waiver: Waiver) -> Config:
    return config.model_copy(update={"waivers": (*config.waivers, waiver)})
