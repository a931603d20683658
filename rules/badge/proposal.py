"""Proposes a registry from the badges that were seen: YAML for a person to look over.

What was seen is no proof that it is held. So every entry says where it stands on the site, and
what the pages leave in doubt is written as a comment.
"""

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from audit.model import Held, normalise
from audit.text import plain
from rules.badge.catalogue import Catalogue, with_registry
from rules.badge.inventory import Sighting

NAMED = 3
"""Pages and labels that a comment names; how many more there are it counts."""
MOST = 500
"""Different names of unknown signs that are kept; a hostile site may have any number."""


@dataclass
class _Seen:
    """Where and as what one thing was seen."""

    badges: int = 0
    pages: int = 0
    first: list[str] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    last: str = ""

    def note(self, sighting: Sighting) -> None:
        self.badges += 1
        if self.last != sighting.url:
            # Sightings come page by page, so this counts each page once.
            self.last, self.pages = sighting.url, self.pages + 1
            if len(self.first) < NAMED:
                self.first.append(plain(sighting.url, 120))
        label = plain(sighting.label, 80)
        if label in self.labels or len(self.labels) < NAMED:
            self.labels[label] += 1

    def told(self) -> str:
        """Give it in words."""
        times = f"{self.badges} {'badge' if self.badges == 1 else 'badges'}"
        where = f"{self.pages} {'page' if self.pages == 1 else 'pages'}"
        labels = ", ".join(f"“{label}”" for label in self.labels if label)
        more = self.pages - len(self.first)
        pages = ", ".join(self.first) + (f" and {more} more" if more else "")
        return f"{times} on {where}{f' as {labels}' if labels else ''}: {pages}"


class Proposal:
    """Takes sightings in, page by page, and gives the registry that they suggest."""

    def __init__(self, held: tuple[Held, ...] = ()) -> None:
        """`held` is the registry that there is; its entries stay as they are."""
        self._held = held
        self._own = {
            normalise(name): entry.id for entry in held for name in (entry.name, *entry.also)
        }
        self._catalogue: Catalogue = with_registry(held)
        self._sure: dict[str, _Seen] = {}
        self._open: dict[tuple[str, ...], _Seen] = {}
        self._contradictory: dict[str, _Seen] = {}
        self._issuers: dict[str, _Seen] = {}
        self._candidates: dict[str, _Seen] = {}

    def note(self, sighting: Sighting) -> None:
        """Take in one sighting; those of one page must come one after the other."""
        if sighting.candidate:
            known = self._own.get(normalise(sighting.label))
            if known:
                # The registry has learnt its name since the run.
                self._sure.setdefault(known, _Seen()).note(sighting)
            elif sighting.label in self._candidates or len(self._candidates) < MOST:
                self._candidates.setdefault(sighting.label, _Seen()).note(sighting)
            return
        for ids in sighting.shows:
            if sighting.contradictory:
                for known in ids:
                    self._contradictory.setdefault(known, _Seen()).note(sighting)
            elif len(ids) == 1:
                self._sure.setdefault(ids[0], _Seen()).note(sighting)
            else:
                self._open.setdefault(ids, _Seen()).note(sighting)
        for issuer in sighting.issuers:
            self._issuers.setdefault(issuer, _Seen()).note(sighting)

    def render(self, source: str) -> Iterator[str]:
        """Yield the lines of `accreditations:` for audit.yaml; `source` says what was looked at."""
        yield f"# Proposed from {_comment(source)}."
        yield "# A badge on a page is no proof: keep what your records confirm, delete the rest,"
        yield "# and add since, until (the last day of the term) and proof to each entry."
        if self._held:
            yield "# It may stand in place of the section that audit.yaml has: those entries come"
            yield "# first and as they are, but for their comments."
        yield "accreditations:"
        yield from self._entries_held()
        for known in sorted(self._sure.keys() - {entry.id for entry in self._held}):
            yield f"  # {_comment(self._name(known))}: {_comment(self._sure[known].told())}"
            if known in self._catalogue.accreditations:
                yield f"  - is: {_scalar(known)}"
            else:
                yield "  # It was in the registry of that run, and is in none now."
        yield from self._in_doubt()

    def _entries_held(self) -> Iterator[str]:
        for entry in self._held:
            seen = self._sure.get(entry.id)
            told = seen.told() if seen else "seen on no page that was audited"
            yield f"  # {_comment(self._name(entry.id))}: {_comment(told)}"
            yield from _entry(entry)

    def _in_doubt(self) -> Iterator[str]:
        certain = self._sure.keys() | {entry.id for entry in self._held}
        for known in sorted(self._contradictory.keys() - certain):
            said = self._contradictory[known].told()
            yield f"  # {_comment(self._name(known))}: only on badges whose labels contradict each"
            yield f"  # other, {_comment(said)}"
            yield f"  #- is: {_scalar(known)}"
        for ids, seen in sorted(self._open.items()):
            if not certain & set(ids):
                yield "  # A label that leaves open which of these is meant:"
                yield f"  # {_comment(seen.told())}"
                yield from (f"  #- is: {_scalar(each)}" for each in ids)
        for issuer, seen in sorted(self._issuers.items()):
            name = self._catalogue.issuer_name(issuer)
            yield f"  # {_comment(name)} is named, and not what it accredited:"
            yield f"  # {_comment(seen.told())}"
        for label, seen in sorted(self._candidates.items()):
            yield "  # Perhaps one that the catalogue does not know; say who grants it:"
            yield f"  # {_comment(seen.told())}"
            yield f"  #- id: {_scalar(_slug(label))}"
            yield f"  #  name: {_scalar(plain(label))}"
            yield '  #  issuer: "?"'

    def _name(self, known: str) -> str:
        return self._catalogue.name(known)


def propose(sightings: Iterable[Sighting], held: tuple[Held, ...], source: str) -> Iterator[str]:
    """Yield the lines of a registry that `sightings` suggest; see `Proposal`."""
    proposal = Proposal(held)
    for sighting in sightings:
        proposal.note(sighting)
    yield from proposal.render(source)


def _entry(entry: Held) -> Iterator[str]:
    """Yield the lines of an entry as audit.yaml has it."""
    key = "id" if entry.issuer else "is"
    yield f"  - {key}: {_scalar(entry.id)}"
    for each in dataclasses.fields(entry):
        value = getattr(entry, each.name)
        if each.name != "id" and value != each.default:
            yield f"    {each.name}: {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(_scalar(str(part)) for part in value)}]"
    return _scalar(str(value))


def _scalar(text: str) -> str:
    """Give text as YAML on one line, in quotes where it needs them."""
    if re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", text):
        return text
    shown = _printable(text)
    quoted: str = yaml.safe_dump(shown, default_style='"', allow_unicode=True, width=float("inf"))
    return quoted.rstrip("\n")


def _comment(text: str) -> str:
    """Give text that stays in its comment: one line, and nothing that YAML forbids."""
    return _printable(plain(text, 1000))


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _slug(label: str) -> str:
    folded = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", folded.lower()).strip("-")[:60].strip("-")
    return f"own-{slug}" if not slug or slug[0].isdigit() else slug
