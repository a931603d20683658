"""Rule link-insecure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import Tag

from audit import urls
from audit.model import Fact, Finding, Reach, Severity, Target, Unchecked
from audit.page import Page
from rules.base import Known, TargetRule

LOADED = {
    "img": ("src", "picture"),
    "iframe": ("src", "frame"),
    "script": ("src", "script"),
    "audio": ("src", "sound"),
    "video": ("src", "film"),
    "embed": ("src", "embedded thing"),
    "object": ("data", "embedded thing"),
    "link": ("href", "style sheet"),
}
"""Elements that make a browser load something, their attribute, and what it is called here."""
MOST = 200
"""Facts of one page."""
_HTTP = re.compile(r"^\s*http:", re.IGNORECASE)


@dataclass(frozen=True)
class Insecure(TargetRule):
    """Nothing is linked or loaded over http where https would do.

    What goes over http is not encrypted: it can be read and changed on its way, on any hospital's
    or hotel's network. Browsers block scripts and frames that a secure page loads over http, so
    that something is missing from the page, and warn before they follow such links.

    To fix it, write `https://`. Where the other site does not answer there, ask whether it has to
    be linked at all, or keep what you load on your own site.
    """

    title = "Linked or loaded without encryption"
    severity = Severity.WARNING
    tags = ("links", "privacy")
    answers = {
        "https://trials.example/": Target("", Reach.THERE, 200),
        "https://old.example/": Target("", Reach.DOUBTFUL, 0, "could not be reached"),
        "https://back.example/": Target("", Reach.THERE, 200, final="http://back.example/"),
    }
    bad = (
        {"/care/": '<a data-bad href="http://trials.example/">Clinical trials</a>'},
        {"/care/": '<img data-bad src="http://pictures.example/nurse.jpg" alt="A nurse">'},
    )
    good = (
        {"/care/": '<a href="https://trials.example/">Clinical trials</a>'},
        {"/care/": '<a href="http://old.example/">An old site</a>'},
        {"/care/": '<a href="http://back.example/">A site that sends visitors back</a>'},
        {
            "/care/": '<meta http-equiv="Content-Security-Policy" content="upgrade-insecure-'
            'requests"><img src="http://pictures.example/nurse.jpg" alt="A nurse">'
        },
        {"/care/": '<link rel="canonical" href="http://hospital.example/care/">Breast care'},
    )

    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield links and loaded things with an http address, under that address with https."""
        if "http:" not in page.html.lower():
            return
        left = MOST
        for tag, href, what in _unencrypted(page):
            address = page.resolve(href)
            secure = _secured(address) if address else None
            if secure and left:
                left -= 1
                yield self.fact(page, secure, {"address": address, "what": what}, tag)

    def check(
        self, key: str, facts: Sequence[Fact], known: Known = Target
    ) -> Iterator[Finding | Unchecked]:
        """Yield what would do as well over https, and what browsers block for want of it."""
        target = known(key)
        secure = target.reach is Reach.THERE and not target.final.startswith("http:")
        if target.reach is Reach.UNASKED and not all(fact.value["what"] for fact in facts):
            yield Unchecked(self.id, key, target.detail or "it was not asked")
        for fact in facts:
            what, address = fact.value["what"], fact.value["address"]
            if what:
                message = f"The page is encrypted, and loads a {what} over http: {address}"
            elif secure:
                message = f"A link goes to {address} without encryption; {key} answers as well"
            else:
                continue
            yield Finding(
                rule=self.id,
                message=message,
                place=fact.place,
                severity=self.severity,
                subject=address,
                fix=f"Write {key} instead." if secure else None,
                evidence={"address": address, "https": target.reach.value},
            )


def _unencrypted(page: Page) -> Iterator[tuple[Tag, str, str]]:
    """Yield elements with an http address, that address, and what it is; empty for a link."""
    for link in page.links:
        if _HTTP.match(link.href):
            yield link.tag, link.href, ""
    # Of a file nobody knows how it will be served.
    if page.root or not (page.address or page.url).startswith("https:") or _upgrades(page):
        return
    for name, (attribute, what) in LOADED.items():
        for tag in page.walk.named(name):
            value = tag.get(attribute)
            if name == "link" and "stylesheet" not in (tag.get("rel") or ()):
                continue
            if isinstance(value, str) and _HTTP.match(value):
                yield tag, value, what


def _upgrades(page: Page) -> bool:
    """Say whether the page has browsers ask over https all the same (W3C upgrade-insecure)."""
    policies = [page.headers.get("content-security-policy", "")]
    for tag in page.walk.named("meta"):
        if str(tag.get("http-equiv") or "").lower() == "content-security-policy":
            policies.append(str(tag.get("content") or ""))
    return any("upgrade-insecure-requests" in policy.lower() for policy in policies)


def _secured(address: str) -> str | None:
    """Give the address with https; None where it names a port, of which the scheme is a part."""
    plain = urls.canonical(address)
    if plain is None or not plain.startswith("http:") or urls.port(plain) != 80:
        return None
    return plain.replace("http:", "https:", 1)
