"""Rule badge-expiring."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from audit.model import Finding, Held, Severity
from audit.page import Page
from rules.badge.registry import proof_of
from rules.badge.resolver import resolver
from rules.badge.terms import terms
from rules.base import PageRule


@dataclass(frozen=True)
class Expiring(PageRule):
    """An accreditation that is shown must be renewed before its term ends.

    Surveys take months to arrange. Whoever learns of an ending term in time can renew it, or have
    the badge taken down on the day; later the page says something untrue (badge-expired).

    To fix it, renew the accreditation and enter the new term in the registry, or plan the day on
    which the badge comes down.
    """

    title = "A badge whose term ends soon"
    severity = Severity.WARNING
    tags = ("badges", "truth", "registry")
    given = {
        "accreditations": (
            Held("acs-coc", until=date(2027, 2, 21)),
            Held("acs-napbc", until=date(2027, 2, 22)),
        )
    }
    bad = ('<img data-bad src="coc.png" alt="Commission on Cancer Accredited Program">',)
    good = ('<img src="napbc.png" alt="National Accreditation Program for Breast Centers">',)

    accreditations: tuple[Held, ...] = ()
    """The site's registry. Entries without `until` are taken to last."""
    facilities: Mapping[str, str] = field(default_factory=dict)
    """Paths, and the facility that these pages are about."""
    lead_days: int = 90
    """Days before the end of a term from which on it is reported."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield a finding for each badge whose accreditation ends within the lead time."""
        catalogue = resolver(self.accreditations).catalogue
        today = page.gathered.date()
        for cover, entry, last in terms(page, self.accreditations, self.facilities):
            if not today <= last <= today + timedelta(days=self.lead_days):
                continue
            days = (last - today).days
            by = f" for {entry.facility}" if entry.facility else ""
            yield self.finding(
                page,
                cover.badge.tag,
                f"“{cover.badge.label}” shows {catalogue.name(entry.id)}, whose term{by} ends on"
                f" {last.isoformat()}, in {days} day{'' if days == 1 else 's'}.",
                subject=entry.id,
                fix=f"Renew it and enter the new term of {entry.id} in audit.yaml with its proof,"
                f" or plan to take the badge down after {last.isoformat()}.{proof_of([entry])}",
                evidence={"until": last.isoformat(), "days": days, "proof": entry.proof},
                review=cover.narrowed,
            )
