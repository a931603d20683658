"""A page's text line by line, as a reader meets it: inline elements join, blocks part."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from bs4 import Tag
from bs4.element import PageElement

from audit.page import Page
from audit.page.flow import LEVELS, THINGS, heading_level
from audit.page.names import INLINE, is_text

LABELLING = frozenset({"figcaption", "dt", "th", "caption", "legend", "summary"})
"""Elements that label what they belong to, as headings do."""


@dataclass(frozen=True, eq=False)
class Line:
    """One run of text without a break."""

    tag: Tag
    """The innermost block that holds it."""
    text: str
    level: int
    """Level of the heading that it is (part of); 0 for other text."""
    position: int
    """Where its first character is, in document order of all nodes."""
    bold: bool
    """Whether all of it is bold: a heading to the eye, without being marked as one."""

    @property
    def labels(self) -> bool:
        """Whether its element says that it labels something."""
        return bool(self.level) or self.tag.name in LABELLING


class Lines:
    """The lines of one page, and where they and its elements lie."""

    def __init__(self, page: Page) -> None:
        """Read the lines of `page` off its tree."""
        self._starts = _measure(page)
        self._ends: dict[int, int] = {}
        self.all: tuple[Line, ...] = tuple(self._read(page))
        """In document order."""
        self.lowered: tuple[str, ...] = tuple(line.text.lower() for line in self.all)
        """Their texts in lower case, in which rules look for words without which they end."""
        self._positions = [line.position for line in self.all]
        self._headings = [number for number, line in enumerate(self.all) if line.level]

    def extent(self, tag: Tag) -> tuple[int, int]:
        """Give the position of `tag`, and the one just behind all that is in it."""
        return self._starts[id(tag)], self._end(tag)

    def holds(self, outer: Tag, inner: Tag) -> bool:
        """Say whether `inner` is `outer` or lies in it."""
        # `in tag.parents` would compare by content, and two elements can be equal and not one.
        return self._starts[id(outer)] <= self._starts[id(inner)] < self._end(outer)

    def within(self, tag: Tag) -> tuple[Line, ...]:
        """Give the lines that begin in `tag`."""
        return self.between(*self.extent(tag))

    def between(self, start: int, end: int) -> tuple[Line, ...]:
        """Give the lines that begin at `start` or later and before `end`."""
        return self.all[bisect_left(self._positions, start) : bisect_left(self._positions, end)]

    def with_any(self, words: Iterable[str]) -> Iterator[Line]:
        """Yield the lines that hold one of `words`, which are in lower case and may be parts."""
        whole = "\n".join(self.lowered)
        told = [word for word in words if word in whole]
        if not told:
            return
        for line, lowered in zip(self.all, self.lowered, strict=True):
            for word in told:
                if word in lowered:
                    yield line
                    break

    def heading_above(self, tag: Tag) -> Line | None:
        """Give the last heading before `tag`, or None."""
        before = bisect_left(self._positions, self._starts[id(tag)])
        number = bisect_left(self._headings, before) - 1
        return self.all[self._headings[number]] if number >= 0 else None

    def _end(self, tag: Tag) -> int:
        end = self._ends.get(id(tag))
        if end is None:
            last: PageElement = tag
            while isinstance(last, Tag) and last.contents:
                last = last.contents[-1]
            end = self._ends[id(tag)] = self._starts[id(last)] + 1
        return end

    def _read(self, page: Page) -> Iterator[Line]:
        removed, visible, starts = page.walk.removed, page.walk.visible, self._starts
        run: list[str] = []
        first: tuple[Tag, int, int] | None = None
        bold = True
        # Markup nests as deep as its author likes, so no recursion: what is left of each element
        # that is open, its block and level, and whether it is bold and parts what is around it.
        open_: list[tuple[Iterator[PageElement], Tag, int, bool, bool]] = [
            (iter((root,)), root, 0, False, True)
            for root in reversed(page.soup.contents)
            if isinstance(root, Tag)
        ]
        while open_:
            rest, block, level, strong, parting = open_[-1]
            ends = True
            for node in rest:
                if not isinstance(node, Tag):
                    if not is_text(node) or (not run and node.isspace()):
                        continue
                    if visible(node.parent or block):
                        if node.strip():
                            first = first or (block, level, starts[id(node)])
                            bold = bold and strong
                        run.append(node)
                    continue
                if removed(node):
                    continue
                name = node.name
                if name == "br" and level:
                    # A heading broken for looks is still one heading.
                    run.append(" ")
                    continue
                children = () if _drawn(node) else node.contents
                heading = LEVELS.get(name, 0) if "role" not in node.attrs else heading_level(node)
                parts = heading > 0 or name not in INLINE
                if not parts:
                    inner = block, level, strong or name in ("b", "strong"), False
                else:
                    inner = node, heading or level, strong, True
                if parts or children:
                    open_.append((iter(children), *inner))
                    ends = False
                    break
            if ends:
                open_.pop()
            if parting if ends else open_[-1][4]:
                text = " ".join("".join(run).split()) if run else ""
                if text and first is not None:
                    within, rank, position = first
                    yield Line(within, text, rank, position, bold and not rank)
                run, first, bold = [], None, True


def lines(page: Page) -> Lines:
    """Give the lines of a page that a reader gets; read once for each page."""
    found = _read.get(page)
    if found is None:
        found = _read[page] = Lines(page)
    return found


_read: WeakKeyDictionary[Page, Lines] = WeakKeyDictionary()
_DRAWN = THINGS - {"picture", "object", "button", "audio", "video"}


def _drawn(tag: Tag) -> bool:
    """Say whether `tag` is a thing whose inner text nobody reads as text."""
    return tag.name in _DRAWN or tag.attrs.get("role") == "img"


def _measure(page: Page) -> Mapping[int, int]:
    """Give the position of every node in document order, by its `id`."""
    starts: dict[int, int] = {}
    # As `descendants` goes, in a third of its time.
    node = page.soup.contents[0] if page.soup.contents else None
    position = 0
    while node is not None:
        starts[id(node)] = position
        position += 1
        node = node.next_element
    return starts
