# ruff: noqa: E501 - labels stand one a line, as they are
"""What labels mean: names, other names, near names, and words that name nothing."""

import pytest

from audit.model import Held
from rules.badge.resolver import resolver
from rules.badge.words import mend

ONE = """
acs-coc | Commission on Cancer Accredited Program: A Quality Program of the American College of Surgeons
acs-coc | Commission on Cancer
acs-coc | Commission On Cancer® Accredited Program
acs-coc | American College of Surgeons Commission on Cancer
acs-coc | The American College of Surgeons' Commission on Cancer (CoC)
acs-coc | CoC
acs-coc | CoC-accredited cancer program
acs-coc | COC ACCREDITED
acs-coc | Accredited by the Commission on Cancer since 1981
acs-coc | Accreditation of the Commission on Cancer, full, three years
acs-coc | Comission on Cancer accredited
acs-coc | Commision on Cancer Acredited Program
acs-coc | ACS accredited cancer program
acs-coc | American College of Surgeons accredited cancer center
acs-coc | Cancer program accredited by the American College of Surgeons
acs-coc | Acreditado por la Comisión de Cáncer
acs-coc | Programa acreditado por la Comisión sobre el Cáncer del Colegio Americano de Cirujanos
acs-coc | Commission on Cancer logo
acs-coc | NMMC accredited by CoC
acs-coc | ACS Commission on Cancer
acs-napbc | National Accreditation Program for Breast Centers
acs-napbc | NAPBC
acs-napbc | Napbc accredited
acs-napbc | Logo recognizing National Accreditation Program for Breast Centers, a quality program of the American College of Surgeons
acs-napbc | ACS accredits NMMC’s breast care program
acs-napbc | The ACS accredits our breast center
acs-napbc | American College of Surgeons accredited breast center
acs-napbc | National Accreditation Program for Breast Centres
acs-napbc | National Acreditation Program for Breast Centers
acs-napbc | Breast program accredited by the American College of Surgeons
acs-napbc | Programa Nacional de Acreditación de Centros de Mama
acs-naprc | National Accreditation Program for Rectal Cancer
acs-naprc | NAPRC accredited
acs-naprc | ACS accredited rectal cancer program
acs-naprc | American College of Surgeons accreditation for rectal cancer
acs-mbsaqip | MBSAQIP Accredited Center
acs-mbsaqip | Metabolic and Bariatric Surgery Accreditation and Quality Improvement Program
acs-mbsaqip | ACS accredited bariatric surgery center
acs-trauma | ACS Verified Level II Trauma Center
acs-trauma | American College of Surgeons verified trauma center
acr-cbic | ACR Designated Comprehensive Breast Imaging Center
acr-cbic | Medal recognizing Designated Comprehensive Breast Imaging Center from the American College of Radiology
acr-cbic | NMMC Breast Care Center designated comprehensive center by American College of Radiology
acr-cbic | American College of Radiology Comprehensive Breast Imaging Center
acr-cbic | Designated Comprehensive Breast Imaging Center
acr-cbic | ACR Breast Imaging Center of Excellence
acr-cbic | Breast Imaging Center of Excellence
acr-cbic | BICOE
acr-cbic | ACR-designated breast imaging
acr-radiation-oncology | Medal recognizing American College of Radiology Accredited Facility for Radiation Oncology
acr-radiation-oncology | ACR Radiation Oncology Accreditation
acr-radiation-oncology | Radiation oncology accredited by the ACR
acr-radiation-oncology | Radiation Oncology Practice Accreditation
acr-radiation-oncology | American College of Radiology accredited radiation therapy
acr-radiation-oncology | Acreditado en oncología radioterápica por el Colegio Americano de Radiología
acr-mammography | ACR Mammography Accreditation
acr-mammography | Mammography accredited facility, American College of Radiology
acr-mammography | ACR Accredited Facility - Mammography
acr-mammography | American College of Radiology Mammography Accredited
acr-mammography | American College of Radiology Mammograpy Accredited
acr-stereotactic-breast-biopsy | ACR Stereotactic Breast Biopsy Accreditation
acr-stereotactic-breast-biopsy | ACR accredited for stereotactic breast biopsies
acr-breast-ultrasound | ACR Breast Ultrasound Accreditation
acr-breast-ultrasound | Breast Ultrasound Accredited Facility, American College of Radiology
acr-breast-mri | ACR Breast MRI Accreditation
acr-breast-mri | American College of Radiology Breast Magnetic Resonance Imaging accredited
acr-mri | ACR MRI Accreditation
acr-mri | American College of Radiology Magnetic Resonance Imaging Accredited Facility
acr-ct | ACR CT Accreditation
acr-ct | Computed Tomography Accredited Facility - American College of Radiology
acr-pet | ACR PET Accreditation
acr-nuclear-medicine | ACR Nuclear Medicine Accreditation
acr-ultrasound | ACR Ultrasound Accreditation
acr-lung-screening | ACR Designated Lung Cancer Screening Center
acr-lung-screening | American College of Radiology Lung Cancer Screening Center
acr-dicoe | ACR Diagnostic Imaging Center of Excellence
acr-dicoe | DICOE
acro-accreditation | ACRO Accreditation
acro-accreditation | ACRO accredited
acro-accreditation | American College of Radiation Oncology accredited practice
acro-accreditation | Radiation oncology accredited by ACRO
astro-apex | APEx Accreditation Program for Excellence
astro-apex | ASTRO APEx
astro-apex | APEx accredited
asco-qopi | QOPI Certification Program
asco-qopi | QOPI® Certified
asco-qopi | Quality Oncology Practice Initiative
nci-designated | NCI-Designated Comprehensive Cancer Center
nci-designated | An NCI Designated Cancer Center
nci-designated | A Cancer Center Designated by the National Cancer Institute
nci-designated | National Cancer Institute-designated
fact-cellular-therapy | FACT Accredited
fact-cellular-therapy | FACT Accreditation
fact-cellular-therapy | Foundation for the Accreditation of Cellular Therapy
fact-cellular-therapy | FACT ACCREDITED
tjc-hospital | Joint Commission Hospital Accreditation
tjc-palliative | Joint Commission Palliative Care Certification
tjc-palliative | The Joint Commission Gold Seal of Approval for Palliative Care
tjc-palliative | Certified by The Joint Commission in palliative care
tjc-primary-stroke | Joint Commission Primary Stroke Center
tjc-primary-stroke | The Joint Commission and American Heart Association Certified Primary Stroke Center
dnv-primary-stroke | DNV Certified Primary Stroke Center
dnv-niaho | DNV NIAHO Hospital Accreditation
cap-laboratory | CAP-accredited laboratory
cap-laboratory | College of American Pathologists Laboratory Accreditation
cap-laboratory | Accredited by the College of American Pathologists
ancc-magnet | Magnet Recognized
ancc-magnet | ANCC Magnet Recognition Program®
ancc-magnet | Magnet hospital
ancc-magnet | American Nurses Credentialing Center Magnet Recognized
ancc-pathway | Pathway to Excellence Designated
ncbc-nqmbc | NQMBC
carf-rehabilitation | CARF Accredited
acc-chest-pain | American College of Cardiology Chest Pain Center accreditation
aasm-sleep | American Academy of Sleep Medicine accredited
baby-friendly | Baby-Friendly Designated
iac-mri | Intersocietal Accreditation Commission MRI accreditation
"""
NOTHING = """
American Cancer Society
American Cancer Society (ACS)
The American Cancer Society accredits nobody
ACS
National Cancer Institute
Cancer
A commission
Fact sheet: how we are accredited
GET THE FACTS ABOUT CANCER CARE
Get the facts
In fact, we are accredited
Fact: our hospital is accredited
A baseball cap
Cap
Team with award plaque
Mother and three children hugging outside of hospital
Breast imaging
Comprehensive Breast Imaging Center
Lung Cancer Screening Center
Radiation Oncology
Primary Stroke Center
Our breast center
Accredited
Accredited by the best
Nationally accredited cancer center
American College of Rheumatology (ACR)
ACR stands for albumin to creatinine ratio
Board-certified radiologists
Fellow of the American College of Surgeons
American Joint Committee on Cancer staging
The magnet of an MRI
NCI Community Oncology Research Program
Commission on Cancer Outstanding Achievement Award
Get With The Guidelines Gold Plus
Newsweek Best Hospitals
MyChart
ropa de cama
apex of the lung
Houston Astros accredited
coconut
cocaine
"""
ISSUER_ONLY = """
acr | ACR Accredited
acr | ACR Accredited Facility
acr | Accredited by the American College of Radiology
acr | American College of Radiology accredited facility seal
acs | ACS accredited
acs | Accredited by the American College of Surgeons
acs | American College of Surgeons quality program, certified
iac | IAC accredited
acc | American College of Cardiology accredited
acr | Acreditado por el Colegio Americano de Radiología
"""
SEVERAL = """
acs-coc acs-napbc | CoC and NAPBC accredited
acs-coc acs-napbc acs-naprc | Commission on Cancer, NAPBC & NAPRC
acr-ct acr-mri | ACR Accredited: CT and MRI
acr-breast-ultrasound acr-mammography acr-mri acr-ct | ACR accredited in mammography, breast ultrasound, MRI and CT
acs-coc acr-radiation-oncology | Commission on Cancer; American College of Radiology accredited radiation oncology
acr-mri acr-breast-mri | ACR accredited MRI and breast MRI
"""


