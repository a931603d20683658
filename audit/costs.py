"""What rules cost in processor time: the times of any number of pages in little room."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

FINEST = 1e-6
"""Seconds; what takes less is counted as this."""
STEP = 1.1
"""Each bucket is so many times as wide as the one before: a median is right to within 5 %."""
LAST = 250
"""The last bucket, of some six hours; a spread never holds more numbers than that."""


@dataclass
class Spread:
    """How long something took each time, counted in buckets, so that spreads can be added up."""

    counts: Counter[int] = field(default_factory=Counter)
    """By bucket: how often it took about `FINEST * STEP ** bucket` seconds."""

    def add(self, seconds: float) -> None:
        """Count one time."""
        bucket = round(math.log(max(seconds, FINEST) / FINEST, STEP))
        self.counts[min(bucket, LAST)] += 1

    @property
    def times(self) -> int:
        """How many times were counted."""
        return self.counts.total()

    @property
    def median(self) -> float:
        """Seconds that half of the times stayed within; 0 where none was counted."""
        half, seen = self.times / 2, 0
        for bucket in sorted(self.counts):
            seen += self.counts[bucket]
            if seen >= half:
                return float(FINEST * STEP**bucket)
        return 0.0


@dataclass(frozen=True)
class Cost:
    """What one rule cost in one run, or in several together."""

    rule: str
    pages: Spread = field(default_factory=Spread)
    """Seconds of processor time for each page that it judged or took facts from."""
    site: float = 0.0
    """Seconds of processor time to compare pages, after the last page."""


class Tally:
    """Adds up what rules cost."""

    def __init__(self) -> None:
        """Nothing was counted yet."""
        self._pages: dict[str, Spread] = defaultdict(Spread)
        self._site: dict[str, float] = defaultdict(float)

    def note_page(self, seconds: Mapping[str, float]) -> None:
        """Count one page: the seconds that each rule took for it."""
        for rule, each in seconds.items():
            self._pages[rule].add(each)

    def note_site(self, rule: str, seconds: float) -> None:
        """Count what a rule took to compare pages."""
        self._site[rule] += seconds

    def note(self, cost: Cost) -> None:
        """Add what was counted elsewhere."""
        self._pages[cost.rule].counts.update(cost.pages.counts)
        self._site[cost.rule] += cost.site

    def __iter__(self) -> Iterator[Cost]:
        """Yield what each rule cost, in the order of ids."""
        for rule in sorted(self._pages.keys() | self._site.keys()):
            yield Cost(rule, self._pages.get(rule, Spread()), self._site.get(rule, 0.0))
