"""Street addresses of the United States in texts, in the form in which they are compared.

Suites, floors, directions and the many spellings of "Street" tell no two addresses apart here
(USPS Publication 28 lists the abbreviations); house number, street name and town do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audit.model import normalise

KINDS = (
    r"street|st|avenue|ave|av|road|rd|boulevard|blvd|drive|dr|lane|ln|highway|hwy|parkway|pkwy|way"
    r"|court|ct|place|pl|circle|cir|loop|pike|plaza|plz|square|sq|trail|trl|terrace|ter|turnpike"
    r"|tpke|expressway|expy|freeway|fwy|alley|row|crossing|xing"
)
"""Words for a street, long and short, as alternatives of a pattern."""
_STREET = re.compile(
    rf"(?<![\w.,$#/-])(?P<number>\d{{1,5}})(?P<letter>[A-D]?) "
    rf"(?P<street>(?:[NSEW]{{1,2}}\.?|North|South|East|West)?[ ]?"
    rf"(?:(?:[A-Z][\w'’.-]*|\d{{1,3}}(?:st|nd|rd|th)|of|de|la)[ ]){{1,4}}?)"
    rf"(?P<kind>(?i:{KINDS}))\b\.?(?![\w'’])"
)
_TOWN = re.compile(
    r"(?P<city>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}),? +(?P<state>[A-Z]{2}|[A-Z][a-z]+),? +"
    r"(?P<zip>\d{5})(?:-\d{4})?\b"
)
_DIRECTIONS = {
    "n": "north", "s": "south", "e": "east", "w": "west",
    "ne": "northeast", "nw": "northwest", "se": "southeast", "sw": "southwest",
}  # fmt: skip
_WAYS = frozenset(_DIRECTIONS.values())


@dataclass(frozen=True)
class Address:
    """A street address that a text gives."""

    number: str
    street: str
    """Its name as compared, without direction and kind."""
    start: int
    end: int
    said: str

    @property
    def key(self) -> str:
        """House number and street, as compared."""
        return f"{self.number} {self.street}"


def find_addresses(text: str) -> Iterator[Address]:
    """Yield the street addresses in one line of text."""
    for found in _STREET.finditer(text):
        street = street_key(found["street"])
        if street:
            number = (found["number"] + found["letter"]).lower()
            yield Address(number, street, found.start(), found.end(), found.group().strip())


def find_town(text: str) -> str:
    """Give the first ZIP code that stands behind a town and a state; empty where none does."""
    found = _TOWN.search(text)
    return found["zip"] if found else ""


def read_address(text: str) -> Address | None:
    """Give the one street address of a text that states an address and little else."""
    found = list(find_addresses(text))
    return found[0] if len(found) == 1 else None


def street_key(street: str) -> str:
    """Give a street's name as it is compared."""
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)?", normalise(street))
    words = [_DIRECTIONS.get(word, word) for word in words]
    named = [word for word in words if word not in _WAYS]
    return " ".join(named or words)
