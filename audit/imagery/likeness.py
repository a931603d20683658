"""From pixels to an imprint: which shapes and colours an image has.

The shapes are the perceptual hash of the imagehash library (`phash`, hash_size=16), bit for bit,
of the image laid out anew: docs/decisions/ says why it is neither that library nor its layout.
"""

import math
import statistics
from array import array
from operator import mul

from PIL import Image, ImageChops

from audit.page.imprint import Imprint

SIDE = 16
"""Low frequencies taken in each direction."""
GRID = 64
"""Pixels in each direction that the frequencies are taken of."""
LARGEST = 256
"""Pixels in each direction of what is looked at; a larger image is made smaller first."""
MARGIN = 24
"""Steps of 255 by which a pixel must differ from the image's corner to be no margin."""
SPREAD = 2.1
"""Half the side of the window, in standard deviations of what is in the image: a disc in whole."""
_WAVES = tuple(
    tuple(math.cos(math.pi * (2 * at + 1) * wave / (2 * GRID)) for at in range(GRID))
    for wave in range(SIDE)
)


def take_imprint(image: Image.Image, words: str = "") -> Imprint | None:
    """Give the imprint of an RGB image, or None where it is all of one colour.

    `words` is the digest of what an SVG says in text.
    """
    shown = _lay_out(image)
    return Imprint(shapes(shown), colours(shown), words) if shown is not None else None


def shapes(image: Image.Image) -> int:
    """Give the 256 marks of an RGB image: whether each low frequency is above their median.

    The frequencies are those of the discrete cosine transform (DCT-II), as in
    https://www.phash.org and the imagehash library.
    """
    grey = image.convert("L").resize((GRID, GRID), Image.Resampling.LANCZOS).tobytes()
    columns = [grey[at::GRID] for at in range(GRID)]
    down = [[sum(map(mul, column, wave)) for column in columns] for wave in _WAVES]
    both = [sum(map(mul, row, wave)) for row in down for wave in _WAVES]
    middle = statistics.median(both)
    marks = 0
    for value in both:
        marks = marks << 1 | (value > middle)
    return marks


def colours(image: Image.Image) -> str:
    """Give how many sixteenths of an RGB image are black, grey, or of one of six hues, pale or
    strong, a hexadecimal digit each; parted as the colour hash of the imagehash library does."""
    small = image.resize((GRID, GRID), Image.Resampling.BOX)
    luma = small.convert("L").tobytes()
    hue, saturation, _ = (band.tobytes() for band in small.convert("HSV").split())
    counts = [0] * 14
    for grey, angle, strength in zip(luma, hue, saturation, strict=True):
        if grey < 32:
            counts[0] += 1
        elif strength < 85:
            counts[1] += 1
        else:
            counts[(2 if strength < 170 else 8) + angle * 6 // 256] += 1
    return "".join(f"{min(15, round(count * 16 / GRID**2)):x}" for count in counts)


def _lay_out(image: Image.Image) -> Image.Image | None:
    """Give an image as a square whose window is set by where its content lies.

    Its edges in whole pixels would be off by one in every other size, which alone changes a third
    of the marks of a round seal; centre and spread of what is in it are the same in every size.
    """
    if max(image.size) > LARGEST:
        image = image.copy()
        image.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    margin = image.getpixel((0, 0))
    plain = Image.new("RGB", image.size, margin)
    content = ImageChops.difference(image, plain).convert("L")
    content = content.point(lambda step: step if step > MARGIN else 0)
    across, down = _spread(content, 0), _spread(content, 1)
    if across is None or down is None:
        return None
    pad = max(image.size)
    roomy = Image.new("RGB", (image.width + 2 * pad, image.height + 2 * pad), margin)
    roomy.paste(image, (pad, pad))
    (left, right), (top, bottom) = across, down
    window = (
        max(0.0, pad + left),
        max(0.0, pad + top),
        min(float(roomy.width), pad + right),
        min(float(roomy.height), pad + bottom),
    )
    return roomy.resize((GRID * 2, GRID * 2), Image.Resampling.LANCZOS, box=window)


def _spread(content: Image.Image, axis: int) -> tuple[float, float] | None:
    """Give where the window begins and ends in one direction; None where there is nothing."""
    size = content.size[axis]
    line = (size, 1) if axis == 0 else (1, size)
    weights = array("f", content.convert("F").resize(line, Image.Resampling.BOX).tobytes())
    total = sum(weights)
    if not total:
        return None
    centre = sum(weight * (at + 0.5) for at, weight in enumerate(weights)) / total
    variance = sum(weight * (at + 0.5 - centre) ** 2 for at, weight in enumerate(weights)) / total
    half = SPREAD * max(math.sqrt(variance), 0.5)
    return centre - half, centre + half
