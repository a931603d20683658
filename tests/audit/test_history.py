"""A run held against earlier ones: what is new, known, fixed, and what nobody knows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from audit.history import Asked, History, scope_of
from audit.model import (
    Finding,
    Look,
    Outcome,
    PageResult,
    Place,
    RuleInfo,
    RunResult,
    Severity,
    Status,
    Unchecked,
)
from audit.store import Store

SITE = "https://hospital.example"
A, B, C = (f"{SITE}/{name}/" for name in "abc")
FIRST = datetime(2026, 11, 1, 3, tzinfo=UTC)
RULES = {"link-generic": "1", "axe/label": "1", "page-title-duplicate": "1"}


def finding(url: str = A, rule: str = "link-generic", subject: str = "View All") -> Finding:
    return Finding(rule, f"says {subject}", Place(url, "a"), Severity.ERROR, subject=subject)


def page(url: str = A, *findings: Finding, kind: str = "audited", **more: object) -> PageResult:
    return PageResult(Outcome(url, kind, "it was so"), findings, **more)


class Nights:
    """Runs of one site, a night after another, as the pipeline would save them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = FIRST
        self.rules = RULES

    def run(
        self,
        *pages: PageResult,
        site: tuple[Finding, ...] = (),
        targets: tuple[str, ...] = (SITE,),
        whole: bool = True,
        status: str = "complete",
        end: bool = True,
        **asked: object,
    ) -> RunResult:
        run = self.store.begin(targets, self.now, site="", mode="static", version="")
        history = History(self.store, run, targets, started=self.now, whole=whole)
        for each in pages:
            self.store.save_page(run, each)
        history.set_stand_ins_aside()
        self.store.save_site(run, site, ())
        given = {"unchecked": {}, "left": {}, "enough": True, "whole": whole} | asked
        history.compare(
            Asked(rules=self.rules, site_rules=frozenset({"page-title-duplicate"}), **given)
        )
        if end:
            info = replace(self.store.info(run), status=status, finished=self.now)
            infos = [
                RuleInfo(rule, rule, Severity.ERROR, version=version)
                for rule, version in self.rules.items()
            ]
            self.store.finish(run, info, infos)
        self.now += timedelta(days=1)
        return self.store.result(run)


def statuses(result: RunResult) -> dict[str, str]:
    return {each.subject: each.status.value for each in result.findings}


def only(result: RunResult) -> Finding:
    (found,) = result.findings
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def nights(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Nights]:
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path}/a.db"
    else:
        address = request.getfixturevalue("postgresql")
        _empty(address)
    with Store.open(address) as store:
        yield Nights(store)


def _empty(address: str) -> None:
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        for table in ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public"):
            connection.exec_driver_sql(table)
    engine.dispose()


def test_all_is_new_in_the_first_run_and_known_in_the_next(nights: Nights) -> None:
    first = nights.run(page(A, finding()))
    assert Status.NEW is only(first).status
    second = nights.run(page(A, finding(), finding(subject="Go")))
    assert {"View All": "existing", "Go": "new"} == statuses(second)


def test_a_finding_keeps_when_it_was_first_and_last_seen(nights: Nights) -> None:
    first = nights.run(page(A, finding()))
    second = nights.run(page(A, finding()))
    third = nights.run(page(A, kind="error:timeout"))
    found = only(third)
    assert first.run.id == found.first_seen.run  # type: ignore[union-attr]
    assert FIRST == found.first_seen.when  # type: ignore[union-attr]
    assert second.run.id == found.last_seen.run  # type: ignore[union-attr]


def test_what_is_gone_from_an_audited_page_is_fixed_and_said_once(nights: Nights) -> None:
    nights.run(page(A, finding()))
    second = nights.run(page(A))
    assert Status.FIXED is only(second).status
    assert [] == list(nights.run(page(A)).findings)


def test_what_comes_back_after_it_was_fixed_is_new(nights: Nights) -> None:
    nights.run(page(A, finding()))
    nights.run(page(A))
    assert Status.NEW is only(nights.run(page(A, finding()))).status


@pytest.mark.parametrize(
    "now",
    [
        page(A, kind="error:timeout"),
        page(A, kind="error:auth"),
        page(A, kind="error:http", status=503),
        page(A, kind="skipped:robots"),
        page(A, kind="skipped:limit"),
        page(A, unchecked=(Unchecked("link-generic", A, "the rule crashed"),)),
    ],
    ids=["timeout", "login", "503", "robots", "limit", "crash"],
)
def test_what_was_not_looked_at_again_is_never_fixed(nights: Nights, now: PageResult) -> None:
    nights.run(page(A, finding()))
    second = only(nights.run(now))
    assert Status.NOT_CHECKED is second.status
    assert second.note
    assert Status.EXISTING is only(nights.run(page(A, finding()))).status


