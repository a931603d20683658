"""Numbers of accreditations held against what a page shows beside them."""

from datetime import UTC, date, datetime

import pytest

from audit.model import Certainty, Finding, Held
from audit.page import Page
from rules.claim.count_mismatch import CountMismatch

COC = '<li><img src="coc.png" alt="Commission on Cancer Accredited Program"></li>'
NAPBC = '<li><img src="napbc.png" alt="National Accreditation Program for Breast Centers"></li>'
CBIC = '<li><img src="c.png" alt="ACR Designated Comprehensive Breast Imaging Center"></li>'
RO = '<li><img src="r.png" alt="ACR Accredited Facility for Radiation Oncology"></li>'
WRONG = (
    '<li><img src="r.png" alt="ACR Accredited Facility for Radiation Oncology"><h3>ACR Designated '
    "Comprehensive Breast Imaging Center</h3></li>"
)
SLIDES = (
    f"<ul>{COC}{NAPBC}{RO.replace('<li>', '<li aria-hidden=true>')}"
    f"{COC.replace('<li>', '<li aria-hidden=true>')}</ul>"
)
AWARD = '<li><img src="s.png" alt="State Quality Award"></li>'


def _check(html: str, *held: Held) -> list[Finding]:
    page = Page("https://hospital.example/", html, gathered=datetime(2026, 11, 23, tzinfo=UTC))
    return list(CountMismatch(accreditations=held).check(page))


def _section(claim: str, *badges: str) -> str:
    return f"<main><section><h2>{claim}</h2><ul>{''.join(badges)}</ul></section></main>"


