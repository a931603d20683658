"""How long it is until laws that a site chose are to be met, counted from the end of a run."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from audit import law
from audit.config import Duty
from audit.dossier import Clock


def clocks(duties: Iterable[Duty], today: date) -> tuple[Clock, ...]:
    """Give a clock for each date of each law, or for the one date that a duty names.

    A law of which no date could be verified has one clock, without a day. Those that run out
    first come first; raises KeyError for a law that there is not.
    """
    found = [clock for duty in duties for clock in _of(duty, today)]
    return tuple(sorted(found, key=lambda each: (each.day or date.max, each.id, each.who)))


def dates(duty: Duty) -> list[law.Deadline]:
    """Give the dates of a law that a duty means: those whose `who` has its words."""
    words = duty.who.casefold()
    return [each for each in law.load()[duty.law].dates if words in each.who.casefold()]


def _of(duty: Duty, today: date) -> list[Clock]:
    entry = law.load()[duty.law]
    clock = Clock(
        id=entry.id,
        name=entry.name,
        citation=entry.citation,
        url=entry.url,
        asks=entry.asks,
        standard=entry.standard,
        changed_by=entry.changed_by,
        verified=entry.verified,
    )
    return [
        replace(clock, who=each.who, day=each.day, days_left=(each.day - today).days)
        for each in dates(duty)
    ] or [clock]
