"""What stands around an image and belongs to it: its block, its captions, its description.

Told by structure alone, never by class names. A block is the largest element that holds this image,
no other one of its kind, and not so much that it would be a section of its own. Where images and
captions are siblings, or stand in two rows of a table, they are paired by their order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bs4 import Tag

from audit.page import Page
from audit.page.images import Image
from rules.badge.lines import Line, lines

LONG = 20
"""Words from which on a line without a heading's markup is prose, no caption."""
CARD = 90
"""Words from which on an element is a section, no block of one image."""
WHOLE = frozenset({"figure", "li", "article", "td", "th", "dd", "dl"})
"""Elements that are a block by themselves, whatever they hold."""
EDGES = frozenset(
    {"html", "body", "main", "header", "footer", "nav", "aside", "form", "[document]"}
)
"""Elements that are a part of the page, never a block of one image."""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What belongs to one image."""

    block: Tag
    """The element that holds the image and what belongs to it, as far as one does."""
    captions: tuple[Line, ...] = ()
    """Lines that label the image: heading, figcaption, or else its first short line."""
    description: tuple[Line, ...] = ()
    """Other lines of the block."""
    heading: Line | None = None
    """A heading farther out with nothing under it but this block: it may be the block's title."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines that belong to the image."""
        return (*self.captions, *self.description)


class Neighbourhood:
    """The images of one page, and what stands around each."""

    def __init__(self, page: Page) -> None:
        """Look at all images of `page`."""
        self._page = page
        self._lines = lines(page)
        self._held: dict[int, list[Image]] = {}
        self._found: dict[int, Surroundings] = {}
        self._between: dict[tuple[int, bool], list[Tag | tuple[Line, ...]]] = {}
        for image in page.images:
            for holder in (image.tag, *image.tag.parents):
                self._held.setdefault(id(holder), []).append(image)

    def around(self, image: Image) -> Surroundings:
        """Give what belongs to `image`; looked for once."""
        found = self._found.get(id(image))
        if found is None:
            found = self._found[id(image)] = self._around(image)
        return found

    def _around(self, image: Image) -> Surroundings:
        path = self._path(image)
        block, outermost = path[-1], path[-1]
        for node in path:
            if _captions(self._lines.within(node)):
                block = node
                break
        own = self._lines.within(block) or self._beside(image, block)
        term = _term(block)
        if term is not None:
            own = (*self._lines.within(term), *own)
        captions = _captions(own)
        chosen = {id(line) for line in captions}
        inside = {id(line) for line in own}
        farther = [line for line in self._lines.within(outermost) if id(line) not in inside]
        return Surroundings(
            block,
            captions,
            tuple(line for line in own if id(line) not in chosen),
            next((line for line in farther if line.level), None),
        )

    def _path(self, image: Image) -> list[Tag]:
        """Give the elements that hold this image alone, from the image outwards."""
        path = [image.tag]
        while True:
            node = path[-1]
            parent = node.parent
            if parent is None or parent.name in EDGES or self._page.walk.removed(parent):
                return path
            if node.name in WHOLE and self._lines.within(node):
                return path
            if self._has_others(parent, image) or self._is_section(parent):
                return path
            path.append(parent)

    def _is_section(self, tag: Tag) -> bool:
        if tag.name in WHOLE:
            return False
        inside = self._lines.within(tag)
        headings = {id(line.tag) for line in inside if line.level}
        words = sum(len(line.text.split()) for line in inside)
        return len(headings) > 2 or words > CARD or any(line.level == 1 for line in inside)

    def _has_others(self, tag: Tag, image: Image) -> bool:
        """Say whether `tag` holds other images that have a block of their own.

        A nameless arrow or line beside a named image is part of that one's block.
        """
        nameless = not image.name.text
        return any(
            other is not image
            and (other.name.text or nameless)
            and not self._lines.holds(image.tag, other.tag)
            and not self._lines.holds(other.tag, image.tag)
            for other in self._held.get(id(tag), ())
        )

    def _beside(self, image: Image, block: Tag) -> tuple[Line, ...]:
        """Give the lines that belong to a block without any, by the order of its siblings."""
        parent = block.parent
        if parent is None:
            return ()
        if not self._has_others(parent, image):
            return self._next_to(block, parent)
        nameless = not image.name.text
        runs = self._between.get((id(parent), nameless))
        if runs is None:
            runs = self._between[id(parent), nameless] = self._runs(parent, nameless=nameless)
        at = next((n for n, run in enumerate(runs) if run is block), None)
        if at is None:
            return ()
        if all(isinstance(run, Tag) for run in runs):
            return self._across(parent, block)
        return _paired(runs, at)

    def _next_to(self, block: Tag, parent: Tag) -> tuple[Line, ...]:
        """Give the caption of a lone image amid a longer text: the short line right beside it."""
        start, end = self._lines.extent(block)
        first, last = self._lines.extent(parent)
        after = self._lines.between(end, last)[:1]
        if after and not after[0].level and after[0].position <= end + 3 and _short(after[0]):
            return after
        before = self._lines.between(first, start)[-1:]
        if before and before[0].level > 1 and start - before[0].position <= 3:
            return before
        return ()

    def _runs(self, parent: Tag, *, nameless: bool) -> list[Tag | tuple[Line, ...]]:
        """Give the content of `parent` in order: elements with an image, and lines between.

        Nameless images count only among others of their kind (see `_has_others`).
        """
        runs: list[Tag | tuple[Line, ...]] = []
        start, last = self._lines.extent(parent)
        for child in parent.contents:
            held = self._held.get(id(child), ()) if isinstance(child, Tag) else ()
            if isinstance(child, Tag) and any(nameless or each.name.text for each in held):
                begin, end = self._lines.extent(child)
                between = self._lines.between(start, begin)
                if between:
                    runs.append(between)
                runs.append(child)
                # What stands in the same element as an image is that one's, no neighbour's.
                start = end
        between = self._lines.between(start, last)
        if between:
            runs.append(between)
        return runs

    def _across(self, row: Tag, block: Tag) -> tuple[Line, ...]:
        """Give the lines in the same column of the row below, or else above."""
        if row.parent is None:
            return ()
        cells = _children(row)
        rows = [
            other
            for other in _children(row.parent)
            if len(_children(other)) == len(cells) and _width(_children(other)) == _width(cells)
        ]
        captions_follow = bool(rows) and id(rows[0]) in self._held
        at = next(n for n, other in enumerate(rows) if other is row)
        beside = rows[at + 1 : at + 2] if captions_follow else rows[max(at - 1, 0) : at]
        for other in beside:
            if id(other) not in self._held:
                column = _column(cells, block)
                cell = next(c for c in _children(other) if _column(_children(other), c) >= column)
                return self._lines.within(cell)
        return ()


