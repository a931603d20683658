"""Findings as entries: one for each defect, with the pages it is on, gathered in one pass.

An entry keeps its first pages and counts the rest; its first finding is put aside until it is
written. So memory goes with the number of different defects, and little of it.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from audit.model import (
    ALSO,
    Certainty,
    Finding,
    Picture,
    Place,
    RuleInfo,
    Severity,
    Sighting,
    Status,
)
from reports.to_html.pile import Pile
from reports.to_html.sheets import Sheet, lay_out
from reports.to_html.text import cut

PAGES_SHOWN = 10
"""Pages of a defect listed at once."""
PAGES_FOLDED = 50
"""Further pages of a defect, in a part that the reader opens."""
OWNERS = 20
"""Owners and sections of the site that an entry knows, at most, of each."""
SAID = 200
"""Characters of the message that an entry keeps for lists."""

KINDS = ("defects", "reviews", "waived", "not_checked", "fixed")
"""What a finding can be to a reader, in the order of the report."""
LOOKED_AT = ("defects", "reviews")
"""The kinds that somebody has to do something about."""


class Listed(NamedTuple):
    """A page in an entry's list."""

    url: str
    times: int
    """Findings of this defect on the page."""


@dataclass(slots=True, eq=False)
class Entry:
    """One defect, with the pages it is on."""

    kind: str
    """One of `KINDS`."""
    rule: RuleInfo
    group: str
    """The id of the defect."""
    severity: Severity
    """The worst of its findings'."""
    said: str
    """The beginning of the first finding's message."""
    wcag: tuple[str, ...]
    """Success criteria that it fails, as its first finding has them."""
    size: int
    """About how many bytes the texts of its first finding take as HTML."""
    serial: int
    """Its place among all entries, in the order in which they were found."""
    anchor: str = ""
    document: str = ""
    """The name of the document that tells of it."""
    in_full: bool = False
    """Whether it tells of all particulars."""
    position: int = 0
    """Its number among those of its kind, from 1, the worst first."""
    findings: int = 0
    pages: int = 0
    new: int = 0
    """Findings that no earlier run had."""
    first_seen: Sighting | None = None
    """The first run that saw any of it."""
    owners: tuple[str, ...] = ()
    """Who owns the pages it is on, `OWNERS` at most; empty where nobody does."""
    sections: tuple[str, ...] = ()
    """The parts of the site it is on, `OWNERS` at most."""
    listed: list[Listed] = field(default_factory=list)
    picture_size: int = 0
    """Bytes of the picture; 0 where there is none, or no room for it."""
    picture_left_out: bool = False
    """Whether there is a picture that the file has no room for."""
    _pile: Pile = field(default_factory=Pile, repr=False)
    _place: int = 0
    _pictures: Mapping[str, Picture] = field(default_factory=dict, repr=False)
    _last: str | None = field(default=None, repr=False)

    def add(self, finding: Finding) -> bool:
        """Count one more finding, and say whether its page is another than the last one's.

        Those of one page come one after another.
        """
        url = finding.place.url
        self.findings += 1
        self.new += finding.status is Status.NEW
        if finding.severity.rank < self.severity.rank:
            self.severity = finding.severity
        seen = finding.first_seen
        if seen and (self.first_seen is None or seen.when < self.first_seen.when):
            self.first_seen = seen
        if url == self._last:
            if self.pages == len(self.listed):
                self.listed[-1] = Listed(url, self.listed[-1].times + 1)
            return False
        self._last = url
        self.pages += 1
        if len(self.listed) < PAGES_SHOWN + PAGES_FOLDED:
            self.listed.append(Listed(url, 1))
        self.owners = _with(self.owners, finding.owner)
        self.sections = _with(self.sections, section(url))
        return True

    @property
    def finding(self) -> Finding:
        """The first; its place stands for all. Read anew each time: keep it where it is used."""
        return self._pile.take(self._place)

    @property
    def picture(self) -> Picture | None:
        """What it looks like, where the document has room for that. Read anew each time."""
        return self._pictures.get(self.group) if self.picture_size else None

    @property
    def url(self) -> str:
        """The first page it is on."""
        return self.listed[0].url

    @property
    def also(self) -> list[Place]:
        """The further places of this defect that its first finding names."""
        return [place for place in self.finding.related if place.note == ALSO]

    @property
    def related(self) -> list[Place]:
        """The places that have something else to do with it."""
        return [place for place in self.finding.related if place.note != ALSO]

    @property
    def grade(self) -> str:
        """What filters call its weight: its severity, or `review` where a person has to decide."""
        return "review" if self.kind == "reviews" else self.severity.value

    @property
    def state(self) -> str:
        """What filters call its status: that of `Status` which holds for any of its findings."""
        if self.kind in LOOKED_AT:
            return "new" if self.new else "existing"
        return self.kind.replace("_", "-")


