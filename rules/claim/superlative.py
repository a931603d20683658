"""Rule claim-superlative."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from audit.model import ApprovedClaim, Finding, Severity
from audit.page import Page
from rules.badge.lines import Line
from rules.base import PageRule
from rules.claim.drift import find_drift
from rules.claim.ledger import covers, lacks
from rules.claim.praise import read_praise
from rules.claim.speaker import Speaker
from rules.claim.superlatives import Superlative


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
        for each in read_praise(page):
            yield from self._judge(page, each.line, each.sentence, each.said, each.whose)

    def _judge(
        self, page: Page, line: Line, sentence: str, said: Superlative, whose: Speaker
    ) -> Iterator[Finding]:
        today = page.gathered.date()
        held = [claim for claim in self.claims if covers(claim, sentence, said.words)]
        lacking = [lacks(claim, today) for claim in held]
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
