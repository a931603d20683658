"""The page as a reader meets it from top to bottom: headings, text, and things that are no text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from audit.page.names import Names, is_text
from audit.page.walk import Walk

THINGS = frozenset(
    "img svg canvas video audio iframe object embed picture input select textarea button meter"
    " progress map math frame".split()
)
"""Elements that are something for a reader without any text in them."""
HEADING_TAG = re.compile(r"h[1-6]")


@dataclass(frozen=True, eq=False)
class Heading:
    """A heading with a reader's text in it, or an empty one."""

    tag: Tag
    level: int
    """1 to 6, or what aria-level says."""
    text: str
    """With images' alternatives."""


@dataclass(frozen=True, eq=False)
class Bit:
    """One thing a reader meets: a heading, a run of text, or a thing such as an image."""

    tag: Tag
    """The heading, the element the text stands in, or the thing."""
    kind: str
    """heading, text, or thing."""
    text: str
    region: str
    heading: Heading | None = None


def read_flow(walk: Walk, names: Names) -> Iterator[Bit]:
    """Yield the bits of a page in document order; what is inside a heading is not yielded again."""
    inside: list[Tag] = []
    for tag in walk.tags:
        while inside and inside[-1] not in tag.parents:
            inside.pop()
        if inside or walk.removed(tag):
            continue
        level = heading_level(tag)
        if level and walk.visible(tag):
            inside.append(tag)
            text = names.spoken(tag)
            yield Bit(tag, "heading", text, walk.region(tag), Heading(tag, level, text))
            continue
        if tag.name in THINGS or tag.get("role") == "img":
            inside.append(tag)
            if walk.visible(tag):
                yield Bit(tag, "thing", names.name(tag).text, walk.region(tag))
            continue
        if walk.visible(tag):
            own = " ".join("".join(n for n in tag.contents if is_text(n)).split())
            if own:
                yield Bit(tag, "text", own, walk.region(tag))


def heading_level(tag: Tag) -> int:
    """Give the level of a heading element, 0 where `tag` is none."""
    role = str(tag.get("role") or "").strip().lower()
    if role == "heading":
        level = str(tag.get("aria-level") or "2")
        return int(level) if level.isdigit() and int(level) > 0 else 2
    if HEADING_TAG.fullmatch(tag.name) and not role:
        return int(tag.name[1])
    return 0
