"""What goes to others of conformance: drafts in which only people say that something passes."""

import csv
import json
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import jsonschema
import pytest
import yaml

from audit import checks
from audit.dossier import Check, Dossier, Result
from audit.law.criteria import CRITERIA
from audit.model import Outcome, RuleInfo, Severity
from reports import to_checklist, to_openacr, to_wcag_em

SCHEMA = json.loads(Path(__file__).with_name("openacr.schema.json").read_text("utf-8"))
"""Schema 0.1.0 of https://github.com/GSA/openacr, CC0."""
TODAY = date(2026, 11, 3)
RULES = (RuleInfo("x-rule", "X", Severity.ERROR, wcag=tuple(CRITERIA)),)
URLS = ("https://a.example/a", "https://a.example/b", "https://a.example/c")


@pytest.fixture
def make(make_result, make_finding):
    """Give a run over three pages of which the first so many fail some criteria."""

    def build(*said, failing=(), pages=1):
        return make_result(
            rules=RULES,
            outcomes=tuple(Outcome(url, "audited") for url in URLS),
            findings=tuple(
                make_finding("x-rule", url, wcag=(number,))
                for url in URLS[:pages]
                for number in failing
            ),
            dossier=Dossier(checks=said),
        )

    return build


@pytest.fixture
def openacr(tmp_path):
    """Give the levels and notes of the draft by criterion, held against the schema."""

    def run(result):
        draft = yaml.safe_load(to_openacr.write(result, tmp_path).read_text("utf-8"))
        jsonschema.Draft7Validator.check_schema(SCHEMA)
        jsonschema.validate(draft, SCHEMA, cls=jsonschema.Draft7Validator)
        found = {
            one["num"]: part["adherence"]
            for chapter in ("success_criteria_level_a", "success_criteria_level_aa")
            for one in draft["chapters"][chapter]["criteria"]
            for part in one["components"]
        }
        return draft, found

    return run


@pytest.fixture
def wcag_em(tmp_path):
    """Give the outcomes in the report by criterion."""

    def run(result):
        text = to_wcag_em.write(result, tmp_path).read_text("utf-8")
        rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| ")]
        return text, {row[0].split()[1]: row[3] for row in rows[2:]}

    return run


def check(result, *, number="1.1.1", pages="", on=TODAY):
    return Check(number, Result(result), "Ada", on, "with NVDA", pages)


def test_the_draft_lists_every_criterion_of_the_catalogue_in_its_chapter(openacr, rich_result):
    draft, found = openacr(rich_result)
    chapters = draft["chapters"]
    levels = {"A": "success_criteria_level_a", "AA": "success_criteria_level_aa"}
    for level, chapter in levels.items():
        listed = [each["num"] for each in chapters[chapter]["criteria"]]
        assert listed == [one.number for one in CRITERIA.values() if one.level == level]
    assert len(found) == len(CRITERIA) == 56
    assert draft["title"] == "Lindenhof Cancer Centre Accessibility Conformance Report (draft)"
    assert draft["catalog"] == "2.5-edition-wcag-2.2-508-en"
    assert draft["evaluation_methods_used"].endswith("The audit was incomplete.")
    assert all(chapters[each]["disabled"] for each in set(chapters) - set(levels.values()))


def test_automation_alone_writes_no_pass_in_any_draft(openacr, wcag_em, make):
    for number in CRITERIA:
        result = make(failing=(number,))
        _, levels = openacr(result)
        assert levels.pop(number)["level"] == "partially-supports"
        assert {each["level"] for each in levels.values()} == {"not-evaluated"}
        _, outcomes = wcag_em(result)
        assert outcomes.pop(number) == "Failed"
        assert set(outcomes.values()) == {"Not checked"}
        assert len(outcomes) == len(CRITERIA) - 1


@pytest.mark.parametrize(
    ("pages", "level"),
    [(1, "partially-supports"), (2, "does-not-support"), (3, "does-not-support")],
)
def test_what_fails_on_most_pages_is_not_supported(openacr, make, pages, level):
    _, levels = openacr(make(failing=CRITERIA, pages=pages))
    assert {each["level"] for each in levels.values()} == {level}


LEVELS = {
    ("pass", ""): ("supports", "Passed"),
    ("not applicable", ""): ("not-applicable", "Not present"),
    ("fail", ""): ("does-not-support", "Failed"),
    ("fail", "/contact/"): ("partially-supports", "Failed"),
}


@pytest.mark.parametrize("said", Result)
@pytest.mark.parametrize("pages", ["", "/contact/"])
def test_what_people_found_is_written_and_old_passes_are_not(openacr, wcag_em, make, said, pages):
    level, outcome = LEVELS.get((said.value, pages), ("not-evaluated", "Not checked"))
    result = make(check(said, pages=pages))
    adherence = openacr(result)[1]["1.1.1"]
    assert adherence["level"] == level
    where = pages or "the whole site"
    assert f"Ada, 2026-11-03, {where}: {said.value}: with NVDA." in adherence["notes"]
    assert wcag_em(result)[1]["1.1.1"] == outcome
    old = openacr(make(check(said, pages=pages, on=date(2024, 1, 1))))[1]["1.1.1"]
    assert old["level"] == (level if said is Result.FAIL else "not-evaluated")


