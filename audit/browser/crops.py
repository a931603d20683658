"""Pictures of elements with what is around them: the evidence that a reader sees."""

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path

from audit.browser.tab import Tab
from audit.model import Picture

MARGIN = 40
"""CSS pixels around the element, at least."""
WIDEST, HIGHEST = 900, 600
"""CSS pixels; within them the crop reaches as far as the element's neighbours."""
QUALITY = 60
"""Of WebP: about 11 kB a crop, and small text can still be read."""

_CROP = Path(__file__).with_name("crop.js").read_text(encoding="utf-8")


def take_pictures(
    tab: Tab, wanted: Iterable[tuple[str, str]], deadline: float
) -> Iterator[tuple[str, Picture]]:
    """Yield pictures of elements, with the keys that their selectors came with.

    What cannot be found or seen is left out. Raises what `Tab` does.
    """
    world = tab.world(tab.main, deadline)
    for key, selector in wanted:
        # One by one: to find the next, a part of the page may have to be scrolled.
        arguments = ([selector], MARGIN, WIDEST, HIGHEST)
        (cut,) = tab.run(_CROP, *arguments, world=world, deadline=deadline)
        if cut:
            taken = tab.call(
                "Page.captureScreenshot",
                deadline,
                format="webp",
                quality=QUALITY,
                clip=cut["clip"],
                captureBeyondViewport=True,
            )
            left, top, width, height = cut["box"]
            yield (
                key,
                Picture(
                    webp=base64.b64decode(taken["data"]),
                    width=cut["clip"]["width"],
                    height=cut["clip"]["height"],
                    box=(left, top, width, height),
                ),
            )
