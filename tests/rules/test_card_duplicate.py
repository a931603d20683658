# ruff: noqa: E501  one line for a case
import pytest

from audit.model import ALSO, Finding
from audit.page import Page
from rules.card.duplicate import Duplicate

TEXT = "Our physicians take part in research to improve care for current and future patients."
CARD = f"<h3><a href=/trials/>Clinical Research</a></h3><p>{TEXT}</p>"
OTHER = "<h3><a href=/diet/>Eating well</a></h3><p>Recipes that help you keep your strength up.</p>"
THIRD = "<h3><a href=/rest/>Sleeping well</a></h3><p>Ways to rest while treatment goes on.</p>"


def _check(html: str) -> list[Finding]:
    page = Page(
        url="https://h.example/care/", html=f"<main><h1>Care</h1><h2>More</h2>{html}</main>"
    )
    return list(Duplicate().check(page))


def _divs(*cards: str) -> str:
    return "<div>" + "".join(f"<div>{card}</div>" for card in cards) + "</div>"


FOUND = {
    "side by side": _divs(CARD, CARD),
    "apart": _divs(CARD, OTHER, THIRD, CARD),
    "three cards apart by one": _divs(CARD, OTHER, CARD),
    "in rows of a grid": f"<div><div class=row><div>{CARD}</div><div>{OTHER}</div></div><div class=row><div>{THIRD}</div><div>{CARD}</div></div></div>",
    "list items": f"<ul><li>{CARD}<li>{OTHER}<li>{CARD}</ul>",
    "doctors whose titles are links": _divs(
        *(
            f"<article><h2><a href=/d/{n}>{n}, MD</a></h2><p>Medical oncology</p></article>"
            for n in ("Patel", "Lee", "Patel")
        )
    ),
    "cells of a layout table": "<table><tr>"
    + "".join(
        f"<td><b>{n}</b><br>Somebody who has time to listen.<br><a href=/{n}>About the {n}</a></td>"
        for n in ("chaplain", "dietitian", "chaplain")
    )
    + "</table>",
    "articles": f"<section><article>{CARD}</article><article>{CARD}</article></section>",
    "figures": "<div><figure><img src=a.jpg alt='Ribbon walk'><figcaption>The ribbon walk in May</figcaption></figure><figure><img src=a.jpg alt='Ribbon walk'><figcaption>The ribbon walk in May</figcaption></figure></div>",
    "cards that are links": f"<div><a href=/trials/><h3>Clinical Research</h3><p>{TEXT}</p></a><a href=/trials/><h3>Clinical Research</h3><p>{TEXT}</p></a></div>",
    "layout table": f"<table><tr><td>{CARD}<td>{OTHER}<tr><td>{THIRD}<td>{CARD}</table>",
    "definition list": f"<dl><dt>Clinical Research<dd>{TEXT}<dt>Eating well<dd>Recipes.<dt>Clinical Research<dd>{TEXT}</dl>",
    "definition list in boxes": f"<dl><div><dt>Clinical Research</dt><dd>{TEXT}</dd></div><div><dt>Clinical Research</dt><dd>{TEXT}</dd></div></dl>",
    "boxes without headings": f"<div><div><div>Clinical Research</div><div>{TEXT}</div></div><div><div>Clinical Research</div><div>{TEXT}</div></div></div>",
    "no boxes at all": f"{CARD}{OTHER}{CARD}",
    "unclosed boxes": f"<div><div>{CARD}<div>{OTHER}<div>{CARD}",
    "unclosed list items and paragraphs": f"<ul><li><h3>Clinical Research</h3><p>{TEXT}<li><h3>Clinical Research</h3><p>{TEXT}</ul>",
    "custom elements": f"<x-list><x-card>{CARD}</x-card><x-card>{CARD}</x-card></x-list>",
    "in declared shadow roots": f"<div><x-card><template shadowrootmode=open>{CARD}</template></x-card><x-card><template shadowrootmode=open>{CARD}</template></x-card></div>",
    "case and punctuation": _divs(
        CARD,
        CARD.replace("Clinical Research", "CLINICAL RESEARCH!").replace("patients.", "patients"),
    ),
    "a few words": _divs(
        CARD, CARD.replace("current and future patients", "current and future people")
    ),
    "small words in the title": _divs(
        CARD, CARD.replace("Clinical Research", "The Clinical Research")
    ),
    "tracking in the address": _divs(CARD, CARD.replace("/trials/", "/trials?utm_source=card#top")),
    "same icon": _divs(f"<img src=i.svg alt=''>{CARD}", f"<img src=i.svg alt=''>{CARD}"),
    "other stock photo of no meaning": _divs(
        f"<img src=a.jpg alt=''>{CARD}", f"<img src=b.jpg alt=''>{CARD}"
    ),
    "other rendition of the photo": _divs(
        f"<img src=a-300x200.jpg alt='Lab'>{CARD}", f"<img src=a-600x400.jpg alt='Lab'>{CARD}"
    ),
    "button that says nothing": _divs(
        f"<h3>Clinical Research</h3><p>{TEXT}</p><a href=/trials/>Learn more</a>",
        f"<h3>Clinical Research</h3><p>{TEXT}</p><a href=/trials/>Learn more</a>",
    ),
    "background picture": f"<div><div style='background-image:url(a.jpg)'>{CARD}</div><div style='background-image:url(a.jpg)'>{CARD}</div></div>",
    "without link": _divs(
        f"<h3>Clinical Research</h3><p>{TEXT}</p>", f"<h3>Clinical Research</h3><p>{TEXT}</p>"
    ),
    "without heading": _divs(
        f"<strong>Clinical Research</strong><p>{TEXT}</p>",
        f"<strong>Clinical Research</strong><p>{TEXT}</p>",
    ),
    "same doctor twice": _divs(
        "<img src=lee.jpg alt='Ann Lee'><h3>Ann Lee, MD</h3><p>Medical oncology</p>",
        "<img src=cho.jpg alt='Ben Cho'><h3>Ben Cho, MD</h3><p>Medical oncology</p>",
        "<img src=lee.jpg alt='Ann Lee'><h3>Ann Lee, MD</h3><p>Medical oncology</p>",
    ),
    "list of links": "<ul><li><a href=/lung/>Lung cancer</a><li><a href=/skin/>Skin cancer</a><li><a href=/lung/>Lung cancer</a></ul>",
    "logo wall": "<div><div><img src=a.png alt='Food Bank'></div><div><img src=b.png alt='City Library'></div><div><img src=a.png alt='Food Bank'></div></div>",
    "wrapped in many boxes": f"<div><div><div><div>{CARD}</div></div></div><div><div><div>{CARD}</div></div></div></div>",
    "role headings": "<div>"
    + 2 * f"<div><div role=heading aria-level=3>Clinical Research</div><div>{TEXT}</div></div>"
    + "</div>",
}


