# ruff: noqa: E501  one line for a case
import pytest

from audit.model import Certainty, Finding
from audit.page import Page
from rules.section.empty import Empty

REST = "<section><h2>Contact</h2><p>Call us any time.</p></section>"


def _check(html: str, **more: object) -> list[Finding]:
    return list(Empty().check(Page(url="https://h.example/care/", html=html, **more)))


def _main(inside: str) -> str:
    return (
        "<header><h2>Menu</h2><nav><ul><li><a href=/>Home</a></ul></nav></header>"
        f"<main><h1>Cancer care</h1><p>We care for you.</p>{inside}</main>"
        "<footer><h2>Lakeside</h2><p>Main Street</p></footer>"
    )


FOUND = {
    "then a heading of its rank": "<h2>Related Locations</h2><h2>Contact</h2><p>Call us.</p>",
    "then a heading of a higher rank": "<h2>A</h2><p>x</p><h3>Related Locations</h3>"
    "<p> </p><h2>Contact</h2><p>Call us.</p>",
    "in a section": f"<section><h2>Related Locations</h2></section>{REST}",
    "in an article": f"<article><h2>Related Locations</h2></article>{REST}",
    "in nested boxes": "<div class='row'><div class='col'><div><h2>Related Locations</h2></div></div>"
    f"</div>{REST}",
    "at the end of main": "<h2>Related Locations</h2>",
    "empty list": f"<h2>Related Locations</h2><ul></ul>{REST}",
    "list of empty items": f"<h2>Related Locations</h2><ul><li></li><li>&nbsp;</li></ul>{REST}",
    "empty table": f"<h2>Related Locations</h2><table><tbody></tbody></table>{REST}",
    "empty boxes": f"<h2>Related Locations</h2><div class='grid'><div></div></div>{REST}",
    "no-break space": f"<h2>Related Locations</h2><p>&nbsp;</p><p>&#8203;</p>{REST}",
    "comment": f"<h2>Related Locations</h2><!-- TODO: locations -->{REST}",
    "rule": f"<h2>Related Locations</h2><hr>{REST}",
    "dots": f"<h2>Related Locations</h2><p>…</p><p>&bull;</p>{REST}",
    "hidden child": f"<h2>Related Locations</h2><div hidden><p>Tupelo</p></div>{REST}",
    "undisplayed child": f"<h2>Related Locations</h2><p style='display:none'>Tupelo</p>{REST}",
    "template": f"<h2>Related Locations</h2><template><p>Tupelo</p></template>{REST}",
    "noscript": f"<h2>Related Locations</h2><noscript>Turn on scripts.</noscript>{REST}",
    "tracking pixel": f"<h2>Related Locations</h2><img src=p.gif width=1 height=1 alt=''>{REST}",
    "way back up": f"<h2>Related Locations</h2><a href='#top'>Back to top</a>{REST}",
    "own anchor": f"<h2 id=rl>Related Locations</h2><a href='#rl'>Link here</a>{REST}",
    "role heading": f"<div role=heading aria-level=2>Related Locations</div>{REST}",
    "role heading without level": f"<div role=heading>Related Locations</div><div></div>{REST}",
    "unclosed tags": "<div><h2>Related Locations</h2><div><div><h2>Contact</h2><p>Call us.",
    "unclosed list items": f"<h2>Related Locations</h2><ul><li><li></ul>{REST}",
    "empty heading between": f"<h2>Related Locations</h2><h3></h3>{REST}",
    "labelled section, text outside": "<section aria-labelledby=l><h2 id=l>Related Locations</h2>"
    "</section><p>Call us.</p>",
    "labelled region, box outside": "<div role=region aria-labelledby=l><h3 id=l>Our team</h3></div>"
    "<div><p>Call us.</p></div>",
    "empty list in its section, text outside": "<section><h2>Related Locations</h2><ul></ul></section>"
    "<section><p>Call us.</p></section>",
    "layout table": "<table><tr><td><h2>Related Locations</h2></td></tr><tr><td>&nbsp;</td></tr>"
    "<tr><td><h2>Contact</h2><p>Call us.</p></td></tr></table>",
    "details without any": "<details><summary><h3>Related Locations</h3></summary><p></p></details>"
    f"{REST}",
    "third rank with a list": f"<h2>Care</h2><p>x</p><h4>Our nurses</h4><ul></ul>{REST}",
    "after a list of links": f"<ul><li><a href=/a>A</a></ul><h2>Related Locations</h2>{REST}",
    "two in a row": "<h2>Related Locations</h2><p>Tupelo</p><h2>Our doctors</h2><h2>News</h2><p>x</p>",
    "footer heading with an empty list": "<p>x</p></main><footer><h3>Locations</h3><ul></ul>"
    "<h3>About</h3><ul><li><a href=/a>Us</a></ul></footer><main>",
    "custom rank": f"<div role=heading aria-level=3>Our team</div><div></div>{REST}",
    "heading with sign": f"<h2><svg aria-hidden=true></svg> Related Locations</h2>{REST}",
    "link beside the title": f"<h2>Related Locations for you <a href=/all>All</a></h2><ul></ul>{REST}",
    "question without answer": f"<h3>What should I bring?</h3><div></div>{REST}",
    "in a shadow root": "<x-band><template shadowrootmode=open><h2>Related Locations</h2></template>"
    f"</x-band>{REST}",
}


