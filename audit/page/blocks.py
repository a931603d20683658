"""Groups of alike blocks side by side: cards, tiles, list items, table cells.

Nothing here looks at class names: a group is told by its structure. Rows of a grid are one group,
and a table's cells are one group.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from audit.page.flow import heading_level
from audit.page.names import INLINE, Names, is_text
from audit.page.walk import Walk

ALIKE = 0.5
"""Share of element names (Jaccard) from which on two blocks are of one kind."""
PARTS_OF_TEXT = frozenset(
    "p h1 h2 h3 h4 h5 h6 br hr span strong b em i small sup sub code label input select textarea"
    " option button img svg picture source script style thead col colgroup caption dt dd".split()
)
"""Elements that are parts of a text or a form, never a block by themselves."""


@dataclass(frozen=True, eq=False)
class CardList:
    """Blocks of one kind that stand side by side."""

    tag: Tag
    """The element that holds them all."""
    items: tuple[Tag, ...]
    """In document order; each has text or an image in it."""


def find_lists(walk: Walk, names: Names) -> Iterator[CardList]:
    """Yield the groups of a page, in document order of the elements that hold them.

    A group has two blocks or more. Where blocks stand in several rows, the rows' common holder
    gives one group of all of them, and the rows give none.
    """
    says = _Speech(walk, names)
    shapes = _shapes(walk)
    groups: dict[int, list[CardList]] = {}
    for tag in reversed(walk.tags):
        if walk.children[id(tag)] and not walk.removed(tag):
            alike = _alike_children(tag, walk, says, shapes)
            if alike:
                groups[id(tag)] = _join_rows(tag, alike, groups, says)
    found = (group for held in groups.values() for group in held if len(group.items) > 1)
    yield from sorted(found, key=lambda group: walk.position(group.tag))


class _Speech:
    """Tells whether an element says or shows anything, quickly."""

    def __init__(self, walk: Walk, names: Names) -> None:
        self._names = names
        self._pictured: set[int] = set()
        drawn = [tag for tag in walk.with_role if tag.attrs["role"] == "img"]
        for tag in (*walk.named("img", "svg"), *drawn):
            node: Tag | None = tag
            while node is not None and id(node) not in self._pictured:
                self._pictured.add(id(node))
                node = node.parent

    def __call__(self, tag: Tag) -> bool:
        return id(tag) in self._pictured or self._names.says(tag)


def _shapes(walk: Walk) -> dict[int, int]:
    """Give the names of the elements inside each element: a bit for a name, by `id`."""
    bits: dict[str, int] = {}
    shapes: dict[int, int] = {}
    for tag in reversed(walk.tags):
        key, above = id(tag), id(tag.parent)
        bit = bits.get(tag.name)
        if bit is None:
            bit = bits[tag.name] = 1 << len(bits)
        inside = shapes.get(key)
        if inside is None:
            inside = shapes[key] = 0
        shapes[above] = shapes.get(above, 0) | bit | inside
    return shapes


def _alike_children(tag: Tag, walk: Walk, says: _Speech, shapes: dict[int, int]) -> list[list[Tag]]:
    """Sort the children of `tag` into kinds; a kind of one stays in, for it may be a row."""
    by_name: dict[str, list[Tag]] = {}
    for child in walk.children[id(tag)]:
        if child.name not in PARTS_OF_TEXT and not walk.removed(child) and says(child):
            by_name.setdefault(child.name, []).append(child)
    kinds: list[list[Tag]] = []
    for children in by_name.values():
        if len(children) == 1:
            kinds.append(children)
            continue
        found: list[tuple[int, list[Tag]]] = []
        for child in children:
            shape = shapes[id(child)]
            for model, members in found:
                if _jaccard(shape, model) >= ALIKE:
                    members.append(child)
                    break
            else:
                found.append((shape, [child]))
        kinds.extend(members for _, members in found)
    return kinds


def _join_rows(
    holder: Tag, kinds: list[list[Tag]], groups: dict[int, list[CardList]], says: _Speech
) -> list[CardList]:
    """Put the blocks of alike rows into one group, and take them from the rows."""
    joined: list[CardList] = []
    for members in kinds:
        if not any(len(groups.get(id(member), ())) == 1 for member in members):
            joined.append(CardList(holder, tuple(members)))
            continue
        for run in _runs(holder, members, says):
            if len(run) == 1 and len(members) > 1:
                continue
            rows = [groups.get(id(member), []) for member in run]
            pairs = zip(run, rows, strict=True)
            if all(_is_row(member, inner, says) for member, inner in pairs):
                # A single row goes up as it is: it may be one of the rows further out.
                tag = holder if len(run) > 1 else rows[0][0].tag
                blocks = tuple(block for inner in rows for block in inner[0].items)
                joined.append(CardList(tag, blocks))
                for member in run:
                    groups[id(member)] = []
                held = {id(row) for row in run}
                members = [each for each in members if id(each) not in held]
        if members:
            joined.append(CardList(holder, tuple(members)))
    return joined


def _runs(holder: Tag, members: list[Tag], says: _Speech) -> list[list[Tag]]:
    """Part `members` where something else that says anything stands between them.

    Two lists with a heading or a paragraph between them are two lists, and a single list is a row
    of its holder only where there is nothing else in it.
    """
    held = {id(member) for member in members}
    runs: list[list[Tag]] = [[]]
    for node in holder.contents:
        if isinstance(node, Tag):
            if id(node) in held:
                runs[-1].append(node)
            elif heading_level(node) or says(node):
                runs.append([])
        elif is_text(node) and node.strip():
            runs.append([])
    if len(members) == 1 and len(runs) > 1:
        return []
    return [run for run in runs if run]


def _is_row(member: Tag, inner: list[CardList], says: _Speech) -> bool:
    """A row holds one kind of block and nothing else: no heading or text of its own."""
    if len(inner) != 1:
        return False
    blocks = inner[0].items
    if member.name not in ("tr", "tbody") and (len(blocks) < 2 or _are_lines(blocks)):
        return False
    if inner[0].tag is not member:
        return True
    held = {id(block) for block in blocks}
    for node in member.contents:
        if isinstance(node, Tag):
            if id(node) not in held and (heading_level(node) or says(node)):
                return False
        elif is_text(node) and node.strip():
            return False
    return True


def _are_lines(blocks: tuple[Tag, ...]) -> bool:
    """Say whether blocks are lines of one text, as a title and its description in two boxes."""
    return all(block.name == "div" and block.find(_is_more_than_text) is None for block in blocks)


def _is_more_than_text(tag: Tag) -> bool:
    return tag.name not in INLINE and tag.name not in ("br", "p")


def _jaccard(one: int, other: int) -> float:
    """Share of their names that two shapes have in common."""
    if one == other:
        return 1.0
    return (one & other).bit_count() / (one | other).bit_count()
