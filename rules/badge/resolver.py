"""What a label means: which accreditations its words name, or only an issuer, or nothing.

Each text is resolved by itself. Names are matched as whole words, longest first, so that
`Breast MRI` is not `MRI` and `American College of Radiation Oncology` is not about radiation
oncology. What a text merely suggests is no evidence: where in doubt it means nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from audit.model import Held
from rules.badge.catalogue import Catalogue, with_registry
from rules.badge.meaning import Meaning, Mention
from rules.badge.names import Name, Names
from rules.badge.words import (
    ACCREDITING,
    BADGE_WORDS,
    Word,
    essential,
    key_of,
    mend,
    plain,
    split,
    unslug,
)

LONGEST = 600
"""Characters of a text that are read; a label is far shorter, and pages are hostile."""
FORMERLY = frozenset({"formerly", "former", "previously", "antes", "anteriormente"})
NEAR = 4
"""Words within which an abbreviation that is an ordinary word too needs an accrediting one."""
VOUCHING = frozenset({"accredit", "certify", "designate", "verify"})
"""Words that say so much that with an issuer's name alone they make an accreditation."""
SETTING = frozenset(
    "program facility center hospital clinic care service department practice laboratory lab unit"
    " quality national standard excellence cancer imaging comprehensive regional community medical"
    " health system institute network member active current full status since year".split()
)
"""Words that label the accredited thing without changing which accreditation is meant."""


class _Match(NamedTuple):
    start: int
    end: int
    names: tuple[Name, ...]


