"""Rule badge-expiring."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from audit.model import Finding, Held, Severity
from audit.page import Page
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
    lead_days: int = 90
    """Days before the end of a term from which on it is reported."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield a finding for each badge whose accreditation ends within the lead time."""
        catalogue = resolver(self.accreditations).catalogue
        today = page.gathered.date()
        for badge, entry, last in terms(page, self.accreditations):
            if today <= last <= today + timedelta(days=self.lead_days):
                days = (last - today).days
                yield self.finding(
                    page,
                    badge.tag,
                    f"“{badge.label}” shows {catalogue.name(entry.id)}, whose term ends on "
                    f"{last.isoformat()}, in {days} day{'' if days == 1 else 's'}.",
                    subject=entry.id,
                    evidence={"until": last.isoformat(), "days": days},
                )
