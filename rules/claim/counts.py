"""Numbers in a text that count an organisation's accreditations.

Only numbers that stand for a total are found: `all 4 accreditations`, `triple-accredited`. `More
than 3`, `one of four`, `a 3-year accreditation`, `three accredited centers` count something else,
or say no number that could be wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audit.model import normalise

WORDS = {
    **{
        word: n
        for n, word in enumerate(
            "two three four five six seven eight nine ten eleven twelve".split(), start=2
        )
    },
    **{
        word: n
        for n, word in enumerate("dos tres cuatro cinco seis siete ocho nueve diez".split(), 2)
    },
}
MULTIPLES = {
    "dual": 2,
    "dually": 2,
    "double": 2,
    "doubly": 2,
    "triple": 3,
    "triply": 3,
    "quadruple": 4,
    "quadruply": 4,
    "quad": 4,
    "quintuple": 5,
}
LONGEST = 600
"""Characters of a sentence that are read: no claim is longer, and pages are hostile."""
LIMIT = 20
"""The largest number that is believed to count accreditations."""

_NUMBER = rf"(?P<number>\d{{1,2}}|{'|'.join(WORDS)})"
_PLURAL = (
    r"(?:accreditations|certifications|designations|acreditaciones|certificaciones"
    r"|(?:accreditation|accrediting|certification) (?:seals|badges|awards|programs)"
    r"|seals of (?:approval|accreditation)|gold seals|accreditation logos)"
)
_QUALITIES = (
    "national|nationally|international|internationally|recognized|recognised|major|top|key"
    "|different|separate|distinct|prestigious|leading|quality|full|current|important|possible"
    "|elite|highest|high|coveted|rigorous|specialty|special|such|respected|voluntary|industry"
    "|professional|official|renowned|health|care|healthcare|independent|outside|third-party|new"
    "|top-level|premier|gold-standard|nacionales|main|of|the|these|our|its|those|and"
)
_FIELDS = (
    "cancer|oncology|breast|imaging|radiology|hospital|clinical|program|center|laboratory|lab"
    "|surgical|surgery|acr|acs|coc|american|college|radiology|surgeons|joint|commission"
)
_BETWEEN = rf"(?P<between>(?:(?:{_QUALITIES}|{_FIELDS})[ ,]+(?:of )?){{0,6}})"
_TOTAL = re.compile(rf"(?<![\w.,$#/%:-]){_NUMBER} (?:of )?{_BETWEEN}{_PLURAL}\b")
_BOTH = re.compile(rf"\bboth (?:of )?{_BETWEEN}{_PLURAL}\b")
_MULTIPLE = re.compile(
    rf"\b(?P<multiple>{'|'.join(MULTIPLES)})[ -]+(?:nationally )?(?P<what>accredited|accreditation"
    r"|certified|designated)\b"
    r"(?! (?:nurse|physician|doctor|technolog|surgeon|in internal|in family))"
)
_BODIES = re.compile(
    rf"\b(?:accredited|certified|recognized|designated|accreditations? (?:by|from)) (?:by |from )?"
    rf"(?:all )?{_NUMBER} (?:of )?{_BETWEEN}(?:organi[sz]ations|bodies|agencies|associations"
    r"|societies|accreditors|accrediting (?:bodies|organi[sz]ations|agencies))\b"
)
_NO_TOTAL_BEFORE = re.compile(
    r"(?:more than|over|at least|up to|nearly|almost|about|around|approximately|as many as"
    r"|fewer than|less than|minimum of|maximum of|past|last|previous|prior|next|first|another"
    r"|additional|other|no\.?|number|#|offers?|requires?|needs?|must (?:hold|have|earn)|issues"
    r"|awards|there are|one|after|page|section|step|chapter|phase|level|part|table|figure"
    r"|mas de|al menos|ultimas|between|other|every|each|any|either|seeking|pursuing|toward"
    rf"|(?:\d+|{'|'.join(WORDS)}|one|any|some|none|several|most|half|una|uno) (?:of|de))"
    r"(?: (?:only|just|the|its|our|these|those|las|los|to|or|and))*$"
)
_NO_TOTAL_AFTER = re.compile(
    r"^(?: or more\b| \+|\+| since\b| in a row\b| in the (?:last|past)\b| over the\b"
    r"| at (?:each|every)\b| per\b| each\b| every\b| times\b| consecutive|-"
    r"| (?:is|are) (?:offered|available|required|needed)\b| (?:required|needed)\b"
    r"| (?:offered|available) (?:by|from|through)\b)"
)
_EXAMPLES_AFTER = re.compile(r"^,? (?:including|such as|among them)\b")
"""What follows a number of which only some are shown, unless it says `all`."""
SIGNS = ("accredit", "acredit", "certif", "designa", "seal", "recogni")
"""Without one of these no pattern fits; most lines end here."""
_ASKED = re.compile(r"^(?:ask|does|do|how|which|what|if|when|look|choose|most|many|some|other)\b")
"""How a question, an advice or a sentence about others begins."""
_PERSON = re.compile(
    r"\b(?:dr\.?|m\.?d\.?|r\.?n\.?|he|she|his|her|nurses? (?:hold|have|earn)\w*"
    r"|(?:physicians?|doctors?|surgeons?|technologists?) (?:hold|have|earn|with)\w*)(?=[\s,]|$)"
)
_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bSt\.)(?<![Nn]o\.)(?<!\b[A-Z]\.)"
    r"\s+(?=[A-Z0-9¡¿\"“])"
)


@dataclass(frozen=True)
class Count:
    """A number that counts accreditations."""

    number: int
    words: str
    """The claiming words, as compared."""
    sentence: str
    """The sentence they stand in, as written."""
    total: bool
    """Whether it says `all` of them."""
    bodies: bool
    """Whether it counts those who accredit."""
    partial: bool
    """Whether the words limit it to a field, so that more may be shown."""
    after: str
    """What follows in the sentence, as compared."""


def sentences(text: str) -> list[str]:
    """Give the sentences of a line, each as far as it is read."""
    return [part[:LONGEST] for part in _SENTENCE.split(text) if part.strip()]


def find_counts(text: str) -> Iterator[Count]:
    """Yield the numbers in a line of text that count an organisation's accreditations."""
    lowered = text.lower()
    if not any(sign in lowered for sign in SIGNS):
        return
    for sentence in sentences(text):
        plain = normalise(sentence).replace("ú", "u").replace("á", "a")
        if _PERSON.search(plain) or _ASKED.match(plain):
            continue
        for pattern in (_TOTAL, _BOTH, _MULTIPLE, _BODIES):
            for found in pattern.finditer(plain):
                count = _count(found, plain, sentence, bodies=pattern is _BODIES)
                if count is not None:
                    yield count


def _count(found: re.Match[str], plain: str, sentence: str, *, bodies: bool) -> Count | None:
    parts = found.groupdict()
    if parts.get("multiple"):
        number = MULTIPLES[parts["multiple"]]
    elif parts.get("number"):
        said = parts["number"]
        number = int(said) if said.isdigit() else WORDS[said]
    else:
        number = 2
    before, after = plain[: found.start()].rstrip(), plain[found.end() :]
    if not 2 <= number <= LIMIT or _NO_TOTAL_AFTER.match(after):
        return None
    if not bodies and _NO_TOTAL_BEFORE.search(before):
        return None
    total = bool(re.search(r"\b(?:all|todas)(?: (?:of )?(?:the|our|its|these|las))?$", before))
    total = total or found.group().startswith("both")
    if _EXAMPLES_AFTER.match(after) and not total:
        return None
    between = parts.get("between") or ""
    return Count(
        number=number,
        words=found.group(),
        sentence=sentence.strip(),
        total=total,
        bodies=bodies,
        partial=bool(re.search(rf"\b(?:{_FIELDS})\b", between)),
        after=after,
    )
