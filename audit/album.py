"""Which defects get a picture: one of each, within what pictures may cost."""

from collections import Counter
from collections.abc import Iterable

from audit.model import Certainty, Finding

AT_ONCE = 25
"""Pictures of one page at most, and before pages have paid for any: a small site shows all."""
PER_PAGE = 1
"""Pictures that each page pays for. A picture takes some 40 ms of processor time, loading and
checking a page half a second and more: so pictures take less than a tenth of a long run."""
MOST = 500
"""Pictures that one worker takes in a run: more than twice what a report shows, and some 4 MB."""
TRIES = 3
"""Pages on which a picture is tried; what cannot be seen on them is likely hidden on all."""


class Album:
    """Chooses what is pictured. A template's defect that finds no room on one page finds it later.

    Each rule has its first picture before any has its second; among equals what is sure comes
    first, then what is severe.
    """

    def __init__(self) -> None:
        """Begin with no picture, and room for `AT_ONCE`."""
        self._room = AT_ONCE
        self._left = MOST
        self._tries: Counter[str] = Counter()

    def choose(self, findings: Iterable[Finding]) -> dict[str, str]:
        """Give group and selector of what is to be pictured of one more page."""
        self._room = min(self._room + PER_PAGE, AT_ONCE, self._left)
        wanted: dict[str, Finding] = {}
        for finding in findings:
            if self._tries[finding.group] < TRIES:
                wanted.setdefault(finding.group, finding)
        turns: Counter[str] = Counter()
        ranked = []
        for finding in sorted(wanted.values(), key=_rank):
            ranked.append((turns[finding.rule], finding))
            turns[finding.rule] += 1
        ranked.sort(key=lambda each: (each[0], _rank(each[1])))
        chosen = {each.group: each.place.selector for _, each in ranked[: self._room]}
        self._tries.update(chosen.keys())
        return chosen

    def keep(self, groups: Iterable[str]) -> None:
        """Note which of the chosen groups were pictured: they are not chosen again."""
        for group in groups:
            self._tries[group] = TRIES
            self._room -= 1
            self._left -= 1


def _rank(finding: Finding) -> tuple[bool, int]:
    return finding.certainty is not Certainty.SURE, finding.severity.rank
