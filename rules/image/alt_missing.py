"""Rule image-alt-missing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from audit import urls
from audit.model import Finding, Severity
from audit.page import Page
from audit.page.images import Image
from rules.base import PageRule
from rules.image.surroundings import control

PIXEL = re.compile(r"(?<![\w-])(width|height)\s*:\s*[01](?:px)?(?=\s*(?:;|$|!))", re.IGNORECASE)


@dataclass(frozen=True)
class AltMissing(PageRule):
    """Every image must have a text alternative, or be marked as decoration.

    The alternative is what a screen reader speaks in the picture's place. Without one it falls
    back on the file's address, or says only "graphic". Where
    the image is all there is in a link, somebody who cannot see it has no idea where it leads.

    To fix it, describe in the alt attribute what the image shows; in a link, name the target.
    Where an image is only decoration, say so with an empty alt="".
    """

    title = "Image without a text alternative"
    severity = Severity.ERROR
    tags = ("images", "wcag:1.1.1")
    bad = (
        '<img data-bad src="nurse.jpg">',
        '<figure><img data-bad src="nurse.jpg"><figcaption>Infusion suite</figcaption></figure>',
        '<a href="/"><img data-bad src="logo.svg" alt=""></a>',
        '<button><img data-bad src="search.svg" alt=""></button>',
        '<form><input data-bad type="image" src="go.png"></form>',
        '<svg data-bad role="img"><path d="M0 0h9"/></svg>',
        '<div data-bad role="img" style="background-image:url(hero.jpg)"></div>',
        '<img src="a.gif" alt="Campus map" usemap="#m"><map name="m">'
        '<area data-bad href="/west/" coords="0,0,9,9"></map>',
    )
    good = (
        '<img src="nurse.jpg" alt="A nurse greets a patient">',
        '<img src="wave.svg" alt=""><img src="line.png" role="presentation">',
        '<a href="/lung/"><img src="lung.jpg" alt=""> Lung cancer</a>',
        '<a href="/" aria-label="Home"><img src="logo.svg" alt=""></a>',
        '<img src="https://stats.example/p" width="1" height="1">',
        '<svg role="img" aria-label="Phone"><path d="M0 0h9"/></svg>',
        '<div style="background-image:url(hero.jpg)"></div>',
        '<span aria-hidden="true"><img src="icon.png"></span>',
    )

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each image, or for each link or button that only images fill."""
        yield from self._areas(page)
        told: set[int] = set()
        for image in page.images:
            if image.name.text or _is_pixel(image.tag):
                continue
            holder = control(image.tag)
            nameless = holder is not None and not page.name(holder).text
            if nameless and id(holder) in told:
                continue
            if nameless and holder is not None and not _says_something(page, holder):
                told.add(id(holder))
                yield self._nameless(page, image, holder)
            elif not image.decorative and not _speaks_for(page, image, holder):
                yield self._unnamed(page, image)

    def _areas(self, page: Page) -> Iterator[Finding]:
        """Yield the parts of image maps that lead somewhere and do not say where."""
        for link in page.links:
            if link.tag.name == "area" and not link.name.text:
                yield self.finding(
                    page,
                    link.tag,
                    f"the part of the image map that leads to {link.href} has no text alternative",
                    subject=f"area|{urls.untracked(link.href)}",
                    fix="Say in the alternative text where the area leads.",
                    evidence={"target": link.href, "kind": "area"},
                )

    def _nameless(self, page: Page, image: Image, holder: Tag) -> Finding:
        href = str(holder.get("href") or "")
        thing = f"link to {href}" if href else "button"
        return self.finding(
            page,
            image.tag,
            f"the image is all there is in a {thing}, and it has no text alternative: "
            f"the {thing.split(' ')[0]} has no name",
            subject=f"{image.file_name}|{urls.untracked(href)}",
            related=[(holder, "left without a name")],
            fix="Say in the alternative text where the link leads."
            if href
            else "Say in the alternative text what the button does.",
            evidence={"file": image.file_name, "target": href},
        )

    def _unnamed(self, page: Page, image: Image) -> Finding:
        shown = f" ({image.file_name})" if image.file_name else ""
        return self.finding(
            page,
            image.tag,
            f"the image{shown} has no text alternative and is not marked as decoration",
            subject=image.file_name,
            evidence={"file": image.file_name, "kind": image.kind},
        )


def _is_pixel(tag: Tag) -> bool:
    """Images of one pixel count visits or fill space; nobody sees them."""
    sizes = [str(tag.get(side, "")).strip().removesuffix("px") for side in ("width", "height")]
    if all(size in ("0", "1") for size in sizes):
        return True
    return len(PIXEL.findall(str(tag.get("style") or ""))) >= 2


def _says_something(page: Page, holder: Tag) -> bool:
    """Text in a link counts though its role hides it from the name's computation."""
    return bool(page.names.spoken(holder))


def _speaks_for(page: Page, image: Image, holder: Tag | None) -> bool:
    """Drawings in a control that is named by a label are part of that control (ARIA 1.2, 5.2.8)."""
    if image.kind in ("img", "input") or holder is None:
        return False
    return page.name(holder).source in ("aria-label", "aria-labelledby")
