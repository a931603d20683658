"""What a page says of the places of care it names: telephone, address, beds, since when.

Only what is said plainly of one named place, or of the organisation as a whole, is read: a number
under a heading that is a place's name, a year in a sentence with one name. All else may be said
of something else.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import Tag

from audit import urls
from audit.model import normalise
from audit.page import Page
from rules.badge.lines import Line, lines
from rules.badge.resolver import resolver
from rules.card.likeness import PERSON
from rules.claim.counts import sentences
from rules.claim.linked_data import Organisation, read_organisations
from rules.claim.organisations import find_names, name_key
from rules.claim.phones import Phone, digits_of, find_phones, told
from rules.claim.street_addresses import KINDS, find_addresses, find_town, read_address

REACH = 12
"""Lines below a place's name in which its number and address stand."""
LONGEST = 600
"""Characters of a line that are read: no statement is longer, and pages are hostile."""
DATED = re.compile(
    r"/(?:news\w*|press\w*|media|blogs?|stor(?:y|ies)|articles?|events?|calendar|archives?|history"
    r"|timeline|obituar\w+|jobs?|careers?|(?:19|20)\d\d)(?:[/._-]|$)",
    re.IGNORECASE,
)
"""Addresses of pages that say what was true on a day."""
_OWN_LABEL = frozenset(
    "main general front desk office clinic hospital phone telephone tel call at ph p t number no"
    " line switchboard local voice us or and contact telefono teléfono llame al".split()
)
"""What stands beside a number that is the place's own, and no department's."""
_CONTACT = re.compile(
    r"^(?:contact(?: us| information| info)?|location(?: and hours)?|hours(?: (?:and|&) location)?"
    r"|address|phone(?: number)?|visit us|find us|our location|getting here|contacto|ubicación)$",
    re.IGNORECASE,
)
"""Headings under which a page about one place gives that place's number."""
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
    r"|grown|expand\w*|increas\w*|add(?:s|ed|ing)?|plan\w*|will|would|new|from|before|became|merged|renamed"
    r"|acquired|moved|relocat\w*|more than|over|nearly|almost|about|approximately|up to|first phase"
    r"|once|began|started|had|were|remained|another|other|competing|unlike|history)\b",
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


@dataclass(frozen=True)
class Statement:
    """One thing that a page says of one place."""

    kind: str
    """phone, address, founded, opened, beds, accredited, or count."""
    subject: str
    """What it is said of, as compared."""
    value: str
    """What is said, as compared."""
    said: str
    """What is said, as written."""
    tag: Tag
    town: str = ""
    """ZIP code beside it, or for an accreditation the place: two of them are two subjects."""
    data: bool = False
    """Whether JSON-LD states it, and not the page's text."""
    called: str = ""
    """The subject as written."""


def read_statements(page: Page) -> Iterator[Statement]:
    """Yield what `page` says of places; news and history are left out, for they say what was."""
    for organisation in read_organisations(page):
        if organisation.key:
            yield from _stated(organisation)
    whole = page.text(page.walk.tags[0]) if page.walk.tags else ""
    if DATED.search(urls.path(page.url)) or not _CARE.search(whole):
        return
    if _CONTACTS.search(whole):
        yield from _contacts(page)
    if _CLAIMING.search(whole):
        for line in lines(page).all:
            text = line.text[:LONGEST]
            if _CLAIMING.search(text) and page.region(line.tag) != "nav":
                for sentence in sentences(text):
                    yield from _sentence(line, sentence)


_CARE = re.compile(
    r"\b(?:hospitals?|clinics?|medical|health\w*|cancer|patients?|doctors?|accredit\w*)\b",
    re.IGNORECASE,
)
"""Without one of these a page is no hospital's; most pages elsewhere end here."""
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


