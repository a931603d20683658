"""Rule card-duplicate."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from audit.model import Finding, Held, Severity
from audit.page import Page
from rules.badge.reading import read_badges
from rules.base import ALSO, PageRule
from rules.card.likeness import MANY, same, title_key
from rules.card.reading import Card, read_cards


@dataclass(frozen=True)
class Duplicate(PageRule):
    """A list must not show the same card twice.

    Somebody who hears the page, or sees one card at a time on a small or magnified screen, takes
    the second card for another offer and goes through it again. Mostly another card was meant, so
    what it would have said is missing.

    To fix it, take the repeated card out, or put in the one that was meant.
    """

    title = "The same card twice"
    severity = Severity.ERROR
    tags = ("cards", "truth")
    bad = (
        "<h2>Resources</h2><div><div data-bad><h3><a href=/trials/>Clinical Research</a></h3>"
        "<p>Trials are open for all stages.</p></div><div data-bad><h3><a href=/trials/>Clinical "
        "Research</a></h3><p>Trials are open for all stages.</p></div></div>",
        "<ul><li data-bad><a href=/diet/><img src=a.jpg alt=''> Eating well</a> Recipes to try"
        "<li><a href=/rest/><img src=b.jpg alt=''> Sleeping well</a> Ways to rest"
        "<li data-bad><a href=/diet/><img src=a.jpg alt=''> Eating Well!</a> Recipes to try</ul>",
    )
    good = (
        "<ul><li><h3>Ana Lopez, MD</h3><p>Medical oncology</p><li><h3>Ben Cho, MD</h3>"
        "<p>Medical oncology</p></ul>",
        "<ul><li><h3>Tupelo</h3><p>Monday to Friday, 8 to 5</p><li><h3>Starkville</h3>"
        "<p>Monday to Friday, 8 to 5</p></ul>",
        "<ul><li><h3>Support group</h3><p>May 3, 6 pm</p><li><h3>Support group</h3>"
        "<p>June 7, 6 pm</p></ul>",
        "<nav><ul><li><a href=/a>Care</a><li><a href=/a>Care</a></ul></nav>",
        "<table><tr><th>Monday<th>Tuesday<tr><td>8 am - 5 pm<td>8 am - 5 pm</table>",
    )

    accreditations: tuple[Held, ...] = ()
    """The site's registry: cards that are badges are left to the rules for badges."""

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each card that stands more than once in a list."""
        for cards in read_cards(page):
            for group in _repeated(cards):
                if not (_is_refrain(page, cards, group) or self._are_badges(page, group)):
                    yield self._report(page, group)

    def _are_badges(self, page: Page, cards: Sequence[Card]) -> bool:
        badges = read_badges(page, self.accreditations)
        return all(
            any(
                badge.tag is card.tag or page.walk.contains(card.tag, badge.tag) for badge in badges
            )
            for card in cards
        )

    def _report(self, page: Page, cards: Sequence[Card]) -> Finding:
        first, *others = cards
        wholly = all(same(first, other) == "wholly" for other in others)
        times = "twice" if len(cards) == 2 else f"{len(cards)} times"
        shared = "the same text" if wholly else "nearly the same text"
        if first.link is not None:
            shared += f" and the same target ({first.link.target})"
        return self.finding(
            page,
            first.tag,
            f"the card “{first.title}” stands {times} in one list, with {shared}",
            subject=f"{title_key(first)}|{first.target}",
            related=[(other.tag, ALSO) for other in others],
            fix="Take the repeated card out, or put in the card that was meant.",
            evidence={
                "title": first.title,
                "text": first.text[:300],
                "target": first.link.target if first.link is not None else None,
                "alike": "wholly" if wholly else "nearly",
            },
        )


def _repeated(cards: Sequence[Card]) -> Iterator[list[Card]]:
    """Yield the cards of a list that are the same, in groups of two or more."""
    groups: dict[str, list[list[Card]]] = {}
    for card in cards:
        alike = groups.setdefault(title_key(card), [])
        for group in alike[-MANY:]:
            if same(group[0], card):
                group.append(card)
                break
        else:
            alike.append([card])
    for group in (group for alike in groups.values() for group in alike):
        if len(group) > 1:
            yield group


def _is_refrain(page: Page, cards: Sequence[Card], group: Sequence[Card]) -> bool:
    """Say whether it is a band of the page that calls to action again further down.

    Such bands stand apart from one another, among sections that make up most of the page.
    """
    places = [number for number, card in enumerate(cards) if any(card is each for each in group)]
    if all(later - sooner == 1 for sooner, later in pairwise(places)):
        return False
    tag = group[0].tag
    heading = tag.find(["h1", "h2"])
    if tag.name not in ("section", "div", "aside") or heading is None:
        return False
    if heading.find_parent("a") or heading.find("a") or heading.find_parent("article"):
        # The title of a card leads somewhere; that of a band heads what is in the band.
        return False
    region = page.region(tag)
    listed = sum(len(page.bits_in(card.tag)) for card in cards)
    return listed > MOST * sum(bit.region == region for bit in page.flow)


MOST = 0.6
"""Share of a landmark's content from which on a list is the page's own sections."""
