"""The site's fact sheet, held against what one page says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bs4 import Tag

from audit import patterns, urls
from audit.model import StatedFact, normalise
from audit.page import Page
from rules.badge.lines import Line, lines
from rules.claim.counts import WORDS, sentences
from rules.claim.linked_data import read_organisations
from rules.claim.phones import digits_of, find_phones, same_number
from rules.claim.statements import DATED, names_care
from rules.claim.street_addresses import find_addresses, read_address, street_key

LONGEST = 600
"""Characters of a line that are read."""
AFTER = 60
"""Characters between words and the value behind them: `call our main number, day or night: …`."""
FAR = 3
"""Times that a number is larger or smaller than the right one, from which on it rather counts
something else: the beds of a room, not those of the hospital."""
BEFORE = 25
"""Characters between a value and the words behind it: `650 licensed beds`."""
_WAS = re.compile(
    r"\b(?:formerly|former|previously|originally|until|used to|at the time|had been|were|was then"
    r"|grew from|up from|from|before|once|then)\b|\b(?:in|by) (?:19|20)\d\d\b",
    re.IGNORECASE,
)
"""Words of a sentence about former times."""
_NUMBER = re.compile(
    rf"(?<![\w.,$#/-])(?:\d{{1,3}}(?:,\d{{3}})+|\d+|(?:{'|'.join(WORDS)})\b)(?![\d%])"
    r"(?!\.\d)(?!/)",
    re.IGNORECASE,
)


_YEAR = re.compile(r"(?<![\w.,$#/-])(?:1[6-9]|20)\d\d(?![\w%/-]|[.,]\d)")


@dataclass(frozen=True)
class Difference:
    """A fact of the sheet that a page says otherwise."""

    fact: StatedFact
    tag: Tag
    said: str
    """What the page says in its place, as written."""
    sentence: str
    doubtful: bool
    data: bool = False
    """Whether the page's JSON-LD says it."""


def read_differences(page: Page, facts: Sequence[StatedFact]) -> Iterator[Difference]:
    """Yield what `page` says otherwise than the sheet; the right value beside it settles it."""
    here = [fact for fact in facts if urls.path_matches(page.url, fact.pages)]
    for fact in here:
        if fact.property:
            yield from _in_data(page, fact)
    whole = page.text(page.walk.tags[0]) if page.walk.tags else ""
    told = [
        fact
        for fact in here
        if (fact.near or fact.pattern) and (not fact.near or _places(fact.near, whole))
    ]
    if not told:
        return
    # A page that has no word of care mostly counts something else by the same words.
    elsewhere = not names_care(whole)
    dated = bool(DATED.search(urls.path(page.url)))
    before: Line | None = None
    for line in lines(page).all:
        if line.tag.name == "pre":
            continue
        for sentence in sentences(line.text[:LONGEST]):
            for fact in told:
                said = _said(fact, sentence, _label(before))
                if said:
                    year = bool(_YEAR.fullmatch(fact.value))
                    # Of a year that is asked for, "in 1945" is the answer, and no former time.
                    told_of = sentence.replace(said, "") if year else sentence
                    doubtful = dated or bool(_WAS.search(told_of)) or _is_far(fact, said)
                    doubtful = doubtful or (year and elsewhere)
                    yield Difference(fact, line.tag, said, sentence.strip(), doubtful)
        before = line


@lru_cache(maxsize=4096)
def same(fact: StatedFact, said: str) -> bool:
    """Say whether what a page says is the fact's value, or one of the others that are right."""
    key = _key(fact.kind, said)
    right = [_key(fact.kind, each) for each in (fact.value, *fact.also)]
    return any(same_number(key, each) if fact.kind == "phone" else key == each for each in right)


def _key(kind: str, text: str) -> str:
    if kind == "phone":
        return digits_of(text) or normalise(text)
    if kind == "number":
        plain = text.replace(",", "").strip().lower()
        return str(WORDS.get(plain, plain))
    if kind == "address":
        found = read_address(text)
        number, _, street = text.partition(",")[0].strip().partition(" ")
        return found.key if found else f"{number.lower()} {street_key(street)}"
    return re.sub(r"\W+", " ", normalise(text)).strip()


