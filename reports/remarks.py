"""What there is to say of a success criterion in exports: who found what, in English."""

from collections.abc import Iterator

from audit.dossier import Result
from audit.text import plain
from reports.conformance import Answer, Standing

ANSWERS = 5
"""Of people, named for each criterion; the latest."""


def remark(standing: Standing) -> str:
    """Give what automated checks and people found of a criterion, as sentences on one line."""
    return " ".join([automated(standing), *_people(standing)])


def automated(standing: Standing) -> str:
    """Give what automated checks found, as a sentence that never calls silence a pass."""
    of = f"{standing.audited:,} audited {_word(standing.audited, 'page')}"
    if standing.fails:
        found = len(standing.defects)
        waived = f"; findings waived: {standing.waived:,}" if standing.waived else ""
        return (
            f"Automated checks found {found:,} {_word(found, 'defect')} that"
            f" {'fails' if found == 1 else 'fail'} it, on {standing.pages:,} of {of}{waived}."
        )
    ran = standing.judged + standing.in_part
    if not standing.rules:
        return "No automated check speaks of it."
    if not ran:
        return "The automated checks that speak of it did not run."
    part = ", in part only on some" if standing.in_part else ""
    return (
        f"Automated checks ran on {ran:,} of {of}{part}, and found no failure;"
        " that does not show that it is met."
    )


def _people(standing: Standing) -> Iterator[str]:
    if standing.contradicted:
        yield "A person found otherwise; the failure counts until it is gone."
    for answer in standing.answers[:ANSWERS]:
        yield told(answer)
    if not standing.answers:
        yield "No person has tried it."


def told(answer: Answer) -> str:
    """Give what a person found, as a sentence: who, when, of which pages."""
    check = answer.check
    where = plain(check.pages, 300) or "the whole site"
    old = ", too long ago to count" if answer.old and check.result is not Result.FAIL else ""
    note = f": {plain(check.note, 500)}" if check.note else ""
    who = plain(check.who, 200)
    return f"{who}, {check.on.isoformat()}{old}, {where}: {check.result.value}{note}."


def _word(number: int, one: str) -> str:
    return one if number == 1 else f"{one}s"
