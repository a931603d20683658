"""Where badges may lead: their issuer, the site itself, and whoever the registry names as proof."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from audit.model import Certainty, Finding, Held
from audit.page import Page
from rules.badge.wrong_link import WrongLink

ALT = "Commission on Cancer Accredited Program"


@dataclass(frozen=True)
class Site:
    start: tuple[str, ...]


def _check(
    href: str,
    *,
    alt: str = ALT,
    url: str = "https://www.hospital.example.org/care/",
    **options: Any,
) -> list[Finding]:
    html = f'<a href="{href}"><img src="badge.png" alt="{alt}"></a>'
    address = url if ":" in url else f"file:///site/{url}"
    page = Page(url, html, address=address, gathered=datetime(2026, 11, 23, tzinfo=UTC))
    return list(WrongLink(**options).check(page))


@pytest.mark.parametrize(
    "href",
    [
        "https://www.facs.org/find-a-hospital/",
        "http://facs.org",
        "//www.facs.org/x",
        "https://ww2.facs.org/x",
        "/accreditations/",
        "#more",
        "https://hospital.example.org/about/",
        "https://cdn.hospital.example.org/coc.pdf",
        "https://files.example.org/coc.pdf",
        "mailto:quality@elsewhere.test",
        "tel:+16625550100",
        "javascript:void(0)",
        "https://images.elsewhere.test/coc-large.png",
        "http://[broken",
    ],
)
def test_a_link_to_the_issuer_or_the_site_is_right(href: str) -> None:
    assert [] == _check(href)


@pytest.mark.parametrize(
    "href",
    [
        "https://www.cancer.org/",
        "https://facs.org.elsewhere.test/",
        "https://notfacs.org/",
        "https://www.facs.org@elsewhere.test/",
        "https://www.acr.org/",
        "https://designer.test/portfolio?client=facs.org",
    ],
)
def test_a_link_to_somebody_else_is_found(href: str) -> None:
    (finding,) = _check(href)
    assert Certainty.SURE is finding.certainty
    assert "neither American College of Surgeons nor this site" in finding.message
    assert "<a href=" in finding.related[0].snippet


def test_a_file_on_a_foreign_host_may_be_the_sites_own() -> None:
    (finding,) = _check("https://storage.test/hospital/certificate.PDF")
    assert Certainty.REVIEW is finding.certainty
    assert [] == _check("https://storage.test/certificate.pdf", hosts=("storage.test",))


def test_the_registrys_proof_may_be_linked() -> None:
    held = Held("acs-coc", proof="https://registry.test/hospital/42")
    assert [] == _check("https://registry.test/", accreditations=(held,))
    assert 1 == len(_check("https://registry.test/", accreditations=(Held("acs-napbc"),)))


def test_an_issuer_whose_hosts_nobody_knows_is_not_judged() -> None:
    held = Held("award", "State Quality Award", "State of Mississippi")
    assert [] == _check("https://elsewhere.test/", alt=held.name, accreditations=(held,))


def test_who_awards_together_may_both_be_linked() -> None:
    alt = "Joint Commission Certified Primary Stroke Center"
    assert [] == _check("https://www.heart.org/", alt=alt)
    assert [] == _check("https://www.jointcommission.org/", alt=alt)
    assert 1 == len(_check("https://www.dnv.us/", alt=alt))


def test_start_addresses_are_the_organisations_own() -> None:
    site = Site(("https://www.hospital.example.org/", "https://cancercenter.test/"))
    assert [] == _check("https://www.cancercenter.test/coc", site=site)
    assert 1 == len(_check("https://elsewhere.test/coc", site=site))


def test_of_a_file_nobody_knows_the_sites_host() -> None:
    (finding,) = _check("https://hospital.test/coc", url="care/index.html")
    assert Certainty.REVIEW is finding.certainty
    assert [] == _check("../accreditations/index.html", url="care/index.html")


def test_a_canonical_address_tells_the_host_of_a_file() -> None:
    head = '<link rel="canonical" href="https://www.hospital.test/care/">'
    own = f'<a href="https://hospital.test/coc"><img alt="{ALT}"></a>'
    other = f'<a href="https://elsewhere.test/coc"><img alt="{ALT}"></a>'
    (finding,) = WrongLink().check(Page("care/i.html", head + own + other, "file:///s/i.html"))
    assert "elsewhere.test" == finding.subject
    assert Certainty.SURE is finding.certainty


@pytest.mark.parametrize(
    ("url", "href", "count"),
    [
        ("https://www.trust.org.uk/", "https://cdn.trust.org.uk/x", 0),
        ("https://www.trust.org.uk/", "https://www.other.org.uk/x", 1),
        ("https://salud.gob.mx/", "https://otra.gob.mx/x", 1),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/x", 0),
        ("http://127.0.0.1/", "http://10.0.0.1/x", 1),
    ],
)
def test_hosts_of_one_registered_name_are_one_site(url: str, href: str, count: int) -> None:
    assert count == len(_check(href, url=url))


@pytest.mark.parametrize(
    "alt", ["American College of Surgeons", "ACR Accredited", "A nurse", "American Cancer Society"]
)
def test_what_names_no_accreditation_may_link_anywhere(alt: str) -> None:
    assert [] == _check("https://elsewhere.test/", alt=alt)
