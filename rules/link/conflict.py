"""Rule link-conflict."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from bs4 import Tag

from audit import urls
from audit.model import Finding, Severity
from audit.page import Page
from audit.page.links import Link
from rules.base import PageRule
from rules.card.disagreement import read_disagreements
from rules.link.phrases import bare, depends_on_context
from rules.link.scripted import scripted_links

CHROME = frozenset({"header", "nav", "footer"})
"""Landmarks that frame every page: their links are read without the text around them."""
ITEMS = frozenset({"li", "tr", "td", "article", "dd", "figure", "blockquote"})
"""Elements whose own words say what a link in them is about."""
ORDERS = re.compile(
    r"(add|apply|ask|book|browse|buy|call|check|choose|connect|contact|discover|download|explore"
    r"|find|follow|get|give|go|join|learn|listen|make|meet|order|pay|print|read|refer|register"
    r"|request|reserve|schedule|search|see|select|send|share|shop|sign|start|submit|talk|text|tour"
    r"|try|view|visit|watch|buscar?|encuentr[ae]|programar?|solicit\w+|conozca|llam[ae]|ver)\b"
)
"""First words of a call to action, which means the page's own doctor, date or place."""
MAPS = re.compile(r"(^|\.)(google\.[a-z.]+/maps|maps\.|goo\.gl/maps|bing\.com/maps|mapquest\.)")
TELLING_QUERY = re.compile(r"^(id|p|page_?id|node|nid|item|article|doc|contentid|tabid|catid|cat)$")
"""Query parameters that choose the page; others filter or fill in what it shows."""
MANY = 30
"""Links with one name that are compared with one another."""
CODE = ("code", "kbd", "samp", "pre")
"""Elements of pages that explain programs: there one word has many places that tell of it."""
PROGRAMS = 3
"""Pieces of code from which on a page explains programs."""
INDEX = 20
"""Names of programs that are links, from which on a page is an index of them."""
IDENTIFIER = re.compile(r"[\w$@%*.:/<>()-]*([_:/()<>$*]|\w\.\w|[a-z][A-Z])[\w$@%*.:/<>()-]*")
"""A word that is written as programs write names: `mod_rewrite`, `os.path`, `HeartbeatStorage`."""
LONGEST = 100
"""Characters of such a word at most."""
BLOCK = 120
"""Words up to which a block is about one thing."""
DATE = re.compile(r"\b(19|20)\d\d\b|^\W*\d")


@dataclass(frozen=True)
class Conflict(PageRule):
    """Links with one name must lead to one page.

    Somebody who calls up a list of the page's links with a screen reader, or says a link's name
    to choose it by voice, meets "Locations" twice and cannot know that they are two pages. Mostly
    one of the two addresses is old.

    On pages that show code again and again, words of programs are left alone, and all else is for
    a person to look at: there one word has a page, an entry in a glossary and a place in a manual.

    To fix it, let both lead to the same page, or say in the names how the pages differ:
    "Hospital locations", "Cancer care locations".
    """

    title = "One link name, different targets"
    severity = Severity.WARNING
    tags = ("links", "wcag:2.4.4", "wcag:3.2.4")
    bad = (
        '<nav><a data-bad href="/locations/">Locations</a></nav><main><p>Text.</p></main>'
        '<footer><a href="/about/find-us/">Locations</a></footer>',
        '<main><p>Ask about <a data-bad href="/trials/">clinical trials</a>. Our <a '
        'href="/research/studies/">clinical trials</a> are open to all.</p></main>',
    )
    good = (
        '<nav><a href="/locations/">Locations</a></nav><footer>'
        '<a href="http://hospital.example/locations?utm_source=footer#map">Locations</a></footer>',
        "<ul><li>Tupelo <a href=/a/>Directions</a><li>Starkville <a href=/b/>Directions</a></ul>",
        "<nav><ul><li><a href=/lung/>Lung</a><ul><li><a href=/lung/team/>Our team</a></ul>"
        "<li><a href=/skin/>Skin</a><ul><li><a href=/skin/team/>Our team</a></ul></ul></nav>",
        '<h2>Ana Lopez</h2><a href="/a/book/">Book a visit with her</a>'
        '<h2>Eva Cho</h2><a href="/b/book/">Book a visit with her</a>',
    )

    allow: tuple[str, ...] = ()
    """Names that may lead to different pages on this site."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each name that leads to different pages."""
        told = {
            id(card.link.tag)
            for found in read_disagreements(page)
            for card in found.cards
            if card.link is not None
        }
        allowed = {bare(name) for name in self.allow}
        explains = _explains_programs(page)
        by_name: dict[str, list[Link]] = {}
        for link in (*page.links, *scripted_links(page)):
            name = bare(link.name.text)
            if not name or name in allowed or id(link.tag) in told or not _means_a_page(link):
                continue
            if not (explains and _is_of_programs(page, link)):
                by_name.setdefault(name, []).append(link)
        listed = {id(item) for group in page.lists for item in group.items}
        for name, links in by_name.items():
            if len({_page_of(link) for link in links}) > 1:
                unexplained = [link for link in links if not _is_explained(page, link, listed)]
                yield from self._judge(page, name, unexplained[:MANY], doubtful=explains)

    def _judge(
        self, page: Page, name: str, links: Sequence[Link], *, doubtful: bool
    ) -> Iterator[Finding]:
        alone = [_Standing(page, link) for link in links]
        against: dict[int, Link] = {}
        sure = False
        for one, other in combinations(alone, 2):
            verdict = _contradict(page, one, other)
            if verdict:
                against.update({id(each.link): each.link for each in (one, other)})
                sure = sure or verdict == "sure"
        if not against:
            return
        first, *others = (each.link for each in alone if id(each.link) in against)
        targets = list(dict.fromkeys(str(link.target) for link in (first, *others)))
        yield self.finding(
            page,
            first.tag,
            f"links called “{first.name.text}” lead to different pages: {' and '.join(targets)}",
            subject=name,
            related=[(link.tag, f"leads to {link.target}") for link in others],
            evidence={"name": first.name.text, "targets": targets},
            review=doubtful or not sure,
        )


