"""What to fix first, and why: people affected × pages × ease, for each defect of a run."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest

from audit.model import Finding, Severity
from reports.to_html import audience
from reports.to_html.entries import Entry

MOST = 5
"""Defects under what to fix first: what a person can take up in a day."""
CANDIDATES = 60
"""Defects whose ease is looked into: those that weigh most without it. So what a report does for it
is bounded, and ease, which makes one weigh three times as much at most, lifts none from beyond."""

PEOPLE = {
    audience.EVERYBODY: 4,
    audience.DECIDING: 4,
    audience.TRACKED: 4,
    audience.BLIND: 3,
    audience.KEYBOARD: 3,
    audience.LOW_VISION: 3,
    audience.DEAF: 3,
    audience.READING: 3,
    audience.SEIZURES: 3,
    audience.COLORS: 2,
    audience.HANDS: 2,
    audience.LANGUAGE: 2,
}
"""What a group of people counts.

Everybody counts most: claims about care are read by all. The groups after that are smaller and are
shut out altogether where the others are only hindered, so they count nearly as much, and not by
their share of visitors; in the last groups most people find another way to what they came for.
"""
HARM = {Severity.ERROR: 100, Severity.WARNING: 10, Severity.NOTICE: 1}
"""How badly they are affected: shut out or told something wrong, hindered, bothered."""

SHARED = 2.0
"""How much more a defect weighs that one change in a shared part of the site clears."""
LIKELY = 1.5
"""How much more one weighs that one change likely clears."""
DECIDED = 1.5
"""How much more one weighs whose correct form the evidence decides: nobody has to look it up."""

GENERAL = "To fix it, "
"""How advice begins that is a rule's for all it finds, and rests on no evidence of one case."""

REGIONS = frozenset({"header", "nav", "footer"})
"""Landmarks that a site's pages share."""
FEWEST = 3
"""Pages from which on the same defect in the same place is taken for one in a shared part."""


@dataclass(frozen=True)
class First:
    """One of the defects to fix first, with what speaks for it."""

    entry: Entry
    finding: Finding
    """The entry's first."""
    people: tuple[str, ...]
    """Whom it shuts out or misleads, in English, marked for translation."""
    shared: bool
    """Whether it stands in a part that pages share, so that one change clears all of it."""
    widespread: bool
    """Whether it is on half of all audited pages or more, in the same place: likely the same."""
    fix: str
    """What to do, for this very defect where the evidence decides it, else in general."""
    weight: float


def rank(entries: Iterable[Entry], audited: int) -> list[First]:
    """Give the `MOST` defects to fix first, the first one first; of equals the earlier one.

    The weight of a defect is the product of
    - the people affected: `PEOPLE` of the group that counts most, times `HARM` of its severity;
    - the pages it is on, of `audited` ones;
    - ease: `SHARED` or `LIKELY` if one change clears it on all of them, and `DECIDED` if the right
      form of what is wrong is known.
    """
    likely = nlargest(
        CANDIDATES, entries, key=lambda entry: _reach(entry, audience.audience(entry.rule))
    )
    return nlargest(MOST, (_weigh(entry, audited) for entry in likely), key=lambda one: one.weight)


def _reach(entry: Entry, people: Iterable[str]) -> int:
    return max(PEOPLE[group] for group in people) * HARM[entry.severity] * entry.pages


def _weigh(entry: Entry, audited: int) -> First:
    finding = entry.finding
    people = audience.shut_out(finding, entry.rule)
    several = entry.pages >= FEWEST
    shared = several and finding.place.context.partition(" › ")[0] in REGIONS
    widespread = several and not shared and 2 * entry.pages >= audited
    decided = finding.fix and not finding.fix.startswith(GENERAL)
    ease = SHARED if shared else LIKELY if widespread else 1
    return First(
        entry=entry,
        finding=finding,
        people=people,
        shared=shared,
        widespread=widespread,
        fix=(finding.fix or entry.rule.fix).removeprefix(GENERAL),
        weight=_reach(entry, people) * ease * (DECIDED if decided else 1),
    )
