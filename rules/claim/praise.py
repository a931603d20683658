"""Where a page praises the organisation in superlatives; praise of others is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from audit.page import Page
from rules.badge.lines import Line, lines
from rules.badge.resolver import resolver
from rules.badge.words import plain
from rules.claim.counts import sentences
from rules.claim.speaker import Speaker, speaker
from rules.claim.superlatives import HINTS, Superlative, find_superlatives, may_praise

_TOLD = re.compile(r"[“\"][^“”\"]{10,1000}[”\"]")
_OF_ME = re.compile(r"\b(?:i|me|my|mine|i'm|i’m)\b")
_OF_US = re.compile(r"\b(?:we|our|us|ours)\b")
_SUBJECT = re.compile(
    r"\b(?:is|are|was|were|remains|became|as)(?: also| still)?\s*$", re.IGNORECASE
)


@dataclass(frozen=True)
class Praise:
    """One superlative in its sentence."""

    line: Line
    sentence: str
    said: Superlative
    whose: Speaker
    """Whether it is certainly the organisation that is praised."""


def read_praise(page: Page) -> tuple[Praise, ...]:
    """Give the superlatives of a page, in its order; read once for each page."""
    found = _read.get(page)
    if found is None:
        found = _read[page] = tuple(_praise(page))
    return found


_read: WeakKeyDictionary[Page, tuple[Praise, ...]] = WeakKeyDictionary()


def _praise(page: Page) -> Iterator[Praise]:
    for line in lines(page).with_any(HINTS):
        if not may_praise(line.text) or page.region(line.tag) == "nav" or _quoted(line):
            continue
        for sentence in sentences(_TOLD.sub(_without_praise_by_patients, line.text)):
            for said in find_superlatives(sentence):
                flat = plain(sentence)
                whose = speaker(page, flat, said.start, said.end)
                if whose is not Speaker.ANOTHER and not _of_another(flat[: said.start]):
                    yield Praise(line, sentence, said, whose)


def _without_praise_by_patients(quoted: re.Match[str]) -> str:
    """Leave out a quotation in which a patient speaks of themselves, and keep a spokesperson's."""
    words = quoted.group().lower()
    return quoted.group() if _OF_US.search(words) or not _OF_ME.search(words) else "…"


def _of_another(before: str) -> bool:
    """Say whether a sentence that begins so speaks of another: `The American Cancer Society is`."""
    if not _SUBJECT.search(before):
        return False
    meaning = resolver().resolve(before)
    known = meaning.others or meaning.issuers or meaning.mentions
    return bool(known) and not meaning.rest and not _OF_US.search(before.lower())


def _quoted(line: Line) -> bool:
    """Say whether a line is what somebody else said: a patient's words are no claim of the site."""
    return any(tag.name in ("blockquote", "q") for tag in (line.tag, *line.tag.parents))
