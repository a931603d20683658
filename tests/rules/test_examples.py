"""Every rule's own examples, run: bad ones find their marks and nothing else, good ones nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from audit.anchors import read_anchors
from audit.config import Images
from audit.fetch.answer import Answer
from audit.imagery import Imagery
from audit.judge import merge
from audit.model import ALSO, Finding, Outcome, Reach, Target
from audit.page import Page
from rules import loader
from rules.base import PageRule, Rule, SiteRule, TargetRule

RULES = loader.find()
PAGE_RULES = {name: cls for name, cls in RULES.items() if issubclass(cls, PageRule)}
SITE_RULES = {name: cls for name, cls in RULES.items() if issubclass(cls, SiteRule)}
TODAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def _cases(rules: Mapping[str, type[Rule]], kind: str) -> list[object]:
    return [
        pytest.param(cls, example, id=f"{name}-{kind}{number}")
        for name, cls in rules.items()
        for number, example in enumerate(getattr(cls, kind), 1)
    ]


def _nothing_there(address: str) -> Answer:
    return Answer(
        address, address, outcome=Outcome(address, "error:http", "examples have no files")
    )


def _page(html: str, url: str = "https://hospital.example/care/") -> Page:
    page = Page(url=url, html=html, gathered=TODAY)
    return Imagery(Images()).look(page, _nothing_there)


def _marks(page: Page) -> set[tuple[str, str]]:
    return {(page.url, page.place(tag).selector) for tag in page.soup.select("[data-bad]")}


def _found(findings: list[Finding]) -> set[tuple[str, str]]:
    return {
        (place.url, place.selector)
        for finding in findings
        for place in (finding.place, *(p for p in finding.related if p.note == ALSO))
    }


@pytest.mark.parametrize(("cls", "html"), _cases(PAGE_RULES, "bad"))
def test_a_bad_example_finds_exactly_its_marks(cls: type[PageRule], html: str) -> None:
    page = _page(html)
    marks = _marks(page)
    findings = list(merge(cls(**cls.given).check(page)))
    assert marks, "a bad example marks its offenders with data-bad"
    assert marks == _found(findings)
    assert {cls.id} == {finding.rule for finding in findings}


@pytest.mark.parametrize(("cls", "html"), _cases(PAGE_RULES, "good"))
def test_a_good_example_is_silent(cls: type[PageRule], html: str) -> None:
    assert [] == list(cls(**cls.given).check(_page(html)))


def _judge_site(cls: type[SiteRule], pages: Mapping[str, str]) -> tuple[list[Page], list[Finding]]:
    rule = cls(**cls.given)
    read = [_page(html, f"https://hospital.example{path}") for path, html in pages.items()]
    facts = [fact for page in read for fact in rule.collect(page)]
    groups = {key: [x for x in facts if x.key == key] for key in sorted({x.key for x in facts})}
    if isinstance(rule, TargetRule):
        known = partial(_answer, rule, {page.url: page for page in read})
        return read, [f for key, group in groups.items() for f in rule.check(key, group, known)]
    return read, [f for key, group in groups.items() for f in rule.check(key, group)]


def _answer(rule: TargetRule, pages: Mapping[str, Page], address: str) -> Target:
    """Answer as a run would over a rule's examples: their pages are there, with their places."""
    where, _, fragment = address.partition("#")
    anchor = None
    if fragment and where in pages:
        known = read_anchors(pages[where]).value
        anchor = Reach.THERE if fragment in known["ids"] else Reach.GONE
    default = Target("", Reach.THERE, page=where if where in pages else "")
    return replace(rule.answers.get(where, default), address=address, anchor=anchor)


@pytest.mark.parametrize(("cls", "pages"), _cases(SITE_RULES, "bad"))
def test_a_bad_site_finds_exactly_its_marks(cls: type[SiteRule], pages: Mapping[str, str]) -> None:
    read, findings = _judge_site(cls, pages)
    marks = {mark for page in read for mark in _marks(page)}
    assert marks, "a bad example marks its offenders with data-bad"
    assert marks == _found(findings)


@pytest.mark.parametrize(("cls", "pages"), _cases(SITE_RULES, "good"))
def test_a_good_site_is_silent(cls: type[SiteRule], pages: Mapping[str, str]) -> None:
    assert [] == _judge_site(cls, pages)[1]


@pytest.mark.parametrize("name", PAGE_RULES)
def test_no_rule_changes_a_page(name: str) -> None:
    cls = PAGE_RULES[name]
    for html in (*cls.bad, *cls.good):
        page = _page(html)
        before = str(page.soup)
        list(cls(**cls.given).check(page))
        assert before == str(page.soup)


@pytest.mark.parametrize("name", [name for name in RULES if name != "axe"])
def test_a_rule_explains_itself(name: str) -> None:
    cls = RULES[name]
    info = cls.info()
    assert info.title
    assert not info.title.endswith(".")
    assert info.demand.endswith(".")
    assert info.why, "say why it matters and to whom"
    assert info.fix.startswith("To fix it")
    assert cls.bad
    assert cls.good


def test_rules_are_found() -> None:
    assert {
        "badge-mislabelled",
        "badge-duplicate",
        "badge-unregistered",
        "badge-expired",
        "badge-retired-name",
        "badge-ambiguous",
        "claim-count-mismatch",
        "claim-superlative",
        "card-duplicate",
        "card-conflict",
        "image-alt-missing",
        "image-alt-filename",
        "image-alt-placeholder",
        "section-empty",
        "link-generic",
        "link-conflict",
        "content-placeholder",
        "axe",
    } <= set(RULES)
