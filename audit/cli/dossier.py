"""What reports are given besides the run itself, put together from the store and audit.yaml."""

from dataclasses import replace
from typing import TYPE_CHECKING

from audit.dossier import Dossier
from audit.model import RunResult
from audit.waiver_notes import note

if TYPE_CHECKING:
    from audit.config import Config
    from audit.store import Store


def report_on(store: "Store", config: "Config", run: str) -> RunResult:
    """Give a run that has ended with its dossier, as the writers of reports need it.

    Raises StoreError where there is no such run.
    """
    from audit.cli.accreditations import sheet_of

    waived = store.found_by(run, {waiver.rule for waiver in config.waivers})
    dossier = Dossier(
        language=config.reports.language,
        past=store.past(run),
        waivers=note(config.waivers, waived),
        sheet=sheet_of(store, config, run),
    )
    return replace(store.result(run), dossier=dossier)
