"""Cards: blocks of one kind side by side, each about one thing. Read off structure alone."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from bs4 import Tag

from audit.page import Page
from audit.page.flow import Bit, heading_level, marked_headings
from audit.page.images import background, source
from audit.page.links import Link
from audit.page.names import INLINE
from rules.link.phrases import bare, depends_on_context, says_nothing

MENUS = frozenset({"header", "nav", "footer", "search"})
"""Landmarks whose lists are menus, not cards."""
FIELDS = ("input", "select", "textarea")
LISTS = frozenset("table ul ol dl nav form menu pre".split())
"""Elements that hold several things and are no card themselves."""
LONGEST = 120
"""Characters up to which a link's name is a title."""
TELLING = frozenset("datetime data-audit-background style data-bg data-background".split())
"""Attributes that may hold a date or an image."""
RENDITION = re.compile(r"([-_.](\d+x\d+|scaled|\d+w)|@\dx)(?=\.\w+$)")
"""What image services put into names: hero-300x200.jpg is hero.jpg."""


@dataclass(frozen=True, eq=False)
class Picture:
    """An image of a card."""

    file: str
    """File name without rendition, or the markup of an inline drawing."""
    alternative: str


@dataclass(frozen=True, eq=False)
class Card:
    """One card of a list."""

    tag: Tag
    title: str
    """Its heading, or the name of its link, or its first line."""
    titled: bool
    """Whether a heading or a link gave the title."""
    headed: bool
    """Whether a heading gave it."""
    lines: tuple[str, ...]
    """All text that a reader gets, line by line, the title among them."""
    link: Link | None
    """Where it leads: the title's link, or the only one."""
    targets: frozenset[str]
    """All that its links lead to, as compared: pages, parts of this one, phone numbers."""
    pictures: tuple[Picture, ...]
    dates: tuple[str, ...]
    """Machine-readable dates."""

    @property
    def is_bare_link(self) -> bool:
        """Whether it is a link with nothing beside it, as in a menu."""
        return not self.headed and not self.pictures and not self.rest

    @cached_property
    def text(self) -> str:
        """All text in one line."""
        return " ".join(self.lines)

    @cached_property
    def rest(self) -> str:
        """The text beside the title, and beside links that say nothing."""
        lines = [line for line in self.lines if not says_nothing(line)]
        if self.title in lines:
            lines.remove(self.title)
        return " ".join(lines)

    @property
    def target(self) -> str:
        """Where it leads, as compared; empty where it leads nowhere, or to several pages."""
        return self.link.leads_to if self.link is not None else ""

    @property
    def fragment(self) -> str:
        """The place on its target that it leads to; empty where it leads to the page itself."""
        target = self.link.target if self.link is not None else None
        return (target or "").partition("#")[2]

    @cached_property
    def alternatives(self) -> tuple[str, ...]:
        """What its images are called, nameless ones left out."""
        return tuple(bare(each.alternative) for each in self.pictures if each.alternative)


def read_cards(page: Page) -> Sequence[Sequence[Card]]:
    """Give the cards of each list of `page`, read once however many rules ask.

    Menus, data tables and forms are no lists of cards. Copies that let a carousel run in a circle
    are left out.
    """
    if page not in _READ:
        reader = _Reader(page)
        lists = (*reader.blocks(), *reader.descriptions(), *reader.bare_sections())
        _READ[page] = [once for cards in lists if len(once := _without_clones(cards)) > 1]
    return _READ[page]


_READ: WeakKeyDictionary[Page, Sequence[Sequence[Card]]] = WeakKeyDictionary()