@pytest.mark.parametrize("html", FOUND.values(), ids=FOUND)
def test_an_empty_section_is_found_once(html: str) -> None:
    assert 1 == len(_check(_main(html)))


SILENT = {
    "text": "<h2>Locations</h2><p>Tupelo</p>",
    "loose text": "<h2>Locations</h2>Tupelo<h2>Contact</h2>Call us.",
    "inline text": "<h2>Locations</h2><b>Tupelo</b><br><h2>Contact</h2><a href=/c>Call us</a>",
    "text in a wrapper beside": "<div><h2>Locations</h2></div><div><p>Tupelo</p></div>",
    "builder: heading in a section of its own": "<section><div><h2>Our services</h2></div></section>"
    f"<section><div><p>Surgery and more.</p></div></section>{REST}",
    "list": "<h2>Locations</h2><ul><li>Tupelo</ul>",
    "image": "<h2>Our campus</h2><img src=a.jpg alt=''>",
    "form": "<h2>Search</h2><form><input aria-label=Words></form>",
    "frame": "<h2>Find us</h2><iframe src=/map title=Map></iframe>",
    "video": "<h2>Watch</h2><video src=a.mp4></video>",
    "canvas": "<h2>Trend</h2><canvas></canvas>",
    "background picture": "<h2>Campus</h2><div style='background:url(a.jpg)'></div>",
    "subsection": "<h2>Locations</h2><h3>Tupelo</h3><p>Main Street</p>",
    "closed details": "<h2>Questions</h2><details><summary>Where?</summary>Here.</details>",
    "nav after it": "<h2>On this page</h2><nav><a href='#a'>A</a></nav>",
    "aside within main": "<h2>Related</h2><aside><p>Tupelo</p></aside>",
    "stars": "<h2>Rating</h2><div>★★★★★</div>",
    "kicker": "<div><h5>Our services</h5><h2>Close to home</h2><p>Text.</p></div>",
    "kicker wrapped": "<div><div><h3>Why choose us</h3></div><div><h2>Close to home</h2></div>"
    "<div><p>Text.</p></div></div>",
    "kicker in capitals": "<h2>Care</h2><p>x</p><h3>WHY US</h3><h2>Our difference</h2><p>Text.</p>",
    "subtitle in the hero": "</main><div class=hero><h1>Lakeside</h1><h2>Hope starts here</h2></div>"
    "<main><h2>Care</h2><p>x</p>",
    "subtitle in a block": "<div><h2>Care</h2><h3>Close to home</h3></div><div><h2>B</h2><p>x</p></div>",
    "subtitle in hgroup": "<hgroup><h2>Care</h2><h3>Close to home</h3></hgroup><h2>B</h2><p>x</p>",
    "sentence": "<section><h2>We are here for you.</h2></section>" + REST,
    "quotation": "<section><h2>“They saved my life”</h2></section>" + REST,
    "phone number": "<h4>(662) 555-0100</h4>" + REST,
    "address": "<h3>100 Main Street, Tupelo, MS 38801 555-0100</h3>" + REST,
    "number tiles": "<div><div><h3>25</h3></div><div><h3>98%</h3></div></div>" + REST,
    "tiles with titles only": "<h2>Services</h2><div><div><h3>Lungs</h3></div><div><h3>Skin</h3></div>"
    "<div><h3>Blood</h3></div></div>" + REST,
    "list of titles": "<h2>Services</h2><ul><li><h3>Lungs</h3><li><h3>Skin</h3></ul>" + REST,
    "column heads over columns": "<h2>Care</h2><div><div><h3>Day</h3></div><div><h3>Night</h3></div></div>"
    "<div><div><p>a</p></div><div><p>b</p></div></div>" + REST,
    "card with image above": "<h2>Services</h2><div><div><img src=a alt=''><h3>Lungs</h3></div>"
    "<div><img src=b alt=''><h3>Skin</h3></div></div>" + REST,
    "lone card with image above": "<div class=card><img src=a alt='Lungs'><h2>Lungs</h2></div>"
    + REST,
    "card with drawing above": "<div class=card><div><svg><path d=M0></path></svg></div>"
    "<div><h2>Lungs</h2></div></div>" + REST,
    "card with text above": "<h2>News</h2><div><div><p>May 1</p><h3>Walk</h3></div>"
    "<div><p>May 2</p><h3>Run</h3></div></div>" + REST,
    "image beside": "<div class=row><div><img src=a alt=A></div><div><h2>Hope lives here</h2></div></div>"
    + REST,
    "whole heading is a link": "<h2><a href=/l>Related Locations</a></h2>" + REST,
    "card is a link": "<a href=/l><h2>Locations</h2></a><a href=/d><h2>Doctors</h2></a>" + REST,
    "button in heading": "<h3><button aria-expanded=false>Parking</button></h3><div hidden>Free</div>"
    + REST,
    "trigger attribute": "<h3 data-bs-toggle=collapse>Parking</h3><div style='display:none'>Free</div>"
    + REST,
    "accordion without roles": "<h3>Parking</h3><div style='display:none'>Free</div>"
    "<h3>Food</h3><div style='display:none'>Café</div>" + REST,
    "tab": "<div role=tablist><h3 role=tab>One</h3><h3 role=tab>Two</h3></div><p>x</p>",
    "tab inside": "<div role=tab><h3>One</h3></div>" + REST,
    "summary": "<details><summary><h3>Parking</h3></summary>In garage B.</details>" + REST,
    "a link with a box for its icon": "<h3>Follow us</h3><a href=//x.com/h><i class=x></i></a>"
    + REST,
    "icon links that styles draw": "<h3>Follow us</h3><ul><li><a href=//x.com/h aria-label=X><i></i></a></ul>"
    + REST,
    "legend": "<form><fieldset><legend><h3>You</h3></legend></fieldset></form>" + REST,
    "figcaption": "<figure><img src=a alt=A><figcaption><h3>Campus</h3></figcaption></figure>"
    + REST,
    "dialog": "<div role=dialog><h2>Find a doctor</h2><div></div></div>" + REST,
    "column head in a table": "<table><tr><th><h3>Doctor</h3><th><h3>Phone</h3><tr><td>Lee<td>1</table>"
    + REST,
    "row of heading cells": "<table><tr><td><h3>Day</h3><td><h3>Night</h3><tr><td>a<td>b</table>"
    + REST,
    "attribution of a quotation": "<div><blockquote>They cared.</blockquote><h3>Mary S</h3></div>"
    + REST,
    "banner with a picture": "<section style='background-image:url(a.jpg)'><h2>Hope lives here</h2>"
    "</section>" + REST,
    "list made of headings": "<h2>Services</h2><div><h4>Lungs</h4><h4>Skin</h4><h4>Blood</h4></div>"
    + REST,
    "heading for its looks": "<h2>Care</h2><p>x</p><h5>Call today</h5>" + REST,
    "hidden heading": "<h2 hidden>Related Locations</h2>" + REST,
    "empty heading": "<h2></h2>" + REST,
    "hidden label of a full landmark": "<section aria-labelledby=l><p>Call us.</p><h2 id=l>Contact</h2>"
    "</section>" + REST,
    "label of a list elsewhere": "<h2 id=m class=sr-only>Sections</h2><nav aria-labelledby=m>"
    "<a href='#a'>A</a></nav>" + REST,
    "term and description": "<dl><dt><h3>Parking</h3></dt><dd>Free</dd></dl>" + REST,
    "carousel slide": "<div><div aria-roledescription=slide><h2>Hope</h2></div></div>" + REST,
    "title of the menu": "</main><nav><h2>Menu</h2><h3>Care</h3><h3>About</h3></nav><main>",
    "list of cards whose headings rank as high": "<h2>News</h2><div><article><h2>A walk</h2><p>x</p></article><article><h2>A run</h2><p>y</p></article></div>",
    "list of cards whose headings rank higher": "<h2>A</h2><p>x</p><h3>News</h3><div><div><h2>A walk</h2><p>x</p></div><div><h2>A run</h2><p>y</p></div></div>",
    "list in a card under its head": "<h2>Bills</h2><p>x</p><div><div><h3>Details</h3></div><div><ul><li><h3>Lee</h3><p>a</p><li><h3>Cho</h3><p>b</p></ul></div></div>",
    "date over a title": "<ul><li><div><h4>March 2011</h4><h4>We open</h4></div><p>x</p><li><div><h4>May 2015</h4><h4>We grow</h4></div><p>y</p></ul>",
    "footer line": "</main><footer><h4>Lakeside Hospital</h4><h4>Tupelo</h4></footer><main>",
}


