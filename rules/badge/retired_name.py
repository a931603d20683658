"""Rule badge-retired-name."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit.model import Finding, Held, Severity
from audit.page import Page
from rules.badge.reading import read_badges
from rules.badge.resolver import resolver
from rules.badge.words import clip
from rules.base import PageRule


@dataclass(frozen=True)
class RetiredName(PageRule):
    """A badge must go by the name that its issuer uses today.

    Who looks up a replaced name at the issuer finds nothing and may doubt the accreditation.
    Issuers ask that old marks and names be replaced within a set time.

    To fix it, use the current name and the issuer's current picture.
    """

    title = "A badge under a replaced name"
    severity = Severity.WARNING
    tags = ("badges", "truth")
    bad = ('<img data-bad src="bicoe.png" alt="ACR Breast Imaging Center of Excellence">',)
    good = (
        '<img src="cbic.png" alt="ACR Designated Comprehensive Breast Imaging Center">',
        '<img src="dicoe.png" alt="ACR Diagnostic Imaging Center of Excellence">',
    )

    accreditations: tuple[Held, ...] = ()
    """The site's registry; its names count beside the catalogue's."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield a finding for each badge with a replaced name among its labels."""
        catalogue = resolver(self.accreditations).catalogue
        for badge in read_badges(page, self.accreditations):
            said = [(signal, pair) for signal in badge.strong for pair in signal.meaning.retired]
            if not said:
                continue
            signal, (old, now) = said[0]
            kinds = " and ".join(dict.fromkeys(each.kind for each, _ in said))
            verb = "use" if " and " in kinds else "uses"
            yield self.finding(
                page,
                badge.tag,
                f"The badge's {kinds} “{clip(signal.text)}” {verb} a replaced name: “{old}” is now "
                f"{now}.",
                subject=old,
                fix=f"Write “{now}” in the {kinds}, and check that the picture is the current one.",
                evidence={"signals": badge.evidence(catalogue)},
            )
