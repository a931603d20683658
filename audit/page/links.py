"""Links: what they are called and where they lead."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bs4 import Tag

from audit import urls
from audit.page.names import Name, Names
from audit.page.walk import Walk

PICTURE = re.compile(r"\.(jpe?g|png|gif|webp|avif|svg)([?#]|$)", re.IGNORECASE)
"""An address that shows one image, larger."""


@dataclass(frozen=True, eq=False)
class Link:
    """A link that a reader gets."""

    tag: Tag
    name: Name
    """Its accessible name."""
    href: str
    """As written."""
    target: str | None
    """Absolute address, or a path relative to the target for files; None where it is no address."""

    @cached_property
    def leads_to(self) -> str:
        """The target as two links are compared: no scheme, fragment, tracking or final slash."""
        return urls.comparable(self.target) if self.target else ""

    @cached_property
    def is_page(self) -> bool:
        """Whether it leads to a page: no mailto:, tel:, javascript:, image or place on this one."""
        if not self.target or self.href.startswith("#") or PICTURE.search(self.target):
            return False
        scheme = self.target.partition(":")[0].lower() if ":" in self.target else ""
        return scheme in ("", "http", "https", "file")


def read_links(walk: Walk, names: Names, resolve: Callable[[str], str | None]) -> Iterator[Link]:
    """Yield the links of a page in document order; `resolve` makes an address absolute."""
    for tag in walk.named("a", "area"):
        href = tag.get("href")
        if isinstance(href, str) and walk.visible(tag):
            yield Link(tag, names.name(tag), href.strip(), resolve(href))
