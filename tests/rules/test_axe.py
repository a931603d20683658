"""The adapter: what axe-core says, as findings."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from audit import axe, config
from audit.browser import find_browser
from audit.browser.gate import Gate
from audit.browser.process import Chromium
from audit.browser.tab import Tab
from audit.model import Certainty, Finding, Severity
from audit.page import Page
from rules import loader
from rules.axe import LEFT_TO, Axe, criteria

CATALOGUE = Path(loader.__file__).with_name("axe.json")


def node(html: str = "<p>Pale</p>", **more: Any) -> dict[str, Any]:
    return {"html": html, "target": ["p"], "any": [], "all": [], "none": [], **more}


def result(*nodes: dict[str, Any], **more: Any) -> dict[str, Any]:
    known = {
        "id": "color-contrast",
        "impact": "serious",
        "tags": ["cat.color", "wcag2aa", "wcag143"],
        "help": "Elements must meet minimum color contrast ratio thresholds",
        "helpUrl": "https://dequeuniversity.com/rules/axe/4.14/color-contrast",
    }
    return {**known, **more, "nodes": list(nodes or (node(),))}


def page(
    *violations: dict[str, Any],
    incomplete: tuple[dict[str, Any], ...] = (),
    html: str = "<main><h2>Care</h2><p data-audit-axe=1>Pale</p></main>",
) -> Page:
    evidence = {"violations": list(violations), "incomplete": list(incomplete)}
    html = f"<html><body>{html}</body></html>"
    return Page(url="https://hospital.example/", html=html, rendered=True, axe=evidence)


def found(read: Page, **options: Any) -> list[Finding]:
    return list(Axe(**options).check(read))


def only(read: Page) -> Finding:
    (finding,) = found(read)
    return finding


CONTRAST = {
    "id": "color-contrast",
    "message": "Element has insufficient color contrast of 2.51",
    "data": {
        "fgColor": "#9aa5b1",
        "bgColor": "#ffffff",
        "contrastRatio": 2.51,
        "expectedContrastRatio": "4.5:1",
    },
}


def test_a_violation_is_a_finding_that_quotes_the_evidence() -> None:
    finding = only(page(result(node(mark="1", any=[CONTRAST]))))
    assert finding.rule == "axe/color-contrast"
    assert finding.message == (
        "Elements must meet minimum color contrast ratio thresholds: the text is #9aa5b1 on "
        "#ffffff, a contrast of 2.51:1, where at least 4.5:1 is asked (“Pale”)"
    )
    assert (finding.severity, finding.certainty) == (Severity.ERROR, Certainty.SURE)
    assert finding.wcag == ("1.4.3",)
    assert finding.place.context == "main › Care"
    assert finding.fix
    assert finding.fix.startswith("To fix it, ")
    json.dumps(finding.evidence)


def test_a_check_s_first_sentence_is_quoted() -> None:
    check = {
        "id": "target-size",
        "message": "Target is small (9px by 9px). Space is 9px.",
        "data": {},
    }
    assert (
        "space: target is small (9px by 9px) (“Pale”)"
        in only(
            page(
                result(
                    node(mark="1", any=[check]), id="target-size", help="Targets must have space"
                )
            )
        ).message
    )


def test_what_axe_could_not_decide_is_a_review() -> None:
    finding = only(page(incomplete=(result(node(mark="1")),)))
    assert finding.certainty == Certainty.REVIEW


@pytest.mark.parametrize(
    ("impact", "severity"),
    [("critical", "error"), ("serious", "error"), ("moderate", "warning"), ("minor", "notice")],
)
def test_severity_follows_impact(impact: str, severity: str) -> None:
    assert only(page(result(impact=impact))).severity == severity


def test_an_element_s_own_impact_counts() -> None:
    assert only(page(result(node(impact="minor"), impact="serious"))).severity == Severity.NOTICE


def test_a_site_sets_severities_and_turns_rules_off() -> None:
    read = page(result(), result(id="region", impact="moderate"))
    overrides = {"color-contrast": Severity.NOTICE, "region": None}
    assert [f.severity for f in found(read, overrides=overrides)] == [Severity.NOTICE]
    infos = {info.id: info.severity for info in Axe(overrides=overrides).infos()}
    assert "axe/region" not in infos
    assert infos["axe/color-contrast"] == Severity.NOTICE


def test_one_severity_for_all_of_them_can_be_set() -> None:
    settings = {"axe": config.RuleSetting(severity=Severity.WARNING)}
    (rule,) = [rule for rule in loader.load(settings, {}).page if rule.id == "axe"]
    assert [f.severity for f in rule.check(page(result()))] == [Severity.WARNING]


def test_each_element_has_a_finding() -> None:
    html = "<main><p data-audit-axe=1>One</p><p data-audit-axe=2>Two</p></main>"
    read = page(result(node(mark="2"), node(mark="1")), html=html)
    assert [f.place.selector for f in found(read)] == [
        "body > main > p:nth-of-type(2)",
        "body > main > p:nth-of-type(1)",
    ]
    assert len({f.fingerprint for f in found(read)}) == 2


def test_an_element_without_a_mark_is_found_by_a_selector_that_fits_it_alone() -> None:
    html = "<main><p class=a>One</p><p class=b>Two</p></main>"
    one, many, broken = (
        only(page(result(node(target=[target], ancestry=["html > body > main > p"])), html=html))
        for target in (".b", "p", "p:has(> ::part(x))")
    )
    assert one.place.selector == "body > main > p:nth-of-type(2)"
    assert (many.place.selector, many.place.structure) == ("p", "main>p")
    assert broken.place.selector == "p:has(> ::part(x))"


def test_an_element_in_a_frame_or_shadow_root_is_named_step_by_step() -> None:
    finding = only(
        page(
            result(
                node(
                    html='<img src="x.png">',
                    target=["#frame", ["x-card", "img"]],
                    ancestry=[
                        "html > body > iframe:nth-child(2)",
                        ["html > body > div > x-card:nth-child(3)", "p:nth-child(1) > img"],
                    ],
                )
            )
        )
    )
    assert finding.place.selector == "#frame >>> x-card >>> img"
    assert finding.place.structure == "iframe>x-card>p>img"


MOVED = {
    "a-sibling": "<main><div>New</div><p>Other</p><p data-audit-axe=1>Pale</p></main>",
    "a-class": '<main><p class="css-1x2y3z" id=r-7 data-audit-axe=1>Pale</p></main>',
    "a-box": "<main><div><div><p data-audit-axe=1>Pale</p></div></div></main>",
}


@pytest.mark.parametrize("html", MOVED.values(), ids=MOVED)
def test_a_defect_stays_the_same_when_the_page_moves_around_it(html: str) -> None:
    before = only(page(result(node(mark="1")), html="<main><p data-audit-axe=1>Pale</p></main>"))
    markup = '<p class="css-1x2y3z" id="r-7">Pale</p>'
    after = only(page(result(node(markup, mark="1", target=["p:nth-child(9)"])), html=html))
    assert after.fingerprint == before.fingerprint


def test_another_text_or_target_is_another_defect() -> None:
    markup = ('<a href="/a">More</a>', '<a href="/b">More</a>', '<a href="/a">Other</a>')
    html = "<main></main>"
    findings = [only(page(result(node(each)), html=html)) for each in markup]
    assert len({f.fingerprint for f in findings}) == 3


def test_hostile_markup_stays_text() -> None:
    read = page(result(node('<p title="</p><script>1">[/b]<b>x')), html="<main></main>")
    assert "[/b]" in only(read).message


def test_without_evidence_there_is_nothing() -> None:
    assert found(Page(url="x", html="<p>Text</p>")) == []


@pytest.mark.parametrize(
    ("tags", "wanted"),
    [
        (["wcag2aa", "wcag143"], ("1.4.3",)),
        (["wcag21aa", "wcag1412"], ("1.4.12",)),
        (["wcag2a", "wcag244", "wcag412"], ("2.4.4", "4.1.2")),
        (["best-practice", "wcag2a-obsolete"], ()),
    ],
)
def test_criteria_are_read_off_tags(tags: list[str], wanted: tuple[str, ...]) -> None:
    assert criteria(tags) == wanted


def test_every_rule_explains_itself() -> None:
    infos = list(Axe().infos())
    assert len(infos) > 80
    for info in infos:
        assert info.title
        assert info.demand.endswith(".")
        assert info.why.endswith(".")
        assert info.help_url.startswith("https://")
    assert sum(bool(info.fix) for info in infos) > 60


def test_rules_that_people_meet_often_are_told_in_plain_words() -> None:
    text = CATALOGUE.with_name("axe_readers.yaml").read_text(encoding="utf-8")
    readers = yaml.safe_load(text)
    known = {rule["id"]: rule for rule in json.loads(CATALOGUE.read_text(encoding="utf-8"))}
    kinds = {tag for rule in known.values() for tag in rule["tags"] if tag.startswith("cat.")}
    assert set(readers) - set(known) == kinds
    for name, words in readers.items():
        assert words["who"].endswith("."), name
        assert "fix" not in words or words["fix"].endswith("."), name


def test_what_another_rule_says_better_is_left_to_it() -> None:
    known = {rule["id"] for rule in json.loads(CATALOGUE.read_text(encoding="utf-8"))}
    assert set(LEFT_TO) <= known
    assert set(LEFT_TO.values()) <= set(loader.find())


@pytest.mark.browser
def test_the_catalogue_is_axe_core_s_own(tmp_path: Path) -> None:
    """Where axe-core is updated, this writes the new file and names it."""
    list_rules = """() => axe.getRules().map((rule) => ({
      id: rule.ruleId, help: rule.help, description: rule.description, url: rule.helpUrl,
      impact: axe._audit.rules.find((each) => each.id === rule.ruleId).impact, tags: rule.tags,
    }))"""
    deadline = time.monotonic() + 30
    tab = Tab((800, 600), Gate(None, {}), refresh=0)
    with Chromium(find_browser(config.Browser()), (800, 600), tab.hear) as chromium:
        tab.open(chromium.line, axe.load(), deadline)
        told = tab.run(list_rules, world=tab.world(tab.main, deadline), deadline=deadline)
    kept = ("best-practice", "experimental", "deprecated", "review-item")
    for rule in told:
        rule["tags"] = [t for t in rule["tags"] if t.startswith(("wcag", "cat.")) or t in kept]
    rows = [json.dumps(rule, ensure_ascii=False) for rule in sorted(told, key=lambda r: r["id"])]
    wanted = tmp_path / "axe.json"
    wanted.write_text("[\n" + ",\n".join(rows) + "\n]\n", encoding="utf-8")
    assert CATALOGUE.read_text(encoding="utf-8") == wanted.read_text(encoding="utf-8"), (
        f"axe-core's rules have changed: copy {wanted} to {CATALOGUE}"
    )
