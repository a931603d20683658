"""What reports are told of a site's waivers: what each says, and what it meets in a run."""

from collections.abc import Iterable, Sequence

from audit.config import Waiver
from audit.dossier import WaiverNote
from audit.model import Finding, Status
from audit.waivers import covers


def note(waivers: Sequence[Waiver], findings: Iterable[Finding]) -> tuple[WaiverNote, ...]:
    """Give the notes of `waivers`, the first to end first.

    `findings` are those of the waivers' rules at least, and are read once. What the run did not
    see is not counted.
    """
    counts = dict.fromkeys(waivers, 0)
    by_rule: dict[str, list[Waiver]] = {}
    for waiver in counts:
        by_rule.setdefault(waiver.rule, []).append(waiver)
    for finding in findings:
        if finding.status in (Status.FIXED, Status.NOT_CHECKED):
            continue
        for waiver in by_rule.get(finding.rule, ()):
            counts[waiver] += covers(waiver, finding)
    notes = (
        WaiverNote(
            rule=waiver.rule,
            pages=waiver.pages,
            subject=waiver.subject,
            reason=waiver.reason,
            owner=waiver.owner,
            ticket=waiver.ticket,
            until=waiver.until,
            covers=count,
        )
        for waiver, count in counts.items()
    )
    return tuple(sorted(notes, key=lambda each: (each.until, each.rule, each.pages, each.subject)))
