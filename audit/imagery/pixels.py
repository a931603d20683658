"""From an image's bytes to pixels, within bounds: an image is as hostile as the page it is on."""

import io
import warnings

from PIL import Image, ImageStat, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP")
"""What browsers show and badges come in; Pillow's other readers are never asked."""
MAX_PIXELS = 16_000_000
"""Pixels of an image that are unpacked: 64 MB. A badge has some 100,000."""
LARGEST = 640
"""Pixels in each direction that are kept: enough to read the words of a seal."""
LIGHT = 225
"""Mean brightness, of 255, from which on an image without background was drawn for a dark one."""


class UnreadableError(Exception):
    """An image cannot be looked at; the text says why, as a sentence goes on after its name."""


def unpack(body: bytes) -> Image.Image:
    """Give the first frame of an image as RGB, at most `LARGEST` pixels wide and high.

    Raises UnreadableError for what is no image, is broken, or would take too much memory.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of what is refused below, and of oddities of a file that it mends.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(body), formats=FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise UnreadableError(
                        f"has {image.width} × {image.height} pixels, which is no badge's size"
                    )
                image.draft("RGB", (LARGEST, LARGEST))
                return flatten(image)
    except UnidentifiedImageError as error:
        raise UnreadableError("is no image of a known format") from error
    except Image.DecompressionBombError as error:
        raise UnreadableError("has too many pixels to be a badge") from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, OverflowError) as error:
        # What Pillow's readers raise for broken files; SyntaxError is its word for bad chunks.
        raise UnreadableError("is broken, or ends too early") from error


def flatten(image: Image.Image) -> Image.Image:
    """Give an image as RGB of bounded size, on white where it has no background of its own.

    One drawn in light colours for a dark background is put on black.
    """
    image.load()
    if not image.has_transparency_data:
        solid = image.convert("RGB")
        solid.thumbnail((LARGEST, LARGEST))
        return solid
    clear = image.convert("RGBA")
    clear.thumbnail((LARGEST, LARGEST))
    alpha = clear.getchannel("A")
    seen = alpha.point(lambda step: 255 if step > 127 else 0)
    brightness = ImageStat.Stat(clear.convert("L"), seen)
    light = brightness.count[0] > 0 and brightness.mean[0] > LIGHT
    ground = Image.new("RGB", clear.size, "black" if light else "white")
    ground.paste(clear, mask=alpha)
    return ground
