"""Seals, drawn: one ring, and the words that part one accreditation from another."""

import io
import math
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageFont

NAVY = (20, 60, 120)
SIZE = 400


def draw_seal(words: str, ring: tuple[int, int, int] = NAVY) -> Image.Image:
    """Draw a round seal with `words` (lines parted by a line break) in its middle."""
    seal = Image.new("RGB", (SIZE, SIZE), "white")
    pen = ImageDraw.Draw(seal)
    pen.ellipse((10, 10, 390, 390), fill=ring)
    pen.ellipse((50, 50, 350, 350), fill="white")
    for dot in range(24):
        x = 200 + 165 * math.cos(dot * math.tau / 24)
        y = 200 + 165 * math.sin(dot * math.tau / 24)
        pen.ellipse((x - 6, y - 6, x + 6, y + 6), fill="white")
    for at, size, line in ((110, 60, "ACR"), (290, 26, "ACCREDITED")):
        pen.text((200, at), line, ring, ImageFont.load_default(size), anchor="mm")
    for number, line in enumerate(words.split("\n")):
        place = (200, 170 + 34 * number)
        pen.text(place, line, ring, ImageFont.load_default(32), anchor="mm")
    return seal


def encode(image: Image.Image, form: str, **options: int) -> bytes:
    """Give an image as the bytes of a file."""
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


@pytest.fixture
def seal() -> Callable[..., Image.Image]:
    return draw_seal


@pytest.fixture
def as_file() -> Callable[..., bytes]:
    return encode
