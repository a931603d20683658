"""What was read of one badge: its signals, what they mean together, and what it looks like."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bs4 import Tag

from audit.model import normalise
from audit.page.images import Image
from rules.badge.catalogue import Catalogue
from rules.badge.meaning import Meaning
from rules.badge.resolver import SETTING, Resolver
from rules.badge.surroundings import Surroundings
from rules.badge.words import clip

SIZE = re.compile(r"([-_@](\d+x\d*|\d?x\d+|\dx|scaled))+(?=\.\w+$)", re.IGNORECASE)
"""How content systems mark the sizes of one picture: `-300x300`, `@2x`, `-scaled`."""
COUNTED = re.compile(r"\b(?:\d+|i{1,3}|iv)\b")
"""Years and levels, which part badges that are otherwise named alike."""


PICTURE, DRAWN, RECOGNISED = "picture", "words in the picture", "words recognised in the picture"
"""The kinds of signals that the picture itself gives, not what is written about it."""


@dataclass(frozen=True, eq=False)
class Signal:
    """One thing that says what a badge stands for."""

    kind: str
    """For a reader: alternative text, heading, caption, description, file name …"""
    text: str
    meaning: Meaning
    strong: bool
    """Whether a reader takes it as the badge's label; weak ones only support."""
    tag: Tag
    marked: bool = False
    """Whether it looks like a title: a heading, a caption by its markup, or bold."""

    @property
    def names(self) -> bool:
        """Whether it is evidence: names accreditations, or an issuer that accredits."""
        return bool(self.meaning.mentions) or self.meaning.accredits_only

    def agrees(self, other: "Signal", badges: Resolver) -> bool:
        """Say whether both can be meant for one accreditation."""
        one, two = self.meaning, other.meaning
        if one.mentions and two.mentions:
            return bool(one.ids & two.ids)
        if one.mentions or two.mentions:
            named, open_ = (one, two) if one.mentions else (two, one)
            by = {i for known in named.ids for i in badges.catalogue.accreditations[known].issuers}
            return bool(by & open_.issuers) or not by
        return bool(one.issuers & two.issuers)


@dataclass(frozen=True, eq=False)
class Badge:
    """One badge of a page."""

    image: Image
    surroundings: Surroundings
    signals: tuple[Signal, ...]
    """Strong ones first, each kind in the page's order."""
    sides: tuple[tuple[Signal, ...], ...]
    """The strong signals that name something, sorted into those that agree."""
    region: str

    @property
    def tag(self) -> Tag:
        """The element of its image."""
        return self.image.tag

    @property
    def contradictory(self) -> bool:
        """Whether its labels name different accreditations."""
        return len(self.sides) > 1

    @cached_property
    def accreditations(self) -> tuple[frozenset[str], ...]:
        """What it stands for: for each accreditation the ids it may be; empty where it is open."""
        if not self.sides:
            return ()
        return narrowed(self.sides[0])

    @property
    def ids(self) -> frozenset[str]:
        """Every accreditation that it may stand for."""
        return frozenset().union(*self.accreditations)

    @property
    def label(self) -> str:
        """Its most visible label, as messages quote it."""
        named = (signal.text for signal in reversed(self.strong) if signal.names)
        return clip(next(named, self.image.name.text))

    @property
    def strong(self) -> tuple[Signal, ...]:
        """The signals that a reader takes as its label."""
        return tuple(signal for signal in self.signals if signal.strong)

    @property
    def weak(self) -> tuple[Signal, ...]:
        """The signals that only support."""
        return tuple(signal for signal in self.signals if not signal.strong)

    @property
    def shown(self) -> tuple[Signal, ...]:
        """The signals of the picture itself that name something."""
        kinds = (PICTURE, DRAWN, RECOGNISED)
        return tuple(each for each in self.weak if each.kind in kinds and each.names)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Its heading and the text beside it, as compared."""
        heading = self.surroundings.heading
        around = (heading, *self.surroundings.lines)
        return tuple(normalise(line.text) for line in around if line is not None)

    @cached_property
    def likeness(self) -> tuple[str, ...]:
        """What a reader is told by it; equal where only the wording of the alternative differs."""
        own = self.signals[0]
        alternative = normalise(self.image.name.text)
        if own.tag is self.tag and len(own.meaning.ids) == 1 == len(own.meaning.mentions):
            more = sorted({*own.meaning.rest} - SETTING) + COUNTED.findall(alternative)
            alternative = " ".join((*own.meaning.ids, *more))
        return (alternative, *self.texts)

    @property
    def picture(self) -> str:
        """Its image's address without what only sets size or version; equal for one picture."""
        path, _, query = self.image.src.partition("?")
        named = re.search(r"\.\w{3,4}$", path)
        return SIZE.sub("", path) if named or not query else self.image.src

    def evidence(self, catalogue: Catalogue) -> list[Mapping[str, Any]]:
        """Give the signals as JSON values; `says` names what each was understood to mean."""
        return [
            {
                "signal": signal.kind,
                "text": clip(signal.text),
                "says": _meant(signal.meaning, catalogue),
                "ids": sorted(signal.meaning.ids) or sorted(signal.meaning.issuers),
                "why": signal.meaning.why or _left_open(signal.meaning, catalogue),
            }
            for signal in self.signals
            if signal.text
        ]


def narrowed(signals: tuple[Signal, ...]) -> tuple[frozenset[str], ...]:
    """Give what agreeing signals name together, each accreditation by the ids it may be."""
    found: list[frozenset[str]] = []
    for signal in signals:
        for mention in signal.meaning.mentions:
            met = next((n for n, known in enumerate(found) if known & mention.may_be), None)
            if met is None:
                found.append(mention.may_be)
            else:
                found[met] = found[met] & mention.may_be
    return tuple(found)


def _left_open(meaning: Meaning, catalogue: Catalogue) -> str:
    if not meaning.issuers:
        return "names no accreditation"
    names = " and ".join(catalogue.issuer_name(each) for each in sorted(meaning.issuers))
    return f"names {names}, and not what was accredited"


def _meant(meaning: Meaning, catalogue: Catalogue) -> list[str]:
    """Give the names of what a text means; an issuer's own first choice where all would fit."""
    if not meaning.mentions:
        return [catalogue.issuer_name(each) for each in sorted(meaning.issuers)]
    ids = (each for m in meaning.mentions for each in ([m.id] if m.id else m.may_be))
    return sorted({catalogue.name(each) for each in ids})
