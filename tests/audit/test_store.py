from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from audit.model import (
    Certainty,
    Fact,
    Finding,
    Outcome,
    PageResult,
    Picture,
    Place,
    RuleInfo,
    RunInfo,
    Severity,
    Status,
    Unchecked,
)
from audit.store import Store, StoreError, tables
from audit.store.database import connect, reading

NOON = datetime(2026, 11, 7, 12, 0, 0, 250_000, tzinfo=UTC)
A, B, C = (f"https://example.org/{name}" for name in "abc")


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/care-audit.db"


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with Store.open(address) as opened:
        yield opened


@pytest.fixture
def run(store: Store) -> str:
    return begin(store, NOON)


def begin(store: Store, moment: datetime) -> str:
    return store.begin([A], moment, site="Elm Valley", mode="static", version="0.1.0")


def finding(url: str, subject: str = "View All", rule: str = "link-generic") -> Finding:
    return Finding(rule, f"says {subject!r}", Place(url, "a"), Severity.ERROR, subject=subject)


def full_page(url: str) -> PageResult:
    place = Place(url, "main > a", '<a href="/x">', 12, 5, "main section", "main › News", "note")
    found = Finding(
        rule="link-generic",
        message="the link says “View All”",
        place=place,
        severity=Severity.WARNING,
        certainty=Certainty.REVIEW,
        subject="View All",
        related=(replace(place, selector="main > b"), Place(B, "i")),
        fix="Name the list.",
        evidence={"name": "View All", "seen": [1, 2.5, None, True], "deep": {"é": []}},
        wcag=("2.4.4",),
        status=Status.EXISTING,
        owner="web team",
        unstable=True,
    )
    return PageResult(
        outcome=Outcome(url, "audited:partial", "one frame is missing", 1.25, "News"),
        findings=(found, finding(url, "Read more"), finding(url, "Go")),
        facts=(Fact("page-title-duplicate", "news", {"title": "News"}, place),),
        unchecked=(Unchecked("axe", url, "no browser"),),
        links=(C, B, C),
        pictures={found.group: Picture(b"RIFF\x00\xff", 320, 200, (40, 41, 240, 120))},
    )


def test_a_page_comes_back_as_it_was_saved(store: Store, run: str) -> None:
    store.save_page(run, full_page(A))
    assert full_page(A) == store.page(run, A)


def test_a_page_that_was_never_saved_is_none(store: Store, run: str) -> None:
    store.save_page(run, full_page(A))
    assert store.page(run, B) is None
    assert store.page(begin(store, NOON), A) is None


def test_saving_an_address_again_replaces_all_of_it_and_nothing_else(
    store: Store, run: str
) -> None:
    other = begin(store, NOON)
    for of, url in ((run, A), (run, B), (other, A)):
        store.save_page(of, full_page(url))
    store.save_page(run, PageResult(Outcome(A, "error:timeout")))
    assert PageResult(Outcome(A, "error:timeout")) == store.page(run, A)
    assert replace(full_page(B), pictures={}) == store.page(run, B)
    assert full_page(A) == store.page(other, A)


def test_nothing_of_a_replaced_page_stays_in_any_table(
    store: Store, run: str, address: str
) -> None:
    store.save_page(run, full_page(A))
    store.save_page(run, PageResult(Outcome(A, "audited")))
    engine = connect(address)
    with reading(engine) as connection:
        for table in (tables.findings, tables.facts, tables.unchecked, tables.pictures):
            assert connection.execute(sa.select(table)).all() == []
    engine.dispose()


def test_a_page_that_cannot_be_saved_whole_leaves_the_former_one(store: Store, run: str) -> None:
    store.save_page(run, full_page(A))
    broken = replace(full_page(A), facts=(Fact("r", None, 1, Place(A, "p")),))  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="NOT NULL"):
        store.save_page(run, broken)
    assert full_page(A) == store.page(run, A)


def test_findings_come_by_address_and_then_as_saved(store: Store, run: str) -> None:
    first, second = finding(B, "z", "rule-z"), finding(B, "a", "rule-a")
    store.save_page(run, PageResult(Outcome(B, "audited"), (first, second)))
    store.save_page(run, PageResult(Outcome(A, "audited"), (finding(A),)))
    store.save_site(run, [finding(C, "site"), finding(A, "site")], [])
    found = store.result(run).findings
    assert [finding(A), finding(A, "site"), first, second, finding(C, "site")] == list(found)


def test_addresses_sort_by_code_point(store: Store, run: str) -> None:
    urls = [f"file:///{name}.html" for name in ("B", "a", "ä", "Z", "é", "\U0001f600", "\uff21")]
    store.save_outcomes(run, [Outcome(url, "audited") for url in urls])
    assert sorted(urls) == [outcome.url for outcome in store.outcomes(run)]


