"""Names by which labels call issuers and accreditations, indexed by their first word."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rules.badge.catalogue import Accreditation, Catalogue, Issuer
from rules.badge.words import essential, split

LONG = 8
"""Letters from which on a word of a name is known even with a slip in it."""


class Name(NamedTuple):
    """One spelling of one name."""

    keys: tuple[str, ...]
    kind: str
    """accreditation, issuer or other."""
    id: str
    """Of the accreditation or issuer; the full name where it is neither."""
    written: str
    """As the catalogue has it."""
    described: bool = False
    """Whether it counts beside an accrediting word only."""
    retired: bool = False
    general: bool = False
    """Whether all accreditations of the issuer share it."""
    first: bool = False
    """Whether it is what the issuer itself calls it, and no other name."""
    capitals: tuple[tuple[int, frozenset[str]], ...] = ()
    """Abbreviations in a longer name: the number of the word, and how it may be written."""

    @property
    def abbreviation(self) -> bool:
        """Whether it is told by its capitals."""
        return len(self.keys) == 1 and (self.described or len(self.written) <= 4)

    @property
    def relation(self) -> str:
        """What it is to what it names, for a reader: `is another name of`, say."""
        if self.retired:
            return "is a replaced name of"
        if len(self.keys) == 1 and not self.first and sum(map(str.isupper, self.written)) > 1:
            return "is short for"
        return "is the name of" if self.first else "is another name of"


class Names:
    """All names of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Index the names of `catalogue`."""
        self._by_first: dict[str, list[Name]] = defaultdict(list)
        self._subjects: dict[str, dict[tuple[str, ...], set[str]]] = defaultdict(
            lambda: defaultdict(set)
        )
        self._full_names: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._of: dict[str, set[str]] = defaultdict(set)
        self.by_default: dict[str, str] = {}
        """By issuer: the accreditation that its name alone means."""
        for accreditation in catalogue.accreditations.values():
            self._add_accreditation(accreditation)
        for issuer in catalogue.issuers.values():
            self._add_issuer(issuer)
        for other in catalogue.others:
            for text in (other.name, *other.also):
                self._add("other", other.name, text)
                for short in other.short:
                    self._full_names[short].add(keys_of(text))
        self.abbreviations = frozenset(
            key
            for issuer in catalogue.issuers.values()
            for text in issuer.described
            for key in keys_of(text)
        )
        """Keys of abbreviations that mean an issuer only in the right company, as ACS."""
        spelled = [name.keys for names in self._by_first.values() for name in names]
        about = [keys for subjects in self._subjects.values() for keys in subjects]
        self.long_words = frozenset(
            key for keys in (*spelled, *about) for key in keys if len(key) >= LONG
        )

    def beginning_with(self, key: str) -> Sequence[Name]:
        """Give the names whose first word has this key."""
        return self._by_first.get(key, ())

    def subjects_of(self, issuer: str) -> Mapping[tuple[str, ...], set[str]]:
        """Give what an issuer accredits: by the subject's keys the ids that it may mean."""
        return self._subjects.get(issuer, {})

    def issued_by(self, issuer: str) -> frozenset[str]:
        """Give the ids of all accreditations of an issuer."""
        return frozenset(self._of.get(issuer, ()))

    def means_another(self, abbreviation: str, beside: Iterable[Name]) -> bool:
        """Say whether one of the names beside an abbreviation gives it another meaning."""
        full = self._full_names.get(abbreviation, set())
        return any(name.kind == "other" and name.keys in full for name in beside)

    def _add_accreditation(self, accreditation: Accreditation) -> None:
        known = accreditation.id
        self._add("accreditation", known, accreditation.name, first=True)
        for text in accreditation.also:
            self._add("accreditation", known, text)
        for text in accreditation.described:
            self._add("accreditation", known, text, described=True)
        for text in accreditation.retired:
            self._add("accreditation", known, text, retired=True)
        for text in accreditation.general or ():
            self._add("accreditation", known, text, general=True)
        for issuer in accreditation.issuers:
            for text in accreditation.subjects:
                self._subjects[issuer][keys_of(text)].add(known)
        self._of[accreditation.issuer].add(known)
        if accreditation.general is not None:
            self.by_default[accreditation.issuer] = known

    def _add_issuer(self, issuer: Issuer) -> None:
        for text in (issuer.name, *issuer.also):
            self._add("issuer", issuer.id, text)
        for text in issuer.described:
            self._add("issuer", issuer.id, text, described=True)
        for text in issuer.retired:
            self._add("issuer", issuer.id, text, retired=True)
        if len(self._of[issuer.id]) == 1:
            self.by_default.setdefault(issuer.id, next(iter(self._of[issuer.id])))

    def _add(self, kind: str, known: str, text: str, **more: bool) -> None:
        words = essential(split(text))
        capitals = tuple(
            (n, frozenset({word.raw, word.raw.upper()}))
            for n, word in enumerate(words)
            if len(words) > 1 and 1 < len(word.raw) <= 4 and not word.raw[1:].islower()
        )
        if words:
            name = Name(tuple(w.key for w in words), kind, known, text, capitals=capitals, **more)
            self._by_first[words[0].key].append(name)


def keys_of(text: str) -> tuple[str, ...]:
    """Give the keys of a name's words."""
    return tuple(word.key for word in essential(split(text)))
