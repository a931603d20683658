"""What an image looks like, in a few bytes: enough to know the same image again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

SHAPE_BITS = 256
"""Marks of an imprint's shapes."""
SAME_SHAPE = 24
"""Marks of 256 that may differ in one image scaled, saved in another format or compressed.

tests/audit/imagery/test_likeness.py measures it: up to 22 from 84 pixels on. Two seals with one
ring and another word in it differ in 6 (CT, MRI) to 72.
"""
CLOSER = 12
"""Marks by which one image must be closer than another to be told from it."""
SAME_COLOUR = 3
"""Sixteenths that may differ in colour; one seal in two colours differs in 5 and more."""
VERY_SAME = 2
"""Marks that may differ in the very same image: two programs' rounding, no more."""

_WRITTEN = re.compile(r"([0-9a-f]{64})-([0-9a-f]{14})(?:-([0-9a-f]{12}))?", re.IGNORECASE)


@dataclass(frozen=True)
class Imprint:
    """The look of one image: its shapes, its colours, and the words of a drawing."""

    shapes: int
    """256 marks, one for each low frequency of the image: a perceptual hash."""
    colours: str
    """How much of the image has each of 14 kinds of colour, a hexadecimal digit each."""
    words: str = ""
    """Digest of the text of an SVG: it is told by what it says, not by a font that may lack."""

    @classmethod
    def parse(cls, text: str) -> "Imprint":
        """Read an imprint as `str` writes it. Raises ValueError for anything else."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"{text!r} is no image hash")
        shapes, colours, words = found.groups(default="")
        return cls(int(shapes, 16), colours.lower(), words.lower())

    def __str__(self) -> str:
        written = f"{self.shapes:064x}-{self.colours}"
        return f"{written}-{self.words}" if self.words else written

    def shape_distance(self, other: "Imprint") -> int:
        """Give how many of the 256 marks differ; some 128 in images that have nothing in common."""
        return (self.shapes ^ other.shapes).bit_count()

    def colour_distance(self, other: "Imprint") -> int:
        """Give how many sixteenths have other colours, counted in both images."""
        pairs = zip(self.colours, other.colours, strict=True)
        return sum(abs(int(one, 16) - int(two, 16)) for one, two in pairs)

    def distance(self, others: Iterable["Imprint"]) -> int | None:
        """Give by how many marks the closest of `others` differs that may be of the same image.

        None where none may be: other words, other colours, or too different in shape.
        """
        found = [
            distance
            for other in others
            if self.words == other.words and self.colour_distance(other) <= SAME_COLOUR
            if (distance := self.shape_distance(other)) <= SAME_SHAPE
        ]
        return min(found, default=None)


@dataclass(frozen=True)
class ImageEvidence:
    """What was found out about one image by looking at it."""

    imprint: Imprint | None = None
    """None where the image is all of one colour, or could not be looked at."""
    text: str = ""
    """The words in it, as far as they were read. Hostile text."""
    drawn: bool = False
    """Whether `text` stands in a drawing (SVG) as text; else it was recognised in pixels."""
    problem: str = ""
    """Why it could not be looked at, or its words not be read; empty where all went well."""