SILENT = {
    "number is right": _section("All 3 accreditations", COC, NAPBC, RO),
    "both": _section("Both accreditations", COC, NAPBC),
    "word": _section("Quadruple accredited", COC, NAPBC, RO, CBIC),
    "no number": _section("Our accreditations", COC),
    "at least": _section("More than 3 accreditations", COC),
    "other hospitals": _section("One of only three accredited centers in the state", COC),
    "an award nobody knows may be the fourth": _section(
        "All 4 accreditations", COC, NAPBC, RO, AWARD
    ),
    "accreditors are counted": _section("Accredited by two national organizations", COC, NAPBC, RO),
    "only those of one issuer are counted": _section(
        "Two American College of Surgeons accreditations", COC, NAPBC, RO, CBIC
    ),
    "of one issuer, named after the number": _section(
        "Two accreditations from the American College of Radiology", COC, NAPBC, RO, CBIC
    ),
    "text list": "<h2>Three national accreditations</h2><ul><li>Commission on Cancer<li>NAPBC<li>"
    "American College of Radiology accredited radiation oncology</ul>",
    "headings, one of them nobody knows": "<main><h2>All three accreditations</h2><h3>Commission "
    "on Cancer</h3><p>Words.</p><h3>NAPBC</h3><p>Words.</p><h3>State stroke network</h3></main>",
    "the claim names them itself": "<p>We hold three accreditations: CoC, NAPBC and NAPRC.</p>",
    "prose beside the badges names the last": (
        f"<section><h2>Three accreditations</h2><ul>{COC}{NAPBC}</ul><p>We also hold the NAPRC "
        "accreditation.</p></section>"
    ),
    "nothing shown and no registry": "<h1>Quadruple accredited cancer care</h1>",
    "caption headings of the claim's own level": (
        '<main><h3>All 2 accreditations</h3><div><div><img src="a.png" alt="Commission on Cancer">'
        '<h3>Commission on Cancer</h3></div><div><img src="b.png" alt="NAPBC"><h3>NAPBC</h3></div>'
        "</div></main>"
    ),
    "another section's badges": (
        f"<main><section><h2>Both accreditations</h2><ul>{COC}{NAPBC}</ul></section><section><h2>"
        f"Hospital</h2><ul>{RO}{CBIC}</ul></section></main>"
    ),
    "badges above the claim": (
        f"<main><section><ul>{COC}{NAPBC}</ul><h2>Both accreditations</h2></section></main>"
    ),
    "inline markup within the claim": _section(
        "All <strong>2</strong> <em>national</em> accreditations", COC, NAPBC
    ),
    "a stat tile": f"<section><div><span>2</span></div><p>accreditations</p><ul>{COC}{NAPBC}</ul>"
    "</section>",
    "a badge in content and one in the footer": (
        f"<main><h2>Both accreditations</h2><ul>{COC}{NAPBC}</ul></main><footer><ul>{COC}</ul>"
        "</footer>"
    ),
    "hidden badges do not count": _section(
        "Both accreditations", COC, NAPBC, RO.replace("<li>", "<li hidden>")
    ),
    "photographs are no badges": (
        '<section><h2>Both accreditations</h2><img src="t.jpg" alt="Our team of nurses"><ul>'
        f"{COC}{NAPBC}</ul></section>"
    ),
    "Spanish": "<h2>Nuestras 2 acreditaciones</h2><ul><li><img src=a.png alt='Acreditado por la "
    "Comisión de Cáncer'><li><img src=b.png alt='NAPBC'></ul>",
    "a stat tile whose parts only styles part": (
        f"<section><div><b>2</b><span>Accreditations</span></div><ul>{COC}{NAPBC}</ul></section>"
    ),
    "a carousel's next slide": (
        f"<main><h2>All 3 accreditations</h2><div>{SLIDES}<button>Next</button></div></main>"
    ),
    "a carousel's next slide, not displayed": (
        f"<main><h2>All 3 accreditations</h2><div>{SLIDES.replace('aria-hidden=true', 'hidden')}"
        '<a href="#2">2</a></div></main>'
    ),
    "a next slide with an award that nobody knows": (
        f"<main><h2>All 3 accreditations</h2><div><ul>{COC}{NAPBC}"
        f"{AWARD.replace('<li>', '<li hidden>')}</ul><button>Next</button></div></main>"
    ),
}
FOUND = {
    "a stat tile whose parts only styles part": (
        f"<section><div><b>3</b><span>Accreditations</span></div><ul>{COC}{NAPBC}</ul></section>",
        3,
        2,
    ),
    "a badge that is hidden for good": (
        _section("All 3 accreditations", COC, NAPBC, RO.replace("<li>", "<li hidden>")),
        3,
        2,
    ),
    "a carousel with too few": (
        f"<main><h2>All 4 accreditations</h2><div>{SLIDES}<button>Next</button></div></main>",
        4,
        3,
    ),
    "too many": (_section("All 4 accreditations", COC, NAPBC, RO), 4, 3),
    "too few": (_section("All 2 accreditations", COC, NAPBC, RO), 2, 3),
    "one twice": (_section("All 3 accreditations", COC, NAPBC, NAPBC), 3, 2),
    "word": (_section("A triple-accredited center", COC, NAPBC), 3, 2),
    "both": (_section("Both accreditations", COC), 2, 1),
    "flat markup": (
        f"<main><h2>Three national accreditations</h2><ul>{COC}{NAPBC}</ul><h2>Other</h2></main>",
        3,
        2,
    ),
    "in a paragraph": (
        f"<main><h2>Quality</h2><p>We hold three national accreditations.</p><ul>{COC}{NAPBC}</ul>"
        "</main>",
        3,
        2,
    ),
    "in the hero, badges below": (
        f"<main><h1>Quadruple accredited</h1><p>Words.</p><h2>Quality</h2><ul>{COC}{NAPBC}</ul>"
        "</main>",
        4,
        2,
    ),
    "text list": (
        "<h2>Four national accreditations</h2><ul><li>Commission on Cancer<li>NAPBC</ul>",
        4,
        2,
    ),
    "headings without images": (
        "<main><h2>All four accreditations</h2><h3>Commission on Cancer</h3><p>Words.</p><h3>NAPBC"
        "</h3><p>Words.</p><h3>NAPRC</h3><p>Words.</p></main>",
        4,
        3,
    ),
    "in an image's alternative": (
        f'<section><img src="b.png" alt="All 3 accreditations"><ul>{COC}{NAPBC}</ul></section>',
        3,
        2,
    ),
    "split over inline elements": (
        _section("All <b>3</b> national accreditations", COC, NAPBC),
        3,
        2,
    ),
    "badges in another section of the page": (
        f"<main><section><h2>About</h2><p>We hold all three national accreditations.</p></section>"
        f"<section><h2>Badges</h2><ul>{COC}{NAPBC}</ul></section></main>",
        3,
        2,
    ),
}


@pytest.mark.parametrize("html", SILENT.values(), ids=SILENT)
def test_a_number_that_may_be_right_is_silent(html: str) -> None:
    assert [] == [finding.message for finding in _check(html)]


