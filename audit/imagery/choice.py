"""Which images of a page may be badges, told by their markup alone; nothing is fetched for that."""

import re

from audit.page import Page
from audit.page.images import Image

SMALLEST, LARGEST = 24, 800
"""CSS pixels of a badge's side, where the markup says them: below are icons, above are heroes."""
LONGEST_SIDE = 5
"""Times that a badge may be as wide as high, or as high as wide."""
WORDS = 24
"""Words from which on an alternative describes a scene; a badge's full name has up to 15."""
MOST_ELEMENTS = 3000
"""Elements of a drawing that stands in the page; maps and charts have more."""
_PIXELS = re.compile(r"(\d{1,5})(\.\d+)?(px)?", re.IGNORECASE)


def candidates(page: Page) -> list[Image]:
    """Give the images of `page` that may be badges, those with a name of their own first."""
    found = [image for image in page.images if _may_be_badge(page, image)]
    return sorted(found, key=lambda image: not image.name.text)


def _may_be_badge(page: Page, image: Image) -> bool:
    if page.region(image.tag) in ("nav", "search") or not _is_sized_like_one(image):
        return False
    if len(image.name.text.split()) >= WORDS:
        return False
    if image.kind == "svg" and not image.src:
        # A drawing without name and words is an icon: pages hold hundreds.
        spoken = bool(image.name.text or image.tag.find("text"))
        return spoken and len(image.tag.find_all(limit=MOST_ELEMENTS)) < MOST_ELEMENTS
    return bool(image.src)


def _is_sized_like_one(image: Image) -> bool:
    sides = [_PIXELS.fullmatch(str(image.tag.get(side) or "").strip()) for side in _SIDES]
    lengths = [int(side[1]) for side in sides if side is not None]
    if any(not SMALLEST <= length <= LARGEST for length in lengths):
        return False
    return len(lengths) < 2 or max(lengths) <= LONGEST_SIDE * min(lengths)


_SIDES = ("width", "height")