class _Standing:
    """A link, and what is around it."""

    def __init__(self, page: Page, link: Link) -> None:
        self.link = link
        self.page = _page_of(link)
        self.region = page.region(link.tag)
        self.chrome = self.region in CHROME
        self.heading = _heading_above(page, link.tag)
        block = next((tag for tag in link.tag.parents if tag.name in ("p", "li", "td", "dd")), None)
        words = len(page.text(block).split()) if block is not None else 0
        self.in_sentence = words - len(link.name.text.split()) > 3


def _contradict(page: Page, one: _Standing, other: _Standing) -> str:
    """Say whether two links with one name contradict each other: `sure`, `review` or not."""
    if one.page == other.page:
        return ""
    name = bare(one.link.name.text)
    if _is_portal(page, one.page, other.page):
        return ""
    if one.chrome and other.chrome:
        if "nav" in (one.region, other.region) and one.region == other.region:
            # One menu may have a submenu of that name under each of its headings.
            return "" if one.heading is not other.heading else "sure"
        return "sure"
    if ORDERS.match(name):
        return ""
    if one.chrome or other.chrome:
        near = one.page.startswith(other.page + "/") or other.page.startswith(one.page + "/")
        return "" if near else "review"
    # A sentence explains its link as little as a heading further up: the name alone must tell.
    if one.heading is other.heading or (" " in name and (one.in_sentence or other.in_sentence)):
        return "sure"
    return ""


def _is_portal(page: Page, one: str, other: str) -> bool:
    """Say whether two targets are the front door and a page of one other site, as its login."""
    door, inner = sorted((one, other), key=len)
    return "/" not in door and inner.startswith(door + "/") and door != _own_host(page)


def _own_host(page: Page) -> str:
    return urls.comparable(page.address or page.url).partition("/")[0]


def _means_a_page(link: Link) -> bool:
    name = link.name.text
    if not link.is_page or not link.href or depends_on_context(name) or DATE.search(name):
        return False
    if str(link.tag.get("role") or "") in ("button", "tab"):
        return False
    if "hreflang" in link.tag.attrs or "lang" in link.tag.attrs:
        # The name of a language stands for this page in that language, or for help in it.
        return False
    return not MAPS.search(link.leads_to)


def _explains_programs(page: Page) -> bool:
    """Say whether a page shows code again and again, or is an index of names in programs."""
    if len(page.walk.named(*CODE)) >= PROGRAMS:
        return True
    return sum(_is_identifier(link) for link in page.links) > INDEX


def _is_identifier(link: Link) -> bool:
    name = link.name.text
    return len(name) <= LONGEST and IDENTIFIER.fullmatch(name) is not None


def _is_of_programs(page: Page, link: Link) -> bool:
    """Say whether a link is called by a word of a program, which means a thing and no page."""
    if _is_identifier(link):
        return True
    around = any(tag.name in CODE for tag in link.tag.parents)
    return around or any(tag.name in CODE for tag in page.walk.inside(link.tag))


def _page_of(link: Link) -> str:
    """Give the page that a link leads to, without what its query filters or fills in."""
    path, _, query = link.leads_to.partition("?")
    pairs = query.split("&")
    chosen = [pair for pair in pairs if TELLING_QUERY.match(pair.partition("=")[0].lower())]
    return path.lower() + ("?" + "&".join(chosen) if chosen else "")


def _is_explained(page: Page, link: Link, listed: Set[int]) -> bool:
    """Say whether the block around a link says what it is about: a card, a row, a submenu.

    `listed` are the blocks of the page's lists, by `id`.
    """
    above = 0
    for tag in link.tag.parents:
        if tag.name in ("main", "body", "nav", "header", "footer"):
            break
        if tag.name == "li":
            above += 1
        if above > 1:
            return True
        if tag.name in ITEMS or (id(tag) in listed and not _is_section(tag)):
            words = len(page.text(tag).split())
            rest = words - len(page.text(link.tag).split()) - _words_of_submenus(page, tag, link)
            if rest > 0 and words < BLOCK:
                return True
    return False


def _words_of_submenus(page: Page, tag: Tag, link: Link) -> int:
    menus = [
        each
        for each in tag.find_all(["ul", "ol"])
        if not page.walk.contains(each, link.tag) and each.find_parent(["ul", "ol"]) is tag.parent
    ]
    return sum(len(page.text(each).split()) for each in menus)


def _is_section(tag: Tag) -> bool:
    """Say whether a block is a section of the page: no card, though one of several alike."""
    return tag.name == "section" or tag.find("h1") is not None


def _heading_above(page: Page, tag: Tag) -> Tag | None:
    position, region = page.walk.position(tag), page.region(tag)
    above = [
        heading.tag
        for heading in page.headings
        if page.walk.position(heading.tag) < position and page.region(heading.tag) == region
    ]
    return above[-1] if above else None
