"""Sections: a heading, and what a reader gets under it before the next heading of its rank."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bs4 import Tag

from audit.model import normalise
from audit.page import Page
from audit.page.flow import Bit, Heading

WAITING = re.compile(r"(loading|please wait|cargando|un momento)\b.{0,20}", re.IGNORECASE)
"""What a page says until a script has filled it."""
BACK_TO_TOP = re.compile(
    r"(((back|return|go|scroll|jump|skip) )?to (the )?)?top( of (the )?page)?|volver arriba",
    re.IGNORECASE,
)
HOLDERS_OF_LISTS = ("ul", "ol", "dl", "table")


@dataclass(frozen=True, eq=False)
class Section:
    """A heading and the bits that follow it up to the next heading of its level or above."""

    heading: Heading
    bits: Sequence[Bit]
    """What is under it; a heading of lower rank is something too."""
    before: Bit | None
    """What a reader meets just before the heading."""
    after: Bit | None
    """What a reader meets next, beyond the section."""
    scope: Tag | None
    """The element that the section cannot reach beyond: a landmark, or the heading's own block."""
    own: bool
    """Whether `scope` is the heading's own block."""


class Outline:
    """The sections of one page."""

    def __init__(self, page: Page) -> None:
        """Read the sections off `page`."""
        self.page = page
        self._inside: dict[int, list[Bit]] = {}
        self._within = {
            id(bit): link.href
            for link in page.links
            if link.href.startswith("#")
            for bit in page.bits_in(link.tag)
        }
        """The part of this page that a bit links to, as `#top`, by `id` of the bit."""
        self.bits = [bit for bit in page.flow if self._says(bit)]
        self._said = {id(bit) for bit in self.bits}
        self.sections = [
            self._read(number, bit.heading)
            for number, bit in enumerate(self.bits)
            if bit.heading is not None
        ]

    def inside(self, tag: Tag) -> list[Bit]:
        """Give the bits inside `tag`, or that `tag` is itself."""
        key = id(tag)
        if key not in self._inside:
            self._inside[key] = [bit for bit in self.page.bits_in(tag) if id(bit) in self._said]
        return self._inside[key]

    def common(self, one: Tag, other: Tag) -> Tag:
        """Give the innermost element that holds both."""
        holder = one
        while holder is not other and not self.page.walk.contains(holder, other):
            if holder.parent is None:
                break
            holder = holder.parent
        return holder

    def own_blocks(self, heading: Tag) -> list[Tag]:
        """Give the elements around a heading that hold nothing else, the innermost first."""
        blocks = []
        for holder in heading.parents:
            if holder.name in ("body", "html", "[document]") or len(self.inside(holder)) > 1:
                break
            blocks.append(holder)
        return blocks

    def between(self, section: Section) -> list[Tag]:
        """Give the elements between the heading and what comes next: empty or hidden ones."""
        walk = self.page.walk
        start = walk.last[id(section.heading.tag)] + 1
        end = walk.last[id(section.scope)] + 1 if section.scope is not None else len(walk.tags)
        if section.after is not None and not section.own:
            # Loose text stands in an element that may begin before the heading.
            position = walk.position(section.after.tag)
            end = min(end, position) if position >= start else end
        # What begins there and holds the next heading is that heading's own block.
        return [tag for tag in walk.tags[start:end] if not self.inside(tag)]

    def _read(self, number: int, heading: Heading) -> Section:
        walk, end = self.page.walk, number + 1
        region = self.page.region(heading.tag)
        scope, own = self._scope(heading.tag)
        while end < len(self.bits):
            other = self.bits[end]
            if other.heading is not None and other.heading.level <= heading.level:
                break
            if scope is not None and not (scope is other.tag or walk.contains(scope, other.tag)):
                break
            if scope is None and other.region == "footer" != region:
                break
            end += 1
        own_parts = {
            f"#{each['id']}"
            for each in (heading.tag, heading.tag.parent)
            if each is not None and each.get("id")
        }
        # A sign beside a heading may link to this very heading.
        bits = [
            bit for bit in self.bits[number + 1 : end] if self._within.get(id(bit)) not in own_parts
        ]
        if own and scope is not None:
            # A label names all that is in its block, before the heading too.
            bits += [bit for bit in self.inside(scope) if bit.tag is not heading.tag]
        return Section(
            heading,
            bits,
            self.bits[number - 1] if number else None,
            self.bits[end] if end < len(self.bits) else None,
            scope,
            own,
        )

    def _scope(self, tag: Tag) -> tuple[Tag | None, bool]:
        """Give the element that the section cannot reach beyond, and whether it is its own."""
        name = tag.get("id")
        for holder in tag.parents if name else ():
            if name in str(holder.get("aria-labelledby") or "").split():
                return holder, True
        own = self.own_blocks(tag)
        if own and any(
            each.name in HOLDERS_OF_LISTS and not self.page.walk.contains(each, tag)
            for each in self.page.walk.inside(own[-1])
        ):
            return own[-1], True
        return self.page.walk.landmark(tag), False

    def _says(self, bit: Bit) -> bool:
        """Say whether a bit is anything to a reader: blanks, rules and dots are not."""
        if bit.kind == "thing":
            return not _is_speck(bit.tag)
        if not any(_is_sign(character) for character in bit.text):
            return False
        if bit.kind == "heading":
            return True
        leads_up = id(bit) in self._within and BACK_TO_TOP.fullmatch(_words(bit.text))
        return not leads_up and not WAITING.fullmatch(bit.text)


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN" or unicodedata.category(character) == "So"


def _is_speck(tag: Tag) -> bool:
    """Images and frames of one pixel count visits; nobody sees them."""
    sizes = [str(tag.get(side, "")).strip().removesuffix("px") for side in ("width", "height")]
    return all(size in ("0", "1") for size in sizes)


def _words(text: str) -> str:
    return re.sub(r"[^\w ]", "", normalise(text)).strip()
