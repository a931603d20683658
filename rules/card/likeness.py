"""When two cards are the same for a reader, and when they are about two things."""

import re
from collections import Counter

from rapidfuzz import fuzz

from rules.card.reading import Card
from rules.link.phrases import bare, depends_on_context

FEW = 0.15
"""Share of words that may differ between two texts that say the same."""
ALIKE = 85
"""Least likeness of two such texts, in per cent (Indel distance)."""
MANY = 20
"""Cards with one title that are compared with one another; more of them are a calendar."""
SMALL = frozenset(
    "a an the of for to in on at by and or with our your their its is are be as that this from us"
    " we you el la los las un una de del y o para con en su sus nuestro nuestra".split()
)
"""Words by which two titles may differ and be one."""
TELLING = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun january"
    " february march april may june july august september october november december jan feb mar apr"
    " jun jul aug sep sept oct nov dec spring summer fall autumn winter morning afternoon evening"
    " night am pm north south east west northern southern eastern western left right upper lower"
    " first second third fourth fifth one two three four five six men women man woman men's women's"
    " male female boys girls adult adults child children pediatric teens seniors inpatient"
    " outpatient before after not no never without english spanish beginner advanced basic online"
    " virtual lunes martes miércoles jueves viernes sábado domingo norte sur este oeste hombres"
    " mujeres niños adultos".split()
)
"""Words that make two texts about two things."""
SIGNS = re.compile(r"[<>=+*/^%±≤≥]|(?<!\w)-(?=\d)")
PERSON = re.compile(
    r"^(dr|dra)\b\.?|\b(m\.?d|d\.?o|r\.?n|ph\.?d|pharm\.?d|n\.?p|pa-?c|fnp|aprn|dnp|dds|dmd|facs"
    r"|msn|bsn|lcsw|crnp|cnp|mph|rdn?)\b\.?\s*(,|$)",
    re.IGNORECASE,
)


def same(one: Card, other: Card) -> str:
    """Say how alike two cards are: `wholly`, `nearly`, or empty where they are two cards."""
    if not same_title(one, other) or one.dates != other.dates:
        return ""
    if one.is_bare_link and one.tag.parent is not other.tag.parent:
        # Two menus may name one page each.
        return ""
    if not _same_targets(one, other) or not _same_pictures(one, other):
        return ""
    texts = same_text(one.text, other.text)
    if texts == "nearly" and len(one.text.split()) < 8:
        return ""
    return texts if _says_enough(one) else ""


def same_title(one: Card, other: Card) -> bool:
    """Say whether two titles differ in case, punctuation and small words only."""
    if not title_key(one) or title_key(one) != title_key(other):
        return False
    # Signs may be all that differs: "x < y" and "x > y", "T4 +" and "T4 -".
    return SIGNS.findall(one.title) == SIGNS.findall(other.title)


def title_key(card: Card) -> str:
    """Give a card's title as it is compared."""
    return key(card.title)


def key(title: str) -> str:
    """Give a title without case, punctuation and small words."""
    words = bare(title).split()
    return " ".join(word for word in words if word not in SMALL) or " ".join(words)


def same_text(one: str, other: str) -> str:
    """Say how alike two texts are: `wholly` but for case and punctuation, `nearly`, or not."""
    if bare(one) == bare(other):
        return "wholly"
    if tells_apart(one, other, starts=True) or fuzz.ratio(bare(one), bare(other)) < ALIKE:
        return ""
    differing = _differing(one, other)
    total = max(len(one.split()), len(other.split()))
    return "nearly" if len(differing) <= max(2, total * FEW) else ""


def tells_apart(one: str, other: str, *, starts: bool = False) -> bool:
    """Say whether two texts differ in a number, a day, a place or a name: then both are right.

    The first word of a sentence has its capital anyway; `starts` counts it all the same, for texts
    that are alike but for a few words.
    """
    if sorted(re.findall(r"\d+", one)) != sorted(re.findall(r"\d+", other)):
        return True
    return any(
        word.casefold().strip(".") in TELLING or _is_name(word, text, starts)
        for text, word in _differing(one, other)
    )


def _differing(one: str, other: str) -> list[tuple[str, str]]:
    """Give the words that only one of two texts has, each with its text."""
    words = {text: re.findall(r"[\w'’.-]*\w", text) for text in (one, other)}
    counts = {text: Counter(word.casefold() for word in words[text]) for text in words}
    found = []
    for text, against in ((one, other), (other, one)):
        extra = counts[text] - counts[against]
        for word in words[text]:
            if extra[word.casefold()] > 0:
                extra[word.casefold()] -= 1
                found.append((text, word))
    return found


def _is_name(word: str, text: str, starts: bool) -> bool:
    if not word[:1].isupper() or text.isupper() or word.casefold() in SMALL:
        return False
    return starts or bool(re.search(rf"[^.!?:\s]\s+{re.escape(word)}\b", text))


def _same_targets(one: Card, other: Card) -> bool:
    if one.fragment and other.fragment and one.fragment != other.fragment:
        # Two places on one page, as an index has them.
        return False
    if one.targets == other.targets:
        return True
    # One of two copies may lack its link; two links are two cards.
    return (not one.targets or not other.targets) and len(one.rest.split()) > 5


def _same_pictures(one: Card, other: Card) -> bool:
    """Other images with other alternatives, or with none to tell, are other subjects."""
    if [bare(p.alternative) for p in one.pictures] != [bare(p.alternative) for p in other.pictures]:
        return False
    if [picture.file for picture in one.pictures] == [picture.file for picture in other.pictures]:
        return True
    words = len(one.rest.split())
    return words > 7 if one.alternatives else bool(one.target) and words > 2


def _says_enough(card: Card) -> bool:
    if sum(sign.isalpha() for sign in card.title) < 3:
        return False
    if not card.headed and depends_on_context(card.title):
        return False
    # A lone word repeats in good faith: a tag, a unit, a button's name.
    if card.titled or card.alternatives or len(card.rest.split()) > 2:
        return True
    return card.link is not None and len(card.title.split()) > 5
