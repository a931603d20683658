"""The page as a reader meets it from top to bottom: headings, text, and things that are no text."""

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from audit.page.names import INLINE, Names, is_text
from audit.page.walk import Walk

THINGS = frozenset(
    "img svg canvas video audio iframe object embed picture input select textarea button meter"
    " progress map math frame".split()
)
"""Elements that are something for a reader without any text in them."""
SHOWN = frozenset({"progressbar", "meter", "slider"})
"""Roles of what shows a value that need not stand in any text (WAI-ARIA 1.2)."""
LEVELS = {f"h{level}": level for level in range(1, 7)}


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
    """The heading, the innermost element that holds the whole run of text, or the thing."""
    kind: str
    """heading, text, or thing."""
    text: str
    region: str
    heading: Heading | None = None


def read_flow(walk: Walk, names: Names) -> Iterator[Bit]:
    """Yield the bits of a page in document order; what is inside a heading is not yielded again.

    A run of text goes on through inline elements and line breaks, and ends at the edge of a
    block, at a heading and at a thing.
    """
    run: list[tuple[str, Tag]] = []
    removed, visible = walk.removed, walk.visible
    stack: list[object] = list(reversed(walk.soup.contents))
    while stack:
        node = stack.pop()
        if node is _EDGE:
            if run:
                yield from _end(run, walk)
        elif isinstance(node, Tag):
            if removed(node):
                continue
            name, role = node.name, node.attrs.get("role")
            level = heading_level(node) if role else LEVELS.get(name, 0)
            thing = (
                name in THINGS
                or role == "img"
                or (role in SHOWN and not names.says(node))
                or (name == "a" and _is_icon_link(node, walk, names))
            )
            if thing or (level and visible(node)):
                if run:
                    yield from _end(run, walk)
                if not visible(node):
                    continue
                text = names.name(node).text if thing else names.spoken(node)
                heading = None if thing else Heading(node, level, text)
                kind = "thing" if thing else "heading"
                yield Bit(node, kind, text, walk.region(node), heading)
            elif name == "br":
                if run:
                    run.append((" ", node.parent or node))
            elif name in INLINE:
                stack += reversed(node.contents)
            else:
                if run:
                    yield from _end(run, walk)
                stack.append(_EDGE)
                stack += reversed(node.contents)
        elif not is_text(node) or (not run and node.isspace()):
            continue
        elif node.parent is not None and visible(node.parent):
            run.append((node, node.parent))
    yield from _end(run, walk)


_EDGE = object()
"""Stands in the stack where a block ends."""


def _end(run: list[tuple[str, Tag]], walk: Walk) -> Iterator[Bit]:
    """Yield the run that ends here, if it says anything, and begin a new one."""
    if len(run) == 1:
        part, outer = run[0]
        if text := " ".join(part.split()):
            yield Bit(outer, "text", text, walk.region(outer))
    elif text := " ".join("".join(part for part, _ in run).split()):
        holders = [tag for part, tag in run if part.strip()]
        outer = holders[0]
        for tag in holders[1:]:
            while tag is not outer and not walk.contains(outer, tag) and outer.parent is not None:
                outer = outer.parent
        yield Bit(outer, "text", text, walk.region(outer))
    run.clear()


def _is_icon_link(tag: Tag, walk: Walk, names: Names) -> bool:
    """Say whether a link holds nothing but boxes, in which style sheets draw an icon."""
    if tag.get("href") is None or names.says(tag):
        return False
    inside = walk.inside(tag)
    if any(each.name in THINGS or each.get("role") == "img" for each in inside):
        return False
    return bool(names.name(tag).text) or any(each.get("class") for each in inside)


def marked_headings(walk: Walk) -> list[Tag]:
    """Give the elements that are headings, hidden ones and those in others too, in their order."""
    named = walk.named(*LEVELS)
    if not walk.with_role:
        return named
    marked = {id(tag): tag for tag in (*named, *walk.with_role) if heading_level(tag)}
    return sorted(marked.values(), key=walk.position)


def heading_level(tag: Tag) -> int:
    """Give the level of a heading element, 0 where `tag` is none."""
    role = tag.attrs.get("role")
    if not role or not (role := str(role).strip().lower()):
        return LEVELS.get(tag.name, 0)
    if role != "heading":
        return 0
    level = str(tag.get("aria-level") or "2")
    return int(level) if level.isdigit() and int(level) > 0 else 2
