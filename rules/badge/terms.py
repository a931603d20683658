"""Until when the accreditations that badges show are held, by the site's registry."""

from collections.abc import Iterator, Mapping
from datetime import date

from audit.model import Held
from audit.page import Page
from rules.badge.registry import Cover, covers


def terms(
    page: Page, held: tuple[Held, ...], facilities: Mapping[str, str] | None = None
) -> Iterator[tuple[Cover, Held, date]]:
    """Yield what each badge shows with the entry that covers it, and the day that one ends.

    Only entries count that hold for this page and for the facility that the badge is shown for
    (badge-out-of-scope speaks of the others). Of several that may be meant (a label that leaves
    it open) the one that lasts longest counts; an entry without an end ends never.
    """
    for cover in covers(page, held, facilities):
        ends = [(entry.until, n) for n, entry in enumerate(cover.own) if entry.until is not None]
        if cover.own and len(ends) == len(cover.own):
            last, n = max(ends)
            yield cover, cover.own[n], last