def test_collections_can_be_read_again_and_counted(store: Store, run: str) -> None:
    store.save_page(run, full_page(A))
    result = store.result(run)
    assert list(result.findings) == list(result.findings) == list(full_page(A).findings)
    assert (len(result.findings), len(result.unchecked)) == (3, 1)  # type: ignore[arg-type]
    assert not store.result(begin(store, NOON)).findings


def test_two_readings_and_a_saving_do_not_disturb_one_another(store: Store, run: str) -> None:
    for url in (A, B):
        store.save_page(run, full_page(url))
    findings = store.result(run).findings
    one, two = iter(findings), iter(findings)
    assert next(one) == next(two)
    store.save_page(run, full_page(C))
    assert [each.place.url for each in one] == [A, A, B, B, B]
    assert 1 + len(list(two)) == 6
    assert len(list(findings)) == 9


def test_outcomes_of_pages_never_gathered_are_saved(store: Store, run: str) -> None:
    store.save_page(run, full_page(A))
    store.save_page(run, full_page(B))
    late = [Outcome(C, "skipped:limit", "the limit"), Outcome(B, "error:http", "500")]
    store.save_outcomes(run, (outcome for outcome in late))
    assert [full_page(A).outcome, *reversed(late)] == list(store.outcomes(run))
    assert PageResult(late[1]) == store.page(run, B)


def test_an_address_named_twice_has_its_last_outcome_alone(store: Store, run: str) -> None:
    many = [Outcome(f"{A}?{n % 700}", "skipped:limit", str(n)) for n in range(1000)]
    store.save_outcomes(run, many)
    kept = {outcome.url: outcome.detail for outcome in store.outcomes(run)}
    assert {outcome.url: outcome.detail for outcome in many} == kept
    assert len(store.outcomes(run)) == 700


def test_facts_come_grouped_by_key_in_order_of_pages(store: Store, run: str) -> None:
    def facts(url: str) -> tuple[Fact, ...]:
        place = Place(url, "title")
        return (
            Fact("title", "b", 1, place),
            Fact("title", "B", None, place),
            Fact("title", "b", [2], place),
            Fact("other", "b", 3, place),
        )

    for url in (C, A):
        store.save_page(run, PageResult(Outcome(url, "audited"), facts=facts(url)))
    store.save_page(begin(store, NOON), PageResult(Outcome(B, "audited"), facts=facts(B)))
    assert [
        ("B", [facts(A)[1], facts(C)[1]]),
        ("b", [facts(A)[0], facts(A)[2], facts(C)[0], facts(C)[2]]),
    ] == list(store.facts(run, "title"))


def test_what_one_site_rule_said_stands_beside_what_others_said(store: Store, run: str) -> None:
    unchecked = [Unchecked("page-orphan", "", "crashed"), Unchecked("page-stale", "", "no date")]
    store.save_page(run, full_page(A))
    for name, left in zip(("one", "two"), unchecked, strict=True):
        store.save_site(run, (finding(url, name) for url in (A, B)), [left])
    result = store.result(run)
    found = [
        *full_page(A).findings,
        finding(A, "one"),
        finding(A, "two"),
        finding(B, "one"),
        finding(B, "two"),
    ]
    assert found == list(result.findings)
    assert [*unchecked, *full_page(A).unchecked] == list(result.unchecked)


def test_what_site_rules_said_outlives_a_page_saved_again(store: Store, run: str) -> None:
    store.save_site(run, [finding(A, "site")], [])
    store.save_page(run, full_page(A))
    store.save_page(run, PageResult(Outcome(A, "audited")))
    assert [finding(A, "site")] == list(store.result(run).findings)


@pytest.mark.parametrize("order", [(A, B, C), (C, B, A), (B, A, C)])
def test_a_group_has_the_picture_of_its_first_page_whatever_was_saved_first(
    store: Store, run: str, order: tuple[str, ...]
) -> None:
    group = finding(A).group
    for url in order:
        picture = Picture(url.encode(), 10, 10, (0, 0, 10, 10))
        page = PageResult(Outcome(url, "audited"), (finding(url),), pictures={group: picture})
        store.save_page(run, page)
    pictures = store.result(run).pictures
    assert {group: Picture(A.encode(), 10, 10, (0, 0, 10, 10))} == dict(pictures)
    assert len(pictures) == 1
    assert group in pictures
    assert "else" not in pictures
    with pytest.raises(KeyError):
        pictures["else"]


def test_a_run_reads_as_incomplete_until_it_is_finished(store: Store, run: str) -> None:
    info = store.info(run)
    assert (info.status, info.gate, info.exit) == ("incomplete", "fail", 3)
    assert info.reasons == ("The run was broken off before its end.",)
    assert NOON == info.started == info.finished
    assert not store.finished(run)


