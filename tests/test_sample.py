"""The whole audit, end to end: the sample site in a real browser gives its truth, exactly."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import Tag

from audit import cli, pipeline, sample
from audit.browser import Browser
from audit.config import Browser as BrowserSettings
from audit.model import ALSO, Finding, RunResult
from audit.page import Page
from audit.store import Store
from rules import loader
from rules.base import SiteRule

TRUTH = yaml.safe_load(sample.TRUTH.read_text(encoding="utf-8"))

pytestmark = pytest.mark.browser


_ON_PURPOSE = re.compile(r"links\.ask is own|robots\.txt asks programs to stay away")
"""Why links may go unchecked in the sample: its configuration and its robots.txt say so."""


class Audited:
    """The sample site's audit, and its pages as the browser shows them."""

    def __init__(self, origin: str, result: RunResult, browser: Browser) -> None:
        self.origin = origin
        self.result = result
        self._browser = browser
        self._pages: dict[str, Page] = {}

    def path(self, url: str) -> str:
        return url.removeprefix(self.origin)

    def page(self, path: str) -> Page:
        if path not in self._pages:
            rendering = self._browser.render(self.origin + path)
            assert rendering.outcome is None, rendering.detail
            self._pages[path] = Page(url=self.origin + path, html=rendering.html, rendered=True)
        return self._pages[path]

    def element(self, path: str, selector: str) -> str:
        """Give the one canonical selector of what a selector finds on a page."""
        page = self.page(path)
        scope: Any = page.soup
        for step in selector.split(" >>> "):
            found = scope.select(step)
            # A shadow root's inner selector is looked for in its own tree alone.
            found = [
                tag for tag in found if _tree(tag) is (scope if scope is not page.soup else None)
            ]
            assert 1 == len(found), f"{path}: {selector} finds {len(found)} elements"
            scope = found[0].find("audit-shadow-root", recursive=False) or found[0]
        tag = scope.parent if scope.name == "audit-shadow-root" else scope
        return page.place(tag).selector


def _tree(tag: Tag) -> Tag | None:
    """Give the shadow root that an element belongs to, None for the page itself."""
    return next((p for p in tag.parents if p.name == "audit-shadow-root"), None)


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    folder = tmp_path_factory.mktemp("sample")
    with (
        sample.serve() as origin,
        Store.open(f"sqlite:///{folder / 'runs.db'}") as store,
        Browser(BrowserSettings()) as browser,
    ):
        config = cli.configure(sample.CONFIG, (f"{origin}/",), {})
        identity = pipeline.run(config, cli.load_rules, store)
        yield Audited(origin, store.result(identity), browser)


def _expected(audited: Audited) -> Counter[tuple[Any, ...]]:
    wanted: Counter[tuple[Any, ...]] = Counter()
    for entry in TRUTH["defects"]:
        for path in entry.get("pages", [entry.get("page")]):
            places = (entry["at"], *entry.get("also", ()))
            elements = frozenset(audited.element(path, each) for each in places)
            wanted[path, entry["rule"], entry.get("certainty", "sure"), elements] += 1
    return wanted


def _elements(audited: Audited, finding: Finding, count: int) -> frozenset[str]:
    """Give the elements a finding names: its own, those with the same defect, and, where the
    truth names more, the other side that it points to."""
    path = audited.path(finding.place.url)
    places = [finding.place, *(p for p in finding.related if p.note == ALSO)]
    if len(places) < count:
        places = [finding.place, *finding.related]
    return frozenset(audited.element(path, place.selector) for place in places)


def test_the_sample_site_gives_its_truth_and_nothing_else(audited: Audited) -> None:
    expected = _expected(audited)
    sizes: dict[tuple[Any, ...], int] = {}
    for path, rule, certainty, elements in expected:
        sizes[path, rule, certainty] = max(sizes.get((path, rule, certainty), 1), len(elements))
    found: Counter[tuple[Any, ...]] = Counter()
    for finding in audited.result.findings:
        key = (audited.path(finding.place.url), finding.rule, str(finding.certainty))
        found[(*key, _elements(audited, finding, sizes.get(key, 1)))] += 1
    assert {"missing": [], "more": []} == {
        "missing": sorted(map(str, (expected - found).elements())),
        "more": sorted(map(str, (found - expected).elements())),
    }


def test_every_wanted_page_has_its_outcome(audited: Audited) -> None:
    outcomes = {audited.path(each.url): each.kind for each in audited.result.outcomes}
    exceptions = {each["url"]: each["kind"] for each in TRUTH["outcomes"]}
    pages = {
        "/" + path.relative_to(sample.SITE).as_posix().removesuffix("index.html")
        for path in sample.SITE.rglob("index.html")
    }
    assert exceptions | {page: "audited" for page in pages if page not in exceptions} == outcomes


def test_clean_pages_are_clean(audited: Audited) -> None:
    dirty = {audited.path(finding.place.url) for finding in audited.result.findings}
    assert set() == dirty & set(TRUTH["clean"])


def test_the_run_says_what_it_did_not_check(audited: Audited) -> None:
    run = audited.result.run
    assert ("incomplete", "fail", 3) == (run.status, run.gate, run.exit)
    assert any("error:http" in reason and "spring-walk" in reason for reason in run.reasons)
    reasons = [each.reason for each in audited.result.unchecked]
    assert all(_ON_PURPOSE.search(reason) for reason in reasons), reasons


def test_each_defect_has_a_picture(audited: Audited) -> None:
    without = {
        (finding.rule, audited.path(finding.place.url))
        for finding in audited.result.findings
        if finding.group not in audited.result.pictures
    }
    # Language and title are properties of the document: there is nothing to point at. What only
    # all pages together show is found when their browser is gone.
    compared = {name for name, cls in loader.find().items() if issubclass(cls, SiteRule)}
    assert {rule for rule, _ in without} <= {"axe/html-has-lang", *compared}


def test_a_finding_says_whether_a_script_made_it(audited: Audited) -> None:
    made = {(e["page"], e["rule"], e["at"]) for e in TRUTH["defects"] if e.get("rendered")}
    for page, rule, at in made:
        selector = audited.element(page, at)
        (seen,) = {
            finding.evidence["seen_in"]
            for finding in audited.result.findings
            if (audited.path(finding.place.url), finding.rule) == (page, rule)
            if selector in {place.selector for place in (finding.place, *finding.related)}
        }
        assert "rendered" == seen, (page, rule)
    content = [f for f in audited.result.findings if "seen_in" in f.evidence]
    # A style sheet, too, can make a defect that the server's HTML alone does not have.
    assert len(made) <= sum(f.evidence["seen_in"] == "rendered" for f in content) < len(content) / 3
    assert not any(f.rule.startswith("axe/") for f in content)


def test_the_report_is_written(audited: Audited, tmp_path: Path) -> None:
    from reports import formats

    for name in ("html", "json"):
        assert formats.write(name, audited.result, tmp_path).stat().st_size > 10_000
