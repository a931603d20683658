"""Where an image stands: the link it is in, the text beside it, and what follows for its name."""

from bs4 import Tag

from audit.page import Page
from audit.page.flow import heading_level
from audit.page.images import Image


def control(tag: Tag) -> Tag | None:
    """Give the link or button that holds `tag`, or None."""
    for holder in tag.parents:
        role = str(holder.get("role") or "").lower()
        if holder.name == "button" or role in ("button", "link"):
            return holder
        if holder.name == "a" and holder.get("href") is not None:
            return holder
    return None


def remedy(page: Page, image: Image) -> str | None:
    """Say what to write for `image`, where its surroundings decide it, else None."""
    holder = control(image.tag)
    if holder is not None:
        if not page.text(holder):
            return "Say in the alternative text where the link leads, or what the button does."
        return (
            f"The link or button says “{_short(page.text(holder))}” already: if the image adds "
            'nothing, leave its text empty (alt=""); else describe what it shows.'
        )
    heading = _heading_beside(page, image.tag)
    if heading:
        return (
            f"If the image only decorates “{_short(heading)}”, leave its text empty "
            '(alt=""); else describe what it shows.'
        )
    return None


def _heading_beside(page: Page, tag: Tag) -> str:
    """Give the heading of the block that holds the image, if the block has just one."""
    holder = tag.parent
    for _ in range(3):
        if holder is None or holder.name in ("body", "main", "[document]"):
            return ""
        headings = [each for each in page.walk.inside(holder) if heading_level(each)]
        if headings:
            return page.text(headings[0]) if len(headings) == 1 else ""
        holder = holder.parent
    return ""


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"