def _contacts(page: Page) -> Iterator[Statement]:
    """Yield numbers and addresses that stand under a place's name."""
    every = lines(page).all
    title = next((name_key(line.text) for line in every if line.level == 1), "")
    called = next((line.text for line in every if line.level == 1), "")
    for start, line in enumerate(every):
        if len(line.text) > 120:
            continue
        key, said = name_key(line.text), line.text
        if key and not _names(page, every, start):
            key = ""
        if not key and title and line.level > 1 and _CONTACT.match(line.text.strip(" :")):
            key, said = title, called
        if key:
            yield from _below(page, every, start, key, said)
        else:
            yield from _in_one_line(line)


def _names(page: Page, every: Sequence[Line], number: int) -> bool:
    """Say whether a line that is a name heads what follows it: no doctor's place of work."""
    line = every[number]
    if line.level:
        return True
    if not (line.bold or line.labels or page.region(line.tag) in ("footer", "header")):
        return False
    above = next((each for each in reversed(every[:number]) if each.level), None)
    return above is None or not PERSON.search(above.text)


def _below(
    page: Page, every: Sequence[Line], start: int, key: str, called: str
) -> Iterator[Statement]:
    head = every[start]
    region = page.region(head.tag)
    below: list[Line] = []
    for line in every[start + 1 : start + 1 + REACH]:
        heads = line.level or (line.labels and name_key(line.text)) or name_key(line.text)
        if page.region(line.tag) != region or (heads and not _CONTACT.match(line.text.strip(" :"))):
            break
        below.append(line)
    block = " ".join(line.text for line in below)[:LONGEST]
    town = find_town(block)
    addresses = [
        (line, found)
        for line in below
        if len(line.text) < 200
        for found in find_addresses(line.text)
    ]
    if len({found.key for _, found in addresses}) == 1:
        line, found = addresses[0]
        yield Statement("address", key, found.key, found.said, line.tag, town, called=called)
    elif addresses:
        # Several addresses under one name: nobody can tell whose number is whose.
        return
    for line, before in zip(below, [head, *below], strict=False):
        for phone, label in _own_numbers(line.text):
            # A label may stand in a cell or a line of its own: "Appointments", then the number.
            other = before is not head and not label.strip(" :") and len(before.text.split()) <= 5
            if other and not _is_own_label(before.text) and not _is_address(before.text):
                continue
            if not phone.toll_free:
                said = told(phone.digits)
                yield Statement("phone", key, phone.digits, said, line.tag, town, called=called)


def _own_numbers(text: str) -> Iterator[tuple[Phone, str]]:
    """Yield the numbers of a short line whose label is nobody else's: `Phone: …`, `Main …`."""
    if len(text) > 120 or not _DIGIT.search(text):
        return
    end = 0
    for phone in find_phones(text):
        label = text[end : phone.start]
        place = max((found.end for found in find_addresses(label)), default=0)
        town = re.search(r"\d{5}(?:-\d{4})?", label[place:])
        label = label[place + (town.end() if town else 0) :] if place or town else label
        after = re.split(r"[|•,;/]|\b(?:fax|tty|toll)", text[phone.end :], flags=re.IGNORECASE)[0]
        if _is_own_label(label) and not re.search(r"[^\W\d_]{3}", after):
            yield phone, label
        end = phone.end


def _is_own_label(text: str) -> bool:
    return _OWN_LABEL.issuperset(re.findall(r"[^\W\d_]+", text.lower()))


def _is_address(text: str) -> bool:
    return bool(find_town(text)) or next(find_addresses(text), None) is not None


def _in_one_line(line: Line) -> Iterator[Statement]:
    """Yield the number and the address of `Fernhollow Clinic, 12 Main St, (662) 377-3000`."""
    text = line.text
    if not 20 < len(text) <= 200 or not _DIGIT.search(text):
        return
    address = next(find_addresses(text), None)
    phones = list(_own_numbers(text[address.end :])) if address else []
    if address is None or len(list(find_addresses(text))) != 1:
        return
    said = text[: address.start].strip(" ,:|–—-")
    key = name_key(said)
    if key:
        town = find_town(text)
        yield Statement("address", key, address.key, address.said, line.tag, town, called=said)
        for phone, _ in phones:
            if not phone.toll_free:
                number = told(phone.digits)
                yield Statement("phone", key, phone.digits, number, line.tag, town, called=said)


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
