"""What the site's registry says of an accreditation that a badge shows, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from audit.model import Held
from rules.badge.registry import lasts, may_stand

UNKNOWN, NOT_HELD, ELSEWHERE, ENDED, HELD = "no registry", "not held", "elsewhere", "ended", "held"


@dataclass(frozen=True)
class Standing:
    """What the registry says of one accreditation on one page."""

    word: str
    """`no registry`, `not held`, `elsewhere`, `ended` or `held`."""
    text: str
    """The same for a reader, with the entry's dates and proof."""


def standing(may_be: Sequence[str], held: tuple[Held, ...], url: str, today: date) -> Standing:
    """Give what `held` says of the accreditation that may be any of these ids.

    Where several entries cover it, the one that lasts longest is told.
    """
    if not held:
        return Standing(UNKNOWN, "there is no registry to hold it against")
    entries = [entry for entry in held if entry.id in may_be]
    if not entries:
        return Standing(NOT_HELD, "not in the registry")
    here = [entry for entry in entries if may_stand(entry, url)]
    if not here:
        paths = ", ".join(path for entry in entries for path in entry.only_on)
        return Standing(ELSEWHERE, f"held, but to be shown on {paths} only")
    entry = max(here, key=lambda each: each.until or date.max)
    by = f" by {entry.facility}" if entry.facility else ""
    since = f" since {entry.since}" if entry.since else ""
    proof = f"; proof: {entry.proof}" if entry.proof else ""
    if not lasts(entry, today):
        return Standing(ENDED, f"held{by}{since}, and its term ended on {entry.until}{proof}")
    until = f" until {entry.until}" if entry.until else ""
    return Standing(HELD, f"held{by}{since}{until}{proof}")
