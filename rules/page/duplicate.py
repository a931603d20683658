"""Rule page-duplicate."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bs4 import Tag

from audit import urls
from audit.model import Certainty, Fact, Finding, Severity
from audit.page import Page
from rules.base import SiteRule
from rules.page.sketch import Sketch, differ, heading_of

PRINTED = re.compile(r"(^|[/?&=._-])print(er|able)?([-_]?(friendly|version|view))?([/?&=._-]|$)")
"""Addresses of the printer's version of another page."""
LEADERS = 50
"""Unlike pages of one key that others are compared with; more are a template's, not duplicates."""
_TEXT = (
    "<p>Radiation therapy uses high-energy rays to shrink a tumor. A machine called a linear"
    " accelerator turns around you and sends the rays from many sides, so that the healthy tissue"
    " around the tumor gets as little of them as it can. You lie still on a table for some fifteen"
    " minutes. You feel nothing while the machine runs, and nothing stays in your body.</p>"
    "<p>Before the first treatment we take pictures of the place to be treated and plan the rays"
    " with a computer. A small mark on your skin helps us to find the same place every day. Most"
    " people come five days a week for three to seven weeks, and many of them keep on working in"
    " that time. Tell the nurse about anything that hurts, and about anything that worries you.</p>"
)
_PLACE = (
    "<p>Our clinic in {0} is at {1} Main Street, {0}. Parking is free. Call {2} to make an"
    " appointment, or ask Dr. {3} at your next visit to {0}.</p>"
)


