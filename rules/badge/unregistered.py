"""Rule badge-unregistered."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit.model import Finding, Held, Severity
from audit.page import Page
from rules.badge.catalogue import UNVERIFIED
from rules.badge.reading import read_badges
from rules.badge.resolver import resolver
from rules.base import PageRule


@dataclass(frozen=True)
class Unregistered(PageRule):
    """A badge may stand only for an accreditation that the site's registry holds.

    An accreditation that the hospital does not hold, shown as if it did, deceives patients who
    choose by it; issuers act against that, and section 5 of the FTC Act forbids it. The rule
    judges only where audit.yaml lists what is held (`accreditations`).

    To fix it, take the badge away, or add the accreditation to the registry with its proof.
    """

    title = "A badge for an accreditation that is not held"
    severity = Severity.ERROR
    tags = ("badges", "truth", "registry")
    given = {"accreditations": (Held("acs-coc"), Held("award", "State Quality Award"))}
    bad = (
        '<ul><li><img src="coc.png" alt="Commission on Cancer"><li><img data-bad src="napbc.png" '
        'alt="National Accreditation Program for Breast Centers"></ul>',
    )
    good = (
        '<img src="coc.png" alt="CoC Accredited Program">',
        '<img src="state.png" alt="State Quality Award">',
        '<img src="acs.png" alt="American Cancer Society">',
    )

    accreditations: tuple[Held, ...] = ()
    """The site's registry. Where it is empty, nobody knows what is held: the rule is silent."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield a finding for each accreditation shown and not held."""
        held = {entry.id for entry in self.accreditations}
        catalogue = resolver(self.accreditations).catalogue
        if not held:
            return
        for badge in read_badges(page, self.accreditations):
            if badge.contradictory:
                continue
            for may_be in badge.accreditations:
                if not may_be & held:
                    known = sorted(may_be)
                    names = " or ".join(catalogue.name(each) for each in known[:3])
                    sure = catalogue.vouches_for(may_be)
                    yield self.finding(
                        page,
                        badge.tag,
                        f"“{badge.label}” shows {names}, which the registry does not hold."
                        f"{'' if sure else UNVERIFIED}",
                        subject=" ".join(known),
                        fix=f"Take the badge away, or add {known[0]} to `accreditations`"
                        " in audit.yaml with its proof.",
                        evidence={"signals": badge.evidence(catalogue), "held": sorted(held)},
                        review=not sure,
                    )
