"""One document of the report, and what gives the documents of a part."""

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from audit.model import RunResult
from reports.language import Language
from reports.to_html.digest import Digest


@dataclass(frozen=True)
class Document:
    """One file of the report."""

    name: str
    """Its path from the folder of the report, as `report/pages.html`."""
    template: str
    title: str = ""
    """In the report's language; empty for the first document, which is called by the site."""
    label: str = ""
    """What the way to it is called in every document; empty for one that only a part leads to."""
    filtered: bool = False
    """Whether it has filters (`filters.html.j2`), and so the one script."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What the template reads besides what all of them are given."""

    def way_to(self, name: str, anchor: str = "") -> str:
        """Give the address of another document of the report as a link from this one has it.

        With an anchor, of that place in it, or in this very one.
        """
        if anchor and name == self.name:
            return f"#{anchor}"
        way = posixpath.relpath(name, posixpath.dirname(self.name) or ".")
        return f"{way}#{anchor}" if anchor else way


Part = Callable[[RunResult, Digest, Language], Iterable[Document]]
"""Gives the documents of one part of the report, each when the one before it is written."""
