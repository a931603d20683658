"""Rule image-alt-placeholder."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit.model import Finding, Severity
from audit.page import Page
from rules.base import PageRule
from rules.image.alternatives import bare, is_asset_name, is_placeholder
from rules.image.surroundings import remedy


@dataclass(frozen=True)
class AltPlaceholder(PageRule):
    """An alternative text must describe its image, not just say that there is one.

    A screen reader already says "graphic". Somebody who then hears "image", "logo" or "12" knows
    that there is something to know, and not what.

    To fix it, describe the picture in a few words, or name what a logo stands for. Where it is
    only decoration, leave the text empty: alt="".
    """

    title = "Alternative text is a placeholder"
    severity = Severity.ERROR
    tags = ("images", "wcag:1.1.1")
    bad = (
        '<img data-bad src="team.jpg" alt="photo">',
        '<a href="/"><img data-bad src="logo.svg" alt="Logo"></a>',
        '<img data-bad src="a.jpg" alt="Insert alt text here">',
        '<img data-bad src="a.jpg" alt="12">',
        '<img data-bad src="a.jpg" alt="imagen">',
    )
    good = (
        '<img src="lee.jpg" alt="Photo of Dr. Lee">',
        '<img src="logo.svg" alt="Lakeside Cancer Center logo">',
        '<img src="hours.svg" alt="24/7">',
        '<img src="wave.svg" alt="">',
        '<a href="/2/"><img src="left.gif" alt="<-"></a>',
    )

    also: tuple[str, ...] = ()
    """Further texts that describe nothing."""
    allow: tuple[str, ...] = ()
    """Texts that are clear enough on this site."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each image that is called by a placeholder."""
        more, allowed = {bare(text) for text in self.also}, {bare(text) for text in self.allow}
        for image in page.images:
            text = image.name.text
            words = bare(text)
            if not text or words in allowed or is_asset_name(image):
                continue
            if is_placeholder(image) or (words and words in more):
                yield self.finding(
                    page,
                    image.tag,
                    f"the alternative text “{text}” describes nothing",
                    subject=f"{text}|{image.file_name}",
                    fix=remedy(page, image),
                    evidence={"alternative": text, "file": image.file_name},
                )
