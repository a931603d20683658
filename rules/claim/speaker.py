"""Of whom a superlative is said: of the site's own organisation, or of somebody else.

Hospitals write of others too: of the foundation that gives, the place where a surgeon trained, the
first hospital in the state a century ago. What is said of them is no claim of the site.
"""

import re
from enum import Enum
from functools import cache
from itertools import chain
from weakref import WeakKeyDictionary

from audit.page import Page
from rules.badge.resolver import resolver
from rules.claim.organisations import ORDINARY


class Speaker(Enum):
    """Of whom a superlative is said."""

    OURS = "ours"
    DOUBTFUL = "doubtful"
    """Perhaps of another organisation: a person has to look."""
    ANOTHER = "another"


_OURS = re.compile(r"\b(?:we|our|ours|us|we're|we've|nuestr[oa]s?)\b", re.IGNORECASE)
_PAST_OF_A_PERSON = re.compile(
    r"\b(?:train(?:ed|ing)|fellowships?|residency|internship|stud(?:ied|ies|ying)|graduat\w+|degrees?"
    r"|previously|formerly|came to us from|joined us from|diploma|educated|taught|professor"
    r"|(?:is|was|are|were) an? (?:\w+ )?members? of)\b",
    re.IGNORECASE,
)
_PARTNER = re.compile(
    r"\b(?:partner(?:s|ed|ing|ship)?|works?|working|collaborat\w+|affiliat\w+|along) with\s*$"
    r"|\b(?:donors?|sponsors?|partners?|supporters?|members|insurers) (?:include|are|were)\s*$"
    r"|\b(?:benefit(?:s|ed|ing|ting)?|fund(?:ed|ing) (?:by|from)|made by|grants? from|gifts? from"
    r"|thanks to|sponsored by|published (?:by|in)|founded by|started by|named (?:for|after)"
    r"|approved by|backed by|studies (?:by|at|from)|research (?:by|at|from)|according to"
    r"|compared (?:with|to)|unlike|like|such as)\s*$"
    r"|\b(?:awards?|prizes?|scholarships?|honou?rs)\b[^.]{0,40}\b(?:goes|given|presented) to\s*$",
    re.IGNORECASE,
)
"""What stands just before a partner, a donor, a publisher or a winner."""
_WORTHLESS = re.compile(
    r"^[^.]{0,30}\b(?:cannot|can't|can not|won't|will not|is no|are no)\b", re.I
)
_OTHER_KINDS = re.compile(
    r"\b(?:foundation|society|association|university|college|insurer|insurance|council|federation"
    r"|alliance|league|inc|corp|corporation|company|bank|church|institutes? of health|fund|trust"
    r"|academy|bureau|agency|department of|ministry|club|union|school of medicine|komen|toyota)\b",
    re.IGNORECASE,
)
"""Kinds of organisations that are no hospital."""
_OTHER_PRAISED = re.compile(
    r"\b(?:foundation|societ(?:y|ies)|funder|charit(?:y|ies)|insurers?|employers?|manufacturers?"
    r"|compan(?:y|ies)|universit(?:y|ies)"
    r"|organi[sz]ations? of (?:surgeons|physicians|nurses|doctors)"
    r"|(?:voluntary|nursing|professional|advocacy|breast cancer) (?:\w+ )?organi[sz]ations?"
    r"|(?:woman|female|black|african-american) (?:physician|doctor|surgeon|nurse))\b",
    re.IGNORECASE,
)
"""What is praised where no hospital is meant."""
_BUILT = re.compile(
    r"^[^.]{0,40}?\b(?:was|were) (?:built|founded|established|opened|installed|started|chartered)\b"
)
_AGO = re.compile(
    r"\b(?:in|until|by|since|during|from) (?:the )?(?:1[5-9]\d\d|200\d)(?:s\b)?", re.IGNORECASE
)
_LONG_AGO = re.compile(r"\b1[5-8]\d\d|19[0-4]\d\b")
_MANY = re.compile(
    r"(?:hospitals|systems|centers|centres|programs|institutes|universities|organizations)$",
    re.IGNORECASE,
)
_OF_MANY = re.compile(
    r"^ (?:(?:across|around) \w+ |now |all |also ){0,3}"
    r"(?:have|use|are|do|recommend|rely|offer|agree)\b"
)
_NAME = r"[A-Z][\w'&.-]*(?: (?:(?:of|the|at|for|and|&) )*[A-Z][\w'&.-]*){0,7}"
_BEHIND = re.compile(
    rf"(?P<lead>\b(?:[Ii]n|[Aa]t|[Oo]n|of|[Ff]rom|[Nn]ear|to|by) )?(?P<name>{_NAME}),(?: \w+,)?\s*$"
)
_AHEAD = re.compile(rf"^(?: \w+){{0,3}}?,? (?P<name>{_NAME}),")
_FIRST = re.compile(
    rf"^(?:(?:In|By|Since|Until) (?:the )?\d{{4}}s?, |Today, |Now, )?(?:The |the |At )?"
    rf"(?P<name>{_NAME}) (?=[a-z])"
)
_NO_NAME = frozenset(
    "today now here yes welcome together and but as our we the this that these with for when since"
    " because if while after before home also currently proudly conveniently located what who dr"
    " mr mrs ms patients physicians doctors nurses surgeons".split()
)
_OF_ANY_TRADE = re.compile(
    r"\b(?:systems?|program(?:me)?s?|teams?|providers?|practices?|facilit(?:y|ies)|networks?"
    r"|departments?|units?|specialists?|experts?|services|destinations?|organi[sz]ations?)$",
    re.IGNORECASE,
)
"""What hospitals have, and computers and other trades too."""
_CARE = re.compile(
    r"\b(?:health\w*|hospital\w*|clinic\w*|patients?|medic(?:al|ine)|physicians?|doctors?|surg\w+"
    r"|nurs(?:e|es|ing)|cancer|oncolog\w+|radiolog\w+|therap\w+|treatments?|pacientes?|salud"
    r"|médic\w+|clínic\w+|cáncer)\b",
    re.IGNORECASE,
)
"""One of these is on every page about care."""


