"""How much a finding weighs with a reader: what it counts as, and what comes first."""

from collections import Counter
from collections.abc import Iterable, Iterator

from audit.model import Certainty, Finding, RunInfo, Status

Weight = tuple[int, bool, int, bool]


def word(finding: Finding) -> str:
    """Give what a finding counts as: `fixed`, `not checked`, `waived`, `review` or its severity."""
    if finding.status is Status.FIXED:
        return "fixed"
    if finding.status is Status.NOT_CHECKED:
        return "not checked"
    if finding.status is Status.WAIVED:
        return "waived"
    if finding.certainty is Certainty.REVIEW:
        return "review"
    return finding.severity.value


def weigh(finding: Finding) -> Weight:
    """Give a key that sorts findings: worst and new first, reviews and what is settled last."""
    settled = (Status.NOT_CHECKED, Status.WAIVED, Status.FIXED)
    return (
        1 + settled.index(finding.status) if finding.status in settled else 0,
        finding.certainty is Certainty.REVIEW,
        finding.severity.rank,
        finding.status is not Status.NEW,
    )


def fails(finding: Finding, run: RunInfo) -> bool:
    """Say whether a finding is one for which the gate of `run` tripped; none where it did not.

    Of a gate that excuses what is known (a baseline, new findings only) the excused fail too where
    it tripped for others.
    """
    return (
        run.gate == "fail"
        and run.fail_on is not None
        and finding.status in (Status.NEW, Status.EXISTING)
        and finding.certainty is Certainty.SURE
        and finding.severity.rank <= run.fail_on.rank
    )


def heaviest(findings: Iterable[Finding], most: int) -> Iterator[Finding]:
    """Yield the `most` findings that weigh most, in the order in which they come.

    `findings` is read twice and never held. Of equal weight the first ones stay.
    """
    counts = Counter(map(weigh, findings))
    room = {}
    for weight in sorted(counts):
        room[weight] = min(counts[weight], most)
        most -= room[weight]
    for finding in findings:
        weight = weigh(finding)
        if room[weight]:
            room[weight] -= 1
            yield finding