def _rows(table: str) -> list[tuple[str, str]]:
    rows = [line.partition(" | ") for line in table.strip().splitlines()]
    return [(text, expected) for expected, _, text in rows]


@pytest.mark.parametrize(("text", "expected"), _rows(ONE))
def test_a_label_names_one_accreditation(text: str, expected: str) -> None:
    meaning = resolver().resolve(text)
    assert [expected] == [mention.id for mention in meaning.mentions]
    assert meaning.why


@pytest.mark.parametrize("text", NOTHING.strip().splitlines())
def test_a_label_that_only_looks_like_one_names_nothing(text: str) -> None:
    meaning = resolver().resolve(text)
    assert () == meaning.mentions
    assert not meaning.accredits_only


@pytest.mark.parametrize(("text", "expected"), _rows(ISSUER_ONLY))
def test_a_label_without_a_subject_names_its_issuer(text: str, expected: str) -> None:
    meaning = resolver().resolve(text)
    assert () == meaning.mentions
    assert {expected} == meaning.issuers
    assert meaning.accredits_only


@pytest.mark.parametrize(("text", "expected"), _rows(SEVERAL))
def test_a_label_may_name_several(text: str, expected: str) -> None:
    assert set(expected.split()) == resolver().resolve(text).ids


def test_wording_that_all_of_an_issuers_share_may_mean_any_of_them() -> None:
    meaning = resolver().resolve("Joint Commission Gold Seal of Approval")
    assert ["tjc-hospital"] == [mention.id for mention in meaning.mentions]
    assert {"tjc-palliative", "tjc-lung-cancer"} < meaning.ids