def test_knowledge_outlasts_any_number_of_nights_without_an_answer(nights: Nights) -> None:
    nights.run(page(A, finding()))
    for _ in range(3):
        assert Status.NOT_CHECKED is only(nights.run(page(A, kind="error:connect"))).status
    assert Status.FIXED is only(nights.run(page(A))).status


def test_a_rule_of_an_adapter_is_unchecked_where_the_adapter_is(nights: Nights) -> None:
    nights.run(page(A, finding(rule="axe/label")))
    second = nights.run(page(A, unchecked=(Unchecked("axe", A, "no browser"),)))
    assert (Status.NOT_CHECKED, "no browser") == (only(second).status, only(second).note)


def test_a_rule_that_is_off_leaves_its_findings_unchecked(nights: Nights) -> None:
    nights.run(page(A, finding()))
    nights.rules = {"axe/label": "1"}
    assert "is off" in only(nights.run(page(A))).note


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_takes_its_findings_along(nights: Nights, status: int) -> None:
    nights.run(page(A, finding()))
    second = only(nights.run(page(A, kind="error:http", status=status)))
    assert Status.FIXED is second.status
    assert second.note.startswith("page gone")


def test_a_page_that_nothing_leads_to_any_more_is_not_checked(nights: Nights) -> None:
    nights.run(page(A, finding()), page(B))
    second = only(nights.run(page(B)))
    assert Status.NOT_CHECKED is second.status
    assert "nothing leads to it" in second.note


def test_a_file_that_is_no_longer_there_is_gone(nights: Nights) -> None:
    nights.run(page("a.html", finding("a.html")), page("b.html"), targets=("site",))
    second = only(nights.run(page("b.html"), targets=("site",)))
    assert (Status.FIXED, "page gone: the file is no longer there") == (second.status, second.note)


def test_runs_over_other_targets_have_nothing_to_do_with_each_other(nights: Nights) -> None:
    nights.run(page(A, finding(A)), page(B, finding(B)))
    alone = nights.run(page(A), targets=(A,))
    assert [] == list(alone.findings)
    assert ["existing"] * 2 == [
        each.status for each in nights.run(page(A, finding(A)), page(B, finding(B))).findings
    ]


def test_the_same_targets_in_another_order_or_spelling_are_the_same_scope() -> None:
    assert scope_of([A, B]) == scope_of([B, A, B])
    assert scope_of(["https://Hospital.example"]) == scope_of([f"{SITE}/?utm_source=mail"])
    assert scope_of(["site"]) == scope_of([str(Path("site").absolute())])
    assert scope_of([A]) != scope_of([A, B])


def test_a_choice_of_pages_says_nothing_of_the_others_and_is_no_history(nights: Nights) -> None:
    nights.run(page(A, finding(A)), page(B, finding(B, subject="Go")))
    part = nights.run(page(A), whole=False)
    assert {"View All": "fixed"} == statuses(part)
    full = nights.run(page(A), page(B, finding(B, subject="Go")))
    assert {"View All": "fixed", "Go": "existing"} == statuses(full)


def test_a_run_that_never_ended_is_no_history(nights: Nights) -> None:
    nights.run(page(A, finding()))
    nights.run(page(A, kind="error:timeout"), end=False)
    assert Status.FIXED is only(nights.run(page(A))).status


def test_a_waived_finding_stays_waived_and_is_fixed_like_others(nights: Nights) -> None:
    waived = replace(finding(), status=Status.WAIVED)
    nights.run(page(A, waived))
    assert Status.WAIVED is only(nights.run(page(A, waived))).status
    assert Status.FIXED is only(nights.run(page(A))).status


def test_comparing_again_changes_nothing(nights: Nights) -> None:
    nights.run(page(A, finding(), finding(subject="Go")), page(B, finding(B)))
    result = nights.run(page(A, finding()), page(B, kind="error:timeout"))
    before = list(result.findings)
    history = History(nights.store, result.run.id, (SITE,), started=result.run.started)
    history.compare(Asked(RULES, frozenset(), {}, {}, enough=True))
    assert before == list(result.findings)


