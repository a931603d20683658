"""What a run and people say of each success criterion, and what nobody has judged.

Programs find failures, never conformance. So automation gives a criterion one of two outcomes:
failed, or not evaluated; that it passed, or does not apply, only a person says. Where both speak,
a failure that is there outweighs a person's pass, and the contradiction is told.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from audit.dossier import Check, Clock, Result
from audit.law.criteria import CRITERIA, Criterion, belong
from audit.model import Certainty, Finding, RuleInfo, RunResult, Severity, Status
from reports.pages import PageReport, by_page

MOST = 0.5
"""Share of the audited pages above which a failure is one of most of the site."""


class Outcome(StrEnum):
    """How it stands with a criterion, by all that is known."""

    FAILED = "failed"
    PASSED = "passed"
    NOT_APPLICABLE = "not-applicable"
    NOT_EVALUATED = "not-evaluated"


@dataclass(frozen=True)
class Answer:
    """What a person found, on the day of the run."""

    check: Check
    old: bool
    """Whether it is too old to count for a pass."""


@dataclass
class Standing:
    """All that is known of one criterion."""

    criterion: Criterion
    rules: list[RuleInfo] = field(default_factory=list)
    """Those of this run that speak of it."""
    audited: int = 0
    """Pages that the run read, whole or in part."""
    judged: int = 0
    """Pages of these that all of `rules` judged whole."""
    in_part: int = 0
    """Pages that some of them judged, or all of them in part."""
    defects: set[str] = field(default_factory=set)
    """Groups of the failures: sure findings that are more than a notice, waived or not."""
    pages: int = 0
    """Pages with one."""
    findings: int = 0
    waived: int = 0
    """Findings of these that somebody has decided to live with: failures all the same."""
    to_decide: int = 0
    """Findings that a person has to decide."""
    hints: int = 0
    """Notices: what could be better and may not fail the criterion."""
    not_seen_again: int = 0
    """Failures of earlier runs that this one could not look at."""
    answers: list[Answer] = field(default_factory=list)
    """What people found, the latest first."""

    @property
    def fails(self) -> bool:
        """Say whether automation found a failure."""
        return bool(self.defects)

    @property
    def fails_on_most(self) -> bool:
        """Say whether automation found failures on most of the audited pages."""
        return self.pages > MOST * self.audited

    @property
    def people(self) -> Answer | None:
        """Give the answer that stands for what people say of the whole site; None where none does.

        Of one place the latest answer counts, and of two on one day the worse. A failure that a
        person saw stands until somebody passes the same place, or the whole site, on a later day.
        A pass on some pages says nothing of the rest, an old one nothing of today, and `not
        checked` takes an earlier pass back.
        """
        latest: dict[str, Answer] = {}
        decided: dict[str, Answer] = {}
        for answer in self.answers:
            latest.setdefault(answer.check.pages, answer)
            if answer.check.result is not Result.NOT_CHECKED:
                decided.setdefault(answer.check.pages, answer)
        whole = decided.get("")
        for answer in decided.values():
            if answer.check.result is Result.FAIL and not _settles(whole, answer):
                return answer
        return None if whole is None or whole.old or whole is not latest[""] else whole

    @property
    def contradicted(self) -> bool:
        """Say whether a person let it pass, or called it not applicable, and a failure is there."""
        said = next((each.check for each in self.answers if not each.check.pages), None)
        return self.fails and said is not None and said.result in _GOOD

    @property
    def outcome(self) -> Outcome:
        """Give how it stands: only people's answers make anything but failed or not evaluated."""
        if self.fails:
            return Outcome.FAILED
        if self.people is None:
            return Outcome.NOT_EVALUATED
        return _OUTCOMES[self.people.check.result]


_OUTCOMES = {
    Result.FAIL: Outcome.FAILED,
    Result.PASS: Outcome.PASSED,
    Result.NOT_APPLICABLE: Outcome.NOT_APPLICABLE,
    Result.NOT_CHECKED: Outcome.NOT_EVALUATED,
}
_BADNESS = {Result.FAIL: 0, Result.NOT_CHECKED: 1, Result.NOT_APPLICABLE: 2, Result.PASS: 3}


_GOOD = (Result.PASS, Result.NOT_APPLICABLE)


