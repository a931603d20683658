"""The page itself, and the collections that rules read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup, Tag

from audit import urls
from audit.model import Place


@dataclass(frozen=True)
class Page:
    """A page that was gathered. The text fields are hostile: they hold whatever a server sent."""

    url: str
    """Its name in every report: the canonical address, or the path relative to the target."""
    html: str
    """What rules read: the rendered page's snapshot where there is a browser, else `source`."""
    address: str = ""
    """Where it was loaded from, against which links resolve; `url` where empty."""
    root: str = ""
    """For files: the prefix of `address` that is this machine's own and belongs in no report."""
    source: str = ""
    """The server's HTML, decoded."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of the final answer; names in lower case."""
    rendered: bool = False
    """Whether `html` is a browser's snapshot (see `audit.browser`)."""
    axe: Mapping[str, Any] | None = None
    """axe-core's raw result: `violations`, `incomplete`, `testEngine`."""
    gathered: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """When it was gathered; rules about dates take their today from here."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """Evidence that could not be had, and why: `{"axe": "no browser: --static"}`."""

    def resolve(self, href: str) -> str | None:
        """Give the absolute address of a link on this page, or None where it is none.

        For files the part that is this machine's own is left out.
        """
        raise NotImplementedError

    def place(self, tag: Tag) -> Place:
        """Give the place of an element of this page."""
        raise NotImplementedError
