"""Images of every kind: img, svg, role=img, image buttons, named background images."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from bs4 import Tag

from audit.page.names import Name, Names
from audit.page.walk import Walk

LAZY = (
    "data-audit-src",
    "data-src",
    "data-lazy-src",
    "data-lazy",
    "data-original",
    "data-orig-file",
    "data-image",
)
"""Attributes that hold an image's address until it is loaded; the browser's own word first."""
MAY_DRAW = frozenset("role type aria-label title".split())
"""Attributes without one of which an element is an image by its own name alone."""
BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*?url\(\s*['\"]?([^'\")]+)", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Image:
    """One image that a reader gets."""

    tag: Tag
    kind: str
    """img, svg, role, input or background."""
    name: Name
    """Its text alternative and where that comes from."""
    alt: str | None
    """The alt attribute as written, None where there is none."""
    decorative: bool
    """Marked as decoration: alt="", role=presentation or none, or a drawing without a name."""
    src: str
    """The address as written, data: placeholders of lazy images passed over; may be empty."""

    @property
    def file_name(self) -> str:
        """The last part of the address, without query; empty for data: addresses."""
        if self.src.startswith("data:"):
            return ""
        return unquote(re.split(r"[?#]", self.src)[0].rstrip("/").rpartition("/")[2])


def key_of(image: Image, resolve: Callable[[str], str | None]) -> str:
    """Give what evidence about an image goes by: its absolute address without fragment, or a
    digest of what stands in the page itself; empty where it has no picture of its own.

    `resolve` makes an address absolute.
    """
    if image.src.startswith("data:"):
        return "data:" + hashlib.sha256(image.src.encode("utf-8", "replace")).hexdigest()[:16]
    if image.kind == "svg" and not image.src:
        return "svg:" + hashlib.sha256(str(image.tag).encode("utf-8", "replace")).hexdigest()[:16]
    return (resolve(image.src) or "").partition("#")[0] if image.src else ""


def read_images(walk: Walk, names: Names) -> Iterator[Image]:
    """Yield the images of a page in document order, the outermost where one holds another."""
    holder: Tag | None = None
    for tag in walk.tags:
        if holder is not None and walk.contains(holder, tag):
            continue
        holder = None
        if not walk.visible(tag):
            continue
        image = _read(tag, names)
        if image is not None:
            if image.kind != "background":
                holder = tag
            yield image


def _read(tag: Tag, names: Names) -> Image | None:
    attributes = tag.attrs
    if tag.name not in ("img", "svg") and MAY_DRAW.isdisjoint(attributes):
        return None
    role = attributes.get("role")
    role = str(role).split(" ")[0].strip().lower() if role else ""
    kind = _kind(tag, role)
    if not kind:
        return None
    name = names.name(tag)
    alt = tag.get("alt")
    alt = str(alt) if alt is not None else None
    if kind == "background" and not name.text:
        return None
    decorative = role in ("presentation", "none")
    if not name.text:
        decorative = decorative or (kind == "img" and alt is not None)
        decorative = decorative or (kind == "svg" and role not in ("img", "graphics-document"))
    return Image(tag, kind, name, alt, decorative, source(tag))


def _kind(tag: Tag, role: str) -> str:
    if tag.name == "img":
        return "img"
    if tag.name == "svg":
        return "svg"
    if tag.name == "input" and str(tag.get("type") or "").lower() == "image":
        return "input"
    if role in ("img", "image", "graphics-document", "graphics-symbol"):
        return "role"
    if (tag.attrs.get("aria-label") or tag.attrs.get("title")) and background(tag):
        return "background"
    return ""


def source(tag: Tag) -> str:
    """Give the address of an image as written, the real one where a lazy loader holds it back."""
    for key in LAZY:
        if tag.get(key):
            return str(tag[key]).strip()
    src = str(tag.get("src") or "").strip()
    if src and not src.startswith("data:"):
        return src
    for holder in (tag, *(_picture_sources(tag))):
        for key in ("srcset", "data-srcset"):
            first = str(holder.get(key) or "").strip().split(" ")[0].rstrip(",")
            if first and not first.startswith("data:"):
                return first
    if tag.name == "svg":
        inner = tag.find(["image", "use"])
        if isinstance(inner, Tag):
            return str(inner.get("href") or inner.get("xlink:href") or "")
    return src or background(tag)


def background(tag: Tag) -> str:
    """Give the address of a background image that the element's own attributes show, or empty."""
    attributes = tag.attrs
    marked = attributes.get("data-audit-background")
    if marked:
        return str(marked)
    style = attributes.get("style")
    found = BACKGROUND.search(str(style)) if style else None
    if found:
        return found.group(1).strip()
    return str(attributes.get("data-bg") or attributes.get("data-background") or "")


def _picture_sources(tag: Tag) -> list[Tag]:
    parent = tag.parent
    if parent is None or parent.name != "picture":
        return []
    return list(parent.find_all("source", recursive=False))
