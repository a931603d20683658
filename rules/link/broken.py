"""Rule link-broken."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from audit import urls
from audit.model import Certainty, Fact, Finding, Place, Reach, Severity, Target, Unchecked
from audit.page import Page
from rules.base import Known, TargetRule
from rules.link.targets import address_of, is_control

LOST = re.compile(
    r"^\W*(error\W*)?(404|410)\b|^\W*not found\b"
    r"|\b(page|file|document|content|p[aá]gina)\b.{0,30}\b(not (be )?found|no longer (exists?"
    r"|available)|(does not|doesn.t) exist|can ?not be found|can.t be found|no (fue )?encontrada"
    r"|no existe)\b",
    re.IGNORECASE,
)
"""Titles of pages that say they are none."""
REFUSALS = frozenset({401, 403, 407, 429, 451, 999})
"""Statuses that programs are often given where people are served; 999 is LinkedIn's."""
MOST = 2000
"""Links taken off one page; more is a trap."""


@dataclass(frozen=True)
class Broken(TargetRule):
    """Every link leads to something that is there.

    A patient who follows a dead link to a form, a phone list or a trial gives up or calls. Dead
    links to issuers also leave a claim without its proof. Each address is asked once; an answer
    of “not found” has to come twice. What a site may only refuse to programs (401, 403, 429), what
    is in trouble (500 and above, no answer in time) and what answers but says that it is not found
    is for a person to look at. A place on a page (`#visiting-hours`) is looked for on the pages
    that were audited; without a browser, a script might still add it, so that too is left to a
    person where the page has scripts.

    To fix it, correct the address, or take the link away. Where a page of yours has moved, send
    visitors on from its old address as well.
    """

    title = "Link to something that is not there"
    severity = Severity.ERROR
    tags = ("links",)
    answers = {
        "https://hospital.example/forms/": Target("", Reach.GONE, 404, "answers 404 Not Found"),
        "https://trials.example/": Target("", Reach.THERE, 200),
        "https://app.example/": Target("", Reach.THERE, 200),
    }
    bad = (
        {"/care/": '<a data-bad href="/forms/">Patient forms</a> <a href="/visit/">Visit</a>'},
        {
            "/care/": '<a data-bad href="/visit/#parkin">Where to park</a>',
            "/visit/": '<h1>Your visit</h1><h2 id="parking">Parking</h2>',
        },
    )
    good = (
        {"/care/": '<a href="https://trials.example/">Trials</a> <a href="#top">Up</a>'},
        {
            "/care/": '<a href="/visit/#parking">Parking</a> <a href="/visit/#by-bus">Bus</a>',
            "/visit/": '<h2 id="parking">Parking</h2><a name="by-bus"></a>By bus',
        },
        {
            "/care/": '<a href="#" role="button">Menu</a> <a href="#!/map">Map</a>'
            '<a href="#:~:text=Visiting%20hours">Visiting hours</a>'
            '<a href="https://app.example/#/booking">Book</a>'
            '<a href="mailto:desk@hospital.example">Mail</a>'
        },
    )

    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield one fact of all links on the page: where each leads and where it stands."""
        records: list[list[Any]] = []
        for link in page.links:
            address = address_of(page, link.href) if link.href.strip() else None
            if address is None:
                continue
            if "#" in address and is_control(link.tag):
                address = address.partition("#")[0]
            at = page.place(link.tag, quoted=False)
            words = link.name.text[:80]
            records.append(
                [address, words, at.selector, at.structure, at.context, at.line, at.column]
            )
            if len(records) >= MOST:
                break
        if records:
            yield Fact(self.id, page.url, records, Place(page.url, "html"))

    def asks(self, fact: Fact) -> Iterator[str]:
        """Yield where each link of a page leads."""
        for record in fact.value:
            yield record[0]

    def check(
        self, key: str, facts: Sequence[Fact], known: Known = Target
    ) -> Iterator[Finding | Unchecked]:
        """Yield the broken links of one page; those of one template share a group."""
        for fact in facts:
            for address, words, selector, structure, context, line, column in fact.value:
                target = known(address)
                if target.reach is Reach.UNASKED:
                    yield Unchecked(self.id, address, target.detail or "it was not asked")
                    continue
                if target.anchor is Reach.UNASKED and target.reach is Reach.THERE:
                    reason = "the page was not audited, so the place on it was not looked for"
                    yield Unchecked(self.id, address, reason)
                fault = _fault(address, target)
                if fault is None:
                    continue
                said, sure = fault
                where = address.partition("#")[0]
                start = f"“{words}” leads to" if words else "A link without a name leads to"
                yield Finding(
                    rule=self.id,
                    message=f"{start} {said}",
                    place=Place(
                        key,
                        selector,
                        f'<a href="{where}">' if len(where) < 300 else "<a>",
                        line=line,
                        column=column,
                        structure=structure,
                        context=context,
                    ),
                    severity=self.severity,
                    certainty=Certainty.SURE if sure else Certainty.REVIEW,
                    subject=address,
                    evidence={"target": address, "status": target.status, "final": target.final},
                )


def _fault(address: str, target: Target) -> tuple[str, bool] | None:
    """Give what is wrong with a target, to be read after “leads to”, and whether that is sure."""
    where, _, fragment = address.partition("#")
    if target.reach is Reach.GONE:
        return f"{where}, which {target.detail}", True
    if target.reach is Reach.DOUBTFUL:
        only = "; it may refuse programs alone" if target.status in REFUSALS else ""
        return f"{where}, which {target.detail}{only}", False
    if target.anchor in (Reach.GONE, Reach.DOUBTFUL):
        lacking = f"the place “{fragment}” on {where}, which has no place of that name"
        if target.anchor is Reach.DOUBTFUL:
            return f"{lacking} before its scripts run", False
        return lacking, True
    # A folder may well hold the page that its server shows for what is not there.
    if where.startswith("http") and target.title and LOST.search(target.title):
        return f"{where}, which answers, but is titled “{target.title[:120]}”", False
    if target.final and _is_front(target.final) and urls.path(where).strip("/").count("/"):
        return f"{where}, which sends visitors on to the front page, {target.final}", False
    return None


def _is_front(address: str) -> bool:
    return address.startswith("http") and urls.path(address) == "/"
