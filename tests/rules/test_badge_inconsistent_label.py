"""When two pages call one accreditation by two names, and when only the words around differ."""

import pytest

from audit.model import ALSO, Finding, Held
from audit.page import Page
from rules.badge.inconsistent_label import InconsistentLabel


def _page(number: int, *alts: str, lang: str = "en") -> Page:
    images = "".join(f'<img src="{n}.png" alt="{alt}">' for n, alt in enumerate(alts))
    html = f'<html lang="{lang}"><body>{images}</body></html>'
    return Page(f"https://hospital.example/{number}/", html)


def _judge(*pages: Page, held: tuple[Held, ...] = ()) -> list[Finding]:
    rule = InconsistentLabel(accreditations=held)
    facts = [fact for page in pages for fact in rule.collect(page)]
    keys = sorted({fact.key for fact in facts})
    said = [each for key in keys for each in rule.check(key, [f for f in facts if f.key == key])]
    return [each for each in said if isinstance(each, Finding)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Commission on Cancer", "CoC accredited"),
        ("Quality Oncology Practice Initiative", "QOPI Certified"),
        ("National Accreditation Program for Breast Centers", "NAPBC"),
        ("ACR Accredited: CT", "American College of Radiology accredited Computed Tomography"),
        ("ACR Designated Comprehensive Breast Imaging Center", "ACR designated CBIC"),
        ("ACR accredited radiation therapy", "ACR Radiation Oncology Accreditation"),
    ],
)
def test_two_names_are_found(one: str, other: str) -> None:
    (finding,) = _judge(_page(1, one), _page(2, one), _page(3, other))
    assert "https://hospital.example/3/" == finding.place.url
    assert "on 1 page and" in finding.message
    assert "on 2 pages." in finding.message
    assert "https://hospital.example/1/" == finding.related[-1].url


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Commission on Cancer", "COMMISSION ON CANCER® ACCREDITED PROGRAM"),
        ("Commission on Cancer", "The American College of Surgeons’ Commission on Cancer logo"),
        ("Commission on Cancer", "Accredited by the Commission on Cancer since 1981"),
        ("Commission on Cancer", "Comission on Cancer accredited"),
        ("Commission on Cancer", "Commission on Cancer (CoC)"),
        ("CoC", "Commission on Cancer (CoC)"),
        ("NAPBC", "National Accreditation Program for Breast Centers (NAPBC)"),
        ("ACR Accredited Facility - Mammography", "Mammography accredited facility, American "
         "College of Radiology"),
        ("ACR Designated Comprehensive Breast Imaging Center", "ACR comprehensive breast imaging"),
        ("ACR Breast Imaging Center of Excellence", "ACR designated CBIC"),
        ("NCI-Designated Cancer Center", "National Cancer Institute Designated Cancer Center"),
        ("Magnet Recognized", "ANCC Magnet Recognition Program®"),
        ("Joint Commission Gold Seal of Approval", "Joint Commission Hospital Accreditation"),
        ("ACS Verified Level I Trauma Center", "ACS Verified Level II Trauma Center"),
        ("ACR accredited CT", "ACR accredited MRI"),
        ("American Cancer Society", "ACS"),
    ],
)  # fmt: skip
def test_one_name_in_other_words_is_silent(one: str, other: str) -> None:
    assert [] == _judge(_page(1, one), _page(2, one), _page(3, other))


def test_a_page_that_gives_both_names_agrees_with_either() -> None:
    both = _page(1, "Commission on Cancer", "CoC accredited")
    assert [] == _judge(both, _page(2, "CoC"), _page(3, "CoC"))


def test_caption_and_alternative_together_are_one_label() -> None:
    html = '<figure><img alt="NAPBC"><figcaption>National Accreditation Program for Breast Centers'
    assert [] == _judge(Page("https://hospital.example/x/", html), _page(2, "NAPBC"))


def test_pages_in_two_languages_are_not_compared() -> None:
    spanish = _page(1, "Comisión de Cáncer", lang="es-US")
    assert [] == _judge(spanish, _page(2, "Commission on Cancer", lang="en-US"))


def test_a_name_of_the_sites_own_choice_is_right() -> None:
    held = (Held("acs-coc", also=("CoC",)),)
    assert [] == _judge(_page(1, "Commission on Cancer"), _page(2, "CoC accredited"), held=held)


def test_in_a_draw_the_issuers_own_name_is_the_model() -> None:
    (finding,) = _judge(_page(1, "CoC accredited"), _page(2, "Commission on Cancer"))
    assert "https://hospital.example/1/" == finding.place.url
    assert "Write “Commission on Cancer” here too" in str(finding.fix)


def test_all_pages_of_a_name_are_in_one_finding() -> None:
    pages = [_page(n, "Commission on Cancer") for n in range(5)]
    more = [_page(n, "CoC") for n in range(5, 8)]
    (finding,) = _judge(*pages, *more)
    assert 2 == sum(place.note == ALSO for place in finding.related)
    assert {"name": "CoC", "pages": 3, "most": "Commission on Cancer", "most_pages": 5} == dict(
        finding.evidence
    )


def test_what_a_finding_names_is_bounded() -> None:
    pages = [_page(n, "Commission on Cancer") for n in range(200)]
    more = [_page(n, "CoC") for n in range(200, 299)]
    (finding,) = _judge(*pages, *more)
    assert "99 pages" in finding.message
    assert len(finding.related) < 60
