"""What a page says of the places of care it names: telephone, address, beds, since when.

Only what is said plainly of one named place, or of the organisation as a whole, is read: a number
under a heading that is a place's name, a year in a sentence with one name. All else may be said
of something else.
"""

import re
from collections.abc import Iterator

from audit import urls
from audit.model import normalise
from audit.page import Page
from rules.badge.lines import Line, lines
from rules.badge.resolver import resolver
from rules.claim.contacts import read_contacts
from rules.claim.counts import sentences
from rules.claim.linked_data import Organisation, read_organisations
from rules.claim.organisations import find_names
from rules.claim.phones import Phone, digits_of, told
from rules.claim.statement import Statement
from rules.claim.street_addresses import KINDS, read_address

LONGEST = 600
"""Characters of a line that are read: no statement is longer, and pages are hostile."""
DATED = re.compile(
    r"/(?:news\w*|press\w*|media|blogs?|stor(?:y|ies)|articles?|events?|calendar|archives?|history"
    r"|timeline|obituar\w+|jobs?|careers?|(?:19|20)\d\d)(?:[/._-]|$)",
    re.IGNORECASE,
)
"""Addresses of pages that say what was true on a day."""
_YEAR = r"(?P<year>1[89]\d\d|20\d\d)"
_FOUNDED = re.compile(
    rf"^,?(?: (?:is|was|has been|had been|first|originally|a|an|nonprofit)){{0,3}}"
    rf" (?P<verb>founded|established|chartered|incorporated|opened(?: its doors)?)"
    rf" (?:in|on) (?:[A-Z][a-z]+ (?:\d\d?, )?(?:of )?)?{_YEAR}\b"
)
_ACCREDITED = re.compile(
    rf"\b(?:since|continuously since|first accredited in)(?: [A-Z][a-z]+)? {_YEAR}\b"
)
_BEDS = re.compile(
    r"(?<![\w.,$-])(?P<number>\d{1,3}(?:,\d{3})|\d{2,4})[- ](?:licensed[- ])?beds?\b"
)
_WHOLE = re.compile(r"^(?:[\w-]+,? ){0,5}(?:hospital|medical center|health system|facility)\b")
_PAST = re.compile(
    r"\b(?:formerly|former|previously|originally|then|until|used to|at the time|by the end|grew"
    r"|grown|expand\w*|increas\w*|add(?:s|ed|ing)?|plan\w*|will|would|new|from|before|became|merged"
    r"|renamed|acquired|moved|relocat\w*"
    r"|(?:more than|over|nearly|almost|about|approximately|up to) \d\S*"
    r"|first phase|once|began|started|had|were|remained|another|other|competing|unlike|history)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?<![\w.,$#%/-])(?P<number>\d{1,3}(?:,\d{3})+|\d{1,5}|two|three|four|five|six|seven|eight|nine"
    r"|ten|eleven|twelve)(?= (?:[\w'-]+ ){0,3}(?:hospitals|clinics|locations|counties|campuses"
    r"|physicians|doctors|employees|beds|centers)\b)",
    re.IGNORECASE,
)
_OF_US = re.compile(
    r"^(?:today,? )?we (?:now )?(?:have|operate|serve|run|own|employ|care for|include|cover|see)\b"
    r"|^(?:our|the) (?:health system|system|hospital|network|organization|cancer center) (?:has"
    r"|operates|serves|runs|owns|employs|includes|covers)\b"
    r"|^(?:caring|serving|providing|here)\b.*\bsince\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_SINCE = re.compile(rf"\bsince {_YEAR}\b", re.IGNORECASE)


def read_statements(page: Page) -> Iterator[Statement]:
    """Yield what `page` says of places; news and history are left out, for they say what was."""
    for organisation in read_organisations(page):
        if organisation.key:
            yield from _stated(organisation)
    whole = page.text(page.walk.tags[0]) if page.walk.tags else ""
    if not names_care(whole):
        return
    if DATED.search(urls.path(page.url)):
        return
    if _CONTACTS.search(whole):
        yield from read_contacts(page)
    if _CLAIMING.search(whole):
        for line in lines(page).with_any(_OF_CLAIMS):
            text = line.text[:LONGEST]
            if _CLAIMING.search(text) and page.region(line.tag) != "nav":
                for sentence in sentences(text):
                    yield from _sentence(line, sentence)


def names_care(text: str) -> bool:
    """Say whether a text has a word without which no hospital speaks of itself."""
    lowered = text.lower()
    return any(each in lowered for each in _OF_CARE) and _CARE.search(text) is not None


_CARE = re.compile(
    r"\b(?:hospitals?|clinics?|medical|health\w*|cancer|patients?|doctors?|accredit\w*)\b",
    re.IGNORECASE,
)
"""Without one of these a page is no hospital's; most pages elsewhere end here."""
_OF_CARE = tuple("hospital clinic medical health cancer patient doctor accredit".split())
"""Parts of words in lower case, one of which is in all that `_CARE` finds; quicker."""
_CONTACTS = re.compile(
    rf"\d{{3}}\W{{1,3}}\d{{4}}\b|\d\w? [^\d\n]{{2,50}}?\b(?:{KINDS})\b", re.IGNORECASE
)
"""What every number and address has, and much else."""
_CLAIMING = re.compile(
    r"\bsince\b|\bbeds?\b|\bfounded\b|\bestablished\b|\bchartered\b|\bincorporated\b|\bopened\b"
    r"|\bfirst accredited\b|\b(?:hospitals|clinics|locations|counties|campuses|physicians|doctors"
    r"|employees|centers)\b",
    re.IGNORECASE,
)
"""Without one of these no sentence states a fact that is read here."""
_OF_CLAIMS = tuple(
    "since bed founded established chartered incorporated opened accredited hospitals clinics"
    " locations counties campuses physicians doctors employees centers".split()
)
"""The same for `_CLAIMING`."""


def _stated(organisation: Organisation) -> Iterator[Statement]:
    def state(kind: str, value: str, said: str) -> Statement:
        return Statement(
            kind,
            organisation.key,
            value,
            said,
            organisation.tag,
            town,
            data=True,
            called=organisation.name,
        )

    codes = {code[:5] for code in organisation.values("address.postalCode")}
    town = codes.pop() if len(codes) == 1 else ""
    for number in organisation.phones:
        digits = digits_of(number)
        if digits and not Phone(digits, 0, 0).toll_free:
            yield state("phone", digits, told(digits))
    streets = organisation.values("address.streetAddress")
    address = read_address(streets[0]) if len(streets) == 1 else None
    if address:
        yield state("address", address.key, address.said)
    for date in organisation.values("foundingDate"):
        if re.match(r"\d{4}\b", date):
            yield state("founded", date[:4], date[:4])
    for beds in organisation.values("numberOfBeds"):
        if beds.isdigit():
            yield state("beds", beds, beds)


def _sentence(line: Line, sentence: str) -> Iterator[Statement]:
    yield from _accredited(line, sentence)
    if not _DIGIT.search(sentence) or _PAST.search(sentence):
        yield from _counted(line, sentence)
        return
    names = list(find_names(sentence)) if "bed" in sentence or _FOUNDING.search(sentence) else []
    for name, start, end in names:
        found = _FOUNDED.match(sentence[end:])
        if found and len(names) == 1:
            kind = "opened" if found["verb"].startswith("opened") else "founded"
            said = sentence[start:end]
            yield Statement(kind, name, found["year"], found["year"], line.tag, called=said)
    for found in _BEDS.finditer(sentence):
        after = sentence[found.end() :].lstrip(" ,")
        if len(names) == 1 and (
            _WHOLE.match(after) or sentence[found.end() + 1 :].startswith("The")
        ):
            said = sentence[names[0][1] : names[0][2]]
            number = found["number"].replace(",", "")
            yield Statement("beds", names[0][0], number, found["number"], line.tag, called=said)
    yield from _counted(line, sentence)


_FOUNDING = re.compile(r"\b(?:founded|established|chartered|incorporated|opened)\b")


def _accredited(line: Line, sentence: str) -> Iterator[Statement]:
    """Yield since when an accreditation is held, where a sentence names one alone."""
    if "since" not in sentence and "first accredited" not in sentence:
        return
    years = list(_ACCREDITED.finditer(sentence))
    if len(years) != 1:
        return
    meaning = resolver().resolve(sentence)
    named = [mention for mention in meaning.mentions if len(mention.may_be) == 1]
    if len(named) != 1 or len(meaning.mentions) != 1 or meaning.issuers or not meaning.vouches:
        return
    names = {name for name, _, _ in find_names(sentence)}
    place = names.pop() if len(names) == 1 else ""
    (known,) = named[0].may_be
    year = years[0]["year"]
    yield Statement("accredited", known, year, year, line.tag, place, called=named[0].words)


def _counted(line: Line, sentence: str) -> Iterator[Statement]:
    """Yield the number of a sentence about the organisation; its other words are the subject.

    Two sentences that differ in their number alone cannot both be true.
    """
    if not _OF_US.search(sentence) or len(sentence) > 240:
        return
    found = [*_COUNTED.finditer(sentence), *_SINCE.finditer(sentence)]
    if len(found) != 1 or len(sentence.split()) < 4:
        return
    group = "number" if "number" in found[0].groupdict() else "year"
    said = found[0][group]
    start, end = found[0].span(group)
    rest = normalise(f"{sentence[:start]} # {sentence[end:]}").strip(" .!")
    value = str(_WORDS.get(said.lower(), said.replace(",", "")))
    yield Statement("count", rest, value, said, line.tag, called=sentence.strip())


_WORDS = {
    word: number
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve".split(), start=2
    )
}
