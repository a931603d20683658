"""Rule content-spelling."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from audit.model import Finding, Held, Severity
from audit.page import Page
from rules.badge.catalogue import with_registry
from rules.base import PageRule
from rules.content.dictionary import corrections
from rules.content.languages import Stated, primary
from rules.content.reading_level import DRUG

WORD = re.compile(r"(?<![\w.@/\\'’-])[a-z]{4,30}(?![\w@/\\]|[.'’-]\w)")
"""A word in small letters: what has a capital may be a name, what has signs in it an address."""
SHOWN = 200
"""Misspellings of one page that are reported at most."""


@dataclass(frozen=True)
class Spelling(PageRule):
    """Words are spelled as the dictionary has them.

    A page that gets "patient" wrong makes people wonder what else is wrong. Screen readers speak
    what is written, and search finds what is spelled right.

    Common misspellings of English words are known, not every word there is: names and medical
    terms raise no alarm. The rule is off until audit.yaml names it, as `content-spelling: notice`,
    and needs `pip install 'care-audit[spelling]'`.

    To fix it, correct the word. Where it is right as it stands, add it to the option `words`.
    """

    title = "Misspelled word"
    severity = Severity.NOTICE
    tags = ("content",)
    optional = True
    bad = (
        "<html lang=en><p data-bad>Each pateint has a nurse.</p>",
        "<html lang=en><h1 data-bad>How you will recieve care</h1>",
    )
    good = (
        "<html lang=en><p>Each patient has a nurse.</p>",
        "<html lang=en><p>Pembrolizumab and bevacizumab for glioblastoma multiforme; esophageal"
        " and oesophageal adenocarcinoma, hematology, haematology, color, colour</p>",
        "<html lang=en><p>Dr. Recieve sees you. Write to info@recieve.example or see"
        " <code>recieve</code>.</p>",
        "<html lang=es><p>El pateint recieve.</p>",
    )

    words: tuple[str, ...] = ()
    """Further words that are right on this site."""
    accreditations: tuple[Held, ...] = ()

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each misspelled word of a block.

        Raises NotCheckedError where typos is not installed.
        """
        stated = Stated(page)
        places: dict[str, list[tuple[Tag, str]]] = defaultdict(list)
        for bit in page.flow:
            language = stated.of(bit.tag)
            if bit.kind != "thing" and language is not None and primary(language) == "en":
                for word in set(WORD.findall(stated.text(bit))):
                    places[word].append((bit.tag, bit.text))
        known = self._known()
        asked = [word for word in places if word not in known and not DRUG.fullmatch(word)]
        number = 0
        for word, meant in corrections(asked).items():
            for tag, text in places[word]:
                number += 1
                if number > SHOWN:
                    return
                may_be = " or ".join(f"“{each}”" for each in meant[:3])
                yield self.finding(
                    page,
                    tag,
                    f"“{word}” may be meant to be {may_be}: “{_around(text, word)}”",
                    subject=word,
                    evidence={"word": word, "corrections": list(meant)},
                )

    def _known(self) -> frozenset[str]:
        """Give the words that are right whatever a dictionary says: of names, and the site's."""
        names = with_registry(self.accreditations).accreditations.values()
        texts = [*self.words, *(text for each in names for text in (each.name, *each.also))]
        return frozenset(word for text in texts for word in re.findall(r"\w+", text.lower()))


def _around(text: str, word: str) -> str:
    at = max(0, text.find(word))
    start, end = max(0, at - 30), min(len(text), at + len(word) + 30)
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")
