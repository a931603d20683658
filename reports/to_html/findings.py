"""The part of the report about defects: those that the first document has no room for, and all of
them by rule, page, success criterion and owner.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from audit.law.criteria import criterion
from audit.model import RunResult
from reports import criteria
from reports.language import N_, Language
from reports.to_html.digest import Digest
from reports.to_html.document import Document
from reports.to_html.entries import LOOKED_AT, Entry, section

ROOM = 3_300_000
"""Bytes of lists in one document, as they are judged here; so no file comes near 5 MB."""
_LINE = 330
"""Bytes of an entry in a list besides its words."""
_HEAD = 700
"""Bytes of a heading in a list besides its words."""


@dataclass(frozen=True)
class Group:
    """Entries that belong together in a view: those of one rule, say."""

    anchor: str
    title: str
    entries: Sequence[Entry]
    """The worst first."""
    url: str = ""
    """Of the page, or of what explains the criterion."""
    owner: str = ""
    """Only said where it is the same for all: of a page."""
    section: str = ""
    """The same."""
    part: int = 1
    """1 where it begins; more where it goes on in another document."""
    defects: int = 0
    reviews: int = 0


@dataclass(frozen=True)
class View:
    """One way to sort the findings."""

    name: str
    """Of its first document, without folder and ending."""
    label: str
    """What the way to it is called."""
    title: str
    groups: Callable[[Digest, Language], Iterable[Group]]

    def document(self, number: int = 1) -> str:
        """Give the name of its document of that number, from 1."""
        return f"report/{self.name}{f'-{number}' if number > 1 else ''}.html"


def documents(result: RunResult, digest: Digest, language: Language) -> Iterator[Document]:
    """Yield each view's documents, and then those with the entries that did not fit the first."""
    gettext = language.words.gettext
    for view in VIEWS:
        chunks = list(_chunks(view.groups(digest, language)))
        names = [view.document(number) for number in range(1, len(chunks) + 1)]
        for number, chunk in enumerate(chunks):
            yield Document(
                names[number],
                "view.html.j2",
                title=gettext(view.title),
                label=gettext("Findings") if view is VIEWS[0] and not number else "",
                filtered=True,
                values={"groups": chunk, "view": view, "views": VIEWS, "names": names},
            )
    names = [sheet.name for sheet in digest.sheets]
    for sheet in digest.sheets:
        yield Document(
            sheet.name,
            "findings.html.j2",
            title=gettext("Findings, continued"),
            filtered=True,
            values={"sheet": sheet, "views": VIEWS, "names": names},
        )


def ways_to_pages(digest: Digest, language: Language) -> dict[str, tuple[str, str]]:
    """Give the document and the anchor in it at which the view by page tells of each page."""
    (view,) = (each for each in VIEWS if each.groups is _by_page)
    return {
        group.url: (view.document(number), group.anchor)
        for number, chunk in enumerate(_chunks(view.groups(digest, language)), 1)
        for group in chunk
        if group.part == 1
    }


def _chunks(groups: Iterable[Group]) -> Iterator[list[Group]]:
    """Yield the groups of one document after the other; a long group goes on in the next."""
    chunk: list[Group] = []
    room = ROOM
    for group in groups:
        rest, part = list(group.entries), 1
        while rest:
            room -= _HEAD + 6 * len(group.url) + 2 * len(group.title)
            taken = 0
            while taken < len(rest) and room > 0:
                room -= _weigh(rest[taken], group)
                taken += 1
            if taken:
                chunk.append(_part(group, rest[:taken], part))
                rest, part = rest[taken:], part + 1
            if room <= 0:
                yield chunk
                chunk, room = [], ROOM
    if chunk:
        yield chunk
    elif room == ROOM:
        yield []


def _part(group: Group, entries: Sequence[Entry], part: int) -> Group:
    reviews = sum(entry.kind == "reviews" for entry in group.entries)
    return Group(
        anchor=group.anchor,
        title=group.title,
        entries=entries,
        url=group.url,
        owner=group.owner,
        section=group.section,
        part=part,
        defects=len(group.entries) - reviews,
        reviews=reviews,
    )


def _weigh(entry: Entry, group: Group) -> int:
    where = (group.section,) if group.section else (entry.url, *entry.sections)
    said = len(entry.rule.title) + 2 * len(entry.said)
    return _LINE + said + sum(map(len, (*entry.owners, *where)))


def _looked_at(digest: Digest) -> Iterator[Entry]:
    for kind in LOOKED_AT:
        yield from digest.sections[kind].every


def _worst(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=_weight)


def _weight(entry: Entry) -> tuple[bool, int]:
    return entry.kind == "reviews", entry.position


def _by_rule(digest: Digest, language: Language) -> Iterator[Group]:
    found: dict[str, list[Entry]] = {}
    for entry in _looked_at(digest):
        found.setdefault(entry.rule.id, []).append(entry)
    # Entries came the worst first, so each rule's first is its worst.
    ranked = sorted(found.values(), key=lambda some: (_severity(some[0]), -len(some)))
    for number, entries in enumerate(ranked, 1):
        yield Group(f"rule-{number}", entries[0].rule.title, entries)


def _severity(entry: Entry) -> tuple[bool, int]:
    return entry.kind == "reviews", entry.severity.rank


def _by_page(digest: Digest, language: Language) -> Iterator[Group]:
    for number, (url, serials) in enumerate(digest.on_pages.items(), 1):
        entries = _worst(digest.by_serial[serial] for serial in serials)
        owners = {entry.owners for entry in entries}
        yield Group(
            f"page-{number}",
            digest.titles.get(url, ""),
            entries,
            url=url,
            # All that an entry knows is who owns any of its pages.
            owner="\n".join(owners.pop()) if len(owners) == 1 else "",
            section=section(url),
        )


def _by_criterion(digest: Digest, language: Language) -> Iterator[Group]:
    found: dict[str, list[Entry]] = {}
    for entry in _looked_at(digest):
        for number in entry.wcag or ("",):
            found.setdefault(number, []).append(entry)
    for at, number in enumerate(sorted(found, key=_ordinal), 1):
        one = criterion(number)
        none = language.words.gettext("What no success criterion speaks of")
        title = criteria.title(one, language) if number else none
        anchor = f"sc-{number}" if one.name else f"criterion-{at}"  # others may be any text
        yield Group(anchor, title, found[number], url=one.url)


def _ordinal(number: str) -> tuple[bool, list[int], str]:
    parts = number.split(".")
    numbers = [int(part) for part in parts] if all(map(_is_number, parts)) else []
    return not number, numbers or [99], number


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4


def _by_owner(digest: Digest, language: Language) -> Iterator[Group]:
    found: dict[str, list[Entry]] = {}
    for entry in _looked_at(digest):
        for owner in entry.owners or ("",):
            found.setdefault(owner, []).append(entry)
    for number, owner in enumerate(sorted(found, key=lambda name: (not name, name)), 1):
        title = owner or language.words.gettext("Nobody is named as owner")
        yield Group(f"owner-{number}", title, found[owner])


VIEWS = (
    View("by-rule", N_("By rule"), N_("Findings by rule"), _by_rule),
    View("by-page", N_("By page"), N_("Findings by page"), _by_page),
    View(
        "by-criterion",
        N_("By success criterion"),
        N_("Findings by success criterion"),
        _by_criterion,
    ),
    View("by-owner", N_("By owner"), N_("Findings by owner"), _by_owner),
)
"""In the order in which they are offered."""
