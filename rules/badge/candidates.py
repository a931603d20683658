"""Finds pictures that look like a sign of an accreditation that nobody has told us of.

A guess, for a person to confirm: a site's own awards and small issuers are in no catalogue. Never
evidence against a page.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from audit.model import Held
from audit.page import Page
from audit.page.images import Image
from rules.badge.labels import is_headline, is_label, shows_scene
from rules.badge.reading import read_badges
from rules.badge.resolver import VOUCHING, resolver
from rules.badge.words import split

SIGN = VOUCHING | frozenset("seal badge medal award sello insignia medalla".split())
"""Keys of words by which a picture's name says that somebody vouches for something."""
OF_PEOPLE = frozenset("board fellowship fellow gift card winning ceremony nominee loan".split())
"""Keys that make it something else: a board-certified surgeon, an award-winning meal."""
SHORTEST, LONGEST = 2, 12
"""Words of a name: fewer say what every sign is called, more are a sentence."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """One picture whose name sounds like an accreditation's."""

    image: Image
    name: str


def read_candidates(page: Page, held: tuple[Held, ...] = ()) -> Iterator[Candidate]:
    """Yield the pictures of `page` that no badge was read from and that look like one."""
    known = {id(badge.tag) for badge in read_badges(page, held)}
    resolve = resolver(held).resolve
    for image in page.images:
        name = image.name.text
        if id(image.tag) in known or not name:
            continue
        words = split(name)
        keys = {word.key for word in words}
        if not SHORTEST <= len(words) <= LONGEST or not keys & SIGN or keys & OF_PEOPLE:
            continue
        meaning = resolve(name)
        if meaning.mentions or meaning.issuers or meaning.others or not meaning.rest:
            continue
        if is_label(meaning) and not shows_scene(meaning) and not is_headline(meaning):
            yield Candidate(image, name)
