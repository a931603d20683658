"""Which document tells of which defect, and how much: so that none is too large to open.

The first document has the worst defects; what it has no room for goes on in
`report/findings-2.html`
and so on. How large a text becomes is judged by what there is to say, with room to spare.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from audit.model import Picture, RuleInfo

if TYPE_CHECKING:
    from reports.to_html.entries import Entry

FIRST = "report.html"
"""The name of the first document."""
FULL = {"defects": 150, "reviews": 50}
"""Entries of a kind that the first document tells of in full, at most."""
BRIEF = 200
"""Entries of another kind that it tells of in brief, at most."""
FULL_IN_ALL = 2000
"""Entries of a kind that any document tells of in full; beyond them a line or two must do."""
ROOM = 2_300_000
"""Bytes of text about entries in one document, as they are judged here; so that with its pictures
no file is over 5 MB."""
PICTURES = 2_000_000
"""Bytes that all pictures of one document may add to it; the worst defects come first."""

_LINE = 1200
"""Bytes of an entry in brief, its message apart."""
_FRAME = 4500
"""Bytes of an entry in full besides what its finding and its rule say."""
_PAGE = 500
"""Bytes of one page in an entry's list."""


@dataclass
class Sheet:
    """Entries that one further document tells of."""

    name: str
    entries: list["Entry"] = field(default_factory=list)

    @property
    def by_kind(self) -> Iterator[tuple[str, list["Entry"]]]:
        """Yield each kind of entries on it with its entries."""
        for kind, entries in groupby(self.entries, key=lambda entry: entry.kind):
            yield kind, list(entries)


@dataclass(frozen=True)
class Layout:
    """Where everything stands."""

    first: Mapping[str, tuple[int, int]]
    """By kind, how many entries the first document tells of in full, and in brief."""
    sheets: list[Sheet]


def lay_out(sections: Mapping[str, Sequence["Entry"]], pictures: Mapping[str, Picture]) -> Layout:
    """Give every entry its document, and a picture where there is one and room for it.

    `sections` has the entries of each kind, the worst first.
    """
    first: dict[str, tuple[int, int]] = {}
    room, light = ROOM, PICTURES
    later: list[Entry] = []
    for kind, entries in sections.items():
        full = brief = 0
        for entry in entries:
            is_full = full < FULL.get(kind, 0)
            size = estimate(entry, full=is_full)
            if size > room or (not is_full and (kind in FULL or brief == BRIEF)):
                break
            room -= size
            full, brief = full + is_full, brief + (not is_full)
            entry.document, entry.in_full = FIRST, is_full
            if is_full:
                light -= _illustrate(entry, pictures, light)
        first[kind] = full, brief
        later += entries[full + brief :]
    return Layout(first, list(_sheets(later, pictures)))


def estimate(entry: "Entry", *, full: bool) -> int:
    """Give about how many bytes an entry takes, its picture apart; rather too many."""
    if not full:
        return _LINE + 2 * len(entry.said)
    return _FRAME + int(1.3 * entry.size) + 2 * _said(entry.rule) + _PAGE * len(entry.listed)


def _said(rule: RuleInfo) -> int:
    return len(rule.title) + len(rule.demand) + len(rule.why) + len(rule.fix)


def _sheets(entries: Sequence["Entry"], pictures: Mapping[str, Picture]) -> Iterator[Sheet]:
    sheet, number, room, light = None, 1, 0, 0
    for entry in entries:
        entry.in_full = entry.kind in FULL and entry.position <= FULL_IN_ALL
        size = estimate(entry, full=entry.in_full)
        if sheet is None or size > room:
            if sheet:
                yield sheet
            number += 1
            sheet = Sheet(f"report/findings-{number}.html")
            room, light = ROOM, PICTURES
        entry.document = sheet.name
        sheet.entries.append(entry)
        room -= size
        if entry.in_full:
            light -= _illustrate(entry, pictures, light)
    if sheet:
        yield sheet


def _illustrate(entry: "Entry", pictures: Mapping[str, Picture], room: int) -> int:
    """Give an entry its picture, if there is room; gives the bytes that it takes in base64."""
    picture = pictures.get(entry.group)
    if picture is None:
        return 0
    size = -(-len(picture.webp) // 3) * 4
    if size > room:
        entry.picture_left_out = True
        return 0
    entry.picture_size = size
    return size
