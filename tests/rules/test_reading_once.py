"""All static rules together parse a page once, and read nothing off it twice."""

from collections import Counter
from pathlib import Path

import pytest

from audit import sample
from audit.judge import judge
from audit.page import Page, document
from rules import loader

COLLECTIONS = ("Walk", "Names", "Places", "read_images", "read_links", "read_flow", "find_lists")
PAGES = sorted(sample.SITE.rglob("*.html"))


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each thing was read since the test began."""
    counted: Counter[str] = Counter()

    def count(name: str) -> None:
        real = getattr(document, name)

        def read(*args: object, **more: object) -> object:
            counted[name] += 1
            return real(*args, **more)

        monkeypatch.setattr(document, name, read)

    for name in ("BeautifulSoup", *COLLECTIONS):
        count(name)
    return counted


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_a_page_is_parsed_and_read_once_by_all_rules(path: Path, counts: Counter[str]) -> None:
    page = Page(url="https://hospital.example/", html=path.read_text(encoding="utf-8"))
    verdict = judge(page, loader.load({}, {}))
    assert 1 == counts["BeautifulSoup"]
    assert {1} == {counts[name] for name in COLLECTIONS}, counts
    assert [] == [each for each in verdict.unchecked if "crashed" in each.reason]


def test_where_a_finding_is_seen_costs_one_more_parse_at_most(counts: Counter[str]) -> None:
    html = (sample.SITE / "about/index.html").read_text(encoding="utf-8")
    page = Page(url="https://hospital.example/", html=html, source=html, rendered=True)
    verdict = judge(page, loader.load({}, {}))
    assert {"both"} == {each.evidence["seen_in"] for each in verdict.findings}
    assert 2 == counts["BeautifulSoup"]
    assert 2 == max(counts.values()), counts
