"""Rule claim-fact-conflict."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bs4 import Tag

from audit.model import Certainty, Fact, Finding, Held, Severity, StatedFact
from audit.page import Page
from rules.badge.resolver import resolver
from rules.badge.words import clip
from rules.base import ALSO, SiteRule
from rules.claim.contradiction import Contradiction, find_contradictions
from rules.claim.fact_sheet import read_differences
from rules.claim.phones import digits_of, find_phones, spells, told
from rules.claim.statement import Statement
from rules.claim.statements import read_statements

SHEET = "sheet"
CALL = "call"
MANY = 50
"""Places that a finding names at most."""
WORDS = {
    "phone": "the telephone number of {}",
    "address": "the address of {}",
    "founded": "since when there is {}",
    "opened": "when {} opened",
    "beds": "the number of beds of {}",
    "accredited": "since when “{}” is held",
    "count": "“{}”",
}
"""What a statement is about, by its kind, for messages."""


@dataclass(frozen=True)
class FactConflict(SiteRule):
    """Pages must not contradict one another, or the site's fact sheet, about a fact.

    A patient who calls the number of a page that nobody brought up to date reaches nobody; one who
    reads "accredited since 1981" here and "since 1994" there believes neither. Pages also hold data
    for search engines (JSON-LD), which show it beside their results; no visitor of the page ever
    sees that it is wrong.

    The fact sheet (`facts` in audit.yaml) says what is right: what a page says otherwise is an
    error. Without an entry, pages that contradict one another are left to a person, who is told
    what most of them say.

    To fix it, correct the page that is wrong, in its text and in its data. Enter facts that stand
    on many pages in the fact sheet, so that nobody has to find out again which value is right.
    """

    title = "A fact said in two ways"
    severity = Severity.ERROR
    tags = ("claims", "truth")
    given = {
        "facts": (
            StatedFact(
                "Main number", "(662) 555-0100", kind="phone", near=("main number", "switchboard")
            ),
        )
    }
    bad = (
        {
            "/contact/": "<p data-bad>Main number: 662.555.0101, day and night.</p>",
            "/visit/": "<p>Our main number is +1 662 555 0100.</p>",
        },
        {
            "/clinics/": "<h2>Fernhollow Clinic</h2><p>12 Elm St<br>Phone: (662) 555-0142</p>",
            "/fernhollow/": "<h1>Fernhollow Clinic</h1><p data-bad>Phone: (662) 555-0124</p>",
        },
        {"/visit/": '<p>Call <a data-bad href="tel:+16625550111">(662) 555-0112</a>.</p>'},
    )
    good = (
        {
            "/contact/": "<p>Main number: (662) 555-0100 | Fax: (662) 555-0101</p>",
            "/visit/": '<a href="tel:+16625550100">Call our switchboard, 662-555-0100</a>',
        },
        {
            "/oak/": "<h1>Oakdale Clinic</h1><p>12 Elm St, Oakdale, MS 38801</p><p>(662) 555-0142",
            "/elm/": "<h1>Elmwood Clinic</h1><p>14 Elm St, Elmwood, MS 38804</p><p>(662) 555-0124",
        },
        {
            "/a/": "<h2>Fernhollow Clinic</h2><p>Appointments: (662) 555-0142</p>",
            "/b/": "<h2>Fernhollow Clinic</h2><p>Billing: (662) 555-0124</p>",
        },
    )

    facts: tuple[StatedFact, ...] = ()
    """The site's fact sheet."""
    accreditations: tuple[Held, ...] = ()
    """The site's registry: since when each accreditation is held."""

    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield what the page says otherwise than the sheet, and what other pages may deny."""
        for found in read_differences(page, self.facts):
            value = {
                "name": found.fact.name,
                "said": found.said,
                "right": found.fact.value,
                "sentence": clip(found.sentence),
                "doubtful": found.doubtful,
                "data": found.data,
            }
            yield self.fact(page, f"{SHEET}|{found.fact.name}", value, found.tag)
        for tag, shown, called in _misdialled(page):
            value = {"shown": shown, "called": called}
            yield self.fact(page, f"{CALL}|{shown}|{called}", value, tag)
        seen: set[Statement] = set()
        for each in read_statements(page):
            once = replace(each, tag=page.soup, said="", called="")
            if once in seen:
                continue
            seen.add(once)
            if each.kind == "accredited" and (years := self._held_since(each.subject)):
                if each.value not in years:
                    yield self._since(page, each, years)
            else:
                value = {
                    "value": each.value,
                    "said": clip(each.said),
                    "town": each.town,
                    "data": each.data,
                    "called": clip(each.called),
                }
                yield self.fact(page, f"{each.kind}|{each.subject}", value, each.tag)

    def _held_since(self, accreditation: str) -> list[str]:
        """Give the years since when the registry holds it; none where an entry gives no year."""
        since = [held.since for held in self.accreditations if held.id == accreditation]
        years = [re.search(r"\b\d{4}\b", each) for each in since]
        return [year.group() for year in years if year is not None] if all(years) else []

    def _since(self, page: Page, each: Statement, years: Sequence[str]) -> Fact:
        name = f"{resolver(self.accreditations).catalogue.name(each.subject)}, held since"
        value = {
            "name": name,
            "said": each.value,
            "right": " or ".join(dict.fromkeys(years)),
            "sentence": clip(page.text(each.tag)),
            # Another of the organisation's facilities may hold it since another year.
            "doubtful": bool(each.town) or len(years) > 1,
            "data": False,
        }
        return self.fact(page, f"{SHEET}|{name}", value, each.tag)

    def check(self, key: str, facts: Sequence[Fact]) -> Iterator[Finding]:
        """Yield what one fact's statements on all pages contradict."""
        kind, _, subject = key.partition("|")
        if kind == SHEET:
            yield from map(self._against_sheet, facts)
        elif kind == CALL:
            yield from map(self._misdialled, facts)
        else:
            for found in find_contradictions(_of_one_form(facts) if kind == "phone" else facts):
                yield self._contradicts(kind, subject, found)

    def _against_sheet(self, fact: Fact) -> Finding:
        said: dict[str, Any] = fact.value
        where = "the page's data (JSON-LD) says" if said["data"] else "the page says"
        return Finding(
            rule=self.id,
            message=f"{said['name']}: {where} “{said['said']}”, audit.yaml says “{said['right']}”. "
            f"It stands in “{said['sentence']}”.",
            place=fact.place,
            severity=self.severity,
            certainty=_certainty(review=said["doubtful"]),
            subject=f"{said['name']}|{said['said']}",
            fix=f"Write “{said['right']}”, or correct audit.yaml.",
            evidence=said,
        )

    def _misdialled(self, fact: Fact) -> Finding:
        shown, called = told(fact.value["shown"]), told(fact.value["called"])
        return Finding(
            rule=self.id,
            message=f"the link shows {shown} and calls {called}",
            place=fact.place,
            severity=self.severity,
            certainty=_certainty(review=True),
            subject=f"{shown}|{called}",
            fix="Find out which of the two numbers is right, and write it in both places.",
            evidence={"shown": shown, "called": called},
        )

    def _contradicts(self, kind: str, subject: str, found: Contradiction) -> Finding:
        first, *others = found.facts
        most = found.against
        called = most.value["called"]
        if kind == "accredited":
            called = resolver().catalogue.name(subject)
        about = WORDS[kind].format(called)
        source = "the data (JSON-LD) of this page says" if first.value["data"] else "this page says"
        agree = "another source says" if found.pages == 1 else f"{found.pages} pages say"
        return Finding(
            rule=self.id,
            message=f"{about}: {source} “{first.value['said']}”, {agree} “{most.value['said']}”",
            place=first.place,
            severity=self.severity,
            certainty=_certainty(review=True),
            subject=f"{kind}|{subject}|{found.value}",
            related=(
                replace(most.place, note=f"says “{most.value['said']}”"),
                *(replace(other.place, note=ALSO) for other in others[:MANY]),
            ),
            fix="Find out which of the two is right, and enter it in the fact sheet "
            "(`facts` in audit.yaml).",
            evidence={
                "kind": kind,
                "of": called,
                "said": first.value["said"],
                "majority": most.value["said"],
                "pages": found.pages,
            },
        )


def _of_one_form(facts: Sequence[Fact]) -> Sequence[Fact]:
    """Leave area codes out of the values where some of them lack it anyway."""
    if all(len(fact.value["value"]) != 7 for fact in facts):
        return facts
    return [
        replace(each, value={**each.value, "value": each.value["value"][-7:]}) for each in facts
    ]


def _misdialled(page: Page) -> Iterator[tuple[Tag, str, str]]:
    """Yield links that show one number and call another."""
    for link in page.links:
        if not link.href.lower().startswith("tel:"):
            continue
        called = digits_of(link.href)
        text = page.text(link.tag)
        shown = list(find_phones(text)) if called else []
        if shown and not spells(text, called):
            yield link.tag, shown[0].digits, called


def _certainty(*, review: bool) -> Certainty:
    return Certainty.REVIEW if review else Certainty.SURE
