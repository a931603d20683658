"""Links that are none in HTML: `role=link` on an element that a script makes go somewhere."""

import re
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from bs4 import Tag

from audit.page import Page
from audit.page.links import Link

TARGETS = ("data-href", "data-url", "data-link", "data-target-url", "xlink:href")
"""Attributes in which scripts find where such a link leads."""
_GOES = re.compile(
    r"(?:location(?:\.href)?\s*=|location\.assign\(|window\.open\()\s*['\"]([^'\"\s]{1,2000})['\"]"
)


def scripted_links(page: Page) -> Sequence[Link]:
    """Give the links of `page` that a reader is told of and that have no `href`.

    Where they lead is known where an attribute says so; the target of others is None.
    """
    found = _read.get(page)
    if found is None:
        found = _read[page] = [
            _link(page, tag)
            for tag in page.walk.with_role
            if str(tag.attrs["role"] or "").strip().lower() == "link"
            and not (tag.name in ("a", "area") and "href" in tag.attrs)
            and page.visible(tag)
        ]
    return found


_read: WeakKeyDictionary[Page, Sequence[Link]] = WeakKeyDictionary()


def _link(page: Page, tag: Tag) -> Link:
    href = next((str(tag[key]).strip() for key in TARGETS if tag.get(key)), "")
    if not href and (goes := _GOES.search(str(tag.get("onclick") or "")[:2000])):
        href = goes.group(1)
    return Link(tag, page.name(tag), href, page.resolve(href) if href else None)
