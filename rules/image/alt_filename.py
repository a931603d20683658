"""Rule image-alt-filename."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit.model import Finding, Severity, normalise
from audit.page import Page
from rules.base import PageRule
from rules.image.alternatives import is_asset_name
from rules.image.surroundings import remedy


@dataclass(frozen=True)
class AltFilename(PageRule):
    """An alternative text must say what an image shows, not what its file is called.

    A screen reader speaks the alternative in place of the image. Somebody who cannot see the page
    hears "D S C underscore 0042" or "notepad text dash dash streamline flex" and learns nothing,
    on a page that may matter a great deal.

    To fix it, describe the picture in a few words. Where it is only decoration, as an icon beside
    a heading is, leave the text empty: alt="". Where it is all there is in a link, name the link's
    target.
    """

    title = "Alternative text is a file name"
    severity = Severity.ERROR
    tags = ("images", "wcag:1.1.1")
    bad = (
        '<img data-bad src="/img/notepad.svg" alt="Notepad-Text--Streamline-Flex">',
        '<img data-bad src="dsc_0042.jpg" alt="DSC_0042.jpg">',
        '<span data-bad role="img" aria-label="icon_arrow_right"></span>',
        '<svg data-bad role="img"><title>Group 427318</title><path d="M0 0h9"/></svg>',
    )
    good = (
        '<img src="dsc_0042.jpg" alt="A nurse greets a patient">',
        '<img src="line.png" alt="">',
        '<img src="ct.jpg" alt="CT-guided biopsy">',
        '<img src="x-ray.svg" alt="X-ray">',
        '<img src="mychart.png" alt="MyChart">',
        '<img src="covid.jpg" alt="COVID-19 vaccination clinic">',
    )

    allow: tuple[str, ...] = ()
    """Texts that look like a file's name and are none on this site."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each image that is named like a file."""
        allowed = {normalise(text) for text in self.allow}
        for image in page.images:
            text = image.name.text
            if is_asset_name(image) and normalise(text) not in allowed:
                yield self.finding(
                    page,
                    image.tag,
                    f"the alternative text is the name of a file or an asset: “{text}”",
                    subject=text,
                    fix=remedy(page, image),
                    evidence={"alternative": text, "file": image.file_name},
                )
