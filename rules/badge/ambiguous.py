"""Rule badge-ambiguous."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit.model import Finding, Held, Severity
from audit.page import Page
from rules.badge.badge import Badge
from rules.badge.lines import lines
from rules.badge.reading import read_badges
from rules.badge.resolver import Resolver, resolver
from rules.base import PageRule


@dataclass(frozen=True)
class Ambiguous(PageRule):
    """A badge must say what was accredited, not only by whom.

    The American College of Radiology accredits mammography, CT, radiation oncology and more, each
    by itself. "ACR Accredited" lets patients believe that all of it is, and lets nobody check.

    To fix it, name the accreditation in the label: "ACR Accredited Facility, Mammography".
    """

    title = "A badge that names only an issuer"
    severity = Severity.WARNING
    tags = ("badges", "truth")
    bad = ('<img data-bad src="seal.png" alt="ACR Accredited">',)
    good = (
        '<div><img src="seal.png" alt="ACR Accredited"><h3>Mammography</h3></div>',
        '<img src="partner.png" alt="American College of Surgeons">',
        '<img src="seal.png" alt="CARF Accredited">',
    )

    accreditations: tuple[Held, ...] = ()
    """The site's registry; its names count beside the catalogue's."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield a finding for each badge of which nothing says what it stands for."""
        badges = resolver(self.accreditations)
        for badge in read_badges(page, self.accreditations):
            if badge.contradictory or badge.accreditations or _told_elsewhere(page, badge, badges):
                continue
            issuers = {
                issuer
                for s in badge.strong
                for issuer in s.meaning.issuers
                if len(badges.names.issued_by(issuer)) > 1
            }
            names = " and ".join(badges.catalogue.issuer_name(each) for each in sorted(issuers))
            if names:
                perhaps = _told_by_title(page, badge, badges)
                yield self.finding(
                    page,
                    badge.tag,
                    f"“{badge.label}” names {names} and does not say what was accredited."
                    + (f" The page is about “{perhaps}”, which may be meant." if perhaps else ""),
                    subject=badge.label,
                    evidence={"signals": badge.evidence(badges.catalogue)},
                    review=bool(perhaps),
                )


def _told_elsewhere(page: Page, badge: Badge, badges: Resolver) -> bool:
    """Say whether another signal, or the heading of the badge's section, names what is meant."""
    if any(signal.meaning.mentions for signal in badge.signals):
        return True
    texts = [signal.text for signal in badge.signals]
    above = lines(page).heading_above(badge.tag)
    if above is not None and page.region(above.tag) == badge.region:
        texts.append(above.text)
    return any(_names(badge, text, badges) for text in texts)


def _told_by_title(page: Page, badge: Badge, badges: Resolver) -> str:
    """Give the page's heading where it names one accreditation, and other headings stand between.

    It says what the page is about; whether it says so of this badge is for a person to decide.
    """
    titles = [each for each in page.headings if each.level == 1]
    if len(titles) != 1 or page.region(titles[0].tag) != badge.region:
        return ""
    return titles[0].text if _names(badge, titles[0].text, badges) else ""


def _names(badge: Badge, text: str, badges: Resolver) -> bool:
    """Say whether a text beside the badge names an accreditation of the badge's issuer."""
    issuers = frozenset(issuer for s in badge.strong for issuer in s.meaning.issuers)
    return bool(badges.resolve(text, within=issuers, vouched=True).mentions)