@pytest.mark.parametrize("html", FOUND.values(), ids=FOUND)
def test_a_repeated_card_is_found_once_with_both_places(html: str) -> None:
    (found,) = _check(html)
    assert [ALSO] == [place.note for place in found.related]


DOCTOR = "<img src={0}.jpg alt='{1}'><h3><a href=/doctors/{0}/>{1}, MD</a></h3><p>Medical oncology</p><a href=/doctors/{0}/>View profile</a>"
SILENT = {
    "other cards": _divs(CARD, OTHER, THIRD),
    "doctors of one speciality": _divs(
        DOCTOR.format("lee", "Ann Lee"), DOCTOR.format("cho", "Ben Cho")
    ),
    "doctors with one placeholder photo": _divs(
        "<img src=none.png alt=''><h3>Ann Lee, MD</h3><p>Oncology</p>",
        "<img src=none.png alt=''><h3>Ben Cho, MD</h3><p>Oncology</p>",
    ),
    "doctors named by their photos": _divs(
        "<img src=none.png alt='Ann Lee, MD'><p>Medical oncology, accepting new patients now</p>",
        "<img src=none.png alt='Ben Cho, MD'><p>Medical oncology, accepting new patients now</p>",
    ),
    "one doctor in two roles": _divs(
        "<img src=lee.jpg alt='Ann Lee'><h3>Ann Lee, MD</h3><p>Chief of Staff</p>",
        "<img src=lee.jpg alt='Ann Lee'><h3>Ann Lee, MD</h3><p>Breast surgery</p>",
    ),
    "clinics with one timetable": _divs(
        "<h3>Tupelo</h3><p>Monday to Friday, 8 am to 5 pm</p>",
        "<h3>Starkville</h3><p>Monday to Friday, 8 am to 5 pm</p>",
    ),
    "clinics told apart by their address": _divs(
        "<h3>Urgent Care</h3><p>12 Main Street, open every day of the year</p>",
        "<h3>Urgent Care</h3><p>99 Oak Avenue, open every day of the year</p>",
    ),
    "events on two dates": _divs(
        "<h3>Support group</h3><p>May 3 at noon in the resource library</p>",
        "<h3>Support group</h3><p>June 3 at noon in the resource library</p>",
    ),
    "events on two weekdays": _divs(
        "<h3>Gentle yoga</h3><p>Every Monday at noon in the library</p>",
        "<h3>Gentle yoga</h3><p>Every Tuesday at noon in the library</p>",
    ),
    "events by machine-readable dates": _divs(
        "<h3>Support group for families</h3><time datetime=2026-05-03>Next</time>",
        "<h3>Support group for families</h3><time datetime=2026-06-03>Next</time>",
    ),
    "other target": _divs(CARD, CARD.replace("/trials/", "/research/")),
    "a badge with the caption of another": _divs(
        "<img src=a.png alt='Radiation oncology accredited'><h3>Breast imaging center</h3><p>Designated by the college as a center for breast imaging</p>",
        "<img src=b.png alt='Breast imaging accredited'><h3>Breast imaging center</h3><p>Designated by the college as a center for breast imaging</p>",
    ),
    "badges are the badge rules' matter": _divs(
        *2
        * [
            "<img src=coc.png alt='Commission on Cancer Accredited Program'><h3>Commission on Cancer Accredited Program</h3>"
        ]
    ),
    "photos with one caption": _divs(
        "<img src=1.jpg alt=''><p>Ribbon walk in the park</p>",
        "<img src=2.jpg alt=''><p>Ribbon walk in the park</p>",
    ),
    "questions with one answer": _divs(
        "<h3>Can I park?</h3><p>Yes, at no cost to you.</p>",
        "<h3>Can I bring a friend?</h3><p>Yes, at no cost to you.</p>",
    ),
    "pagination": "<ul><li><a href='?p=1'>1</a><li>…<li><a href='?p=5'>5</a><li>…<li><a href='?p=9'>9</a></ul>",
    "two menus without a landmark": 2
    * "<div><ul><li><a href=/a>Support groups</a><li><a href=/b>Screening dates</a></ul></div>",
    "parts of the page": "<ul><li><a href=#a>Level two</a><li><a href=#b>Level two</a></ul>",
    "menu": "<nav><ul><li><a href=/a>Care</a><li><a href=/a>Care</a></ul></nav>",
    "footer": f"</main><footer>{_divs(CARD, CARD)}</footer><main>",
    "featured and all": f"<h3>Featured</h3>{_divs(CARD, OTHER)}<h3>All</h3>{_divs(CARD, OTHER, THIRD)}",
    "featured and all in one holder": f"<div><h2>Featured</h2><div>{CARD}</div><h2>All</h2><div>{CARD}</div><div>{OTHER}</div></div>",
    "data table": "<table><tr><th>Test<th>Where<tr><td><a href=/lab>Blood test</a><td><a href=/t>Tupelo</a><tr><td><a href=/ct>CT</a><td><a href=/t>Tupelo</a></table>",
    "calendar": "<table><tr><td><a href=/yoga>Yoga class</a><td>2<td><a href=/yoga>Yoga class</a></table>",
    "timetable in boxes": _divs(
        "<p>Monday</p><p>9 am to 5 pm</p>", "<p>Tuesday</p><p>9 am to 5 pm</p>"
    ),
    "price list": _divs(
        "<h3>Basic</h3><p>Included</p><a href=/buy>Choose</a>",
        "<h3>Plus</h3><p>Included</p><a href=/buy>Choose</a>",
    ),
    "check marks": "<ul><li>Included<li>Free parking<li>Included</ul>",
    "numbers": _divs("<h3>100%</h3>", "<h3>100%</h3>"),
    "form rows": _divs(
        *2
        * [
            "<label>Full name of the contact <input></label><label>Phone number of the contact <input></label>"
        ]
    ),
    "carousel in a circle": _divs(THIRD, CARD, OTHER, THIRD, CARD),
    "marked clones": f"<div><div>{CARD}</div><div>{OTHER}</div><div class='slide slick-cloned'>{CARD}</div></div>",
    "hidden twin": f"<div><div>{CARD}</div><div>{OTHER}</div><div hidden>{CARD}</div></div>",
    "responsive pair": f"<div><div class='d-none d-md-block'>{CARD}</div><div class='d-md-none'>{CARD}</div></div>",
    "ticker of logos": "<div>"
    + 2 * "".join(f"<div><img src={n}.png alt='Partner {n}'></div>" for n in "ABC")
    + "</div>",
    "bulleted text": "<ul><li>You may feel tired for several days after the treatment ends<li>You may feel tired for several days after the treatment ends</ul>",
    "social links": "<ul><li><a href=//facebook.com/h><svg aria-label=Facebook role=img></svg></a><li><a href=//x.com/h><svg aria-label=X role=img></svg></a></ul>",
    "same button under each": _divs(
        "<h3>Lungs</h3><a href=/book/>Book a visit</a>",
        "<h3>Skin</h3><a href=/book/>Book a visit</a>",
    ),
    "call to action further down": "</main><main>"
    + "".join(
        f"<section>{s}</section>"
        for s in (
            "<h2>About us</h2><p>We care.</p>",
            "<h2>Ready to come?</h2><p>Call us now.</p>",
            "<h2>Doctors</h2><p>We have many.</p>",
            "<h2>Ready to come?</h2><p>Call us now.</p>",
        )
    ),
    "steps": _divs(
        "<h3>Step 1</h3><p>Call us to set up a time.</p>",
        "<h3>Step 2</h3><p>Call us to set up a time.</p>",
    ),
    "sides of the body": _divs(
        "<h3>Left breast</h3><p>Images are taken from two sides.</p>",
        "<h3>Right breast</h3><p>Images are taken from two sides.</p>",
    ),
    "phone numbers": _divs(
        "<h3>Call us</h3><a href=tel:6625550100>662-555-0100</a>",
        "<h3>Call us</h3><a href=tel:6625550199>662-555-0199</a>",
    ),
    "links in a sentence": "<p>Ask about <a href=/t>clinical trials</a>, for <a href=/t>clinical trials</a> help.</p>",
    "sub-headings of two cards": _divs(
        "<h3>Tupelo</h3><h4>Opening hours</h4><p>Every day from morning to night</p>",
        "<h3>Starkville</h3><h4>Opening hours</h4><p>Every day from morning to night</p>",
    ),
    "sub-headings without boxes": "<h3>Tupelo</h3><h4>Opening hours</h4><p>Every day from eight to five</p><h3>Starkville</h3><h4>Opening hours</h4><p>Every day from eight to five</p>",
}


