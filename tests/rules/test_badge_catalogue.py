"""The catalogue's facts: each has its source, and near names of different programmes stay apart."""

from urllib.parse import urlsplit

import pytest

from audit.model import Certainty, Held
from audit.page import Page
from rules.badge.catalogue import load, with_registry
from rules.badge.mislabelled import Mislabelled
from rules.badge.resolver import resolver
from rules.badge.unregistered import Unregistered
from rules.base import PageRule

UNSOURCED = {"dnv-primary-stroke", "tjc-breast-cancer", "tjc-lung-cancer"}
"""Entries that are marked as not verified. Take one out; put none in."""

CATALOGUE = load()


def _hosts(accreditation: str) -> set[str]:
    entry = CATALOGUE.accreditations[accreditation]
    return {host for each in entry.issuers for host in CATALOGUE.issuers[each].hosts}


def test_entries_without_a_source_are_known_and_say_that_they_are_not_verified() -> None:
    entries = CATALOGUE.accreditations.items()
    assert UNSOURCED == {key for key, entry in entries if not entry.source}
    assert UNSOURCED == {key for key, entry in entries if not entry.verified}


def test_what_the_registry_holds_counts_as_verified() -> None:
    held = with_registry((Held("tjc-lung-cancer"),))
    assert held.accreditations["tjc-lung-cancer"].verified
    assert not held.accreditations["tjc-breast-cancer"].verified


def test_one_verified_entry_is_enough_to_be_sure() -> None:
    assert CATALOGUE.vouches_for({"tjc-lung-cancer", "acs-coc"})
    assert CATALOGUE.vouches_for(())
    assert not CATALOGUE.vouches_for({"tjc-lung-cancer", "tjc-breast-cancer"})


@pytest.mark.parametrize(
    ("rule", "html"),
    [
        (
            Unregistered(accreditations=(Held("acs-coc"),)),
            '<img src="a.png" alt="Joint Commission Lung Cancer Certification">',
        ),
        (
            Mislabelled(),
            '<figure><img src="a.png" alt="Joint Commission Lung Cancer Certification">'
            "<figcaption>Commission on Cancer accredited</figcaption></figure>",
        ),
    ],
)
def test_what_rests_on_an_unverified_entry_is_for_a_person(rule: PageRule, html: str) -> None:
    (found,) = rule.check(Page(url="/care/", html=html))
    assert Certainty.REVIEW is found.certainty
    assert "a person has to look" in found.message


@pytest.mark.parametrize("known", sorted(set(CATALOGUE.accreditations) - UNSOURCED))
def test_a_source_is_a_page_of_the_issuers(known: str) -> None:
    parts = urlsplit(CATALOGUE.accreditations[known].source)
    host = str(parts.hostname)
    assert "https" == parts.scheme
    assert parts.path.strip("/") or parts.query, "name the page, not the site"
    assert any(host == own or host.endswith(f".{own}") for own in _hosts(known)), host


def test_what_an_issuer_asks_for_has_a_source() -> None:
    for known, entry in CATALOGUE.accreditations.items():
        if entry.needs:
            assert known not in UNSOURCED
            assert known not in {each for some in entry.needs for each in some}
        else:
            assert not (entry.needs_since or entry.needs_elsewhere or entry.needs_source), known


def test_issuers_have_hosts_of_their_own() -> None:
    seen: dict[str, str] = {}
    for issuer in CATALOGUE.issuers.values():
        assert issuer.hosts, issuer.id
        for host in issuer.hosts:
            assert host == host.lower().removeprefix("www.")
            assert seen.setdefault(host, issuer.id) == issuer.id


def test_no_name_is_given_to_two_accreditations_of_one_issuer() -> None:
    names: dict[tuple[str, str], str] = {}
    for known, entry in CATALOGUE.accreditations.items():
        for name in (entry.name, *entry.also, *entry.described, *entry.retired):
            assert names.setdefault((entry.issuer, name.casefold()), known) == known, name


NEAR = """
acr-radiation-oncology | ACR accredited radiation oncology
acro-accreditation | ACRO accredited radiation oncology
astro-apex | ASTRO APEx accredited radiation oncology
acro-stereotactic | ACRO Distinction in Stereotactic Radiotherapy
acro-stereotactic | Special Distinction in Stereotactic Radiotherapy
acr-stereotactic-breast-biopsy | ACR accredited stereotactic breast biopsy
acs-coc | Commission on Cancer accredited
acs-napbc | National Accreditation Program for Breast Centers
acs-naprc | National Accreditation Program for Rectal Cancer
acr-cbic | ACR Designated Comprehensive Breast Imaging Center
acr-breast-mri | ACR accredited breast MRI
acr-mri | ACR accredited MRI
iac-mri | IAC accredited MRI
acr-lung-screening | ACR Designated Lung Cancer Screening Center
go2-lung-screening | GO2 for Lung Cancer Center of Excellence
tjc-lung-cancer | Joint Commission Lung Cancer Certification
nci-designated | NCI-Designated Comprehensive Cancer Center
acr-dicoe | Diagnostic Imaging Center of Excellence
ncbc-nqmbc | Certified Quality Breast Center of Excellence
asco-qopi | ASCO QOPI Certified
asco-patient-centered | ASCO Patient-Centered Cancer Care Certification
ncqa-oncology-medical-home | NCQA Oncology Medical Home
ncqa-pcmh | NCQA Patient-Centered Medical Home
ncqa-pcsp | NCQA Patient-Centered Specialty Practice
carf-rehabilitation | CARF accredited
carf-cancer-rehabilitation | CARF accredited cancer rehabilitation
aacvpr-cardiac-rehab | AACVPR certified cardiac rehabilitation
aacvpr-pulmonary-rehab | AACVPR certified pulmonary rehabilitation
acs-geriatric-surgery | ACS Geriatric Surgery Verification
acep-geriatric-ed | Geriatric Emergency Department Accreditation
acep-geriatric-ed | ACEP accredited Geriatric Emergency Department
acs-trauma | ACS Verified Trauma Center
aba-burn | American Burn Association Verified Burn Center
cap-laboratory | CAP accredited laboratory
cola-laboratory | COLA accredited laboratory
tjc-primary-stroke | Joint Commission Primary Stroke Center
dnv-primary-stroke | DNV Primary Stroke Center
achc-accreditation | ACHC accredited
achc-accreditation | HFAP accredited hospital
"""


@pytest.mark.parametrize("row", NEAR.strip().splitlines())
def test_near_names_stay_apart(row: str) -> None:
    expected, _, text = row.partition(" | ")
    assert [expected] == [mention.id for mention in resolver().resolve(text).mentions]


@pytest.mark.parametrize(
    "text",
    [
        "ACS NSQIP participating hospital, recognized for meritorious outcomes",
        "ACS Surgical Quality Partner, verified",
        "American Burn Association",
        "ABA member",
        "Geriatric emergency department",
        "Burn center",
        "Oncology medical home",
        "Patient-centered cancer care",
        "Cancer rehabilitation",
        "Stereotactic radiotherapy",
        "Leapfrog Hospital Safety Grade A",
        "U.S. News & World Report Best Hospitals",
        "HIMSS EMRAM Stage 7",
        "Blue Distinction Center for Cancer Care",
        "Association of Cancer Care Centers member",
    ],
)
def test_rankings_members_and_plain_words_name_no_accreditation(text: str) -> None:
    meaning = resolver().resolve(text)
    assert () == meaning.mentions
    assert not meaning.accredits_only
