"""Finds the badges of a page: images that a label makes the sign of an accreditation.

A badge is told by what its labels say and how it stands, never by class names. A picture of people
beside words about an accreditation is no badge, and neither is a headline about one.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from weakref import WeakKeyDictionary

from bs4 import Tag

from audit import urls
from audit.model import Held
from audit.page import Page
from audit.page.images import Image
from rules.badge.badge import DRAWN, PICTURE, RECOGNISED, Badge, Signal
from rules.badge.gallery import Gallery, gallery
from rules.badge.labels import is_headline, is_label, shows_scene
from rules.badge.lines import Line, lines
from rules.badge.meaning import Meaning
from rules.badge.resolver import SETTING, Resolver, resolver
from rules.badge.surroundings import Neighbourhood, Surroundings
from rules.badge.words import BADGE_WORDS, essential, split

PHOTO = re.compile(r"\.(jpe?g|webp|avif|heic)$", re.IGNORECASE)
NO_NAME = re.compile(
    r"^(\S+\.(png|jpe?g|gif|svg|webp|avif)|(img|dsc|image|picture)[-_ ]?\d*)$", re.I
)
"""Alternatives that say nothing: a file's name, a number."""


def read_badges(page: Page, held: tuple[Held, ...] = ()) -> tuple[Badge, ...]:
    """Give the badges of `page` in document order, read once for each page and registry.

    `held` is the site's registry: its names count beside the catalogue's.
    """
    known = _read.setdefault(page, {})
    if held not in known:
        known[held] = tuple(_Reader(page, resolver(held), gallery(held)).badges())
    return known[held]


_read: WeakKeyDictionary[Page, dict[tuple[Held, ...], tuple[Badge, ...]]] = WeakKeyDictionary()


class _Reader:
    """Reads the badges of one page."""

    def __init__(self, page: Page, badges: Resolver, gallery: Gallery) -> None:
        self._page = page
        self._resolver = badges
        self._gallery = gallery
        self._open = BADGE_WORDS | badges.names.abbreviations

    @cached_property
    def _neighbourhood(self) -> Neighbourhood:
        # Its page's lines take long to read, and many pages have no images.
        return Neighbourhood(self._page)

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
        weak = [*self._picture(image), *self._weak(image, around)]
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

    def _picture(self, image: Image) -> Iterator[Signal]:
        """Yield what the picture says by itself, where it was looked at."""
        if not self._page.looked_at:
            return
        seen = self._page.looked_at.get(self._page.image_key(image))
        if seen is not None and seen.imprint is not None:
            meaning = self._gallery.recognise(seen.imprint)
            yield Signal(PICTURE, str(seen.imprint), meaning, False, image.tag)
        if seen is not None and seen.text:
            kind = DRAWN if seen.drawn else RECOGNISED
            yield Signal(kind, seen.text, self._resolver.resolve(seen.text), False, image.tag)

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
