"""Where a page says how many accreditations the organisation has."""

import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from audit.page import Page
from rules.badge.lines import Line, lines
from rules.claim.counts import SIGNS, Count, find_counts

GLUED = re.compile(r"(?<![\w.,$#])\d{1,2}(?=[A-Z][a-z])")
"""A number that only styles part from the word that it counts: `<b>5</b><span>Accreditations`."""


def read_counts(page: Page) -> tuple[tuple[Line, Count], ...]:
    """Give the numbers of a page with their lines, in its order; read once for each page."""
    found = _read.get(page)
    if found is None:
        found = _read[page] = tuple(_counts(page))
    return found


_read: WeakKeyDictionary[Page, tuple[tuple[Line, Count], ...]] = WeakKeyDictionary()


def _counts(page: Page) -> Iterator[tuple[Line, Count]]:
    seen: set[tuple[int, str]] = set()
    for line, text in _texts(page):
        for count in find_counts(text):
            if (id(line.tag), count.words) not in seen:
                seen.add((id(line.tag), count.words))
                yield line, count


def _texts(page: Page) -> Iterator[tuple[Line, str]]:
    """Yield lines with their texts; a lone number joins the line that says what it counts."""
    every = lines(page).all
    telling = {id(line) for line in lines(page).with_any(SIGNS)}
    for n, line in enumerate(every):
        # What counts accreditations names them, and a lone number does not.
        before = every[n - 1] if n else None
        if id(line) not in telling:
            continue
        if (
            before is not None
            and len(before.text) <= 5
            and page.region(before.tag) == page.region(line.tag)
        ):
            yield line, f"{before.text} {line.text}"
        else:
            yield line, GLUED.sub(r"\g<0> ", line.text)
    for image in page.images:
        if image.name.text:
            position, _ = lines(page).extent(image.tag)
            yield Line(image.tag, image.name.text, 0, position, False), image.name.text
