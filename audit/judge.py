"""Puts pages before rules: what is wrong, what must be compared, and what could not be judged."""

import contextlib
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol, TypeGuard

from audit.anchors import read_anchors
from audit.day import Almanac
from audit.model import ALSO, Certainty, Fact, Finding, NotCheckedError, Target, Unchecked
from audit.page import Page
from audit.provenance import locate
from audit.source_lines import point

PERHAPS = "perhaps the same defect; a person has to look"
"""The note of a place of which only a review speaks, in a finding that is sure of others."""


class PageJudge(Protocol):
    """A rule that judges one page; `rules.base.PageRule` is one."""

    @property
    def id(self) -> str:
        """The rule's id."""

    @property
    def needs(self) -> frozenset[str]:
        """Evidence the page must have."""

    @property
    def gives_way(self) -> Mapping[str, str]:
        """Which of its findings another rule reports better."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield what is wrong with the page."""


class Collector(Protocol):
    """What takes facts off pages; `rules.base.Collector` is one."""

    @property
    def id(self) -> str:
        """The name under which its facts are remembered; a rule's is its id."""

    @property
    def needs(self) -> frozenset[str]:
        """Evidence the page must have."""

    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield facts of the page."""


class SiteJudge(Collector, Protocol):
    """A rule that compares pages; `rules.base.SiteRule` is one."""

    def check(self, key: str, facts: Sequence[Fact]) -> Iterator[Finding | Unchecked]:
        """Yield what is wrong with all facts of one key."""


class TargetJudge(SiteJudge, Protocol):
    """A rule that has to know what addresses answer; `rules.base.TargetRule` is one."""

    def asks(self, fact: Fact) -> Iterator[str]:
        """Yield the addresses that a fact is about."""

    def check(
        self, key: str, facts: Sequence[Fact], known: Callable[[str], Target] = ...
    ) -> Iterator[Finding | Unchecked]:
        """Yield what is wrong with all facts of one key."""


class RuleSet(Protocol):
    """The rules of a run; `rules.loader.RuleSet` is one."""

    @property
    def page(self) -> Sequence[PageJudge]:
        """Rules that judge one page."""

    @property
    def site(self) -> Sequence[SiteJudge]:
        """Rules that compare pages."""

    @property
    def collectors(self) -> Sequence[Collector]:
        """What takes facts that are no rule's, but are listed after the run."""


