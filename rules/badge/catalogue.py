"""The catalogue: accreditations known everywhere, who issues them, and how labels name them.

The facts lie in `catalogue.yaml` beside this module; what they mean is said at its top.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from audit.model import Held

UNVERIFIED = " No page of the issuer's could be found that describes it, so a person has to look."
"""What a message adds where it rests on entries alone that nobody could verify."""


class CatalogueError(Exception):
    """The catalogue contradicts itself; the text names the entry."""


@dataclass(frozen=True)
class Issuer:
    """An organisation that accredits, certifies or designates."""

    id: str
    name: str
    also: tuple[str, ...] = ()
    described: tuple[str, ...] = ()
    """Abbreviations that are ordinary words or another's too: they ask for an accrediting word."""
    retired: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Other:
    """A name that looks like an issuer's or an accreditation's and is neither."""

    name: str
    also: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    """Abbreviations that mean this where the full name stands beside them."""
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Accreditation:
    """One accreditation, certification or designation."""

    id: str
    name: str
    issuer: str = ""
    """An issuer's id; for a site's own entries perhaps a plain name."""
    also: tuple[str, ...] = ()
    described: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    general: tuple[str, ...] | None = None
    retired: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    designation: bool = False
    images: tuple[str, ...] = ()
    """Hashes of its badge's images (`audit.page.imprint`)."""
    hosts: tuple[str, ...] = ()
    cycle: int | None = None
    """Years between surveys."""
    needs: tuple[tuple[str, ...], ...] = ()
    """What the issuer asks to be held too; of each inner tuple one is enough."""
    needs_since: int = 0
    """Year from which on the issuer asks that of those who apply; 0 where it always has."""
    needs_elsewhere: bool = False
    """Whether another facility may hold for this one what is needed."""
    needs_source: str = ""
    """The issuer's page that asks it, where it is another than `source`."""
    source: str = ""
    """The issuer's page that describes it."""
    verified: bool = True
    """Whether the issuer's page, or the site's registry, says that there is such a thing."""

    @property
    def issuers(self) -> frozenset[str]:
        """Everybody who may rightly be named as the one that awards it."""
        return frozenset({self.issuer, *self.partners} - {""})


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Issuers and accreditations by id, and the names that are neither."""

    issuers: Mapping[str, Issuer]
    accreditations: Mapping[str, Accreditation]
    others: Sequence[Other]

    def name(self, accreditation: str) -> str:
        """Give the issuer's own name for an accreditation, or the id of one that is unknown."""
        known = self.accreditations.get(accreditation)
        return known.name if known else accreditation

    def vouches_for(self, may_be: Collection[str]) -> bool:
        """Say whether what may be any of these ids rests on more than entries nobody verified."""
        known = [self.accreditations[each] for each in may_be if each in self.accreditations]
        return not known or any(each.verified for each in known)

    def issuer_name(self, issuer: str) -> str:
        """Give an issuer's name, or the id of one that is unknown."""
        known = self.issuers.get(issuer)
        return known.name if known else issuer


@lru_cache(maxsize=1)
def load() -> Catalogue:
    """Read the shipped catalogue, once for each process.

    Raises `CatalogueError` where an entry names an issuer or accreditation that is not there.
    """
    text = (files(__package__) / "catalogue.yaml").read_text(encoding="utf-8")
    raw = yaml.safe_load(text)
    issuers = {key: Issuer(id=key, **_tuples(entry)) for key, entry in raw["issuers"].items()}
    accreditations: dict[str, Accreditation] = {}
    for entry in raw["accreditations"]:
        made = Accreditation(**_tuples(entry))
        if made.id in accreditations:
            raise CatalogueError(f"two accreditations are called {made.id!r}")
        accreditations[made.id] = made
    for made in accreditations.values():
        needed = {each for some in made.needs for each in some}
        unknown = made.issuers - issuers.keys() | needed - accreditations.keys()
        if unknown:
            raise CatalogueError(f"{made.id}: nothing is called {', '.join(sorted(unknown))}")
    others = tuple(Other(**_tuples(entry)) for entry in raw["others"])
    return Catalogue(MappingProxyType(issuers), MappingProxyType(accreditations), others)


@lru_cache(maxsize=64)
def with_registry(held: tuple[Held, ...]) -> Catalogue:
    """Give the catalogue with a site's own names and accreditations added."""
    shipped = load()
    if not held:
        return shipped
    accreditations = dict(shipped.accreditations)
    by_name = {
        spelling.casefold(): issuer.id
        for issuer in shipped.issuers.values()
        for spelling in (issuer.name, issuer.id, *issuer.also)
    }
    for entry in held:
        known = accreditations.get(entry.id)
        if known is None:
            issuer = by_name.get(entry.issuer.casefold(), entry.issuer)
            known = Accreditation(id=entry.id, name=entry.name or entry.id, issuer=issuer)
        elif entry.name and entry.name != known.name:
            known = _also(known, entry.name)
        for name in entry.also:
            known = _also(known, name)
        # Who holds an accreditation knows that there is one.
        known = replace(known, verified=True)
        if entry.images:
            known = replace(known, images=(*known.images, *entry.images))
        accreditations[entry.id] = known
    return Catalogue(shipped.issuers, MappingProxyType(accreditations), shipped.others)


def _also(known: Accreditation, name: str) -> Accreditation:
    return Accreditation(**{**vars(known), "also": (*known.also, name)})


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    made = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    if "needs" in made:
        made["needs"] = tuple((n,) if isinstance(n, str) else tuple(n) for n in made["needs"])
    return made
