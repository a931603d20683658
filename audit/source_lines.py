"""The line of a file in which a finding of its rendered page stands.

A browser's page has no lines. Where the very same element stands in the file, and only once, the
finding is there; of an element that a script made or changed, or that cannot be told from another,
no line is given: a wrong one sends people to the wrong place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from bs4 import BeautifulSoup, Tag

from audit.model import Finding, Place, normalise
from audit.page import Page

LONGEST = 2_000_000
"""Characters of a file that are read a second time; of a longer one no lines are given."""
_CUT = "…"
_ONCE = frozenset({"html", "head", "body", "title"})


def point(findings: Iterable[Finding], page: Page) -> Iterator[Finding]:
    """Yield the findings of a page; on the rendered page of a file, with lines where they are sure.

    The file is parsed only where a finding lacks its line.
    """
    if not page.root or not page.rendered or not page.source or len(page.source) > LONGEST:
        yield from findings
        return
    source = _Source(page)
    for finding in findings:
        related = tuple(map(source.point, finding.related))
        yield replace(finding, place=source.point(finding.place), related=related)


@dataclass(frozen=True)
class _Opening:
    """A start tag, however it was written."""

    name: str
    attributes: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, tag: Tag) -> "_Opening":
        """Give the start tag of `tag`; what the browser's snapshot noted on it is left out."""
        return cls(
            tag.name,
            frozenset(
                (key, " ".join(value) if isinstance(value, list) else str(value))
                for key, value in tag.attrs.items()
                if not key.startswith("data-audit-")
            ),
        )

    @property
    def is_unmistakable(self) -> bool:
        """Whether it says which element it is, whatever a script put into that."""
        return self.name in _ONCE or any(key == "id" and value for key, value in self.attributes)


class _Source:
    def __init__(self, page: Page) -> None:
        self._page = page

    def point(self, place: Place) -> Place:
        """Give the place with the line of its element in the file, where it is sure."""
        if place.line is not None or place.url != self._page.url:
            return place
        quoted = BeautifulSoup(place.snippet, "html.parser").find(True)
        if not isinstance(quoted, Tag):
            return place
        opening = _Opening.of(quoted)
        same = self._by_opening.get(opening, [])
        if not opening.is_unmistakable:
            text = normalise(quoted.get_text())
            same = [tag for tag in same if _says(tag, text)]
        if len(same) != 1:
            return place
        found = self._page.server.place(same[0])
        return replace(place, line=found.line, column=found.column)

    @cached_property
    def _by_opening(self) -> dict[_Opening, list[Tag]]:
        openings: dict[_Opening, list[Tag]] = {}
        for tag in self._page.server.walk.tags:
            openings.setdefault(_Opening.of(tag), []).append(tag)
        return openings


def _says(tag: Tag, text: str) -> bool:
    there = normalise(tag.get_text()).replace(" ", "")
    here, cut, _ = text.replace(" ", "").partition(_CUT)
    return there.startswith(here) if cut else there == here
