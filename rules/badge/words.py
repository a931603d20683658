"""Words of a label, as the resolver compares them.

Case, accents, possessives, plurals, spelling variants and the many forms of "accredited" are
levelled, so that a name is found however a label inflects it. The word as written stays beside
its key: abbreviations are told by their capitals.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from audit.model import normalise


class Word(NamedTuple):
    """One word of a label."""

    raw: str
    """As written."""
    key: str
    """As compared."""
    start: int
    """Where it begins in the text that `plain` gives."""
    end: int


ACCREDITING = frozenset({"accredit", "certify", "designate", "verify", "recognize", "approve"})
"""Keys of the words by which a label says that somebody vouches for something."""
GRAMMAR = frozenset(
    "the of by program programme programa a an for and to at in on our as is are was has have been"
    " with from its this that it we de la el los las del por para en y un una con al su como"
    " proudly official also".split()
)
"""Words that change no name: `Program for Breast Centers` is `Breast Center Program`."""
BADGE_WORDS = frozenset(
    "logo seal badge medal icon emblem image graphic insignia mark award symbol ribbon plaque"
    " recognition sello insignia medalla banner".split()
)
"""Words that say what the picture is, not what it stands for."""
QUOTED = 200
"""Characters of a page's text that a message quotes at most."""
_FAMILIES = (
    (re.compile(r"(accredi|acredi|acreditt)\w*"), "accredit"),
    (re.compile(r"certif\w*"), "certify"),
    (re.compile(r"(designat|designad|designac|desginat)\w*"), "designate"),
    (re.compile(r"(verif|verificad)\w*"), "verify"),
    (re.compile(r"(recogni[sz]\w*|reconocid\w*)"), "recognize"),
    (re.compile(r"(approved|aprobad[oa]s?)"), "approve"),
    (re.compile(r"(centre|centro)s?"), "center"),
    (re.compile(r"programme?s?"), "program"),
    (re.compile(r"(paediatrics?|pediatrics?)"), "pediatric"),
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")


def split(text: str) -> list[Word]:
    """Give the words of a label in order; hyphens, slashes and punctuation part words."""
    return [
        Word(found.group(), key, found.start(), found.end())
        for found in _WORD.finditer(plain(text))
        if (key := key_of(found.group()))
    ]


def plain(text: str) -> str:
    """Give a text with straight quotes, composed characters and no invisible ones."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text.translate(_QUOTES)).translate(_QUOTES)


def unslug(text: str) -> str:
    """Give a file name or a part of an address in words: `accreditedBadge_acr-01` has four."""
    parted = re.sub(r"[-_+.%/=&?#]+|(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])", " ", text)
    return _CAMEL.sub(" ", parted)


def essential(words: Iterable[Word]) -> list[Word]:
    """Give the words that names are made of, without those that only join them."""
    return [word for word in words if word.key not in GRAMMAR]


def clip(text: str) -> str:
    """Give a text as a message quotes it: no longer than `QUOTED` characters."""
    return text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + "…"


@lru_cache(maxsize=1 << 14)
def key_of(raw: str) -> str:
    """Give a word as it is compared; empty where nothing of it is."""
    folded = unicodedata.normalize("NFKD", normalise(raw))
    key = "".join(c for c in folded if not unicodedata.combining(c))
    key = re.sub(r"'s?$", "", key).replace("'", "")
    for family, member in _FAMILIES:
        if family.fullmatch(key):
            return member
    if len(key) > 3 and key.endswith("s") and not key.endswith(("ss", "us", "is")):
        key = f"{key[:-3]}y" if key.endswith("ies") and len(key) > 4 else key[:-1]
    return key


@lru_cache(maxsize=1 << 12)
def mend(key: str, known: frozenset[str]) -> str:
    """Give the long word of `known` that `key` misspells, or `key` itself.

    One slip (a letter wrong, missing, doubled or swapped) from eight letters on, two from twelve.
    Short words are left alone: their neighbours are other words.
    """
    if len(key) < 7 or key in known or key in GRAMMAR or not key.isalpha():
        return key
    if key in REAL_NEIGHBOURS:
        return key
    nearest = (3, 0, key)
    for other in known:
        if len(other) < 8 or abs(len(other) - len(key)) > 2:
            continue
        slips = 2 if min(len(other), len(key)) >= 12 else 1
        distance = OSA.distance(key, other, score_cutoff=slips)
        if distance <= slips:
            # A letter is left out more often than put in, so of two words the longer one is meant.
            nearest = min(nearest, (distance, -len(other), other))
    return nearest[2]


REAL_NEIGHBOURS = frozenset({"rational", "relational", "cardiology", "notional", "nationals"})
"""Words one slip away from a name's word and right as they stand."""
_QUOTES = {
    **dict.fromkeys(map(ord, "‘’‚‛′ʼ"), "'"),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff™®©℠"), None),
}
