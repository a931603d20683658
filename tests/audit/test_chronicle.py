"""What the history tells of its runs, from SQLite and PostgreSQL alike."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from audit.model import (
    Fact,
    Finding,
    Outcome,
    PageResult,
    Place,
    RuleInfo,
    RunInfo,
    Severity,
    Sighting,
    Status,
    Unchecked,
)
from audit.store import Store, StoreError

MONDAY = datetime(2026, 11, 16, 2, 30, tzinfo=UTC)
RULE = RuleInfo("r", "A rule", Severity.ERROR)
Night = Callable[..., RunInfo]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'runs.db'}"
    found: str = request.getfixturevalue("postgresql")
    engine = sa.create_engine(found)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return found


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with Store.open(address) as opened:
        yield opened


def at(page: str, subject: str, status: Status = Status.NEW, when: datetime = MONDAY) -> Finding:
    place = Place(page, "p")
    seen = Sighting("x", when)
    return Finding(
        "r", subject, place, Severity.ERROR, subject=subject, status=status, first_seen=seen
    )


@pytest.fixture
def night(store: Store, address: str) -> Night:
    """Remember a run of so many days after Monday, over these pages."""

    def remember(
        day: float,
        *pages: PageResult,
        scope: str = "ours",
        status: str = "complete",
        ended: bool = True,
        rules: tuple[RuleInfo, ...] = (RULE,),
    ) -> RunInfo:
        started = MONDAY + timedelta(days=day)
        run = store.begin(["site"], started, site="", mode="static", version="1")
        for page in pages:
            store.save_page(run, page)
        if ended:
            info = RunInfo(run, started, started, ("site",), status, "fail", 1, "static")
            store.finish(run, info, rules)
        engine = sa.create_engine(address)
        with engine.begin() as connection:
            values = {"scope": scope, "run": run}
            connection.execute(sa.text("UPDATE runs SET scope = :scope WHERE id = :run"), values)
        engine.dispose()
        return store.info(run)

    return remember


def page(url: str, *findings: Finding, kind: str = "audited") -> PageResult:
    return PageResult(Outcome(url, kind, "as it is" if kind != "audited" else ""), findings)


def changes(store: Store, then: RunInfo, now: RunInfo) -> list[tuple[str, str, str]]:
    return [
        (each.kind, each.finding.subject, each.note) for each in store.chronicle.changes(then, now)
    ]


def test_entries_count_pages_and_findings(store: Store, night: Night) -> None:
    night(0, page("a", at("a", "1"), at("a", "2", Status.EXISTING)), page("b", kind="error:http"))
    night(1, page("a", kind="skipped:duplicate"), ended=False)
    later, earlier = store.chronicle.entries()
    assert (1, 2) == (earlier.audited, earlier.pages)
    assert {Status.NEW: 1, Status.EXISTING: 1} == earlier.statuses
    assert (True, False) == (earlier.ended, later.ended)
    assert 0 == later.pages, "another page's second address is none"
    assert [later] == store.chronicle.entries(1)


def test_a_run_is_named_in_several_ways(store: Store, night: Night) -> None:
    first = night(0)
    second = night(1, status="incomplete")
    night(2, ended=False)
    named = store.chronicle.named
    assert [second, first] == [named("last"), named("last~1")]
    assert first == named("last-complete") == named(first.id) == named("20261116")
    for word in ("", "2026", "last~7", "%", "last-complete~1"):
        with pytest.raises(StoreError):
            named(word)


def test_the_run_before_is_of_the_same_scope_and_ended(store: Store, night: Night) -> None:
    first = night(0)
    night(1, scope="theirs")
    night(2, ended=False)
    last = night(3)
    assert first == store.chronicle.before(last)
    assert store.chronicle.before(first) is None


def test_what_a_run_carries_on_or_settled_is_taken_from_it(store: Store, night: Night) -> None:
    then = night(0, page("a", at("a", "open"), at("a", "gone"), at("a", "hidden")))
    now = night(
        1,
        page(
            "a",
            at("a", "open", Status.EXISTING),
            at("a", "gone", Status.FIXED),
            at("a", "hidden", Status.NOT_CHECKED),
            at("a", "fresh"),
        ),
    )
    assert [
        ("new", "fresh", ""),
        ("fixed", "gone", ""),
        ("not-checked", "hidden", ""),
    ] == changes(store, then, now)


def test_between_scopes_only_what_was_looked_at_is_fixed(store: Store, night: Night) -> None:
    found = [page(url, at(url, url)) for url in "abcd"]
    then = night(0, *found, scope="theirs")
    unchecked = PageResult(Outcome("c", "audited"), unchecked=(Unchecked("r", "c", "it crashed"),))
    now = night(1, page("a"), page("b", kind="error:timeout"), unchecked)
    assert [
        ("fixed", "a", ""),
        ("not-checked", "b", "the page was not audited: as it is"),
        ("not-checked", "c", "it crashed"),
        ("not-checked", "d", "the page was not wanted"),
    ] == changes(store, then, now)


def test_a_rule_that_did_not_run_fixes_nothing(store: Store, night: Night) -> None:
    then = night(0, page("a", at("a", "1")), scope="theirs")
    now = night(1, page("a"), rules=())
    assert [("not-checked", "1", "its rule did not run")] == changes(store, then, now)


def test_what_is_new_on_a_page_that_nobody_looked_at_says_so(store: Store, night: Night) -> None:
    then = night(0, page("a", kind="error:http"))
    now = night(1, page("a", at("a", "1")))
    ((kind, _, note),) = changes(store, then, now)
    assert ("new", True) == (kind, note.startswith("not looked at in the earlier run"))


def test_many_changes_are_read_with_others_asked_between(store: Store, night: Night) -> None:
    then = night(0, page("a", *(at("a", f"old {n}") for n in range(450))), scope="theirs")
    now = night(1, page("a", *(at("a", f"new {n}") for n in range(450))))
    found = changes(store, then, now)
    assert 900 == len(found)
    assert {"new": 450, "fixed": 450} == {
        kind: sum(each[0] == kind for each in found) for kind in ("new", "fixed")
    }


def test_a_page_is_seen_as_the_last_run_up_to_a_moment_saw_it(store: Store, night: Night) -> None:
    fact = Fact("badges", "a", {"label": "Seal"}, Place("a", "img"))
    seen = PageResult(
        Outcome("a", "audited"),
        (at("a", "wrong"), at("a", "mended", Status.FIXED)),
        (fact,),
        (Unchecked("axe", "a", "no browser"),),
    )
    first = night(0, seen)
    failed = night(1, page("a", kind="error:timeout"))
    night(2, page("a"))
    record = store.chronicle.seen("a", MONDAY + timedelta(days=1.5), ("r",))
    assert record is not None
    assert first == record.run
    assert [fact] == record.facts["badges"]
    assert ["wrong"] == [finding.subject for finding in record.findings]
    assert [failed] == [run for run, _ in record.missed]
    assert ["no browser"] == [each.reason for each in record.unchecked]
    assert store.chronicle.seen("a", MONDAY - timedelta(seconds=1), ("r",)) is None
    assert store.chronicle.seen("b", MONDAY + timedelta(days=9), ("r",)) is None
    other = store.chronicle.seen("a", MONDAY + timedelta(days=1.5), ("badge-",))
    assert other is not None
    assert [] == other.findings


def test_pages_that_fail_now_and_did_not_before(store: Store, night: Night) -> None:
    then = night(0, page("a"), page("b", kind="error:http"), page("c"), page("d"))
    now = night(
        1,
        page("a", kind="error:http"),
        page("b", kind="error:http"),
        page("c", kind="skipped:robots"),
        page("d"),
        page("e", kind="error:http"),
    )
    failing = store.chronicle.newly_failing(now.id, then.id)
    assert ["a"] == [outcome.url for outcome in failing]


def test_a_week_holds_its_own_runs_and_what_they_fixed(store: Store, night: Night) -> None:
    night(-8, page("a", at("a", "0", Status.FIXED)))
    inside = night(0, page("a", at("a", "1", Status.FIXED)))
    night(1, page("a", at("a", "2", Status.FIXED)), scope="theirs")
    last = night(2, page("a", at("a", "3", Status.FIXED)))
    night(3, page("a", at("a", "4", Status.FIXED)))
    assert [inside, last] == store.chronicle.since(last, MONDAY)
    assert 2 == store.chronicle.fixed_since(last, MONDAY)


def test_old_runs_go_with_all_that_is_theirs(store: Store, night: Night, address: str) -> None:
    night(0, page("a", at("a", "1")))
    last = night(9, page("a", at("a", "1")))
    pruned = store.prune(MONDAY + timedelta(days=1))
    store.give_room_back()
    assert pruned is not None
    assert (1, MONDAY) == (pruned.runs, pruned.oldest)
    assert [last] == list(store.runs())
    engine = sa.create_engine(address)
    with engine.connect() as connection:
        for table in ("pages", "findings", "rules"):
            owners = connection.execute(sa.text(f"SELECT DISTINCT run FROM {table}")).scalars()
            assert [last.id] == list(owners)
    engine.dispose()
