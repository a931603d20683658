"""Rule acme/phone-plain."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audit.model import Finding, Severity
from audit.page import Page
from rules.base import PageRule

NUMBER = re.compile(r"\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b")


@dataclass(frozen=True)
class Plain(PageRule):
    """A telephone number must be a link that a telephone can call.

    Most visitors hold the telephone on which they read. Whoever cannot remember ten digits, or
    cannot type them, depends on the link.

    To fix it, write the number as <a href="tel:+16625550100">(662) 555-0100</a>.
    """

    title = "Telephone number that is no link"
    severity = Severity.WARNING
    tags = ("phones",)
    bad = (
        "<p data-bad>Call (662) 555-0100 at any hour.</p>",
        "<ul><li data-bad>Nurse line: 662-555-0101<li>Open every day</ul>",
    )
    good = (
        "<p>Call <a href='tel:+16625550100'>(662) 555-0100</a> at any hour.</p>",
        "<p>Call 911.</p>",
        "<p>Fax: 662-555-0102</p>",
    )

    unless: tuple[str, ...] = ("fax",)
    """Words that say that nobody is to call the number."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each number in a text without a link around it."""
        linked = {page.text(link.tag) for link in page.links if link.href.startswith("tel:")}
        for bit in page.flow:
            for number in NUMBER.findall(bit.text):
                if number in linked or any(word in bit.text.lower() for word in self.unless):
                    continue
                yield self.finding(page, bit.tag, f"“{number}” is no link.", subject=number)
