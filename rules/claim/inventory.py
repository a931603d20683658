"""Notes what every page claims of the organisation: what `care-audit asof` tells of a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice

from bs4 import Tag

from audit.model import Fact
from audit.page import Page
from rules.base import Collector
from rules.claim.numbers import read_counts
from rules.claim.praise import read_praise
from rules.claim.speaker import Speaker

MOST = 100
"""Claims of one page that are noted; a hostile page may have any number."""


@dataclass(frozen=True)
class Inventory(Collector):
    """Numbers of accreditations and superlatives with their sentences, keyed by the address."""

    id = "claims"

    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield a fact for each claim: first the numbers, then the superlatives."""
        claims = chain(_numbers(page), _superlatives(page))
        for number, (tag, value) in enumerate(islice(claims, MOST + 1)):
            # What more there is must not look as if it were not there.
            kept = value if number < MOST else {"kind": "more", "sentence": "… and more, not noted"}
            yield Fact(self.id, page.url, kept, replace(page.place(tag), snippet="", structure=""))


def _numbers(page: Page) -> Iterator[tuple[Tag, Mapping[str, object]]]:
    for line, count in read_counts(page):
        yield line.tag, {"kind": "number", "words": count.words, "sentence": count.sentence}


def _superlatives(page: Page) -> Iterator[tuple[Tag, Mapping[str, object]]]:
    for each in read_praise(page):
        # Of these nobody is sure that the organisation means itself.
        doubt = {"doubtful": True} if each.whose is Speaker.DOUBTFUL else {}
        value = {"kind": "superlative", "words": each.said.words, "sentence": each.sentence}
        yield each.line.tag, {**value, **doubt}
