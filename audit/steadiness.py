"""What two loads of one page agree on, and what came and went between them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from audit import anchors
from audit.judge import PERHAPS, Verdict
from audit.model import ALSO, Certainty, Fact, Finding, Unchecked


def confirm(first: Verdict, second: Verdict) -> Verdict:
    """Make one verdict of those on two loads of a page that did not come to rest.

    What both say is said as the second does, for its page is the one that is pictured. A finding
    of one load only, or of which only one was sure, is unstable. A fact must be in both: a page
    is not held against others by what may be gone.
    """
    before = {finding.fingerprint: finding for finding in first.findings}
    findings = []
    for finding in second.findings:
        twin = before.pop(finding.fingerprint, None)
        findings.append(_agree(twin, finding) if twin else doubt(finding))
    findings += map(doubt, before.values())
    turns: dict[str, int] = {}
    for finding in findings:
        turns.setdefault(finding.rule, len(turns))
    return Verdict(
        tuple(sorted(findings, key=lambda finding: turns[finding.rule])),
        tuple(_common(first.facts, second.facts)),
        tuple(dict.fromkeys((*first.unchecked, *second.unchecked))),
        costs=second.costs,
    )


def leave_open(verdict: Verdict, url: str, reason: str) -> Verdict:
    """Give the verdict on a page that did not come to rest and could not be loaded again.

    Nothing in it is sure, and every rule that was is unchecked, for `reason`.
    """
    sure = [each.rule for each in verdict.findings if each.certainty is Certainty.SURE]
    collecting = (fact.rule for fact in verdict.facts if fact.rule != anchors.RULE)
    rules = dict.fromkeys((*sure, *collecting))
    return Verdict(
        tuple(map(doubt, verdict.findings)),
        (),
        (*verdict.unchecked, *(Unchecked(rule, url, reason) for rule in rules)),
        costs=verdict.costs,
    )


def doubt(finding: Finding) -> Finding:
    """Give a finding as one that came and went: for a person to look at, never for the gate."""
    return replace(
        finding,
        certainty=Certainty.REVIEW,
        unstable=True,
        message=f"{finding.message.rstrip('.')}; seen for sure in one of two loads at most",
    )


def _agree(one: Finding, other: Finding) -> Finding:
    if one.certainty is not other.certainty:
        return doubt(other)
    places = {one.place.selector, *(place.selector for place in one.related)}
    related = tuple(
        replace(place, note=PERHAPS)
        if place.note == ALSO and place.selector not in places
        else place
        for place in other.related
    )
    milder = max(one.severity, other.severity, key=lambda severity: severity.rank)
    return replace(other, severity=milder, related=related)


def _common(first: Iterable[Fact], second: Iterable[Fact]) -> Iterator[Fact]:
    """Give the facts of both; of one whose value is a list, what both lists hold."""
    before = {_key(fact): fact for fact in first}
    lists = {
        (fact.rule, fact.key): list(map(_written, fact.value))
        for fact in before.values()
        if isinstance(fact.value, list)
    }
    for fact in second:
        if _key(fact) in before:
            yield fact
        elif isinstance(fact.value, list) and (fact.rule, fact.key) in lists:
            known = set(lists[fact.rule, fact.key])
            yield replace(fact, value=[each for each in fact.value if _written(each) in known])


def _key(fact: Fact) -> tuple[str, str, str]:
    return fact.rule, fact.key, _written(fact.value)


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
