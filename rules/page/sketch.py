"""Sketches: a page's main text in a few bytes, by which near-duplicates find each other.

One-permutation MinHash: of all hashes of three words in a row, the least in each of 64 bins is
kept, a byte of it. The share of equal bytes estimates the share of word triples that two texts
have in common (Li, Owen, Zhang: One Permutation Hashing, 2012). Bands of eight bytes are the keys
under which pages that are alike meet, so that nothing ever compares all pages with all.
"""

import base64
import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Self

from audit.model import normalise
from audit.page import Page

BINS = 64
ROWS = 8
"""Bytes in a band. Of two texts alike to 0.95 a band agrees in 99.98 %, to 0.85 in 92 %, to 0.5 in
3 % of all cases."""
BANDS = BINS // ROWS
FEATURES = 32
"""Names, and numbers, that a sketch keeps at most: those with the least hashes."""
REPEATED = 3
"""Times that a text says a word of `LONG` letters from which on it is about that."""
LONG = 4
FRAMES = frozenset({"header", "nav", "footer", "aside", "search"})
"""Landmarks that hold no main text."""
SHORTEST = 5
"""Words of a run of text from which on it is text, and no label, button or menu."""
_WORD = re.compile(r"[^\W_]+(?:['’.,:/-][^\W_]+)*")
_MASK = (1 << 64) - 1
_NONE = 1 << 62


@dataclass(frozen=True)
class Sketch:
    """What is kept of a page's main text."""

    signature: bytes
    digest: str
    """Equal for equal texts."""
    names: frozenset[int]
    """Hashes of capitalised words, and of those that the text repeats: what it is about."""
    numbers: frozenset[int]
    """Hashes of words with a digit in them: telephone numbers, streets, dates."""
    length: int
    """Words of the main text."""

    @classmethod
    def of(cls, page: Page, least: int) -> Self | None:
        """Sketch the main text of `page`; None where it has less than `least` words."""
        written = [word for text in _main_text(page) for word in _WORD.findall(text)]
        if len(written) < least:
            return None
        words = [word.lower() for word in written]
        topics = {
            word
            for word, count in Counter(words).items()
            if count >= REPEATED and len(word) >= LONG
        }
        numbers = {word.lower() for word in set(written) if _has_digit(word)}
        capital = {word.lower() for word in set(written) if word[0].isupper()}
        return cls(
            signature=_sign([_hash(word) for word in words]),
            digest=blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=6).hexdigest(),
            names=_least((topics | capital) - numbers),
            numbers=_least(numbers),
            length=len(words),
        )

    def bands(self) -> Iterator[str]:
        """Yield the keys under which alike pages meet; the first sign is the band's number."""
        for band in range(BANDS):
            yield f"{band}{self.signature[band * ROWS : (band + 1) * ROWS].hex()}"

    def meets_before(self, other: "Sketch", band: int) -> bool:
        """Say whether the two meet in a band before the one of this number."""
        return any(
            self.signature[n * ROWS : (n + 1) * ROWS] == other.signature[n * ROWS : (n + 1) * ROWS]
            for n in range(band)
        )

    def likeness(self, other: "Sketch") -> float:
        """Give the estimated share of word triples in common, 0 to 1; it errs by some 0.04."""
        if self.digest == other.digest:
            return 1.0
        pairs = zip(self.signature, other.signature, strict=True)
        return min(0.99, sum(one == two for one, two in pairs) / BINS)

    def to_json(self) -> dict[str, Any]:
        """Give it as JSON values."""
        return {
            "signature": base64.b85encode(self.signature).decode(),
            "digest": self.digest,
            "names": _pack(self.names),
            "numbers": _pack(self.numbers),
            "length": self.length,
        }

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """Read what `to_json` gave."""
        return cls(
            base64.b85decode(value["signature"]),
            value["digest"],
            _unpack(value["names"]),
            _unpack(value["numbers"]),
            value["length"],
        )


def differ(one: frozenset[int], other: frozenset[int]) -> bool:
    """Say whether each of two pages has a name, or a number, that the other has not.

    Only hashes below the least upper end of the two are compared: beyond it a page may have more
    than its sketch keeps.
    """
    ends = [max(each) for each in (one, other) if len(each) == FEATURES]
    end = min(ends, default=1 << 24)
    return bool({n for n in one if n <= end} - other) and bool({n for n in other if n <= end} - one)


def _main_text(page: Page) -> Iterator[str]:
    """Yield the runs of text of a page that are no frame around it, no link and no label."""
    links = {id(each) for tag in page.walk.named("a") for each in (tag, *page.walk.inside(tag))}
    for bit in page.flow:
        if bit.kind != "text" or bit.region in FRAMES or id(bit.tag) in links:
            continue
        if bit.text.count(" ") + 1 >= SHORTEST or not bit.text.isascii():
            yield bit.text if bit.text.isascii() else bit.text.translate(_PLAIN)


_PLAIN = str.maketrans("‘’‐‑–—", "''----")


def heading_of(page: Page) -> str:
    """Give what a page calls itself: its main heading and its title, as they are compared."""
    main = next((each.text for each in page.headings if each.level == 1), "")
    return normalise(f"{main} | {page.title}")[:120]


def _sign(hashes: Sequence[int]) -> bytes:
    least = [_NONE] * BINS
    for one, two, three in zip(hashes, hashes[1:], hashes[2:], strict=False):
        mixed = ((one * 31 + two) * 31 + three) * 0x9E3779B97F4A7C15 & _MASK
        mixed ^= mixed >> 29
        value = mixed >> 6
        if value < least[mixed & 63]:
            least[mixed & 63] = value
    # An empty bin takes the next full one's value, changed by the distance (Shrivastava, Li 2014).
    full = [number for number, value in enumerate(least) if value != _NONE]
    if not full:
        return bytes(BINS)
    signature = bytearray(BINS)
    for number in range(BINS):
        steps = next(n for n in range(BINS) if least[(number + n) % BINS] != _NONE)
        signature[number] = (least[(number + steps) % BINS] + steps * 101) & 0xFF
    return bytes(signature)


def _least(words: Set[str]) -> frozenset[int]:
    return frozenset(sorted({_hash(word) & 0xFFFFFF for word in words})[:FEATURES])


def _pack(hashes: frozenset[int]) -> str:
    return base64.b85encode(b"".join(n.to_bytes(3, "big") for n in sorted(hashes))).decode()


def _unpack(text: str) -> frozenset[int]:
    packed = base64.b85decode(text)
    return frozenset(int.from_bytes(packed[n : n + 3], "big") for n in range(0, len(packed), 3))


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(map(str.isdigit, word))


@lru_cache(maxsize=1 << 16)
def _hash(word: str) -> int:
    """Give 64 bits that are the same in every process, which `hash` are not."""
    given = word.encode("utf-8", "replace")
    return int.from_bytes(blake2b(given, digest_size=8).digest(), "big")
