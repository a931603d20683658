"""What a file of a built site refers to: the files it uses, and the pages it links to.

For finding out which pages a change can reach. Where it is not certain that something is a
reference, it is taken for one: a page that is audited needlessly costs a second, one that is left
out is a page that nobody checked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

LONGEST = 4_000
"""Characters of an attribute that may hold references; a data: picture is longer."""

_STYLE = re.compile(
    r"""url\(\s*(?:"([^"\n]{1,1000})|'([^'\n]{1,1000})|([^"')\s]{1,1000}))"""
    r"""|@import\s+["']([^"'\n]{1,1000})""",
    re.IGNORECASE,
)
_QUOTED = re.compile(r""""([^"\n\\]{1,500})"|'([^'\n\\]{1,500})'|`([^`\\]{1,500})`""")
_INCLUDED = re.compile(r"""\b(?:virtual|file|src|include)\s*=\s*["']?([^"'\s>]{1,1000})""", re.I)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
_NEVER = frozenset({"alt", "aria-label", "class", "content-security-policy", "id", "title"})
_LINKING = frozenset({"a", "area", "form"})
_EMBEDDING = frozenset({"background", "data", "href", "poster", "src", "srcset", "xlink:href"})
_RELATED = frozenset(
    "alternate author bookmark canonical help next prefetch prerender prev".split()
)
"""Of `<link rel>`: leads to another page, and puts nothing into this one."""


@dataclass(frozen=True)
class Reference:
    """One address that a file names."""

    path: str
    """Without query and fragment, decoded; from the site's root where it begins with `/`."""
    uses: bool = True
    """Whether what lies there is part of the page; else it is only linked."""
    names_place: bool = False
    """Whether it names a place on the page there (a fragment)."""


def read_references(name: str, text: str) -> frozenset[Reference]:
    """Give what the text of a file called `name` refers to."""
    kind = name.rpartition(".")[2].lower()
    if kind in ("css", "scss", "less"):
        found = _in_style(text)
    elif kind in ("js", "mjs", "json", "webmanifest", "map"):
        found = _in_script(text)
    else:
        found = _in_page(text)
    return frozenset(found)


def _reference(address: str, *, uses: bool) -> Reference | None:
    address = address.strip()
    scheme = _SCHEME.match(address)
    if scheme:
        if scheme[1].lower() not in ("http", "https"):
            return None
        # Pages often name their own site in full; whose host it is cannot be known here.
        address = address[scheme.end() :]
    if address.startswith("//"):
        address = "/" + address[2:].partition("/")[2]
    where, mark, _ = address.partition("#")
    path = unquote(where.partition("?")[0])
    return Reference(path, uses, bool(mark)) if path and "\x00" not in path else None


def _in_page(text: str) -> Iterator[Reference]:
    reader = _Reader()
    try:
        reader.feed(text)
        reader.close()
    except AssertionError:
        # html.parser gives up on some declarations: all that is quoted may be a reference then.
        yield from _in_style(text)
        yield from _in_script(text)
    yield from reader.found


def _in_style(text: str) -> Iterator[Reference]:
    for found in _STYLE.finditer(text):
        reference = _reference(next(filter(None, found.groups())), uses=True)
        if reference is not None:
            yield reference


def _in_script(text: str) -> Iterator[Reference]:
    for found in _QUOTED.finditer(text):
        said = found[1] or found[2] or found[3]
        # What has neither dot nor slash is a word. A module may be named without its `.js`; other
        # names without a suffix are addresses of pages, for menus.
        if "." in said or "/" in said:
            uses = _names_file(said) or said.startswith(("./", "../"))
            reference = _reference(said, uses=uses)
            if reference is not None:
                yield reference


def _names_file(address: str) -> bool:
    """Say whether an address ends with a name that has a suffix."""
    where = address.partition("#")[0].partition("?")[0]
    return "." in where.rpartition("/")[2]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[Reference] = set()
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what each attribute may name."""
        self._inside = tag if tag in ("script", "style") else ""
        if tag == "script" and "json" in (dict(attrs).get("type") or "").lower():
            self._inside = "data"
        related = tag == "link" and bool(
            _RELATED & set((dict(attrs).get("rel") or "").lower().split())
        )
        for name, value in attrs:
            if not value or name in _NEVER:
                continue
            if name == "style":
                self.found.update(_in_style(value))
            elif name.endswith("srcset"):
                for candidate in value.split(","):
                    self._take(candidate.split()[0] if candidate.split() else "", uses=True)
            elif name == "content":
                # Of <meta>: a picture for other sites, or where the page leads on to.
                self._take(value, uses=False)
            elif len(value) <= LONGEST:
                linking = related or (tag in _LINKING and name in ("href", "action"))
                embeds = name in _EMBEDDING or _names_file(value)
                self._take(value, uses=embeds and not linking)

    def handle_endtag(self, tag: str) -> None:
        """Leave a script or style."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Read scripts and styles that stand in the page."""
        if self._inside == "style":
            self.found.update(_in_style(data))
        elif self._inside == "script":
            self.found.update(_in_script(data))
        elif self._inside == "data":
            # JSON-LD and the like say what there is, and put nothing into the page.
            self.found.update(replace(each, uses=False) for each in _in_script(data))

    def handle_comment(self, data: str) -> None:
        """Read what a server puts in (`<!--#include virtual="…" -->`)."""
        if "#" in data[:2]:
            for found in _INCLUDED.finditer(data):
                self._take(unescape(found[1]), uses=True)

    def _take(self, value: str, *, uses: bool) -> None:
        reference = _reference(value, uses=uses)
        if reference is not None:
            self.found.add(reference)