def test_a_pass_hides_no_failure(openacr, wcag_em, make):
    for number, said in product(("1.1.1", "2.5.8", "4.1.1"), ("pass", "not applicable")):
        result = make(check(said, number=number), failing=(number,))
        adherence = openacr(result)[1][number]
        assert adherence["level"] == "partially-supports"
        assert "A person found otherwise; the failure counts" in adherence["notes"]
        assert "1 defect that fails it, on 1 of 3 audited pages." in adherence["notes"]
        assert wcag_em(result)[1][number] == "Failed"


def test_a_person_may_say_worse_than_a_program(openacr, make):
    assert openacr(make(check("fail"), failing=("1.1.1",)))[1]["1.1.1"]["level"] == (
        "does-not-support"
    )


def test_silence_is_told_as_what_it_is(openacr, make, rich_result):
    notes = openacr(make())[1]["1.1.1"]["notes"]
    assert notes == (
        "Automated checks ran on 3 of 3 audited pages, and found no failure; that does not show"
        " that it is met. No person has tried it."
    )
    _, rich = openacr(rich_result)
    assert rich["2.1.1"]["notes"].startswith("No automated check speaks of it.")
    nothing = openacr(replace(rich_result, outcomes=(), findings=(), unchecked=()))[1]["1.1.1"]
    assert nothing["notes"].startswith("The automated checks that speak of it did not run.")


def test_the_report_in_five_steps_says_that_it_is_incomplete(wcag_em, rich_result):
    text, _ = wcag_em(rich_result)
    assert "**Of 55 success criteria: failed 3, passed 0, not present 0, not checked 52.**" in text
    assert "The audit was incomplete" in text
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == [
        "1. Scope",
        "2. Exploration",
        "3. Sample",
        "4. Results",
        "5. Report",
    ]
    assert "- error:timeout: 1" in text
    assert "Pages audited: 26" in text


def test_a_long_sample_is_cut_and_counted(wcag_em, make_result):
    pages = tuple(Outcome(f"https://a.example/{n:03}", "audited") for n in range(60))
    assert "- … and 10 more" in wcag_em(make_result(outcomes=pages))[0]


def test_a_run_without_pages_has_a_report(wcag_em, openacr, make_result, make_run):
    empty = make_result(outcomes=(), rules=(), run=make_run(site="", targets=()))
    text, outcomes = wcag_em(empty)
    assert "- Website: no target" in text
    assert set(outcomes.values()) == {"Not checked"}
    assert openacr(empty)[0]["product"]["name"] == "the website"


def rows(result, folder):
    text = to_checklist.write(result, folder).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def test_the_checklist_asks_for_every_criterion_once(tmp_path, rich_result):
    found = rows(rich_result, tmp_path)
    named = [f"{one.number} {one.name}" for one in CRITERIA.values()]
    assert [row["criterion"] for row in found] == named
    assert {row["result"] for row in found} == {""}
    assert found[0]["question"].startswith("Does each picture")
    assert found[0]["automated"].startswith("Automated checks found 3 defects that fail it")
    assert found[0]["versions"] == "2.1 and 2.2"


def test_the_checklist_can_take_the_place_of_what_it_was_made_from(tmp_path, make):
    said = (
        check("fail", on=date(2026, 1, 5)),
        check("pass", on=date(2026, 2, 5)),
        check("pass", number="2.1.1", on=date(2024, 2, 5)),
        check("fail", number="2.4.7", pages="/contact/"),
    )
    written = rows(make(*said), tmp_path)
    assert set(said) == set(checks.read(tmp_path / to_checklist.NAME, TODAY))
    by_number = [row["criterion"].split()[0] for row in written]
    assert by_number.count("1.1.1") == 2  # a pass that counts leaves nothing to ask
    assert by_number.count("2.1.1") == 2  # an old one does
    assert by_number.count("2.4.7") == 1


@pytest.mark.parametrize("writer", [to_openacr, to_wcag_em, to_checklist])
def test_what_people_and_pages_say_stays_text(tmp_path, make, make_run, hostile, writer):
    said = Check("1.1.1", Result.FAIL, hostile, TODAY, hostile, hostile)
    result = replace(make(said), run=make_run(site=hostile, targets=(hostile,)))
    text = writer.write(result, tmp_path).read_text("utf-8")
    assert not {"\x1b", "\u202e", "\x00", "\x9f", "\x07"} & set(text)
    if writer is to_openacr:
        draft = yaml.safe_load(text)
        assert len(draft["chapters"]["success_criteria_level_aa"]["criteria"]) == 24
        jsonschema.validate(draft, SCHEMA, cls=jsonschema.Draft7Validator)
    elif writer is to_checklist:
        found = list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))
        assert len(found) == len(CRITERIA)
    else:
        assert text.count("\n| ") == len(CRITERIA) + 2
        assert "<script" not in text