def test_a_name_of_two_issuers_may_be_either() -> None:
    meaning = resolver().resolve("Certified Primary Stroke Center")
    assert {"tjc-primary-stroke", "dnv-primary-stroke"} == meaning.ids


def test_breast_imaging_by_the_acr_leaves_open_which() -> None:
    meaning = resolver().resolve("ACR accredited breast imaging")
    assert {"acr-cbic", "acr-mammography", "acr-breast-mri"} < meaning.ids
    assert "acr-mri" not in meaning.ids


@pytest.mark.parametrize(
    ("text", "old"),
    [
        ("ACR Breast Imaging Center of Excellence", "ACR Breast Imaging Center of Excellence"),
        ("BICOE designated", "BICOE"),
        ("JCAHO accredited", "JCAHO"),
    ],
)
def test_a_replaced_name_is_told(text: str, old: str) -> None:
    assert [old] == [pair[0] for pair in resolver().resolve(text).retired]


@pytest.mark.parametrize(
    "text",
    [
        "ACR Designated Comprehensive Breast Imaging Center",
        "Diagnostic Imaging Center of Excellence",
        "The Joint Commission, formerly JCAHO",
        "Comprehensive Breast Imaging Center (CBIC), formerly BICOE",
    ],
)
def test_a_current_name_is_not_replaced(text: str) -> None:
    assert () == resolver().resolve(text).retired


def test_the_registry_adds_names() -> None:
    held = (
        Held("acs-napbc", also=("Pink Seal of Care",)),
        Held("state-award", "Mississippi Quality Award", "State of Mississippi"),
    )
    assert {"acs-napbc"} == resolver(held).resolve("Our Pink Seal of Care").ids
    assert {"state-award"} == resolver(held).resolve("Mississippi Quality Award 2026").ids
    assert set() == resolver().resolve("Mississippi Quality Award 2026").ids


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("acr-radiation-oncology", "acr-radiation-oncology"),
        ("coc_logo-2024", "acs-coc"),
        ("NAPBC-Seal", "acs-napbc"),
        ("commissionOnCancer", "acs-coc"),
        ("hero-banner", ""),
        ("facts", ""),
    ],
)
def test_a_file_name_suggests(name: str, expected: str) -> None:
    assert ({expected} - {""}) == resolver().resolve_slug(name).ids


def test_the_catalogue_is_read_once_and_agrees_with_itself() -> None:
    from rules.badge.catalogue import load

    catalogue = load()
    assert catalogue is load()
    assert len(catalogue.accreditations) > 50
    for accreditation in catalogue.accreditations.values():
        found = resolver().resolve(accreditation.name)
        assert accreditation.id in found.ids, accreditation.name


WHY = """
Commission on Cancer Accredited Program | is the name of
Commission on Cancer | is another name of
CoC accredited | “CoC” is short for
Comission on Cancer | (1 letter off: “Comission” is read as “commission”)
ACR accredited Mamography | (1 letter off: “Mamography” is read as “mammography”)
ACR accredited Mammography | “Mammography” beside American College of Radiology means
ACR Breast Imaging Center of Excellence | is a replaced name of
Joint Commission Gold Seal of Approval | calls all of its own
College of American Pathologists accredited | with an accrediting word and no subject, means
"""


@pytest.mark.parametrize(("text", "reason"), [line.split(" | ") for line in WHY.split("\n")[1:-1]])
def test_a_meaning_says_how_the_words_led_to_it(text: str, reason: str) -> None:
    assert reason in resolver().resolve(text).why


def test_a_misspelt_word_is_read_the_same_in_every_process() -> None:
    # Between two words as near, the order of a set would decide, and that changes by process.
    assert "commission" == mend("comission", frozenset({"comision", "commission"}))
    assert "comision" == mend("comisiion", frozenset({"comision", "commission"}))
