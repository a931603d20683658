"""Names of hospitals, clinics and other places of care, as far as a name tells which is meant.

"Fernhollow Clinic" is one place wherever it stands; "Breast Center" is another one at every
hospital. What is said of a place is compared only where its name is of the first kind.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from audit.model import normalise
from rules import words
from rules.card.likeness import PERSON

PLACES = frozenset(
    "hospital clinic center centre institute infirmary pavilion tower campus hospice pharmacy"
    " laboratory lab practice associates office system hospitals clinics".split()
)
"""Words that say that a name is a place of care."""
ORDINARY = words.read(__file__, "ordinary.txt") | PLACES
"""Words of which departments and services are called; no place has one of them for its own."""
_LEADING = re.compile(
    r"^(?:about|contact|visit|visiting|directions?|welcome|call|our|find|get|getting|meet|why|how"
    r"|what|where|when|learn|explore|discover|join|schedule|request|support|give|giving|donate|volunteer"
    r"|careers?|jobs?|news|parking|maps?|hours|your|the best|at|inside|tour|more|all|other|nearby"
    r"|see|choose|doctors|physicians|providers|locations?|who|is|are|from|in|for|to|with|by|near)\b",
    re.IGNORECASE,
)
_LEGAL = re.compile(r",? (?:inc|llc|l\.l\.c|pllc|pc|p\.c|p\.a|pa|corp)\.?$", re.IGNORECASE)
_RUN = re.compile(
    r"(?<![\w'-])[A-Z][\w'’&-]*(?:\.(?= [A-Z]))?"
    r"(?: (?:(?:of|the|at|for|and|&|in|de) ){0,2}[A-Z][\w'’&-]*){0,7}"
)
LONGEST = 80
"""Characters of a name; longer ones are sentences."""


@lru_cache(maxsize=4096)
def name_key(text: str) -> str:
    """Give a name as it is compared where `text` is one that tells which place is meant, or empty.

    It needs a word for a place of care and one that is no ordinary word, all in capitals.
    """
    text = _LEGAL.sub("", " ".join(text.split()).strip(" ,:;|–—-"))
    if not 6 <= len(text) <= LONGEST or _LEADING.match(text) or PERSON.search(text):
        return ""
    if re.search(r"[.!?;:@|•–—()]|\d{3}| - ", re.sub(r"\b(?:St|Mt|Ste|Ft)\.", "", text)):
        return ""
    parts = re.findall(r"[\w'&-]+", text.replace("’", "'"))
    if any(
        word[:1].islower() and word not in ("of", "the", "at", "for", "and", "in") for word in parts
    ):
        return ""
    keys = [word.casefold().removesuffix("'s") for word in parts]
    if not PLACES & set(keys) or not any(_is_own(word) for word in parts):
        return ""
    key = normalise(" ".join(parts)).removeprefix("the ").replace("centre", "center")
    return key.replace(" & ", " and ")


def find_names(sentence: str) -> Iterator[tuple[str, int, int]]:
    """Yield the names in a sentence: as compared, and where each begins and ends."""
    for found in _RUN.finditer(sentence.replace("’", "'")):
        said = re.sub(r"^(?:The|At|In|Our|Since|For|When|And|Today|While|As) ", "", found.group())
        key = name_key(said)
        if key:
            yield key, found.end() - len(said), found.end()


def _is_own(word: str) -> bool:
    plain = word.casefold().removesuffix("'s")
    return plain not in ORDINARY and word.casefold() not in ORDINARY and len(plain) > 2
