"""Whether the same pages give the same findings in every run."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Said = tuple[str, ...]
"""Of a finding what must be the same: id, rule, certainty, element."""


@dataclass(frozen=True)
class Flip:
    """A finding that some runs have, and others have not."""

    address: str
    said: Said
    runs: int
    """How many have it."""


def find_flips(reports: Iterable[Mapping[str, Any]]) -> list[Flip]:
    """Give what comes and goes between runs over the same addresses, in order of the addresses.

    `reports` are findings.json of each run; what they call unstable they have found out by
    themselves, and it counts no less.
    """
    counts: Counter[tuple[str, Said]] = Counter()
    runs = 0
    for report in reports:
        runs += 1
        counts.update({(finding["url"], _said(finding)) for finding in report["findings"]})
    return [
        Flip(address, said, number)
        for (address, said), number in sorted(counts.items())
        if number < runs
    ]


def _said(finding: Mapping[str, Any]) -> Said:
    return finding["id"], finding["rule"], finding["certainty"], finding["selector"]
