"""What the last runs of the same targets came to, side by side."""

from collections.abc import Callable, Iterator
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.model import (
    Certainty,
    Finding,
    Outcome,
    PageResult,
    Place,
    RunInfo,
    Severity,
    Status,
)
from audit.store import Store

MONDAY = datetime(2026, 11, 16, 2, 30, tzinfo=UTC)
URL = "https://a.example/"
Night = Callable[..., str]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'runs.db'}") as opened:
        yield opened


@pytest.fixture
def night(store: Store) -> Night:
    """Remember a run of so many days after Monday that found this on the one page it read."""

    def remember(
        day: int,
        *found: tuple[Status, Certainty],
        scope: str = "ours",
        whole: bool = True,
        ended: bool = True,
        status: str = "complete",
    ) -> str:
        started = MONDAY + timedelta(days=day)
        run = store.begin(["site"], started, site="", mode="static", version="1")
        store.ledger.enter(run, scope, whole=whole)
        findings = tuple(
            Finding("r", "m", Place(URL, "p"), Severity.ERROR, certainty, str(n), status=state)
            for n, (state, certainty) in enumerate(found)
        )
        store.save_page(run, PageResult(Outcome(URL, "audited"), findings))
        store.save_page(run, PageResult(Outcome(f"{URL}away", "error:http", "503")))
        store.save_page(run, PageResult(Outcome(f"{URL}index", "skipped:duplicate", URL)))
        if ended:
            info = RunInfo(run, started, started, ("site",), status, "pass", 0, "static")
            store.finish(run, info, ())
        return run

    return remember


def test_each_kind_of_finding_is_counted_apart(store: Store, night: Night) -> None:
    sure, unsure = Certainty.SURE, Certainty.REVIEW
    run = night(
        0,
        *[(Status.NEW, sure)] * 2,
        *[(Status.EXISTING, sure)] * 3,
        (Status.FIXED, sure),
        *[(Status.WAIVED, sure), (Status.WAIVED, unsure)],
        *[(Status.NOT_CHECKED, unsure)] * 4,
        *[(Status.NEW, unsure), (Status.EXISTING, unsure)],
        status="incomplete",
    )
    (told,) = store.past(run)
    # pages wanted and audited; new, existing, fixed, waived, not checked; left to a person
    assert (run, MONDAY, "incomplete", 2, 1, 2, 3, 1, 2, 4, 2) == astuple(told)


def test_the_oldest_comes_first_and_the_run_itself_last(store: Store, night: Night) -> None:
    runs = [night(day) for day in (1, 0, 2)]
    assert [runs[1], runs[0], runs[2]] == [each.id for each in store.past(runs[2])]


def test_what_came_later_is_not_told(store: Store, night: Night) -> None:
    runs = [night(day) for day in (0, 1, 2)]
    assert runs[:2] == [each.id for each in store.past(runs[1])]


def test_only_runs_over_all_of_the_same_targets_that_ended_stand_side_by_side(
    store: Store, night: Night
) -> None:
    first = night(0)
    night(1, scope="theirs")
    night(2, whole=False)
    night(3, ended=False)
    last = night(4)
    assert [first, last] == [each.id for each in store.past(last)]


def test_a_run_over_a_choice_of_pages_has_no_past(store: Store, night: Night) -> None:
    night(0)
    assert () == store.past(night(1, whole=False))


def test_old_runs_of_unknown_scope_stand_alone(store: Store, night: Night) -> None:
    night(0, scope="")
    last = night(1, scope="")
    assert [last] == [each.id for each in store.past(last)]


def test_no_more_than_thirty_are_told(store: Store, night: Night) -> None:
    runs = [night(day) for day in range(32)]
    assert runs[2:] == [each.id for each in store.past(runs[-1])]
