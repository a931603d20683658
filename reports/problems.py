"""The findings about badges and claims, by the element and by the accreditation they are about."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from audit.model import ALSO, Finding, RuleInfo, Status
from audit.text import plain
from reports.weight import word

JUDGES = ("badge-", "claim-")
"""Beginnings of the ids of the rules that judge badges and claims."""
KINDS = {"review": "reviews", "waived": "waived", "not checked": "not_checked"}
"""By what a finding counts as; all others are defects."""
SAID = 300
"""Characters of a message that are kept."""
MOST = 50_000
"""Places that are told apart. Findings at further ones are counted, and a reader is told so."""


@dataclass(frozen=True)
class Problem:
    """One defect, on however many pages."""

    rule: str
    title: str
    """Its rule's."""
    group: str
    """As `Finding.group`."""
    kind: str
    """`defects`, `reviews`, `waived` or `not_checked`."""
    word: str = field(compare=False)
    """What its first finding counts as, see `reports.weight.word`."""
    said: str = field(compare=False)
    """The beginning of the first finding's message."""


@dataclass
class Problems:
    """What was found, gathered in one pass; memory goes with the number of different defects."""

    at: dict[tuple[str, str], tuple[Problem, ...]] = field(default_factory=dict)
    """By address and selector."""
    about: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    """By a word of the subject, of the rules whose subjects are ids of accreditations."""
    all: tuple[Problem, ...] = ()
    """Each once, in the order in which they were found."""
    left_out: int = 0
    """Findings at places beyond `MOST`."""


def judges(rule: str) -> bool:
    """Say whether the rule of that id judges badges or claims."""
    return rule.startswith(JUDGES)


def read_problems(findings: Iterable[Finding], rules: Iterable[RuleInfo]) -> Problems:
    """Give what findings say about badges and claims; those that are fixed are left out."""
    known = {rule.id: rule for rule in rules}
    registry = {rule.id for rule in known.values() if "registry" in rule.tags}
    same: dict[tuple[str, str], Problem] = {}
    found = Problems()
    for finding in findings:
        if not judges(finding.rule) or finding.status is Status.FIXED:
            continue
        counts_as = word(finding)
        kind = KINDS.get(counts_as, "defects")
        problem = same.get((kind, finding.group))
        if problem is None:
            title = known[finding.rule].title if finding.rule in known else finding.rule
            said = plain(finding.message, SAID)
            problem = Problem(finding.rule, title, finding.group, kind, counts_as, said)
            same[kind, finding.group] = problem
        # What has something else to do with a defect, as the badge that another repeats, has none.
        for place in (finding.place, *(each for each in finding.related if each.note == ALSO)):
            _add(found, problem, (place.url, place.selector))
        if finding.rule in registry:
            for name in finding.subject.split()[:20]:
                known_already = found.about.get(name, ())
                if problem not in known_already:
                    found.about[name] = (*known_already, problem)
    found.all = tuple(same.values())
    return found


def _add(found: Problems, problem: Problem, place: tuple[str, str]) -> None:
    here = found.at.get(place)
    if here is None and len(found.at) >= MOST:
        found.left_out += 1
    elif here is None:
        found.at[place] = (problem,)
    elif problem not in here:
        found.at[place] = (*here, problem)
