"""Superlatives held against the ledger of approved claims."""

from datetime import UTC, date, datetime

import pytest

from audit.model import ApprovedClaim, Certainty, Finding
from audit.page import Page
from rules.claim.superlative import UnapprovedSuperlative

ONLY = ApprovedClaim(
    "Mississippi's only cancer center with all 4 accreditations",
    evidence="https://hospital.example/evidence",
    approved_by="Compliance",
    until=date(2027, 6, 30),
)


def _check(html: str, *claims: ApprovedClaim) -> list[Finding]:
    page = Page("https://hospital.example/", html, gathered=datetime(2026, 11, 23, tzinfo=UTC))
    return list(UnapprovedSuperlative(claims=claims).check(page))


def _but(**changes: object) -> ApprovedClaim:
    return ApprovedClaim(**{**vars(ONLY), **changes})


def test_without_a_ledger_the_rule_cannot_judge() -> None:
    assert [] == _check("<h1>The best hospital in Mississippi</h1>")


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Mississippi’s only cancer center with all 4 accreditations</h2>",
        "<h2>MISSISSIPPI’S ONLY CANCER CENTER\n WITH ALL 4 ACCREDITATIONS</h2>",
        "<p>We are Mississippi's only cancer center with all 4 accreditations, close to home.</p>",
        "<p>Mississippi's <strong>only</strong> cancer center with all 4 accreditations</p>",
        "<blockquote>The best hospital in Mississippi!</blockquote>",
        "<nav><a href='/x'>The best hospital in Mississippi</a></nav>",
        "<div hidden>The best hospital in Mississippi</div>",
        "<p>Your first visit</p>",
        "<p>“The best nurses in the world took care of me,” says Joan.</p>",
        "<p>The American Cancer Society is the largest nonprofit funder of research.</p>",
        "<p>The National Cancer Institute was the leading group.</p>",
    ],
)
def test_approved_wording_is_silent(html: str) -> None:
    assert [] == [finding.message for finding in _check(html, ONLY)]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<h1>The best hospital in Mississippi</h1>", "The best hospital"),
        (
            "<p>We are Mississippi's only cancer center with all 4 accreditations and the largest "
            "hospital in the state.</p>",
            "the largest hospital",
        ),
        ("<p>We are the <em>leading</em> cancer center here.</p>", "the leading cancer center"),
        ("<p>Ranked No. 1 in the state.</p>", "No. 1"),
        ("<p>“I am proud that we are the leading cancer center here,” said Lee.</p>", "center"),
        ("<p>“The best cancer center in the state,” said the chief executive.</p>", "center"),
        ("<p>Our Commission on Cancer program is the best hospital program here.</p>", "program"),
        ("<p>NCI-designated, the leading cancer center here.</p>", "center"),
    ],
)
def test_unapproved_wording_is_found(html: str, words: str) -> None:
    (finding,) = _check(html, ONLY)
    assert words.split()[-1] in finding.message
    assert Certainty.SURE == finding.certainty


@pytest.mark.parametrize(
    ("said", "told", "certainty"),
    [
        (
            "Mississippi’s only cancer center with all 5 accreditations",
            "it says “5” and it leaves out “4”",
            Certainty.SURE,
        ),
        (
            "We are Mississippi's only cancer center with 4 accreditations, near you.",
            "it leaves out “all”",
            Certainty.SURE,
        ),
        (
            "Mississippi’s only breast cancer center with all 4 accreditations",
            "it says “breast”",
            Certainty.SURE,
        ),
        (
            "Mississippi’s only cancer center with all of the 4 accreditations",
            "it says “of the”",
            Certainty.REVIEW,
        ),
    ],
)
def test_a_changed_wording_is_told_with_its_difference(
    said: str, told: str, certainty: Certainty
) -> None:
    (finding,) = _check(f"<h2>{said}</h2>", ONLY)
    assert told in finding.message
    assert certainty == finding.certainty
    assert ONLY.text in str(finding.fix)


OWN = "<title>Cancer care | Fernhollow Cancer Center</title>"


