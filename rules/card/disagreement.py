"""Cards of one list that contradict one another: one title for two things, or two for one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from audit import urls
from audit.page import Page
from rules.card.likeness import MANY, PERSON, key, same, same_text, tells_apart, title_key
from rules.card.reading import MENUS, Card, read_cards
from rules.link.phrases import bare, depends_on_context

QUALIFIER = 8
"""Words up to which the text beside a title may just say which of two it is: a town, a role."""
DESCRIBED = 8
"""Words from which on a description says what one page is about, and no other."""
TOLD = 80
"""Words from which on a block is a section of text more than a card."""
BESIDE = 8
"""Words around a link from which on it stands in a sentence."""
DATED = re.compile(
    r"\b(19|20)\d\d\b|\d\s*[ap]\.?m\b|\d:\d\d|\d{3}\W+\d{4}|\b(mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|\b(january|february|march|april|may|june|july|august|september|october|november|december)\s+\d",
    re.IGNORECASE,
)
"""Years, hours, phone numbers and days: then the two are of two occasions."""
STOP = frozenset("the a an of and for in to our your care services service center centre".split())


@dataclass(frozen=True, eq=False)
class Disagreement:
    """Two cards or more that a reader cannot both believe."""

    cards: tuple[Card, ...]
    kind: str
    """`targets`: one title leads to two pages; `texts`: one title, two texts, one page;
    `titles`: two titles lead to one page; `descriptions`: two titles with one text, two pages."""
    doubtful: bool


def read_disagreements(page: Page) -> Iterator[Disagreement]:
    """Yield what the cards of each list of `page` say against one another."""
    for cards in read_cards(page):
        yield from _one_title(cards)
        found = list(_one_target(page, cards)) or list(_one_picture(cards))
        yield from found or _one_description(cards)


def _one_title(cards: Sequence[Card]) -> Iterator[Disagreement]:
    by_title: dict[str, list[Card]] = {}
    for card in cards:
        words = sum(sign.isalpha() for sign in card.title)
        # A link with nothing beside it is a link, and no card (see link-conflict).
        if not card.is_bare_link and words > 2 and not depends_on_context(card.title):
            by_title.setdefault(title_key(card), []).append(card)
    for alike in by_title.values():
        found = [
            (pair, verdict)
            for pair in combinations(alike[:MANY], 2)
            if (verdict := _contradict(*pair)) is not None
        ]
        if found:
            kind = found[0][1][0]
            against = {id(card): card for pair, _ in found for card in pair}
            doubtful = all(verdict[1] for _, verdict in found)
            yield Disagreement(tuple(against.values()), kind, doubtful)


def _contradict(one: Card, other: Card) -> tuple[str, bool] | None:
    """Say how two cards with one title contradict each other, and whether that is doubtful."""
    if same(one, other) or one.dates != other.dates or PERSON.search(one.title):
        return None
    verdict = _contradict_in_words(one, other) if one.titled and other.titled else None
    if verdict is None and sorted((_fits(one), _fits(other))) == [0, 2]:
        # The title names the page that one of them leads to, and not the other's.
        return "targets", True
    return verdict


def _contradict_in_words(one: Card, other: Card) -> tuple[str, bool] | None:
    if _are_pictured_apart(one, other):
        return None
    brief = min(len(one.rest.split()), len(other.rest.split())) < QUALIFIER
    question = one.title.rstrip().endswith("?")
    if question and not brief and not _is_dated(one.rest + other.rest):
        # Two answers to one question; other figures in them are the contradiction.
        return "texts", False
    if tells_apart(one.rest, other.rest):
        return None
    alike = same_text(one.rest, other.rest) or not (one.rest or other.rest)
    if one.target and other.target and one.target != other.target:
        if alike:
            return "targets", _are_numbered(one.target, other.target)
        return None if brief else ("targets", True)
    if alike or brief:
        return None
    return "texts", one.target != other.target or not one.target


def _is_dated(text: str) -> bool:
    return bool(DATED.search(text))


def _are_pictured_apart(one: Card, other: Card) -> bool:
    return bool(one.alternatives and other.alternatives and one.alternatives != other.alternatives)


def _are_numbered(one: str, other: str) -> bool:
    """Addresses that differ in digits or in their query alone are mostly a series."""
    plain = [re.sub(r"\d+", "0", address.partition("?")[0]) for address in (one, other)]
    return plain[0] == plain[1]


def _one_target(page: Page, cards: Sequence[Card]) -> Iterator[Disagreement]:
    """Two titles for one page, where something shows that one of them is wrong.

    Only where every other card has a page of its own: a list whose cards lead to one page in
    common means to do so.
    """
    leading = [card for card in cards if card.target and card.titled and not _tells(page, card)]
    by_target: dict[str, list[Card]] = {}
    for card in leading:
        by_target.setdefault(card.target, []).append(card)
    shared = [group for group in by_target.values() if len(group) > 1]
    if len(shared) != 1 or len(shared[0]) != 2 or len(leading) < 3:
        return
    pair = shared[0]
    fragments = {card.fragment for card in pair}
    if title_key(pair[0]) == title_key(pair[1]) or len(fragments) > 1:
        return
    known = [_leads_elsewhere(page, card) for card in pair]
    if known.count(True) == 1:
        yield Disagreement(tuple(pair), "titles", False)
    elif fragments == {""} and sorted(_fits(card) for card in pair) == [0, 2]:
        # Of a place on a page, as indexes name it, the page's address says nothing.
        yield Disagreement(tuple(pair), "titles", True)


def _tells(page: Page, card: Card) -> bool:
    """Say whether a card is a section of running text that names a page in one of its sentences."""
    if card.link is None or len(card.text.split()) < TOLD:
        return False
    block = next((each for each in card.link.tag.parents if each.name in ("p", "li", "dd")), None)
    return block is not None and len(page.text(block).split()) > BESIDE + len(
        card.link.name.text.split()
    )


def _one_picture(cards: Sequence[Card]) -> Iterator[Disagreement]:
    """Two titles above one picture for one page, where every other card has its own of both.

    So a copied card looks of which only the title was changed.
    """
    pictured = [card for card in cards if card.titled and card.target and _shot(card)]
    if len(pictured) < 3 or len(pictured) != len(cards):
        return
    by_shot: dict[tuple[str, str], list[Card]] = {}
    for card in pictured:
        by_shot.setdefault((_shot(card), card.target), []).append(card)
    for each in ({_shot(card) for card in pictured}, {card.target for card in pictured}, by_shot):
        if len(each) != len(cards) - 1:
            return
    one, other = next(group for group in by_shot.values() if len(group) == 2)
    people = PERSON.search(one.title) or PERSON.search(other.title)
    if title_key(one) != title_key(other) and not people:
        yield Disagreement((one, other), "titles", True)


def _shot(card: Card) -> str:
    """Give the file of a card's only picture; empty where it is drawn in the page, or several."""
    files = {picture.file for picture in card.pictures}
    file = files.pop() if len(files) == 1 else ""
    return "" if file.startswith(("<", "data:")) else file


