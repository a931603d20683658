"""Rule badge-wrong-link."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audit import urls
from audit.model import Finding, Held, Severity
from audit.page import Page
from audit.page.links import PICTURE
from rules.badge.badge import Badge, Signal
from rules.badge.reading import read_badges
from rules.badge.registry import Site
from rules.badge.resolver import resolver
from rules.badge.words import clip
from rules.base import PageRule

DOCUMENT = re.compile(r"\.(pdf|docx?|pptx?)$", re.IGNORECASE)
"""A certificate may lie on a host that only keeps files."""
SECOND_LEVEL = frozenset("ac co com edu gov gob govt health mil net nhs nom org".split())
"""Second labels under which countries register names, as in hospital.org.uk."""


@dataclass(frozen=True)
class WrongLink(PageRule):
    """A badge may link only to its issuer or to the hospital's own pages.

    People click a badge to check it. A link that leads to a designer's page, an old domain that
    somebody else bought, or another organisation with a like name takes the proof away, and the
    mark advertises whoever is at the other end.

    To fix it, link the badge to the issuer's listing of the hospital, or to the hospital's own
    page about the accreditation, or to nothing.
    """

    title = "A badge that links somewhere else"
    severity = Severity.WARNING
    tags = ("badges", "links", "truth")
    bad = (
        '<a href="https://www.cancer.org/"><img data-bad src="coc.png" '
        'alt="Commission on Cancer Accredited Program"></a>',
    )
    good = (
        '<a href="https://www.facs.org/find-a-hospital/"><img src="coc.png" '
        'alt="Commission on Cancer Accredited Program"></a>'
        '<a href="/accreditations/"><img src="napbc.png" alt="NAPBC accredited"></a>'
        '<a href="https://files.hospital.example/ropa.pdf"><img src="r.png" '
        'alt="ACR Radiation Oncology Accreditation"></a>',
        '<a href="https://www.cancer.org/"><img src="acs.png" alt="American Cancer Society"></a>',
    )

    accreditations: tuple[Held, ...] = ()
    """The site's registry; where an entry's `proof` lies, its badge may link to."""
    site: Site | None = None
    """What audit.yaml says of the site; its start addresses are the organisation's own."""
    hosts: tuple[str, ...] = ()
    """Further hosts that badges may link to, such as one that keeps the organisation's files."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield a finding for each badge that links to a host of neither."""
        own: frozenset[str] | None = None
        for badge in read_badges(page, self.accreditations):
            link = next((s for s in badge.weak if s.kind == "link target"), None)
            host = _host(link.text) if link is not None else ""
            if link is None or not host or badge.contradictory or not badge.accreditations:
                continue
            if own is None:
                own = self._own(page)
            allowed = self._issuers(badge)
            if not allowed or _is_of(host, allowed):
                continue
            if _is_of(host, self.hosts) or _site(host) in own:
                continue
            yield self._report(page, badge, link, host, sure=bool(own))

    def _report(self, page: Page, badge: Badge, link: Signal, host: str, *, sure: bool) -> Finding:
        catalogue = resolver(self.accreditations).catalogue
        issuers = sorted(
            {i for known in badge.ids for i in catalogue.accreditations[known].issuers}
        )
        names = " or ".join(catalogue.issuer_name(each) for each in issuers)
        return self.finding(
            page,
            badge.tag,
            f"“{badge.label}” links to {host}, which is neither {names} nor this site.",
            subject=host,
            related=[(link.tag, "the link")],
            evidence={
                "target": clip(link.text),
                "issuer_hosts": sorted(self._issuers(badge)),
                "signals": badge.evidence(catalogue),
            },
            review=not sure or bool(DOCUMENT.search(urls.path(link.text))),
        )

    def _issuers(self, badge: Badge) -> frozenset[str]:
        """Give the hosts of everybody who may have issued a badge; empty where one is unknown."""
        catalogue = resolver(self.accreditations).catalogue
        allowed: set[str] = set()
        for known in badge.ids:
            accreditation = catalogue.accreditations[known]
            issuers = [catalogue.issuers.get(each) for each in accreditation.issuers]
            of_issuers = [host for issuer in issuers if issuer for host in issuer.hosts]
            if not of_issuers and not accreditation.hosts:
                return frozenset()
            allowed.update(of_issuers, accreditation.hosts)
        proofs = (entry.proof for entry in self.accreditations if entry.id in badge.ids)
        return frozenset({*allowed, *filter(None, map(_host, proofs))})

    def _own(self, page: Page) -> frozenset[str]:
        """Give the registered names of the site's hosts; empty where nothing tells them."""
        canonical = page.soup.select_one("link[rel~=canonical][href]")
        addresses = [page.url, *(self.site.start if self.site is not None else ())]
        if canonical is not None:
            addresses.append(str(canonical["href"]))
        return frozenset(_site(host) for each in addresses if (host := _host(each)))


def _host(address: str) -> str:
    """Give the host of a web page's address; empty for pictures, files and other schemes."""
    if not address.lower().startswith(("http://", "https://", "//")) or PICTURE.search(address):
        return ""
    return urls.host(f"https:{address}" if address.startswith("//") else address)


def _is_of(host: str, names: Iterable[str]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in names)


def _site(host: str) -> str:
    """Give the name that was registered, as far as its labels tell: all its hosts are one site.

    Too wide a guess only keeps the rule silent, so no public suffix list is needed.
    """
    labels = host.rstrip(".").split(".")
    if re.fullmatch(r"[\d.]+|\[.*\]", host) or len(labels) < 3:
        return host
    country = len(labels[-1]) == 2 and labels[-2] in SECOND_LEVEL
    return ".".join(labels[-3:] if country else labels[-2:])
