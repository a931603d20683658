"""Titles that name no page, and the look-alikes that do."""

import pytest

from audit.judge import judge
from audit.model import Certainty
from audit.page import Page
from rules.axe import Axe
from rules.loader import RuleSet
from rules.page.title_missing import TitleMissing


def _find(title: str, url: str = "https://hospital.example/care/", **options: object) -> list[str]:
    page = Page(url=url, html=f"<html lang=en><head><title>{title}</title></head><p>Text.</p>")
    return [finding.message for finding in TitleMissing(**options).check(page)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("hospital.example", id="host"),
        pytest.param("www.hospital.example/care", id="host and path"),
        pytest.param("/care/", id="path"),
        pytest.param("Untitled-1", id="numbered by an editor"),
        pytest.param("New Page 12", id="numbered new page"),
        pytest.param("index.php", id="file"),
        pytest.param("Inicio", id="Spanish for home"),
        pytest.param("- | -", id="signs only"),
        pytest.param("«Sin título»", id="quoted"),
    ],
)
def test_a_title_that_names_nothing_is_found(title: str) -> None:
    assert 1 == len(_find(title))


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("Index - Lakeside", id="an index"),
        pytest.param("Home health care", id="begins with home"),
        pytest.param("other.example", id="another host"),
        pytest.param("Testing for COVID-19", id="testing"),
        pytest.param("Node.js", id="a name with a dot"),
        pytest.param("乳がん", id="another script"),
    ],
)
def test_a_title_that_names_its_page_is_left_alone(title: str) -> None:
    assert [] == _find(title)


def test_a_template_that_put_nothing_before_its_separator_is_for_a_person() -> None:
    page = Page(url="https://hospital.example/care/", html="<title>- Lakeside</title><p>Text.</p>")
    assert [Certainty.REVIEW] == [each.certainty for each in TitleMissing().check(page)]


def test_a_site_adds_titles_and_allows_them() -> None:
    assert 1 == len(_find("MediCMS", also=("MediCMS",)))
    assert [] == _find("Welcome", allow=("Welcome",))


def test_axe_cores_finding_of_the_same_defect_gives_way() -> None:
    node = {
        "html": '<html lang="en">',
        "target": ["html"],
        "ancestry": ["html"],
        "impact": "serious",
        "any": [],
        "all": [],
        "none": [],
    }
    result = {
        "id": "document-title",
        "help": "Documents must have <title> element to aid in navigation",
        "impact": "serious",
        "tags": ["wcag2a", "wcag242"],
        "nodes": [node],
    }
    page = Page(
        url="https://hospital.example/care/",
        html="<html lang=en><head></head><body><h1>Care</h1></body></html>",
        rendered=True,
        axe={"violations": [result], "incomplete": []},
    )
    alone = judge(page, RuleSet(page=(Axe(),), site=()))
    both = judge(page, RuleSet(page=(Axe(), TitleMissing()), site=()))
    assert ["axe/document-title"] == [finding.rule for finding in alone.findings]
    assert ["page-title-missing"] == [finding.rule for finding in both.findings]
