"""Rule content-reading-level."""

import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from audit.model import Finding, Held, Severity, normalise
from audit.page import Page
from rules import words as wordlists
from rules.badge.catalogue import with_registry
from rules.base import PageRule
from rules.content.languages import Stated, is_in, primary
from rules.content.prose import Section, read_sections, sentences, words

DRUG = re.compile(rf"\w{{2,}}({'|'.join(sorted(wordlists.read(__file__, 'drugs.txt')))})s?")
CONNECTING = frozenset("of the for on in de la del at to".split())
"""Small words inside a name: Commission on Cancer."""
LONG = 4
"""Syllables from which on a word is shown to whoever edits the text."""
FEWEST = 3
"""Sentences from which on a text is judged."""
CODE = ("code", "kbd", "samp", "pre")
PROGRAMS = 3
"""Pieces of code from which on a page explains programs, and is no information about health."""
_PART = re.compile(r"\W+")


@dataclass(frozen=True)
class Measure:
    """How hard a text is to read, and what makes it so."""

    grade: float
    """School grade by Flesch and Kincaid (Derivation of New Readability Formulas, 1975)."""
    words: int
    sentences: int
    hard: tuple[str, ...]
    """Words of many syllables, the most frequent first."""


@dataclass(frozen=True)
class ReadingLevel(PageRule):
    """The text of a section can be read by most grown-ups.

    Many adults do not read above the level of eighth grade, and illness makes reading harder.
    Guidance on health information asks for the sixth to the eighth grade in what patients read.

    The grade is what the formula of Flesch and Kincaid gives: the school year in which a text can
    be read. Long sentences and long words make it higher. Names,
    registered accreditations, drugs, numbers and the words of the headings above count as short
    words, for nobody can shorten them. Only English text is judged; in other languages the
    formula says nothing. Pages that show code again and again are left out: they are for people
    who write programs.

    To fix it, make two sentences of a long one, say who does what, and take the everyday word
    where there is one: "help" for "facilitate", "use" for "utilize".
    """

    title = "Section that is hard to read"
    severity = Severity.NOTICE
    tags = ("content",)
    bad = (
        "<html lang=en><main><h2 data-bad>Treatment planning</h2><p>Multidisciplinary evaluation"
        " of individual clinical circumstances facilitates the identification of appropriate"
        " therapeutic modalities, incorporating considerations of physiological reserve,"
        " comorbidity, anticipated toxicity and personal preference. Subsequent determination of"
        " the recommended intervention necessitates comprehensive interpretation of diagnostic"
        " imaging, histopathological characterization and molecular profiling, undertaken"
        " collaboratively by representatives of all participating specialties.</p><p>Continuous"
        " reassessment throughout the duration of therapy permits modification of the original"
        " recommendations whenever unanticipated complications or inadequate response are"
        " documented. Rehabilitation, nutritional optimization and psychological support are"
        " integrated systematically into every individualized program to facilitate functional"
        " recovery and to preserve independence. Coordination of survivorship surveillance with"
        " community physicians guarantees continuity following completion of the intervention."
        "</p></main>",
    )
    good = (
        "<html lang=en><main><h2>How we plan your care</h2><p>Your doctors meet each week to talk"
        " about your case. They look at your scans and your test results. They ask what matters"
        " most to you. Then they tell you which treatment they advise, and why.</p><p>You can ask"
        " as many questions as you like. You can bring a friend or a family member with you. If"
        " you want to think about it, take your time. We check how you are doing at each visit."
        " If something does not work, we change the plan. A nurse will call you at home in the"
        " first week. You can call the nurse too, day or night.</p></main>",
        "<html lang=en><main><h2>Treatment planning</h2><p>Multidisciplinary evaluation of"
        " individual clinical circumstances facilitates identification.</p></main>",
    )

    grade: float = 8
    """School grade above which a section is reported; tenths below a half are rounded off."""
    words: int = 100
    """Words from which on a section is judged; of a shorter one nobody can tell."""
    names: tuple[str, ...] = ()
    """Further words and names that count as short ones, such as the names of your programs."""
    accreditations: tuple[Held, ...] = ()

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each section whose text is above the grade."""
        if len(page.walk.named(*CODE)) >= PROGRAMS:
            return
        stated = Stated(page)
        read: list[tuple[Section, list[list[str]]]] = []
        for section in read_sections(page):
            if sum(bit.text.count(" ") for bit in section.bits) >= self.words // 2:
                lines = _english(section, stated)
                read.append((section, [said for line in lines for said in sentences(line)]))
        if not any(sum(map(len, said)) >= self.words for _, said in read):
            return
        names = _names(self.accreditations, self.names)
        own = proper_names([said for _, section in read for said in section])
        main = [each.text for each in page.headings if each.level == 1]
        for section, said in read:
            headings = [*main, section.heading.text if section.heading is not None else ""]
            topics = frozenset(word for text in headings for word in words(text.lower()))
            found = measure(said, names, own, topics)
            if found.words < self.words or found.sentences < FEWEST:
                continue
            if round(found.grade, 1) >= self.grade + 0.5 and _is_english(section):
                yield self._report(page, section, found)

    def _report(self, page: Page, section: Section, found: Measure) -> Finding:
        heading = section.heading.text if section.heading is not None else ""
        where = f"the text under “{heading[:100]}”" if heading else "the text"
        each = found.words / found.sentences
        hard = ", ".join(f"“{word}”" for word in found.hard[:5])
        return self.finding(
            page,
            section.tag,
            f"{where} is for grade {found.grade:.1f}, and grade {self.grade:g} is the limit:"
            f" its sentences have {each:.0f} words on average"
            + (f", and long words stand in it such as {hard}" if hard else ""),
            subject=heading or section.bits[0].text[:100],
            evidence={
                "grade": round(found.grade, 1),
                "words": found.words,
                "sentences": found.sentences,
                "long words": list(found.hard),
            },
        )


def _english(section: Section, stated: Stated) -> Iterator[str]:
    """Yield the runs of a section that are said to be English, or are not said to be anything."""
    for bit in section.bits:
        language = stated.of(bit.tag)
        if language is not None and primary(language) in ("en", ""):
            yield stated.text(bit)


def _is_english(section: Section) -> bool:
    return is_in(" ".join(bit.text for bit in section.bits), "en")


def measure(
    said: Sequence[Sequence[str]],
    names: Mapping[str, Sequence[tuple[str, ...]]],
    own: frozenset[str] = frozenset(),
    topics: frozenset[str] = frozenset(),
) -> Measure:
    """Give the reading level of sentences, each given as its words.

    `names` are registered names by their first word; `own` are words that are names in this text
    wherever they stand; `topics` are words that it is about. All are in small letters.
    """
    count = syllables = 0
    hard: Counter[str] = Counter()
    for sentence in said:
        small = [word.lower() for word in sentence]
        at = 0
        while at < len(sentence):
            word = small[at]
            length = 0
            if word in names or sentence[at][0].isupper():
                length = _name_at(sentence, small, at, names, own)
            count += 1
            number = 1 if length or word in topics else count_syllables(word)
            syllables += number
            if number >= LONG:
                hard[word] += 1
            at += length or 1
    grade = _library().KincaidGradeLevel(syllables, count, len(said)) if count else 0.0
    ranked = sorted(hard, key=lambda word: (-hard[word], word))
    return Measure(float(grade), count, len(said), tuple(ranked[:10]))


def proper_names(said: Sequence[Sequence[str]]) -> frozenset[str]:
    """Give the words that sentences write with a capital after their first word, and never small.

    They are in small letters in the answer.
    """
    capital: set[str] = set()
    small: set[str] = set()
    for sentence in said:
        for word in sentence[1:]:
            if word[0].isupper():
                capital.add(word.lower())
            else:
                small.add(word)
    return frozenset(capital - small)


def _name_at(
    sentence: Sequence[str],
    small: Sequence[str],
    at: int,
    names: Mapping[str, Sequence[tuple[str, ...]]],
    own: frozenset[str],
) -> int:
    """Give the number of words that the name at this place has, 0 where there is none."""
    word = sentence[at]
    for name in names.get(small[at], ()):
        if tuple(small[at : at + len(name)]) == name:
            return len(name)
    if not word[0].isupper() or word == "I" or (at == 0 and small[0] not in own):
        return 0
    end = at + 1
    while end < len(sentence):
        step = end
        while step < len(sentence) and sentence[step] in CONNECTING and step - end < 2:
            step += 1
        if step == len(sentence) or not sentence[step][0].isupper():
            break
        end = step + 1
    return end - at


@cache
def _library() -> Any:
    """Import readability, which only pages with enough text need."""
    with warnings.catch_warnings():
        # Python warns of escapes in its source, where it compiles it: on the first run only.
        warnings.simplefilter("ignore")
        import readability
    return readability


@lru_cache(maxsize=50_000)
def count_syllables(word: str) -> int:
    """Give the number of syllables of an English word in small letters.

    Numbers and drugs have no shorter name: they count as one. The library takes the silent `e` of
    “walked” and “homes” for a syllable; only after t and d, and after a hiss, is it one.
    """
    if not word[0].isalpha() or DRUG.fullmatch(word):
        return 1
    count = _library().LANGDATA["en"]["syllables"]
    number = 0
    for part in _PART.split(word[:60]):
        silent = (part.endswith("ed") and part[-3:-2] not in ("t", "d")) or (
            part.endswith("es") and part[-3:-2] not in ("s", "x", "z", "c", "g", "h")
        )
        number += int(count(part[:-1] if silent and len(part) > 3 else part)) if part else 0
    return max(1, number)


@lru_cache(maxsize=8)
def _names(
    held: tuple[Held, ...], further: tuple[str, ...]
) -> Mapping[str, Sequence[tuple[str, ...]]]:
    """Give registered names as words in small letters, by the first of them, the longest first."""
    known = with_registry(held)
    written = [
        *further,
        *(name for each in known.accreditations.values() for name in (each.name, *each.also)),
        *(name for each in known.issuers.values() for name in (each.name, *each.also)),
    ]
    found: dict[str, set[tuple[str, ...]]] = {}
    for name in written:
        parts = tuple(word.lower() for word in words(normalise(name)))
        if parts:
            found.setdefault(parts[0], set()).add(parts)
    return {first: sorted(names, key=len, reverse=True) for first, names in found.items()}
