"""Rule tracker-on-care-page."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import Tag

from audit import urls
from audit.model import Finding, NotCheckedError, Severity
from audit.page import Page
from rules.base import PageRule
from rules.tracker.parties import Party, identify, is_pixel, named, named_in_scripts

KINDS = {
    "fetch": "data",
    "xhr": "data",
    "ping": "report",
    "cspviolationreport": "report",
    "document": "frame",
    "iframe": "frame",
    "img": "image",
    "stylesheet": "style sheet",
    "link": "style sheet or icon",
    "websocket": "open line",
    "eventsource": "open line",
    "inline": "inline script",
}
"""Words for what was asked for: `Network.ResourceType` of the browser, or the element's name."""
SHOWN = 4
"""Hosts that a message names."""


@dataclass
class _Contact:
    """What one third party is asked on one page."""

    party: Party
    hosts: dict[str, Counter[str]] = field(default_factory=dict)
    tag: Tag | None = None
    """The first element that names it."""
    doubtful: bool = True
    """Whether only the words of a script speak for it."""
    counts: bool = False
    """Whether it is asked in a way that serves to count visits alone."""

    def note(self, host: str, kind: str, count: int, *, doubtful: bool = False) -> None:
        self.hosts.setdefault(host, Counter())[KINDS.get(kind, kind)] += count
        self.doubtful &= doubtful
        self.counts |= kind == "ping"


@dataclass(frozen=True)
class OnCarePage(PageRule):
    """A page about care lets nobody know who reads it, unless the organisation has decided so.

    Every request to another organisation's server tells it the reader's network address and, as a
    rule, which page is read. On a page about a cancer, a clinic or an appointment that may say
    something about a person's health. Regulators may ask for reasons: the Office for Civil Rights
    of the U.S. Department of Health and Human Services says in a bulletin when tracking on such
    pages may fall under the HIPAA rules (last updated in March 2024; a federal court set a part
    of it aside in June 2024), and the Federal Trade Commission and several states have rules of
    their own. Which of them hold for a site is for its privacy office to say.

    Known trackers are reported on every page: those that measure, advertise, record visits or tie
    them to marketing, and social networks. An invisible picture of one pixel, or a report sent in
    the background, to anybody else is a review. Fonts, videos, maps and files from elsewhere tell
    somebody of the visit too. They are reviews once audit.yaml says which pages are about care
    (`pages`) or whom the organisation has decided on (`allow`); until then they are left alone.

    In a browser the rule reports what was really asked, before anybody agreed to anything; what a
    frame of another site asks for inside is not seen. Without a browser it reports what the HTML
    names, and is listed as not checked all the same, for scripts may ask for more.

    To fix it, take the tracker off the page, or serve the file from the site's own host. If the
    organisation has decided that this third party may know, list its host under `allow`.
    """

    title = "Another organisation is told who reads this page"
    severity = Severity.WARNING
    tags = ("privacy", "trackers")
    bad = (
        "<script data-bad async src=https://www.googletagmanager.com/gtag/js?id=G-1></script>"
        "<h1>Breast cancer</h1>",
        "<script data-bad>f('https://connect.facebook.net/en_US/fbevents.js')</script>"
        "<h1>Find a doctor</h1>",
        "<h1>Visit us</h1><p>Text.</p>"
        '<img data-bad src="https://pixel.insights.example/p.gif" width=1 height=1 alt="">',
    )
    good = (
        "<h1>Breast cancer</h1><script src=/site.js></script>"
        "<script src=https://static.hospital.example/menu.js></script>"
        "<p>Follow us on <a href=https://www.facebook.com/hospital>Facebook</a>.</p>",
        "<h1>Visit us</h1>"
        "<script type=text/plain src=https://static.hotjar.com/c/hotjar.js></script>",
        '<h1>News</h1><link rel=canonical href="https://news.example/a">'
        "<script type=application/ld+json>"
        '{"sameAs": "https://www.facebook.com/hospital"}</script>',
        "<h1>Visit us</h1><link rel=stylesheet href=https://fonts.googleapis.com/css2?family=Lato>"
        "<script src=https://cdn.jsdelivr.net/npm/menu.js></script>"
        '<iframe title="Map" src=https://maps.google.com/maps></iframe>',
    )

    allow: tuple[str, ...] = ()
    """Hosts that may know of visits, each with all below it: `fonts.gstatic.com`, `vimeo.com`."""
    pages: tuple[str, ...] = ()
    """Paths of the pages about care, as `/cancer-care/**`; `/**` for all. They alone are held to
    it, and every third party that they ask is reported. Empty: all pages, and trackers alone."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each third party that is asked from the page.

        Raises NotCheckedError, after that, where no browser told what was asked.
        """
        if self.pages and not urls.path_matches(page.url, self.pages):
            return
        own = urls.site(urls.host(page.address or page.url))
        allowed = tuple(_bare(each) for each in self.allow)
        contacts: dict[Party, _Contact] = {}

        def contact(host: str) -> _Contact | None:
            if not host or urls.site(host) == own or _is_within(host, allowed):
                return None
            party = identify(host)
            return contacts.setdefault(party, _Contact(party))

        for request in page.requests:
            if asked := contact(request.host):
                asked.note(request.host, request.kind, request.count)
        for host, name, tag in named(page):
            # A browser has told what it asked; what it comes to only later is asked later.
            if page.rendered and host not in _hosts(contacts) and tag.get("loading") != "lazy":
                continue
            if (asked := contact(host)) is None:
                continue
            if host not in asked.hosts or not page.rendered:
                asked.note(host, name, 1)
            asked.tag = asked.tag or tag
            asked.counts |= name == "img" and is_pixel(tag)
        if not page.rendered:
            for host, tag in named_in_scripts(page):
                if asked := contact(host):
                    asked.note(host, "inline", 1, doubtful=True)
                    asked.tag = asked.tag or tag
        decided = bool(self.pages or self.allow)
        for each in contacts.values():
            if decided or each.party.tracks or (each.counts and not each.party.kind):
                yield self._report(page, each)
        if "requests" in page.missing:
            raise NotCheckedError(page.missing["requests"])

    def _report(self, page: Page, contact: _Contact) -> Finding:
        party = contact.party
        hosts = list(contact.hosts)
        shown = ", ".join(hosts[:SHOWN]) + (
            f" and {len(hosts) - SHOWN} more" if len(hosts) > SHOWN else ""
        )
        kinds = ", ".join(dict.fromkeys(k for asked in contact.hosts.values() for k in asked))
        if page.rendered:
            message = f"the browser asked {shown} ({kinds})"
        else:
            message = f"the HTML names {shown} ({kinds})"
        if party.words:
            message += f": {party.name}, which {party.words}"
        else:
            message += ", which belongs to another site"
        if not page.rendered:
            message += "; the page was not rendered, so whether and what scripts ask is not known"
        return self.finding(
            page,
            contact.tag or page.soup.html or page.walk.tags[0],
            message,
            subject=party.name,
            evidence={
                "party": party.name,
                "kind": party.kind,
                "hosts": [
                    {"host": host, "asked": list(asked), "requests": asked.total()}
                    for host, asked in contact.hosts.items()
                ],
            },
            review=not party.tracks or contact.doubtful,
        )


def _hosts(contacts: dict[Party, _Contact]) -> set[str]:
    return {host for each in contacts.values() for host in each.hosts}


def _bare(host: str) -> str:
    return host.strip().lower().rpartition("//")[2].removeprefix("*.").rstrip("/")


def _is_within(host: str, allowed: tuple[str, ...]) -> bool:
    return any(host == each or host.endswith(f".{each}") for each in allowed)