class _Reader:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.links = {id(link.tag): link for link in page.links}
        self.images = {id(image.tag): image for image in page.images}
        position = page.walk.position
        self.fields = [position(tag) for tag in page.walk.named(*FIELDS) if page.visible(tag)]
        """Where fields of forms are, in document order."""
        self.code = [position(tag) for tag in page.walk.named("pre")]
        """Where pieces of programs are, in document order."""
        self.headings = [position(heading.tag) for heading in page.headings]
        """Where headings are that a reader gets, in document order."""
        self.headed = [position(tag) for tag in marked_headings(page.walk)]
        """Where elements are that are headings, hidden ones and those in others too."""
        self.telling = sorted(
            {
                *(position(link.tag) for link in page.links),
                *(position(image.tag) for image in page.images),
                *(
                    number
                    for number, tag in enumerate(page.walk.tags)
                    if tag.attrs
                    and not TELLING.isdisjoint(tag.attrs)
                    and page.visible(tag)
                    and _tells(tag)
                ),
            }
        )
        """Where links, images and dates are, in document order: what a card has besides text."""
        self.layouts: dict[int, bool] = {}
        """Whether a table lays out cards, by its `id`."""
        self.used: set[int] = set()
        """Headings that title a block of a list."""

    def blocks(self) -> Iterator[list[Card]]:
        """Yield the cards of every group of alike blocks."""
        page = self.page
        for group in page.lists:
            if page.region(group.tag) in MENUS or self._is_data_table(group.tag):
                continue
            for items in self._runs(group.items):
                cards = [card for item in items if (card := self._block(item)) is not None]
                yield cards

    def descriptions(self) -> Iterator[list[Card]]:
        """Yield the cards of description lists: a term with its descriptions each."""
        for holder in self.page.walk.named("dl"):
            if self.page.region(holder) in MENUS:
                continue
            groups: list[list[Tag]] = []
            for child in holder.find_all(["dt", "dd"], recursive=False):
                if child.name == "dt":
                    groups.append([child])
                elif groups:
                    groups[-1].append(child)
            yield [self._card(group) for group in groups if len(group) > 1]

    def bare_sections(self) -> Iterator[list[Card]]:
        """Yield headings of rank 3 and below with what follows each, where no block holds them.

        So cards are read too whose tags nobody closed, or that never had a block of their own.
        """
        page = self.page
        groups: dict[tuple[int, int, str], list[Card]] = {}
        above: list[int] = []
        for number, bit in enumerate(page.flow):
            if bit.heading is None:
                continue
            above = [n for n in above if _level(page.flow[n]) < bit.heading.level]
            key = (above[-1] if above else -1, bit.heading.level, bit.region)
            above.append(number)
            if bit.heading.level < 3 or id(bit.tag) in self.used or bit.region in MENUS:
                continue
            bits = [bit]
            for other in page.flow[number + 1 :]:
                if _level(other) and _level(other) <= bit.heading.level:
                    break
                if other.region != bit.region:
                    break
                bits.append(other)
            if len(bits) > 1:
                groups.setdefault(key, []).append(self._bare(bits))
        yield from groups.values()

    def _runs(self, items: Sequence[Tag]) -> Iterator[list[Tag]]:
        """Part blocks where a heading stands between them: those are two lists."""
        walk = self.page.walk
        run: list[Tag] = []
        end = -1
        for item in items:
            start = walk.position(item)
            if run and _within(self.headings, end + 1, start):
                yield run
                run = []
            run.append(item)
            end = walk.last[id(item)]
        yield run

    def _block(self, item: Tag) -> Card | None:
        page = self.page
        if item.name in INLINE and all(tag.name in INLINE for tag in page.walk.inside(item)):
            # Links in a sentence or in a row of links.
            return None
        begin, end = page.walk.position(item) + 1, page.walk.last[id(item)] + 1
        if item.name in LISTS or _within(self.fields, begin, end):
            return None
        if _within(self.code, begin, end):
            # An example of a program, which manuals repeat.
            self.used.update(id(bit.tag) for bit in page.bits_in(item))
            return None
        bits = [bit for bit in page.bits_in(item) if bit.text]
        ranks = [_level(bit) for bit in bits if bit.heading is not None]
        if ranks.count(min(ranks, default=0)) > 1:
            # It is about several things: a list by itself.
            return None
        card = self._card([item])
        self.used.update(id(bit.tag) for bit in bits if bit.text == card.title)
        if item.name in ("td", "th", "tr"):
            # Cells of calendars and timetables repeat, and mean another day each time.
            pictured = any(bit.kind != "text" for bit in bits)
            told = len(card.text.split()) > 7
            return card if told and (pictured or self._lays_out_cards(item)) else None
        if card.titled or card.pictures:
            return card
        # A block that is a link as a whole may have its title in a line of no rank.
        told = len(bits) > 1 and (item.name == "a" or len(card.text.split()) > 7)
        return card if told else None

    def _is_data_table(self, tag: Tag) -> bool:
        walk = self.page.walk
        table = next((each for each in (tag, *tag.parents) if each.name == "table"), None)
        return table is not None and any(walk.contains(table, th) for th in walk.named("th"))

    def _lays_out_cards(self, cell: Tag) -> bool:
        """Say whether every cell of the table leads somewhere and says several words.

        Timetables have a day or an hour by itself in some cell.
        """
        table = next((each for each in cell.parents if each.name == "table"), None)
        if table is None:
            return False
        if id(table) not in self.layouts:
            cells = (each for each in self.page.walk.inside(table) if each.name == "td")
            said = [each for each in cells if self.page.text(each)]
            self.layouts[id(table)] = all(
                len(self.page.text(each).split()) > 4 and each.find("a", href=True) for each in said
            )
        return self.layouts[id(table)]

    def _card(self, parts: Sequence[Tag]) -> Card:
        bits = [bit for part in parts for bit in self.page.bits_in(part)]
        tags = [self.page.walk.tags[at] for part in parts for at in self._told(part)]
        return self._read(parts[0], bits, tags)

    def _told(self, tag: Tag) -> Sequence[int]:
        """Give where in `tag` there are links, images and dates; it may be one itself."""
        walk = self.page.walk
        return _within(self.telling, walk.position(tag), walk.last[id(tag)] + 1)

    def _bare(self, bits: Sequence[Bit]) -> Card:
        walk = self.page.walk
        tags: dict[int, Tag] = {}
        for bit in bits:
            for position in self._told(bit.tag):
                tag = walk.tags[position]
                if bit.kind != "text" or tag.name == "a" or tag is bit.tag:
                    tags[id(tag)] = tag
        return self._read(bits[0].tag, bits, list(tags.values()))

    def _read(self, tag: Tag, bits: Sequence[Bit], tags: Sequence[Tag]) -> Card:
        links = [self.links[id(each)] for each in tags if id(each) in self.links]
        around = next((each for each in tag.parents if id(each) in self.links), None)
        if around is not None:
            links.insert(0, self.links[id(around)])
        title, titled = _title(bits, links)
        dates = [str(each.get("datetime")) for each in tags if each.get("datetime")]
        return Card(
            tag,
            title,
            titled,
            any(bit.heading is not None and bit.text == title for bit in bits),
            tuple(bit.text for bit in bits if bit.text and bit.kind != "thing"),
            self._main_link(links, title),
            frozenset(
                link.href if link.href.startswith("#") else link.leads_to
                for link in links
                if link.target and link.href != "#"
            ),
            tuple(self._pictures(tags)),
            tuple(dates),
        )

    def _main_link(self, links: Sequence[Link], title: str) -> Link | None:
        pages = [link for link in links if link.is_page]
        for link in pages:
            if bare(link.name.text) == bare(title) or self._shares_heading(link):
                return link
        return pages[0] if len({link.leads_to for link in pages}) == 1 else None

    def _shares_heading(self, link: Link) -> bool:
        """Say whether a link stands in a heading, or a heading in it."""
        walk, tag = self.page.walk, link.tag
        if _within(self.headed, walk.position(tag) + 1, walk.last[id(tag)] + 1):
            return True
        return any(heading_level(each) for each in tag.parents)

    def _pictures(self, tags: Sequence[Tag]) -> Iterator[Picture]:
        for tag in tags:
            image = self.images.get(id(tag))
            if image is not None:
                yield Picture(_file(image.src) or str(tag), image.name.text)
            elif background(tag) and tag.name != "img":
                yield Picture(_file(source(tag)), "")


