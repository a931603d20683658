"""Rule image-alt-long."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit.model import Finding, Severity
from audit.page import Page
from rules.base import PageRule

QUOTED = 80
"""Characters of the alternative that a message quotes."""


@dataclass(frozen=True)
class AltLong(PageRule):
    """An alternative text says in one or two short sentences what an image shows.

    A screen reader speaks an alternative in one go: a listener cannot skim it, or go back a few
    words. What needs more room, such as a chart or a list of steps, belongs on the page, where
    everybody can read it.

    To fix it, keep what the picture is for, and move the rest into the text or the caption beside
    it.
    """

    title = "Alternative text is very long"
    severity = Severity.NOTICE
    tags = ("images", "wcag:1.1.1")
    bad = (
        '<img data-bad src="steps.png" alt="Before your first treatment you meet the nurse, who '
        "takes blood and checks your weight, then the pharmacist mixes your medicine, and after "
        'about an hour the infusion begins, which takes from two to four hours">',
    )
    good = (
        '<img src="steps.png" alt="The four steps of a first treatment, told below">',
        '<figure><img src="steps.png" alt="Four steps, from blood test to infusion"><figcaption>'
        "Before your first treatment you meet the nurse, who takes blood and checks your weight, "
        "then the pharmacist mixes your medicine, and after about an hour the infusion begins, "
        "which takes from two to four hours</figcaption></figure>",
    )

    limit: int = 150
    """Characters up to which an alternative is not long."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each image whose alternative is longer than the limit."""
        for image in page.images:
            text = image.name.text
            # A label that points to text of the page repeats what everybody can read there.
            if len(text) <= self.limit or image.name.source == "aria-labelledby":
                continue
            yield self.finding(
                page,
                image.tag,
                f"the alternative text has {len(text)} characters, more than {self.limit}: "
                f"“{text[:QUOTED].rstrip()}…”",
                subject=text,
                evidence={"alternative": text, "characters": len(text), "limit": self.limit},
            )