def _settles(whole: Answer | None, failure: Answer) -> bool:
    """Say whether an answer for the whole site says that a failure seen before is mended."""
    return whole is not None and whole.check.result in _GOOD and whole.check.on > failure.check.on


@dataclass(frozen=True)
class Pace:
    """How fast what fails a law's standard must be put right to be done on its day."""

    clock: Clock
    defects: int
    """Different defects that fail a criterion of the standard."""
    waived: bool
    """Whether some of their findings are waived; a law knows no waivers."""
    per_week: int
    """Defects to put right in each week that is left; 0 where there is no time left."""


@dataclass(frozen=True)
class Assessment:
    """All criteria of WCAG 2.1 and 2.2, levels A and AA, in the standard's order."""

    standings: Mapping[str, Standing]
    audited: int
    """Pages that the run read, whole or in part."""

    def of(self, standard: str) -> list[Standing]:
        """Give those that a standard as `WCAG 2.1 AA` asks for."""
        numbers = belong(standard)
        return [each for number, each in self.standings.items() if number in numbers]

    def count(self, standard: str) -> Counter[Outcome]:
        """Count the criteria of a standard by how it stands with them."""
        return Counter(each.outcome for each in self.of(standard))

    def pace(self, clock: Clock) -> Pace:
        """Say how fast work must go to meet a law: of what programs find, which is only part."""
        failing = [each for each in self.of(clock.standard) if each.fails]
        defects = len(set[str]().union(*(each.defects for each in failing)))
        weeks = max(clock.days_left, 0) / 7
        per_week = min(defects, -(-defects * 7 // clock.days_left)) if weeks else 0
        return Pace(clock, defects, any(each.waived for each in failing), per_week)


def assess(result: RunResult) -> Assessment:
    """Read a run once, a page at a time, and hold what people found against it."""
    standings = {number: Standing(each) for number, each in CRITERIA.items()}
    for rule in result.rules:
        for number in dict.fromkeys(rule.wcag):
            if number in standings:
                standings[number].rules.append(rule)
    ran: Counter[tuple[bool, frozenset[str]]] = Counter()
    everywhere: frozenset[str] = frozenset()
    for page in by_page(result):
        if not page.url:
            everywhere = frozenset(page.unchecked)
        elif page.outcome is not None and page.outcome.audited:
            ran[page.outcome.kind == "audited", everywhere | frozenset(page.unchecked)] += 1
        _count(page.findings, standings)
    for standing in standings.values():
        _cover(standing, ran)
    dossier = result.dossier
    for answer in _answers(dossier.checks, result.run.finished.date(), dossier.old_after):
        standings[answer.check.criterion].answers.append(answer)
    return Assessment(standings, ran.total())


def _count(findings: Iterable[Finding], standings: Mapping[str, Standing]) -> None:
    """Count the findings of one page."""
    failed: set[str] = set()
    for finding in findings:
        for number in dict.fromkeys(finding.wcag):
            standing = standings.get(number)
            if standing is None or finding.status is Status.FIXED:
                continue
            if finding.status is Status.NOT_CHECKED:
                standing.not_seen_again += 1
            elif finding.certainty is not Certainty.SURE:
                standing.to_decide += 1
            elif finding.severity is Severity.NOTICE:
                standing.hints += 1
            else:
                standing.defects.add(finding.group)
                standing.findings += 1
                standing.waived += finding.status is Status.WAIVED
                failed.add(number)
    for number in failed:
        standings[number].pages += 1


def _cover(standing: Standing, ran: Mapping[tuple[bool, frozenset[str]], int]) -> None:
    """Note on how many pages the rules of a criterion ran; `ran`: pages by what did not."""
    for (whole, unchecked), pages in ran.items():
        report = PageReport("", unchecked=dict.fromkeys(unchecked, ""))
        judging = sum(not report.is_unchecked(rule) for rule in standing.rules)
        standing.audited += pages
        if whole and judging == len(standing.rules):
            standing.judged += pages if standing.rules else 0
        elif judging:
            standing.in_part += pages


def _answers(checks: Iterable[Check], today: date, old_after: int) -> Iterator[Answer]:
    for check in sorted(checks, key=lambda each: (-each.on.toordinal(), _BADNESS[each.result])):
        if check.criterion in CRITERIA:
            yield Answer(check, (today - check.on).days > old_after)
