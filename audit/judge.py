"""Puts pages before rules: what is wrong, what must be compared, and what could not be judged."""

import contextlib
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from audit.model import ALSO, Certainty, Fact, Finding, NotCheckedError, Unchecked
from audit.page import Page
from audit.provenance import locate

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
    costs: Mapping[str, float] = field(default_factory=dict)
    """Of one page: the seconds of processor time that each rule took that judged it."""


def judge(page: Page, rules: RuleSet) -> Verdict:
    """Judge one page by every rule.

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
    begun = time.thread_time()
    for rule, question, answers in asked:
        found, problem = _ask(rule, page, question)
        answers += found
        unchecked += problem
        ended = time.thread_time()
        if page.missing.keys().isdisjoint(rule.needs):
            costs[rule.id] = ended - begun
        begun = ended
    for rule in rules.page:
        gives_way.update(rule.gives_way)
    content = {rule.id: rule.check for rule in rules.page if not rule.needs}
    said = locate(merge(_without_echoes(findings, gives_way)), page, content)
    return Verdict(tuple(said), tuple(facts), tuple(unchecked), costs=costs)


def judge_site(rule: SiteJudge, groups: Iterable[tuple[str, Sequence[Fact]]]) -> Verdict:
    """Judge the whole site by one rule; `groups` gives each key with all its facts, once."""
    findings: list[Finding] = []
    unchecked: list[Unchecked] = []
    for key, facts in groups:
        try:
            for each in rule.check(key, facts):
                if isinstance(each, Finding):
                    findings.append(each)
                else:
                    unchecked.append(each)
        except Exception as problem:
            unchecked.append(Unchecked(rule.id, "", _crash(problem)))
    return Verdict(tuple(merge(findings)), (), tuple(unchecked))


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
    # What takes facts has no such word: it wants nothing that it can do without.
    part = sorted(want for want in getattr(rule, "wants", ()) if want in page.missing)
    return found, [Unchecked(rule.id, page.url, page.missing[want]) for want in part[:1]]


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