def _label(before: Line | None) -> str:
    """Give the line above where it is a label: a term, a table's first cell, `Main number:`."""
    if before is None or len(before.text) > 60:
        return ""
    return before.text if before.labels or before.bold or before.text.endswith(":") else ""


def _said(fact: StatedFact, sentence: str, label: str) -> str:
    """Give what a sentence says in place of the fact; empty where it says nothing or is right."""
    if fact.pattern:
        # Sentences are short, and audit.yaml takes no pattern that is slow on short ones.
        pattern = patterns.compile(fact.pattern)
        found = [
            (match.group(1) if pattern.groups else match.group()) or ""
            for match in pattern.finditer(sentence)
        ]
        context = f"{label} {sentence}"
        if not found or (fact.near and not _places(fact.near, context)):
            return ""
        if _places(fact.unless, context) or any(same(fact, each) for each in found):
            return ""
        return found[0]
    values = _values(fact, sentence)
    if not values or _places(fact.unless, f"{label} {sentence}"):
        return ""
    if any(same(fact, said) for said, _, _ in values):
        return ""
    near = _places(fact.near, sentence)
    if not near:
        # The label says what it is, and the line holds little but the value.
        alone = len(values) == 1 and len(sentence) - len(values[0][0]) < BEFORE
        return values[0][0] if alone and _places(fact.near, label) else ""
    for start, end in near:
        behind = [said for said, at, _ in values if 0 <= at - end <= AFTER]
        ahead = [said for said, _, until in values if 0 <= start - until <= BEFORE]
        if fact.kind == "number" and ahead:
            return ahead[-1]
        if behind or ahead:
            return (behind or ahead[::-1])[0]
    return ""


def _is_far(fact: StatedFact, said: str) -> bool:
    """Say whether a number is so far from the right one that it may count something else."""
    if fact.kind != "number" or fact.pattern:
        return False
    right, other = _key("number", fact.value), _key("number", said)
    if not (right.isdigit() and other.isdigit()):
        return False
    low, high = sorted((int(right), int(other)))
    return high >= FAR * low


def _values(fact: StatedFact, sentence: str) -> list[tuple[str, int, int]]:
    kind = fact.kind
    if not any(sign.isdigit() for sign in sentence) and kind != "number":
        return []
    if kind == "phone":
        return [
            (sentence[each.start : each.end], each.start, each.end)
            for each in find_phones(sentence)
        ]
    if kind == "address":
        return [(each.said, each.start, each.end) for each in find_addresses(sentence)]
    if kind == "number":
        # In place of a year stands a year: "since 9 o'clock" says nothing of when it was founded.
        numbers = _YEAR if _YEAR.fullmatch(fact.value) else _NUMBER
        return [(each.group(), each.start(), each.end()) for each in numbers.finditer(sentence)]
    return []


def _places(words: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Give where one of these words stands in a text, whatever its case."""
    return [found.span() for word in words for found in _word(word).finditer(text)]


@lru_cache(maxsize=1024)
def _word(word: str) -> re.Pattern[str]:
    parts = r"\s+".join(re.escape(part).replace("'", "['’]") for part in word.split())
    return re.compile(rf"(?<!\w){parts}(?!\w)", re.IGNORECASE)


def _in_data(page: Page, fact: StatedFact) -> Iterator[Difference]:
    for organisation in read_organisations(page):
        if fact.of and normalise(fact.of) != normalise(organisation.name):
            continue
        stated = organisation.values(fact.property)
        if fact.kind == "number":
            # A date begins with its year.
            stated = [re.sub(r"^(\d{4})-\d\d.*", r"\1", each) for each in stated]
        if stated and not any(same(fact, each) for each in stated):
            sentence = f"{organisation.name}: {fact.property} {stated[0]}"
            yield Difference(fact, organisation.tag, stated[0], sentence, False, data=True)