@pytest.mark.parametrize("html", SILENT.values(), ids=SILENT)
def test_a_heading_with_content_or_complete_by_itself_is_silent(html: str) -> None:
    assert [] == _check(_main(html))


@pytest.mark.parametrize(
    "shell",
    [
        "<div id=locations></div>",
        "<div data-widget='locations'></div>",
        "<location-list></location-list>",
        "<div><script>fill()</script></div>",
        "<ul id=locations></ul>",
        "<div class=spinner>Loading…</div>",
    ],
)
def test_what_a_script_may_fill_is_a_review_without_a_browser(shell: str) -> None:
    (found,) = _check(_main(f"<h2>Related Locations</h2>{shell}{REST}"))
    assert Certainty.REVIEW == found.certainty
    assert "a script or a style sheet may fill" in found.message


def test_the_block_of_the_next_heading_is_nothing_that_a_script_fills() -> None:
    html = "<h2>Related Locations</h2><section id=contact data-x=1 style='background:url(a)'>"
    (found,) = _check(_main(f"{html}<h2>Contact</h2><p>Call us.</p></section>"))
    assert found.certainty is Certainty.SURE


def test_a_rendered_page_is_judged_as_it_is() -> None:
    html = _main(f"<h2>Related Locations</h2><div id=locations></div>{REST}")
    (found,) = _check(html, rendered=True, source=html)
    assert Certainty.SURE == found.certainty
    assert "the server sent" not in found.message


