"""A language that reports speak: their own words, numbers and dates.

The words stand in English in the templates and in code, marked for gettext; `languages/` holds a
catalogue for each other language. What is not translated is said in English.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("en", "es")
"""Those there are; English needs no catalogue."""
_LOCALES = {"es": "es_US"}
"""Where numbers are written otherwise elsewhere: 5.000 in Madrid is 5,000 in Miami."""


def N_(words: str) -> str:  # noqa: N802 (what gettext's tools look for)
    """Mark words for translation where they stand; `gettext` translates where they are said."""
    return words


@dataclass(frozen=True)
class Language:
    """One of `LANGUAGES`."""

    code: str
    words: NullTranslations

    def number(self, value: float) -> str:
        """Give a number as the language writes it: `1,200`."""
        return str(format_decimal(value, locale=self._locale))

    def date(self, value: date) -> str:
        """Give a day in words: `3 November 2026`."""
        pattern = "d MMMM yyyy" if self.code == "en" else "long"
        return format_date(value, pattern, self._locale)

    def time(self, value: datetime) -> str:
        """Give the time of day with its zone, where it has one: `14:05 UTC`."""
        shown = format_time(value, "HH:mm", locale=self._locale)
        return f"{shown} {value.tzname()}" if value.tzname() else shown

    @property
    def _locale(self) -> Locale:
        return Locale.parse(_LOCALES.get(self.code, self.code))


@cache
def speak(code: str) -> Language:
    """Give the language of that code; raises ValueError where there is none."""
    if code not in LANGUAGES:
        raise ValueError(f"no reports in {code!r}; there are: {', '.join(LANGUAGES)}")
    if code == "en":
        return Language(code, NullTranslations())
    with files(__package__).joinpath("languages", f"{code}.po").open("rb") as stream:
        catalogue = read_po(stream, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Language(code, GNUTranslations(compiled))
