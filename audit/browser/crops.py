"""Pictures of elements with what is around them: the evidence that a reader sees.

The browser pictures its window, and the crops are cut here. To let it cut them itself, it would
have to paint the page anew for each, and its WebP takes three times as long.
"""

import base64
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from PIL import Image

from audit.browser.tab import Tab
from audit.model import Picture

MARGIN = 40
"""CSS pixels around the element, at least."""
WIDEST, HIGHEST = 800, 480
"""CSS pixels; within them the crop reaches as far as the element's neighbours."""
QUALITY = 60
"""Of WebP: about 7 kB a crop, and small text can still be read."""
EFFORT = 1
"""Of WebP's encoder, from 0 to 6: a third of the time of its usual 4, for crops a fifth larger."""
SMALL = 320
"""Pixels: the longer side of the picture of a whole page."""
SMALL_QUALITY = 25
"""Of its WebP: some 5 kB, enough to know the page again."""
VIEW_QUALITY = 90
"""Of the JPEG in which the window comes: PNG and WebP take longer."""

_TO_THE_TOP = "() => scrollTo({left: 0, top: 0, behavior: 'instant'})"
_CROP = Path(__file__).with_name("crop.js").read_text(encoding="utf-8")


def take_pictures(
    tab: Tab, wanted: Iterable[tuple[str, str]], deadline: float
) -> Iterator[tuple[str | None, Picture]]:
    """Yield pictures of elements, with the keys that their selectors came with.

    Those that are in the window together are taken together. What cannot be found or seen is left
    out. Where the window was pictured at the top of the page, what `take_view` would give comes
    with it, and has no key. Raises what `Tab` does.
    """
    world = tab.world(tab.main, deadline)
    left = list(wanted)
    moved = False
    while left:
        # Each time one at least is either in the window or cannot be seen: so this ends.
        selectors = [selector for _, selector in left]
        told = tab.run(_CROP, selectors, MARGIN, WIDEST, HIGHEST, world=world, deadline=deadline)
        pairs = list(zip(left, told["cuts"], strict=True))
        left = [each for each, cut in pairs if cut is False]
        found = [(key, cut) for (key, _), cut in pairs if cut]
        if found:
            view = _view(tab, deadline)
            for key, cut in found:
                yield key, _cut_out(view, cut["clip"], cut["box"])
            if told["top"] and not moved:
                yield None, _make_small(view)
        moved = True


def take_view(tab: Tab, size: tuple[int, int], deadline: float) -> Picture:
    """Give a small picture of the page as it greets its visitors: the window at its top.

    `size` is the window's, in CSS pixels. Raises what `Tab` does.
    """
    world = tab.world(tab.main, deadline)
    tab.run(_TO_THE_TOP, world=world, deadline=deadline)
    width, height = size
    # Of one picture that small the browser makes less work than we would of the whole window.
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": SMALL / max(size)}
    taken = tab.call(
        "Page.captureScreenshot", deadline, format="webp", quality=SMALL_QUALITY, clip=clip
    )
    webp = base64.b64decode(taken["data"])
    with Image.open(io.BytesIO(webp)) as image:
        return Picture(webp, image.width, image.height, (0, 0, image.width, image.height))


def _make_small(view: Image.Image) -> Picture:
    scale = SMALL / max(view.size)
    small = view.resize((round(view.width * scale), round(view.height * scale)), reducing_gap=2)
    stream = io.BytesIO()
    small.save(stream, "WEBP", quality=SMALL_QUALITY, method=EFFORT)
    return Picture(stream.getvalue(), small.width, small.height, (0, 0, small.width, small.height))


def _view(tab: Tab, deadline: float) -> Image.Image:
    """Picture the window as it is."""
    taken = tab.call("Page.captureScreenshot", deadline, format="jpeg", quality=VIEW_QUALITY)
    return Image.open(io.BytesIO(base64.b64decode(taken["data"])))


def _cut_out(view: Image.Image, clip: Sequence[int], box: Sequence[int]) -> Picture:
    left, top, right, bottom = clip
    crop = view.crop((left, top, right, bottom))
    stream = io.BytesIO()
    crop.save(stream, "WEBP", quality=QUALITY, method=EFFORT)
    x, y, width, height = box
    return Picture(stream.getvalue(), crop.width, crop.height, (x, y, width, height))