@pytest.mark.parametrize(("html", "claimed", "shown"), FOUND.values(), ids=FOUND)
def test_a_number_that_is_not_shown_is_found(html: str, claimed: int, shown: int) -> None:
    (finding,) = _check(html)
    assert claimed == finding.evidence["claimed"]
    assert shown == len(finding.evidence["shown"])
    assert Certainty.SURE == finding.certainty


def test_badges_that_are_seen_and_not_heard_make_a_review() -> None:
    (finding,) = _check(f"<main><h2>All 3 accreditations</h2>{SLIDES}</main>")
    assert Certainty.REVIEW == finding.certainty
    assert "aria-hidden" in finding.message


def test_what_is_repeated_is_named() -> None:
    (finding,) = _check(_section("All 3 accreditations", COC, NAPBC, NAPBC))
    assert "more than once: National Accreditation Program for Breast Centers" in finding.message
    assert finding.related[-1].note.endswith("again")


def test_a_mislabelled_badge_that_explains_the_difference_makes_a_review() -> None:
    (finding,) = _check(_section("All 4 accreditations", COC, CBIC, WRONG, NAPBC))
    assert Certainty.REVIEW == finding.certainty
    assert "3 or 4" in finding.message
    assert ["its labels contradict each other, which explains the difference"] == [
        place.note for place in finding.related
    ]


def test_the_same_page_put_right_is_silent() -> None:
    assert [] == _check(_section("All 4 accreditations", COC, CBIC, RO, NAPBC))


def test_a_page_without_badges_is_held_against_the_registry() -> None:
    held = (Held("acs-coc"), Held("acs-napbc"), Held("acs-naprc", until=date(2025, 12, 31)))
    (finding,) = _check("<h1>All three national accreditations</h1>", *held)
    assert Certainty.SURE == finding.certainty
    assert ["acs-coc", "acs-napbc"] == finding.evidence["held"]
    assert [] == _check("<h1>Both national accreditations</h1>", *held)


FOUR = tuple(map(Held, ("acs-coc", "acs-napbc", "acr-cbic", "acr-radiation-oncology")))


@pytest.mark.parametrize(
    ("claim", "certainty"),
    [
        ("All five national accreditations", Certainty.SURE),
        ("Quintuple accredited cancer care", Certainty.SURE),
        ("Both our accreditations", Certainty.SURE),
        ("Our two breast accreditations", Certainty.REVIEW),
        ("All 3 cancer accreditations", Certainty.REVIEW),
        ("Both ACS accreditations", None),
        ("All 3 ACR accreditations", Certainty.SURE),
        ("Accredited by two national organizations", None),
        ("Accredited by three national organizations", Certainty.SURE),
        ("All four accreditations", None),
        ("More than three accreditations", None),
    ],
)
def test_where_no_badge_is_shown_the_registry_counts(
    claim: str, certainty: Certainty | None
) -> None:
    found = [finding.certainty for finding in _check(f"<main><p>{claim}</p></main>", *FOUR)]
    assert found == ([certainty] if certainty else [])


def test_badges_in_the_footer_count_before_the_registry() -> None:
    footer = f"<footer><ul>{COC}{NAPBC}{RO}</ul></footer>"
    assert [] == _check(f"<main><h1>All 3 accreditations</h1></main>{footer}", *FOUR)
    (finding,) = _check(f"<main><h1>All 5 accreditations</h1></main>{footer}", *FOUR)
    assert "the registry has 4" in finding.message


def test_badges_in_the_footer_alone_are_left_to_a_person() -> None:
    footer = f"<footer><ul>{COC}{NAPBC}{RO}</ul></footer>"
    (finding,) = _check(f"<main><h1>All 4 accreditations</h1></main>{footer}")
    assert Certainty.REVIEW == finding.certainty


def test_facilities_of_one_organisation_hold_different_numbers() -> None:
    held = (Held("acs-coc", facility="North"), Held("acs-napbc", facility="South"), *FOUR[2:])
    (finding,) = _check("<h1>All 2 accreditations</h1>", *held)
    assert Certainty.REVIEW == finding.certainty


def test_fewer_than_the_registry_holds_is_a_review() -> None:
    held = (Held("acs-coc"), Held("acs-napbc"), Held("tjc-hospital"))
    (finding,) = _check("<p>Our two national accreditations</p>", *held)
    assert Certainty.REVIEW == finding.certainty


def test_a_claim_of_one_field_among_more_badges_is_a_review() -> None:
    (finding,) = _check(_section("Our two breast accreditations", COC, NAPBC, CBIC))
    assert Certainty.REVIEW == finding.certainty
