"""How long runs are remembered: deletes those that are older than `history.keep`."""

from datetime import datetime, timedelta

from audit.config import Config
from audit.store import InUseError, Store, StoreError

FOREVER = "forever"


def forget(config: Config, store: Store, now: datetime) -> str:
    """Delete the runs of `store` that are too old, and say what was deleted; nothing if none was.

    Where another run writes to it, nothing is deleted: what that one rests on must not go from
    under it. Raises StoreError where the database fails; what it holds is whole then.
    """
    keep = config.history.keep
    if keep == FOREVER:
        return ""
    before = now - timedelta(days=int(keep.partition(" ")[0]))
    try:
        with store.hold("care-audit: deletes old runs"):
            return _forget(store, before, keep)
    except InUseError as problem:
        return f"no old runs were deleted, the next run will see to it: {problem}"


def _forget(store: Store, before: datetime, keep: str) -> str:
    gone = store.prune(before)
    if gone is None:
        return ""
    runs = "1 run" if gone.runs == 1 else f"{gone.runs} runs"
    when = f"{gone.oldest:%Y-%m-%d}"
    if gone.newest.date() != gone.oldest.date():
        when += f" to {gone.newest:%Y-%m-%d}"
    said = f"deleted {runs} of {when} from the history, older than {keep} (history.keep)"
    try:
        store.give_room_back()
    except StoreError as problem:
        return f"{said}; its file could not be made smaller: {problem}"
    return said
