"""Review dates: when a page says that somebody last read it through, or is to do so next."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bs4 import Tag

from audit.page import Page
from rules.page import dates

REACH = 90
"""Characters between a label and its date: “Medically reviewed by Maya Okafor, MD, on …”."""
LONGEST = 200_000
"""Characters of one script of data that are read."""
MANY = 500
"""Nodes of one page's data that are looked at."""
_BEGINS = (
    r"(?:^|[.,|•·–—:;()/]\s*)"
    r"(?:(?:this|the|esta|este|la|el) (?:web ?page|page|content|information|article|document|página"
    r"|contenido|información|artículo)\s+(?:was|is|has been|fue|ha sido)\s+)?"
)
_THING = r"(?:web ?page|page|content|article|information|medical|document)"
_REVIEWED = (
    rf"last\s+(?:medically |clinically |{_THING} )?review(?:ed)?"
    rf"|(?:medically|clinically|{_THING})\s+(?:last\s+)?reviewed|{_THING}\s+review\s*(?=:)"
    r"|date\s+(?:of\s+)?(?:last\s+)?review(?:ed)?|(?:last\s+)?review(?:ed)?\s+date"
    r"|última\s+revisión(?:\s+médica)?|revisad[oa]\s+(?:médica|clínica)mente"
    r"|revisad[oa]\s+por\s+última\s+vez|fecha\s+de\s+(?:la\s+)?(?:última\s+)?revisión"
)
_PERHAPS = r"reviewed(?=\s*(?::|on\b|by\b.{0,60}(?:\bM\.?D\b|\bD\.?O\b|\bR\.?N\b|\bPh\.?D\b))|\s*$)"
_PERHAPS += r"|revisad[oa](?=\s*(?::|el\b|\s*$))"
_UPDATED = (
    rf"last\s+(?:{_THING} )?(?:updated?|modified|revised|changed|edited)|{_THING}\s+(?:last\s+)?"
    r"(?:updated|modified|revised)|(?:updated|modified|revised)(?=\s*(?::|on\b)|\s*$)"
    r"|date\s+(?:last\s+)?(?:updated|modified|revised)"
    r"|última\s+(?:actualización|modificación)|fecha\s+de\s+(?:última\s+)?actualización"
    r"|actualizad[oa](?=\s*(?::|el\b)|\s+por\s+última\s+vez|\s*$)"
)
_DUE = (
    r"(?:next|planned|scheduled)\s+(?:medical |clinical |content |page )?review(?:\s+due)?"
    r"|(?:due\s+for\s+)?review\s+(?:is\s+)?due|due\s+for\s+review|review\s+by(?=\s*:)"
    r"|(?:fecha\s+de\s+(?:la\s+)?)?próxima\s+revisión"
)
_LABEL = re.compile(
    f"{_BEGINS}(?:(?P<due>{_DUE})|(?P<reviewed>{_REVIEWED})|(?P<updated>{_UPDATED})"
    f"|(?P<perhaps>{_PERHAPS}))",
    re.IGNORECASE,
)
_HINTS = ("review", "updat", "modif", "revis", "changed", "edited", "actualiz")
"""One of these is in every label."""
_DECLARED = {
    "lastreviewed": "reviewed",
    "last-reviewed": "reviewed",
    "review-date": "reviewed",
    "reviewdate": "reviewed",
    "datereviewed": "reviewed",
    "date-reviewed": "reviewed",
    "article:modified_time": "updated",
    "og:updated_time": "updated",
    "last-modified": "updated",
    "datemodified": "updated",
    "dcterms.modified": "updated",
    "dc.date.modified": "updated",
}
"""Names of meta elements and of microdata, in small letters."""
_PAGES = re.compile(r"(Web)?Page$|Article$|BlogPosting$|^Report$")
"""Types of https://schema.org that are a page's own text."""


@dataclass(frozen=True)
class Stated:
    """A date that a page states of itself."""

    kind: str
    """reviewed, perhaps (of a review that may be anything's), updated, or due."""
    day: date
    """The latest that it may mean."""
    text: str
    """As written, with its label."""
    tag: Tag
    visible: bool
    """Whether a reader sees it; else it is in the page's data alone."""