class Resolver:
    """Resolves texts against one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Index the names of `catalogue`."""
        self.catalogue = catalogue
        self.names = Names(catalogue)

    @lru_cache(maxsize=1 << 12)  # noqa: B019 - resolvers live as long as the process
    def resolve(
        self, text: str, *, within: frozenset[str] = frozenset(), vouched: bool = False
    ) -> Meaning:
        """Give what a label means.

        `within` names issuers that the surroundings already named (a heading above), `vouched`
        says that the surroundings already say "accredited".
        """
        return self._resolve(text, within, vouched, slug=False)

    @lru_cache(maxsize=1 << 12)  # noqa: B019 - resolvers live as long as the process
    def resolve_slug(self, text: str) -> Meaning:
        """Give what a file name or the path of an address suggests; weak evidence at best."""
        return self._resolve(unslug(text), frozenset(), vouched=True, slug=True)

    def _resolve(self, text: str, within: frozenset[str], vouched: bool, *, slug: bool) -> Meaning:
        text = text[:LONGEST]
        words = [
            word._replace(key=mend(word.key, self.names.long_words))
            for word in essential(split(text))
        ]
        keys = [word.key for word in words]
        matches = self._match(words, vouched=vouched, slug=slug, within=within)
        taken = {n for match in matches for n in range(match.start, match.end)}
        foreign = {
            n
            for match in matches
            if match.names[0].kind == "other"
            for n in range(match.start, match.end)
        }
        vouching = {key for n, key in enumerate(keys) if key in ACCREDITING and n not in foreign}
        issuers = {
            name.id for match in matches for name in match.names if name.kind == "issuer"
        } | within
        mentions = self._named(text, matches, words, issuers)
        general = {
            self.catalogue.accreditations[each.id].issuer for each in mentions if each.general
        }
        issuers |= general
        free = issuers - self._issuers_of(mentions)
        about = self._about(free, words, taken)
        taken |= {n for match in about for n in range(match.start, match.end)}
        rest = tuple(
            key
            for n, key in enumerate(keys)
            if n not in taken and key not in ACCREDITING | BADGE_WORDS and not key.isdigit()
        )
        if vouching or vouched or general or not set(rest) - SETTING:
            mentions += [self._mention_of(text, match, words, free, vouching) for match in about]
        defaults: set[str] = set()
        if vouching & VOUCHING:
            defaults = (free - within - self._issuers_of(mentions)) & self.names.by_default.keys()
            mentions += [self._by_default(issuer) for issuer in sorted(defaults)]
        others = [match.names[0].written for match in matches if match.names[0].kind == "other"]
        return Meaning(
            text=text,
            mentions=tuple(_narrowest(mentions)),
            issuers=frozenset(free - within - self._issuers_of(mentions) - defaults - general),
            vouches=bool(vouching or general),
            others=tuple(others),
            retired=tuple(self._retired(text, matches, words)),
            rest=rest,
        )

    def _match(
        self, words: Sequence[Word], *, vouched: bool, slug: bool, within: frozenset[str]
    ) -> list[_Match]:
        """Find names, the longest first and then the leftmost; none overlaps another."""
        keys = tuple(word.key for word in words)
        found: dict[tuple[int, int], list[Name]] = defaultdict(list)
        for start, key in enumerate(keys):
            for name in self.names.beginning_with(key):
                end = start + len(name.keys)
                if keys[start:end] == name.keys:
                    found[start, end].append(name)
        matches: list[_Match] = []
        taken: set[int] = set()
        for start, end in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
            if not taken.isdisjoint(range(start, end)):
                continue
            fits = tuple(
                name
                for name in found[start, end]
                if self._fits(name, start, words, matches, vouched=vouched, slug=slug)
            )
            if fits:
                matches.append(_Match(start, end, fits))
                taken.update(range(start, end))
        issuers = {n.id for match in matches for n in match.names if n.kind == "issuer"} | within
        kept = []
        for match in matches:
            names = tuple(n for n in match.names if self._stands(n, match, keys, issuers, vouched))
            if names:
                kept.append(_Match(match.start, match.end, names))
        return sorted(kept)

    def _fits(
        self,
        name: Name,
        start: int,
        words: Sequence[Word],
        matches: Sequence[_Match],
        *,
        vouched: bool,
        slug: bool,
    ) -> bool:
        """Say whether the capitals of an abbreviation are right, and it is not another's here."""
        if not name.abbreviation:
            return slug or all(words[start + n].raw in forms for n, forms in name.capitals)
        raw = words[start].raw.rstrip("s").removesuffix("'")
        if not slug and raw not in (name.written, name.written.upper()):
            return False
        if self.names.means_another(name.written, (n for m in matches for n in m.names)):
            return False
        if name.described and name.kind == "issuer" and not slug:
            # Written all in capitals, FACT and CAP are words like any other.
            shouting = all(word.raw.isupper() for word in words if word.raw.isalpha())
            return vouched or _vouched_near(words, start, 1 if shouting else NEAR)
        return True

    def _stands(
        self, name: Name, match: _Match, keys: Sequence[str], issuers: set[str], vouched: bool
    ) -> bool:
        """Say whether a name in ordinary words has beside it what makes it an accreditation."""
        if not name.described or name.kind != "accreditation" or vouched:
            return True
        if self._issuers(name.id) & issuers:
            return True
        inside = range(match.start, match.end)
        return (
            any(key in VOUCHING for n, key in enumerate(keys) if n not in inside)
            or (any(key in VOUCHING for key in name.keys))
            or (
                name.abbreviation
                and any(key in ACCREDITING for n, key in enumerate(keys) if n not in inside)
            )
        )

    def _named(
        self, text: str, matches: Iterable[_Match], words: Sequence[Word], issuers: set[str]
    ) -> list[Mention]:
        mentions: list[Mention] = []
        for match in matches:
            names = [name for name in match.names if name.kind == "accreditation"]
            if not names:
                continue
            ids = {name.id for name in names}
            said = _written(text, words, match.start, match.end)
            if names[0].general:
                issuer = self.catalogue.accreditations[names[0].id].issuer
                why = f"“{said}” is what {self.catalogue.issuer_name(issuer)} calls all of its own"
                every = self.names.issued_by(issuer)
                mentions.append(Mention(every, names[0].id, said, why, general=True))
                continue
            ids = {i for i in ids if self.catalogue.accreditations[i].issuer in issuers} or (
                {i for i in ids if self._issuers(i) & issuers} or ids
            )
            how = f"“{said}”{_slips(match, words)} {names[0].relation}"
            mentions.append(self._mention(ids, said, how))
        return mentions

    def _about(
        self, issuers: Iterable[str], words: Sequence[Word], taken: set[int]
    ) -> list[_Match]:
        """Find the subjects of `issuers` in the words that no name has taken."""
        keys = tuple(word.key for word in words)
        found: dict[tuple[int, int], set[str]] = defaultdict(set)
        for issuer in issuers:
            for subject, ids in self.names.subjects_of(issuer).items():
                for start in range(len(keys) - len(subject) + 1):
                    end = start + len(subject)
                    if keys[start:end] == subject:
                        found[start, end] |= ids
        matches: list[_Match] = []
        used = set(taken)
        for start, end in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
            if used.isdisjoint(range(start, end)):
                names = tuple(Name((), "accreditation", i, "") for i in sorted(found[start, end]))
                matches.append(_Match(start, end, names))
                used.update(range(start, end))
        return sorted(matches)

    def _mention_of(
        self,
        text: str,
        match: _Match,
        words: Sequence[Word],
        issuers: set[str],
        vouching: set[str],
    ) -> Mention:
        ids = {name.id for name in match.names}
        if len(ids) > 1 and vouching & VOUCHING == {"designate"}:
            ids = {i for i in ids if self.catalogue.accreditations[i].designation} or ids
        said = _written(text, words, match.start, match.end)
        by = sorted({i for known in ids for i in self._issuers(known) & issuers})
        names = " and ".join(self.catalogue.issuer_name(issuer) for issuer in by)
        return self._mention(ids, said, f"“{said}”{_slips(match, words)} beside {names} means")

    def _mention(self, ids: set[str], said: str, why: str) -> Mention:
        names = sorted(self.catalogue.name(i) for i in ids)
        first = next(iter(ids)) if len(ids) == 1 else ""
        meant = names[0] if len(names) == 1 else f"one of: {', '.join(names)}"
        return Mention(frozenset(ids), first, said, f"{why} {meant}")

    def _by_default(self, issuer: str) -> Mention:
        known = self.names.by_default[issuer]
        name = self.catalogue.issuer_name(issuer)
        why = f"{name}, with an accrediting word and no subject, means {self.catalogue.name(known)}"
        return Mention(self.names.issued_by(issuer), known, name, why, general=True)

    def _retired(
        self, text: str, matches: Sequence[_Match], words: Sequence[Word]
    ) -> Iterator[tuple[str, str]]:
        """Yield replaced names, but for those told as such or beside what replaced them."""
        current = {
            (name.kind, name.id) for match in matches for name in match.names if not name.retired
        }
        for match in matches:
            name = match.names[0]
            if match.start and words[match.start - 1].key in FORMERLY:
                continue
            if name.retired and (name.kind, name.id) not in current:
                now = (
                    self.catalogue.issuer_name(name.id)
                    if name.kind == "issuer"
                    else self.catalogue.name(name.id)
                )
                yield _written(text, words, match.start, match.end), now

    def _issuers_of(self, mentions: Iterable[Mention]) -> frozenset[str]:
        """Give the issuers of whom a text says which accreditation it means."""
        return frozenset(
            issuer
            for mention in mentions
            if not mention.general
            for known in mention.may_be
            for issuer in self._issuers(known)
        )

    def _issuers(self, accreditation: str) -> frozenset[str]:
        return self.catalogue.accreditations[accreditation].issuers


