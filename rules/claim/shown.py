"""Which accreditations a reader sees beside a claim: badges, lists of names, words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from bs4 import Tag

from audit.model import Held
from audit.page import Page
from rules.badge.badge import Badge, narrowed
from rules.badge.labels import is_headline, is_label, shows_scene
from rules.badge.lines import Line, Lines, lines
from rules.badge.reading import read_badges
from rules.badge.resolver import Resolver, resolver
from rules.badge.surroundings import Neighbourhood
from rules.badge.words import BADGE_WORDS
from rules.claim.slides import WHOLE, Slides

MANY = 6
"""Contradictory badges beyond which all their readings are no longer told apart."""


@dataclass(frozen=True, eq=False)
class Shown:
    """What one part of a page shows."""

    badges: tuple[Badge, ...]
    listed: tuple[frozenset[str], ...]
    """Accreditations named in lists and labels, each by the ids it may be."""
    told: tuple[frozenset[str], ...]
    """Accreditations named in sentences."""
    unknown: int
    """Things beside them that may be accreditations that nobody here knows."""
    unheard: int = 0
    """Other images there that may be seen and are not heard."""

    def __bool__(self) -> bool:
        return bool(self.badges or self.listed)

    def readings(self) -> list[tuple[frozenset[str], ...]]:
        """Give what the badges show, once for each way to take their contradictory labels."""
        sides = [
            [narrowed(side) for side in badge.sides]
            if badge.contradictory
            else [badge.accreditations]
            for badge in self.badges
        ]
        if sum(badge.contradictory for badge in self.badges) > MANY:
            sides = [each[:1] for each in sides]
        return [tuple(a for each in choice for a in each) for choice in product(*sides)]

    def numbers(self, reading: Sequence[frozenset[str]]) -> set[int]:
        """Give every number of accreditations that a reader can rightly count."""
        found: set[int] = set()
        for known in (reading, (*reading, *self.listed), (*reading, *self.listed, *self.told)):
            least, most = _distinct(known)
            found.update(range(least, most + self.unknown + 1))
        return found - {0}


class Exhibition:
    """All accreditations that one page shows, by place."""

    def __init__(self, page: Page, held: tuple[Held, ...]) -> None:
        """Read what `page` shows; `held` is the site's registry."""
        self._page = page
        self._lines: Lines = lines(page)
        self._resolver: Resolver = resolver(held)
        self.badges = read_badges(page, held)
        self._neighbourhood = Neighbourhood(page)
        self._slides = Slides(page, self._resolver)
        self._captions = {id(line) for badge in self.badges for line in badge.surroundings.captions}
        self._bounds = [
            line for line in self._lines.all if line.level and id(line) not in self._captions
        ]

    def section(self, claim: Line, only: frozenset[str]) -> Shown:
        """Give what is shown under the claim's heading, or else in the block that holds it.

        `only` names the issuers that the claim speaks of; empty for all.
        """
        region = self._page.region(claim.tag)
        start, end = self._section(claim)
        inside = [b for b in self._between(start, end) if b.region == region]
        found = self._shown(claim, inside, start, end, only)
        if found:
            return found
        for holder in claim.tag.parents:
            if holder.name in WHOLE:
                break
            start, end = self._lines.extent(holder)
            found = self._shown(claim, self._between(start, end), start, end, only)
            if found:
                return found
        return found

    def region(self, claim: Line, only: frozenset[str]) -> Shown:
        """Give what is shown in the claim's landmark."""
        region = self._page.region(claim.tag)
        inside = [badge for badge in self.badges if badge.region == region]
        if not inside:
            return Shown((), (), (), 0)
        start, _ = self._lines.extent(inside[0].tag)
        _, end = self._lines.extent(inside[-1].tag)
        return self._shown(claim, inside, start, end, only)

    def page(self, claim: Line, only: frozenset[str]) -> Shown:
        """Give what the page shows in any of its landmarks."""
        every = self.badges
        end = _everything(self._lines)
        return self._shown(claim, every, 0, end, only) if every else Shown((), (), (), 0)

    def told(self, start: int, end: int, claim: Line | None = None) -> list[frozenset[str]]:
        """Give the accreditations named in the words of a part of the page."""
        return [
            mention.may_be
            for line in self._lines.between(start, end)
            if line is not claim
            for mention in self._resolver.resolve(line.text).mentions
        ]

    def _section(self, claim: Line) -> tuple[int, int]:
        own = [line for line in self._bounds if line.position <= claim.position][-1:]
        if not own:
            last = self._bounds[0].position if self._bounds else _everything(self._lines)
            return 0, last
        after = (
            line.position
            for line in self._bounds
            if line.position > own[0].position and line.level <= own[0].level
        )
        return own[0].position, next(after, _everything(self._lines))

    def _between(self, start: int, end: int) -> list[Badge]:
        return [b for b in self.badges if start <= self._lines.extent(b.tag)[0] < end]

    def _shown(
        self, claim: Line, badges: Sequence[Badge], start: int, end: int, only: frozenset[str]
    ) -> Shown:
        if only:
            badges = [b for b in badges if self._issuers(b) & only]
        listed, unlisted = self._listed(claim, badges, start, end, only)
        unheard = 0
        for meaning, brought_up in self._slides.beside(badges, start, end):
            if only and not self._by(meaning.ids) & only:
                continue
            if brought_up:
                listed += [mention.may_be for mention in meaning.mentions]
                unlisted += not meaning.mentions
            else:
                unheard += 1
        told = [ids for ids in self.told(start, end) if not only or self._by(ids) & only]
        open_badges = sum(1 for badge in badges if not badge.sides or not badge.accreditations)
        unknown = open_badges + len(list(self._unknown(badges))) + unlisted
        return Shown(tuple(badges), tuple(listed), tuple(told), unknown, unheard)

    def _issuers(self, badge: Badge) -> frozenset[str]:
        ids = frozenset(i for side in badge.sides for s in side for i in s.meaning.ids)
        named = frozenset(i for side in badge.sides for s in side for i in s.meaning.issuers)
        return self._by(ids) | named

    def _by(self, ids: frozenset[str]) -> frozenset[str]:
        known = self._resolver.catalogue.accreditations
        return frozenset(issuer for i in ids for issuer in known[i].issuers)

    def _listed(
        self, claim: Line, badges: Sequence[Badge], start: int, end: int, only: frozenset[str]
    ) -> tuple[list[frozenset[str]], int]:
        """Give what list items and headings name, and how many beside them name nothing known."""
        own = {id(line) for badge in badges for line in badge.surroundings.lines}
        between = self._lines.between(start, end)
        listed: list[frozenset[str]] = []
        holders: dict[int, Tag] = {}
        named: set[int] = set()
        levels: set[int] = set()
        for line in between:
            meaning = self._resolver.resolve(line.text)
            if line is claim or id(line) in own or not meaning.mentions:
                continue
            item = _item(line)
            if (item is None and not line.level) or is_headline(meaning) or not is_label(meaning):
                continue
            if only and not self._by(meaning.ids) & only:
                continue
            listed += [mention.may_be for mention in meaning.mentions]
            named.add(id(line))
            if item is None:
                levels.add(line.level)
            else:
                named.add(id(item))
                if item.parent is not None:
                    holders[id(item.parent)] = item.parent
        others = [
            child
            for holder in holders.values()
            for child in holder.contents
            if isinstance(child, Tag) and child.name in ("li", "td", "dt", "dd")
            if id(child) not in named and self._page.text(child)
        ]
        titles = [
            line
            for line in between
            if line.level in levels and line is not claim and id(line) not in named | own
        ]
        return listed, len(others) + len(titles)

    def _unknown(self, badges: Sequence[Badge]) -> Iterator[Tag]:
        """Yield images among badges that may be badges of something nobody here knows."""
        if not badges:
            return
        own = {id(badge.tag) for badge in badges}
        every = {id(badge.tag) for badge in self.badges}
        parents = {
            id(parent)
            for badge in badges
            if (parent := badge.surroundings.block.parent) is not None
        }
        for image in self._page.images:
            if id(image.tag) in own | every:
                continue
            block = self._neighbourhood.around(image)
            meaning = self._resolver.resolve(image.name.text)
            if shows_scene(meaning) or (not image.name.text and not block.lines):
                continue
            parent = block.block.parent
            if parent is None or id(parent) not in parents:
                continue
            loose = parent.name in ("main", "body")
            if not loose or meaning.vouches or BADGE_WORDS & set(meaning.text.casefold().split()):
                yield image.tag


def _item(line: Line) -> Tag | None:
    """Give the list item or table cell that a line stands in."""
    for tag in (line.tag, *line.tag.parents):
        if tag.name in ("li", "td", "dt", "dd"):
            return tag
        if tag.name in ("ul", "ol", "table", "dl", "main", "section", "body"):
            return None
    return None


def _distinct(known: Sequence[frozenset[str]]) -> tuple[int, int]:
    """Give how many accreditations a list of readings names at least and at most."""
    different = set(known)
    groups: list[frozenset[str]] = []
    for ids in sorted(different, key=len):
        if not any(ids & group for group in groups):
            groups.append(ids)
    return len(groups), len(different)


def _everything(every: Lines) -> int:
    return every.all[-1].position + 1_000_000 if every.all else 0
