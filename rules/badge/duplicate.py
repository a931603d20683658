"""Rule badge-duplicate."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import Tag

from audit.model import Finding, Held, Severity, normalise
from audit.page import Page
from rules.badge.badge import Badge
from rules.badge.lines import lines
from rules.badge.reading import read_badges
from rules.badge.resolver import resolver
from rules.base import ALSO, PageRule

FEW = 12
"""Words between two badges beyond which they may stand in two parts of a page without landmarks."""


@dataclass(frozen=True)
class Duplicate(PageRule):
    """An accreditation badge must stand once in one region of a page.

    A badge that is shown twice makes a hospital look more accredited than it is, and people who
    hear the page are told the same thing again. Mostly another badge was meant, so the page also
    hides one that the hospital has earned.

    To fix it, take the second one away, or put the badge there that was meant.
    """

    title = "The same badge twice"
    severity = Severity.ERROR
    tags = ("badges", "truth")
    # The same label under another picture: that is said of the picture.
    gives_way = {"badge-duplicate": "badge-image-mismatch"}
    bad = (
        '<ul><li><img src="coc.png" alt="Commission on Cancer"><li><img src="napbc.png" '
        'alt="NAPBC"><li><img data-bad src="coc.png" alt="Commission on Cancer"></ul>',
    )
    good = (
        '<ul><li><img src="coc.png" alt="Commission on Cancer"><li><img src="napbc.png" '
        'alt="NAPBC"></ul>',
        '<main><img src="coc.png" alt="Commission on Cancer"></main>'
        '<footer><img src="coc.png" alt="Commission on Cancer"></footer>',
    )

    accreditations: tuple[Held, ...] = ()
    """The site's registry; its names count beside the catalogue's."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each badge that is repeated, with all its places."""
        catalogue = resolver(self.accreditations).catalogue
        alike: dict[tuple[str, ...], list[Badge]] = defaultdict(list)
        badges = read_badges(page, self.accreditations)
        for badge in badges:
            if badge.accreditations and not badge.contradictory:
                alike[badge.region, *badge.likeness].append(badge)
        for same in alike.values():
            first, *more = same
            more = [other for other in more if not _is_copy_of_group(page, first, other, badges)]
            if not more:
                continue
            names = " and ".join(catalogue.name(sorted(ids)[0]) for ids in first.accreditations)
            times = "twice" if len(more) == 1 else f"{len(more) + 1} times"
            labels = " and as ".join(dict.fromkeys(f"“{each.label}”" for each in (first, *more)))
            each_time = "" if " and as " in labels else " each time"
            sure = all(
                _wholly_alike(first, other) and _stand_together(page, first, other, badges)
                for other in more
            )
            yield self.finding(
                page,
                more[0].tag,
                f"{names} is shown {times} in one part of the page, as {labels}{each_time}.",
                subject=" ".join(first.likeness),
                related=[
                    (first.tag, "the badge it repeats"),
                    *((other.tag, ALSO) for other in more[1:]),
                ],
                review=not sure,
            )


def _wholly_alike(one: Badge, other: Badge) -> bool:
    """Say whether a reader cannot tell them apart: one picture, or one caption and alternative."""
    if one.picture == other.picture:
        return True
    return bool(one.texts) and normalise(one.image.name.text) == normalise(other.image.name.text)


def _stand_together(page: Page, one: Badge, other: Badge, badges: Sequence[Badge]) -> bool:
    """Say whether a reader meets both in one go: no heading and hardly a word between them."""
    start, _ = lines(page).extent(one.tag)
    end, _ = lines(page).extent(other.tag)
    captions = {id(line) for badge in badges for line in badge.surroundings.lines}
    between = [line for line in lines(page).between(start, end) if id(line) not in captions]
    words = sum(len(line.text.split()) for line in between)
    return words <= FEW and not any(line.level for line in between)


def _is_copy_of_group(page: Page, one: Badge, other: Badge, badges: Sequence[Badge]) -> bool:
    """Say whether a whole group of badges stands there again: a responsive pair, a carousel."""
    holder = _common_holder(one.tag, other.tag)
    inside = _within(page, holder, badges)
    for size in range(2, len(inside) // 2 + 1):
        if len(inside) % size == 0 and inside == inside[:size] * (len(inside) // size):
            return True
    first = _within(page, _branch(holder, one.tag), badges)
    second = _within(page, _branch(holder, other.tag), badges)
    return len(first) > 1 and first == second


def _within(page: Page, holder: Tag, badges: Sequence[Badge]) -> list[tuple[str, ...]]:
    return [badge.likeness for badge in badges if lines(page).holds(holder, badge.tag)]


def _common_holder(one: Tag, other: Tag) -> Tag:
    above = {id(tag) for tag in one.parents}
    return next(tag for tag in other.parents if id(tag) in above)


def _branch(holder: Tag, tag: Tag) -> Tag:
    return next(node for node in (tag, *tag.parents) if node.parent is holder)
