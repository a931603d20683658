"""Automation fails a criterion or says nothing of it; only people let one pass."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from audit.dossier import Check, Clock, Dossier, Result
from audit.law.criteria import CRITERIA
from audit.model import Certainty, Outcome, RuleInfo, Severity, Status, Unchecked
from reports import conformance
from reports.conformance import Outcome as Standing

TODAY = date(2026, 11, 3)
"""The day on which the made-up runs end."""
A, B = "https://a.example/a", "https://a.example/b"
EVERY = tuple(CRITERIA)


def check(result, *, number="1.1.1", days=1, pages="", who="Ada"):
    return Check(number, Result(result), who, TODAY - timedelta(days=days), pages=pages)


@pytest.fixture
def judge(make_result, make_finding):
    """Assess a run over two pages with findings that fail criteria, and people's results."""

    def run(*checks, findings=(), unchecked=(), kinds=("audited", "audited"), rules=None):
        outcomes = tuple(Outcome(url, kind) for url, kind in zip((A, B), kinds, strict=True))
        found = tuple(
            make_finding("x-rule", url, wcag=(number,), **changes)
            for url, number, changes in findings
        )
        result = make_result(
            outcomes=outcomes,
            findings=tuple(sorted(found, key=lambda each: each.place.url)),
            unchecked=tuple(Unchecked(rule, url, "no browser") for rule, url in unchecked),
            rules=rules or (RuleInfo("x-rule", "X", Severity.ERROR, wcag=EVERY),),
            dossier=Dossier(checks=checks),
        )
        return conformance.assess(result)

    return run


@pytest.mark.parametrize("number", EVERY)
def test_automation_alone_only_fails_a_criterion_or_leaves_it_open(judge, number):
    for status, certainty, severity in product(Status, Certainty, Severity):
        changes = {"status": status, "certainty": certainty, "severity": severity}
        made = judge(findings=[(A, number, changes)])
        there = status in (Status.NEW, Status.EXISTING, Status.WAIVED)
        fails = there and certainty is Certainty.SURE and severity is not Severity.NOTICE
        for standing in made.standings.values():
            failed = fails and standing.criterion.number == number
            assert standing.outcome is (Standing.FAILED if failed else Standing.NOT_EVALUATED)


@pytest.mark.parametrize("number", EVERY)
def test_a_failure_that_is_there_outweighs_what_people_say(judge, number):
    for result, pages in product(Result, ("", "the home page")):
        said = check(result, number=number, pages=pages)
        standing = judge(said, findings=[(A, number, {})]).standings[number]
        assert standing.outcome is Standing.FAILED
        good = result in (Result.PASS, Result.NOT_APPLICABLE)
        assert standing.contradicted is (good and not pages)


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ([check("pass")], "passed"),
        ([check("not applicable")], "not-applicable"),
        ([check("fail")], "failed"),
        ([check("not checked")], "not-evaluated"),
        ([], "not-evaluated"),
        ([check("pass", days=366)], "not-evaluated"),
        ([check("pass", days=365)], "passed"),
        ([check("fail", days=900)], "failed"),
        ([check("pass", pages="the home page")], "not-evaluated"),
        ([check("fail", pages="the home page")], "failed"),
        ([check("fail", days=9), check("pass", days=2)], "passed"),
        ([check("pass", days=9), check("fail", days=2)], "failed"),
        ([check("pass"), check("fail")], "failed"),
        ([check("pass", days=9), check("not checked", days=2)], "not-evaluated"),
        ([check("fail", days=9), check("not checked", days=2)], "failed"),
        ([check("fail", pages="forms", days=9), check("pass", pages="forms", days=2)], None),
        ([check("fail", pages="forms", days=9), check("pass", days=2)], "passed"),
        ([check("fail", pages="forms", days=2), check("pass", days=2)], "failed"),
        ([check("fail", pages="forms", days=2), check("pass", days=9)], "failed"),
        ([check("fail", pages="forms", days=9), check("pass", pages="maps", days=2)], "failed"),
        ([check("fail", days=900), check("pass", days=800)], "not-evaluated"),
    ],
)
def test_what_people_say_counts_by_place_and_day(judge, checks, expected):
    for given in (checks, checks[::-1]):
        standing = judge(*given).standings["1.1.1"]
        assert standing.outcome == (expected or "not-evaluated")


