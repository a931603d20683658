"""Wordings that a site names, looked for in what a page says.

Most pages have none of them. So a page's words are gathered once for all rules, and a wording is
searched for only where each of its words is among them.
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from audit.model import normalise
from audit.page import Page
from audit.policies import Words, expression, wordings

WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Speech:
    """All that a page says to its readers, normalised: text, headings, alternatives of images."""

    text: str

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word, in small letters."""
        return frozenset(WORD.findall(self.text))


_heard: WeakKeyDictionary[Page, Speech] = WeakKeyDictionary()


def speech(page: Page) -> Speech:
    """Give what a page says; worked out once for all rules that ask."""
    if page not in _heard:
        _heard[page] = Speech(normalise(" ".join(bit.text for bit in page.flow)))
    return _heard[page]


class Phrase:
    """Wordings of which one is enough, ready to be looked for."""

    def __init__(self, words: Words, forms: Mapping[str, Set[str]] | None = None) -> None:
        """Take wordings as a site writes them; `forms` gives other forms of a word in them."""
        given = tuple(normalise(each) for each in wordings(words))
        bent = forms or {}
        text = expression(given, bent)
        self._normalised = re.compile(text)
        self._written = re.compile(text, re.IGNORECASE)
        self._needed = [
            [
                _spoken(bent.get(word) or {word})
                for word in re.split(r"[\s-]+", each)
                if "*" not in word
            ]
            for each in given
        ]

    def is_in(self, said: Speech) -> bool:
        """Say whether a page says it anywhere."""
        return any(self._may_be(said, needed) for needed in self._needed) and (
            self._normalised.search(said.text) is not None
        )

    def find(self, text: str) -> str | None:
        """Give the words in a text as they are written there, None where they are not in it."""
        found = self._written.search(text)
        if found is None and not text.isascii():
            # Typographic marks stand in them; they are there all the same.
            found = self._normalised.search(normalise(text))
        return found.group() if found else None

    def matches(self, text: str) -> list[re.Match[str]]:
        """Give every place in a text where they are written with plain marks."""
        return list(self._written.finditer(text))

    @staticmethod
    def _may_be(said: Speech, needed: Sequence[Set[str]]) -> bool:
        return all(not options or not said.words.isdisjoint(options) for options in needed)


def _spoken(options: Set[str]) -> frozenset[str]:
    """Give the words of which a text that has one of `options` must have one."""
    return frozenset(part for each in options for part in WORD.findall(each))
