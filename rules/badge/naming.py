"""What a badge's labels call an accreditation, without the words that any label may have."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from audit.model import Held
from rules.badge.badge import COUNTED, Badge
from rules.badge.catalogue import Catalogue
from rules.badge.names import keys_of
from rules.badge.resolver import LONGEST, SETTING, Resolver, resolver
from rules.badge.words import ACCREDITING, BADGE_WORDS, clip, essential, mend, split


class Naming(NamedTuple):
    """One way to call an accreditation."""

    core: frozenset[str]
    """Keys of the words that tell it from other names."""
    written: str
    """As a label has it."""

    def agrees(self, other: "Naming") -> bool:
        """Say whether two names are one: the same words, or one of them with more words."""
        return self.core <= other.core or other.core <= self.core


def namings(badge: Badge, known: str, held: tuple[Held, ...]) -> Iterator[Naming]:
    """Yield what the labels of `badge` call the accreditation `known`.

    Left out is what only names the issuer, what the issuer has replaced, and what the registry
    lists as a name of the site's own choice.
    """
    badges = resolver(held)
    chosen = {keys_of(name) for e in held if e.id == known for name in (e.name, *e.also) if name}
    for signal in badge.strong:
        mentions = [m for m in signal.meaning.mentions if known in m.may_be and not m.general]
        if not mentions or signal.meaning.retired:
            continue
        # The resolver takes one name for each accreditation; a label may give two.
        for written in (*(m.words for m in mentions), *_known_names(signal.text, known, badges)):
            if keys_of(written) in chosen:
                continue
            core = _core(written, known, badges)
            if core:
                yield Naming(core, clip(written))


def _known_names(text: str, known: str, badges: Resolver) -> Iterator[str]:
    """Yield the names of an accreditation, as the catalogue has them, that stand in a text."""
    words = essential(split(text[:LONGEST]))
    keys = tuple(mend(word.key, badges.names.long_words) for word in words)
    accreditation = badges.catalogue.accreditations[known]
    for name in (accreditation.name, *accreditation.also, *accreditation.described):
        sought = keys_of(name)
        for start in range(len(keys) - len(sought) + 1):
            if keys[start : start + len(sought)] == sought and (
                len(sought) > 1 or words[start].raw in (name, name.upper())
            ):
                yield name
                break


def official(known: str, held: tuple[Held, ...]) -> Naming:
    """Give the issuer's own name for an accreditation."""
    badges = resolver(held)
    name = badges.catalogue.name(known)
    return Naming(_core(name, known, badges), name)


def _core(text: str, known: str, badges: Resolver) -> frozenset[str]:
    keys = {mend(key, badges.names.long_words) for key in keys_of(text)}
    keys -= ACCREDITING | BADGE_WORDS | SETTING | _of_issuer(known, badges.catalogue)
    return frozenset(key for key in keys if not COUNTED.fullmatch(key))


@lru_cache(maxsize=512)
def _of_issuer(known: str, catalogue: Catalogue) -> frozenset[str]:
    """Give the words by which labels call the issuers of an accreditation."""
    issuers = [catalogue.issuers.get(each) for each in catalogue.accreditations[known].issuers]
    return frozenset(
        key
        for issuer in issuers
        if issuer is not None
        for name in (issuer.name, *issuer.also, *issuer.described)
        for key in keys_of(name)
    )
