"""How long runs are remembered: deletes those that are older than `history.keep`."""

from datetime import datetime, timedelta

from audit.config import Config
from audit.store import Store, StoreError

FOREVER = "forever"


def forget(config: Config, store: Store, now: datetime) -> str:
    """Delete the runs of `store` that are too old, and say what was deleted; nothing if none was.

    Raises StoreError where the database fails; what it holds is whole then.
    """
    keep = config.history.keep
    if keep == FOREVER:
        return ""
    gone = store.prune(now - timedelta(days=int(keep.partition(" ")[0])))
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
