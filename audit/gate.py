"""The gate: what of all that was found makes a run fail, and what is said of the rest.

Reviews, and with them findings that came and went, trip nothing; nor does what was waived, what
was only carried on from earlier runs, or what somebody knows already (a baseline, a live site).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from audit.model import Finding, RunResult, Status
from audit.waivers import Waivers

IN_HISTORY = "an earlier run found it already"
"""Why an existing finding does not trip a gate that is for new ones only."""


class Known(Protocol):
    """Findings that somebody knows already, and that trip no gate for that."""

    def knows(self, finding: Finding) -> str:
        """Say who knows a finding, as `in the baseline`; empty where nobody does."""
        ...

    def remarks(self, result: RunResult) -> Iterable[str]:
        """Yield what is to be said after the run, a sentence each."""
        ...


class Remark(NamedTuple):
    """What reports are to say of a finding."""

    fingerprint: str
    status: Status
    note: str


class Gate:
    """Asked of every finding of a run, once; then it knows whether the run fails, and why."""

    def __init__(
        self,
        heavy: Callable[[Finding], bool],
        waivers: Waivers,
        known: Sequence[Known] = (),
        *,
        new_only: bool = False,
    ) -> None:
        """`heavy` says whether a finding trips a gate that nothing is known to.

        With `new_only` findings of earlier runs do not trip it; nor do those that one of `known`
        knows. A finding whose waiver has ended does, however long it has been known.
        """
        self._heavy = heavy
        self._waivers = waivers
        self._known = known
        self._new_only = new_only
        self._excused: Counter[str] = Counter()
        self.tripped = 0
        """Findings that trip the gate."""

    def take_all(self, findings: Iterable[Finding]) -> list[Remark]:
        """Take every finding of the run; gives what is to be said of some of them."""
        return [remark for finding in findings if (remark := self.take(finding)) is not None]

    def take(self, finding: Finding) -> Remark | None:
        """Take a finding of the run; gives what is to be said of it, if anything."""
        said = self._waivers.take(finding)
        lapsed = bool(said) and self._waivers.has_lapsed(finding)
        who = "" if lapsed or not _is_seen(finding) else self._who_knows(finding)
        if self._heavy(finding):
            if who or (not lapsed and self._new_only and finding.status is Status.EXISTING):
                self._excused[who or IN_HISTORY] += 1
            else:
                self.tripped += 1
        if said:
            return Remark(finding.fingerprint, finding.status, said)
        if who and finding.status in (Status.NEW, Status.EXISTING):
            return Remark(finding.fingerprint, Status.EXISTING, who)
        return None

    def remarks(self, result: RunResult, *, whole: bool) -> Iterator[str]:
        """Yield what a reader should know of how the gate judged, a sentence each.

        To be called once all findings were taken. `whole`: the run wanted all pages.
        """
        for why, number in sorted(self._excused.items()):
            findings = "1 finding does" if number == 1 else f"{number} findings do"
            yield f"{findings} not trip the gate: {why}"
        for known in self._known:
            yield from known.remarks(result)
        yield from self._waivers.remarks(result.outcomes, result.unchecked, whole=whole)

    def _who_knows(self, finding: Finding) -> str:
        return next((who for known in self._known if (who := known.knows(finding))), "")


def _is_seen(finding: Finding) -> bool:
    return finding.status not in (Status.FIXED, Status.NOT_CHECKED)
