"""Telephone numbers and addresses that stand under a place's name, or beside it in one line.

A number with a label of its own is a department's, and a name on a page about a doctor or a
department tells how to reach these.
"""

import re
from collections.abc import Iterator, Sequence

from audit.page import Page
from rules.badge.lines import Line, lines
from rules.card.likeness import PERSON
from rules.claim.organisations import name_key
from rules.claim.phones import Phone, find_phones, told
from rules.claim.statement import Statement
from rules.claim.street_addresses import find_addresses, find_town

REACH = 12
"""Lines below a place's name in which its number and address stand."""
LONGEST = 600
"""Characters of a block that are searched for a town."""
_DIGIT = re.compile(r"\d")
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


def read_contacts(page: Page) -> Iterator[Statement]:
    """Yield numbers and addresses that stand under a place's name."""
    every = lines(page).all
    heads = [line for line in every if line.level == 1]
    title = heads[0].text if heads else ""
    key_of_title = name_key(title)
    named = {n: name_key(line.text) for n, line in enumerate(every) if len(line.text) <= 120}
    # A page about a department or a person tells under a place's name how to reach these.
    listed = len({key for n, key in named.items() if key and every[n].level}) > 1
    of_places = not title or bool(key_of_title) or listed or bool(_LISTING.search(title))
    for start, key in named.items():
        line, said = every[start], every[start].text
        if key and not (of_places or page.region(line.tag) in ("footer", "header")):
            continue
        if key and not _names(page, every, start):
            key = ""
        if not key and key_of_title and line.level > 1 and _CONTACT.match(said.strip(" :")):
            key, said = key_of_title, title
        if key:
            yield from _below(page, every, start, key, said)
        else:
            yield from _in_one_line(line)


_LISTING = re.compile(
    r"\b(?:locations?|clinics|hospitals|contact|find us|directory|directions|facilities|campuses"
    r"|visit|offices|near you|ubicaciones|contacto)\b",
    re.IGNORECASE,
)
"""What pages are called that tell how to reach places."""


def _names(page: Page, every: Sequence[Line], number: int) -> bool:
    """Say whether a line that is a name heads what follows it: no doctor's place of work."""
    line = every[number]
    heads = line.level or line.bold or line.labels or page.region(line.tag) in ("footer", "header")
    above = lines(page).heading_above(line.tag)
    if above is not None and page.region(above.tag) != page.region(line.tag):
        above = None
    return bool(heads) and (above is None or not PERSON.search(above.text))


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
