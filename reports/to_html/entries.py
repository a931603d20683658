"""Findings as entries: one for each defect, with the pages it is on, gathered in one pass.

An entry keeps its first finding and its first pages and counts the rest. So memory goes with the
number of different defects, not with the number of findings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from audit.model import ALSO, Certainty, Finding, Picture, Place, RuleInfo, Severity, Status

PAGES_SHOWN = 10
"""Pages of a defect listed at once."""
PAGES_FOLDED = 50
"""Further pages of a defect, in a part that the reader opens."""
FULL = {"defects": 150, "reviews": 50}
"""Entries of a kind with all their particulars; so the report stays one file of some 5 MB."""
BRIEF = 200
"""Further entries of a kind, with a line each."""
PICTURES = 2_500_000
"""Bytes that all pictures together may add to the file; the worst defects come first."""

KINDS = ("defects", "reviews", "waived", "not_checked", "fixed")
"""What a finding can be to a reader, in the order of the report."""


class Listed(NamedTuple):
    """A page in an entry's list."""

    url: str
    times: int
    """Findings of this defect on the page."""


@dataclass
class Entry:
    """One defect, with the pages it is on."""

    finding: Finding
    """The first; its place stands for all."""
    rule: RuleInfo
    severity: Severity = field(init=False)
    """The worst of its findings'."""
    anchor: str = ""
    findings: int = 0
    pages: int = 0
    new: int = 0
    """Findings that no earlier run had."""
    listed: list[Listed] = field(default_factory=list)
    picture: Picture | None = None
    picture_left_out: bool = False
    """Whether there is a picture that the file has no room for."""
    _last: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.severity = self.finding.severity

    def add(self, finding: Finding) -> None:
        """Count one more finding; those of one page come one after another."""
        url = finding.place.url
        self.findings += 1
        self.new += finding.status is Status.NEW
        self.severity = min(self.severity, finding.severity, key=lambda severity: severity.rank)
        if url != self._last:
            self._last = url
            self.pages += 1
            if len(self.listed) < PAGES_SHOWN + PAGES_FOLDED:
                self.listed.append(Listed(url, 1))
        elif self.pages == len(self.listed):
            self.listed[-1] = Listed(url, self.listed[-1].times + 1)

    @property
    def also(self) -> list[Place]:
        """The further places of this defect that its first finding names."""
        return [place for place in self.finding.related if place.note == ALSO]

    @property
    def related(self) -> list[Place]:
        """The places that have something else to do with it."""
        return [place for place in self.finding.related if place.note != ALSO]


@dataclass(frozen=True)
class Section:
    """The entries of one kind, worst first: some in full, some in brief, the rest counted."""

    full: list[Entry]
    brief: list[Entry]
    entries: int
    """How many there are, shown or not."""
    findings: int
    by_severity: Mapping[Severity, tuple[int, int]]
    """How many entries, and how many findings in them, have that severity as their worst."""

    @property
    def shown(self) -> list[Entry]:
        """Those that the report names."""
        return [*self.full, *self.brief]

    @property
    def more(self) -> int:
        """How many the report only counts."""
        return self.entries - len(self.full) - len(self.brief)


def gather(
    findings: Iterable[Finding], rules: Mapping[str, RuleInfo], pictures: Mapping[str, Picture]
) -> dict[str, Section]:
    """Give the sections of the report by kind (see `KINDS`).

    `findings` come in their final order, those of one page one after another; they are read once.
    """
    found: dict[str, dict[str, Entry]] = {kind: {} for kind in KINDS}
    for finding in findings:
        entries = found[kind_of(finding)]
        entry = entries.get(group := finding.group)
        if entry is None:
            entry = entries[group] = Entry(finding, known(rules, finding.rule))
        entry.add(finding)
    _anchor(found)
    sections = {kind: _section(kind, list(entries.values())) for kind, entries in found.items()}
    _illustrate([entry for kind in FULL for entry in sections[kind].full], pictures)
    return sections


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


def _section(kind: str, entries: list[Entry]) -> Section:
    entries.sort(key=lambda entry: (entry.severity.rank, -entry.pages))
    full = FULL.get(kind, 0)
    by_severity = {
        severity: (
            sum(entry.severity is severity for entry in entries),
            sum(entry.findings for entry in entries if entry.severity is severity),
        )
        for severity in Severity
    }
    return Section(
        full=entries[:full],
        brief=entries[full : full + BRIEF],
        entries=len(entries),
        findings=sum(entry.findings for entry in entries),
        by_severity=by_severity,
    )


def _illustrate(entries: Iterable[Entry], pictures: Mapping[str, Picture]) -> None:
    room = PICTURES
    for entry in entries:
        picture = pictures.get(entry.finding.group)
        if picture is None:
            continue
        size = -(-len(picture.webp) // 3) * 4  # in base64
        if size > room:
            entry.picture_left_out = True
        else:
            entry.picture = picture
            room -= size
