"""Rule badge-prerequisite-missing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bs4 import Tag

from audit import urls
from audit.model import ALSO, Certainty, Fact, Finding, Held, Severity
from audit.page import Page
from rules.badge.catalogue import Accreditation
from rules.badge.reading import read_badges
from rules.badge.registry import Site, lasts, proof_of
from rules.badge.resolver import resolver
from rules.base import SiteRule

NAMED = 50
"""Pages that a finding names at most; how many there are, it says."""


@dataclass(frozen=True)
class PrerequisiteMissing(SiteRule):
    """Who holds an accreditation must also hold those that its issuer asks for first.

    Only programs of the Commission on Cancer can be accredited for rectal cancer, and a center is
    designated for comprehensive breast imaging only on top of its single accreditations. Where
    the registry holds the one and not the other, either the registry has a gap, or a term has
    ended and took the other accreditation with it. What issuers ask is in the catalogue, with the
    page that says so; a term that has ended counts as not held.

    To fix it, enter the missing accreditation in the registry with its proof, or ask the issuer
    whether the one that builds on it still stands.
    """

    title = "An accreditation without the one it builds on"
    severity = Severity.WARNING
    tags = ("badges", "truth", "registry")
    given = {
        "accreditations": (
            Held("acs-coc", until=date(2024, 12, 31)),
            Held("acs-naprc"),
            Held("acr-mammography"),
        )
    }
    bad = (
        {
            "/": "<h1>Welcome</h1>",
            "/care/": '<h1>Care</h1><img data-bad src="n.png" alt="NAPRC accredited">',
        },
        {"/": "<body data-bad><h1>Welcome</h1></body>", "/care/": "<h1>Care</h1>"},
    )
    good = (
        {"/care/breast/": '<img src="m.png" alt="ACR Mammography Accreditation">'},
        {"/care/lung/": '<img src="c.png" alt="Commission on Cancer Accredited Program">'},
    )

    accreditations: tuple[Held, ...] = ()
    """The site's registry."""
    site: Site | None = None
    """What audit.yaml says of the site: what no page shows is reported at a start page."""

    def collect(self, page: Page) -> Iterator[Fact]:
        """Yield each entry that lacks what it builds on, and where this page shows it."""
        day = page.gathered.date()
        lacking = {
            entry.id: lacks
            for entry in self.accreditations
            if lasts(entry, day) and (lacks := self._lacks(entry, day))
        }
        if not lacking:
            return  # Nearly always: nothing is read of the page.
        shown: dict[str, Tag] = {}
        for badge in read_badges(page, self.accreditations):
            for may_be in badge.accreditations if not badge.contradictory else ():
                if len(may_be) == 1:
                    shown.setdefault(min(may_be), badge.tag)
        starts = self._is_start(page.url)
        for known, lacks in lacking.items():
            tag = shown.get(known)
            if tag is not None or starts:
                at = tag or page.soup.body or page.soup
                yield self.fact(page, known, {"shown": tag is not None, "lacks": lacks}, at)

    def check(self, key: str, facts: Sequence[Fact]) -> Iterator[Finding]:
        """Yield one finding for an entry, where it is shown or else at a start page."""
        catalogue = resolver(self.accreditations).catalogue
        known = catalogue.accreditations[key]
        entries = [entry for entry in self.accreditations if entry.id == key]
        shown = [fact for fact in facts if fact.value["shown"]]
        first, *others = shown or sorted(facts, key=lambda fact: _height(fact.place.url))[:1]
        lacks = first.value["lacks"]
        missing = [" or ".join(catalogue.name(each) for each in some) for some in lacks]
        sure = not known.needs_elsewhere and (
            not known.needs_since or any(_year(entry.since) for entry in entries)
        )
        yield Finding(
            rule=self.id,
            message=f"The registry holds {known.name}, which builds on {', '.join(missing)}; the"
            f" registry does not hold {'that' if len(missing) == 1 else 'these'}, or the term has"
            f" ended.{_condition(known)}",
            place=first.place,
            severity=self.severity,
            certainty=Certainty.SURE if sure else Certainty.REVIEW,
            subject=key,
            related=tuple(replace(fact.place, note=ALSO) for fact in others[:NAMED]),
            fix=f"Enter {', '.join(' or '.join(some) for some in lacks)} in audit.yaml with its"
            f" proof, or ask the issuer whether {key} still stands.{proof_of(entries)}",
            evidence={
                "missing": lacks,
                "source": known.needs_source or known.source,
                "shown": bool(shown),
                "proof": [entry.proof for entry in entries if entry.proof],
            },
        )

    def _is_start(self, url: str) -> bool:
        """Say whether a site begins at `url`, as audit.yaml or its path says."""
        starts = self.site.start if self.site is not None else ()
        return _height(url) <= 1 or url in map(urls.canonical, starts)

    def _lacks(self, entry: Held, day: date) -> list[list[str]]:
        """Give what an entry builds on and the registry does not hold on `day`."""
        known = resolver(self.accreditations).catalogue.accreditations[entry.id]
        since = _year(entry.since)
        if known.needs_since and since and since < known.needs_since:
            return []
        held = {each.id for each in self.accreditations if lasts(each, day)}
        return [list(some) for some in known.needs if held.isdisjoint(some)]


def _year(since: str) -> int:
    """Give the year of what a registry says of the beginning, 0 where it says none."""
    found = re.search(r"\b(19|20)\d\d\b", since)
    return int(found.group()) if found else 0


def _condition(known: Accreditation) -> str:
    if known.needs_elsewhere:
        return " The issuer also takes it where another facility holds it for this one."
    if known.needs_since:
        return f" The issuer asks this of programs that apply in {known.needs_since} or later."
    return ""


def _height(url: str) -> int:
    """Give how many names a path has: none for the home page."""
    return len([name for name in urls.path(url).split("/") if name])
