"""The pictures of accreditations that the registry and the catalogue know, and what resembles them.

A picture stands for an accreditation where it resembles that one's picture and is clearly closer to
it than to any other's: seals of one issuer share a ring and a ribbon.
"""

from collections.abc import Mapping
from functools import lru_cache

from audit.model import Held
from audit.page.imprint import CLOSER, SHAPE_BITS, VERY_SAME, Imprint
from rules.badge.catalogue import Catalogue, with_registry
from rules.badge.meaning import Meaning, Mention


class Gallery:
    """Known pictures by accreditation."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Read the image hashes of `catalogue`. Raises ValueError for what is none."""
        self._catalogue = catalogue
        self._pictures: Mapping[str, tuple[Imprint, ...]] = {
            known.id: tuple(map(Imprint.parse, known.images))
            for known in catalogue.accreditations.values()
            if known.images
        }

    def __bool__(self) -> bool:
        return bool(self._pictures)

    def holds(self, accreditations: frozenset[str]) -> bool:
        """Say whether there is a picture of one of these."""
        return not accreditations.isdisjoint(self._pictures)

    def is_very_same(self, imprint: Imprint) -> bool:
        """Say whether an image is a known picture itself, not just one that looks like it."""
        distance = imprint.distance(one for known in self._pictures.values() for one in known)
        return distance is not None and distance <= VERY_SAME

    def recognise(self, imprint: Imprint) -> Meaning:
        """Give what an image shows; where several known pictures are as close, any of them."""
        near = {
            known: distance
            for known, pictures in self._pictures.items()
            if (distance := imprint.distance(pictures)) is not None
        }
        if not near:
            note = "resembles no picture of the registry" if self else "no picture to hold it to"
            return Meaning(str(imprint), note=note)
        best = min(near.values())
        close = sorted(known for known, distance in near.items() if distance < best + CLOSER)
        names = " or ".join(self._catalogue.name(known) for known in close)
        why = f"looks like the registry's picture of {names}: {_apart(best)}"
        mention = Mention(frozenset(close), close[0] if len(close) == 1 else "", "", why)
        return Meaning(str(imprint), mentions=(mention,))


@lru_cache(maxsize=16)
def gallery(held: tuple[Held, ...] = ()) -> Gallery:
    """Give the pictures that a site's registry and the catalogue hold; made once for each."""
    return Gallery(with_registry(held))


def _apart(distance: int) -> str:
    if not distance:
        return "the two are alike in every mark"
    return f"the two differ in {distance} of {SHAPE_BITS} marks"
