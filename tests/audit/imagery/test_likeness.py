"""The same seal is known again, and another one is told from it."""

from collections.abc import Callable
from itertools import combinations

import pytest
from PIL import Image, ImageOps

from audit.imagery import look_at
from audit.imagery.likeness import shapes, take_imprint
from audit.page.imprint import CLOSER, SAME_COLOUR, SAME_SHAPE, VERY_SAME, Imprint

Seal = Callable[..., Image.Image]
AsFile = Callable[..., bytes]
WORDS = ("MAMMOGRAPHY", "BREAST MRI", "BREAST\nULTRASOUND", "RADIATION\nONCOLOGY", "CT")


def _imprint(image: Image.Image) -> Imprint:
    found = take_imprint(image)
    assert found is not None
    return found


def _of_file(body: bytes) -> Imprint:
    seen = look_at(body)
    assert seen.imprint is not None, seen.problem
    return seen.imprint


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("width", [84, 120, 150, 300])
@pytest.mark.parametrize(("form", "quality"), [("PNG", 0), ("JPEG", 75), ("WEBP", 60)])
def test_a_seal_is_known_again_in_other_sizes_and_formats(
    seal: Seal, as_file: AsFile, words: str, width: int, form: str, quality: int
) -> None:
    known = _imprint(seal(words))
    options = {"quality": quality} if quality else {}
    file = as_file(seal(words).resize((width, width), Image.Resampling.LANCZOS), form, **options)
    assert SAME_SHAPE >= known.shape_distance(_of_file(file))
    assert SAME_COLOUR >= known.colour_distance(_of_file(file))
    assert known.distance([_of_file(file)]) is not None


def test_two_seals_with_one_ring_are_told_apart_by_their_words(seal: Seal) -> None:
    # CT and MRI are two letters of a ring's size; no hash of 256 bits is sure of them.
    imprints = {words: _imprint(seal(words)) for words in ("MAMMOGRAPHY", *WORDS[1:4])}
    distances = [one.shape_distance(two) for one, two in combinations(imprints.values(), 2)]
    assert CLOSER < min(distances)
    assert VERY_SAME < _imprint(seal("CT")).shape_distance(_imprint(seal("MRI")))


@pytest.mark.parametrize("colour", [(120, 20, 30), (20, 110, 60), (200, 160, 20), (60, 60, 60)])
def test_a_recoloured_seal_is_another_one(seal: Seal, colour: tuple[int, int, int]) -> None:
    known, other = _imprint(seal("CT")), _imprint(seal("CT", ring=colour))
    assert SAME_SHAPE >= known.shape_distance(other)
    assert SAME_COLOUR < known.colour_distance(other)
    assert known.distance([other]) is None


@pytest.mark.parametrize("border", [3, 40, 200])
def test_a_margin_changes_nothing(seal: Seal, border: int) -> None:
    framed = ImageOps.expand(seal("CT"), border, "white")
    assert VERY_SAME + 4 >= _imprint(seal("CT")).shape_distance(_imprint(framed))


def test_a_clear_background_is_white(seal: Seal, as_file: AsFile) -> None:
    clear = seal("CT").convert("RGBA")
    clear.putdata(
        [(*rgb, 0) if rgb == (255, 255, 255) else (*rgb, 255) for rgb in _pixels(seal("CT"))]
    )
    assert VERY_SAME >= _imprint(seal("CT")).shape_distance(_of_file(as_file(clear, "PNG")))


def test_a_white_logo_on_nothing_is_seen(as_file: AsFile) -> None:
    logo = Image.new("RGBA", (200, 100), (255, 255, 255, 0))
    logo.paste((255, 255, 255, 255), (20, 20, 90, 80))
    assert look_at(as_file(logo, "PNG")).imprint is not None


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_every_kind_of_pixels_is_read(seal: Seal, as_file: AsFile, mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    seen = look_at(as_file(seal("CT").convert(mode), form))
    assert seen.imprint is not None, seen.problem


def test_a_plain_image_has_no_imprint(as_file: AsFile) -> None:
    seen = look_at(as_file(Image.new("RGB", (90, 90), "teal"), "PNG"))
    assert (None, "") == (seen.imprint, seen.problem)


def test_the_shapes_are_those_of_imagehash() -> None:
    # imagehash 4.3.2: phash(image, hash_size=16) of the same picture.
    picture = Image.linear_gradient("L").rotate(30).convert("RGB")
    assert int(PHASH, 16) == shapes(picture)


PHASH = "81543d0f53e8bc0b4be8a01f6bc094df2b4154fa294fd2aa6d6fbad1552faa50"


def _pixels(image: Image.Image) -> list[tuple[int, int, int]]:
    flat = image.tobytes()
    return [(flat[at], flat[at + 1], flat[at + 2]) for at in range(0, len(flat), 3)]
