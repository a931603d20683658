"""What reports are given besides the run itself, put together from the store and audit.yaml."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from audit import checks
from audit.clock import clocks
from audit.dossier import Dossier, Printer
from audit.model import RunResult
from audit.waiver_notes import note

if TYPE_CHECKING:
    from audit.config import Config
    from audit.store import Store


def report_on(store: "Store", config: "Config", run: str) -> RunResult:
    """Give a run that has ended with its dossier, as the writers of reports need it.

    Raises StoreError where there is no such run, and ConfigError where people's results, which
    were read before the run began, cannot be read any more.
    """
    from audit.cli.accreditations import sheet_of

    waived = store.found_by(run, {waiver.rule for waiver in config.waivers})
    result = store.result(run)
    dossier = Dossier(
        language=config.reports.language,
        past=store.past(run),
        waivers=note(config.waivers, waived),
        sheet=sheet_of(store, config, run),
        laws=clocks(config.laws, result.run.finished.date()),
        checks=checks.load(config.conformance, date.today()),
        old_after=config.conformance.old_after,
        printer=Printer(config.browser.binary, config.browser.driver, config.reports.paper),
    )
    return replace(result, dossier=dossier)
