# ruff: noqa: E501  one line for a case
from time import process_time

import pytest

from audit.model import Certainty, Finding
from audit.page import Page
from rules.card.conflict import Conflict


def _check(html: str) -> list[Finding]:
    page = Page(
        url="https://h.example/care/", html=f"<main><h1>Care</h1><h2>More</h2>{html}</main>"
    )
    return list(Conflict().check(page))


def _cards(*cards: tuple[str, str, str]) -> str:
    parts = [
        f"<div><h3><a href={to}>{title}</a></h3><p>{text}</p></div>" for title, to, text in cards
    ]
    return f"<div>{''.join(parts)}</div>"


PROSE = "Trials are open to people at every stage of their disease."
MORE = "Doctors here look for better ways to find and treat tumors."
FOUND = {
    "one text, two targets": _cards(
        ("Clinical Research", "/trials/", PROSE), ("Clinical Research", "/research/", PROSE)
    ),
    "no text, two targets": "<div><div><h3><a href=/a/>Clinical Research</a></h3></div><div><h3><a href=/b/>Clinical Research</a></h3></div></div>",
    "pictures and two targets": "<div><div><img src=a alt=''><a href=/a/>Clinical Research</a></div><div><img src=a alt=''><a href=/b/>Clinical Research</a></div></div>",
    "one target, two texts": _cards(
        ("Clinical Research", "/trials/", PROSE), ("Clinical Research", "/trials/", MORE)
    ),
    "two answers to one question": "<div><div><h3>Who can join?</h3><p>Adults aged 18 to 75 who have not had treatment yet.</p></div><div><h3>Who can join?</h3><p>Anyone over 18, for there is no upper age limit at all.</p></div></div>",
    "a target that the menu knows by another name": "</main><nav><a href=/doctors/>Find a doctor</a><a href=/where/>Locations</a></nav><main>"
    + _cards(
        ("Find a doctor", "/doctors/", PROSE),
        ("Our locations", "/doctors/", MORE),
        ("News", "/news/", PROSE),
    ),
    "titles that differ in case": _cards(
        ("Clinical Research", "/trials/", PROSE), ("Clinical research", "/research/", PROSE)
    ),
    "apart in the list": _cards(
        ("Clinical Research", "/trials/", PROSE),
        ("Diet", "/diet/", MORE),
        ("Clinical Research", "/research/", PROSE),
    ),
    "target in a button": "<ul>"
    + "".join(
        f"<li><h3>Clinical Research</h3><p>{PROSE}</p><a href={to}>Learn more</a>"
        for to in ("/a/", "/b/")
    )
    + "</ul>",
}


@pytest.mark.parametrize("html", FOUND.values(), ids=FOUND)
def test_a_contradiction_is_found_once(html: str) -> None:
    (found,) = _check(html)
    assert found.certainty is Certainty.SURE
    assert len(found.related) == 1


LUNG = "A low-dose scan finds lung tumors early, before anybody coughs."
SKIN = "We look at every mole and keep pictures of those that change."


def _pictured(*cards: tuple[str, str, str]) -> str:
    parts = [
        f"<li><img src=/img/{file} alt=''><h3><a href={to}>{title}</a></h3>"
        for title, to, file in cards
    ]
    return f"<ul>{''.join(parts)}</ul>"


