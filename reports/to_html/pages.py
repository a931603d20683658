"""The part of the report that says what became of every wanted page, and how the site stands."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import ceil

from audit.model import Outcome, Picture, RunResult, view_of
from reports.language import Language
from reports.pages import by_page
from reports.to_html.digest import Digest
from reports.to_html.document import Document
from reports.to_html.findings import ways_to_pages
from reports.to_html.site_map import SiteMap, State, draw, state_of
from reports.weight import word

NAME = "report/pages.html"
MAP = "report/site-map.html"
MOST = 400
"""Pages in one document, so that with a picture of each it stays below 5 MB and opens at once."""
LARGEST = 8_000
"""Bytes of a page's picture that is shown; the usual one has some 5,000."""
FILTERED = ("error", "warning", "notice", "review")
"""What a page is found by in the filters, as `reports.weight.word` has it."""
_FILTERED_AS = {
    State.LESSER: "waived",
    State.PARTLY: "unchecked",
    State.CLEAR: "clear",
    State.UNCHECKED: "unchecked",
}
WORST = 10
"""Pages named as those with the most errors."""


@dataclass(frozen=True)
class Row:
    """What the report says of one wanted page."""

    outcome: Outcome
    state: State
    counts: Counter[str]
    """Its findings by `reports.weight.word`."""
    unjudged: int
    """Rules that did not judge it."""
    section: str
    """The first folder of its address, as `/care/`."""
    view: Picture | None = None
    """What it looked like."""

    @property
    def severities(self) -> str:
        """Give what a filter knows it by, a line each: its findings, or why it has none."""
        found = [name for name in FILTERED if self.counts[name]]
        return "\n".join(found) or _FILTERED_AS.get(self.state, "")


class Census:
    """Reads the pages of a run once, in order, for all documents of this part."""

    def __init__(self, result: RunResult) -> None:
        """Begin before the first page."""
        self._map = SiteMap()
        self._worst: list[Row] = []
        self._rows = self._read(result)

    def take(self, most: int) -> Iterator[Row]:
        """Yield the next pages, `most` of them."""
        return islice(self._rows, most)

    @property
    def map(self) -> SiteMap:
        """The map of the whole site; it reads what pages were not taken."""
        deque(self._rows, maxlen=0)
        return self._map

    @property
    def worst(self) -> list[Row]:
        """The `WORST` pages with the most errors, of the whole site; the same."""
        deque(self._rows, maxlen=0)
        return self._worst

    def _read(self, result: RunResult) -> Iterator[Row]:
        for page in by_page(result):
            if page.outcome is None:
                continue  # the site as a whole, or a page that only earlier runs wanted
            counts = Counter(map(word, page.findings))
            state = state_of(page.outcome, counts, len(page.unchecked))
            view = result.pictures.get(view_of(page.url)) if page.outcome.audited else None
            row = Row(
                page.outcome,
                state,
                counts,
                len(page.unchecked),
                section_of(page.url),
                view if view and len(view.webp) <= LARGEST else None,
            )
            self._map.add(page.url, state, counts)
            self._rank(row)
            yield row

    def _rank(self, row: Row) -> None:
        if row.counts["error"]:
            self._worst.append(row)
            self._worst.sort(key=lambda each: -each.counts["error"])
            del self._worst[WORST:]


def section_of(url: str) -> str:
    """Give the first folder of an address as `/care/`; `/` for a page at the top of its site."""
    path = url.partition("?")[0].partition("#")[0]
    if "://" in path:
        path = path.partition("://")[2].partition("/")[2]
    folder, slash, _ = path.lstrip("/").partition("/")
    return f"/{folder}/" if slash else "/"


def documents(result: RunResult, digest: Digest, language: Language) -> Iterable[Document]:
    """Give the lists of pages, `MOST` in each, and the map of the site, to be written in order."""
    _ = language.words.gettext
    census = Census(result)
    ways = ways_to_pages(digest, language)
    lists = max(1, ceil(digest.coverage.wanted / MOST))
    names = [NAME, *(f"report/pages-{number}.html" for number in range(2, lists + 1))]
    for number, name in enumerate(names, 1):
        values = {
            "rows": census.take(MOST),
            "ways_to": ways,
            "names": names,
            "number": number,
            "map": MAP,
            "first": (number - 1) * MOST + 1,
            "last": min(number * MOST, digest.coverage.wanted),
        }
        label = "" if number > 1 else _("Pages")
        title = _("All pages")
        yield Document(name, "pages.html.j2", title, label, filtered=True, values=values)
    yield Document(
        MAP,
        "site-map.html.j2",
        _("Map of the site"),
        values={"census": census, "ways_to": ways, "draw": draw, "pages": NAME, "states": State},
    )
