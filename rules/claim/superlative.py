"""Rule claim-superlative."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from audit.model import ApprovedClaim, Finding, Severity, normalise
from audit.page import Page
from rules.badge.lines import Line, lines
from rules.badge.resolver import resolver
from rules.badge.words import plain
from rules.base import PageRule
from rules.claim.counts import sentences
from rules.claim.drift import find_drift
from rules.claim.speaker import Speaker, speaker
from rules.claim.superlatives import Superlative, find_superlatives, may_praise

_TOLD = re.compile(r"[“\"][^“”\"]{10,1000}[”\"]")
_OF_ME = re.compile(r"\b(?:i|me|my|mine|i'm|i’m)\b")
_OF_US = re.compile(r"\b(?:we|our|us|ours)\b")
_SUBJECT = re.compile(
    r"\b(?:is|are|was|were|remains|became|as)(?: also| still)?\s*$", re.IGNORECASE
)


@dataclass(frozen=True)
class UnapprovedSuperlative(PageRule):
    """What a hospital says of itself in superlatives must be approved, word for word.

    "Only", "first", "best", "leading" are claims of fact to a patient who chooses by them, and to
    a regulator: section 5 of the FTC Act asks for evidence before they are made. The site's ledger
    (`claims` in audit.yaml) holds each approved wording with its evidence, who answers for it, and
    until when. Where audit.yaml has no ledger, nobody can tell what is approved, and the rule is
    silent.

    To fix it, have the wording approved and enter it in the ledger with its evidence, approver and
    end date, or say what can be shown: "accredited since 1981" instead of "the best".
    """

    title = "A superlative that nobody has approved"
    severity = Severity.WARNING
    tags = ("claims", "truth", "ledger")
    given = {
        "claims": (
            ApprovedClaim(
                "Mississippi's only cancer center with all 4 accreditations",
                evidence="https://hospital.example/evidence/12",
                approved_by="Compliance",
                until=date(2027, 6, 30),
            ),
        )
    }
    bad = (
        "<p data-bad>We are the leading cancer center in the region.</p>",
        "<h2 data-bad>Mississippi’s first robotic surgery program</h2>",
    )
    good = (
        "<h2>Mississippi’s only cancer center with all 4 accreditations</h2>",
        "<p>Bring your papers to your first visit. Take only one tablet. Lung cancer is the "
        "leading cause of cancer death. It is best to rest.</p>",
    )

    claims: tuple[ApprovedClaim, ...] = ()
    """The site's ledger of approved wordings. Where it is empty the rule is silent."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield a finding for each superlative that the ledger does not cover."""
        if not self.claims:
            return
        for line in lines(page).all:
            if not may_praise(line.text) or page.region(line.tag) == "nav" or _quoted(line):
                continue
            for sentence in sentences(_TOLD.sub(_without_praise_by_patients, line.text)):
                for said in find_superlatives(sentence):
                    flat = plain(sentence)
                    whose = speaker(page, flat, said.start, said.end)
                    if whose is Speaker.ANOTHER or _of_another(flat[: said.start]):
                        continue
                    yield from self._judge(page, line, sentence, said, whose)

    def _judge(
        self, page: Page, line: Line, sentence: str, said: Superlative, whose: Speaker
    ) -> Iterator[Finding]:
        today = page.gathered.date()
        held = [claim for claim in self.claims if _covers(claim, sentence, said)]
        lacking = [_lacks(claim, today) for claim in held]
        if held and not all(lacking):
            return
        evidence = {"sentence": sentence, "words": said.words}
        if held:
            yield self.finding(
                page,
                line.tag,
                f"“{said.words}” stands in the ledger of approved claims, but {lacking[0]}.",
                subject=said.words,
                evidence=evidence,
            )
            return
        drift = find_drift([claim.text for claim in self.claims], sentence, said.words)
        if drift is not None:
            yield self.finding(
                page,
                line.tag,
                f"“{drift.said}” is not the approved wording “{drift.approved}”: {drift.told}.",
                subject=said.words,
                fix=f"Write “{drift.approved}”, or have the new wording approved.",
                evidence={**evidence, "approved": drift.approved, "difference": drift.told},
                review=drift.small or whose is Speaker.DOUBTFUL,
            )
            return
        perhaps = " It may speak of another organisation." if whose is Speaker.DOUBTFUL else ""
        yield self.finding(
            page,
            line.tag,
            f"“{said.words}” praises the organisation, and the ledger of approved claims does not "
            f"hold it.{perhaps}",
            subject=said.words,
            evidence=evidence,
            review=bool(perhaps),
        )


def _without_praise_by_patients(quoted: re.Match[str]) -> str:
    """Leave out a quotation in which a patient speaks of themselves, and keep a spokesperson's."""
    words = quoted.group().lower()
    return quoted.group() if _OF_US.search(words) or not _OF_ME.search(words) else "…"


def _of_another(before: str) -> bool:
    """Say whether a sentence that begins so speaks of another: `The American Cancer Society is`."""
    if not _SUBJECT.search(before):
        return False
    meaning = resolver().resolve(before)
    known = meaning.others or meaning.issuers or meaning.mentions
    return bool(known) and not meaning.rest and not _OF_US.search(before.lower())


def _covers(claim: ApprovedClaim, sentence: str, said: Superlative) -> bool:
    """Say whether the approved wording stands in the sentence and holds the praising words."""
    approved = normalise(claim.text).strip(" .!")
    return approved in normalise(sentence) and normalise(said.words) in approved


def _lacks(claim: ApprovedClaim, today: date) -> str:
    """Say what an entry of the ledger lacks; empty where it stands."""
    if claim.until is not None and claim.until < today:
        return f"its approval ended on {claim.until.isoformat()}"
    if not claim.evidence:
        return "without evidence"
    if not claim.approved_by:
        return "nobody is named who approved it"
    return ""


def _quoted(line: Line) -> bool:
    """Say whether a line is what somebody else said: a patient's words are no claim of the site."""
    return any(tag.name in ("blockquote", "q") for tag in (line.tag, *line.tag.parents))
