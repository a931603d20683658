"""The sheet of accreditations: what a run noted of badges and claims, held against audit.yaml."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from audit.dossier import (
    Approval,
    Approved,
    BadgeSeen,
    ClaimSeen,
    Meant,
    Registered,
    Sheet,
    Signal,
    Standing,
)
from audit.model import ApprovedClaim, Fact, Held
from rules.badge.catalogue import Catalogue, with_registry
from rules.badge.expiring import Expiring
from rules.badge.inventory import Inventory as Badges
from rules.badge.inventory import Sighting
from rules.badge.registry import lasts, may_stand
from rules.claim import ledger
from rules.claim.inventory import Inventory as Claims

if TYPE_CHECKING:
    from audit.config import Config
    from audit.store import Store

EXPIRING = "badge-expiring"
"""The rule whose option `lead_days` says from when on a term is told to end soon."""
WORST_FIRST = (
    Standing.CONTRADICTORY,
    Standing.NOT_HELD,
    Standing.ENDED,
    Standing.ELSEWHERE,
    Standing.UNCLEAR,
    Standing.UNKNOWN,
    Standing.ENDING,
    Standing.HELD,
)


Seen = TypeVar("Seen")


@dataclass(frozen=True)
class _Pages(Generic[Seen], Iterable[Seen]):
    """What a collector noted, read from the store anew each time, a page at a time."""

    store: "Store"
    run: str
    collector: str
    read: Callable[[Fact], Seen]

    def __iter__(self) -> Iterator[Seen]:
        for _, facts in self.store.facts(self.run, self.collector):
            yield from map(self.read, facts)


def sheet_of(store: "Store", config: "Config", run: str) -> Sheet:
    """Give the sheet of a run: its badges and claims against `config`, on the day it began.

    Badges and claims stream from `store` whenever they are read, which must be open then.
    """
    day = store.info(run).started.date()
    held = config.accreditations
    options = config.rules[EXPIRING].options if EXPIRING in config.rules else {}
    soon = day + timedelta(days=int(options.get("lead_days", Expiring.lead_days)))
    catalogue = with_registry(held)
    registry = tuple(_registered(entry, catalogue, day, soon) for entry in held)
    reader = _Reader(held, registry, catalogue)
    said = _Ledger(config.claims, tuple(_approved(claim, day) for claim in config.claims))
    return Sheet(
        day=day,
        registry=registry,
        ledger=said.entries,
        badges=_Pages(store, run, Badges.id, reader.badge),
        claims=_Pages(store, run, Claims.id, said.claim),
    )


def _registered(entry: Held, catalogue: Catalogue, day: date, soon: date) -> Registered:
    known = catalogue.accreditations[entry.id]
    if not lasts(entry, day):
        standing = Standing.ENDED
    else:
        ends = entry.until is not None and entry.until <= soon
        standing = Standing.ENDING if ends else Standing.HELD
    return Registered(
        id=entry.id,
        name=known.name,
        issuer=catalogue.issuer_name(known.issuer),
        since=entry.since,
        until=entry.until,
        proof=entry.proof,
        facility=entry.facility,
        only_on=entry.only_on,
        standing=standing,
        days=(entry.until - day).days if entry.until else 0,
    )


@dataclass(frozen=True)
class _Reader:
    """Holds what was noted of badges against the registry."""

    held: tuple[Held, ...]
    registry: tuple[Registered, ...]
    catalogue: Catalogue

    def badge(self, fact: Fact) -> BadgeSeen:
        sighting = Sighting.of(fact)
        meant = tuple(self._meant(ids, sighting.url) for ids in sighting.shows)
        return BadgeSeen(
            url=sighting.url,
            selector=sighting.selector,
            context=sighting.context,
            label=sighting.label,
            image=sighting.image,
            standing=self._standing(sighting, meant),
            meant=meant,
            issuers=tuple(map(self.catalogue.issuer_name, sighting.issuers)),
            signals=tuple(map(_signal, sighting.signals)),
            left_out=sighting.left_out,
        )

    def _meant(self, ids: Sequence[str], url: str) -> Meant:
        names = tuple(map(self.catalogue.name, ids))
        entries = [n for n, entry in enumerate(self.held) if entry.id in ids]
        here = [n for n in entries if may_stand(self.held[n], url)]
        if not self.held:
            standing = Standing.UNKNOWN
        elif not entries:
            standing = Standing.NOT_HELD
        elif not here:
            standing = Standing.ELSEWHERE
        elif len(ids) > 1:
            standing = Standing.UNCLEAR
        else:
            standing = self._common(here)
        return Meant(tuple(ids), names, standing, tuple(here or entries))

    def _common(self, entries: Iterable[int]) -> Standing:
        """Give how it stands with one accreditation, perhaps with several terms and holders.

        Of one holder's terms the one that lasts longest counts. Where it differs between holders,
        it depends on whose badge it is, which is a rule's to judge (badge-out-of-scope).
        """
        holders: dict[str, Registered] = {}
        for n in entries:
            entry = self.registry[n]
            known = holders.setdefault(entry.facility, entry)
            if (entry.until or date.max) > (known.until or date.max):
                holders[entry.facility] = entry
        found = {entry.standing for entry in holders.values()}
        return found.pop() if len(found) == 1 else Standing.UNCLEAR

    def _standing(self, sighting: Sighting, meant: Sequence[Meant]) -> Standing:
        if sighting.candidate:
            return Standing.CANDIDATE
        if sighting.contradictory:
            return Standing.CONTRADICTORY
        return min(
            (each.standing for each in meant), key=WORST_FIRST.index, default=Standing.UNCLEAR
        )


def _signal(evidence: Mapping[str, object]) -> Signal:
    says = evidence.get("says")
    return Signal(
        kind=str(evidence.get("signal", "")),
        text=str(evidence.get("text", "")),
        says=tuple(map(str, says)) if isinstance(says, (list, tuple)) else (),
    )


def _approved(claim: ApprovedClaim, day: date) -> Approved:
    if not ledger.lasts(claim, day):
        approval = Approval.ENDED
    elif not claim.evidence:
        approval = Approval.UNPROVEN
    else:
        approval = Approval.APPROVED if claim.approved_by else Approval.UNSIGNED
    return Approved(claim.text, claim.evidence, claim.approved_by, claim.until, approval)


@dataclass(frozen=True)
class _Ledger:
    """Holds what was noted of claims against the ledger."""

    claims: tuple[ApprovedClaim, ...]
    entries: tuple[Approved, ...]

    def claim(self, fact: Fact) -> ClaimSeen:
        value = fact.value
        words, sentence = str(value.get("words", "")), str(value.get("sentence", ""))
        kind = str(value.get("kind", ""))
        return ClaimSeen(
            url=fact.place.url,
            selector=fact.place.selector,
            context=fact.place.context,
            kind=kind,
            words=words,
            sentence=sentence,
            doubtful=bool(value.get("doubtful")),
            entry=None if kind == "more" else self._covering(sentence, words),
        )

    def _covering(self, sentence: str, words: str) -> int | None:
        found = [n for n, each in enumerate(self.claims) if ledger.covers(each, sentence, words)]
        standing = (n for n in found if self.entries[n].approval is Approval.APPROVED)
        return next(standing, found[0] if found else None)
