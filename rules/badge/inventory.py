"""Notes every badge of every page: what `care-audit badges` lists, and learns a registry from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from bs4 import Tag

from audit.model import Fact, Held
from audit.page import Page
from rules.badge.badge import Badge
from rules.badge.candidates import Candidate, read_candidates
from rules.badge.catalogue import Catalogue
from rules.badge.reading import read_badges
from rules.badge.resolver import resolver
from rules.badge.words import clip
from rules.base import Collector

MOST = 200
"""Badges of one page that are noted; a hostile page may have any number."""


@dataclass(frozen=True)
class Sighting:
    """One badge on one page, or a picture that looks like one, as it is remembered."""

    url: str
    selector: str
    context: str
    """Where a reader finds it: landmark and heading above."""
    label: str
    image: str
    """Its picture's address as written, shortened."""
    region: str
    shows: tuple[tuple[str, ...], ...] = ()
    """What it stands for: for each accreditation the ids that it may be."""
    issuers: tuple[str, ...] = ()
    """Issuers that it names without saying which of their accreditations."""
    contradictory: bool = False
    """Whether its labels name different accreditations; then `shows` holds what each names."""
    candidate: bool = False
    """Whether it only looks like a badge: no known accreditation or issuer is named."""
    signals: tuple[Mapping[str, Any], ...] = ()
    """Each with `signal`, `text`, `says`, `ids` and `why`, and whether it is `strong`."""
    left_out: int = 0
    """In place of all this: how many more badges the page has."""

    @classmethod
    def of(cls, fact: Fact) -> "Sighting":
        """Read a sighting back from the fact that remembers it."""
        value = dict(fact.value)
        value["shows"] = tuple(map(tuple, value.get("shows", ())))
        value["issuers"] = tuple(value.get("issuers", ()))
        value["signals"] = tuple(value.get("signals", ()))
        blank = {"label": "", "image": "", "region": ""}
        place = fact.place
        return cls(place.url, place.selector, place.context, **{**blank, **value})


@dataclass(frozen=True)
class Inventory(Collector):
    """Every badge of a page with what each of its signals says, keyed by the page's address."""

    id = "badges"

    accreditations: tuple[Held, ...] = ()
    """The site's registry; its names count beside the catalogue's."""

    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield a fact for each badge, in the page's order, and then for what looks like one."""
        catalogue = resolver(self.accreditations).catalogue
        badges = read_badges(page, self.accreditations)
        for badge in badges[:MOST]:
            yield self._fact(page, badge.tag, _badge(badge, catalogue))
        if len(badges) > MOST:
            yield self._fact(page, badges[MOST].tag, {"left_out": len(badges) - MOST})
        for candidate in islice(read_candidates(page, self.accreditations), MOST):
            yield self._fact(page, candidate.image.tag, _candidate(page, candidate))

    def _fact(self, page: Page, tag: Tag, value: Mapping[str, Any]) -> Fact:
        # A badge in a footer is noted on every page of a site, so it is kept small.
        kept = {name: part for name, part in value.items() if part}
        return Fact(self.id, page.url, kept, replace(page.place(tag), snippet="", structure=""))


def _badge(badge: Badge, catalogue: Catalogue) -> dict[str, Any]:
    shown = [mention.may_be for side in badge.sides for s in side for mention in s.meaning.mentions]
    ids = dict.fromkeys(shown) if badge.contradictory else badge.accreditations
    said = [signal for signal in badge.signals if signal.text]
    return {
        "label": badge.label,
        "image": _address(badge.image.src),
        "region": badge.region,
        "shows": [sorted(may_be) for may_be in ids],
        "issuers": [] if ids else sorted({i for s in badge.strong for i in s.meaning.issuers}),
        "contradictory": badge.contradictory,
        "signals": [
            {**evidence, "strong": signal.strong}
            for signal, evidence in zip(said, badge.evidence(catalogue), strict=True)
        ],
    }


def _candidate(page: Page, candidate: Candidate) -> dict[str, Any]:
    image = candidate.image
    return {
        "label": clip(candidate.name),
        "image": _address(image.src),
        "region": page.region(image.tag),
        "candidate": True,
    }


def _address(src: str) -> str:
    if src.startswith("data:"):
        return f"{src[:40].partition(',')[0]},…"
    return clip(src)