def test_a_finished_run_comes_back_as_it_was_given(store: Store, run: str) -> None:
    info = RunInfo(
        id=run,
        started=NOON.astimezone(timezone(timedelta(hours=-5))),
        finished=NOON + timedelta(minutes=3),
        targets=(A, "site/index.html"),
        status="incomplete",
        gate="pass",
        exit=3,
        mode="browser",
        site="Elm Valley",
        reasons=("1 page was not audited.",),
        version="0.1.0",
        axe="4.14.1",
        browser="Chromium 156",
        fail_on=None,
    )
    rules = [
        RuleInfo("link-generic", "Vague link", Severity.WARNING, ("2.4.4",), ("links",), "d", "w"),
        RuleInfo("axe/region", "Region", Severity.NOTICE, fix="f", help_url="https://x.example/"),
    ]
    store.finish(run, info, rules)
    store.finish(run, info, rules)
    assert info == store.info(run) == store.result(run).run
    assert rules[::-1] == list(store.result(run).rules)
    assert store.finished(run)


def test_runs_are_listed_from_the_latest_and_their_ids_sort_by_time(store: Store) -> None:
    moments = [NOON, NOON - timedelta(days=400), NOON + timedelta(milliseconds=1)]
    ids = [begin(store, moment) for moment in moments]
    assert [ids[2], ids[0], ids[1]] == [info.id for info in store.runs()] == sorted(ids)[::-1]


def test_an_unknown_run_is_named(store: Store) -> None:
    with pytest.raises(StoreError, match=r"care-audit\.db holds no run 'yesterday'"):
        store.result("yesterday")
    with pytest.raises(StoreError):
        store.save_page("yesterday", full_page(A))


def test_a_beginning_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"):
        begin(store, datetime(2026, 11, 7))


def test_another_runs_end_is_refused(store: Store, run: str) -> None:
    info = replace(store.info(run), id="another")
    with pytest.raises(ValueError, match="'another'"):
        store.finish(run, info, [])


def test_a_new_store_reads_what_an_earlier_one_saved(address: str) -> None:
    with Store.open(address) as store:
        run = begin(store, NOON)
        store.save_page(run, full_page(A))
    with Store.open(address) as store:
        assert full_page(A) == store.page(run, A)


def test_a_finding_is_found_by_how_its_fingerprint_begins(store: Store, run: str) -> None:
    one, two = finding(A), finding(A, "Read more")
    store.save_page(run, PageResult(Outcome(A, "audited"), (one, two)))
    later = begin(store, NOON + timedelta(days=1))
    newer = replace(one, message="the link still says it")
    store.save_page(later, PageResult(Outcome(A, "audited"), (newer,)))
    assert [newer] == store.find(one.fingerprint[:10])
    assert [two] == store.find(two.fingerprint)
    assert [] == store.find("%")
    assert 2 == len(store.find(""))


@pytest.mark.parametrize(
    "value",
    [
        [["https://hospital.example/", "Find a doctor", 7, None, "ä\u2028"]] * 200,
        {"ids": [f"section-{n}" for n in range(500)]},
        {"packed by zlib": "no"},
        "x" * 5000,
    ],
)
def test_a_long_value_comes_back_as_it_was_saved(store: Store, run: str, value: object) -> None:
    given = Fact("link-broken", A, value, Place(A, "html"))
    store.save_page(run, PageResult(Outcome(A, "audited"), facts=(given,)))
    assert [(A, [given])] == list(store.facts(run, "link-broken"))


def test_a_long_list_takes_little_room(store: Store, run: str) -> None:
    links = [[f"https://hospital.example/{n}/", "Care", "nav > ul > li > a"] for n in range(300)]
    given = Fact("link-broken", A, links, Place(A, "html"))
    store.save_page(run, PageResult(Outcome(A, "audited"), facts=(given,)))
    with reading(store._engine) as connection:
        column = sa.cast(tables.facts.c.value, sa.Text)
        stored = connection.execute(sa.select(sa.func.length(column))).scalar_one()
    assert stored < len(str(links)) / 5


def test_facts_of_one_key_share_what_a_template_says(store: Store, run: str) -> None:
    for url in (A, B):
        place = Place(url, "nav > a", snippet="<a>" * 20, structure="nav>a")
        given = Fact("link-broken", "key", None, place)
        store.save_page(run, PageResult(Outcome(url, "audited"), facts=(given,)))
    ((_, (one, two)),) = store.facts(run, "link-broken")
    assert one.place.snippet is two.place.snippet


def test_links_come_page_by_page(store: Store, run: str) -> None:
    store.save_page(run, PageResult(Outcome(A, "audited"), links=(B,)))
    store.save_page(run, PageResult(Outcome(B, "audited")))
    assert [(A, [B]), (B, [])] == sorted(store.links(run))
