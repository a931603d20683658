"""Other forms of an English word: enough to find a wording again, however a sentence bends it.

No grammar: forms that do not exist are made too, and do no harm, for nobody writes them.
"""

VOWELS = frozenset("aeiou")
SHORTEST = 4
"""Letters from which on a word bends here; `on` and `has` do not."""


def plurals(word: str) -> set[str]:
    """Give a noun's singular and plural, whichever of them `word` is."""
    if len(word) < SHORTEST or not word.isalpha():
        return {word}
    if word.endswith("ies"):
        return {word, word[:-3] + "y"}
    if word.endswith(("sses", "shes", "ches", "xes")):
        return {word, word[:-2]}
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return {word, word[:-1]}
    if word.endswith("y") and word[-2] not in VOWELS:
        return {word, word[:-1] + "ies"}
    return {word, word + ("es" if word.endswith(("s", "x", "sh", "ch")) else "s")}


def verb_forms(word: str) -> set[str]:
    """Give the forms of a regular verb of which `word` is one: -s, -ed, -ing and none."""
    if len(word) < SHORTEST or not word.isalpha():
        return {word}
    return {word}.union(*(_from_stem(stem) for stem in _stems(word)))


def _stems(word: str) -> set[str]:
    """Give what may be the verb's base form."""
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
            if stem[-1] == stem[-2] and stem[-1] not in "ls":
                return {stem[:-1]}
            return {stem, stem + "e"}
    if word.endswith("ies"):
        return {word[:-3] + "y"}
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return {word[:-1]}
    return {word}


def _from_stem(stem: str) -> set[str]:
    if stem.endswith("e"):
        return {stem, stem + "s", stem + "d", stem[:-1] + "ing"}
    if stem.endswith("y") and stem[-2] not in VOWELS:
        return {stem, stem[:-1] + "ies", stem[:-1] + "ied", stem + "ing"}
    found = {stem, stem + "s", stem + "ed", stem + "ing"}
    if (
        stem[-1] not in VOWELS | {"w", "x", "y"}
        and stem[-2] in VOWELS
        and stem[-3:-2] not in VOWELS
    ):
        found |= {stem + stem[-1] + "ed", stem + stem[-1] + "ing"}
    return found


def forms(word: str, *, first: bool, last: bool) -> set[str]:
    """Give the forms of a word of a wording, in small letters.

    The last word may be a noun in singular or plural. The first of several may be the verb:
    `suffers from`, `commit suicide`. A word by itself is taken for a noun.
    """
    found = {word}
    if last:
        found |= plurals(word)
    if first and not last:
        found |= verb_forms(word)
    return found
