"""Finds the badges of a page: images that a label makes the sign of an accreditation.

A badge is told by what its labels say and how it stands, never by class names. A picture of people
beside words about an accreditation is no badge, and neither is a headline about one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from bs4 import Tag

from audit import urls
from audit.model import Held, normalise
from audit.page import Page
from audit.page.images import Image
from rules.badge.catalogue import Catalogue
from rules.badge.lines import Line, lines
from rules.badge.meaning import Meaning
from rules.badge.resolver import SETTING, Resolver, resolver
from rules.badge.surroundings import Neighbourhood, Surroundings
from rules.badge.words import BADGE_WORDS, clip, essential, split

SCENE = frozenset(
    "team staff nurse doctor dr md physician surgeon oncologist technologist radiologist patient"
    " people woman man couple child smiling holding hold standing stand sitting posing pose"
    " building exterior entrance lobby hallway portrait headshot"
    " celebrating celebration ceremony presenting gathered gathering"
    " machine scanner video screenshot brochure map guideline recommendation conference magazine"
    " newsletter webinar poster crew employee colleague chair"
    " equipo paciente enfermera medico mujer hombre edificio".split()
)
"""Words of a picture that shows a scene or a document; a sign shows neither."""
HEADLINE = frozenset(
    "earn earning receive receiving achieve renew celebrate gain win won announce obtain attain"
    " secure retain granted renewed celebrated announced recibe obtiene logra celebra".split()
)
"""Words of a headline about an accreditation, by which the picture beside it is no sign of it."""
OPENING = frozenset("how why what when who learn read see watch about meet conozca lea".split())
"""Words with which a headline, a question or an invitation begins, and no label."""
LABEL = 9
"""Words without any part in the name that a label may have beside it."""
PHOTO = re.compile(r"\.(jpe?g|webp|avif|heic)$", re.IGNORECASE)
SIZE = re.compile(r"([-_@](\d+x\d*|\d?x\d+|\dx|scaled))+(?=\.\w+$)", re.IGNORECASE)
"""How content systems mark the sizes of one picture: `-300x300`, `@2x`, `-scaled`."""
COUNTED = re.compile(r"\b(?:\d+|i{1,3}|iv)\b")
"""Years and levels, which part badges that are otherwise named alike."""
NO_NAME = re.compile(
    r"^(\S+\.(png|jpe?g|gif|svg|webp|avif)|(img|dsc|image|picture)[-_ ]?\d*)$", re.I
)
"""Alternatives that say nothing: a file's name, a number."""


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
                "why": signal.meaning.why,
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


def read_badges(page: Page, held: tuple[Held, ...] = ()) -> tuple[Badge, ...]:
    """Give the badges of `page` in document order, read once for each page and registry.

    `held` is the site's registry: its names count beside the catalogue's.
    """
    known = _read.setdefault(page, {})
    if held not in known:
        known[held] = tuple(_Reader(page, resolver(held)).badges())
    return known[held]


_read: WeakKeyDictionary[Page, dict[tuple[Held, ...], tuple[Badge, ...]]] = WeakKeyDictionary()


