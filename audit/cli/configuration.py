"""What commands are set up with: audit.yaml under the command line's words, and the rules."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit import checks, law
from audit.cli.failure import Failure
from audit.config import Config, ConfigError
from audit.model import Severity

if TYPE_CHECKING:
    from rules.loader import RuleSet

CONFIG = "audit.yaml"
"""The configuration that is read where none is named and this one is there."""


def load_rules(config: Config) -> "RuleSet":
    """Set up the rules as a configuration wants them; called anew in every worker."""
    from rules import loader

    sections = {
        "accreditations": config.accreditations,
        "claims": config.claims,
        "facts": config.facts,
        "facilities": config.facilities,
        "site": config.site,
        "policies": law.expand(config.policies),
        "terms": config.terms,
        "axe_tags": config.browser.axe.tags,
    }
    return loader.load(config.rules, sections)


def configure(path: Path | None, targets: tuple[str, ...], flags: dict[str, Any]) -> Config:
    """Read audit.yaml, if any, and lay the command line's words over it."""
    from audit.config import load

    known = known_names()
    unknown = [each for each in flags.get("formats") or () if each not in known["formats"]]
    if unknown:
        raise Failure(
            f"there is no report format {unknown[0]!r}; there are: {', '.join(known['formats'])}"
        )
    if path is None and Path(CONFIG).is_file():
        path = Path(CONFIG)
    try:
        config = load(path, **known) if path is not None else Config()
        config = _beside(path, config)
        checks.load(config.conformance, date.today())  # mistakes in it are told before any page
    except ConfigError as problem:
        raise Failure(str(problem)) from problem
    return _overlay(config, targets, flags)


def _beside(path: Path | None, config: Config) -> Config:
    """Let files that audit.yaml names be looked for beside it, wherever the command was called."""
    if path is None:
        return config
    marks = str(path.parent / config.precision.marks)
    precision = config.precision.model_copy(update={"marks": marks})
    gate = config.gate
    if gate.baseline:
        gate = gate.model_copy(update={"baseline": str(path.parent / gate.baseline)})
    conformance = config.conformance
    if conformance.results:
        results = str(path.parent / conformance.results)
        conformance = conformance.model_copy(update={"results": results})
    return config.model_copy(
        update={"precision": precision, "gate": gate, "conformance": conformance}
    )


def known_names() -> dict[str, Any]:
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


def _overlay(config: Config, targets: tuple[str, ...], flags: dict[str, Any]) -> Config:
    site: dict[str, Any] = {}
    if targets:
        # What the command line names takes the place of `start`, whose folders still name files.
        site = {"start": targets, "folders": (*config.site.start, *config.site.folders)}
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
    if flags.get("new_only"):
        gate["only_new"] = True
    if flags.get("baseline"):
        gate["baseline"] = str(flags["baseline"])
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