@pytest.mark.parametrize("html", SILENT.values(), ids=SILENT)
def test_cards_about_different_things_are_silent(html: str) -> None:
    assert _check(html) == []


def test_three_of_a_kind_are_one_finding() -> None:
    (found,) = _check(_divs(CARD, CARD, OTHER, CARD))
    assert [ALSO, ALSO] == [place.note for place in found.related]
    assert "three" in found.message or "3 times" in found.message


def test_two_repeated_cards_are_two_findings() -> None:
    assert len(_check(_divs(CARD, OTHER, CARD, THIRD, OTHER, CARD))) == 2


def test_the_message_quotes_title_and_target() -> None:
    (found,) = _check(_divs(CARD, OTHER, CARD))
    assert (
        found.message
        == "the card “Clinical Research” stands twice in one list, with the same text "
        "and the same target (https://h.example/trials/)"
    )
    assert "clinical research|h.example/trials" == found.subject


def test_nearly_equal_text_is_told() -> None:
    (found,) = _check(FOUND["a few words"])
    assert "nearly the same text" in found.message


@pytest.mark.parametrize(
    "card",
    [
        "<li><a href=/glossary/#{}>Conditional survival</a> of patients who were treated here</li>",
        "<li><h3>Example of a form</h3><pre>allow from all</pre><p>It stands twice.</p></li>",
    ],
    ids=["two places on one page", "an example of a program"],
)
def test_entries_of_an_index_and_examples_of_programs_may_repeat(card: str) -> None:
    html = f"<main><h1>Care</h1><ul>{card.format('one')}{card.format('two')}</ul></main>"
    assert [] == list(Duplicate().check(Page(url="https://h.example/care/", html=html)))
