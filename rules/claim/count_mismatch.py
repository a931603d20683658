"""Rule claim-count-mismatch."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from audit.model import Finding, Held, Severity
from audit.page import Page
from rules.badge.badge import Badge
from rules.badge.lines import Line
from rules.badge.resolver import resolver
from rules.base import PageRule
from rules.claim.counts import Count
from rules.claim.numbers import read_counts
from rules.claim.shown import Exhibition, Shown

NAMED = 24
"""Badges that a finding names as shown; more than any believable number counts."""
_LOWERED = re.compile(r"\b(?:acs|acr)\b")
"""Abbreviations of issuers, as the claiming words hold them once they are compared."""


@dataclass(frozen=True)
class CountMismatch(PageRule):
    """A number of accreditations must be the number that a reader sees beside it.

    Patients take "all 4 accreditations" at its word and compare hospitals by it. Where three
    different badges stand below it, either the number is wrong or an accreditation that was earned
    is not shown; a number that cannot be shown true is a deceptive claim under section 5 of the
    FTC Act.

    To fix it, count the different accreditations that are held, correct the number, and show one
    badge for each.
    """

    title = "The number of accreditations is not what is shown"
    severity = Severity.ERROR
    tags = ("claims", "truth")
    bad = (
        "<section><h2 data-bad>A center with all 3 national accreditations</h2>"
        '<img src="coc.png" alt="Commission on Cancer"><img src="napbc.png" alt="NAPBC"></section>',
        '<section><div><p data-bad>Quadruple-accredited cancer care</p><ul><li><img src="1.png" '
        'alt="Commission on Cancer"><li><img src="2.png" alt="NAPBC"><li><img src="3.png" '
        'alt="NAPRC"></ul></div></section>',
    )
    good = (
        "<section><h2>Both accreditations</h2>"
        '<img src="coc.png" alt="Commission on Cancer"><img src="napbc.png" alt="NAPBC"></section>',
        "<section><h2>One of only three accredited centers in the state</h2>"
        '<img src="coc.png" alt="Commission on Cancer"></section>',
        "<h2>Three national accreditations</h2><ul><li>Commission on Cancer<li>NAPBC<li>NAPRC</ul>",
    )

    accreditations: tuple[Held, ...] = ()
    """The site's registry: counted where no badge stands beside a number, nor in its landmark."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield a finding for each number that differs from what is shown beside it."""
        exhibition: Exhibition | None = None
        for line, count in read_counts(page):
            exhibition = exhibition or Exhibition(page, self.accreditations)
            yield from self._judge(page, line, count, exhibition)

    def _judge(
        self, page: Page, line: Line, count: Count, exhibition: Exhibition
    ) -> Iterator[Finding]:
        named = resolver(self.accreditations).resolve(count.sentence)
        own = {mention.may_be for mention in named.mentions if not mention.general}
        if len(own) == count.number:
            return
        words = _LOWERED.sub(lambda found: found.group().upper(), f"{count.words} {count.after}")
        only = resolver(self.accreditations).resolve(words, vouched=True).issuers
        beside = exhibition.section(line, only)
        if beside:
            yield from self._against(page, line, count, beside, near=True)
            return
        region = exhibition.region(line, only)
        if region:
            yield from self._against(page, line, count, region, near=False)
            return
        elsewhere = exhibition.page(line, only)
        if elsewhere and any(self._fits(count, elsewhere, each) for each in elsewhere.readings()):
            return
        if self.accreditations:
            yield from self._against_registry(page, line, count, exhibition, only)
        elif elsewhere:
            yield from self._against(page, line, count, elsewhere, near=False, far=True)

    def _against(
        self,
        page: Page,
        line: Line,
        count: Count,
        shown: Shown,
        *,
        near: bool,
        far: bool = False,
    ) -> Iterator[Finding]:
        readings = shown.readings()
        fitting = [reading for reading in readings if self._fits(count, shown, reading)]
        if len(fitting) == len(readings):
            return
        contradictory = [badge for badge in shown.badges if badge.contradictory]
        catalogue = resolver(self.accreditations).catalogue
        reading = next((r for r in readings if r not in fitting), readings[0])
        known = (*reading, *shown.listed)
        names = Counter(" or ".join(catalogue.name(i) for i in sorted(ids)[:2]) for ids in known)
        number = len(names)
        evidence = {"claimed": count.number, "shown": sorted(names), "words": count.words}
        message = (
            f"“{count.sentence}” claims {count.number}; {'beside it' if near else 'the page'} "
            f"{'there is' if near and number == 1 else 'there are' if near else 'shows'} "
            f"{number} different: {'; '.join(names)}."
        )
        if fitting:
            counts = sorted({len(set(r)) for r in readings})
            told = " or ".join(str(n) for n in counts)
            yield self.finding(
                page,
                line.tag,
                f"“{count.sentence}” claims {count.number}. The badges beside it show {told}, "
                "by which label of the contradictory badge is right; put that badge right first.",
                subject=count.words,
                related=[
                    (badge.tag, "its labels contradict each other, which explains the difference")
                    for badge in contradictory
                ],
                evidence=evidence,
                review=True,
            )
            return
        twice = [name for name, times in names.items() if times > 1 and shown.badges]
        if twice:
            message += f" Shown more than once: {'; '.join(twice)}."
        # More badges than a limited claim counts, or badges far from it, may both be right.
        doubtful = (number > count.number and count.partial) or (
            not near and (number > count.number or number < 2)
        )
        if number < count.number <= number + shown.unheard:
            doubtful = True
            message += " Screen readers pass over more that stand there (`aria-hidden`)."
        yield self.finding(
            page,
            line.tag,
            message,
            subject=count.words,
            related=_shown_places(shown.badges, line),
            evidence=evidence,
            review=doubtful or far or bool(contradictory),
        )

    def _fits(self, count: Count, shown: Shown, reading: tuple[frozenset[str], ...]) -> bool:
        numbers = shown.numbers(reading)
        if count.bodies:
            known = resolver(self.accreditations).catalogue.accreditations
            issuers = {
                known[i].issuer for ids in (*reading, *shown.listed) for i in sorted(ids)[:1]
            }
            numbers |= set(range(len(issuers), len(issuers) + shown.unknown + 1))
        return count.number in numbers

    def _against_registry(
        self, page: Page, line: Line, count: Count, exhibition: Exhibition, only: frozenset[str]
    ) -> Iterator[Finding]:
        catalogue = resolver(self.accreditations).catalogue
        today = page.gathered.date()
        entries = [
            entry
            for entry in self.accreditations
            if entry.until is None or entry.until >= today
            if not only or catalogue.accreditations[entry.id].issuers & only
        ]
        held = {entry.id for entry in entries}
        told = set(exhibition.told(0, 1 << 60))
        fitting = {len(held), len(told)}
        names = [catalogue.name(each) for each in sorted(held)]
        if count.bodies:
            first = {catalogue.accreditations[each].issuer for each in held}
            every = {issuer for each in held for issuer in catalogue.accreditations[each].issuers}
            fitting = {len(told), *range(len(first), len(every) + 1)}
            names = [catalogue.issuer_name(each) for each in sorted(first)]
        if count.number in fitting:
            return
        # A number for one field, or for one of several facilities, is smaller and may be right.
        partial = count.partial and not only
        limited = partial or count.bodies or any(entry.facility for entry in entries)
        what = "issuers of what it holds" if count.bodies else "accreditations"
        yield self.finding(
            page,
            line.tag,
            f"“{count.sentence}” claims {count.number}; no badge stands beside it, and the "
            f"registry has {len(names)} {what}: {'; '.join(names) or 'none'}.",
            subject=count.words,
            evidence={"claimed": count.number, "held": sorted(held)},
            review=count.number < max(fitting) and (limited or not count.total),
        )


def _shown_places(badges: tuple[Badge, ...], line: Line) -> list[tuple[Tag, str]]:
    seen: set[frozenset[str]] = set()
    places: list[tuple[Tag, str]] = []
    for badge in badges:
        again = bool(badge.ids) and badge.ids in seen
        seen.add(badge.ids)
        if badge.tag is not line.tag:
            places.append((badge.tag, f"shows “{badge.label}”{' again' if again else ''}"))
    return places[:NAMED]