REVIEWED = {
    "one picture and target, two titles": _pictured(
        ("Find a doctor", "/people/", "team.jpg"),
        ("Our chapel", "/people/", "team-300x200.jpg"),
        ("Parking", "/parking/", "garage.jpg"),
        ("Gift shop", "/shop/", "shop.jpg"),
    ),
    "a description that speaks of another card": _cards(
        ("Lung screening", "/lung/", LUNG),
        ("Colon screening", "/colon/", LUNG),
        ("Skin checks", "/skin/", SKIN),
    ),
    "two targets, two texts": _cards(
        ("Clinical Research", "/trials/", PROSE), ("Clinical Research", "/research/", MORE)
    ),
    "addresses in a series": _cards(
        ("Our newsletter", "/news/12/", PROSE), ("Our newsletter", "/news/13/", PROSE)
    ),
    "a title written over another": _cards(
        ("Breast Care", "/services/breast/", "Screening, surgery and support."),
        ("Breast Care", "/services/skin/", "Mole checks and Mohs surgery."),
    ),
    "links as a whole, one title written over": "<main>"
    "<a href=/blood/lymphoma><div>Lymphoma</div><div>Cancer of the lymph system.</div></a>"
    "<a href=/blood/leukemia><div>Leukemia</div><div>Cancer of the marrow.</div></a>"
    "<a href=/blood/myeloma><div>Lymphoma</div><div>Cancer of plasma cells.</div></a></main>",
    "a target taken over": _cards(
        ("Lung Cancer", "/care/lung-cancer/", PROSE),
        ("Colon Cancer", "/care/lung-cancer/", PROSE),
        ("Skin Cancer", "/care/skin-cancer/", PROSE),
    ),
}


@pytest.mark.parametrize("html", REVIEWED.values(), ids=REVIEWED)
def test_a_suspicion_is_a_review(html: str) -> None:
    (found,) = _check(html)
    assert found.certainty is Certainty.REVIEW


SILENT = {
    "an index: two names for one place on a page": (
        "<ul><li><a href=/screen/>Lung screening</a><li><a href=/lungs/#scan>Chest pictures</a>"
        "<li><a href=/lungs/#scan>Lungs</a><li><a href=/bone/>Bone care</a></ul>"
    ),
    "an index: one function by many names": (
        "<ul><li>call<ul><li><a href=/a/expressions.html>built-in function</a></ul>"
        "<li>map<ul><li><a href=/b/functions.html>built-in function</a></ul>"
        "<li>sum<ul><li><a href=/c/function.html>built-in function</a></ul></ul>"
    ),
    "two places on one page": (
        "<ul><li><a href=/screen/>Lung screening</a><li><a href=/lungs/>Lungs</a>"
        "<li><a href=/lungs/#scan>Chest pictures</a><li><a href=/bone/>Bone care</a></ul>"
    ),
    "one icon for all": _pictured(
        ("Find a doctor", "/people/", "arrow.png"),
        ("Our chapel", "/people/", "arrow.png"),
        ("Parking", "/parking/", "arrow.png"),
    ),
    "pictures of its own": _pictured(
        ("Find a doctor", "/people/", "team.jpg"),
        ("Find a nurse", "/people/", "nurses.jpg"),
        ("Parking", "/parking/", "garage.jpg"),
    ),
    "doctors with one picture for want of theirs": _pictured(
        ("Ana Lopez, MD", "/doctors/", "nobody.jpg"),
        ("Ben Cho, MD", "/doctors/", "nobody.jpg"),
        ("Eva Roth, MD", "/doctors/eva/", "eva.jpg"),
    ),
    "a description that fits both": _cards(
        ("Tupelo", "/tupelo/", PROSE), ("Oxford", "/oxford/", PROSE), ("Corinth", "/c/", SKIN)
    ),
    "different cards": _cards(("Lungs", "/lungs/", PROSE), ("Skin", "/skin/", MORE)),
    "a repeated card": _cards(
        ("Clinical Research", "/trials/", PROSE), ("Clinical Research", "/trials/", PROSE)
    ),
    "tracking in the address": _cards(
        ("Clinical Research", "/trials/", PROSE),
        ("Clinical Research", "/trials?utm_source=x", PROSE),
    ),
    "events on two dates": _cards(
        ("Support group", "/e/1/", "May 3 at noon"), ("Support group", "/e/2/", "June 7 at noon")
    ),
    "one service in two towns": _cards(
        ("Urgent care", "/tupelo/", "Tupelo"), ("Urgent care", "/starkville/", "Starkville")
    ),
    "two people of one name": _cards(
        ("John Smith, MD", "/smith-1/", "Surgery"), ("John Smith, MD", "/smith-2/", "Surgery")
    ),
    "two answers on two days": "<div><div><h3>When do we meet?</h3><p>We meet on Monday at 6:30 pm in the main library.</p></div><div><h3>When do we meet?</h3><p>We meet on Friday at 10:30 am in the small library.</p></div></div>",
    "generic titles": _cards(("Learn more", "/a/", PROSE), ("Learn more", "/b/", MORE)),
    "titles that mean their block": _cards(("Overview", "/a/", PROSE), ("Overview", "/b/", PROSE)),
    "one page for all": _cards(
        ("Lungs", "/contact/", PROSE), ("Skin", "/contact/", MORE), ("Blood", "/contact/", PROSE)
    ),
    "a page that fits both": _cards(
        ("Mammogram", "/imaging/", PROSE),
        ("Ultrasound", "/imaging/", MORE),
        ("Surgery", "/surgery/", PROSE),
    ),
    "told apart by their pictures": "<div><div><img src=a alt=Tupelo><h3><a href=/a/>Urgent care</a></h3></div><div><img src=b alt=Starkville><h3><a href=/b/>Urgent care</a></h3></div></div>",
    "inner links": "<div><div><h3>Tupelo</h3><a href=tel:1>Call</a> <a href=https://maps.example/1>Map</a></div><div><h3>Starkville</h3><a href=tel:2>Call</a> <a href=https://maps.example/2>Map</a></div></div>",
    "plain links": "<ul><li><a href=/a/>Locations</a><li><a href=/b/>Locations</a></ul>",
    "two lists": "<div><div><h3><a href=/a/>Clinical Research</a></h3></div><div><h3><a href=/d/>Diet</a></h3></div></div><p>Text</p><div><div><h3><a href=/b/>Clinical Research</a></h3></div><div><h3><a href=/d/>Diet</a></h3></div></div>",
    "menu": f"<nav>{_cards(('Care', '/a/', PROSE), ('Care', '/b/', PROSE))}</nav>",
}


