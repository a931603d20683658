"""What the HTML report says of a run: the entries, the pages, and what was not checked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from audit.model import Finding, Outcome, RuleInfo, RunResult, Status, Unchecked
from reports.to_html.entries import (
    PAGES_FOLDED,
    PAGES_SHOWN,
    Entry,
    Section,
    gather,
    kind_of,
    known,
)
from reports.to_html.priority import First, rank
from reports.to_html.sheets import Sheet

UNAUDITED = 1000
"""Pages in the list of those that were not audited."""
GAPS = 200
"""Rules with one reason each in the list of what was not checked."""


@dataclass
class Coverage:
    """How much of what was wanted was audited."""

    wanted: int = 0
    full: int = 0
    """Pages read whole."""
    partial: int = 0
    """Pages of which a part could not be read."""
    same: int = 0
    """Pages that turned out to be another wanted page, under which they are audited."""
    kinds: Counter[str] = field(default_factory=Counter)
    """How many pages were not audited, or only in part, by kind of outcome."""
    unaudited: dict[str, list[Outcome]] = field(default_factory=dict)
    """Those pages, by kind of outcome, `UNAUDITED` at most."""

    def add(self, outcome: Outcome) -> None:
        """Count one more wanted page."""
        self.wanted += 1
        if outcome.kind == "audited":
            self.full += 1
            return
        self.partial += outcome.audited
        self.same += outcome.kind == "skipped:duplicate"
        self.kinds[outcome.kind] += 1
        if self.kinds.total() <= UNAUDITED:
            self.unaudited.setdefault(outcome.kind, []).append(outcome)

    @property
    def audited(self) -> int:
        """Pages that rules read, whole or in part."""
        return self.full + self.partial

    @property
    def missed(self) -> int:
        """Pages that no rule read."""
        return self.wanted - self.audited - self.same

    @property
    def whole(self) -> bool:
        """Whether every wanted page was read whole."""
        return self.full + self.same == self.wanted


@dataclass
class Gap:
    """A rule that did not judge some pages, for one reason."""

    rule: RuleInfo
    reason: str
    pages: int = 0
    listed: list[str] = field(default_factory=list)
    site: bool = False
    """Whether it did not judge the site as a whole."""

    def add(self, unchecked: Unchecked) -> None:
        """Count one more page, or the site."""
        if not unchecked.url:
            self.site = True
            return
        self.pages += 1
        if len(self.listed) < PAGES_SHOWN + PAGES_FOLDED:
            self.listed.append(unchecked.url)


@dataclass(frozen=True)
class Digest:
    """All that the report's templates read besides the run itself."""

    coverage: Coverage
    rules: list[RuleInfo]
    sections: Mapping[str, Section]
    """By kind, see `reports.to_html.entries.KINDS`."""
    sheets: list[Sheet]
    """The entries that the first document has no room for, by document."""
    on_pages: Mapping[str, Sequence[int]]
    """By page, which entries a person has to do something about there: places in `by_serial`."""
    by_serial: list[Entry]
    """All entries."""
    first: list[First]
    """What to fix first, the first one first."""
    new: int
    """Sure findings that no earlier run had."""
    affected: int
    """Pages with a sure finding."""
    gaps: Mapping[str, list[Gap]]
    """What rules did not check, by reason; `GAPS` at most."""
    gaps_left_out: int
    missed_by: Mapping[str, int]
    """Pages that a rule did not judge, by the id of the rule, where there are any."""
    titles: Mapping[str, str]
    """Of the pages that the report names, where they have one."""

    @property
    def verdict(self) -> str:
        """Say which of the report's opening sentences is true, complete or not.

        `nothing` was checked; there are `defects`; there are none, but a `partial` check proves
        little; all that was wanted was checked and is `clear`.
        """
        if not self.coverage.audited:
            return "nothing"
        if self.sections["defects"].entries:
            return "defects"
        return "clear" if self.whole else "partial"

    @property
    def whole(self) -> bool:
        """Say whether everything was checked: each page, by each rule, each earlier defect."""
        return self.coverage.whole and not self.gaps and not self.sections["not_checked"].entries

    @property
    def unchecked_rules(self) -> int:
        """Count the rules that did not judge all they should have."""
        return len(self.missed_by)

    @property
    def has_history(self) -> bool:
        """Say whether an earlier run has left a trace in this one's findings."""
        return (
            self.new < self.sections["defects"].findings
            or self.sections["fixed"].entries > 0
            or self.sections["not_checked"].entries > 0
        )


def digest(result: RunResult) -> Digest:
    """Read each collection of `result` once, and the outcomes a second time for the titles."""
    rules = {rule.id: rule for rule in result.rules}
    coverage = Coverage()
    for outcome in result.outcomes:
        coverage.add(outcome)
    tally = _Tally()
    gathered = gather(tally.watch(result.findings), rules, result.pictures)
    sections = gathered.sections
    gaps = _gaps(result.unchecked, rules)
    return Digest(
        coverage=coverage,
        rules=list(rules.values()),
        sections=sections,
        sheets=gathered.sheets,
        on_pages=gathered.on_pages,
        by_serial=gathered.by_serial,
        first=rank(sections["defects"].every, coverage.audited),
        new=tally.new,
        affected=tally.affected,
        gaps=_by_reason(gaps[:GAPS]),
        gaps_left_out=max(0, len(gaps) - GAPS),
        missed_by=_missed_by(gaps, coverage.audited),
        titles=_titles(gathered.on_pages, sections.values(), result.outcomes),
    )


class _Tally:
    """Counts new findings and the pages with defects while somebody else reads them."""

    def __init__(self) -> None:
        self.new = 0
        self.affected = 0

    def watch(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        last = None
        for finding in findings:
            kind, url = kind_of(finding), finding.place.url
            if kind == "defects":
                self.new += finding.status is Status.NEW
                if url != last:  # findings of one page come one after another
                    self.affected += 1
                    last = url
            yield finding


def _gaps(unchecked: Iterable[Unchecked], rules: Mapping[str, RuleInfo]) -> list[Gap]:
    gaps: dict[tuple[str, str], Gap] = {}
    for one in unchecked:
        gap = gaps.setdefault((one.reason, one.rule), Gap(known(rules, one.rule), one.reason))
        gap.add(one)
    return sorted(gaps.values(), key=lambda gap: (not gap.site, -gap.pages, gap.rule.id))


def _by_reason(gaps: Iterable[Gap]) -> dict[str, list[Gap]]:
    found: dict[str, list[Gap]] = {}
    for gap in gaps:
        found.setdefault(gap.reason, []).append(gap)
    return found


def _missed_by(gaps: Iterable[Gap], audited: int) -> dict[str, int]:
    missed: Counter[str] = Counter()
    for gap in gaps:
        missed[gap.rule.id] += audited if gap.site else gap.pages
    return dict(missed)


def _titles(
    pages: Iterable[str], sections: Iterable[Section], outcomes: Iterable[Outcome]
) -> dict[str, str]:
    named = {*pages}
    for section in sections:
        named.update(listed.url for entry in section.every for listed in entry.listed)
    return {
        outcome.url: outcome.title
        for outcome in outcomes
        if outcome.url in named and outcome.title.strip()
    }