class _Reader:
    """Reads the badges of one page."""

    def __init__(self, page: Page, badges: Resolver) -> None:
        self._page = page
        self._resolver = badges
        self._neighbourhood = Neighbourhood(page)
        self._open = BADGE_WORDS | badges.names.abbreviations

    def badges(self) -> Iterator[Badge]:
        for image in self._page.images:
            badge = self._read(image)
            if badge is not None:
                yield badge

    def _read(self, image: Image) -> Badge | None:
        resolve = self._resolver.resolve
        name = resolve(image.name.text)
        if name.text and shows_scene(name):
            return None
        around = self._neighbourhood.around(image)
        if not name.mentions and not name.issuers:
            name = self._under_heading(image.tag, name)
        speaks = bool(name.mentions) or name.accredits_only
        silent = not name.text or self._says_nothing(name)
        if not speaks and not silent:
            return None
        labels = self._captions(around)
        if around.heading is not None and not any(label.names for label in labels):
            labels.append(self._caption(around.heading))
        labels += self._described_by(image)
        labels += self._link_name(image)
        labels = [label for label in labels if not is_headline(label.meaning)]
        if not speaks and not self._labelled(image, labels):
            return None
        own = Signal(_kind(image), image.name.text, name, True, image.tag)
        signals = self._completed([own, *labels] if own.text else labels)
        weak = list(self._weak(image, around))
        sides = self._sides([s for s in signals if s.strong and s.names])
        return Badge(image, around, (*signals, *weak), sides, self._page.region(image.tag))

    def _under_heading(self, tag: Tag, meaning: Meaning) -> Meaning:
        """Let `ACR accreditations` above a row of images complete `Mammography` in it."""
        above = lines(self._page).heading_above(tag)
        if above is None or not meaning.text:
            return meaning
        heading = self._resolver.resolve(above.text)
        if not heading.accredits_only:
            return meaning
        told = self._resolver.resolve(meaning.text, within=heading.issuers, vouched=True)
        return told if told.mentions and not set(told.rest) - SETTING else meaning

    def _captions(self, around: Surroundings) -> list[Signal]:
        labels = [self._caption(line) for line in around.captions]
        if len(labels) == 1 and around.description and not labels[0].meaning.mentions:
            # A caption in two lines: `American College of Radiology` above `CT Accredited`.
            both = f"{labels[0].text}: {around.description[0].text}"
            meaning = self._resolver.resolve(both)
            if labels[0].meaning.issuers and meaning.mentions and is_label(meaning):
                labels = [replace(labels[0], text=both, meaning=meaning)]
        return labels

    def _caption(self, line: Line) -> Signal:
        kind = "heading" if line.level else "caption"
        meaning = self._resolver.resolve(line.text)
        return Signal(kind, line.text, meaning, True, line.tag, line.labels or line.bold)

    def _described_by(self, image: Image) -> list[Signal]:
        ids = str(image.tag.get("aria-describedby") or "").split()
        tags = [tag for each in ids if (tag := self._page.walk.by_id.get(each)) is not None]
        text = " ".join(tag.get_text(" ", strip=True) for tag in tags)
        if not text:
            return []
        return [Signal("description", text, self._resolver.resolve(text), True, tags[0])]

    def _link_name(self, image: Image) -> list[Signal]:
        link = _link(image)
        label = str(link.get("aria-label") or "").strip() if link is not None else ""
        if link is None or not label:
            return []
        return [Signal("link's name", label, self._resolver.resolve(label), True, link)]

    def _labelled(self, image: Image, labels: list[Signal]) -> bool:
        """Say whether labels alone make a badge of an image that says nothing by itself."""
        naming = [label for label in labels if label.names and is_label(label.meaning)]
        if not naming:
            return False
        slug = self._resolver.resolve_slug(image.file_name.rpartition(".")[0])
        if slug.mentions or slug.issuers or {w.key for w in split(slug.text)} & BADGE_WORDS:
            return True
        # A photograph above a few words is a card. An icon beside words that are no heading is a
        # list's check mark or a link's arrow.
        titled = any(label.kind != "caption" or label.marked for label in naming)
        return titled and not PHOTO.search(image.file_name)

    def _says_nothing(self, meaning: Meaning) -> bool:
        """Say whether an image's name leaves open what it shows: `Accreditation seal`, `ACS`."""
        if meaning.others:
            return False
        if NO_NAME.match(meaning.text):
            return True
        words = {word.key for word in essential(split(meaning.text))}
        told = meaning.vouches or bool(meaning.issuers) or bool(words & self._open)
        return not set(meaning.rest) - self._open and told

    def _completed(self, signals: list[Signal]) -> list[Signal]:
        """Let an issuer in one label complete the subject in another."""
        open_issuers = frozenset(
            issuer for s in signals if not s.meaning.mentions for issuer in s.meaning.issuers
        )
        named = any(s.meaning.mentions for s in signals)
        vouched = any(s.meaning.vouches for s in signals)
        done = []
        for signal in signals:
            meaning = signal.meaning
            if not meaning.mentions and not meaning.issuers and signal.strong:
                within = frozenset() if named else open_issuers
                meaning = self._resolver.resolve(signal.text, within=within, vouched=vouched)
            done.append(replace(signal, meaning=meaning))
        return done

    def _sides(self, signals: list[Signal]) -> tuple[tuple[Signal, ...], ...]:
        sides: list[list[Signal]] = []
        for signal in signals:
            for side in sides:
                if all(signal.agrees(other, self._resolver) for other in side):
                    side.append(signal)
                    break
            else:
                sides.append([signal])
        return tuple(tuple(side) for side in sides)

    def _weak(self, image: Image, around: Surroundings) -> Iterator[Signal]:
        for line in around.description:
            yield Signal("text", line.text, self._resolver.resolve(line.text), False, line.tag)
        file_name = image.file_name
        if file_name:
            meaning = self._resolver.resolve_slug(file_name.rpartition(".")[0])
            yield Signal("file name", file_name, meaning, False, image.tag)
        link = _link(image)
        for tag in (image.tag, link):
            title = str(tag.get("title") or "").strip() if tag is not None else ""
            if tag is not None and title and title != image.name.text:
                yield Signal("title", title, self._resolver.resolve(title), False, tag)
        target = self._page.resolve(str(link.get("href") or "")) if link is not None else None
        if link is not None and target:
            path = urls.path(target).strip("/").replace("/", " ")
            yield Signal("link target", target, self._resolver.resolve_slug(path), False, link)


def _meant(meaning: Meaning, catalogue: Catalogue) -> list[str]:
    """Give the names of what a text means; an issuer's own first choice where all would fit."""
    if not meaning.mentions:
        return [catalogue.issuer_name(each) for each in sorted(meaning.issuers)]
    ids = (each for m in meaning.mentions for each in ([m.id] if m.id else m.may_be))
    return sorted({catalogue.name(each) for each in ids})


def _link(image: Image) -> Tag | None:
    return next((tag for tag in image.tag.parents if tag.name == "a" and tag.get("href")), None)


def _kind(image: Image) -> str:
    return {
        "alt": "alternative text",
        "svg title": "alternative text",
        "aria-label": "accessible name",
        "aria-labelledby": "accessible name",
        "title": "title",
    }.get(image.name.source, "accessible name")


def shows_scene(meaning: Meaning) -> bool:
    """Say whether an image's name describes people, places or a document, which no sign shows."""
    return not SCENE.isdisjoint(meaning.rest) or len(set(meaning.rest) - SETTING) > LABEL


def is_headline(meaning: Meaning) -> bool:
    """Say whether a text reports on an accreditation instead of labelling its sign."""
    first = next(iter(split(meaning.text)), None)
    return not HEADLINE.isdisjoint(meaning.rest) or (first is not None and first.key in OPENING)


def is_label(meaning: Meaning) -> bool:
    """Say whether a text is a label by itself, no sentence that mentions something by the way."""
    return len(set(meaning.rest) - SETTING) <= LABEL // 2 and "?" not in meaning.text
