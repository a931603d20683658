"""By what a server knows an answer again: entity tags and dates of change (RFC 9110, 8.8)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{0,300}"')
_PACKING = re.compile(r'(?:-|--|;)(?:gzip|br|zstd|deflate)(?=")')
"""What servers add to a tag when they pack an answer; browsers are sent other packings than us."""
_GAP = 1.0
"""Seconds between the last change and the answer, from which on the date tells two states apart
(RFC 9110, 8.8.2.2): within one second a file may change twice."""


@dataclass(frozen=True)
class Validators:
    """What to ask with, so that a server says whether its answer is still the same."""

    address: str
    """The address that gave them, after redirects; they hold for it alone."""
    etag: str = ""
    modified: str = ""

    @classmethod
    def of(cls, address: str, headers: Mapping[str, str]) -> "Validators | None":
        """Give what an answer's headers (names in lower case) say that can be trusted; else None.

        What must not be stored, sets a cookie, or varies by what nobody knows may be another thing
        for each who asks.
        """
        control = headers.get("cache-control", "").lower()
        if "no-store" in control or "set-cookie" in headers or "*" in headers.get("vary", ""):
            return None
        etag = headers.get("etag", "").strip()
        if _TAG.fullmatch(etag):
            return cls(address, etag)
        modified = headers.get("last-modified", "").strip()
        changed, answered = _moment(modified), _moment(headers.get("date", ""))
        if changed is None or answered is None or (answered - changed).total_seconds() < _GAP:
            return None
        return cls(address, modified=modified)

    @classmethod
    def read(cls, address: str, state: str) -> "Validators | None":
        """Give those that a `state` holds; None where it holds none."""
        word, _, value = state.partition(" ")
        return cls(address, **{word: value}) if word in ("etag", "modified") else None

    @property
    def state(self) -> str:
        """All but the address as one text."""
        return f"etag {self.etag}" if self.etag else f"modified {self.modified}"

    def headers(self) -> dict[str, str]:
        """Give the headers that ask for something only if it is not the same (RFC 9110, 13.1)."""
        if self.etag:
            return {"If-None-Match": self.etag}
        return {"If-Modified-Since": self.modified}

    def are_like(self, others: "Validators") -> bool:
        """Say whether these are of the same thing as others.

        Tags are compared weakly (RFC 9110, 8.8.3.2), and without what tells packings apart.
        """
        if self.address != others.address:
            return False
        if self.etag or others.etag:
            return _bare(self.etag) == _bare(others.etag)
        return self.modified == others.modified


def _bare(etag: str) -> str:
    return _PACKING.sub("", etag.removeprefix("W/"))


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else None