def _one_description(cards: Sequence[Card]) -> Iterator[Disagreement]:
    """Two titles that lead to two pages with one description, which speaks of one of them alone.

    So a copied card looks of which only the description was not changed; all others of the list
    have their own.
    """
    told = [card for card in cards if card.titled and card.target]
    if len(told) < 3 or len(told) != len(cards):
        return
    by_text: dict[str, list[Card]] = {}
    for card in told:
        if len(card.rest.split()) < DESCRIBED or re.search(r"\d", card.rest):
            return
        by_text.setdefault(bare(card.rest), []).append(card)
    shared = [group for group in by_text.values() if len(group) > 1]
    if len(shared) != 1 or len(shared[0]) != 2:
        return
    one, other = shared[0]
    people = PERSON.search(one.title) or PERSON.search(other.title)
    about = [
        _speaks_of(one.rest, own, than) for own, than in permutations((one.title, other.title))
    ]
    if one.target != other.target and about.count(True) == 1 and not people:
        yield Disagreement((one, other), "descriptions", True)


def _speaks_of(text: str, title: str, than: str) -> bool:
    """Say whether a text has every word that one title has and another has not."""
    said, own, others = (
        {_stem(word) for word in bare(each).split()} for each in (text, title, than)
    )
    named = own - others - STOP - {"cancer"}
    return bool(named) and named <= said


def _leads_elsewhere(page: Page, card: Card) -> bool:
    """Say whether the page's menus have a link called as the card that leads to another page."""
    targets = {
        link.leads_to
        for link in page.links
        if link.is_page
        and page.region(link.tag) in MENUS
        and key(link.name.text) == title_key(card)
    }
    return bool(targets) and card.target not in targets


def _fits(card: Card) -> int:
    """Say how the address names the card: 2 by all of its last words, 0 by none, 1 in part."""
    if not card.target:
        return 1
    path = urls.path("https://" + card.target).rstrip("/").rpartition("/")[2]
    named = {_stem(word) for word in re.split(r"[^a-z]+", path.partition(".")[0].lower())}
    named -= STOP | {""}
    said = {_stem(word) for word in bare(card.title).split()}
    if not named:
        return 1
    if named <= said:
        return 2
    return 0 if not named & (said - {"cancer"}) else 1


def _stem(word: str) -> str:
    return re.sub(r"(ies|es|s|y)$", "", word) if len(word) > 3 else word
