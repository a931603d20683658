"""The command line: the only module that knows everyone, prints, and ends the process.

Results go to stdout, messages to stderr; the most important line comes last. Modules that cost
time to import are imported by the command that needs them.
"""

import difflib
import json
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

import audit
import reports
import rules
from audit.config import Config, ConfigError
from audit.model import RunResult, Severity
from audit.terminal import Progress, Warner

if TYPE_CHECKING:
    from rules.loader import RuleSet

CONFIG = "audit.yaml"
"""The configuration that is read where none is named and this one is there."""
USAGE, INCOMPLETE, INTERRUPTED = 2, 3, 130


class Failure(click.ClickException):
    """Ends a command with one clear sentence."""

    def __init__(self, message: str, exit_code: int = USAGE) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]

    def show(self, file: Any = None) -> None:
        """Write the sentence to stderr; mistakes in a file stand on lines of their own."""
        head = "the configuration cannot be used:\n" if "\n" in self.message else ""
        click.echo(f"care-audit: {head}{self.message}", err=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; gives the exit code: 0, 1 gate tripped, 2 usage, 3 incomplete."""
    for package in (audit, rules, reports):
        if getattr(package, "OWNER", "") != "care-audit":
            click.echo(
                f"care-audit: another package has taken the name {package.__name__!r} "
                f"({getattr(package, '__file__', '?')}); install care-audit in an environment of "
                "its own, as pipx does",
                err=True,
            )
            return USAGE
    try:
        code = command.main(list(argv) if argv is not None else None, standalone_mode=False)
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except click.Abort:
        click.echo("care-audit: broken off", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left; nothing more can be said to them.
        sys.stdout = None
        return 0
    return code if isinstance(code, int) else 0


@click.group(
    name="care-audit",
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "CARE_AUDIT",
        "max_content_width": 100,
    },
    epilog="Exit codes: 0 below the gate, 1 gate tripped, 2 usage or configuration, "
    "3 incomplete: something wanted was not checked.",
)
@click.version_option(audit.__version__, prog_name="care-audit")
def command() -> None:
    """Audit a hospital's public pages: is what they claim true, and can everybody use them?"""


@command.command()
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
@click.option("--max-pages", type=click.IntRange(min=1), help="Pages to audit at most.")
@click.option("--workers", type=click.IntRange(1, 64), help="Pages audited at the same time.")
@click.option("--json", "as_json", is_flag=True, help="Write findings.json to stdout.")
@click.option("-q", "--quiet", is_flag=True, help="Only the result and what went wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Every page as it ends, and tracebacks.")
def run(
    targets: tuple[str, ...],
    config_file: Path | None,
    quiet: bool,
    verbose: bool,
    as_json: bool,
    **flags: Any,
) -> int:
    """Audit addresses, folders or files (default: what audit.yaml names)."""
    config = configure(config_file, targets, flags)
    if not config.site.start:
        raise Failure(
            "nothing to audit: name an address, a folder or a file, "
            "or write an audit.yaml with `care-audit init`"
        )
    return _audit(config, quiet=quiet or as_json, verbose=verbose, as_json=as_json)


@command.command()
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


@command.command()
@click.option("--name", default="", help="The organisation's name.")
@click.option("--start", default="", help="The address to begin at.")
@click.option("--schema", is_flag=True, help="Write audit.schema.json for editors beside it.")
@click.argument("path", type=click.Path(path_type=Path), default=Path(CONFIG))
def init(name: str, start: str, schema: bool, path: Path) -> None:
    """Write an audit.yaml to begin with; one that is there is never written over."""
    from audit import config

    files = {path: config.render_template(name, start)}
    if schema:
        text = json.dumps(config.schema(**_known()), indent=1, ensure_ascii=False)
        files[path.with_name("audit.schema.json")] = text + "\n"
    for target, text in files.items():
        try:
            with target.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            raise Failure(f"{target} is there already; name another file") from None
        except OSError as problem:
            raise Failure(f"{target} cannot be written: {problem.strerror}") from problem
        click.echo(f"{target} written")
    click.echo("Next: look it over, then care-audit run")


@command.command()
@click.option("--install", is_flag=True, help="As root on Debian: install a missing browser.")
@click.option("-q", "--quiet", is_flag=True, help="Only what is wrong.")
def doctor(install: bool, quiet: bool) -> int:
    """Say whether this machine has what a full audit needs."""
    from audit import axe
    from audit.browser import (
        BrowserError,
        BrowserMissing,
        describe,
        find_source,
        install_browser,
    )

    say = _silent if quiet else click.echo
    config = configure(None, (), {}).browser
    say(f"care-audit  {audit.__version__}, Python {sys.version.split()[0]}")
    try:
        axe.load()
    except axe.AxeError as problem:
        raise Failure(str(problem)) from problem
    say(f"axe-core    {axe.VERSION}, unchanged")
    try:
        try:
            find_source(config)
        except BrowserMissing:
            if not install:
                raise
            install_browser(lambda line: click.echo(f"care-audit: running {line}", err=True))
        for line in describe(config):
            say(line)
    except BrowserError as problem:
        raise Failure(str(problem)) from problem
    say("All is well: care-audit demo")
    return 0


@command.command(name="rules")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_rules(as_json: bool) -> None:
    """List the rules."""
    infos = load_rules(Config()).infos()
    if as_json:
        rows = [
            {
                "id": info.id,
                "title": info.title,
                "severity": info.severity,
                "wcag": info.wcag,
                "tags": info.tags,
                "help": info.help,
            }
            for info in infos
        ]
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    width = max(len(info.id) for info in infos)
    for info in infos:
        criteria = f" (WCAG {', '.join(info.wcag)})" if info.wcag else ""
        click.echo(f"{info.id:<{width}}  {info.severity:<7}  {info.title}{criteria}")
    click.echo(f"{len(infos)} rules. More of one: care-audit explain RULE", err=True)


@command.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Explain a rule: what it asks, why, how to fix what it finds, its options and examples."""
    from rules import loader, reference

    found = loader.find()
    if rule in found:
        click.echo(reference.explain(found[rule], level=1).rstrip())
        return
    infos = {info.id: info for info in load_rules(Config()).infos()}
    if rule not in infos:
        near = difflib.get_close_matches(rule, [*found, *infos], 1)
        hint = f"; did you mean {near[0]!r}?" if near else "; `care-audit rules` lists them"
        raise Failure(f"there is no rule {rule!r}{hint}")
    info = infos[rule]
    click.echo(f"# {info.id}\n\n{info.title} ({info.severity})\n\n{info.help}")
    if info.help_url:
        click.echo(f"\nMore: {info.help_url}")


def load_rules(config: Config) -> "RuleSet":
    """Set up the rules as a configuration wants them; called anew in every worker."""
    from rules import loader

    sections = {
        "accreditations": config.accreditations,
        "claims": config.claims,
        "axe_tags": config.browser.axe.tags,
    }
    return loader.load(config.rules, sections)


def _known() -> dict[str, Any]:
    """Give the names that audit.yaml may use: rules, accreditations, report formats."""
    from reports import formats
    from rules import loader
    from rules.badge import catalogue

    try:
        return {
            "rules": loader.find(),
            "accreditations": catalogue.load().accreditations,
            "formats": formats.names(),
        }
    except (loader.RuleError, formats.ReportError) as problem:
        raise Failure(str(problem)) from problem


def configure(path: Path | None, targets: tuple[str, ...], flags: dict[str, Any]) -> Config:
    """Read audit.yaml, if any, and lay the command line's words over it."""
    from audit.config import load

    known = _known()
    unknown = [each for each in flags.get("formats") or () if each not in known["formats"]]
    if unknown:
        raise Failure(
            f"there is no report format {unknown[0]!r}; there are: {', '.join(known['formats'])}"
        )
    if path is None and Path(CONFIG).is_file():
        path = Path(CONFIG)
    try:
        config = load(path, **known) if path is not None else Config()
    except ConfigError as problem:
        raise Failure(str(problem)) from problem
    return _overlay(config, targets, flags)


def _overlay(config: Config, targets: tuple[str, ...], flags: dict[str, Any]) -> Config:
    site: dict[str, Any] = {"start": targets} if targets else {}
    if flags.get("max_pages"):
        site["max_pages"] = flags["max_pages"]
    browser: dict[str, Any] = {"enabled": False} if flags.get("static") else {}
    if flags.get("workers"):
        browser["workers"] = flags["workers"]
    written: dict[str, Any] = {"out": str(flags["out"])} if flags.get("out") else {}
    if flags.get("formats"):
        written["formats"] = flags["formats"]
    gate: dict[str, Any] = {}
    if flags.get("fail_on"):
        gate["fail_on"] = None if flags["fail_on"] == "off" else Severity(flags["fail_on"])
    history = {"database": flags["db"]} if flags.get("db") else {}
    return config.model_copy(
        update={
            "site": config.site.model_copy(update=site),
            "browser": config.browser.model_copy(update=browser),
            "reports": config.reports.model_copy(update=written),
            "gate": config.gate.model_copy(update=gate),
            "history": config.history.model_copy(update=history),
        }
    )


def _audit(config: Config, *, quiet: bool, verbose: bool, as_json: bool) -> int:
    """Run, write the reports, and say how it ended."""
    from audit import pipeline
    from audit.compare import ended
    from audit.store import Store, StoreError
    from reports import formats

    signal.signal(signal.SIGTERM, _interrupt)
    out = Path(config.reports.out)
    database = config.history.database or f"sqlite:///{out / 'care-audit.db'}"
    progress = Progress(verbose=verbose, quiet=quiet)
    warn = Warner()
    for waiver in ended(config.waivers, datetime.now(UTC).date()):
        warn(f"the waiver of {waiver.rule} ({waiver.reason}) ended on {waiver.until}")
    try:
        pipeline.check(config)
        out.mkdir(parents=True, exist_ok=True)
        with Store.open(database) as store:
            identity = pipeline.run(
                config,
                load_rules,
                store,
                progress=progress,
                warn=warn,
            )
            progress.close()
            result = store.result(identity)
            written = [
                formats.write(name, result, out)
                for name in dict.fromkeys((*config.reports.formats, *(["json"] if as_json else [])))
            ]
            _say_result(result, written, as_json=as_json)
            return result.run.exit
    except (ConfigError, StoreError, formats.ReportError) as problem:
        if verbose:
            raise
        raise Failure(str(problem)) from problem
    except OSError as problem:
        if verbose:
            raise
        name = f" {problem.filename}" if problem.filename else ""
        raise Failure(f"{problem.strerror or problem}:{name}") from problem


def _say_result(result: RunResult, written: list[Path], *, as_json: bool) -> None:
    if as_json:
        path = next(path for path in written if path.suffix == ".json")
        click.echo(path.read_text(encoding="utf-8"), nl=False)
        return
    from reports import summary

    for line in summary.lines(result):
        click.echo(line)
    for path in written:
        click.echo(f"Report: {path}")
    click.echo(summary.verdict(result))


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _silent(_text: str) -> None:
    pass