def test_failures_are_counted_by_defect_and_page(judge):
    made = judge(
        findings=[
            (A, "1.4.3", {"subject": "one"}),
            (A, "1.4.3", {"subject": "two", "status": Status.WAIVED}),
            (B, "1.4.3", {"subject": "one"}),
            (B, "1.4.3", {"subject": "sure?", "certainty": Certainty.REVIEW}),
            (B, "1.4.3", {"subject": "was", "status": Status.NOT_CHECKED}),
            (B, "1.4.3", {"subject": "could be", "severity": Severity.NOTICE}),
        ]
    ).standings["1.4.3"]
    assert (len(made.defects), made.pages, made.findings, made.waived) == (2, 2, 3, 1)
    assert (made.to_decide, made.not_seen_again, made.hints) == (1, 1, 1)
    assert made.fails_on_most


def test_a_failure_on_half_of_the_pages_is_not_on_most(judge):
    assert not judge(findings=[(A, "1.4.3", {})]).standings["1.4.3"].fails_on_most


RULES = (
    RuleInfo("axe/a", "A", Severity.ERROR, wcag=("1.1.1", "1.1.1")),
    RuleInfo("b-rule", "B", Severity.ERROR, wcag=("1.1.1", "9.9.9")),
)


@pytest.mark.parametrize(
    ("unchecked", "kinds", "judged", "in_part"),
    [
        ((), ("audited", "audited"), 2, 0),
        ((), ("audited", "audited:partial"), 1, 1),
        ((), ("audited", "error:http"), 1, 0),
        ([("axe", A)], ("audited", "audited"), 1, 1),
        ([("axe", ""), ("b-rule", "")], ("audited", "audited"), 0, 0),
        ([("axe/a", A), ("b-rule", A), ("b-rule", B)], ("audited", "audited"), 0, 1),
    ],
)
def test_it_is_told_on_how_many_pages_a_criterion_was_judged(
    judge, unchecked, kinds, judged, in_part
):
    made = judge(unchecked=unchecked, kinds=kinds, rules=RULES)
    standing = made.standings["1.1.1"]
    assert (standing.judged, standing.in_part) == (judged, in_part)
    assert standing.audited == made.audited == sum(kind.startswith("audited") for kind in kinds)
    assert [rule.id for rule in standing.rules] == ["axe/a", "b-rule"]
    unasked = made.standings["2.1.1"]
    assert (unasked.rules, unasked.judged, unasked.in_part) == ([], 0, 0)


def clock(days, standard="WCAG 2.1 AA"):
    return Clock(
        id="x",
        name="X",
        citation="1 CFR 1.1",
        url="https://a.example/law",
        asks="All.",
        standard=standard,
        changed_by="",
        verified=TODAY,
        day=TODAY + timedelta(days=days),
        days_left=days,
    )


@pytest.mark.parametrize(
    ("days", "per_week"), [(70, 1), (14, 2), (13, 2), (8, 3), (7, 3), (1, 3), (0, 0), (-9, 0)]
)
def test_the_pace_is_what_is_left_by_the_weeks_that_are_left(judge, days, per_week):
    made = judge(findings=[(A, "1.4.3", {"subject": str(n)}) for n in range(3)])
    pace = made.pace(clock(days))
    assert (pace.defects, pace.per_week, pace.waived) == (3, per_week, False)


def test_a_law_is_held_to_the_criteria_of_its_own_standard(judge):
    made = judge(findings=[(A, "2.5.8", {}), (A, "1.4.3", {"status": Status.WAIVED})])
    assert made.pace(clock(70)).defects == 1
    assert made.pace(clock(70)).waived
    assert made.pace(clock(70, "WCAG 2.2 AA")).defects == 1  # one defect fails both
    assert made.pace(clock(70, "")).defects == 0
    assert made.count("WCAG 2.1 AA") == {Standing.FAILED: 1, Standing.NOT_EVALUATED: 49}
    assert made.count("WCAG 2.2 AA") == {Standing.FAILED: 2, Standing.NOT_EVALUATED: 53}


def test_a_run_without_pages_says_nothing(make_result):
    made = conformance.assess(make_result(outcomes=()))
    assert made.audited == 0
    assert {each.outcome for each in made.standings.values()} == {Standing.NOT_EVALUATED}


def test_a_result_for_an_unknown_criterion_stops_nothing(make_result):
    odd = replace(check("pass"), criterion="9.9.9")
    made = conformance.assess(make_result(dossier=Dossier(checks=(odd,))))
    assert not any(each.answers for each in made.standings.values())
