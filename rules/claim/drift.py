"""Wordings that are nearly an approved one, and how they differ from it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from audit.model import normalise
from rules.badge.words import GRAMMAR

LIKE = 85.0
"""Likeness (0 to 100) from which on a wording is an approved one that was changed."""


@dataclass(frozen=True)
class Drift:
    """A wording that was changed since it was approved."""

    approved: str
    said: str
    """The part of the sentence that is nearly it."""
    told: str
    """The difference, for a reader."""
    small: bool
    """Whether only small words and signs differ, which may mean the same."""


def find_drift(approved: Sequence[str], sentence: str, words: str) -> Drift | None:
    """Give the approved wording that a sentence, or a part of it, nearly is; None for none.

    `words` are the praising ones: a part without them is no wording of theirs.
    """
    best: tuple[float, str, str] = (0.0, "", "")
    plain = " ".join(sentence.split())
    for text in approved:
        score, part = _nearest(text, plain)
        best = max(best, (score, text, part))
    score, text, part = best
    if score < LIKE or normalise(words) not in normalise(part):
        return None
    lacking, more = _differing(text, part)
    told = " and ".join(
        words
        for words in (
            f"it says “{' '.join(more)}”" if more else "",
            f"it leaves out “{' '.join(lacking)}”" if lacking else "",
        )
        if words
    )
    small = all(_key(word) in GRAMMAR for word in (*lacking, *more))
    return Drift(text, part.strip(" ,;:"), told or "only its signs differ", small)


def _nearest(text: str, sentence: str) -> tuple[float, str]:
    """Give the likeness of the part of a sentence that is most like a wording, and that part."""
    approved = normalise(text).strip(" .!")
    whole = fuzz.ratio(approved, normalise(sentence).strip(" .!"))
    words = sentence.split()
    size = len(text.split())
    if len(words) <= size + 2 or fuzz.partial_ratio(approved, normalise(sentence)) < LIKE:
        return whole, sentence
    best = (whole, sentence)
    for length in (size - 1, size, size + 1):
        for start in range(max(1, len(words) - length + 1)):
            part = " ".join(words[start : start + length])
            best = max(best, (fuzz.ratio(approved, normalise(part).strip(" .!,;:")), part))
    return best


def _differing(approved: str, said: str) -> tuple[list[str], list[str]]:
    """Give the words that only the approved wording has, and those that only the other has."""
    one, other = approved.split(), said.split()
    opcodes = LCSseq.opcodes([_key(word) for word in one], [_key(word) for word in other])
    lacking = [
        word for op in opcodes if op.tag == "delete" for word in one[op.src_start : op.src_end]
    ]
    more = [
        word for op in opcodes if op.tag == "insert" for word in other[op.dest_start : op.dest_end]
    ]
    return lacking, more


def _key(word: str) -> str:
    return re.sub(r"\W", "", normalise(word))