def read_stated(page: Page) -> Iterator[Stated]:
    """Yield the dates that `page` states of itself, those that a reader sees first."""
    flow = page.flow
    for number, bit in enumerate(flow):
        if bit.kind == "thing" or len(bit.text) > 1000:
            continue
        small = bit.text.lower()
        if not any(hint in small for hint in _HINTS):
            continue
        labels = list(_LABEL.finditer(bit.text))
        for place, label in enumerate(labels):
            end = labels[place + 1].start() if place + 1 < len(labels) else len(bit.text)
            after = bit.text[label.end() : end][:REACH]
            day, tag, shown = _dated(page, bit.tag, after), bit.tag, after
            if day is None and not after.strip(" :.–—-") and number + 1 < len(flow):
                # The label and its date are two cells, two lines, or a term and its definition.
                following = flow[number + 1]
                shown = following.text[:REACH]
                day = None if following.kind == "thing" else dates.read(shown)
                day = day or _moment(page, following.tag)
            if day is not None and label.lastgroup is not None:
                words = " ".join(f"{label.group(label.lastgroup)}{_to_date(shown)}".split())
                yield Stated(label.lastgroup, day, words, tag, True)
    yield from _declared(page)


def _dated(page: Page, tag: Tag, after: str) -> date | None:
    found = dates.find(after)
    if found is not None:
        return found[0]
    return _moment(page, tag) if len(after) < REACH else None


def _moment(page: Page, tag: Tag) -> date | None:
    """Give the day of the only <time> in `tag`, which may be shown as “3 years ago”."""
    times = [each for each in (tag, *page.walk.inside(tag)) if each.name == "time"]
    return dates.read(str(times[0].get("datetime") or "")) if len(times) == 1 else None


def _to_date(text: str) -> str:
    found = dates.find(text)
    shown = text[: found[2]] if found else text
    return shown if shown[:1] in (":", ",", "") else f" {shown}"


def _declared(page: Page) -> Iterator[Stated]:
    marked = page.walk.tags if "itemprop" in page.html else page.walk.named("meta")
    for tag in marked:
        attributes = tag.attrs
        names = [attributes[key] for key in ("name", "property", "itemprop") if key in attributes]
        kind = _DECLARED.get(str(names[0]).strip().lower()) if names else None
        if kind is not None and (tag.name == "meta" or "itemprop" in attributes):
            value = str(attributes.get("content") or attributes.get("datetime") or "")
            day = dates.read(value or page.text(tag))
            if day is not None:
                yield Stated(kind, day, f"{names[0]} {day.isoformat()}", tag, False)
    for script in page.walk.named("script"):
        if str(script.get("type")).strip().lower() == "application/ld+json":
            yield from _linked(script)


def _linked(script: Tag) -> Iterator[Stated]:
    text = script.string or ""
    if len(text) > LONGEST or not ("lastReviewed" in text or "dateModified" in text):
        return
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    for node in _nodes(data):
        kinds = node.get("@type")
        named = kinds if isinstance(kinds, list) else [kinds]
        if not any(isinstance(kind, str) and _PAGES.search(kind) for kind in named):
            continue
        for key, kind in (("lastReviewed", "reviewed"), ("dateModified", "updated")):
            value = node.get(key)
            day = dates.read(value) if isinstance(value, str) else None
            if day is not None:
                yield Stated(kind, day, f"{key} {day.isoformat()}", script, False)


def _nodes(data: Any) -> list[Mapping[str, Any]]:
    """Give the nodes that the data is about: at its top, or in its graph."""
    top = data if isinstance(data, list) else [data]
    found: list[Mapping[str, Any]] = []
    for node in top[:MANY]:
        if isinstance(node, dict):
            graph = node.get("@graph")
            found.extend(
                each
                for each in (node, *(graph if isinstance(graph, list) else ()))
                if isinstance(each, dict)
            )
    return found[:MANY]
