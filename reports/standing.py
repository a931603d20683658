"""How it stands with accreditations and claims, in the words of a report's language."""

from datetime import date

from audit.dossier import Approval, Approved, ClaimSeen, Registered, Sheet, Standing
from reports.language import Language

TONES = {
    Standing.CONTRADICTORY: "error",
    Standing.NOT_HELD: "error",
    Standing.ENDED: "error",
    Standing.ELSEWHERE: "warning",
    Standing.ENDING: "warning",
    Standing.UNCLEAR: "review",
    Standing.UNKNOWN: "review",
    Standing.CANDIDATE: "review",
    Standing.HELD: "good",
}
"""What colour and icon go with the words, the worst first."""
APPROVAL_TONES = {
    Approval.APPROVED: "good",
    Approval.ENDED: "error",
    Approval.UNPROVEN: "warning",
    Approval.UNSIGNED: "warning",
}


def name(standing: Standing, language: Language) -> str:
    """Give a standing in a word or two: `Ended`."""
    _ = language.words.gettext
    return {
        Standing.CONTRADICTORY: _("Contradictory"),
        Standing.NOT_HELD: _("Not in the registry"),
        Standing.ENDED: _("Ended"),
        Standing.ELSEWHERE: _("Not for this page"),
        Standing.ENDING: _("Ends soon"),
        Standing.UNCLEAR: _("Unclear"),
        Standing.UNKNOWN: _("Not known"),
        Standing.CANDIDATE: _("May be a badge"),
        Standing.HELD: _("Held"),
    }[standing]


def meaning(standing: Standing, language: Language) -> str:
    """Give what a standing means for a badge, as a sentence."""
    _ = language.words.gettext
    return {
        Standing.CONTRADICTORY: _("Its names contradict each other."),
        Standing.NOT_HELD: _("The registry does not hold it."),
        Standing.ENDED: _("Its term has ended."),
        Standing.ELSEWHERE: _("It is held, but the registry does not let this page show it."),
        Standing.ENDING: _("It is held, and its term ends soon."),
        Standing.UNCLEAR: _("Nobody can tell which accreditation is meant, or whose."),
        Standing.UNKNOWN: _("There is no registry to hold it against."),
        Standing.CANDIDATE: _("A picture that looks like a badge and names nothing known."),
        Standing.HELD: _("The registry holds it."),
    }[standing]


def term(entry: Registered, language: Language) -> str:
    """Give until when an entry of the registry is held: `Ends in 30 days, on 3 March 2027`."""
    _, ngettext = language.words.gettext, language.words.ngettext
    if entry.until is None:
        return _("No end entered")
    until = language.date(entry.until)
    if entry.standing is Standing.ENDED:
        return _("Ended on %(date)s") % {"date": until}
    if entry.standing is Standing.HELD:
        return _("Until %(date)s") % {"date": until}
    if entry.days == 0:
        return _("Ends on this very day, %(date)s") % {"date": until}
    words = ngettext(
        "Ends in %(days)s day, on %(date)s", "Ends in %(days)s days, on %(date)s", entry.days
    )
    return words % {"days": language.number(entry.days), "date": until}


def approval(entry: Approved, language: Language) -> str:
    """Give how it stands with an entry of the ledger: `Approved until 3 March 2027`."""
    _ = language.words.gettext
    until = _day(entry.until, language)
    match entry.approval:
        case Approval.ENDED:
            return _("Approval ended on %(date)s") % {"date": until}
        case Approval.UNPROVEN:
            return _("No evidence is entered")
        case Approval.UNSIGNED:
            return _("Nobody is named who approved it")
    return _("Approved until %(date)s") % {"date": until} if until else _("Approved")


def _day(value: date | None, language: Language) -> str:
    return language.date(value) if value else ""


def claim(seen: ClaimSeen, sheet: Sheet, language: Language) -> str:
    """Give what the ledger says of a claim."""
    _ = language.words.gettext
    if seen.kind == "more":
        return _("More claims are on this page and not told here")
    if seen.entry is not None:
        return approval(sheet.ledger[seen.entry], language)
    if seen.kind == "number":
        return _("Counted against the badges instead")
    if seen.doubtful:
        return _("May speak of another")
    return _("Not approved") if sheet.ledger else _("Not known: no ledger")


def claim_tone(seen: ClaimSeen, sheet: Sheet) -> str:
    """Give the colour and icon of what `claim` says; empty for a number."""
    if seen.entry is not None:
        return APPROVAL_TONES[sheet.ledger[seen.entry].approval]
    if seen.kind == "number":
        return ""
    return "warning" if sheet.ledger and not seen.doubtful else "review"
