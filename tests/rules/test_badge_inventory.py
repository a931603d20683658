"""Every badge of a page is noted with its signals, small, and read back as it was."""

import json

import pytest

from audit.model import Held
from audit.page import Page
from rules.badge.inventory import MOST, Inventory, Sighting

CARE = "https://hospital.example/care/"
COC = "Commission on Cancer Accredited Program"
ACR = "ACR Accredited Facility for Radiation Oncology"


def sightings(html: str, *held: Held) -> list[Sighting]:
    page = Page(url=CARE, html=f"<main>{html}</main>")
    return [Sighting.of(fact) for fact in Inventory(held).collect(page)]


def test_a_badge_is_noted_with_every_signal_and_why() -> None:
    (seen,) = sightings(
        f'<a href="https://www.facs.org/x" title="CoC seal"><img src="/i/coc.png" alt="{COC}"></a>'
    )
    assert (("acs-coc",),) == seen.shows
    assert (CARE, COC, "/i/coc.png", "main") == (seen.url, seen.label, seen.image, seen.region)
    kinds = [each["signal"] for each in seen.signals]
    assert ["alternative text", "file name", "title", "link target"] == kinds
    assert [True, False, False, False] == [each["strong"] for each in seen.signals]
    assert all(each["why"] for each in seen.signals)


def test_labels_that_contradict_each_other_are_noted_with_all_they_name() -> None:
    (seen,) = sightings(f'<figure><img src="a.png" alt="{ACR}"><figcaption>{COC}</figcaption>')
    assert seen.contradictory
    assert {"acr-radiation-oncology", "acs-coc"} == {each for ids in seen.shows for each in ids}


def test_a_badge_that_names_an_issuer_alone_is_noted_under_it() -> None:
    (seen,) = sightings('<img src="seal.png" alt="ACR Accredited">')
    assert ((), ("acr",)) == (seen.shows, seen.issuers)


def test_what_the_registry_adds_is_noted() -> None:
    html = '<img src="a.png" alt="Three Creeks Quality Award">'
    (seen,) = sightings(html, Held("three-creeks", "Three Creeks Quality Award"))
    assert (("three-creeks",),) == seen.shows
    (seen,) = sightings(html)
    assert seen.candidate
    assert ("Three Creeks Quality Award", ()) == (seen.label, seen.shows)


@pytest.mark.parametrize(
    "alt",
    [
        "Delta Accredited Wellness Program",
        "Certified Stroke-Ready Workplace",
        "Magnolia State Gold Medal of Care",
    ],
)
def test_an_unknown_sign_is_a_candidate(alt: str) -> None:
    assert [(alt, True)] == [
        (s.label, s.candidate) for s in sightings(f'<img src=a.png alt="{alt}">')
    ]


@pytest.mark.parametrize(
    "alt",
    [
        "",
        "seal",
        "Seal badge",
        "Nurses celebrate the award",
        "Dr. Lee, board-certified surgeon",
        "Award-winning meals",
        "Our team receives the Golden Lamp award",
        "A harbor seal on a rock in the morning sun beside its two young ones at low tide",
        "Map of the campus",
        "American Cancer Society",
    ],
)
def test_an_ordinary_picture_is_no_candidate(alt: str) -> None:
    assert [] == sightings(f'<img src="a.png" alt="{alt}">')


def test_a_hostile_page_is_noted_in_part_and_says_how_much_is_left_out() -> None:
    page = Page(url="/", html=f'<img src="data:image/png;base64,{"A" * 9000}" alt="{COC}">' * 300)
    facts = list(Inventory().collect(page))
    assert MOST + 1 == len(facts)
    assert 300 - MOST == Sighting.of(facts[-1]).left_out
    assert max(len(json.dumps(fact.value)) for fact in facts) < 1000


def test_a_fact_is_json_and_reads_back_the_same() -> None:
    page = Page(url="/", html=f'<img src="coc.png" alt="{COC}">')
    (fact,) = Inventory().collect(page)
    assert fact.value == json.loads(json.dumps(fact.value))
    assert "/" == fact.key
