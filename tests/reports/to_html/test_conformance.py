"""The part of the report about conformance: it never says more than somebody knows."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from audit.dossier import Check, Clock, Dossier, PastRun, Result
from audit.law.criteria import CRITERIA
from reports import to_html
from reports.checklist import QUESTIONS
from reports.language import speak
from reports.to_html import conformance
from reports.to_html.digest import digest
from reports.to_html.report import _write

TODAY = date(2026, 11, 3)


@pytest.fixture
def write(tmp_path):
    """Write the document of a result and give it parsed."""

    def run(result):
        language = speak(result.dossier.language)
        made = digest(result)
        (document,) = conformance.documents(result, made, language)
        _write(document, [document], result, made, tmp_path)
        return BeautifulSoup((tmp_path / conformance.NAME).read_text("utf-8"), "html.parser")

    return run


def words(element):
    return re.sub(r"\s+", " ", element.get_text()).strip()


def card(soup, number):
    return soup.find(id=f"sc-{number}")


def clock(days, **changes):
    made = Clock(
        id="section-504-web",
        name="Section 504",
        citation="45 CFR 84.84",
        url="https://www.ecfr.gov/current/title-45/section-84.84",
        asks="All of it.",
        standard="WCAG 2.1 AA",
        changed_by="91 FR 25496",
        verified=TODAY,
        who="recipients with fifteen or more employees",
        day=TODAY + timedelta(days=days),
        days_left=days,
    )
    return replace(made, **changes)


def test_every_criterion_has_a_question_and_a_card(write, rich_result):
    soup = write(rich_result)
    assert tuple(QUESTIONS) == tuple(CRITERIA)
    assert [each["id"] for each in soup.select(".criterion")] == [f"sc-{n}" for n in CRITERIA]
    for number, one in CRITERIA.items():
        shown = words(card(soup, number))
        assert QUESTIONS[number] in shown
        chips = [words(each) for each in card(soup, number).select(".chip")]
        asked = [f"WCAG {version}" for version in one.versions]
        assert chips == [
            "Fails" if "Fails" in chips else "Not evaluated",
            f"Level {one.level}",
            *asked,
        ]


def test_every_way_within_the_document_leads_somewhere(write, rich_result):
    soup = write(rich_result)
    ways = [each["href"][1:] for each in soup.select('a[href^="#"]')]
    assert len(ways) > len(CRITERIA)
    assert [way for way in ways if not soup.find(id=way)] == []


def test_a_failure_leads_to_its_defects(rich_result, tmp_path):
    to_html.write(rich_result, tmp_path)
    view = BeautifulSoup((tmp_path / "report/by-criterion.html").read_text("utf-8"), "html.parser")
    here = BeautifulSoup((tmp_path / conformance.NAME).read_text("utf-8"), "html.parser")
    ways = [each["href"] for each in here.select('a[href^="by-criterion"]')]
    assert ways == [f"by-criterion.html#sc-{number}" for number in ("1.1.1", "1.4.3", "2.4.4")]
    assert [way for way in ways if not view.find(id=way.partition("#")[2])] == []


def test_it_says_first_what_fails_and_that_programs_find_only_part(write, rich_result):
    first = words(write(rich_result).select_one("main .card"))
    assert first.startswith(
        "Automated checks found failures of 3 success criteria on the 26 pages that were audited."
        " Automated checks find only part of what WCAG asks for."
    )
    assert "WCAG 2.1 AA 3 0 0 47 50 WCAG 2.2 AA 3 0 0 52 55" in first


def test_a_run_that_found_nothing_is_not_called_conformant(write, make_result):
    first = words(write(make_result()).select_one("main .card"))
    assert "found no failure on the 5 pages that were audited" in first
    assert "That does not mean that the site conforms." in first
    assert "WCAG 2.1 AA 0 0 0 50 50" in first


def test_a_run_without_pages_says_that_nothing_is_known(write, make_result):
    soup = write(make_result(outcomes=(), dossier=Dossier(laws=(clock(100),))))
    assert "No page was audited, so nothing is known." in words(soup.select_one("main .card"))
    assert "so nothing is known" in words(soup.select_one(".clock"))
    assert "Not checked: no rule that speaks of it ran." in words(card(soup, "1.1.1"))
    assert not soup.select(".chip.good, .chip.error")


def test_a_card_says_what_was_found_and_where_it_was_looked_for(write, rich_result):
    shown = words(card(write(rich_result), "1.4.3"))
    assert "Fails Level AA WCAG 2.1 WCAG 2.2" in shown
    assert "1 defect on 1 page." in shown
    assert "1 rule, run on 9 of 26 pages, in part on 1 more." in shown
    assert "No automated check of this run speaks of it" in words(card(write(rich_result), "2.1.1"))


def test_people_and_programs_stand_side_by_side_and_contradictions_are_told(write, rich_result):
    checks = (
        Check("1.1.1", Result.PASS, "Ada", TODAY, "with NVDA"),
        Check("1.2.2", Result.PASS, "Ada", TODAY),
        Check("2.1.1", Result.FAIL, "Grace", TODAY - timedelta(400), "the map", "/contact/"),
        Check("2.4.7", Result.PASS, "Grace", TODAY - timedelta(400)),
    )
    soup = write(replace(rich_result, dossier=Dossier(checks=checks)))
    assert "Contradiction: a person let it pass" in words(card(soup, "1.1.1"))
    assert "Pass Ada 3 November 2026 the whole site with NVDA" in words(card(soup, "1.1.1"))
    assert words(card(soup, "1.2.2")).startswith("Passed by a person")
    assert words(card(soup, "2.1.1")).startswith("Fails")
    assert "/contact/ the map" in words(card(soup, "2.1.1"))
    assert words(card(soup, "2.4.7")).startswith("Not evaluated")
    assert "Pass old: try again" in words(card(soup, "2.4.7"))
    assert "People found failures of 1 success criterion more." in words(soup.select_one(".card"))


def said_of_the_law(soup):
    return words(soup.select_one(".clock"))


def test_the_clock_says_day_pace_and_that_more_may_come(write, rich_result):
    past = tuple(
        PastRun(str(n), datetime(2026, 10, n, tzinfo=UTC), "complete", 9, 9, 2, 9, 4, 0, 0, 0)
        for n in (1, 8, 15)
    )
    said = said_of_the_law(
        write(replace(rich_result, dossier=Dossier(laws=(clock(14),), past=past)))
    )
    assert said.startswith(
        "Section 504, for recipients with fifteen or more employees 14 days left, until"
        " 17 November 2026"
    )
    assert "found 6 defects that fail WCAG 2.1 AA. Waived ones are among them" in said
    assert "put right 3 defects a week. And 47 success criteria of it still have to" in said
    assert "over the last 2 weeks 8 findings of every kind went away, and 4 findings came" in said
    assert "no legal advice" in said


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (clock(1), "1 day left, until 4 November 2026"),
        (clock(0), "Today is the day, 3 November 2026"),
        (clock(-1), "1 day in force, since 2 November 2026"),
        (clock(-400), "No time is left: put them right now."),
        (clock(0, day=None), "since which day could not be verified"),
        (clock(9, standard=""), "It names no technical standard"),
        (clock(9, standard="EN 301 549"), "It names no technical standard"),
    ],
)
def test_a_clock_on_its_day_and_after(write, rich_result, given, told):
    assert told in said_of_the_law(write(replace(rich_result, dossier=Dossier(laws=(given,)))))


def test_without_a_law_it_says_how_to_choose_one(write, rich_result):
    assert "No law is chosen." in words(write(rich_result).find(id="clock").parent)


def test_runs_within_a_week_show_no_pace():
    day = datetime(2026, 10, 1, tzinfo=UTC)
    runs = [PastRun("", day, "complete", 9, 9, 2, 9, 4, 0, 0, 0)] * 3
    assert conformance.trend(()) is None
    assert conformance.trend(tuple(runs)) is None
    later = replace(runs[0], started=day + timedelta(days=7))
    assert conformance.trend((*runs, later)) == conformance.Trend(4, 7, 12, 6)


def test_what_people_and_rules_say_stays_text(write, rich_result, hostile):
    check = Check("1.1.1", Result.FAIL, hostile, TODAY, hostile, hostile)
    rules = [replace(rule, title=hostile, id=f"{rule.id}{hostile}") for rule in rich_result.rules]
    odd = clock(9, name=hostile, url=hostile, asks=hostile, citation=hostile, who=hostile)
    plain = write(replace(rich_result, dossier=Dossier(checks=(check,), laws=(clock(9),))))
    soup = write(replace(rich_result, rules=rules, dossier=Dossier(checks=(check,), laws=(odd,))))

    def tags(each):
        return {tag.name for tag in each.find_all()}

    assert tags(soup) <= tags(plain) | {"code"}
    for tag in soup.find_all():
        assert not [name for name in tag.attrs if name.startswith("on") or name == "style"]
        assert not str(tag.get("href", "")).lower().startswith(("javascript", "data"))
    assert "\u202e" not in soup.get_text()


def test_the_same_run_gives_the_same_bytes(write, rich_result):
    assert str(write(rich_result)) == str(write(rich_result))
