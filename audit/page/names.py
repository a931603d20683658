"""Visible text and accessible names.

Follows the Accessible Name and Description Computation (https://www.w3.org/TR/accname-1.2/) as far
as markup alone tells; text that only style sheets generate is not seen.
"""

import re
from functools import cached_property
from typing import NamedTuple, TypeGuard

from bs4 import Tag
from bs4.element import CData, NavigableString, PreformattedString

from audit.page.walk import Walk

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp"
    " small span strike strong sub sup time tt u var wbr".split()
)
"""Elements whose edges part no words."""
FROM_CONTENT = frozenset(
    "button cell checkbox columnheader gridcell heading link menuitem menuitemcheckbox"
    " menuitemradio option radio row rowheader switch tab tooltip treeitem".split()
)
"""Roles that are named by what they hold."""
NAMED_BY_CONTENT = frozenset("a button h1 h2 h3 h4 h5 h6 summary option td th label legend".split())


class Name(NamedTuple):
    """An accessible name and where it comes from."""

    text: str
    source: str
    """aria-labelledby, aria-label, alt, svg title, label, value, content, title; empty if none."""


class Names:
    """Text and names of one page's elements, worked out once each."""

    def __init__(self, walk: Walk) -> None:
        """Read names off the elements of `walk`."""
        self._walk = walk
        self._texts: dict[int, str] = {}
        self._labels: dict[str, Tag] | None = None

    def text(self, tag: Tag) -> str:
        """Give the text of `tag` that a reader gets, single-spaced, without image alternatives."""
        key = id(tag)
        if key not in self._texts:
            self._texts[key] = " ".join(self._raw[key].split())
        return self._texts[key]

    def says(self, tag: Tag) -> bool:
        """Say whether a reader gets any text in `tag`; quicker than asking for the text."""
        raw = self._raw[id(tag)]
        return bool(raw) and not raw.isspace()

    def own_text(self, tag: Tag) -> str:
        """Give the text that stands directly in `tag`, not in its elements."""
        return " ".join("".join(n for n in tag.contents if is_text(n)).split())

    def spoken(self, tag: Tag) -> str:
        """Give the text of `tag` with images' alternatives in their places."""
        return " ".join(self._spoken(tag, frozenset(), follow_hidden=False).split())

    def name(self, tag: Tag) -> Name:
        """Give the accessible name of `tag`."""
        return self._name(tag, frozenset())

    @cached_property
    def _raw(self) -> dict[int, str]:
        """The text of every element with its white space, by `id` of the element.

        From the innermost outwards, for unclosed tags nest deeper than calls may.
        """
        raw: dict[int, str] = {}
        removed = self._walk.removed
        for tag in reversed(self._walk.tags):
            raw[id(tag)] = "" if not tag.contents or removed(tag) else self._join(tag, raw)
        return raw

    def _join(self, tag: Tag, raw: dict[int, str]) -> str:
        shown = self._walk.visible(tag)
        contents = tag.contents
        if len(contents) == 1 and type(only := contents[0]) is NavigableString:
            return only if shown else ""
        parts: list[str] = []
        for node in contents:
            if type(node) is NavigableString:
                if shown:
                    parts.append(node)
            elif isinstance(node, Tag):
                if node.name in INLINE:
                    parts.append(raw[id(node)])
                elif node.name != "svg":
                    parts.append(f" {raw[id(node)]} ")
            elif shown and is_text(node):
                parts.append(node)
        return "".join(parts)

    def _name(self, tag: Tag, seen: frozenset[int]) -> Name:
        seen = seen | {id(tag)}
        labelled = str(tag.get("aria-labelledby") or "")
        if labelled:
            targets = [self._walk.by_id.get(each) for each in labelled.split()]
            words = [
                # An element may name itself among others: "Read more" and its heading.
                (_clean(tag.get("aria-label")) or self._native_name(tag, seen).text)
                if each is tag
                else self._referenced(each, seen)
                for each in targets
                if each is not None
            ]
            text = " ".join(word for word in words if word)
            if text:
                return Name(text, "aria-labelledby")
        label = _clean(tag.get("aria-label"))
        if label:
            return Name(label, "aria-label")
        native = self._native_name(tag, seen)
        if native.text:
            return native
        title = _clean(tag.get("title"))
        return Name(title, "title") if title else Name("", "")

    def _native_name(self, tag: Tag, seen: frozenset[int]) -> Name:
        role = str(tag.get("role") or "").split(" ")[0].lower()
        kind = str(tag.get("type") or "").lower()
        if tag.name in ("img", "area") or (tag.name == "input" and kind == "image"):
            return Name(_clean(tag.get("alt")), "alt")
        if tag.name == "svg":
            title = tag.find("title", recursive=False)
            return Name(_clean(title.get_text()) if title else "", "svg title")
        if tag.name in ("input", "select", "textarea"):
            if tag.name == "input" and kind in ("submit", "button", "reset"):
                return Name(_clean(tag.get("value")), "value")
            return Name(self._label(tag, seen), "label")
        if tag.name == "figure":
            caption = tag.find("figcaption")
            return Name(self.text(caption) if isinstance(caption, Tag) else "", "content")
        if (role in FROM_CONTENT) or (not role and tag.name in NAMED_BY_CONTENT):
            return Name(" ".join(self._spoken(tag, seen, follow_hidden=False).split()), "content")
        return Name("", "")

    def _label(self, tag: Tag, seen: frozenset[int]) -> str:
        wrapping = tag.find_parent("label")
        if isinstance(wrapping, Tag):
            return self._referenced(wrapping, seen)
        if self._labels is None:
            self._labels = {
                str(each["for"]): each for each in self._walk.named("label") if each.get("for")
            }
        label = self._labels.get(str(tag.get("id") or ""))
        return self._referenced(label, seen) if label is not None else ""

    def _referenced(self, tag: Tag, seen: frozenset[int]) -> str:
        """What an element says when another names it; hidden ones speak too (accname 2A)."""
        if id(tag) in seen:
            return ""
        label = _clean(tag.get("aria-label"))
        if label:
            return label
        if tag.name in ("img", "area"):
            return _clean(tag.get("alt"))
        return " ".join(self._spoken(tag, seen, follow_hidden=True).split())

    def _spoken(self, tag: Tag, seen: frozenset[int], *, follow_hidden: bool) -> str:
        if not follow_hidden and not any(_speaks(each) for each in self._walk.inside(tag)):
            return self._raw[id(tag)]
        if self._walk.removed(tag) and not follow_hidden:
            return ""
        shown = follow_hidden or self._walk.visible(tag)
        parts: list[str] = []
        for node in tag.contents:
            if isinstance(node, Tag):
                if node.name in ("script", "style", "template") or id(node) in seen:
                    continue
                if self._walk.removed(node) and not follow_hidden:
                    continue
                parts.append(self._spoken_child(node, seen, follow_hidden=follow_hidden))
            elif shown and is_text(node):
                parts.append(str(node))
        return "".join(parts)

    def _spoken_child(self, node: Tag, seen: frozenset[int], *, follow_hidden: bool) -> str:
        role = str(node.get("role") or "")
        if _speaks(node):
            if role not in ("presentation", "none"):
                return f" {self._name(node, seen).text} "
            return ""
        if node.name == "br":
            return " "
        inner = self._spoken(node, seen, follow_hidden=follow_hidden)
        return inner if node.name in INLINE else f" {inner} "


def _speaks(tag: Tag) -> bool:
    """Say whether `tag` is spoken by its name and not by the text in it."""
    if tag.name in ("img", "svg", "area", "input"):
        return True
    return tag.attrs.get("role") == "img" or bool(tag.attrs.get("aria-label"))


def is_text(node: object) -> TypeGuard[NavigableString]:
    """Say whether a node is text that can be shown."""
    # Comments, doctypes and processing instructions are strings to BeautifulSoup too.
    if type(node) is NavigableString:
        return True
    return isinstance(node, NavigableString) and (
        not isinstance(node, PreformattedString) or isinstance(node, CData)
    )


def _clean(value: object) -> str:
    if value is None:
        return ""
    text = " ".join(value) if isinstance(value, list) else str(value)
    return re.sub(r"\s+", " ", text).strip()
