"""Which run that was broken off may be taken up again, and what of it is done once more."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from audit import __version__
from audit.axe import VERSION as AXE_VERSION
from audit.config import Config, ConfigError
from audit.coverage import NOT_THERE
from audit.model import Outcome
from audit.scope import is_address
from audit.store.journal import Journal, Unfinished

_WITHOUT_EFFECT: dict[str, Any] = {
    "browser": {"workers": True},
    "gate": True,
    "history": True,
    "notify": True,
    "reports": True,
}
"""Settings that change nothing of what is found."""


def terms_of(
    config: Config,
    versions: Mapping[str, str],
    doubted: Iterable[str],
    *,
    pages: Iterable[Path] | None,
    mode: str,
) -> str:
    """Give a digest of all that decides what a run finds, but for the pages themselves.

    `versions` are those of the rules by their ids, `doubted` the rules that only ask, `pages` the
    files that were chosen where not all are wanted, `mode` is that of `RunInfo`. Only runs of equal
    terms can be one run.
    """
    targets = [
        target if is_address(target) else str(Path(target).expanduser().resolve())
        for target in config.site.start
    ]
    terms = {
        "config": config.model_dump(mode="json", exclude=_WITHOUT_EFFECT),
        "targets": targets,
        "versions": dict(versions),
        "doubted": sorted(doubted),
        "pages": None if pages is None else sorted(map(str, pages)),
        "mode": mode,
        "program": __version__,
        "axe": AXE_VERSION,
    }
    text = json.dumps(terms, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def find(
    journal: Journal, targets: Sequence[str], terms: str, *, now: datetime, hours: int
) -> tuple[Unfinished | None, str]:
    """Give the run of these targets that can be taken up, or None and a sentence that says why.

    Raises ConfigError where there is one that was made on other terms: half a run and another half
    would give a report that was never true.
    """
    run = journal.latest(targets)
    if run is None:
        return None, "there is no earlier run of these targets; a new one begins"
    when = f"{run.started:%Y-%m-%d %H:%M} UTC"
    if not run.resumable:
        return None, f"the last run of these targets ({when}) needs no more; a new one begins"
    if now - run.started > timedelta(hours=hours):
        return None, (
            f"the run of {when} was broken off, but that was more than {hours} hours ago "
            "(history.resume_hours), and what it read may be out of date; a new one begins"
        )
    if run.terms != terms:
        raise ConfigError(
            f"the run of {when} cannot be taken up: audit.yaml, the command line, a rule or "
            "Care Audit itself has changed since; run without --resume to begin a new one"
        )
    return run, f"taking up the run of {when}, which was broken off"


def is_tried_again(outcome: Outcome, status: int) -> bool:
    """Say whether a page is asked for once more when its run is taken up: it failed, or an
    unreadable robots.txt forbade it, and that may have passed. `status` is the last reply's."""
    if outcome.kind == "skipped:robots":
        return True
    return outcome.kind.startswith("error:") and status not in NOT_THERE