def _title(bits: Sequence[Bit], links: Sequence[Link]) -> tuple[str, bool]:
    """Give a card's title, and whether a heading or a link that it begins with gave it."""
    for bit in bits:
        if bit.heading is not None and bit.text:
            return bit.text, True
    said = [bit for bit in bits if bit.text]
    # A term titles what describes it, and no link in the description does.
    leading = said[:1] if said and said[0].tag.name == "dt" else said[:2]
    for link in links:
        name = link.name.text
        if not name or len(name) > LONGEST or depends_on_context(name):
            continue
        if _is_below(link, bits):
            continue
        if any(bare(bit.text).startswith(bare(name)) and _holds(bit, link) for bit in leading):
            return name, True
    return (said[0].text, False) if said else ("", False)


def _holds(bit: Bit, link: Link) -> bool:
    """Say whether the link stands in this bit or around it, not only the same words elsewhere."""
    inside = any(each is bit.tag for each in (link.tag, *link.tag.parents))
    return inside or any(each is link.tag for each in bit.tag.parents)


def _is_below(link: Link, bits: Sequence[Bit]) -> bool:
    """Say whether a link stands in a list below words of the card's own: they are its title."""
    first = next((bit.tag for bit in bits if bit.text), None)
    item = link.tag.find_parent("li")
    if first is None or first.name != "li" or item is None:
        return False
    return any(each is first for each in item.parents)


def _tells(tag: Tag) -> bool:
    return bool(tag.get("datetime")) or (tag.name != "img" and bool(background(tag)))


def _within(positions: Sequence[int], start: int, end: int) -> Sequence[int]:
    """Give those of `positions`, which rise, from `start` on and before `end`."""
    return positions[bisect_left(positions, start) : bisect_left(positions, end)]


def _level(bit: Bit) -> int:
    return bit.heading.level if bit.heading is not None else 0


def _file(address: str) -> str:
    if address.startswith("data:"):
        return address
    return RENDITION.sub("", re.split(r"[?#]", address)[0].rstrip("/").rpartition("/")[2]).lower()


def _without_clones(cards: Sequence[Card]) -> Sequence[Card]:
    """Leave out copies by which a carousel without marks of its own runs in a circle.

    Either the last cards stand again before the first, and the first after the last; or a ticker
    of logos or words stands there whole several times.
    """
    count = len(cards)
    if count < 3:
        return cards
    looks = [(card.target, card.alternatives) for card in cards]
    times = Counter(looks)
    # Texts are long to compare; a card that leads and looks like no other is nobody's copy.
    keys = [
        (look, bare(card.text) if times[look] > 1 else "")
        for card, look in zip(cards, looks, strict=True)
    ]
    for copies in range(1, count // 3 + 1):
        core = keys[copies : count - copies]
        if len(core) < 3 or copies > len(core):
            break
        if keys[:copies] == core[-copies:] and keys[-copies:] == core[:copies]:
            return cards[copies : count - copies]
    brief = all(len(card.text.split()) < 8 for card in cards)
    for size in range(3, count // 2 + 1):
        if brief and count % size == 0 and keys == keys[:size] * (count // size):
            return cards[:size]
    return cards
