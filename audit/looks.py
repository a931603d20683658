"""What a page looks like, small enough to be remembered, and how alike two looks are.

A look tells whether a page is still the page it was (`audit.stand_ins` asks that), and whether
anything on it changed that a rule could see.
"""

import hashlib
import re
import zlib
from collections.abc import Iterable

from bs4.element import NavigableString

from audit.model import Look
from audit.page import Page

WORDS = 64
"""Words that a sample of the main text holds at most; of 64, an estimate errs by some 0.06."""
FRAME = 24
"""Words that a sample of what is around it holds at most."""
LONGEST = 200_000
"""Characters of each that are read; no page that people read has more."""

_WORD = re.compile(r"[^\W\d_]{3,40}")
_AROUND = frozenset({"header", "nav", "footer", "aside", "search"})
_UNSEEN = frozenset({"script", "noscript", "template", "meta", "link", "base"})
# What servers and frameworks make anew for each load. Where a rule goes by one of these, a change
# of the page is taken for none, and its finding for one of a changed rule's, if that changed too.
_MADE_ANEW = frozenset(
    "id for nonce integrity name value headers form list aria-labelledby aria-describedby"
    " aria-controls aria-owns aria-activedescendant aria-details aria-flowto".split()
)


def look_of(page: Page) -> Look | None:
    """Give the look of a page; None of one that cannot be parsed, which no rule judged either."""
    try:
        return _read(page)
    except Exception:  # As in `audit.judge`: the parsers' faults are many.
        return None


def _read(page: Page) -> Look:
    main: list[str] = []
    around: list[str] = []
    heading = ""
    for bit in page.flow:
        (around if bit.region in _AROUND else main).append(bit.text)
        if bit.heading is not None and not heading and bit.region not in _AROUND:
            heading = bit.text[:200]
    text = " ".join(" ".join(main).split())[:LONGEST]
    return Look(
        words=_sample(text, WORDS),
        frame=_sample(" ".join(around)[:LONGEST], FRAME),
        text=_digest([text]),
        content=_digest(_content(page)),
        title=page.title[:200],
        heading=heading,
        signs_in=any(
            str(tag.get("type", "")).lower() == "password" and page.visible(tag)
            for tag in page.walk.named("input")
        ),
    )


def likeness(a: tuple[int, ...], b: tuple[int, ...], most: int = WORDS) -> float:
    """Estimate which share of the words in either text are in both, from samples of `most`.

    The smallest hashes of two texts together are a fair sample of all their words (Broder, "On
    the resemblance and containment of documents", 1997). Two texts without words are alike.
    """
    if not a or not b:
        return float(a == b)
    both = set(a) & set(b)
    smallest = sorted({*a, *b})[:most]
    return sum(word in both for word in smallest) / len(smallest)


def _sample(text: str, most: int) -> tuple[int, ...]:
    words = {zlib.crc32(word.encode()) for word in set(_WORD.findall(text.casefold()))}
    return tuple(sorted(words)[:most])


def _content(page: Page) -> Iterable[str]:
    for tag in page.walk.tags:
        if tag.name in _UNSEEN:
            continue
        yield tag.name
        for name, value in tag.attrs.items():
            if name not in _MADE_ANEW and not name.startswith("data-"):
                yield f"{name}={value}"
        for child in tag.contents:
            if type(child) is NavigableString and (said := child.strip()):
                yield said


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:16]
