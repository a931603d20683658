"""Rule badge-expired."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from audit.model import Finding, Held, Severity
from audit.page import Page
from rules.badge.registry import proof_of
from rules.badge.resolver import resolver
from rules.badge.terms import terms
from rules.base import PageRule


@dataclass(frozen=True)
class Expired(PageRule):
    """A badge may stand only as long as the accreditation's term lasts.

    A badge that outlives its term tells patients something that is no longer true, and issuers
    ask for it to be taken down at once. The rule judges by the dates (`until`) in the site's
    registry; the last day of a term still counts.

    To fix it, take the badge away, or enter the new term in the registry with its proof.
    """

    title = "A badge whose term has ended"
    severity = Severity.ERROR
    tags = ("badges", "truth", "registry")
    given = {
        "accreditations": (
            Held("acs-coc", until=date(2026, 11, 22)),
            Held("acs-napbc", until=date(2026, 11, 23)),
        )
    }
    bad = ('<img data-bad src="coc.png" alt="Commission on Cancer Accredited Program">',)
    good = (
        '<img src="napbc.png" alt="National Accreditation Program for Breast Centers">',
        "<p>Accredited by the Commission on Cancer from 1981 to 2025.</p>",
    )

    accreditations: tuple[Held, ...] = ()
    """The site's registry. Entries without `until` are taken to last."""
    facilities: Mapping[str, str] = field(default_factory=dict)
    """Paths, and the facility that these pages are about."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield a finding for each badge whose accreditation ended before the page was read."""
        catalogue = resolver(self.accreditations).catalogue
        for cover, entry, last in terms(page, self.accreditations, self.facilities):
            if last >= page.gathered.date():
                continue
            by = f" for {entry.facility}" if entry.facility else ""
            yield self.finding(
                page,
                cover.badge.tag,
                f"“{cover.badge.label}” shows {catalogue.name(entry.id)}, whose term{by} ended on"
                f" {last.isoformat()}.",
                subject=entry.id,
                fix=f"Take the badge away, or enter the new term of {entry.id} in audit.yaml with"
                f" its proof.{proof_of([entry])}",
                evidence={
                    "until": last.isoformat(),
                    "proof": entry.proof,
                    "signals": cover.badge.evidence(catalogue),
                },
                review=cover.narrowed,
            )