def _captions(own: Sequence[Line]) -> tuple[Line, ...]:
    """Choose the lines that label: headings and captions by markup, else bold, else the first."""
    marked = [line for line in own if line.tag.name == "figcaption"][:1]
    marked += [line for line in own if line.labels and line.tag.name != "figcaption"][:1]
    if marked:
        return tuple(marked)
    bold = [line for line in own if line.bold and _short(line)][:1]
    if bold:
        return tuple(bold)
    return tuple(line for line in own[:1] if _short(line))


def _paired(runs: Sequence[Tag | tuple[Line, ...]], at: int) -> tuple[Line, ...]:
    """Give the lines of one image among images and lines that follow each other.

    Captions stand all below or all above. A heading between two images opens the second's block.
    """
    places = [n for n, run in enumerate(runs) if isinstance(run, Tag)]
    alone = any(b - a == 1 for a, b in pairwise(places))
    taken = set(places)
    between = [runs[n + 1] for n in places[:-1] if n + 1 not in taken]
    opened = bool(between) and all(_opens(run) for run in between)
    lead, trail = places[0] > 0, places[-1] < len(runs) - 1
    before = runs[at - 1] if at - 1 not in taken and at > 0 else ()
    after = runs[at + 1] if at + 1 not in taken and at + 1 < len(runs) else ()
    assert isinstance(before, tuple)  # noqa: S101 - narrowed by `places`
    assert isinstance(after, tuple)  # noqa: S101
    if alone:
        return ()
    if opened and lead:
        return (*_from_heading(before), *_until_heading(after))
    above = lead and _like(runs[places[0] - 1], between)
    below = trail and _like(runs[-1], between)
    if above and trail:
        # Lines before, between and after alike could be captions either way round.
        return () if below else before
    if trail:
        return after
    return before if at != places[0] else _last_like(before, between)


def _opens(run: Tag | tuple[Line, ...]) -> bool:
    return isinstance(run, tuple) and not run[0].labels and any(line.labels for line in run)


def _like(run: object, others: Sequence[object]) -> bool:
    """Say whether a run has the shape that the runs between images have."""
    return all(_shape(run) == _shape(other) for other in others)


def _shape(run: object) -> tuple[str, ...]:
    return tuple(line.tag.name for line in run) if isinstance(run, tuple) else ()


def _last_like(run: tuple[Line, ...], others: Sequence[object]) -> tuple[Line, ...]:
    """Cut an introduction off the lines before the first image."""
    sizes = [len(other) for other in others if isinstance(other, tuple)]
    return run[-max(sizes) :] if sizes else run[-1:]


def _from_heading(run: tuple[Line, ...]) -> tuple[Line, ...]:
    starts = [n for n, line in enumerate(run) if line.labels]
    return run[starts[-1] :] if starts else ()


def _until_heading(run: tuple[Line, ...]) -> tuple[Line, ...]:
    starts = [n for n, line in enumerate(run) if line.labels]
    return run[: starts[0]] if starts else run


def _short(line: Line) -> bool:
    return len(line.text.split()) <= LONG


def _children(tag: Tag) -> list[Tag]:
    return [child for child in tag.contents if isinstance(child, Tag)]


def _term(block: Tag) -> Tag | None:
    """Give the term that a block in a definition list describes."""
    if block.name != "dd":
        return None
    for node in block.previous_siblings:
        if isinstance(node, Tag):
            return node if node.name == "dt" else None
    return None


def _span(cell: Tag) -> int:
    span = str(cell.get("colspan") or "1")
    return int(span) if span.isdigit() and 0 < int(span) < 100 else 1


def _width(cells: Sequence[Tag]) -> int:
    return sum(_span(cell) for cell in cells)


def _column(cells: Sequence[Tag], block: Tag) -> int:
    column = 0
    for cell in cells:
        if cell is block:
            break
        column += _span(cell)
    return column
