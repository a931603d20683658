"""One pass over a page's elements: their order, and which of them a reader gets.

A reader sees the page or hears it. What is hidden from either for good (`hidden`, `display:none`,
`aria-hidden`, `<template>`, `<noscript>` twins, cloned carousel slides, the other half of a
responsive pair) is not there. Closed `<details>` can be opened: they are there.
"""

import re
from collections import defaultdict
from functools import lru_cache

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

NEVER_SHOWN = frozenset(
    "head script style template noscript title meta link base param source track datalist".split()
)
CLONE = re.compile(
    r"^(slick-cloned|cloned|swiper-slide-duplicate[\w-]*|.*[-_]{1,2}cloned?|bx-clone|flickity-clone)$"
)
"""Class tokens with which carousel libraries mark the copies that let them run in a circle."""
RESPONSIVE = re.compile(
    r"^(.*[-_])?(mobile|desktop|tablet|phone)([-_].*)?$"
    r"|^(hidden|d-none|d-\w+-none)$|^d-(sm|md|lg|xl|xxl)-\w+$|^(max-)?(sm|md|lg|xl|2xl):\w+$"
    r"|^(hidden|visible)-(xs|sm|md|lg|xl|up|down)\b.*$|^(show|hide)-(for|on|at)-.*$",
    re.IGNORECASE,
)
"""Class tokens of common style frameworks that show a block at some widths only."""
DISPLAY_NONE = re.compile(r"(^|;)\s*(display\s*:\s*none|visibility\s*:\s*(hidden|collapse))", re.I)
SECTIONING = frozenset({"article", "aside", "main", "nav", "section"})
MAY_HIDE = NEVER_SHOWN | {"dialog", "input"}
"""Elements that may be hidden without one of the attributes in `HIDING`."""
HIDING = frozenset("aria-hidden data-audit-hidden hidden style".split())
"""Attributes by which others may be hidden; classes are looked at apart."""
MAY_FRAME = frozenset("header footer nav main aside search".split())
"""Elements that may be landmarks without a role."""
LANDMARKS = {
    "banner": "header",
    "navigation": "nav",
    "main": "main",
    "complementary": "aside",
    "contentinfo": "footer",
    "search": "search",
}
"""ARIA landmark roles by the element that has each by itself (HTML-AAM)."""