@dataclass(frozen=True)
class Verdict:
    """All that rules said of one page, or of the site."""

    findings: tuple[Finding, ...] = ()
    facts: tuple[Fact, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    left: tuple[Unchecked, ...] = ()
    """What a site rule that knows answers could not judge for want of one."""
    costs: Mapping[str, float] = field(default_factory=dict)
    """Of one page: the seconds of processor time that each rule took that judged it."""
    until: date | None = None
    """Of one page: the first day on which a rule would say something else of it as it is; None
    where there is none in the time that was looked ahead."""


def judge(page: Page, rules: RuleSet, *, days: int = 0) -> Verdict:
    """Judge one page by every rule, and look so many `days` ahead (see `Verdict.until`).

    A rule that lacks its evidence, or crashes, is unchecked on this page; what it found before a
    crash stays found. Equal fingerprints are one defect: further places become related places.
    """
    findings: list[Finding] = []
    facts: list[Fact] = []
    unchecked: list[Unchecked] = []
    gives_way: dict[str, str] = {}
    costs: dict[str, float] = {}
    # The tree is no rule's cost. A page that cannot be parsed crashes each rule, which says so.
    with contextlib.suppress(Exception):
        _ = page.soup
    asked: list[tuple[PageJudge | Collector, Any, list[Any]]] = [
        *((rule, rule.check, findings) for rule in rules.page),
        *((each, each.collect, facts) for each in (*rules.site, *rules.collectors)),
    ]
    almanac = Almanac(page)
    dated: list[tuple[Any, list[Any]]] = []
    begun = time.thread_time()
    for rule, question, answers in asked:
        found, problem = _ask(rule, almanac.page, question)
        answers += found
        if almanac.was_asked():
            dated.append((question, found))
        unchecked += problem
        ended = time.thread_time()
        if page.missing.keys().isdisjoint(rule.needs):
            costs[rule.id] = ended - begun
        begun = ended
    if any("answers" in rule.needs for rule in rules.site):
        with contextlib.suppress(Exception):
            facts.append(read_anchors(page))
    for rule in rules.page:
        gives_way.update(rule.gives_way)
    content = {rule.id: rule.check for rule in rules.page if not rule.needs}
    said = locate(merge(_without_echoes(findings, gives_way)), page, content)
    return Verdict(
        tuple(point(said, page)),
        tuple(facts),
        tuple(unchecked),
        costs=costs,
        until=almanac.first_change(dated, days),
    )


def judge_site(
    rule: SiteJudge,
    groups: Iterable[tuple[str, Sequence[Fact]]],
    known: Callable[[str], Target] | None = None,
) -> Iterator[Verdict]:
    """Judge the whole site by one rule, a verdict for each key, so that none is held for long.

    `groups` gives each key with all its facts, once; `known` is for a rule that needs `answers`.
    What is found under several keys is said of the first. What a rule that knows answers says it
    could not judge is `left`: that others do not answer is no fault of the run.
    """
    said: set[str] = set()
    asked: Callable[..., Iterator[Finding | Unchecked]] = rule.check
    for key, facts in groups:
        findings: list[Finding] = []
        unchecked: list[Unchecked] = []
        left: list[Unchecked] = []
        try:
            for each in asked(key, facts, known) if known is not None else asked(key, facts):
                if isinstance(each, Finding):
                    findings.append(each)
                else:
                    (left if known is not None else unchecked).append(each)
        except Exception as problem:
            unchecked.append(Unchecked(rule.id, "", _crash(problem)))
        new = [each for each in merge(findings) if each.fingerprint not in said]
        said.update(each.fingerprint for each in new)
        yield Verdict(tuple(new), unchecked=tuple(unchecked), left=tuple(left))


def is_target_judge(rule: SiteJudge) -> TypeGuard[TargetJudge]:
    """Say whether a rule has to know what addresses answer."""
    return "answers" in rule.needs


class SitePile:
    """Puts verdicts of one site rule together until there are enough of them to be saved."""

    FULL = 500
    """Findings from which on they are better saved."""

    def __init__(self, rule: str) -> None:
        """Hold nothing yet; `rule` is the rule's id."""
        self._rule = rule
        self._findings: list[Finding] = []
        self._unchecked: list[Unchecked] = []
        self._left: dict[str, set[str]] = {}

    @property
    def is_full(self) -> bool:
        """Whether it should be taken."""
        return len(self._findings) >= self.FULL

    def add(self, verdict: Verdict) -> None:
        """Add what a rule said of one key."""
        self._findings += verdict.findings
        self._unchecked += verdict.unchecked
        for each in verdict.left:
            self._left.setdefault(each.reason, set()).add(each.url)

    def take(self) -> tuple[list[Finding], list[Unchecked]]:
        """Give what was found and what crashed since the last time."""
        taken = self._findings, self._unchecked
        self._findings, self._unchecked = [], []
        return taken

    @property
    def left_open(self) -> frozenset[str]:
        """The addresses that the rule says it could not judge."""
        return frozenset().union(*self._left.values())

    def left(self) -> Iterator[Unchecked]:
        """Yield what the rule says that it could not judge, one for each reason."""
        for reason, addresses in self._left.items():
            first = min(addresses)
            which = first if len(addresses) == 1 else f"{len(addresses)} addresses, first {first}"
            yield Unchecked(self._rule, "", f"{which}: {reason}")


def merge(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Make one finding of those with equal fingerprints, in order of the first of each.

    One that is sure of it speaks for those that are not; their places say so.
    """
    first: dict[str, Finding] = {}
    for finding in findings:
        known = first.get(finding.fingerprint)
        first[finding.fingerprint] = finding if known is None else _join(known, finding)
    yield from first.values()


def _join(known: Finding, other: Finding) -> Finding:
    if known.certainty is Certainty.REVIEW and other.certainty is Certainty.SURE:
        known, other = other, known
    same = known.certainty is other.certainty
    places = {known.place.selector, *(place.selector for place in known.related)}
    more = [
        place if same or place.note != ALSO else replace(place, note=PERHAPS)
        for place in (replace(other.place, note=ALSO), *other.related)
        if place.selector not in places
    ]
    return replace(known, related=(*known.related, *more))


def _ask(rule: Any, page: Page, question: Any) -> tuple[list[Any], list[Unchecked]]:
    lacking = sorted(need for need in rule.needs if need in page.missing)
    if lacking:
        return [], [Unchecked(rule.id, page.url, page.missing[need]) for need in lacking[:1]]
    found: list[Any] = []
    try:
        for each in question(page):
            found.append(each)
    except NotCheckedError as problem:
        return found, [Unchecked(rule.id, page.url, str(problem))]
    except Exception as problem:
        return found, [Unchecked(rule.id, page.url, _crash(problem))]
    return found, []


def _crash(problem: Exception) -> str:
    frames = traceback.extract_tb(problem.__traceback__)
    where = f" at {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    text = " ".join(str(problem).split())[:200]
    return f"the rule crashed ({type(problem).__name__}: {text}{where}); please report it"


def _without_echoes(findings: list[Finding], gives_way: Mapping[str, str]) -> list[Finding]:
    """Drop what a more exact rule says of the very same element."""
    said = {
        (finding.rule, place.selector)
        for finding in findings
        for place in (finding.place, *finding.related)
    }
    return [
        finding
        for finding in findings
        if (gives_way.get(finding.rule), finding.place.selector) not in said
    ]