@dataclass(frozen=True)
class Section:
    """The entries of one kind, worst first."""

    every: list[Entry]
    full: list[Entry]
    """Those that the first document tells of in full."""
    brief: list[Entry]
    """Those that it tells of in brief."""
    findings: int
    by_severity: Mapping[Severity, tuple[int, int]]
    """How many entries, and how many findings in them, have that severity as their worst."""

    @property
    def entries(self) -> int:
        """How many there are."""
        return len(self.every)

    @property
    def shown(self) -> list[Entry]:
        """Those that the first document names."""
        return [*self.full, *self.brief]

    @property
    def more(self) -> int:
        """How many stand in further documents."""
        return self.entries - len(self.full) - len(self.brief)


@dataclass(frozen=True)
class Gathered:
    """All entries of a run."""

    sections: Mapping[str, Section]
    """By kind, see `KINDS`."""
    sheets: list[Sheet]
    """What the first document has no room for, a document each."""
    on_pages: Mapping[str, "array[int]"]
    """By page, the serials of the entries (`LOOKED_AT`) on it, each once."""
    by_serial: list[Entry]


def gather(
    findings: Iterable[Finding], rules: Mapping[str, RuleInfo], pictures: Mapping[str, Picture]
) -> Gathered:
    """Give the entries of a run, sorted into documents.

    `findings` come in their final order, those of one page one after another; they are read once.
    Raises ReportError where there is no room to put them aside.
    """
    pile = Pile()
    found: dict[str, dict[str, Entry]] = {kind: {} for kind in KINDS}
    every: list[Entry] = []
    on_pages: dict[str, array[int]] = {}
    for finding in findings:
        kind, group = kind_of(finding), finding.group
        entry = found[kind].get(group)
        if entry is None:
            place, size = pile.put(finding)
            entry = found[kind][group] = Entry(
                kind=kind,
                rule=known(rules, finding.rule),
                group=group,
                severity=finding.severity,
                said=cut(finding.message, SAID),
                wcag=finding.wcag,
                size=size,
                serial=len(every),
                _pile=pile,
                _place=place,
                _pictures=pictures,
            )
            every.append(entry)
        if entry.add(finding) and kind in LOOKED_AT:
            on_pages.setdefault(finding.place.url, array("L")).append(entry.serial)
    _anchor(found)
    sections = {}
    for kind, entries in found.items():
        ranked = sorted(entries.values(), key=lambda one: (one.severity.rank, -one.pages))
        for position, entry in enumerate(ranked, 1):
            entry.position = position
        sections[kind] = ranked
    layout = lay_out(sections, pictures)
    return Gathered(
        sections={kind: _section(sections[kind], *layout.first[kind]) for kind in KINDS},
        sheets=layout.sheets,
        on_pages=on_pages,
        by_serial=every,
    )


def kind_of(finding: Finding) -> str:
    """Say under which of `KINDS` a reader finds it."""
    match finding.status:
        case Status.WAIVED:
            return "waived"
        case Status.NOT_CHECKED:
            return "not_checked"
        case Status.FIXED:
            return "fixed"
    return "reviews" if finding.certainty is Certainty.REVIEW else "defects"


def known(rules: Mapping[str, RuleInfo], name: str) -> RuleInfo:
    """Give the rule of that id; of one that did not run, only the id is known."""
    return rules.get(name) or RuleInfo(name, name, Severity.NOTICE)


@lru_cache(maxsize=8192)
def section(url: str) -> str:
    """Give the part of the site that a page belongs to: its path down to the first folder.

    `https://a.example/care/breast/` is in `/care/`, the home page in `/`.
    """
    scheme, mark, rest = url.partition("://")
    path = (rest if mark else f"/{scheme.lstrip('/')}").partition("?")[0].partition("#")[0]
    _host, _slash, path = path.partition("/")
    folder, slash, _rest = path.partition("/")
    return f"/{folder}/" if slash and folder else "/"


def _with(some: tuple[str, ...], one: str) -> tuple[str, ...]:
    return some if not one or one in some or len(some) >= OWNERS else (*some, one)


def _anchor(found: Mapping[str, Mapping[str, Entry]]) -> None:
    """Name each entry by its group, which stays the same from run to run.

    A defect that is waived on some pages and not on others has two entries: the first in the
    report's order has the bare name, so that a link to it stays good.
    """
    taken: set[str] = set()
    for kind, entries in found.items():
        for group, entry in entries.items():
            entry.anchor = group if group not in taken else f"{kind}-{group}"
            taken.add(group)


def _section(every: list[Entry], full: int, brief: int) -> Section:
    by_severity = dict.fromkeys(Severity, (0, 0))
    for entry in every:
        entries, findings = by_severity[entry.severity]
        by_severity[entry.severity] = entries + 1, findings + entry.findings
    return Section(
        every=every,
        full=every[:full],
        brief=every[full : full + brief],
        findings=sum(entry.findings for entry in every),
        by_severity=by_severity,
    )
