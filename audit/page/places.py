"""Where an element is: a selector for machines, a context for people, a structure for history."""

import re
from bisect import bisect_left, bisect_right

from bs4 import Tag

from audit.model import Place
from audit.page.flow import marked_headings
from audit.page.names import Names
from audit.page.walk import Walk

SNIPPET = 300
"""Characters of an element's markup that a place quotes."""
UNSEEN = frozenset({"[document]", "audit-shadow-root"})
"""Names that are no element's."""
BOXES = frozenset({"div", "span", "html", "body"}) | UNSEEN
"""Elements around another that say nothing of it."""
_NAME = re.compile(r"[A-Za-z][\w-]*")
_ODD = re.compile(r"([^\w-])")


class Places:
    """Gives the places of one page's elements."""

    def __init__(self, url: str, walk: Walk, names: Names, source: str) -> None:
        """Give places on the page called `url`; `source` is its HTML where lines are wanted."""
        self._url = url
        self._walk = walk
        self._names = names
        self._source = source
        self._line_starts: list[int] | None = None
        self._lower = ""
        self._selectors: dict[int, str] = {}
        """By `id` of the element, as all that follow are."""
        self._steps: dict[int, str] = {}
        self._structures: dict[int, str] = {}
        """Of what is in the element, each name with `>` behind it."""
        self._rooted = any(map(_is_shadow_root, walk.named("template")))
        self._headings: dict[tuple[int, str], list[Tag]] | None = None
        self._spoken: dict[int, str] = {}
        """What headings say, shortened."""

    def place(self, tag: Tag, *, quoted: bool = True) -> Place:
        """Give the place of `tag`, its markup quoted or left out."""
        line, column = self._line(tag)
        return Place(
            url=self._url,
            selector=self.selector(tag),
            snippet=snippet(tag, self._names.text(tag)) if quoted else "",
            line=line,
            column=column,
            structure=self.structure(tag),
            context=self.context(tag),
        )

    def selector(self, tag: Tag) -> str:
        """Give a CSS selector that finds `tag` and nothing else, in this tree and in a browser.

        ` >>> ` steps into a shadow root, be it a browser's or one that the HTML declares.
        """
        known, below = self._selectors, []
        node = tag
        while id(node) not in known:
            below.append(node)
            if node.parent is None or self._first(node):
                break
            # A browser makes a shadow root of it, and no selector reaches into one.
            node = _host(node.parent) if self._is_root(node.parent) else node.parent
        for each in reversed(below):
            known[id(each)] = self._first(each) or self._below(each)
        return known[id(tag)]

    def _first(self, tag: Tag) -> str:
        """Give the selector of an element that needs none of what is around it; else empty."""
        if tag.attrs:
            marked = tag.attrs.get("data-audit-selector")
            if marked:
                return str(marked)
            own = str(tag.attrs.get("id") or "")
            if own and _NAME.fullmatch(own) and own not in self._walk.duplicate_ids:
                root = next(filter(_is_shadow_root, tag.parents), None) if self._rooted else None
                return f"#{own}" if root is None else f"{self.selector(_host(root))} >>> #{own}"
        return tag.name if tag.name in ("html", "body") else ""

    def _below(self, tag: Tag) -> str:
        """Give the selector of an element by its parent's, which is known."""
        parent, step = tag.parent, self._step(tag)
        if parent is None or parent.name == "[document]":
            return step
        if self._is_root(parent):
            return f"{self._selectors[id(_host(parent))]} >>> {step}"
        return f"{self._selectors[id(parent)]} > {step}"

    def _is_root(self, tag: Tag) -> bool:
        return self._rooted and _is_shadow_root(tag) and not tag.get("data-audit-selector")

    def _step(self, tag: Tag) -> str:
        """Give what tells `tag` from its siblings; worked out for all of them at once."""
        if id(tag) not in self._steps:
            parent = tag.parent
            alike: dict[str, list[Tag]] = {}
            for child in parent.contents if parent is not None else [tag]:
                if isinstance(child, Tag):
                    alike.setdefault(child.name, []).append(child)
            for name, same in alike.items():
                # Names pasted from a word processor hold a colon: <o:p>.
                name = _ODD.sub(r"\\\1", name)
                for number, child in enumerate(same, 1):
                    position = f":nth-of-type({number})" if len(same) > 1 else ""
                    self._steps[id(child)] = f"{name}{position}"
        return self._steps[id(tag)]

    def structure(self, tag: Tag) -> str:
        """Give the names of elements from the page down to `tag`, without positions, ids or boxes.

        The element's own name stands in it, be it a box or not.
        """
        known, below = self._structures, []
        node = tag.parent
        while node is not None and id(node) not in known:
            below.append(node)
            node = node.parent
        above = known[id(node)] if node is not None else ""
        for each in reversed(below):
            above = known[id(each)] = above if each.name in BOXES else f"{above}{each.name}>"
        return above + tag.name if tag.name not in UNSEEN else above.rstrip(">")

    def context(self, tag: Tag) -> str:
        """Give landmark and heading of the block around, as `main › Our accreditations`."""
        heading = self._heading_for(tag)
        words = self._words_of(heading) if heading is not None else ""
        return " › ".join(part for part in (self._walk.region(tag), words) if part)

    def _words_of(self, heading: Tag) -> str:
        words = self._spoken.get(id(heading))
        if words is None:
            words = self._names.spoken(heading)
            words = words if len(words) <= 80 else words[:79].rstrip() + "…"
            self._spoken[id(heading)] = words
        return words

    def _heading_for(self, tag: Tag) -> Tag | None:
        """Give the heading under which a reader finds `tag`: the nearest above it in the smallest
        block that has one, or the first in that block, where pictures stand above their titles."""
        if self._headings is None:
            self._headings = self._by_block()
        position = self._walk.position(tag)
        region = self._walk.region(tag)
        for block in tag.parents:
            held = self._headings.get((id(block), region), [])
            number = bisect_left(held, position, key=self._walk.position)
            if number:
                return held[number - 1]
            if held and held[-1] is not tag:
                return held[1] if held[0] is tag else held[0]
        return None

    def _by_block(self) -> dict[tuple[int, str], list[Tag]]:
        """Give the visible headings in each element that holds any, by landmark, in order."""
        blocks: dict[tuple[int, str], list[Tag]] = {}
        for tag in marked_headings(self._walk):
            if self._walk.visible(tag):
                region = self._walk.region(tag)
                for block in tag.parents:
                    blocks.setdefault((id(block), region), []).append(tag)
        return blocks

    def _line(self, tag: Tag) -> tuple[int | None, int | None]:
        """html5lib tells where a start tag ends; its beginning is the last `<name` before that."""
        if not self._source or tag.sourceline is None or tag.sourcepos is None:
            return None, None
        if self._line_starts is None:
            # The one letter that becomes two (U+0130) must not move what follows.
            self._lower = self._source.replace("İ", "i").lower()
            self._line_starts = [0] + [m.end() for m in re.finditer(r"\r\n|\r|\n", self._source)]
        if tag.sourceline > len(self._line_starts):
            return None, None
        end = self._line_starts[tag.sourceline - 1] + tag.sourcepos
        start = self._lower.rfind(f"<{tag.name}", 0, end + 1)
        if start < 0:
            return None, None
        line = bisect_right(self._line_starts, start, 0, tag.sourceline)
        return line, start - self._line_starts[line - 1] + 1


def snippet(tag: Tag, text: str) -> str:
    """Give the opening markup of `tag` and the text in it, shortened to `SNIPPET` characters."""
    attributes = "".join(
        f' {key}="{_quoted(value)}"'
        for key, value in tag.attrs.items()
        if not key.startswith("data-audit-")
    )
    markup = f"<{tag.name}{attributes}>"
    if text:
        markup += f"{text if len(text) <= 120 else text[:119] + '…'}</{tag.name}>"
    return markup if len(markup) <= SNIPPET else markup[: SNIPPET - 1] + "…"


def _quoted(value: object) -> str:
    text = " ".join(value) if isinstance(value, list) else str(value)
    return text.replace("&", "&amp;").replace('"', "&quot;")


def _is_shadow_root(tag: Tag) -> bool:
    return tag.name == "template" and tag.get("shadowrootmode") == "open"


def _host(root: Tag) -> Tag:
    return root.parent if root.parent is not None else root
