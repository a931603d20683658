"""Which pages contradict the others about one thing, and which value most of them give."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.model import Fact

KNOWN = 3
"""Different values of one thing up to which pages contradict one another; with more of them the
name is one that several things have."""
FEW = 1 / 3
"""Share of sources that may differ from the rest; where more do, they speak of two things."""
SMALL = 4
"""Sources from which on that share is asked for: of two or three nobody knows who is right."""


@dataclass(frozen=True)
class Contradiction:
    """A value that some pages give against the rest."""

    value: str
    facts: tuple[Fact, ...]
    """Where it is given, one for each source."""
    against: Fact
    """One of the facts with the value that most sources give."""
    pages: int
    """How many pages give that value."""


def find_contradictions(facts: Sequence[Fact]) -> Iterator[Contradiction]:
    """Yield what contradicts the majority among the facts of one thing.

    A fact's value holds `value`, `town` and `data`. Values of two towns are of two places; what a
    page says twice in different ways is not compared with itself, but for its data and its text.
    """
    for group in _by_town(facts):
        yield from _among(group)


def _by_town(facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    towns = {fact.value["town"] for fact in facts} - {""}
    if len(towns) < 2:
        yield list(facts)
        return
    for town in sorted(towns):
        yield [fact for fact in facts if fact.value["town"] == town]


def _among(facts: Sequence[Fact]) -> Iterator[Contradiction]:
    sources: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for fact in facts:
        sources[fact.place.url, fact.value["data"]].add(fact.value["value"])
    counts = Counter(value for values in sources.values() for value in values)
    if not 1 < len(counts) <= KNOWN:
        return
    most = max(counts, key=lambda value: counts[value])
    fine = {value for values in sources.values() if most in values for value in values}
    wrong = {source for source, values in sources.items() if not values & fine}
    if len(sources) >= SMALL and len(wrong) > len(sources) * FEW:
        return
    against = next(fact for fact in facts if fact.value["value"] == most)
    pages = len({fact.place.url for fact in facts if fact.value["value"] == most})
    for value in counts:
        dissent: dict[tuple[str, bool], Fact] = {}
        for fact in facts:
            source = fact.place.url, fact.value["data"]
            if source in wrong and fact.value["value"] == value:
                dissent.setdefault(source, fact)
        if dissent:
            yield Contradiction(value, tuple(dissent.values()), against, pages)
