"""What answers in place of a page, and what is the page, changed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from audit.looks import FRAME, likeness, look_of
from audit.model import Look
from audit.page import Page
from audit.stand_ins import ACCEPTED_AFTER, Double, Visit, find_collapsed, find_stand_ins

NOW = datetime(2026, 11, 7, 3, tzinfo=UTC)
MENU = "Cancer care Heart care Find a doctor Patients and visitors Contact Donate"
FOOT = "Elm Valley Hospital 12 Elm Street Springfield Notice of privacy practices"
SUBJECTS = {
    "breast": "Our breast clinic looks after women and men with tumours of the breast, from the"
    " first mammogram to reconstruction, with surgeons and nurses who know each other well.",
    "lung": "Screening by low dose tomography finds nodules early. Smokers older than fifty may"
    " ask their physician whether insurance covers a yearly examination in our radiology suite.",
    "heart": "Cardiologists treat arrhythmia, valves and heart failure. The catheter laboratory is"
    " staffed around the clock, and rehabilitation begins on the second day after surgery.",
    "visit": "Parking is free for two hours in the garage behind the east wing. Wheelchairs stand"
    " at both entrances, and volunteers in green vests show you to your appointment.",
}


def look(title: str, text: str, *, framed: bool = True, more: str = "") -> Look:
    header = f"<header><nav>{MENU}</nav></header>" if framed else ""
    footer = f"<footer>{FOOT}</footer>" if framed else ""
    html = f"<title>{title}</title>{header}<main><h1>{title}</h1><p>{text}</p>{more}</main>{footer}"
    found = look_of(Page(url="https://hospital.example/", html=html))
    assert found is not None
    return found


PAGES = {name: look(f"{name} | Elm Valley", text) for name, text in SUBJECTS.items()}
MAINTENANCE = look(
    "We will be right back", "The site is down for maintenance until six.", framed=False
)
SIGN_IN = look("Welcome", "Your name and word please", more="<input type=password>")


def stand_ins(changed: dict[str, Look], doubted: datetime | None = None) -> dict[str, str]:
    visits = [
        Visit(name, changed.get(name, before), before, doubted) for name, before in PAGES.items()
    ]
    return {each.url: each.kind for each in find_stand_ins(visits, NOW)}


def test_a_site_as_it_was_has_no_stand_ins() -> None:
    assert {} == stand_ins({})


@pytest.mark.parametrize(
    "now",
    [
        look("breast | Elm Valley", SUBJECTS["breast"] + " We have moved to the second floor."),
        look("Breast clinic", SUBJECTS["breast"]),
        look("breast | Elm Valley", "All about this clinic was written anew today."),
        look("Breast health", "A newly written text about something else, for spring."),
        look("breast", SUBJECTS["breast"], more="<input type=password>"),
        look("Maintenance therapy", "Medicines after chemotherapy keep tumours from returning."),
        look("Breast clinic", SUBJECTS["breast"], framed=False),
    ],
    ids=["edited", "renamed", "rewritten", "both", "login added", "its subject", "without menus"],
)
def test_a_page_that_was_changed_is_the_page(now: Look) -> None:
    assert {} == stand_ins({"breast": now})


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (MAINTENANCE, "error:http"),
        (SIGN_IN, "error:auth"),
        (look("Sign in", "Your account"), "error:auth"),
        (look("Page not found", "Sorry."), "error:http"),
        (look("breast | Elm Valley", "", framed=True).__class__((), (), "e", "e"), "error:empty"),
        (look("Buy this domain", "Offers from twelve dollars", framed=False), "error:http"),
    ],
    ids=["maintenance", "password", "sign in", "soft 404", "blank", "alien"],
)
def test_what_answers_in_its_place_is_not(now: Look, kind: str) -> None:
    assert {"breast": kind} == stand_ins({"breast": now})


def test_one_text_on_many_pages_that_had_their_own_is_none_of_them() -> None:
    error = look("Elm Valley", "Something went wrong while this was put together.")
    same = dict.fromkeys(("breast", "lung", "heart"), error)
    assert dict.fromkeys(same, "error:http") == stand_ins(same)
    assert {} == stand_ins({"breast": error, "lung": error}), "two may have been merged"


def test_a_site_designed_anew_has_no_stand_ins() -> None:
    anew = {
        name: replace(
            look(f"New {name}", f"{other} and more of that"), frame=tuple(range(FRAME)), text=name
        )
        for name, other in zip(PAGES, reversed(SUBJECTS.values()), strict=True)
    }
    assert {} == stand_ins(anew)


def test_what_stands_for_a_week_is_the_page() -> None:
    almost = NOW - ACCEPTED_AFTER + timedelta(hours=1)
    assert {"breast": "error:http"} == stand_ins({"breast": MAINTENANCE}, almost)
    assert {} == stand_ins({"breast": MAINTENANCE}, NOW - ACCEPTED_AFTER)


def collapsed(doubles: Iterable[tuple[str, str]], *stand_ins: str) -> set[str]:
    given = [Double(url, page, None) for url, page in doubles]
    return {each.url for each in find_collapsed(given, frozenset(stand_ins), NOW)}


def test_pages_that_all_lead_to_one_are_not_that_one() -> None:
    assert {"a", "b", "c"} == collapsed([("a", "x"), ("b", "x"), ("c", "x"), ("d", "y")])


def test_a_page_that_was_moved_is_the_one_it_leads_to() -> None:
    assert set() == collapsed([("a", "x"), ("b", "x")])


def test_a_page_that_leads_to_a_stand_in_is_not_known() -> None:
    assert {"a"} == collapsed([("a", "x")], "x")


def test_likeness_is_the_share_of_words_in_both() -> None:
    half = look("", "one two three four five six", framed=False).words
    other = look("", "four five six seven eight nine", framed=False).words
    assert 1 == likeness(half, half)
    assert 3 / 9 == likeness(half, other)
    assert 0 == likeness(half, ())


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("<p id=a>Text", "<p id=b>Text", True),
        ("<p>Text<script nonce=1>x=1</script>", "<p>Text<script nonce=2>x=2</script>", True),
        ("<p>Text", "<p>\n  Text", True),
        ("<p>Text", "<p>Texts", False),
        ("<img alt=a>", "<img alt=b>", False),
        ("<a href=/a>", "<a href=/b>", False),
        ("<p class=red>Text", "<p class=blue>Text", False),
    ],
)
def test_content_is_what_rules_could_see(before: str, after: str, *, same: bool) -> None:
    looks = [look_of(Page(url="u", html=html)) for html in (before, after)]
    assert same is (looks[0].content == looks[1].content)  # type: ignore[union-attr]
