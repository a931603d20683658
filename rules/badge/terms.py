"""Until when the accreditations that badges show are held, by the site's registry."""

from collections.abc import Iterator
from datetime import date

from audit.model import Held
from audit.page import Page
from rules.badge.badge import Badge
from rules.badge.reading import read_badges


def terms(page: Page, held: tuple[Held, ...]) -> Iterator[tuple[Badge, Held, date]]:
    """Yield each badge with the entry that covers what it shows, and the day that one ends.

    Of several entries that may be meant (two sites with one accreditation, a label that leaves
    it open) the one that lasts longest counts; an entry without an end ends never.
    """
    for badge in read_badges(page, held):
        if badge.contradictory:
            continue
        for may_be in badge.accreditations:
            entries = [entry for entry in held if entry.id in may_be]
            ends = [(entry.until, n) for n, entry in enumerate(entries) if entry.until is not None]
            if entries and len(ends) == len(entries):
                last, n = max(ends)
                yield badge, entries[n], last