class TestRulesThatComparePages:
    twins = finding(A, "page-title-duplicate", "care")
    pages = (page(A), page(B), page(C))

    @staticmethod
    def at(first: str, *others: str) -> Finding:
        found = finding(first, "page-title-duplicate", "care")
        return replace(found, related=tuple(Place(url, "title") for url in others))

    def test_fixed_where_all_its_pages_were_looked_at(self, nights: Nights) -> None:
        nights.run(*self.pages, site=(self.at(A, B),))
        assert Status.FIXED is only(nights.run(*self.pages)).status

    @pytest.mark.parametrize("failed", [A, B])
    def test_not_checked_where_one_of_them_was_not(self, nights: Nights, failed: str) -> None:
        nights.run(*self.pages, site=(self.at(A, B),))
        pages = [page(url, kind="error:timeout" if url == failed else "audited") for url in (A, B)]
        assert Status.NOT_CHECKED is only(nights.run(*pages)).status

    @pytest.mark.parametrize(
        "asked",
        [
            {"unchecked": {"page-title-duplicate": "the rule crashed"}},
            {"enough": False},
            {"left": {"page-title-duplicate": frozenset({"care"})}},
        ],
        ids=["crashed", "too few pages", "not asked"],
    )
    def test_not_checked_where_the_rule_could_not_tell(
        self, nights: Nights, asked: dict[str, object]
    ) -> None:
        nights.run(*self.pages, site=(self.at(A, B),))
        assert Status.NOT_CHECKED is only(nights.run(*self.pages, **asked)).status  # type: ignore[arg-type]

    def test_the_same_where_it_only_moved_to_another_of_its_pages(self, nights: Nights) -> None:
        first = nights.run(*self.pages, site=(self.at(A, B, C),))
        second = only(nights.run(*self.pages, site=(self.at(B, C),)))
        assert Status.EXISTING is second.status
        assert first.run.id == second.first_seen.run  # type: ignore[union-attr]
        third = only(nights.run(*self.pages, site=(self.at(A, B, C),)))
        assert Status.EXISTING is third.status

    def test_another_one_elsewhere_where_it_is_on_other_pages(self, nights: Nights) -> None:
        nights.run(*self.pages, site=(self.at(A),))
        second = nights.run(*self.pages, site=(self.at(C),))
        assert {A: "fixed", C: "new"} == {e.place.url: e.status.value for e in second.findings}


class TestChangedRules:
    look = Look((1, 2), (), "text", "content")

    def test_a_finding_of_a_changed_rule_on_an_old_page_is_labelled(self, nights: Nights) -> None:
        nights.run(page(A, look=self.look))
        nights.rules = {**RULES, "link-generic": "2"}
        found = only(nights.run(page(A, finding(), look=self.look)))
        assert (Status.NEW, True) == (found.status, found.new_rule)
        assert "new rule, old content" == found.note
        again = only(nights.run(page(A, finding(), look=self.look)))
        assert (Status.EXISTING, True) == (again.status, again.new_rule)

    def test_so_is_one_of_a_rule_that_was_not_there(self, nights: Nights) -> None:
        nights.rules = {"axe/label": "1"}
        nights.run(page(A, look=self.look))
        nights.rules = RULES
        assert only(nights.run(page(A, finding(), look=self.look))).new_rule

    @pytest.mark.parametrize(
        ("before", "version", "now"),
        [
            (page(A, look=look), "1", look),
            (page(A, look=look), "2", replace(look, content="other")),
            (page(A, kind="error:timeout"), "2", look),
        ],
        ids=["same rule", "other content", "not known before"],
    )
    def test_no_other_is(self, nights: Nights, before: PageResult, version: str, now: Look) -> None:
        nights.run(before)
        nights.rules = {**RULES, "link-generic": version}
        assert not only(nights.run(page(A, finding(), look=now))).new_rule

    def test_what_only_a_changed_rule_no_longer_finds_is_said_to_be_so(
        self, nights: Nights
    ) -> None:
        nights.run(page(A, finding(), look=self.look))
        nights.rules = {**RULES, "link-generic": "2"}
        assert "since its rule changed" in only(nights.run(page(A, look=self.look))).note


def test_a_run_that_sees_far_fewer_pages_than_the_last_complete_one_says_so(
    nights: Nights,
) -> None:
    nights.run(*(page(f"{SITE}/{number}/") for number in range(10)))
    small = nights.run(page(A), status="incomplete")
    history = History(nights.store, small.run.id, (SITE,), started=FIRST)
    assert "6 pages were audited, where the last complete run audited 10" in history.shortfall(
        6, 0.7
    )
    assert "" == history.shortfall(7, 0.7)
    assert "" == history.shortfall(1, 0)