class Walk:
    """Elements of a parsed page in document order."""

    def __init__(self, soup: BeautifulSoup, *, rendered: bool) -> None:
        """Walk `soup` once; `rendered` says that a browser marked what its styles hide."""
        self.soup = soup
        self.rendered = rendered
        self.tags: list[Tag] = []
        """Every element, hidden ones too."""
        self.order: dict[int, int] = {}
        """Position in `tags` by `id` of the element."""
        self.last: dict[int, int] = {}
        """Position of the last element inside, or of the element itself where it holds none."""
        self.by_id: dict[str, Tag] = {}
        self.duplicate_ids: set[str] = set()
        self.children: dict[int, list[Tag]] = {}
        """Elements directly inside, in order, by `id` of the element."""
        self.with_role: list[Tag] = []
        """Every element with a role attribute, hidden ones too, in document order."""
        self._named: dict[str, list[Tag]] = defaultdict(list)
        self._hidden: set[int] = set()
        self._invisible: set[int] = set()
        self._regions: dict[int, str] = {}
        self._halves: list[Tag] = []
        """Elements that may be half of a responsive pair, in document order."""
        self._walk()
        if not rendered:
            self._hide_responsive_twins()

    def _walk(self) -> None:
        tags, order, last, named = self.tags, self.order, self.last, self._named
        kinds = _Kinds()
        stack: list[tuple[Tag, bool, str]] = [
            (child, False, "") for child in reversed(self.soup.contents) if isinstance(child, Tag)
        ]
        while stack:
            tag, hidden, region = stack.pop()
            key, name, attributes = id(tag), tag.name, tag.attrs
            framing = name in MAY_FRAME
            order[key] = len(tags)
            tags.append(tag)
            named[name].append(tag)
            if attributes:
                if "id" in attributes and (own := str(attributes["id"] or "")):
                    if own in self.by_id:
                        self.duplicate_ids.add(own)
                    self.by_id.setdefault(own, tag)
                if "class" in attributes and not hidden:
                    for token in _classes(tag):
                        if kind := kinds[token]:
                            if kind == "clone":
                                hidden = True
                            elif not self._halves or self._halves[-1] is not tag:
                                self._halves.append(tag)
                if not hidden and (name in MAY_HIDE or not HIDING.isdisjoint(attributes)):
                    hidden = self._hides(tag)
                if "role" in attributes:
                    self.with_role.append(tag)
                    framing = True
                if not hidden and attributes.get("data-audit-hidden") == "visibility":
                    self._invisible.add(key)
            elif not hidden and name in MAY_HIDE:
                hidden = self._hides(tag)
            if hidden:
                self._hidden.add(key)
            if framing:
                region = _landmark(tag) or region
            if region:
                self._regions[key] = region
            children = self.children[key] = [
                child for child in tag.contents if isinstance(child, Tag)
            ]
            if children:
                stack += [(child, hidden, region) for child in reversed(children)]
        for position in range(len(tags) - 1, -1, -1):
            tag = tags[position]
            last.setdefault(id(tag.parent), last.setdefault(id(tag), position))

    def _hides(self, tag: Tag) -> bool:
        if tag.name in NEVER_SHOWN:
            # Declarative shadow DOM is content, not a stencil (https://html.spec.whatwg.org).
            return not (tag.name == "template" and tag.get("shadowrootmode") == "open")
        attributes = tag.attrs
        if attributes.get("aria-hidden") == "true":
            return True
        if tag.name == "input" and str(attributes.get("type", "")).lower() == "hidden":
            return True
        if self.rendered:
            return attributes.get("data-audit-hidden") == "display"
        if tag.name == "dialog" and "open" not in attributes:
            return True
        return "hidden" in attributes or bool(DISPLAY_NONE.search(str(attributes.get("style", ""))))

    def _hide_responsive_twins(self) -> None:
        """Without styles nobody knows which half of a responsive pair is shown: keep the first."""
        halves: dict[tuple[str, str], list[Tag]] = defaultdict(list)
        for tag in self._halves:
            if id(tag) not in self._hidden:
                content = re.sub(r"\s+", " ", _content(tag)).strip().casefold()
                if content:
                    halves[tag.name, content].append(tag)
        for same in halves.values():
            for twin in same[1:]:
                if not self.contains(same[0], twin):
                    self._hidden.update(id(tag) for tag in (twin, *self.inside(twin)))

    def named(self, *names: str) -> list[Tag]:
        """Give the elements of these names, hidden ones too, in document order."""
        found = [tag for name in names for tag in self._named.get(name, ())]
        return found if len(names) == 1 else sorted(found, key=self.position)

    def visible(self, tag: Tag) -> bool:
        """Say whether a reader gets `tag`."""
        return id(tag) not in self._hidden and id(tag) not in self._invisible

    def removed(self, tag: Tag) -> bool:
        """Say whether `tag` is hidden with all that is in it."""
        return id(tag) in self._hidden

    def region(self, tag: Tag) -> str:
        """Give the landmark that holds `tag`: header, nav, main, aside, footer, search or empty."""
        return self._regions.get(id(tag), "")

    def landmark(self, tag: Tag) -> Tag | None:
        """Give the nearest element above `tag` that is a landmark, or None."""
        return next((parent for parent in tag.parents if _landmark(parent)), None)

    def position(self, tag: Tag) -> int:
        """Give the position of `tag` in document order, counted from 0."""
        return self.order[id(tag)]

    def contains(self, outer: Tag, inner: Tag) -> bool:
        """Say whether `inner` is somewhere inside `outer`; the document itself contains all."""
        # `in tag.parents` would compare by content, and two elements can be equal and not one.
        first = self.order.get(id(outer), -1)
        return first < self.order[id(inner)] <= self.last.get(id(outer), -1)

    def inside(self, tag: Tag) -> list[Tag]:
        """Give every element inside `tag`, in document order."""
        return self.tags[self.order[id(tag)] + 1 : self.last[id(tag)] + 1]


def _classes(tag: Tag) -> list[str]:
    given = tag.attrs["class"]
    # A list from the parser; one text where a page was made otherwise.
    return given.split() if isinstance(given, str) else [each for each in given if each]


class _Kinds(dict[str, str]):
    """What a class token says of an element: `clone`, `half` of a responsive pair, or nothing."""

    def __missing__(self, token: str) -> str:
        kind = self[token] = _kind(token)
        return kind


@lru_cache(maxsize=8192)
def _kind(token: str) -> str:
    if CLONE.match(token):
        return "clone"
    return "half" if RESPONSIVE.match(token) else ""


def _landmark(tag: Tag) -> str:
    role = tag.attrs.get("role")
    if role and (named := LANDMARKS.get(str(role).split(" ")[0].lower())):
        return named
    if tag.name in ("header", "footer"):
        # Inside sectioning content they belong to that content, not to the page (HTML-AAM).
        return "" if any(parent.name in SECTIONING for parent in tag.parents) else tag.name
    return tag.name if tag.name in ("nav", "main", "aside", "search") else ""


def _content(tag: Tag) -> str:
    """Text and image alternatives of `tag`, to tell whether two blocks say the same."""
    parts: list[str] = []
    for node in tag.descendants:
        if isinstance(node, Tag):
            parts.extend(str(node.get(key) or "") for key in ("alt", "aria-label", "src"))
        elif type(node) is NavigableString:
            parts.append(str(node))
    return " ".join(parts)
