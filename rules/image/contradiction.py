"""Whether two alternatives can be of one image.

One picture can be described in many ways: by who is in it, what happens, where it is. Other words
are no contradiction. Two names are.
"""

import re

from audit.model import Certainty, normalise
from rules.badge.labels import is_label
from rules.badge.meaning import Meaning
from rules.badge.resolver import Resolver

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
EMPTY = frozenset(
    "a an the of at in on and or for to from with by as is are our your their its his her this that"
    " image photo photograph picture portrait headshot logo icon graphic illustration drawing view"
    " dr mr mrs ms prof md do phd rn np pa mph ms facs pharmd dnp jr sr ii iii"
    " un una el la los las de del y en con por para su sus imagen foto retrato".split()
)
"""Words that name nothing: articles, kinds of pictures, titles and degrees."""
STEM = 4
"""First letters by which words count as one: nurse and nurses, radiation and radiotherapy not."""
LABEL = 3
"""Words up to which an alternative names a thing and does not describe a scene."""


def contradict(one: str, two: str, file: str, badges: Resolver) -> Certainty | None:
    """Say how sure it is that two alternatives cannot both be of the image in `file`; None where
    they can."""
    first, second = badges.resolve(one), badges.resolve(two)
    if first.mentions and second.mentions and is_label(first) and is_label(second):
        return _are_other_badges(first, second, badges.resolve_slug(file), badges)
    a, b = _words(one), _words(two)
    only_a, only_b = _without(a, b), _without(b, a)
    if not only_a or not only_b or _abbreviates(one, two) or _abbreviates(two, one):
        return None
    shared = len(a) - len(only_a)
    if shared and len(only_a) <= 3 and len(only_b) <= 3 and _are_names(one, only_a, two, only_b):
        # `Alder Bend Clinic, seen from the door` and `Wickett Clinic, seen from the door`.
        return Certainty.SURE if shared > 1 else Certainty.REVIEW
    labels = 2 <= len(a) <= LABEL and 2 <= len(b) <= LABEL
    return Certainty.REVIEW if labels and not shared else None


def _are_other_badges(
    one: Meaning, two: Meaning, file: Meaning, badges: Resolver
) -> Certainty | None:
    """Compare two labels of one badge. An issuer's own mark may stand beside each of its
    accreditations, unless the file is named after one of them."""
    if one.ids & two.ids:
        return None
    if bool(file.ids & one.ids) != bool(file.ids & two.ids):
        return Certainty.SURE
    by = [
        {issuer for known in each.ids for issuer in badges.catalogue.accreditations[known].issuers}
        for each in (one, two)
    ]
    return Certainty.SURE if all(by) and by[0].isdisjoint(by[1]) else None


def _words(text: str) -> list[str]:
    found = (normalise(word).removesuffix("'s") for word in WORD.findall(text))
    return [word for word in dict.fromkeys(found) if word not in EMPTY]


def _without(words: list[str], others: list[str]) -> list[str]:
    stems = {word[:STEM] for word in others}
    return [word for word in words if word[:STEM] not in stems]


def _are_names(one: str, only_one: list[str], two: str, only_two: list[str]) -> bool:
    return all(_is_named(one, word) for word in only_one) and all(
        _is_named(two, word) for word in only_two
    )


def _is_named(text: str, word: str) -> bool:
    """Say whether a word is written as a name: with a capital, and not for a sentence's beginning.

    At the beginning it is one where the next word has a capital as well.
    """
    found = [(at.start(), at.group()) for at in WORD.finditer(text)]
    for number, (start, raw) in enumerate(found):
        if normalise(raw).removesuffix("'s") != word or not raw[:1].isupper():
            continue
        following = found[number + 1][1][:1] if number + 1 < len(found) else ""
        if start > 0 or following.isupper():
            return True
    return False


def _abbreviates(short: str, long: str) -> bool:
    """Say whether one text has the initials of the other: `FCC` for `Fernhollow Cancer Center`."""
    initials = "".join(word[0] for word in WORD.findall(long) if word[0].isupper()).casefold()
    return any(
        len(word) > 1 and word.isupper() and word.casefold() in initials
        for word in WORD.findall(short)
    )
