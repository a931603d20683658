"""Rule page-title-missing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audit import urls
from audit.model import Finding, Severity, normalise
from audit.page import Page
from rules import words
from rules.base import PageRule

NAMELESS = words.read(__file__, "nameless.txt")
"""Titles that name no page, in small letters and without signs."""
NUMBERED = re.compile(r"(untitled|new|blank)( (page|document))?( \d+)?|page \d+|slide \d+")
FILE = re.compile(r"[\w%~+.-]*\.(s?html?|php\d?|aspx?|jspx?|cfml?|cgi|docx?|pdf|indd|pptx?)", re.I)
"""A file's name and nothing else (WCAG 2.2, failure F25)."""
ADDRESS = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
SEPARATOR = r"[|–—·•»«›‹:~/\\-]"
ONLY_THE_SITE = re.compile(rf"\s*{SEPARATOR}+\s+\S")
"""A template that puts nothing before its separator and the site's name after it."""


@dataclass(frozen=True)
class TitleMissing(PageRule):
    """Every page has a title that says what it is about.

    The title is the first thing that a screen reader speaks, and all that a browser tab, a
    bookmark and a search result show. A page called "Untitled" or "index.html" cannot be found
    again among others.

    To fix it, give the page a title in its head that begins with its subject and ends with the
    organisation's name: `Breast care | Lakeside Cancer Center`.
    """

    title = "Page without a title that names it"
    severity = Severity.ERROR
    tags = ("pages", "wcag:2.4.2")
    gives_way = {"page-title-missing": "content-placeholder"}
    bad = (
        "<html data-bad><body><h1>Breast care</h1>",
        "<html data-bad><head><title> </title></head><body><h1>Breast care</h1>",
        "<html data-bad><body><svg><title>Logo</title></svg><h1>Breast care</h1>",
        "<title data-bad>Untitled Document</title><h1>Breast care</h1>",
        "<title data-bad>https://hospital.example/care/</title><h1>Breast care</h1>",
        "<title data-bad>breast-care.html</title><h1>Breast care</h1>",
        "<title data-bad>Home page</title><h1>Lakeside</h1>",
        "<title data-bad>WordPress</title><h1>Breast care</h1>",
        "<title data-bad> | Lakeside Cancer Center</title><h1>Breast care</h1>",
    )
    good = (
        "<title>Breast care | Lakeside Cancer Center</title><h1>Breast care</h1>",
        "<title>Home | Lakeside Cancer Center</title><h1>Welcome</h1>",
        "<title>Lakeside Cancer Center</title><h1>Welcome</h1>",
        "<title>Untitled: how patients paint their illness</title><h1>Exhibition</h1>",
        "<meta http-equiv=refresh content='0; url=/care/'>",
    )

    also: tuple[str, ...] = ()
    """Further titles that name no page, such as the name of the site's content system."""
    allow: tuple[str, ...] = ()
    """Titles that may stand on this site though they look like none."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for a page without a title, or with one that names nothing."""
        tag, title = page.title_tag, page.title
        if not title or tag is None:
            if not _sends_away(page):
                root = page.soup.html or page.walk.tags[0]
                what = "no title" if tag is None else "an empty title"
                yield self.finding(page, root, f"the page has {what}", subject=what)
            return
        if normalise(title) in {normalise(each) for each in self.allow}:
            return
        fault = self._fault(page, title)
        if fault:
            yield self.finding(page, tag, f"the title “{title[:200]}” is {fault}", subject=title)
        elif ONLY_THE_SITE.match(title):
            yield self.finding(
                page,
                tag,
                f"the title “{title[:200]}” has nothing before its separator",
                subject=title,
                review=True,
            )

    def _fault(self, page: Page, title: str) -> str:
        """Say what a title is instead of a name for its page; empty where it names it."""
        if ADDRESS.fullmatch(title) or _is_own_address(page, title):
            return "only an address"
        if FILE.fullmatch(title):
            return "only a file's name"
        plain = " ".join(re.sub(r"[\W_]+", " ", normalise(title)).split())
        also = {" ".join(re.sub(r"[\W_]+", " ", normalise(each)).split()) for each in self.also}
        if plain in NAMELESS or plain in also or NUMBERED.fullmatch(plain):
            return "no name of a page"
        return "" if plain else "made of signs only"


def _is_own_address(page: Page, title: str) -> bool:
    """Say whether a title is the page's host, path, or both."""
    if " " in title:
        return False
    given = urls.comparable(title if "://" in title else f"https://{title}")
    host, path = urls.host(page.url).removeprefix("www."), urls.path(page.url).rstrip("/")
    own = urls.comparable(page.url)
    slashed = title.startswith("/") and path != "" and title.rstrip("/") == path
    return slashed or (bool(host) and "." in title and given in (host, own))


def _sends_away(page: Page) -> bool:
    """Say whether the page shows nothing and leads to another at once."""
    for meta in page.walk.named("meta"):
        if str(meta.get("http-equiv") or "").lower() == "refresh":
            wait, _, target = str(meta.get("content") or "").partition(";")
            return bool(target.strip()) and wait.strip() in ("", "0")
    return False
