"""What the badge rules report, and what they leave alone."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from audit.model import Certainty, Finding, Held
from audit.page import Page
from rules.badge.ambiguous import Ambiguous
from rules.badge.duplicate import Duplicate
from rules.badge.expired import Expired
from rules.badge.expiring import Expiring
from rules.badge.mislabelled import Mislabelled
from rules.badge.retired_name import RetiredName
from rules.badge.unregistered import Unregistered
from rules.base import PageRule

COC_ALT = "Commission on Cancer Accredited Program"
COC = f'<li><img src="coc.png" alt="{COC_ALT}"><h3>{COC_ALT}</h3></li>'
NAPBC = '<li><img src="napbc.png" alt="NAPBC"><h3>NAPBC accredited</h3></li>'
CBIC_TEXT = "ACR Designated Comprehensive Breast Imaging Center"
CBIC = f'<li><img src="c.png" alt="{CBIC_TEXT}"><h3>{CBIC_TEXT}</h3><p>Breast images.</p></li>'
RO_ALT = "ACR Accredited Facility for Radiation Oncology"


def _check(rule: type[PageRule], html: str, *held: Held, **options: Any) -> list[Finding]:
    page = Page("https://hospital.example/", html, gathered=datetime(2026, 11, 23, tzinfo=UTC))
    return list(rule(accreditations=held, **options).check(page))


def test_a_caption_copied_from_another_badge_is_the_wrong_label() -> None:
    wrong = (
        f'<li><img id="w" src="acr-radiation-oncology.png" alt="{RO_ALT}"><h3>{CBIC_TEXT}</h3>'
        "<p>Breast images.</p></li>"
    )
    (finding,) = _check(Mislabelled, f"<ul>{COC}{CBIC}{wrong}{NAPBC}</ul>")
    assert "#w" == finding.place.selector
    assert f"alternative text “{RO_ALT}”" in finding.message
    assert "file name “acr-radiation-oncology.png”" in finding.message
    assert f"heading “{CBIC_TEXT}”" in finding.message
    assert "repeats the second badge" in finding.message
    assert 'alt="ACR Designated' in finding.related[0].snippet
    assert "change the heading to “ACR Radiation Oncology Accreditation”" in str(finding.fix)
    assert {"signal", "text", "says", "ids", "why"} == set(finding.evidence["signals"][0])


def test_an_alternative_copied_from_another_badge_is_the_wrong_label() -> None:
    wrong = f'<li><img src="x.png" alt="{COC_ALT}"><h3>NAPRC accredited</h3></li>'
    (finding,) = _check(Mislabelled, f"<ul>{COC}{wrong}</ul>")
    assert "change the alternative text to" in str(finding.fix)
    assert "repeats the first badge" in finding.message


def test_a_file_name_decides_where_nothing_is_copied() -> None:
    html = f'<figure><img src="napbc.png" alt="{COC_ALT}"><figcaption>NAPBC</figcaption></figure>'
    (finding,) = _check(Mislabelled, html)
    assert "change the alternative text to" in str(finding.fix)
    assert () == finding.related


def test_where_nothing_decides_no_wording_is_proposed() -> None:
    html = f'<figure><img src="1.png" alt="{COC_ALT}"><figcaption>NAPBC</figcaption></figure>'
    (finding,) = _check(Mislabelled, html)
    assert finding.fix is None


def test_weak_signals_alone_raise_nothing() -> None:
    html = (
        f'<a href="/napbc"><img src="napbc.png" title="NAPBC" alt="{COC_ALT}"></a>'
        f'<div><img src="naprc.png" alt="{COC_ALT}"><h3>{COC_ALT}</h3>'
        "<p>Our NAPRC program.</p></div>"
    )
    assert [] == _check(Mislabelled, html)


def test_hostile_labels_are_quoted_as_they_are() -> None:
    html = (
        '<figure><img src="1.png" alt="Commission on Cancer <script>alert(1)</script>">'
        "<figcaption>NAPBC</figcaption></figure>"
    )
    (finding,) = _check(Mislabelled, html)
    assert "<script>alert(1)</script>" in finding.message


def test_endless_labels_are_quoted_in_part() -> None:
    alt = "ACR accredited MRI " * 5000
    (finding,) = _check(
        Mislabelled, f'<figure><img alt="{alt}"><figcaption>NAPBC</figcaption></figure>'
    )
    assert len(finding.message) < 1000


@pytest.mark.parametrize(
    ("html", "certainty"),
    [
        (f"<ul>{COC}{NAPBC}{COC}</ul>", Certainty.SURE),
        (f"<ul>{COC}{COC}</ul>", Certainty.SURE),
        (
            f"<main><section><h2>One</h2><ul>{COC}</ul></section><section><h2>Two</h2><ul>{COC}"
            f"{NAPBC}</ul></section></main>",
            Certainty.REVIEW,
        ),
        (f"<ul>{COC}{COC}{COC}</ul>", Certainty.SURE),
        (f"<div>{COC}</div><p>{'Words. ' * 20}</p><div>{COC}{NAPBC}</div>", Certainty.REVIEW),
        (f"<h3>One</h3><ul>{COC}</ul><h3>Two</h3><ul>{COC}{NAPBC}</ul>", Certainty.REVIEW),
        (f"<ul>{COC}{COC.replace('coc.png', 'coc-2.png')}</ul>", Certainty.SURE),
        (
            f'<img src="coc-300x300.png" alt="{COC_ALT}"><img src="coc-150x150.png?v=2" '
            f'alt="{COC_ALT}">',
            Certainty.SURE,
        ),
        (f'<img src="1.png" alt="CoC"><img src="1.png" alt="{COC_ALT}">', Certainty.SURE),
        (f'<img src="1.png" alt="{COC_ALT}"><img src="2.png" alt="{COC_ALT}">', Certainty.REVIEW),
        (f'<img src="1.png" alt="CoC"><img src="2.png" alt="{COC_ALT}">', Certainty.REVIEW),
        (
            f'<svg role="img" aria-label="{COC_ALT}"></svg>'
            f'<svg role="img" aria-label="{COC_ALT}"></svg>',
            Certainty.SURE,
        ),
    ],
    ids=[
        "not adjacent",
        "adjacent",
        "in two sections",
        "three times",
        "far apart",
        "under two headings",
        "one caption under two pictures",
        "one picture in two sizes",
        "one picture in two wordings",
        "one wording for two pictures",
        "two wordings for two pictures",
        "drawings",
    ],
)
def test_a_badge_shown_twice_is_found(html: str, certainty: Certainty) -> None:
    (finding,) = _check(Duplicate, html)
    assert certainty == finding.certainty
    assert f"{COC_ALT} is shown" in finding.message


@pytest.mark.parametrize(
    "html",
    [
        f"<main><ul>{COC}</ul></main><footer><ul>{COC}</ul></footer>",
        f"<ul>{COC}{NAPBC}{COC}{NAPBC}</ul>",
        f"<div><ul>{COC}{NAPBC}</ul></div><div><ul>{COC}{NAPBC}</ul></div>",
        f'<ul>{COC}</ul><section><img src="coc.png" alt="{COC_ALT}"><p>All about it.</p></section>',
        f"<ul>{COC}{COC.replace('<li>', '<li class=slick-cloned>')}</ul>",
        f'<div class="d-none d-md-block">{COC}</div><div class="d-md-none">{COC}</div>',
        f"<ul>{COC}{COC.replace('<li>', '<li hidden>')}</ul>",
        f"<h3>Tupelo</h3><ul>{COC}{NAPBC}</ul><h3>Starkville</h3><ul>{COC}{NAPBC}</ul>",
        f"<ul>{COC}{NAPBC}</ul>",
        '<ul><li><img src="a.png" alt="ACR Accredited CT"><li><img src="a.png" alt="ACR Accredited '
        'MRI"></ul>',
        f"<ul>{CBIC}<li><img src='r.png' alt='{RO_ALT}'><h3>{CBIC_TEXT}</h3><p>Breast images.</p>"
        "</ul>",
        '<img src="/_next/image?url=a.png" alt="2024 Magnet Recognized">'
        '<img src="/_next/image?url=b.png" alt="2019 Magnet Recognized">',
        '<img src="t.png" alt="ACS Verified Level I Trauma Center">'
        '<img src="t.png" alt="ACS Verified Level II Trauma Center">',
        '<img src="g.png" alt="Joint Commission Gold Seal of Approval">'
        '<img src="g.png" alt="Gold Seal of Approval">',
    ],
    ids=[
        "content and footer",
        "a carousel's second round",
        "a group repeated for small screens",
        "a row and a section about one",
        "carousel clone",
        "responsive pair",
        "hidden copy",
        "two places with the same two",
        "two of one issuer",
        "one picture for two subjects",
        "a mislabelled badge is another defect",
        "two years",
        "two levels",
        "seals that leave open what for",
    ],
)
def test_what_is_no_repetition_is_silent(html: str) -> None:
    assert [] == [finding.message for finding in _check(Duplicate, html)]


@pytest.mark.parametrize("rule", [Unregistered, Expired, Expiring])
def test_without_a_registry_nothing_is_judged(rule: type[PageRule]) -> None:
    assert [] == _check(rule, f"<ul>{COC}{NAPBC}</ul>")


def test_what_the_registry_does_not_hold_is_found() -> None:
    (finding,) = _check(Unregistered, f"<ul>{COC}{NAPBC}</ul>", Held("acs-coc"))
    assert "National Accreditation Program for Breast Centers" in finding.message
    assert "acs-napbc" in str(finding.fix)


@pytest.mark.parametrize(
    "alt",
    [
        "The Joint Commission Gold Seal of Approval",
        "Joint Commission Accredited",
        "Joint Commission Palliative Care Certification",
        "American Cancer Society",
        "ACR Accredited",
        "Mississippi Quality Award",
        "Pink seal",
    ],
)
def test_what_the_registry_may_hold_is_silent(alt: str) -> None:
    held = (
        Held("tjc-palliative", also=("Pink seal",)),
        Held("state", "Mississippi Quality Award", "State of Mississippi"),
    )
    assert [] == _check(Unregistered, f'<img src="a.png" alt="{alt}">', *held)


def test_a_term_counts_on_its_last_day_and_not_on_the_next() -> None:
    today, yesterday = date(2026, 11, 23), date(2026, 11, 22)
    assert [] == _check(Expired, COC, Held("acs-coc", until=today))
    (finding,) = _check(Expired, COC, Held("acs-coc", until=yesterday))
    assert "2026-11-22" in finding.message
    assert [] == _check(Expired, COC, Held("acs-coc"))


def test_the_longest_term_of_several_entries_counts() -> None:
    ended = Held("acs-coc", until=date(2020, 1, 1), facility="North")
    assert [] == _check(Expired, COC, ended, Held("acs-coc", until=date(2028, 1, 1)))
    assert [] == _check(Expired, COC, ended, Held("acs-coc", facility="South"))
    assert 1 == len(_check(Expired, COC, ended, Held("acs-coc", until=date(2021, 1, 1))))


def test_an_ending_term_is_told_within_the_lead_time() -> None:
    held = Held("acs-coc", until=date(2026, 12, 23))
    (finding,) = _check(Expiring, COC, held)
    assert "in 30 days" in finding.message
    assert [] == _check(Expiring, COC, held, lead_days=29)
    assert [] == _check(Expiring, COC, Held("acs-coc", until=date(2026, 11, 22)))


def test_an_issuer_that_has_become_another_is_a_replaced_name() -> None:
    alt = "Society of Cardiovascular Patient Care Accredited Chest Pain Center"
    (finding,) = _check(RetiredName, f'<img src="scpc.png" alt="{alt}">')
    assert "is now American College of Cardiology" in finding.message


def test_a_replaced_name_is_found_in_any_label() -> None:
    html = (
        '<figure><img src="b.png" alt="ACR Designated Comprehensive Breast Imaging Center">'
        "<figcaption>Breast Imaging Center of Excellence</figcaption></figure>"
    )
    (finding,) = _check(RetiredName, html)
    assert "caption" in finding.message
    assert "Write “ACR Designated Comprehensive Breast Imaging Center”" in str(finding.fix)
    assert [] == _check(Mislabelled, html)


@pytest.mark.parametrize(
    "html",
    [
        '<div><img src="a.png" alt="ACR Accredited"><p>Mammography and breast ultrasound</p></div>',
        '<a href="/mammography"><img src="a.png" alt="ACR Accredited"></a>',
        '<img src="acr-ct.png" alt="ACR Accredited">',
        '<img src="a.png" alt="American College of Radiology">',
        '<img src="a.png" alt="DNV accredited">',
        '<img src="a.png" alt="Joint Commission Accredited">',
        f'<div><img src="a.png" alt="ACR Accredited"><h3>{COC_ALT}</h3></div>',
        "<p>ACR Accredited</p>",
        '<h1>Imaging</h1><h2>Mammography</h2><p>In ten minutes.</p><img alt="ACR Accredited">',
        '<img src="a.png" alt="ACCME Accredited with Commendation">',
        '<h1>Mammography</h1><p>In ten minutes.</p><img src="a.png" alt="ACR Accredited">',
    ],
    ids=[
        "description",
        "link",
        "file name",
        "no accrediting word",
        "an issuer of one",
        "an issuer's general name",
        "a contradiction is another defect",
        "prose",
        "the section's heading",
        "an issuer of whose accreditations none is known",
        "the page's heading",
    ],
)
def test_a_badge_that_anything_explains_is_not_ambiguous(html: str) -> None:
    assert [] == [finding.message for finding in _check(Ambiguous, html)]


@pytest.mark.parametrize(
    "html",
    [
        '<img src="seal.png" alt="ACR Accredited Facility">',
        '<figure><img src="a.png" alt="Accredited by the American College of Radiology">'
        "<figcaption>We are proud of it</figcaption></figure>",
        '<div><img src="award.svg" alt=""><h3>ACS accredited</h3></div>',
    ],
)
def test_an_issuer_without_a_subject_is_ambiguous(html: str) -> None:
    (finding,) = _check(Ambiguous, html)
    assert "does not say what was accredited" in finding.message
    assert Certainty.SURE == finding.certainty


def test_a_badge_further_down_a_page_about_one_accreditation_is_left_to_a_person() -> None:
    seal = '<img src="a.png" alt="ACR Accredited">'
    title = "<main><h1>Mammography</h1>"
    (finding,) = _check(Ambiguous, f"{title}<h2>Our accreditations</h2>{seal}</main>")
    assert Certainty.REVIEW == finding.certainty
    assert "about “Mammography”" in finding.message
    (finding,) = _check(Ambiguous, f"{title}</main><footer>{seal}</footer>")
    assert Certainty.SURE == finding.certainty


def test_one_defect_of_a_badge_gives_one_finding() -> None:
    html = (
        f"<h2>All 3 accreditations</h2><ul>{COC}{CBIC}<li><img src='r.png' alt='{RO_ALT}'>"
        f"<h3>{CBIC_TEXT}</h3><p>Breast images.</p></ul>"
    )
    held = (Held("acs-coc"), Held("acr-cbic"))
    found = [
        finding.rule
        for rule in (Mislabelled, Duplicate, Unregistered, Expired, RetiredName, Ambiguous)
        for finding in _check(rule, html, *held)
    ]
    assert 1 == len(found)
