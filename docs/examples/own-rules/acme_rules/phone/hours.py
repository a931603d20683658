"""Rule acme/phone-hours."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.model import Fact, Finding, Severity
from audit.page import Page
from rules.base import SiteRule

HOURS = re.compile(r"(\d{3}-\d{3}-\d{4}), (\d{1,2} (?:am|pm) to \d{1,2} (?:am|pm))")


@dataclass(frozen=True)
class Hours(SiteRule):
    """All pages must give the same hours for a telephone number.

    A patient who trusts the wrong page reaches nobody, and may not try again.

    To fix it, ask the department which hours hold and correct the other pages.
    """

    title = "Telephone number with different hours"
    severity = Severity.WARNING
    tags = ("phones",)
    bad = (
        {
            "/contact/": "<p>662-555-0100, 8 am to 5 pm</p>",
            "/urgent/": "<p data-bad>662-555-0100, 8 am to 9 pm</p>",
        },
    )
    good = (
        {
            "/contact/": "<p>662-555-0100, 8 am to 5 pm</p>",
            "/urgent/": "<p>662-555-0199, 8 am to 9 pm</p>",
        },
    )

    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield the hours of each number; what has one key is compared later."""
        for bit in page.flow:
            for number, hours in HOURS.findall(bit.text):
                yield self.fact(page, key=number, value=hours, at=bit.tag)

    def check(self, key: str, facts: Sequence[Fact]) -> Iterator[Finding]:
        """Yield every page that says otherwise than the first."""
        first = facts[0]
        for fact in facts[1:]:
            if fact.value != first.value:
                yield Finding(
                    rule=self.id,
                    message=f"{key}: “{fact.value}” here, “{first.value}” on {first.place.url}.",
                    place=fact.place,
                    severity=self.severity,
                    subject=key,
                    related=(first.place,),
                )
