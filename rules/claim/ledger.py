"""The site's ledger of approved claims: which entry covers a superlative, and whether it stands."""

from datetime import date

from audit.model import ApprovedClaim, normalise


def covers(claim: ApprovedClaim, sentence: str, words: str) -> bool:
    """Say whether the approved wording stands in `sentence` and holds the praising `words`."""
    approved = normalise(claim.text).strip(" .!")
    return approved in normalise(sentence) and normalise(words) in approved


def lasts(claim: ApprovedClaim, day: date) -> bool:
    """Say whether an approval has not ended on `day`; its last day still counts."""
    return claim.until is None or claim.until >= day


def lacks(claim: ApprovedClaim, day: date) -> str:
    """Say what an entry lacks on `day`, as a sentence goes on after `but`; else an empty text."""
    if claim.until is not None and not lasts(claim, day):
        return f"its approval ended on {claim.until.isoformat()}"
    if not claim.evidence:
        return "without evidence"
    if not claim.approved_by:
        return "nobody is named who approved it"
    return ""
