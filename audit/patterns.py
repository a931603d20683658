"""Regular expressions that a site writes, used on hostile page text without ever hanging.

Python's own engine can take for ever over a pattern such as `(a+)+$`. Here each search has a time
limit, and a pattern that is slow on texts made to slow patterns down is refused before any page
is read.
"""

import re
import time
from functools import lru_cache

import regex

LONGEST = 1000
"""Characters of a pattern; more is not a pattern that a person can check."""
PROBE_SECONDS = 0.5
"""Time for one probe. A pattern that is fit for use needs some microseconds."""
PROBE_LENGTH = 2000
"""Characters of a probe: enough for the cube of it to run out of time, not its square."""

Pattern = regex.Pattern[str]
"""A pattern that `compile` gave."""


class PatternError(ValueError):
    """A pattern cannot be used; the text says why."""


class TooSlowError(Exception):
    """A search ran out of its time, so nobody knows what it would have found."""


@lru_cache(maxsize=512)
def compile(pattern: str) -> Pattern:  # noqa: A001
    """Give a pattern ready for `search`; small and capital letters are one to it.

    Raises `PatternError` where it is no regular expression.
    """
    if len(pattern) > LONGEST:
        raise PatternError(f"longer than {LONGEST} characters")
    try:
        return regex.compile(pattern, regex.IGNORECASE | regex.VERSION0)
    except regex.error as problem:
        raise PatternError(str(problem)) from problem
    except (OverflowError, RecursionError, MemoryError) as problem:
        raise PatternError("too big to be used") from problem


def check(pattern: str) -> None:
    """Raise `PatternError` for what is no regular expression, matches anything, or is too slow."""
    ready = compile(pattern)
    if ready.search("") is not None:
        raise PatternError("it matches where there is no text at all, so it would match anywhere")
    for probe in _probes(pattern):
        try:
            search(ready, probe, PROBE_SECONDS)
        except TooSlowError:
            raise PatternError(
                "it can take for ever on some pages; avoid a repeat inside a repeat, as (a+)+, "
                "and several .* in a row"
            ) from None


def search(pattern: Pattern, text: str, seconds: float) -> str | None:
    """Give what `pattern` finds first in `text`, or None.

    Raises `TooSlowError` after `seconds` of processor time.
    """
    try:
        found = pattern.search(text, timeout=max(seconds, 0.001))
    except TimeoutError as problem:
        raise TooSlowError(f"{pattern.pattern!r} ran out of time") from problem
    return found.group() if found else None


class Budget:
    """Seconds of processor time that several searches share."""

    def __init__(self, seconds: float) -> None:
        """Begin to count now."""
        self._end = time.process_time() + seconds

    def search(self, pattern: Pattern, text: str) -> str | None:
        """Give what `search` gives, within what is left of the time."""
        left = self._end - time.process_time()
        if left <= 0:
            raise TooSlowError(f"{pattern.pattern!r} ran out of time")
        return search(pattern, text, left)


def _probes(pattern: str) -> list[str]:
    """Give texts on which a pattern that tries too many ways would try them all.

    They repeat letters, digits, blanks and the pattern's own words. The engine looks for words
    that a match must have before it tries anything, so these stand around, parted from the rest
    by what fits nothing.
    """
    words = list(dict.fromkeys(re.findall(r"\w+|[^\w\\()\[\]{}|?*+.^$]", pattern)))
    units = ["a", "0", " ", "a ", "a1", "ab ", *words[:20]]
    baits = "".join(words)
    runs = [(unit * (PROBE_LENGTH // len(unit)))[:PROBE_LENGTH] for unit in units]
    return [f"{before}{run}\x00{baits}" for run in runs for before in ("", f"{baits}\n")]
