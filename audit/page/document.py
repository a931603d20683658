"""The page itself, and the collections that rules read."""

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning

from audit import urls
from audit.model import Place, Request
from audit.page.blocks import CardList, find_lists
from audit.page.flow import Bit, Heading, read_flow
from audit.page.images import Image, key_of, read_images
from audit.page.imprint import ImageEvidence
from audit.page.links import Link, read_links
from audit.page.names import Name, Names
from audit.page.places import Places
from audit.page.walk import Walk


@dataclass(frozen=True, eq=False)
class Page:
    """A page that was gathered. The text fields are hostile: they hold whatever a server sent.

    Every collection is read off the page once, at first use, and holds only what a reader gets.
    Tags in them are live BeautifulSoup elements: rules read them and never change them.
    """

    url: str
    """Its name in every report: the canonical address, or the path relative to the target."""
    html: str
    """What rules read: the rendered page's snapshot where there is a browser, else `source`."""
    address: str = ""
    """Where it was loaded from, against which links resolve; `url` where empty."""
    root: str = ""
    """For files: the prefix of `address` that is this machine's own and belongs in no report."""
    source: str = ""
    """The server's HTML, decoded; empty where it is `html` itself."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of the final answer; names in lower case."""
    rendered: bool = False
    """Whether `html` is a browser's snapshot (see `audit.browser`)."""
    axe: Mapping[str, Any] | None = None
    """axe-core's raw result: `violations`, `incomplete`, `testEngine`."""
    requests: tuple[Request, ...] = ()
    """What the browser asked for while it showed the page; the page itself is left out."""
    gathered: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """When it was gathered; rules about dates take their today from here."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """Evidence that could not be had, and why: `{"axe": "no browser: --static"}`."""
    looked_at: Mapping[str, ImageEvidence] | None = None
    """What was found in images by looking at them, by `image_key`; None where none was."""

    def __getstate__(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The parsed page; read only.

        A browser's snapshot closes every tag, and its tree may nest as no HTML can (a list in a
        paragraph, put there by a script): html.parser alone takes nesting as it is written, where
        lxml and html5lib mend it. A server's HTML may leave tags unclosed, where only html5lib
        builds the tree a browser would.
        """
        return _build(self.html, "html.parser") if self.rendered else _parse(self.html)

    @cached_property
    def server(self) -> "Page":
        """The page as the server sent it, before any script; itself where it was not rendered."""
        if not self.rendered or not self.source:
            return self
        return replace(
            self, html=self.source, source="", rendered=False, axe=None, requests=(), missing={}
        )

    @cached_property
    def server_roughly(self) -> "Page":
        """The page as the server sent it, read in half the time; `server` where that was read.

        libxml2 builds nearly the tree that a browser does. What is found in it is there; what is
        not may be.
        """
        server = self.server
        if server is self or "soup" in server.__dict__:
            return server
        rough = replace(server)
        rough.__dict__["soup"] = _build(_without_noscript(server.html), "lxml")
        return rough

    @cached_property
    def walk(self) -> Walk:
        """Every element in document order, and which of them a reader gets."""
        return Walk(self.soup, rendered=self.rendered)

    @cached_property
    def names(self) -> Names:
        """Accessible names and visible text."""
        return Names(self.walk)

    @cached_property
    def images(self) -> tuple[Image, ...]:
        """Images of every kind, decorative ones too, in document order."""
        return tuple(read_images(self.walk, self.names))

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Links with an address, in document order."""
        return tuple(read_links(self.walk, self.names, self.resolve))

    @cached_property
    def flow(self) -> tuple[Bit, ...]:
        """Headings, text and things (images, controls, media) in the order a reader meets them."""
        return tuple(read_flow(self.walk, self.names))

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """Headings in document order."""
        return tuple(bit.heading for bit in self.flow if bit.heading is not None)

    @cached_property
    def lists(self) -> tuple[CardList, ...]:
        """Groups of alike blocks side by side: cards, tiles, list items, table cells."""
        return tuple(find_lists(self.walk, self.names))

    @cached_property
    def title_tag(self) -> Tag | None:
        """The element that holds the document's title: HTML's own, for drawings have titles too."""
        own = (tag for tag in self.walk.named("title") if tag.find_parent("svg") is None)
        return next(own, None)

    @cached_property
    def title(self) -> str:
        """The document's title; empty where it has none."""
        tag = self.title_tag
        return " ".join(tag.get_text().split()) if tag else ""

    @cached_property
    def language(self) -> str:
        """The page's language tag in lower case, as `en-us`; empty where it states none."""
        tag = self.soup.html
        return str(tag.get("lang") or "").strip().lower() if tag else ""

    def visible(self, tag: Tag) -> bool:
        """Say whether a reader gets `tag`."""
        return self.walk.visible(tag)

    def text(self, tag: Tag) -> str:
        """Give the text in `tag` that a reader gets, single-spaced, without image alternatives."""
        return self.names.text(tag)

    def name(self, tag: Tag) -> Name:
        """Give the accessible name of `tag` and where it comes from."""
        return self.names.name(tag)

    def bits_in(self, tag: Tag) -> tuple[Bit, ...]:
        """Give the bits of the flow that stand in `tag`, or are it."""
        first, last = self._extents.get(id(tag), (0, -1))
        return self.flow[first : last + 1]

    def image_key(self, image: Image) -> str:
        """Give what the evidence about an image of this page goes by (see `looked_at`)."""
        return key_of(image, self.resolve)

    def with_images(
        self, looked_at: Mapping[str, ImageEvidence], missing: Mapping[str, str]
    ) -> "Page":
        """Give this page with what was found in its images, and what could not be had of them.

        What was read off it stays read: its tree is shared, not parsed again.
        """
        page = object.__new__(Page)
        page.__dict__.update(self.__dict__)
        page.__dict__.update(looked_at=looked_at, missing={**self.missing, **missing})
        return page

    def region(self, tag: Tag) -> str:
        """Give the landmark that holds `tag`: header, nav, main, aside, footer, or empty."""
        return self.walk.region(tag)

    def resolve(self, href: str) -> str | None:
        """Give the absolute address of a link on this page, or None where it is none.

        For files the part that is this machine's own is left out.
        """
        found = urls.resolve(href, self._base)
        if found and self.root and found.startswith(self.root):
            return found.removeprefix(self.root) or "./"
        return found

    def place(self, tag: Tag, *, quoted: bool = True) -> Place:
        """Give the place of an element of this page, its markup quoted or left out."""
        return self._places.place(tag, quoted=quoted)

    def targets(self) -> Iterator[str]:
        """Yield the address of every link, hidden ones too: a collapsed menu leads somewhere."""
        for tag in self.walk.named("a", "area"):
            href = tag.get("href")
            if isinstance(href, str):
                found = urls.resolve(href, self._base)
                if found:
                    yield found

    @cached_property
    def _base(self) -> str:
        address = self.address or self.url
        for tag in self.walk.named("base"):
            if "href" in tag.attrs:
                return urls.resolve(str(tag["href"]), address) or address
        return address

    @cached_property
    def _extents(self) -> Mapping[int, tuple[int, int]]:
        """The first and last bit of every element that holds any, by `id` of the element."""
        first: dict[int, int] = {}
        last: dict[int, int] = {}
        numbered = list(enumerate(self.flow))
        for ends, bits in ((first, numbered), (last, reversed(numbered))):
            for number, bit in bits:
                node: Tag | None = bit.tag
                # What is around an element that was met has been met, too.
                while node is not None and id(node) not in ends:
                    ends[id(node)] = number
                    node = node.parent
        return {key: (number, last[key]) for key, number in first.items()}

    @cached_property
    def _places(self) -> Places:
        return Places(self.url, self.walk, self.names, self.html if not self.rendered else "")


NOSCRIPT = re.compile(
    r"(<noscript\b[^>]*>)((?:(?!</?noscript\b|</?script\b).)+)(?=</noscript)",
    re.IGNORECASE | re.DOTALL,
)


def _parse(html: str) -> BeautifulSoup:
    """Parse as a browser with scripts would, where what is in noscript is no content.

    The parser knows only the other way, in which an image in the head's noscript ends the head
    and is shown.
    """
    return _build(_without_noscript(html), "html5lib")


def _without_noscript(html: str) -> str:
    """Blank what is in noscript; every later element keeps its line and column."""
    return NOSCRIPT.sub(lambda m: m.group(1) + re.sub(r"[^\r\n]", " ", m.group(2)), html)


def _build(html: str, parser: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        # A page may be XHTML, or hold nothing but an address; it is parsed as HTML all the same.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        return BeautifulSoup(html, parser)
