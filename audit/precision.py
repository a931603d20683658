"""How often a rule is right, as far as reviewers have marked its findings, and what follows.

A rule that is wrong too often still finds what it finds, but only asks: a false alarm that trips
the gate teaches people to ignore it.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from audit import marks
from audit.config import Config
from audit.marks import Mark

Z = 1.959964
"""Standard deviations around the mean that hold 95 % of a normal distribution."""


@dataclass(frozen=True)
class Record:
    """What reviewers have said of one rule's findings."""

    rule: str
    marks: int
    """How many marks count: the newest, as many as `precision.newest` says."""
    real: int
    """How many of them were defects."""
    floor: float
    """The share of defects that is asked of the rule."""
    least: int
    """The marks below which nothing follows."""

    @property
    def share(self) -> float:
        """The share of marked findings that were defects: the rule's precision."""
        return self.real / self.marks

    @property
    def interval(self) -> tuple[float, float]:
        """The bounds between which the true share lies with 95 % confidence.

        Wilson's score interval, which holds for few marks and for shares near 0 and 1 too: E. B.
        Wilson, Probable Inference, Journal of the American Statistical Association 22 (1927).
        """
        n, p = self.marks, self.share
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z / (1 + Z * Z / n) * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def doubted(self) -> bool:
        """Whether the rule is wrong so often that its findings are for a person to decide."""
        return self.marks >= self.least and self.share < self.floor

    @property
    def told(self) -> str:
        """The record in words."""
        low, high = (_percent(bound) for bound in self.interval)
        return (
            f"{self.real} of {self.marks} marked findings were right "
            f"({_percent(self.share)} %, likely {low} to {high} %)"
        )

    @property
    def doubt(self) -> str:
        """What follows, for a reader; empty where nothing does."""
        if not self.doubted:
            return ""
        return (
            f"{self.rule} only asks for a review: {self.told}, "
            f"and at least {_percent(self.floor)} % are asked of it"
        )


def records(config: Config) -> dict[str, Record]:
    """Give the record of each rule that has marks, by its id.

    Raises ConfigError where the file of marks (`precision.marks`) holds what is no mark.
    """
    return dict(_records(marks.read(Path(config.precision.marks)), config))


def _records(given: Iterable[Mark], config: Config) -> Iterator[tuple[str, Record]]:
    asked = config.precision
    for rule, all_of_it in sorted(_by_rule(given).items()):
        newest = sorted(all_of_it, key=lambda mark: mark.on)[-asked.newest :]
        setting = config.rules.get(rule)
        own = setting.precision if setting is not None else None
        yield (
            rule,
            Record(
                rule=rule,
                marks=len(newest),
                real=sum(mark.real for mark in newest),
                floor=asked.floor if own is None else own,
                least=asked.least,
            ),
        )


def _by_rule(given: Iterable[Mark]) -> Mapping[str, list[Mark]]:
    found: dict[str, list[Mark]] = defaultdict(list)
    for mark in given:
        found[mark.rule].append(mark)
    return found


def _percent(share: float) -> int:
    """Give a share in whole percent, never rounded up to what it does not reach."""
    return math.floor(share * 100 + 1e-9)
