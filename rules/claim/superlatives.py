"""Superlatives that an organisation says of itself.

A superlative is one only together with what it praises: `the region's leading cancer center`,
`first in Mississippi to offer`. `First visit`, `leading cause`, `only one tablet`, `best results`
praise no organisation, and neither do names of hospitals that begin with `First` or `Premier`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.badge.words import plain

_ORGANISATION = (
    r"(?:hospitals?|medical cent(?:er|re)s?|cent(?:er|re)s?|clinics?|health ?(?:care )?systems?"
    r"|systems?|programs?|programmes?|teams?|providers?|practices?|institutes?|facilit(?:y|ies)"
    r"|networks?|departments?|units?|surgeons?|oncologists?|physicians?|doctors?|specialists?"
    r"|experts?|radiologists?|nurses|laborator(?:y|ies)|services|destinations?|organi[sz]ations?"
    r"|employers?|(?:medical|physician|surgical) groups?|nonprofit|cancer care|breast care"
    r"|heart care|health ?care|medical care|patient care|cancer treatment)"
)
_SERVICE = (
    r"(?:therap(?:y|ies)|surger(?:y|ies)|treatments?|robot\w*|scanners?|technolog(?:y|ies)|trials?"
    r"|accreditations?|transplants?|machines?|suites?|care|cyberknife|gamma knife"
    r"|(?:linear )?accelerators?|da vinci|(?:mr-?)?linacs?|mri|ct|pet)"
)
_PRAISE = (
    r"(?:only|first|best|leading|largest|biggest|premier|top|oldest|finest|foremost|fastest"
    r"|number one|no\. ?1|#\s?1|top-?rated|top-?ranked|highest-?rated|highest-?ranked"
    r"|most (?:advanced|experienced|comprehensive|trusted|preferred|respected|awarded|innovative"
    r"|modern|sophisticated|recognized|complete|skilled))"
)
_BEST = rf"{_PRAISE}(?:(?: and|,) (?:the )?{_PRAISE})?"
_BREAK = (
    r"(?:to|for|of|in|at|with|on|by|from|and|or|if|when|after|before|is|are|was|were|be|may|can"
    r"|will|you|your|we|who|that|which|a|an|the|as|not|cause|causes|step|visit|visits|line|name"
    r"|floor|time|times|day|week|month|appointment|dose|results|option|options|choice|choices)"
)
_WORDS = rf"(?:(?!{_BREAK}\b)[\w&/'-]+,? ){{0,5}}"
_AREA = (
    r"(?:(?:the )?(?:\w+ )?(?:state|region|nation|country|area|county|city|world|south|southeast"
    r"|southwest|northeast|northwest|north|midwest|west|east|coast|delta|valley|community|u\.?s\.?"
    r"|united states|america|tri-?state)\b|(?-i:[A-Z])\w+)"
)
_PLACE = (
    r"(?:(?:the |our )?(?:state|region|nation|country|area|county|city|world|south|southeast"
    r"|northeast|midwest|west|coast|delta|valley|community)'s"
    r"|(?-i:(?<![\w'])[A-Z][\w.]+(?: [A-Z][\w.]+){0,3})'s?)"
)
_NO_PLACE = re.compile(
    r"^(?:women|men|patient|patients|child|children|kid|kids|baby|today|tomorrow|yesterday|doctor"
    r"|nurse|mother|father|parent|family|it|that|what|there|here|let|who|he|she|one|alzheimer"
    r"|parkinson|crohn|hodgkin|everyone|nobody|life|person|body|year|new year|man|woman|dr)'s?$",
    re.IGNORECASE,
)
_MEJOR = r"(?:únic[oa]s?|mejor(?:es)?|primer[oa]?s?|mayor(?:es)?|principal(?:es)?)"
_ORGANIZACION = (
    r"(?:hospital(?:es)?|centros?|clínicas?|programas?|equipos?|institutos?|médicos|especialistas)"
)
_PALABRAS = r"(?:(?!en\b|del?\b)\w+ |de (?:cáncer|mama|salud) ){0,4}"
_LUGAR = (
    r"(?:(?:la |el )?(?:estado|región|país|zona|área|condado|ciudad|nación|mundo|sur|norte)\b"
    r"|(?-i:[A-Z])\w+)"
)
_PARTS_OF_ORGANISATIONS = tuple(
    "hospital center centre clinic system program team provider practice institut facilit network"
    " department unit surgeon oncolog physician doctor specialist expert radiolog nurses laborator"
    " services destination organi employer group nonprofit care treatment".split()
)
"""One of these is in all that `_ORGANISATION` finds."""
_PHRASES = tuple(
    (parts, re.compile(pattern, re.IGNORECASE))
    for parts, pattern in (
        # Mississippi's only cancer center, the region's first robotic surgery
        (("'",), rf"(?P<place>{_PLACE}) {_BEST} {_WORDS}(?:{_ORGANISATION}|{_SERVICE})\b"),
        # the only hospital, a leading provider, our first-rate … is none
        (
            _PARTS_OF_ORGANISATIONS,
            r"\b(?:the|a|an|our|as|one of the|is|are) (?:nation's |state's )?"
            rf"{_BEST}(?:-\w+)? {_WORDS}{_ORGANISATION}\b",
        ),
        (("care in ",), rf"\b(?:the|our) {_BEST} {_WORDS}care in {_AREA}"),
        # Largest cancer program in North Mississippi, Best breast care in Tupelo
        (_PARTS_OF_ORGANISATIONS, rf"(?:^|[.!?:;–—|] ?){_BEST} {_WORDS}{_ORGANISATION}\b"),
        # the first in Mississippi to offer, only one in the region, best in the state
        (
            (" in ",),
            rf"\b(?:the only|only one|(?:the )?(?!only){_BEST})(?: of its kind)? in {_AREA}",
        ),
        (
            ("rank", "rated", "voted", "named"),
            r"\b(?:rank(?:ed|s)?|rated|voted|named) (?:as |the |among the |one of the )?"
            r"(?:#\s?1|no\. ?1|number one|first|best|top|highest)\b",
        ),
        (
            ("only ",),
            r"\bone of (?:the )?only (?:\d+|two|three|four|five|six|seven|eight|nine|ten|a few"
            rf"|a handful(?: of)?) {_WORDS}{_ORGANISATION}\b",
        ),
        (("second to none",), r"\bsecond to none\b"),
        (
            ("unmatched", "unriv", "unparalleled", "unsurpassed"),
            rf"\b(?:unmatched|unrivall?ed|unparalleled|unsurpassed) {_WORDS}(?:{_ORGANISATION}|care"
            r"|expertise|experience|quality|service)\b",
        ),
        (("no other ",), rf"\bno other {_WORDS}{_ORGANISATION} in {_AREA}"),
        (
            ("leader in",),
            r"\b(?:the|a|an) (?:(?:recognized|proven|trusted|clear) )?"
            r"(?:local|regional|state|statewide|national|nationwide|global|world|industry)"
            r" leader in\b",
        ),
        (
            ("únic", "mejor", "primer", "mayor", "principal"),
            rf"\b(?:el|la|los|las) {_MEJOR} {_PALABRAS}{_ORGANIZACION} {_PALABRAS}(?:del?|en)"
            rf" {_LUGAR}",
        ),
        (("líder",), rf"\b{_ORGANIZACION} líder(?:es)? (?:del?|en) {_LUGAR}"),
        (
            (" choice ",),
            rf"(?:{_PLACE}|\b(?:the|our)) (?:first|top|preferred|number one|#1) choice"
            r" (?:for|in)\b",
        ),
        (("leader",), rf"{_PLACE} (?:(?:recognized|clear) )?leaders? in\b"),
        (
            ("accredited ", "designated ", "certified "),
            rf"\b(?:the|our|is|are) {_BEST} (?:[\w&'-]+ ){{1,6}}"
            rf"(?:accredited|designated|certified) {_WORDS}{_ORGANISATION}\b",
        ),
        (
            ("leading",),
            rf"\b(?:industry|nation|world)[- ]leading {_WORDS}(?:{_ORGANISATION}|care)\b",
        ),
    )
)
"""What praises, each with parts of words in lower case of which one is in all that it finds."""
_SIGNS = re.compile(
    r"\b(?:only|first|best|leading|largest|biggest|premier|top|oldest|finest|foremost|fastest|most"
    r"|highest|preferred|rank\w*|rated|voted|named|number one|no\. ?1|second to none|no other"
    r"|leaders? in|unmatched|unriv\w+|unpara\w+|unsurp\w+|únic\w+|mejor\w*|primer\w*|mayor\w*"
    r"|principal\w*|líder\w*)\b|#\s?1\b",
    re.IGNORECASE,
)
"""Without one of these no phrase fits; most sentences end here."""
HINTS = (
    *"only first best leading largest biggest premier top oldest finest foremost fastest".split(),
    *"most highest preferred rank rated voted named leader unmatched unriv unpara unsurp".split(),
    *("number one", "no. 1", "no.1", "second to none", "no other", "#1", "# 1"),
    *"únic mejor primer mayor principal líder".split(),
)
"""Parts of words in lower case, one of which is in every text that may praise; quicker still."""
_NO_CLAIM_BEFORE = re.compile(
    r"\b(?:your|my|their|his|her|(?<!you will )(?<!you'll )find|finding|choose|choosing"
    r"|choice of|for|if|whether|when|"
    r"deserve|need|looking for|search for|is this|are you|which|become|becoming|strive to be|"
    r"goal is to be|to be|be)\s*$",
    re.IGNORECASE,
)
_PROUD = re.compile(r"\b(?:proud|honou?red|privileged|pleased|thrilled) to be\s*$", re.IGNORECASE)
_QUESTION = re.compile(r"^(?:what|which|how|who|where|is|are|does|do)\b.*\?$", re.IGNORECASE)
_NO_CLAIM_AFTER = re.compile(
    r"^(?:'s)? (?:for you\b|for your\b|visits?\b|appointments?\b|stays?\b|staff (?:may|can|are)\b"
    r"|policy|polic(?:y|ies)\b|entrance\b|parking\b|hours?\b|days?\b|you (?:visit|see|call|need)\b"
    r"|(?:times?|members?|players?|awards?|rooms?|gowns?|warnings?|concerns?|issues?|problems?)\b"
    r"|at a time\b"
    r"|who (?:can|may|will|should)\b|practices\b|are\b|may\b|can\b|must\b|should\b)",
    re.IGNORECASE,
)
_NEVER = re.compile(
    r"\b(?:leading (?:cause|killer|edge|to)\w*"
    r"|(?:#\s?1|no\. ?1|number one) (?:cause|killer|risk|reason)"
    r"|first[- ]line|first[- ](?:aid|step|name|floor|time|responder\w*|degree|trimester|of all"
    r"|rate|class|year|generation|person|hand|half)"
    r"|(?:first|best|top) in (?:line|class|show|time|january|february|march|april|may|june|july"
    r"|august|september|october|november|december|spring|summer|fall|autumn|winter)"
    r"|best (?:practices?|interests?|friend|time|way|results?|wishes|of luck)|the only way"
    r"|best current practices?)\b",
    re.IGNORECASE,
)
_FIRST_OF = re.compile(r" (?:in|to|of its kind|nationwide|statewide)\b", re.IGNORECASE)
"""What makes a first one a first among many: where, of what, or to do what."""
_PERSON = re.compile(r"\b(?:dr|he|she|who)\b|,? m\.?d\.?,?", re.IGNORECASE)
_ONLY_FOR = re.compile(r"^only (?:\w+ )*\w+s$", re.IGNORECASE)
"""Who alone may do something: `Only providers with privileges`."""
_NAME = re.compile(r"^(?:First|Premier|Best|Top|Leading|Foremost)(?: (?!Cancer\b)[A-Z][\w&'-]*)+")
_AWARD = re.compile(
    r"\b(?:best|top)\s+(?:regional\s+)?hospitals?\b.*|\bbest doctors\b", re.IGNORECASE
)
_PUBLISHER = re.compile(
    r"\b(?:u\.?s\.? news|newsweek|forbes|becker'?s|healthgrades|leapfrog|castle connolly|money)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Superlative:
    """A superlative that praises the organisation."""

    words: str
    """The praising words, as written."""
    start: int
    """Where they begin in the sentence, straight quotes taken for curly ones."""
    end: int


def may_praise(text: str) -> bool:
    """Say whether a text has any word that all superlatives have one of; quick."""
    return _SIGNS.search(text) is not None


def find_superlatives(sentence: str) -> Iterator[Superlative]:
    """Yield the superlatives in one sentence that praise an organisation; none overlaps another."""
    text = plain(sentence)
    if not may_praise(text):
        return
    if _QUESTION.match(text):
        return
    lowered = text.lower()
    found = []
    for parts, pattern in _PHRASES:
        if not any(part in lowered for part in parts):
            continue
        for match in pattern.finditer(text):
            said = match.group().strip(" .!?:;–—|")
            start = match.end() - len(match.group().lstrip(" .!?:;–—|"))
            if _praises(match, said, text, start):
                found.append(Superlative(said, start, match.end()))
    end = -1
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if each.start >= end:
            yield each
            end = each.end


def _praises(match: re.Match[str], said: str, text: str, start: int) -> bool:
    place = match.groupdict().get("place")
    if place and _NO_PLACE.match(place):
        return False
    if _NEVER.search(said) or _NO_CLAIM_AFTER.match(text[match.end() :]):
        return False
    before = text[:start]
    if _NO_CLAIM_BEFORE.search(before) and not place and not _PROUD.search(before):
        return False
    if _ONLY_FOR.match(said) or (said.endswith("leader in") and _PERSON.search(before)):
        return False
    alone = not place and re.match(r"(?:(?:the|a|an|our|as|is|are) )?first\b", said, re.IGNORECASE)
    if alone and not (_FIRST_OF.search(said) or _FIRST_OF.match(text[match.end() :])):
        return False
    if _NAME.match(re.sub(r"^(?:the|a|an|our|as|is|are) ", "", said, flags=re.IGNORECASE)):
        return bool(re.match(r"(?:the|a|an|our) ", said, re.IGNORECASE)) and not re.search(
            r" (?:Baptist|Methodist|Presbyterian|United|Health)\b", said
        )
    return not (_AWARD.search(said) and _PUBLISHER.search(text))
