"""Prose: the running text of a page's sections, parted into sentences and words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import Tag

from audit.page import Page
from audit.page.flow import Bit, Heading

FRAMES = frozenset({"header", "nav", "footer", "aside", "search"})
"""Landmarks that hold no main text."""
NO_PROSE = frozenset(
    "table form fieldset label button address figcaption blockquote q cite dl menu pre code".split()
)
"""Elements whose text is no running text of the page's own: cells, labels, words of others."""
SHORTEST = 4
"""Words that a sentence has at least; less is a label or an exclamation."""
_END = re.compile(r"[.!?…]+[\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])")
_CLOSED = re.compile(r"[.!?…:;][\"”’)\]]*$")
_WORD = re.compile(r"[^\W_]+(?:[-'’.,/][^\W_]+)*")
_SHORT = frozenset(
    "dr mr mrs ms st ave mt ft no nos vs fig figs vol pp ed eds inc ltd co jr sr prof rev gen dept"
    " approx e.g i.e etc al cf ca u.s u.s.a a.m p.m m.d d.o ph.d r.n b.s m.s jan feb mar apr jun"
    " jul aug sept sep oct nov dec".split()
)
"""Words that end in a full stop which ends no sentence."""


@dataclass(frozen=True, eq=False)
class Section:
    """A heading, where there is one, and the running text below it up to the next heading."""

    heading: Heading | None
    bits: list[Bit] = field(default_factory=list)

    @property
    def tag(self) -> Tag:
        """The heading's element, or the first of the text where no heading stands above it."""
        return self.heading.tag if self.heading is not None else self.bits[0].tag


def read_sections(page: Page) -> Iterator[Section]:
    """Yield the sections of a page's main text that hold running text.

    Lists count where their items are sentences. Text in tables, forms and quotations does not.
    """
    apart = page.walk.named(*NO_PROSE)
    within = {id(each) for tag in apart for each in (tag, *page.walk.inside(tag))}
    section = Section(None)
    for bit in page.flow:
        if bit.heading is not None:
            if section.bits:
                yield section
            section = Section(bit.heading)
        elif bit.kind != "text" or bit.region in FRAMES or id(bit.tag) in within:
            continue
        elif len(bit.text) > 20 and _CLOSED.search(bit.text):
            section.bits.append(bit)
    if section.bits:
        yield section


def sentences(text: str) -> Iterator[list[str]]:
    """Yield the sentences of a run of text as their words and numbers, without signs.

    Those of less than `SHORTEST` words are left out.
    """
    start = 0
    for end in _END.finditer(text):
        if end.group()[0] == "." and _goes_on(text, start, end.start()):
            continue
        yield from _sentence(text[start : end.start()])
        start = end.end()
    yield from _sentence(text[start:])


def words(text: str) -> list[str]:
    """Give the words and numbers of a text, without its signs."""
    return _WORD.findall(text)


def _sentence(text: str) -> Iterator[list[str]]:
    found = words(text)
    if len(found) >= SHORTEST:
        yield found


def _goes_on(text: str, start: int, stop: int) -> bool:
    """Say whether the full stop at `stop` belongs to an abbreviation or an initial."""
    begin = max(start, text.rfind(" ", start, stop) + 1)
    last = text[begin:stop].lower().lstrip("(“\"'")
    return last in _SHORT or (len(last) == 1 and last.isalpha())