@pytest.mark.parametrize(
    "said",
    [
        "The nation's leading breast cancer foundation, Susan G. Komen, supports our navigators.",
        "Our gala benefits the world's largest voluntary health organization.",
        "The Leukemia Society is the nation's leading hospital funder of blood cancer research.",
        "She trained at MD Anderson, the nation's top cancer center.",
        "Dr. Lee completed her fellowship at one of the leading cancer centers in the country.",
        "He previously worked at the region's largest hospital in Memphis.",
        "The first hospital in Mississippi was built in Natchez in 1805.",
        "In 1921, Johns Hopkins opened the first hospital in the country devoted to brain tumors.",
        "The nation's first cancer center opened in Buffalo in 1898.",
        "The best care in the world cannot help if you miss your appointments.",
        "Our donors include the largest employer in Lee County.",
        "Toyota, the area's largest employer, gave $50,000 to the center.",
        "The nation's leading health systems have adopted the same standard.",
        "The Komen Foundation, the largest breast cancer organization in the world, gave a grant.",
        "This award goes to the best nurses in the state each year.",
        "The National Cancer Institute leads the largest program of cancer research in the world.",
        "Founded by the county's first woman physician, the library holds 3,000 books.",
        "We partner with the nation's leading cancer centers.",
    ],
)
def test_praise_of_others_is_silent(said: str) -> None:
    assert [] == _check(f"{OWN}<p>{said}</p>", ONLY)


@pytest.mark.parametrize(
    "said",
    [
        "If you chose the other editor, it is the only program to learn.",
        "The command runs as the first program in this root file system.",
        "Its array is the oldest unit of the file.",
    ],
)
def test_what_is_praised_where_nothing_is_of_care_is_no_hospital(said: str) -> None:
    assert [] == _check(f"<title>Manual</title><h1>Start</h1><p>{said}</p>", ONLY)
    assert len(_check(f"<title>Manual</title><h1>Our patients</h1><p>{said}</p>", ONLY)) == 1


@pytest.mark.parametrize(
    "said",
    [
        "Mayo Clinic is one of the world's leading hospitals.",
        "St. Jude Children's Hospital was the first hospital in the South to be integrated.",
        "The Mississippi Burn Center was the only burn center in the state until 2005.",
        "Oxford Transplant Hospital, our region's leading program, will take over your care.",
    ],
)
def test_praise_of_what_may_be_another_hospital_is_left_to_a_person(said: str) -> None:
    (finding,) = _check(f"{OWN}<p>{said}</p>", ONLY)
    assert Certainty.REVIEW == finding.certainty
    assert "another organisation" in finding.message


@pytest.mark.parametrize(
    "said",
    [
        "Fernhollow Cancer Center is the nation's leading rural cancer center.",
        "At Fernhollow, the region's largest hospital, we care for you.",
        "In 1998 we became the first hospital in Mississippi to perform it.",
        "As the region's leading cancer center, we partner with Duke University.",
        "In Tupelo, the state's best surgeons see you close to home.",
        "Today, the region's largest hospital has 640 beds.",
        "You will find the best cancer care in Mississippi here.",
        "The only Commission on Cancer accredited program in the county",
        "Proud to be the region's first choice for cancer care",
        "The state's leader in cancer research",
        "Our surgeons trained at Duke; we are the best hospital in the state.",
    ],
)
def test_praise_of_the_own_organisation_is_found(said: str) -> None:
    findings = _check(f"{OWN}<p>{said}</p>", ONLY)
    assert [Certainty.SURE] == [finding.certainty for finding in findings]


@pytest.mark.parametrize(
    ("claim", "lacks"),
    [
        (_but(until=date(2026, 11, 22)), "ended on 2026-11-22"),
        (_but(evidence=""), "without evidence"),
        (_but(approved_by=""), "nobody is named"),
    ],
)
def test_an_entry_that_no_longer_stands_does_not_cover(claim: ApprovedClaim, lacks: str) -> None:
    (finding,) = _check(f"<h2>{ONLY.text}</h2>", claim)
    assert lacks in finding.message


def test_an_approval_stands_on_its_last_day_and_without_an_end() -> None:
    assert [] == _check(f"<h2>{ONLY.text}</h2>", _but(until=date(2026, 11, 23)))
    assert [] == _check(f"<h2>{ONLY.text}</h2>", _but(until=None))
