"""What the rules do with the registry: where a badge may stand, for whom, and what it builds on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from audit.model import ALSO, Certainty, Finding, Held, Unchecked
from audit.page import Page
from rules.badge.expired import Expired
from rules.badge.expiring import Expiring
from rules.badge.not_shown import NotShown
from rules.badge.out_of_scope import OutOfScope
from rules.badge.prerequisite_missing import PrerequisiteMissing
from rules.base import PageRule, SiteRule

TODAY = datetime(2026, 11, 23, tzinfo=UTC)
COC = '<img src="coc.png" alt="Commission on Cancer Accredited Program">'
NAPRC = '<img src="naprc.png" alt="NAPRC accredited">'
NORTH, SOUTH = "North Hospital", "South Hospital"
BOTH = (Held("acs-coc", facility=NORTH), Held("acs-napbc", facility=SOUTH))


@dataclass(frozen=True)
class Site:
    start: tuple[str, ...]


def _page(path: str, html: str, **more: Any) -> Page:
    return Page(f"https://hospital.example{path}", html, gathered=TODAY, **more)


def _check(rule: PageRule, html: str, path: str = "/care/") -> list[Finding]:
    return list(rule.check(_page(path, html)))


def _judge(rule: SiteRule, *pages: Page) -> list[Finding]:
    facts = [fact for page in pages for fact in rule.collect(page)]
    keys = sorted({fact.key for fact in facts})
    said = [each for key in keys for each in rule.check(key, [f for f in facts if f.key == key])]
    return [each for each in said if isinstance(each, Finding)]


@pytest.mark.parametrize("path", ["/care/", "/care", "/care/lung/", "/"])
def test_a_badge_may_stand_where_the_registry_allows_it(path: str) -> None:
    rule = OutOfScope(accreditations=(Held("acs-coc", only_on=("/", "/care/**")),))
    assert [] == _check(rule, COC, path)


def test_a_badge_elsewhere_is_found_with_the_paths_and_the_proof() -> None:
    held = Held("acs-coc", only_on=("/care/**",), proof="https://www.facs.org/x")
    (finding,) = _check(OutOfScope(accreditations=(held,)), COC, "/maternity/")
    assert Certainty.SURE is finding.certainty
    assert "only on /care/**" in finding.message
    assert "The registry's proof: https://www.facs.org/x." in str(finding.fix)
    assert ["https://www.facs.org/x"] == finding.evidence["proof"]


def test_any_entry_that_allows_the_page_is_enough() -> None:
    held = (Held("acs-coc", only_on=("/north/**",)), Held("acs-coc", only_on=("/south/**",)))
    rule = OutOfScope(accreditations=held)
    assert [] == _check(rule, COC, "/south/")
    (finding,) = _check(rule, COC, "/west/")
    assert "/north/**, /south/**" in finding.message


def test_what_is_not_held_at_all_is_another_rules() -> None:
    assert [] == _check(OutOfScope(accreditations=(Held("acs-napbc", only_on=("/x/",)),)), COC)


@pytest.mark.parametrize(
    ("html", "why"),
    [
        (f"<main><h2>Care at South Hospital</h2>{COC}</main>", "its heading"),
        (
            f"<main><h2>South Hospital</h2><p>{'Words. ' * 40}</p>{COC}{NAPRC}</main>",
            "the heading above",
        ),
        (
            f"<figure>{COC}<figcaption>South Hospital, accredited by the Commission on Cancer"
            "</figcaption></figure>",
            "its caption",
        ),
        ('<img src="c.png" alt="South Hospital: CoC accredited">', "its alternative text"),
        ('<footer><img src="c.png" alt="South Hospital: CoC accredited"></footer>', "its altern"),
    ],
    ids=["heading", "section", "caption", "alternative", "alternative in the footer"],
)
def test_a_badge_for_another_facility_is_found(html: str, why: str) -> None:
    (finding,) = _check(OutOfScope(accreditations=BOTH), html)
    assert Certainty.SURE is finding.certainty
    assert "is shown for South Hospital" in finding.message
    assert "North Hospital holds Commission on Cancer" in finding.message
    assert why in finding.message


def test_a_facility_that_only_the_title_tells_is_for_a_person_to_judge() -> None:
    html = f"<main><h1>South Hospital</h1>{COC}</main>"
    (finding,) = _check(OutOfScope(accreditations=BOTH), html)
    assert Certainty.REVIEW is finding.certainty


def test_the_site_says_which_pages_are_about_which_facility() -> None:
    facilities = {"/**": NORTH, "/locations/south/**": SOUTH}
    rule = OutOfScope(accreditations=BOTH, facilities=facilities)
    assert [] == _check(rule, f"<main>{COC}</main>")
    (finding,) = _check(rule, f"<main>{COC}</main>", "/locations/south/")
    assert Certainty.SURE is finding.certainty
    assert "/locations/south/** is its part of the site" in finding.message


@pytest.mark.parametrize(
    "html",
    [
        f"<main><h1>Cancer care</h1>{COC}</main>",
        f"<main><h1>South Hospital</h1></main><footer>{COC}</footer>",
        f"<main><h2>North Hospital and South Hospital</h2>{COC}</main>",
        f"<main><h1>South Hospital</h1><div>{COC}<p>Held by our sister North Hospital.</p></div>"
        "</main>",
        f"<main><h2>The south wing of the hospital</h2>{COC}</main>",
        '<main><h2>South Hospital</h2><img src="q.png" alt="QOPI Certified"></main>',
        "<main><h2>South Hospital</h2><p>North Hospital is accredited by the CoC.</p></main>",
    ],
    ids=[
        "no facility named",
        "a footer is of all pages",
        "both named",
        "the holder is named beside it",
        "words of a name apart",
        "held by all",
        "prose is no badge",
    ],
)
def test_a_badge_that_may_be_right_is_silent(html: str) -> None:
    held = (*BOTH, Held("asco-qopi"))
    assert [] == _check(OutOfScope(accreditations=held), html)


def test_a_name_within_a_longer_name_is_no_other_facility() -> None:
    held = (
        Held("acs-coc", facility="Tupelo Hospital for Women"),
        Held("x", "X", "Y", facility="Tupelo Hospital"),
    )
    html = f"<main><h2>Tupelo Hospital for Women</h2>{COC}</main>"
    assert [] == _check(OutOfScope(accreditations=held), html)


def test_a_facility_that_is_an_ordinary_word_is_told_by_its_capitals() -> None:
    held = (Held("acs-coc", facility="North"), Held("acs-napbc", facility="West"))
    rule = OutOfScope(accreditations=held)
    assert [] == _check(rule, f"<main><h2>In the west wing</h2>{COC}</main>")
    assert 1 == len(_check(rule, f"<main><h2>West</h2>{COC}</main>"))


def test_a_term_counts_for_the_facility_that_the_badge_is_shown_for() -> None:
    held = (
        Held("acs-coc", facility=NORTH, until=date(2025, 1, 1), proof="https://www.facs.org/n"),
        Held("acs-coc", facility=SOUTH),
    )
    rule = Expired(accreditations=held)
    (finding,) = _check(rule, f"<main><h2>North Hospital</h2>{COC}</main>")
    assert "whose term for North Hospital ended on 2025-01-01" in finding.message
    assert "https://www.facs.org/n" in str(finding.fix)
    assert [] == _check(rule, f"<main><h2>South Hospital</h2>{COC}</main>")
    assert [] == _check(rule, f"<main>{COC}</main>")
    (guess,) = _check(rule, f"<main><h1>North Hospital</h1>{COC}</main>")
    assert Certainty.REVIEW is guess.certainty


def test_a_term_counts_for_the_pages_of_its_entry() -> None:
    held = (
        Held("acs-coc", only_on=("/a/**",), until=date(2025, 1, 1)),
        Held("acs-coc", only_on=("/b/",)),
    )
    assert 1 == len(_check(Expired(accreditations=held), COC, "/a/"))
    assert [] == _check(Expired(accreditations=held), COC, "/b/")
    assert [] == _check(Expired(accreditations=held), COC, "/c/"), "badge-out-of-scope says it"


def test_an_ending_term_tells_its_proof() -> None:
    held = Held("acs-coc", until=date(2026, 12, 1), proof="https://www.facs.org/x")
    (finding,) = _check(Expiring(accreditations=(held,)), COC)
    assert "https://www.facs.org/x" in str(finding.fix)


MUST = Held("acs-coc", show_on=("/care/**", "/about/"), proof="https://www.facs.org/x")


def test_a_page_without_its_badge_is_found_once_for_all_such_pages() -> None:
    pages = [
        _page("/care/", COC),
        _page("/care/a/", "<p>A"),
        _page("/care/b/", "<p>B"),
        _page("/news/", "<p>C"),
    ]
    (finding,) = _judge(NotShown(accreditations=(MUST,)), *pages)
    assert Certainty.SURE is finding.certainty
    assert "https://hospital.example/care/a/" == finding.place.url
    assert [("https://hospital.example/care/b/", ALSO)] == [
        (place.url, place.note) for place in finding.related
    ]
    assert "3 pages were audited there, and 2 of them do not show it." in finding.message
    assert "https://www.facs.org/x" in str(finding.fix)


@pytest.mark.parametrize(
    ("html", "certainty"),
    [
        ("<p>Accredited by the Commission on Cancer.</p>", Certainty.SURE),
        ('<img src="n.png" alt="NAPBC accredited">', Certainty.SURE),
        ("<p>Care</p><script src=/badges.js></script>", Certainty.REVIEW),
        ('<img src="coc-badge.png" alt="">', Certainty.REVIEW),
    ],
    ids=["only words", "another badge", "a script may show it", "a picture without a name"],
)
def test_a_page_may_lack_its_badge(html: str, certainty: Certainty) -> None:
    (finding,) = _judge(NotShown(accreditations=(MUST,)), _page("/about/", html))
    assert certainty is finding.certainty
    assert "1 page was audited there, and it does not show it" in finding.message


def test_a_browser_has_run_the_scripts() -> None:
    page = _page("/about/", "<html><body><script></script></body></html>", rendered=True)
    (finding,) = _judge(NotShown(accreditations=(MUST,)), page)
    assert Certainty.SURE is finding.certainty


@pytest.mark.parametrize(
    "html",
    [
        COC,
        f"<footer>{COC}</footer>",
        '<img src="s.png" alt="ACS accredited">',
        f"<figure>{COC}<figcaption>NAPBC</figcaption></figure>",
    ],
    ids=["shown", "in the footer", "badge-ambiguous says it", "badge-mislabelled says it"],
)
def test_a_page_that_shows_it_or_has_another_defect_is_silent(html: str) -> None:
    assert [] == _judge(NotShown(accreditations=(MUST,)), _page("/about/", html))


def test_a_term_that_has_ended_asks_for_nothing() -> None:
    held = Held("acs-coc", show_on=("/**",), until=date(2026, 11, 22))
    assert [] == _judge(NotShown(accreditations=(held,)), _page("/", "<p>Hello"))


def test_pages_that_were_not_audited_are_unchecked_and_not_without_a_badge() -> None:
    rule = NotShown(accreditations=(Held("acs-naprc"), MUST, Held("award", "Award", "State")))
    page = _page("/news/", "<p>News")
    facts = list(rule.collect(page))
    (said,) = rule.check(facts[0].key, facts)
    assert isinstance(said, Unchecked)
    assert "/care/**, /about/" == said.url
    assert "nobody looked whether Commission on Cancer Accredited Program is shown" in said.reason
    assert [] == _judge(rule, page)


def test_without_a_page_to_be_shown_on_nothing_is_remembered() -> None:
    assert [] == list(NotShown(accreditations=(Held("acs-coc"),)).collect(_page("/", COC)))


def test_one_page_of_a_path_can_be_enough() -> None:
    rule = NotShown(accreditations=(MUST,), every_page=False)
    lung, care = _page("/care/lung/", "<p>Lungs"), _page("/care/", COC)
    assert [] == _judge(rule, lung, care)
    (finding,) = _judge(rule, lung, _page("/about/", COC))
    assert Certainty.REVIEW is finding.certainty
    assert lung.url == finding.place.url
    assert () == finding.related


@pytest.mark.parametrize(
    ("held", "certainty", "missing"),
    [
        ([Held("acs-naprc")], Certainty.SURE, [["acs-coc"]]),
        (
            [Held("acs-naprc"), Held("acs-coc", until=date(2026, 11, 22))],
            Certainty.SURE,
            [["acs-coc"]],
        ),
        ([Held("acs-napbc", since="2026-03")], Certainty.SURE, [["acs-coc"]]),
        ([Held("acs-napbc")], Certainty.REVIEW, [["acs-coc"]]),
        (
            [
                Held("acr-cbic"),
                Held("acr-mammography"),
                Held("acr-breast-ultrasound"),
                Held("acr-mri"),
            ],
            Certainty.REVIEW,
            [["acr-stereotactic-breast-biopsy"]],
        ),
    ],
    ids=["not held", "ended", "asked since", "perhaps not asked", "perhaps held elsewhere"],
)
def test_what_an_accreditation_builds_on_is_missing(
    held: list[Held], certainty: Certainty, missing: list[list[str]]
) -> None:
    rule = PrerequisiteMissing(accreditations=tuple(held))
    (finding,) = _judge(rule, _page("/", "<p>Hello"))
    assert certainty is finding.certainty
    assert missing == finding.evidence["missing"]
    assert finding.evidence["source"].startswith("https://")
    assert missing[0][0] in str(finding.fix)


@pytest.mark.parametrize(
    "held",
    [
        [Held("acs-naprc"), Held("acs-coc", until=date(2026, 11, 23))],
        [Held("acs-naprc", until=date(2026, 11, 22))],
        [Held("acs-napbc", since="2012")],
        [Held("acs-coc"), Held("award", "Award", "State")],
        [],
    ],
    ids=[
        "held to this day",
        "the dependent one has ended",
        "from before it was asked",
        "",
        "empty",
    ],
)
def test_a_registry_in_order_is_silent(held: list[Held]) -> None:
    rule = PrerequisiteMissing(accreditations=tuple(held))
    assert [] == _judge(rule, _page("/", NAPRC))


def test_a_missing_foundation_is_reported_where_the_badge_is_shown() -> None:
    rule = PrerequisiteMissing(accreditations=(Held("acs-naprc"),))
    home, care, more = _page("/", "<p>Hello"), _page("/b/c/", NAPRC), _page("/b/d/", NAPRC)
    (finding,) = _judge(rule, home, care, more)
    assert care.url == finding.place.url
    assert "naprc.png" in finding.place.snippet
    assert [more.url] == [place.url for place in finding.related]


def test_what_no_page_shows_is_reported_where_the_site_begins() -> None:
    held = (Held("acs-naprc"),)
    deep, deeper = _page("/a/b/", "<p>Deep"), _page("/a/b/c/", "<p>Deeper")
    site = Site(("https://hospital.example/a/b/",))
    (finding,) = _judge(PrerequisiteMissing(accreditations=held, site=site), deep, deeper)
    assert deep.url == finding.place.url
    assert () == finding.related
    assert [] == _judge(PrerequisiteMissing(accreditations=held), deep, deeper)


def test_facts_are_plain_values() -> None:
    import json

    page = _page("/", COC + NAPRC)
    rules: Mapping[str, SiteRule] = {
        "shown": NotShown(accreditations=(MUST, Held("acs-naprc", show_on=("/**",)))),
        "needs": PrerequisiteMissing(accreditations=(Held("acs-naprc"),)),
    }
    for rule in rules.values():
        facts = list(rule.collect(page))
        assert facts
        assert all(json.loads(json.dumps(fact.value)) == fact.value for fact in facts)


def test_audit_yaml_reaches_the_rules() -> None:
    from audit import cli
    from audit.config import Config
    from audit.config import Site as Section

    held = (*BOTH, Held("acr-lung-screening"))
    facilities = {"/south/**": SOUTH}
    start = ("https://hospital.example/a/b/",)
    config = Config(site=Section(start=start), accreditations=held, facilities=facilities)
    rules = cli.load_rules(config)
    on_south = _page("/south/", f"<main>{COC}</main>")
    (finding,) = (f for rule in rules.page for f in rule.check(on_south) if f.rule == OutOfScope.id)
    assert "is shown for South Hospital" in finding.message
    (rule,) = (rule for rule in rules.site if isinstance(rule, PrerequisiteMissing))
    (needs,) = _judge(rule, _page("/a/b/", "<p>Hello"))
    assert "builds on" in needs.message