def speaker(page: Page, sentence: str, start: int, end: int) -> Speaker:
    """Say of whom the words from `start` to `end` of a sentence (quotes straight) are said."""
    before, said, after = sentence[:start], sentence[start:end], sentence[end:]
    ours = bool(_OURS.search(before)) or bool(_OURS.search(said))
    if _PARTNER.search(before) or _WORTHLESS.match(after):
        return Speaker.ANOTHER
    if _PAST_OF_A_PERSON.search(before) and not ours:
        return Speaker.ANOTHER
    if _OTHER_PRAISED.search(said) and not ours and not _is_own(page, before + after):
        return Speaker.ANOTHER
    name = _subject(before, after)
    if name and not _is_own(page, name):
        if (_OTHER_KINDS.search(name) or _is_known(name)) and not _OURS.search(before):
            return Speaker.ANOTHER
        if _knows_itself(page) and not _OURS.search(before):
            return Speaker.ANOTHER if _LONG_AGO.search(sentence) else Speaker.DOUBTFUL
    if not _OURS.search(sentence) and not (name and _is_own(page, name)):
        if _MANY.search(said) and not before.strip() and _OF_MANY.match(after):
            return Speaker.ANOTHER
        if _BUILT.match(after) or _AGO.search(sentence) or re.search(r"\b1[89]\d\d\b", after):
            return Speaker.ANOTHER if _LONG_AGO.search(sentence) else Speaker.DOUBTFUL
        if _OF_ANY_TRADE.search(said) and not _is_of_care(page):
            return Speaker.ANOTHER
    return Speaker.OURS


def _is_of_care(page: Page) -> bool:
    """Say whether a page has any word of care; on others nobody praises a hospital."""
    if page not in _cares:
        said = chain((page.title,), (bit.text for bit in page.flow))
        _cares[page] = any(map(_CARE.search, said))
    return _cares[page]


_cares: WeakKeyDictionary[Page, bool] = WeakKeyDictionary()


def _subject(before: str, after: str) -> str:
    """Give the name of whom a superlative is said; empty where a sentence names nobody."""
    behind = _BEHIND.search(before)
    told = behind is not None and (" " in behind["name"] or not behind["lead"])
    if behind and told and behind["name"].lower() not in _NO_NAME:
        return behind["name"]
    ahead = _AHEAD.match(after)
    if ahead and " " in ahead["name"]:
        return ahead["name"]
    first = _FIRST.match(before)
    if first is None or first["name"].split()[0].lower() in _NO_NAME:
        return ""
    return first["name"] if " " in first["name"] or first["name"].isupper() else ""


def _is_known(name: str) -> bool:
    """Say whether a name is an issuer's, or one that looks like an issuer's: not the site's."""
    meaning = resolver().resolve(name)
    return bool(meaning.others or meaning.issuers) and not meaning.rest


def _is_own(page: Page, name: str) -> bool:
    """Say whether a name holds a word of its own by which the page names its organisation."""
    return bool(_own_words(name) & _identity(page))


def _knows_itself(page: Page) -> bool:
    return bool(_identity(page))


def _identity(page: Page) -> frozenset[str]:
    """Give the words by which a page names its organisation, ordinary ones left out.

    They stand in the title, the site's name, and the header and footer, images' names included.
    """
    if page not in _read:
        texts = [page.title]
        for meta in page.walk.named("meta"):
            kind = str(meta.get("property") or meta.get("name") or "").lower()
            if kind in ("og:site_name", "application-name"):
                texts.append(str(meta.get("content") or ""))
        texts += [
            bit.text
            for bit in page.flow
            if bit.region in ("header", "footer") and len(bit.text) < 200
        ]
        _read[page] = frozenset(word for text in texts for word in _own_words(text))
    return _read[page]


_read: WeakKeyDictionary[Page, frozenset[str]] = WeakKeyDictionary()


@cache
def _ordinary() -> frozenset[str]:
    places = "mississippi tennessee alabama state valley delta america american united states"
    return frozenset(places.split()) | ORDINARY


def _own_words(text: str) -> frozenset[str]:
    found = re.findall(r"[A-Z][\w&-]{2,}", text.replace("’", "'"))
    return frozenset(word.lower() for word in found) - _ordinary()
