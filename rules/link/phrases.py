"""Words that a link can be called without saying where it leads."""

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse

from audit.model import normalise
from rules import words

GENERIC = words.read(__file__, "generic.txt")
"""English and Spanish names that say nothing of a target, as `bare` gives them."""

SIGNS = re.compile(r"(?:[^\w'&+-]|_)+")


@lru_cache(maxsize=8192)
def bare(name: str) -> str:
    """Give a name in lower case without accents, punctuation, arrows and other signs."""
    flat = normalise(name)
    if not flat.isascii():
        flat = unicodedata.normalize("NFKD", flat)
        flat = "".join(filterfalse(unicodedata.combining, flat))
    return " ".join(SIGNS.sub(" ", flat).strip(" '-+&").split())


CONTEXTUAL = frozenset(map(bare, words.read(__file__, "contextual.txt")))
"""Names that mean something in their block only: every event has its own "Register"."""


def says_nothing(name: str) -> bool:
    """Say whether a link's name says nothing of where it leads.

    True too for signs alone (`>>`); false for an empty name, which is another defect.
    """
    said = bare(name)
    return said in GENERIC if said else bool(name.strip())


def depends_on_context(name: str) -> bool:
    """Say whether a name is one that blocks of a page share without meaning one page by it."""
    said = bare(name)
    return says_nothing(name) or said in CONTEXTUAL or not re.search(r"[^\W\d_]{3}", said)
