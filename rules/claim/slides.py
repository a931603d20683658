"""Badges that stand hidden beside shown ones: the other slides of a carousel, panels of tabs.

What is hidden for good is not there for a reader, and is not found here.
"""

from collections.abc import Iterator, Sequence

from bs4 import Tag

from audit.model import normalise
from audit.page import Page
from rules.badge.lines import lines
from rules.badge.meaning import Meaning
from rules.badge.reading import Badge, shows_scene
from rules.badge.resolver import Resolver

AROUND = 3
"""Elements around the slides of a carousel within which its controls stand."""
WHOLE = frozenset({"main", "body", "html", "[document]", "header", "footer"})
"""Elements too large to be around one carousel, or to stand beside one claim."""


def find_hidden(
    page: Page, badges: Sequence[Badge], start: int, end: int, resolver: Resolver
) -> Iterator[tuple[Meaning, bool]]:
    """Yield what hidden images near `badges` say, and whether all readers can get them.

    A control (a carousel's arrows, tabs) brings an image up for all; without one, what is only
    `aria-hidden` may be seen and not heard. `start` and `end` bound the part of the page, as
    `Lines.extent` has them. Copies of what is shown are passed over.
    """
    known = {i for badge in badges for i in badge.ids}
    said = {normalise(image.name.text) for image in page.images}
    for tag in page.walk.tags:
        alternative = str(tag.get("alt") or "").strip() if tag.name == "img" else ""
        if not alternative or page.visible(tag) or normalise(alternative) in said:
            continue
        holders = _around(page, tag, badges)
        if not holders or not start <= lines(page).extent(tag)[0] < end:
            continue
        meaning = resolver.resolve(alternative)
        if meaning.ids & known or shows_scene(meaning):
            continue
        inside = (each for holder in holders for each in page.walk.inside(holder))
        brought_up = any(_is_pressed(each) for each in inside)
        if brought_up or any(up.get("aria-hidden") == "true" for up in (tag, *tag.parents)):
            said.add(normalise(alternative))
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