def resolver(held: tuple[Held, ...] = ()) -> Resolver:
    """Give the resolver for a site's registry; one is made for each registry."""
    return _resolver(held)


@lru_cache(maxsize=16)
def _resolver(held: tuple[Held, ...]) -> Resolver:
    return Resolver(with_registry(held))


def _written(text: str, words: Sequence[Word], start: int, end: int) -> str:
    return plain(text)[words[start].start : words[end - 1].end]


def _slips(match: _Match, words: Sequence[Word]) -> str:
    """Say by how many letters the words of a match differ from those they are taken for."""
    found = [
        (word.raw, word.key)
        for word in words[match.start : match.end]
        if word.key != key_of(word.raw)
    ]
    if not found:
        return ""
    raw, meant = found[0]
    letters = sum(OSA.distance(key_of(raw), key) for raw, key in found)
    slips = "1 letter" if letters == 1 else f"{letters} letters"
    return f" ({slips} off: “{raw}” is read as “{meant}”)"


def _vouched_near(words: Sequence[Word], at: int, near: int) -> bool:
    return any(
        word.key in VOUCHING for n, word in enumerate(words) if n != at and abs(n - at) <= near
    )


def _narrowest(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield each once, without those that another narrows."""
    seen: set[frozenset[str]] = set()
    for mention in mentions:
        narrowed = any(other.may_be < mention.may_be for other in mentions)
        if not narrowed and mention.may_be not in seen:
            seen.add(mention.may_be)
            yield mention
