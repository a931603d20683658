"""Rule card-conflict."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit.model import Finding, Severity
from audit.page import Page
from rules.base import PageRule
from rules.card.disagreement import Disagreement, read_disagreements
from rules.card.likeness import title_key
from rules.card.reading import Card


@dataclass(frozen=True)
class Conflict(PageRule):
    """Cards of one list must not contradict one another.

    Two cards with one title that lead to two pages, or that describe one page in two ways, leave
    everybody guessing which is right. Somebody who hears only the titles cannot even see that
    there are two.

    To fix it, give each card a title of its own, or correct the one whose target or text was
    taken over from another.
    """

    title = "Cards that contradict one another"
    severity = Severity.WARNING
    tags = ("cards", "truth")
    bad = (
        "<div><div data-bad><h3><a href=/trials/>Clinical Research</a></h3><p>Open now.</p></div>"
        "<div><h3><a href=/research/>Clinical Research</a></h3><p>Open now.</p></div></div>",
    )
    good = (
        "<div><div><h3><a href=/a/>Support group</a></h3><p>May 3 at noon</p></div>"
        "<div><h3><a href=/b/>Support group</a></h3><p>June 7 at noon</p></div></div>",
        "<div><div><h3>Lungs</h3><a href=/lungs/>Learn more</a></div>"
        "<div><h3>Skin</h3><a href=/skin/>Learn more</a></div></div>",
        "<div><div><h3><a href=/a/>Urgent care</a></h3><p>Tupelo</p></div>"
        "<div><h3><a href=/b/>Urgent care</a></h3><p>Starkville</p></div></div>",
    )

    def check(self, page: Page) -> Iterator[Finding]:
        """Yield one finding for each set of cards that contradict one another."""
        for found in read_disagreements(page):
            first, *others = found.cards
            yield self.finding(
                page,
                first.tag,
                _message(found),
                subject=f"{found.kind}|{title_key(first)}",
                related=[(other.tag, _note(other)) for other in others],
                evidence={
                    "kind": found.kind,
                    "cards": [
                        {"title": card.title, "text": card.rest[:300], "target": _target(card)}
                        for card in found.cards
                    ],
                },
                review=found.doubtful,
            )


def _message(found: Disagreement) -> str:
    first, other = found.cards[:2]
    if found.kind == "targets":
        return (
            f"{len(found.cards)} cards of one list are titled “{first.title}” and lead to "
            f"different pages: {_target(first)} and {_target(other)}"
        )
    if found.kind == "texts":
        return (
            f"{len(found.cards)} cards of one list are titled “{first.title}” and say different "
            f"things: “{_short(first.rest)}” and “{_short(other.rest)}”"
        )
    if found.kind == "descriptions":
        return (
            f"the cards “{first.title}” and “{other.title}” lead to different pages and have one "
            f"description: “{_short(first.rest)}”"
        )
    return f"the cards “{first.title}” and “{other.title}” both lead to {_target(first)}"


def _note(card: Card) -> str:
    where = f", leads to {_target(card)}" if card.link is not None else ""
    return f"the card “{card.title}”{where}"


def _target(card: Card) -> str:
    return (card.link.target or "") if card.link is not None else ""


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79].rstrip() + "…"