@pytest.mark.parametrize("html", SILENT.values(), ids=SILENT)
def test_cards_that_agree_or_mean_different_things_are_silent(html: str) -> None:
    assert _check(html) == []


def test_the_message_names_both_targets() -> None:
    (found,) = _check(FOUND["one text, two targets"])
    assert "https://h.example/trials/ and https://h.example/research/" in found.message
    assert (
        found.related[0].note
        == "the card “Clinical Research”, leads to https://h.example/research/"
    )


def test_a_calendar_of_a_thousand_events_is_read_in_seconds() -> None:
    html = _cards(*(("Gentle yoga", f"/events/{n}/", f"{PROSE} Room {n}") for n in range(1000)))
    page = Page(url="https://h.example/care/", html=html)
    assert page.lists
    start = process_time()
    assert list(Conflict().check(page)) == []
    # Comparing each event with each took a minute.
    assert process_time() - start < 10


def test_links_of_a_description_are_no_title_of_its_term() -> None:
    links = "<a href=/a/>Find a doctor</a> <a href=/{0}/>Ask about {0} in the clinic near you</a>"
    terms = "".join(f"<dt>{each}</dt><dd>{links.format(each)}</dd>" for each in ("lung", "skin"))
    assert [] == _check(f"<dl>{terms}</dl>")


def test_the_same_words_elsewhere_in_a_card_are_not_its_title() -> None:
    terms = "".join(
        f"<dt>care team {each}</dt><dd>Somebody of a <a href=/team/>care team</a> who {does}.</dd>"
        for each, does in (("nurse", "answers your calls"), ("leader", "sees to your plan"))
    )
    assert [] == _check(f"<dl>{terms}</dl>")
