"""Telephone numbers in texts, links and data, in the one form in which they are compared.

Only numbers of the North American Numbering Plan are found in texts (https://www.nanpa.com/: area
code and exchange begin with 2 to 9). Others are told by their plus sign where data states them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TOLL_FREE = frozenset("800 833 844 855 866 877 888".split())
"""Area codes that are called free of charge: such a number stands beside the local one."""
_NUMBER = re.compile(
    r"(?<![\w.#/$-])(?:(?:\+?1[-. ]{0,3})?"
    r"(?:\((?P<a>[2-9]\d\d)\)[-. ]{0,3}|(?P<b>[2-9]\d\d)[-./ ]{1,3})"
    r"(?P<c>[2-9]\d\d)[-. ]{1,3}(?P<d>\d{4})|(?P<local>[2-9]\d\d[-.]\d{4}))(?![\d-]|\.\d)"
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_KEYS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
"""Letters of a telephone's keys (ITU-T E.161)."""
_OTHER_LINE = re.compile(
    r"\b(?:fax|facsimile|tty|tdd|ttd|relay|text|sms|pager|modem|fx)\b[\s:.#)(-]*(?:(?:number|no|us"
    r"|is|to|at|line|711)\b[\s:.#-]*)*$|(?:^|[\s|,(])f\s?[:.]\s*$",
    re.IGNORECASE,
)
"""What stands before a number that is for machines, or for text."""


@dataclass(frozen=True)
class Phone:
    """A number that a text gives."""

    digits: str
    """Ten digits, or seven where the area code is left out; with country code and plus sign where
    it is no North American number."""
    start: int
    end: int

    @property
    def toll_free(self) -> bool:
        """Whether calls to it are free."""
        return len(self.digits) == 10 and self.digits[:3] in TOLL_FREE


def find_phones(text: str) -> Iterator[Phone]:
    """Yield the voice numbers in one line of text; those called fax, TTY or text are left out."""
    plain = text.translate(_DASHES)
    for found in _NUMBER.finditer(plain):
        if not _OTHER_LINE.search(plain[max(0, found.start() - 40) : found.start()]):
            digits = re.sub(r"\D", "", found["local"] or found.group())[-10:]
            yield Phone(digits, found.start(), found.end())


def digits_of(number: str) -> str:
    """Give a number that a link or data states as it is compared; empty where it is none."""
    number = re.split(r"[;,]|\bext|\bx\s?\d|#", number.strip().lower().removeprefix("tel:"))[0]
    number = number.replace("%20", "")
    digits = re.sub(r"\D", "", number.translate(_KEYS))
    if number.lstrip(" (").startswith("+") and not digits.startswith("1"):
        return f"+{digits}" if 7 <= len(digits) <= 15 else ""
    digits = digits.removeprefix("1") if len(digits) == 11 else digits
    whole = len(digits) == 10 and digits[3] > "1"
    return digits if (whole or len(digits) == 7) and digits[0] > "1" else ""


def same_number(one: str, other: str) -> bool:
    """Say whether two numbers as compared are one; an area code that is left out parts no two."""
    return one == other or (7 in (len(one), len(other)) and one[-7:] == other[-7:])


def told(digits: str) -> str:
    """Give a number as people write it."""
    if len(digits) == 7:
        return f"{digits[:3]}-{digits[3:]}"
    if len(digits) != 10 or not digits.isdigit():
        return digits
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


def spells(text: str, digits: str) -> bool:
    """Say whether a text gives this number in any form, letters of the keys included."""
    plain = text.translate(_DASHES)
    pressed = re.sub(r"\D", "", plain.lower().translate(_KEYS))
    return digits.lstrip("+") in re.sub(r"\D", "", plain) or digits[-7:] in pressed
