"""Rule image-alt-redundant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from audit.model import Finding, Severity
from audit.page import Page
from audit.page.images import Image
from audit.page.links import Link
from rules.base import PageRule
from rules.image.alternatives import bare, is_asset_name, is_placeholder
from rules.image.surroundings import control

OPENING = re.compile(
    r"^(an? |the |this |una? |la )?"
    r"(image|photo|photograph|picture|graphic|imagen|foto|fotografía)"
    r"( (of|showing|that shows|which shows)| de(l| la)?)\s+(?P<rest>\S.*)$",
    re.IGNORECASE,
)
FIGURES_OF_SPEECH = re.compile(
    r"^(health\b|the (day|week|month|year)\b|((el|la) )?(día|semana|mes|año)\b)",
    re.IGNORECASE,
)
"""What follows where `picture of` says no more than it does in speech: a contest, an idiom."""
KINDS = re.compile(r" (icon|image|photo|picture|graphic|logo|icono|imagen|foto)$")


@dataclass(frozen=True)
class AltRedundant(PageRule):
    """An alternative text does not repeat what a listener is told anyway.

    A screen reader says "image" by itself, and then reads the caption or the words of the link. An
    alternative that begins "image of", or says the caption once more, makes somebody who listens
    hear everything twice.

    To fix it, leave "image of" and "photo of" out. Where the caption or the link says all there is
    to say, describe what the picture shows beyond that; in a link that has words of its own, leave
    the alternative empty: alt="".
    """

    title = "Alternative text says things twice"
    severity = Severity.NOTICE
    tags = ("images", "wcag:1.1.1")
    bad = (
        '<img data-bad src="suite.jpg" alt="Image of our infusion suite">',
        '<img data-bad src="lee.jpg" alt="Photo of Dr. Lee">',
        '<figure><img data-bad src="walk.jpg" alt="Our 2026 walk for hope">'
        "<figcaption>Our 2026 Walk for Hope</figcaption></figure>",
        '<a href="/lung/"><img data-bad src="lung.svg" alt="Lung cancer"> Lung cancer</a>',
        '<a href="/lung/"><img data-bad src="lung.svg" alt="Lung cancer"></a>'
        '<a href="/lung/">Lung cancer</a>',
    )
    good = (
        '<img src="suite.jpg" alt="Six armchairs face a window in our infusion suite">',
        '<img src="health.jpg" alt="Picture of Health, our program for survivors">',
        '<img src="winner.jpg" alt="Photo of the year: a nurse at dawn">',
        '<figure><img src="walk.jpg" alt="Six neighbors in blue shirts at the start line">'
        "<figcaption>Our 2026 Walk for Hope</figcaption></figure>",
        '<a href="/lung/"><img src="lung.svg" alt=""> Lung cancer</a>',
        '<a href="/lung/"><img src="lung.svg" alt="Lung cancer"></a> <a href="/liver/">Liver</a>',
    )

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each image whose alternative is said beside it, or says “image”."""
        told: dict[int, Link] | None = None
        for image in page.images:
            text = image.name.text
            if not text or image.name.source == "aria-labelledby":
                continue
            if is_placeholder(image) or is_asset_name(image):
                continue  # Other rules say so, and then nothing is left that could be repeated.
            holder = control(image.tag)
            if holder is not None and not page.names.says(holder):
                # All that names the link or button; only a second link can make it too much.
                told = _twins(page) if told is None else told
                repeated = _link_beside(image, told.get(id(holder)))
            else:
                repeated = _words_of(page, image, holder) or _caption(page, image)
            if repeated is not None:
                yield self._repeated(page, image, *repeated)
            elif (found := OPENING.match(text)) and not FIGURES_OF_SPEECH.match(found["rest"]):
                yield self._announced(page, image, text[: found.start("rest")].strip())

    def _repeated(self, page: Page, image: Image, at: Tag, what: str, fix: str) -> Finding:
        text = image.name.text
        return self.finding(
            page,
            image.tag,
            f"the alternative text “{text}” repeats the {what}",
            subject=f"{text}|{what}",
            related=[(at, f"the {what} that it repeats")],
            fix=fix,
            evidence={"alternative": text, "repeats": what},
        )

    def _announced(self, page: Page, image: Image, opening: str) -> Finding:
        text = image.name.text
        rest = text[len(opening) :].strip()
        return self.finding(
            page,
            image.tag,
            f"the alternative text begins “{opening}”, which a screen reader says by itself: "
            f"“{text}”",
            subject=text,
            fix=f"Leave “{opening}” out: “{rest[:1].upper()}{rest[1:]}”.",
            evidence={"alternative": text, "opening": opening},
        )


Repeated = tuple[Tag, str, str]
"""The element that says the same, what it is for a reader, and what to do about it."""


def _caption(page: Page, image: Image) -> Repeated | None:
    figure = next((tag for tag in image.tag.parents if tag.name == "figure"), None)
    if figure is None:
        return None
    caption = next((tag for tag in page.walk.inside(figure) if tag.name == "figcaption"), None)
    if caption is None or not page.visible(caption) or not _same(page.text(caption), image):
        return None
    return (
        caption,
        "caption",
        "Describe what the picture shows beyond its caption; where there is nothing more to say, "
        "take the caption away or put it into the alternative text alone.",
    )


def _words_of(page: Page, image: Image, holder: Tag | None) -> Repeated | None:
    if holder is None or not _same(page.text(holder), image):
        return None
    kind = "link" if holder.name == "a" or holder.get("role") == "link" else "button"
    return (
        holder,
        f"words of its {kind}",
        f'Leave the alternative text empty (alt=""): the words of the {kind} say it.',
    )


def _twins(page: Page) -> dict[int, Link]:
    """Pair each link with a neighbour that leads to the same target in words, by `id` of its tag.

    Two such links side by side are one to a reader (WCAG technique H2).
    """
    twins: dict[int, Link] = {}
    for one, other in zip(page.links, page.links[1:], strict=False):
        if not one.leads_to or one.leads_to != other.leads_to:
            continue
        for image_link, words in ((one, other), (other, one)):
            if not page.names.says(image_link.tag) and page.names.says(words.tag):
                twins.setdefault(id(image_link.tag), words)
    return twins


def _link_beside(image: Image, beside: Link | None) -> Repeated | None:
    if beside is None or not _same(beside.name.text, image):
        return None
    return (
        beside.tag,
        "link beside it that leads to the same page",
        'Make the two links one, and leave the alternative text in it empty (alt="").',
    )


def _same(text: str, image: Image) -> bool:
    """Say whether a text and an image's alternative say the same, `… icon` apart."""
    said = bare(text)
    alternative = bare(image.name.text)
    return bool(said) and said in (alternative, KINDS.sub("", alternative))
