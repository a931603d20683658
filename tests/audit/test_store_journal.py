"""What a broken-off run has done is kept, and what came after its last page is done anew."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.model import Fact, Finding, Outcome, PageResult, Place, Severity, Unchecked
from audit.store import Store, Visit
from audit.store.journal import BROKEN_OFF

STARTED = datetime(2026, 11, 7, 2, tzinfo=UTC)
SITE = ("https://example.org/",)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/care-audit.db") as store:
        yield store


def begin(store: Store, started: datetime = STARTED, terms: str = "same") -> str:
    return store.begin(SITE, started, site="", mode="static", version="1", terms=terms)


def page(name: str) -> PageResult:
    url = SITE[0] + name
    place = Place(url, "h1")
    return PageResult(
        Outcome(url, "audited"),
        findings=(Finding("a-rule", "it is so", place, Severity.ERROR, subject=name),),
        facts=(Fact("a-rule", "key", {"n": 1}, place),),
        unchecked=(Unchecked("b-rule", url, "no browser"),),
        links=(SITE[0] + "next",),
    )


def end(store: Store, run: str, *, resumable: bool) -> None:
    info = replace(store.info(run), status="incomplete", reasons=("why",), finished=STARTED)
    store.finish(run, info, [], resumable=resumable)


def test_pages_come_back_in_the_order_in_which_they_were_finished(store: Store) -> None:
    run = begin(store)
    visits = {"z": Visit(0, "https://example.org/z", 200, "Chromium 1"), "a": Visit(2, status=404)}
    for name, visit in visits.items():
        store.save_page(run, page(name), visit)
    done = list(store.journal.visited(run))
    assert [(SITE[0] + name, visit) for name, visit in visits.items()] == [
        (each.outcome.url, each.visit) for each in done
    ]
    assert (SITE[0] + "next",) == done[0].links


def test_what_came_after_the_last_page_is_dropped_and_pages_stay_whole(store: Store) -> None:
    run = begin(store)
    store.save_page(run, page("a"), Visit())
    store.save_outcomes(run, [Outcome(SITE[0] + "left", "skipped:limit")])
    finding = Finding("site-rule", "they differ", Place(SITE[0] + "a", "h1"), Severity.ERROR)
    store.save_site(run, [finding], [Unchecked("site-rule", "", "crashed")])
    end(store, run, resumable=True)
    store.journal.reopen(run)
    result = store.result(run)
    assert [page("a").outcome] == list(result.outcomes)
    assert page("a") == store.page(run, SITE[0] + "a")
    assert ["a-rule"] == [each.rule for each in result.findings]
    assert ["b-rule"] == [each.rule for each in result.unchecked]
    assert (("incomplete", 3, (BROKEN_OFF,))) == (
        result.run.status,
        result.run.exit,
        result.run.reasons,
    )
    assert not store.finished(run)


def test_other_runs_are_left_alone(store: Store) -> None:
    other, run = begin(store), begin(store, STARTED + timedelta(days=1))
    store.save_outcomes(other, [Outcome(SITE[0] + "left", "skipped:limit")])
    store.journal.reopen(run)
    assert 1 == len(list(store.outcomes(other)))


def test_a_run_can_be_taken_up_until_it_came_to_its_end(store: Store) -> None:
    assert store.journal.latest(SITE) is None
    run = begin(store)
    found = store.journal.latest(SITE)
    assert found
    assert (run, STARTED, "same", True) == (found.id, found.started, found.terms, found.resumable)
    for resumable in (True, False):
        end(store, run, resumable=resumable)
        found = store.journal.latest(SITE)
        assert found
        assert resumable is found.resumable


def test_a_settled_run_is_none_to_take_up(store: Store) -> None:
    run = begin(store)
    end(store, run, resumable=True)
    store.journal.settle(run)
    found = store.journal.latest(SITE)
    assert found
    assert not found.resumable


def test_only_the_latest_run_of_the_very_same_targets_counts(store: Store) -> None:
    begin(store)
    latest = begin(store, STARTED + timedelta(hours=1))
    store.begin(("site/",), STARTED + timedelta(hours=2), site="", mode="static", version="1")
    found = store.journal.latest(SITE)
    assert found
    assert latest == found.id
    assert store.journal.latest((*SITE, "site/")) is None


def test_a_run_without_terms_is_none_to_take_up(store: Store) -> None:
    begin(store, terms="")
    found = store.journal.latest(SITE)
    assert found
    assert not found.resumable
