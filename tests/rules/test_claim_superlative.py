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


def test_changed_wording_is_a_review() -> None:
    (finding,) = _check("<h2>Mississippi’s only cancer center with all 5 accreditations</h2>", ONLY)
    assert Certainty.REVIEW == finding.certainty
    assert ONLY.text in str(finding.fix)


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