def test_what_stays_closed_in_a_rendered_page_is_a_review() -> None:
    html = _main(f"<h2>Related Locations</h2><location-list></location-list>{REST}")
    (found,) = _check(html, rendered=True, source=html)
    assert Certainty.REVIEW == found.certainty


def test_content_that_the_server_sent_and_the_page_lost_is_told() -> None:
    source = _main(f"<h2>Related Locations</h2><p>Tupelo</p>{REST}")
    html = _main(f"<h2>Related Locations</h2><p></p>{REST}")
    (found,) = _check(html, rendered=True, source=source)
    assert "the server sent content" in found.message


def test_a_possible_tagline_is_a_review() -> None:
    html = "<main><h1>Cancer care</h1><h2>Hope starts here</h2><h2>Services</h2><p>x</p></main>"
    (found,) = _check(html)
    assert Certainty.REVIEW == found.certainty


def test_a_page_with_nothing_but_its_title_is_empty() -> None:
    html = "<header><a href=/>Home</a></header><main><h1>Locations</h1></main><footer>Us</footer>"
    assert 1 == len(_check(html))


def test_a_page_title_alone_in_a_hero_is_silent() -> None:
    assert [] == _check(f"<section><h1>Welcome</h1></section><section>{REST}</section>")


def test_text_outside_main_keeps_the_page_title_from_being_empty() -> None:
    assert [] == _check("<main><h1>Locations</h1></main><div><p>Tupelo</p></div>")


def test_the_message_names_what_follows() -> None:
    (found,) = _check(_main(f"<h2>Related Locations</h2>{REST}"))
    assert (
        "there is nothing under the heading “Related Locations”: the heading “Contact” follows at once"
        == found.message
    )
    assert "Related Locations" == found.subject


@pytest.mark.parametrize(
    "html",
    [
        "<h3>Summary</h3><div><h3>Note</h3><p>Bring your card.</p></div><p>We see you at noon.</p>",
        "<h2>Search results</h2><div aria-live=polite></div>",
        "<h2>Rating</h2><div aria-label='4.9 of 5 stars'><span></span></div>",
    ],
    ids=["text goes on after a note", "region for messages to come", "drawn by styles"],
)
def test_what_may_be_there_is_a_review(html: str) -> None:
    (found,) = _check(_main(html + REST))
    assert found.certainty is Certainty.REVIEW


def test_a_small_title_above_cards_of_higher_rank_is_left_to_a_person() -> None:
    card = "<div class=card><h3>{}</h3><p>Text of the card.</p></div>"
    rows = [
        f"<h5>{title}</h5><div>{''.join(card.format(name) for name in names)}</div>"
        for title, names in (("Doctors", "AB"), ("Nurses", "CD"), ("Trials", "EF"))
    ]
    found = _check(f"<main><h1>Care</h1><p>Text.</p><div>{''.join(rows)}</div></main>")
    assert {Certainty.REVIEW} >= {each.certainty for each in found}


def test_ways_to_call_one_function_share_what_stands_below_the_last() -> None:
    calls = "<h3>http.get(options)</h3><h3>http.get(url[, options])</h3><p>Asks a server.</p>"
    assert [] == _check(f"<main><h1>http</h1><p>Text.</p>{calls}</main>")
    places = "<h3>Clinic (Tupelo)</h3><h3>Clinic (Starkville)</h3><p>Main Street</p>"
    assert 1 == len(_check(f"<main><h1>Care</h1><p>Text.</p>{places}</main>"))
