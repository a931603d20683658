"""Which entries of the site's registry cover a badge, where it stands and for whom it speaks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from audit import urls
from audit.model import Held
from audit.page import Page
from rules.badge.badge import Badge
from rules.badge.facilities import Subject, subject_of
from rules.badge.reading import read_badges


class Site(Protocol):
    """What rules about badges need of the section `site`."""

    @property
    def start(self) -> tuple[str, ...]:
        """Addresses, folders or files to begin at."""


@dataclass(frozen=True)
class Cover:
    """One accreditation that a badge shows, and what the registry says of it."""

    badge: Badge
    may_be: frozenset[str]
    """Ids of the accreditations that it may be; usually one."""
    entries: tuple[Held, ...]
    """The registry's entries for it; empty where it is not held."""
    here: tuple[Held, ...]
    """Those of them that allow it on this page."""
    subject: Subject | None
    """The facility that it is shown for, where the page says so."""
    own: tuple[Held, ...]
    """Those allowed here that this facility holds, or all of the organisation."""

    @property
    def narrowed(self) -> bool:
        """Whether a facility that was only guessed decides which entries count."""
        return self.subject is not None and not self.subject.sure and self.own != self.here


def covers(
    page: Page, held: tuple[Held, ...], facilities: Mapping[str, str] | None = None
) -> Iterator[Cover]:
    """Yield each accreditation that a badge of `page` shows, with what the registry has of it.

    `held` is the registry; `facilities` says which pages are about which facility. Badges whose
    labels contradict each other show nothing that could be looked up: they are left out.
    """
    for badge in read_badges(page, held):
        if badge.contradictory:
            continue
        for may_be in badge.accreditations:
            entries = tuple(entry for entry in held if entry.id in may_be)
            here = tuple(entry for entry in entries if may_stand(entry, page.url))
            subject = None
            if any(entry.facility for entry in here):
                subject = subject_of(page, badge, held, facilities or {})
            own = here if subject is None else tuple(e for e in here if subject.covers(e.facility))
            yield Cover(badge, may_be, entries, here, subject, own)


def may_stand(entry: Held, url: str) -> bool:
    """Say whether an entry allows its badge on the page at `url`."""
    return not entry.only_on or urls.path_matches(url, entry.only_on)


def lasts(entry: Held, day: date) -> bool:
    """Say whether the term of an entry has not ended on `day`; its last day still counts."""
    return entry.until is None or entry.until >= day


def proof_of(entries: Iterable[Held]) -> str:
    """Give a sentence with the registry's proofs, with a blank before it; empty without any."""
    proofs = dict.fromkeys(entry.proof for entry in entries if entry.proof)
    return f" The registry's proof: {', '.join(proofs)}." if proofs else ""
