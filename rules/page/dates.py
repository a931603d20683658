"""Dates as pages write them, in English, Spanish and ISO 8601.

A pattern takes only what is a date beyond doubt. Where a date may be read in two ways (03/04/2021)
or names no day (March 2021), the latest reading counts: nothing is called older than it may be.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sept sep septiembre setiembre set",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|º|°)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_PATTERNS = tuple(
    re.compile(rf"(?<![\w/.-]){pattern}(?![\w/-]|\.\d)", re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?",
        rf"{_YEAR}[-/](?P<month>\d\d)",
        rf"(?P<one>\d{{1,2}})[/.-](?P<other>\d{{1,2}})[/.-]{_YEAR}",
        r"(?P<one>\d{1,2})/(?P<other>\d{1,2})/(?P<short>\d\d)",
        rf"(?P<month>\d{{1,2}})/{_YEAR}",
        rf"{_MONTH}\s+{_DAY}(?:\s+de|,)?\s+{_YEAR}",
        rf"{_DAY}(?:\s+of|\s+de|-)?\s*{_MONTH}(?:\s+de[l]?|,|-)?\s*{_YEAR}",
        rf"{_MONTH}(?:\s+de[l]?|,)?\s+{_YEAR}",
        _YEAR,
    )
)


def find(text: str) -> tuple[date, int, int] | None:
    """Give the first date in `text`, and where it begins and ends; None where there is none.

    Of several that begin at one place the most exact one is taken.
    """
    found = [
        (match.start(), number, day, match.end())
        for number, pattern in enumerate(_PATTERNS)
        for match in pattern.finditer(text)
        if (day := _latest(match)) is not None
    ]
    if not found:
        return None
    start, _, day, end = min(found)
    return day, start, end


def read(text: str) -> date | None:
    """Give the date that `text` is, with nothing else in it but a time of day; else None."""
    given = text.strip()
    found = find(given)
    if found is None or found[1] != 0:
        return None
    return found[0] if re.fullmatch(r"[\sT,.:Z+\d-]*([ap]\.?m\.?)?", given[found[2] :]) else None


def _latest(match: re.Match[str]) -> date | None:
    """Give the latest day that the parts of a date may mean, or None where there is no such day."""
    parts = match.groupdict()
    year = int(parts.get("year") or 2000 + int(parts.get("short") or 0))
    if parts.get("one"):
        one, other = int(parts["one"]), int(parts["other"])
        return max(_days(year, {(one, other), (other, one)}), default=None)
    if not parts.get("month"):
        return date(year, 12, 31)
    named = parts["month"].lower()
    month = MONTHS.get(named) or (int(named) if named.isdigit() else 0)
    if not 1 <= month <= 12:
        return None
    day = int(parts.get("day") or monthrange(year, month)[1])
    return next(_days(year, {(month, day)}), None)


def _days(year: int, readings: set[tuple[int, int]]) -> Iterator[date]:
    for month, day in readings:
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            yield date(year, month, day)
