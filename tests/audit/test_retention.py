"""Old runs go, and what is known of open findings stays."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.config import Config, History
from audit.model import Finding, Outcome, PageResult, Place, RunInfo, Severity, Sighting
from audit.retention import forget
from audit.store import Store

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
KEEP = Config(history=History(keep="400 days"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(f"sqlite:///{tmp_path / 'runs.db'}")


@pytest.fixture
def night(store: Store, tmp_path: Path) -> Callable[..., str]:
    """Remember a run of so many days ago, with one page and a large finding."""

    def remember(
        days: int,
        *,
        scope: str = "a",
        status: str = "complete",
        ended: bool = True,
        seen: Sighting | None = None,
    ) -> str:
        started = NOW - timedelta(days=days)
        run = store.begin(["site"], started, site="", mode="static", version="1")
        place = Place("a.html", "img", snippet="x" * 100_000)
        finding = Finding("image-alt-filename", "“a.jpg”", place, Severity.ERROR, first_seen=seen)
        store.save_page(run, PageResult(Outcome("a.html", "audited"), (finding,)))
        if ended:
            info = RunInfo(run, started, started, ("site",), status, "fail", 1, "static")
            store.finish(run, info, ())
        with closing(sqlite3.connect(tmp_path / "runs.db")) as database, database:
            database.execute("UPDATE runs SET scope = ? WHERE id = ?", (scope, run))
        return run

    return remember


Night = Callable[..., str]


def left(store: Store) -> list[str]:
    return [run.id for run in store.runs()]


def test_runs_older_than_history_keep_are_deleted_and_named(store: Store, night: Night) -> None:
    with store:
        night(500)
        night(401)
        kept = [night(days) for days in (399, 1)]
        said = forget(KEEP, store, NOW)
        assert "deleted 2 runs of 2025-07-11 to 2025-10-18 from the history" in said
        assert kept[::-1] == left(store)
        assert "" == forget(KEEP, store, NOW), "nothing is left to delete, and nothing said"


def test_nothing_is_deleted_while_another_run_writes(
    store: Store, night: Night, tmp_path: Path
) -> None:
    with store:
        kept = [night(401), night(1)]
        with (
            Store.open(f"sqlite:///{tmp_path / 'runs.db'}") as other,
            other.hold("care-audit: https://a.example/"),
        ):
            said = forget(KEEP, store, NOW)
        assert "no old runs were deleted" in said
        assert "care-audit: https://a.example/" in said
        assert kept[::-1] == left(store)
        assert "deleted 1 run of " in forget(KEEP, store, NOW), "the other one has ended"


def test_when_a_finding_was_first_seen_is_known_after_that_run_is_gone(
    store: Store, night: Night
) -> None:
    with store:
        seen = Sighting(night(401), NOW - timedelta(days=401))
        last = night(1, seen=seen)
        forget(KEEP, store, NOW)
        assert [last] == left(store)
        (finding,) = store.result(last).findings
        assert seen == finding.first_seen


def test_the_last_complete_run_stays_however_old_it_is(store: Store, night: Night) -> None:
    with store:
        night(900)
        complete = night(800)
        incomplete = night(1, status="incomplete")
        forget(KEEP, store, NOW)
        assert [incomplete, complete] == left(store)


def test_each_scope_that_is_still_audited_keeps_its_last_complete_run(
    store: Store, night: Night
) -> None:
    with store:
        ours = night(900, scope="a")
        night(850, scope="given up")
        kept = [night(2, scope="a", status="incomplete"), night(1, scope="b")]
        forget(KEEP, store, NOW)
        assert [*kept[::-1], ours] == left(store)


def test_an_old_history_keeps_its_last_run(store: Store, night: Night) -> None:
    with store:
        night(900)
        complete = night(800)
        night(799, ended=False)
        ended = night(798, status="incomplete")
        forget(KEEP, store, NOW)
        assert [ended, complete] == left(store)


def test_forever_deletes_nothing(store: Store, night: Night) -> None:
    with store:
        runs = [night(4000), night(1)]
        assert "" == forget(Config(history=History(keep="forever")), store, NOW)
        assert runs[::-1] == left(store)


def test_the_file_shrinks_and_is_whole(store: Store, night: Night, tmp_path: Path) -> None:
    with store:
        for days in range(450, 420, -1):
            night(days)
        night(1)
        file = tmp_path / "runs.db"
        before = file.stat().st_size
        forget(KEEP, store, NOW)
        assert file.stat().st_size < before / 4
    with Store.open(f"sqlite:///{file}") as again:
        assert 1 == len(left(again))
