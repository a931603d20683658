"""Where a finding is: told by the same rule on the server's HTML, parsed only when asked for."""

from collections.abc import Iterator

import pytest

from audit.judge import judge
from audit.model import Finding
from audit.page import Page, document
from audit.provenance import LONGEST, SEEN_IN
from rules.base import PageRule
from rules.card.duplicate import Duplicate
from rules.image.alt_missing import AltMissing
from rules.loader import RuleSet
from rules.section.empty import Empty

CARDS = (
    "<ul><li><h3>Yoga</h3><p>On Mondays at noon.</p></li><li><h3>Art</h3><p>Daily.</p></li>{}</ul>"
)
TWIN = "<li><h3>Yoga</h3><p>On Mondays at noon.</p></li>"


def _judge(html: str, source: str, *rules: PageRule, **more: object) -> tuple[Finding, ...]:
    page = Page(url="https://hospital.example/", html=html, source=source, rendered=True, **more)
    return judge(page, RuleSet(rules, ())).findings


def _seen(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.evidence.get(SEEN_IN) for finding in findings]


def test_what_the_server_sent_is_in_both() -> None:
    html = '<main><h1>A</h1><p>B</p><img src="a.png"></main>'
    assert ["both"] == _seen(_judge(html, html, AltMissing()))


def test_what_a_script_brought_is_in_the_rendered_page() -> None:
    html = '<main><h1>A</h1><p>B</p><img src="a.png"></main>'
    assert ["rendered"] == _seen(_judge(html, "<main><h1>A</h1><p>B</p></main>", AltMissing()))


def test_both_kinds_on_one_page_are_told_apart() -> None:
    source = '<main><p>B</p><img src="a.png"></main>'
    html = '<main><p>B</p><img src="a.png"><img src="b.png"></main>'
    found = _judge(html, source, AltMissing())
    assert {"a.png": "both", "b.png": "rendered"} == {
        name: finding.evidence[SEEN_IN]
        for finding in found
        for name in ("a.png", "b.png")
        if name in finding.place.snippet
    }


def test_a_card_that_a_script_repeats_is_no_defect_of_the_server() -> None:
    html = f"<main><h1>Classes</h1>{CARDS.format(TWIN)}</main>"
    assert ["both"] == _seen(_judge(html, html, Duplicate()))
    source = f"<main><h1>Classes</h1>{CARDS.format('')}</main>"
    assert ["rendered"] == _seen(_judge(html, source, Duplicate()))


def test_a_section_that_a_script_empties_is_no_defect_of_the_server() -> None:
    source = "<main><h1>Care</h1><p>Text.</p><h2>News</h2><p>Old</p><h2>More</h2><p>Text</p></main>"
    html = source.replace("<p>Old</p>", "<p></p>")
    (found,) = _judge(html, source, Empty())
    assert "rendered" == found.evidence[SEEN_IN]
    assert "the server sent content there" in found.message


def test_a_page_without_a_browser_is_the_server_s() -> None:
    page = Page(url="https://hospital.example/", html='<main><img src="a.png"></main>')
    assert ["server"] == _seen(judge(page, RuleSet((AltMissing(),), ())).findings)


def test_a_clean_page_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = _count_parses(monkeypatch)
    html = '<main><h1>A</h1><p>B</p><img src="a.png" alt="A nurse"></main>'
    assert () == _judge(html, html, AltMissing(), Empty())
    assert ["html.parser"] == parsed


def test_the_server_s_html_is_parsed_once_for_all_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = _count_parses(monkeypatch)
    html = (
        '<main><h1>A</h1><p>B</p><img src="a.png"><img src="b.png">'
        "<h2>News</h2><h2>More</h2><p>C</p></main>"
    )
    assert 3 == len(_judge(html, html, AltMissing(), Empty()))
    assert ["html.parser", "html5lib"] == parsed


def test_what_cannot_be_told_is_not_said() -> None:
    html = '<main><h1>A</h1><p>B</p><img src="a.png"></main>'
    assert [None] == _seen(_judge(html, html + " " * LONGEST, AltMissing()))
    assert [None] == _seen(_judge(html, "", AltMissing()))


class _Fragile(AltMissing):
    id = "test-fragile"

    def check(self, page: Page) -> Iterator[Finding]:
        if not page.rendered:
            raise ValueError("no")
        yield from super().check(page)


def test_a_rule_that_crashes_on_the_server_s_html_has_judged_the_page_all_the_same() -> None:
    html = '<main><h1>A</h1><p>B</p><img src="a.png"></main>'
    page = Page(url="https://hospital.example/", html=html, source=html, rendered=True)
    verdict = judge(page, RuleSet((_Fragile(),), ()))
    assert [None] == _seen(verdict.findings)
    assert () == verdict.unchecked


class _Styles(AltMissing):
    id = "test-styles"
    needs = frozenset({"rendered"})


def test_rules_that_need_a_browser_say_nothing_of_the_server() -> None:
    html = '<main><h1>A</h1><p>B</p><img src="a.png"></main>'
    assert [None] == _seen(_judge(html, html, _Styles()))


def _count_parses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    parsed: list[str] = []
    real = document.BeautifulSoup

    def parse(html: str, parser: str) -> object:
        parsed.append(parser)
        return real(html, parser)

    monkeypatch.setattr(document, "BeautifulSoup", parse)
    return parsed