@dataclass(frozen=True)
class Duplicate(SiteRule):
    """Every page says something of its own, or names the page that it repeats.

    Two pages with one text go apart when only one of them is corrected: then a patient reads the
    old dose, the old hours or the old telephone number. Search shows either of them.

    Menus, headers and footers are not compared, and neither are pages that share a template and
    name another place, person or number each. Short pages are not judged.

    To fix it, keep one of the pages and redirect the other to it. Where both are needed, say in
    the other which one counts: `<link rel="canonical" href="…">` in its head.
    """

    title = "Two pages with nearly the same text"
    severity = Severity.WARNING
    tags = ("pages", "content")
    bad = (
        {
            "/radiation/": f"<h1>Radiation therapy</h1>{_TEXT}",
            "/treatments/radiation/": f"<h1 data-bad>Radiation treatment</h1>{_TEXT}",
        },
        {
            "/radiation/": f"<nav>A</nav><main><h1>Radiation</h1>{_TEXT}</main>",
            "/old-radiation/": f"<main><h1 data-bad>Radiation</h1>{_TEXT}<p>Ask us about it, we are"
            " glad to answer.</p></main><footer>Many other words stand here.</footer>",
        },
    )
    good = (
        {
            "/radiation/": f"<h1>Radiation therapy</h1>{_TEXT}",
            "/treatments/radiation/": "<link rel=canonical href=/radiation/>"
            f"<h1>Radiation therapy</h1>{_TEXT}",
        },
        {
            "/tupelo/": "<h1>Radiation in Tupelo</h1>"
            + _TEXT
            + _PLACE.format("Tupelo", "830", "662-555-0100", "Okafor"),
            "/oxford/": "<h1>Radiation in Oxford</h1>"
            + _TEXT
            + _PLACE.format("Oxford", "12", "662-555-0199", "Lindqvist"),
        },
        {
            "/radiation/": f"<h1>Radiation</h1>{_TEXT}",
            "/radiation/?print=1": f"<h1>Radiation</h1>{_TEXT}",
        },
    )

    alike: float = 0.85
    """Share of three words in a row that two pages have in common, from which on they are
    reported."""
    words: int = 120
    """Words of main text from which on a page is judged."""

    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield the sketch of a page that stands for itself, under each of its bands."""
        if not _stands_for_itself(page):
            return
        sketch = Sketch.of(page, self.words)
        if sketch is None:
            return
        first = next((each.tag for each in page.headings if each.level == 1), None)
        at: Tag = first or page.soup.body or page.walk.tags[0]
        value = {**sketch.to_json(), "heading": heading_of(page), "variant": _variant(page)}
        fact = self.fact(page, "", value, at)
        for band in sketch.bands():
            yield replace(fact, key=band)

    def check(self, key: str, facts: Sequence[Fact]) -> Iterator[Finding]:
        """Yield one finding for each page that repeats one with a shorter address.

        Pages that meet under several keys are reported under the first of them only.
        """
        if len(facts) < 2:
            return
        leaders: list[tuple[Fact, Sketch]] = []
        for fact in sorted(facts, key=lambda each: (len(each.place.url), each.place.url)):
            sketch = Sketch.from_json(fact.value)
            for leader, model in leaders:
                likeness = model.likeness(sketch)
                if likeness < self.alike or _is_one_page(leader.place.url, fact.place.url):
                    continue
                doubt = _doubt(leader, model, fact, sketch)
                if doubt is None:
                    continue
                if not model.meets_before(sketch, int(key[0])):
                    yield self._report(leader, fact, likeness, sketch.length, review=doubt)
                break
            else:
                if len(leaders) < LEADERS:
                    leaders.append((fact, sketch))

    def _report(
        self, leader: Fact, fact: Fact, likeness: float, length: int, *, review: bool
    ) -> Finding:
        other = leader.place.url
        same = "the same" if likeness == 1 else f"about {likeness:.0%} the same"
        return Finding(
            rule=self.id,
            message=f"the main text of {length} words is {same} as on {other}",
            place=fact.place,
            severity=self.severity,
            certainty=Certainty.REVIEW if review else Certainty.SURE,
            subject=fact.value["heading"],
            related=(replace(leader.place, note="the page that it repeats"),),
            evidence={"other": other, "alike": round(likeness, 2), "words": length},
            wcag=self.wcag(),
        )


def _stands_for_itself(page: Page) -> bool:
    """Say whether a page is meant to be found: it names no other, and search may list it."""
    if PRINTED.search(urls.path(page.url).lower()):
        return False
    for tag in page.walk.named("link"):
        if "canonical" in str(tag.get("rel") or "").lower() and tag.get("href"):
            target = page.resolve(str(tag["href"]))
            if target and urls.comparable(target) != urls.comparable(page.url):
                return False
    for tag in page.walk.named("meta"):
        robots = str(tag.get("name") or "").lower() == "robots"
        if robots and "noindex" in str(tag.get("content") or "").lower():
            return False
    return True


def _variant(page: Page) -> str:
    """Give the page's language where it declares others: en-us and en-gb may say the same."""
    declared = any(tag.get("hreflang") for tag in page.walk.named("link"))
    return page.language if declared else ""


def _is_one_page(one: str, other: str) -> bool:
    """Say whether two addresses are one page's: spelt otherwise, or another view of it."""
    if urls.comparable(one) == urls.comparable(other):
        return True
    (path, _, query), (path2, _, query2) = one.partition("?"), other.partition("?")
    if urls.comparable(path) != urls.comparable(path2):
        return False
    return not (query and query2) or bool(PRINTED.search(f"?{query}&{query2}".lower()))


def _doubt(leader: Fact, model: Sketch, fact: Fact, sketch: Sketch) -> bool | None:
    """Say whether a person has to look at two alike pages; None where they are about two things."""
    variants = (leader.value["variant"], fact.value["variant"])
    if all(variants) and variants[0] != variants[1]:
        return None
    if model.digest == sketch.digest:
        return False
    names, numbers = differ(model.names, sketch.names), differ(model.numbers, sketch.numbers)
    if (names and numbers) or (
        (names or numbers) and leader.value["heading"] != fact.value["heading"]
    ):
        return None
    return names or numbers
