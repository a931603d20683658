"""Badges that stand hidden beside shown ones: the other slides of a carousel, panels of tabs.

What is hidden for good is not there for a reader, and is not found here.
"""

from collections.abc import Iterator, Sequence

from bs4 import Tag

from audit.model import normalise
from audit.page import Page
from rules.badge.badge import Badge
from rules.badge.labels import shows_scene
from rules.badge.lines import lines
from rules.badge.meaning import Meaning
from rules.badge.resolver import Resolver

AROUND = 3
"""Elements around the slides of a carousel within which its controls stand."""
WHOLE = frozenset({"main", "body", "html", "[document]", "header", "footer"})
"""Elements too large to be around one carousel, or to stand beside one claim."""


class Slides:
    """The hidden images of one page that are no copies of shown ones."""

    def __init__(self, page: Page, resolver: Resolver) -> None:
        """Find the hidden images of `page`; their alternatives are read by `resolver`."""
        self._page = page
        self._resolver = resolver
        shown = {normalise(image.name.text) for image in page.images}
        self._hidden: dict[str, Tag] = {}
        for tag in page.walk.tags:
            alternative = str(tag.get("alt") or "").strip() if tag.name == "img" else ""
            if alternative and not page.visible(tag) and normalise(alternative) not in shown:
                self._hidden.setdefault(alternative, tag)

    def beside(
        self, badges: Sequence[Badge], start: int, end: int
    ) -> Iterator[tuple[Meaning, bool]]:
        """Yield what hidden images near `badges` say, and whether all readers can get them.

        A control (a carousel's arrows, tabs) brings an image up for all; without one, what is only
        `aria-hidden` may be seen and not heard. `start` and `end` bound the part of the page, as
        `Lines.extent` has them.
        """
        known = {i for badge in badges for i in badge.ids}
        for alternative, tag in self._hidden.items():
            if not start <= lines(self._page).extent(tag)[0] < end:
                continue
            holders = _around(self._page, tag, badges)
            meaning = self._resolver.resolve(alternative)
            if not holders or meaning.ids & known or shows_scene(meaning):
                continue
            inside = (each for holder in holders for each in self._page.walk.inside(holder))
            brought_up = any(_is_pressed(each) for each in inside)
            if brought_up or any(up.get("aria-hidden") == "true" for up in (tag, *tag.parents)):
                known |= meaning.ids
                yield meaning, brought_up


def _around(page: Page, tag: Tag, badges: Sequence[Badge]) -> list[Tag]:
    """Give the elements closest to a hidden image that hold a badge that is shown, too."""
    holders: list[Tag] = []
    for holder in tag.parents:
        if holder.name in WHOLE or len(holders) == AROUND:
            break
        if holders or any(page.walk.contains(holder, badge.tag) for badge in badges):
            holders.append(holder)
    return holders


def _is_pressed(tag: Tag) -> bool:
    href = str(tag.get("href") or "")
    return tag.name == "button" or tag.get("role") in ("button", "tab") or href.startswith("#")
