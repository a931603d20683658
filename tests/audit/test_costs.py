"""What rules cost is counted in little room, and survives the store."""

import random
import statistics
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.costs import LAST, Cost, Spread, Tally
from audit.judge import judge
from audit.model import RunInfo
from audit.page import Page
from audit.store import Store
from rules import loader

MORNING = datetime(2026, 11, 7, 6, tzinfo=UTC)


def spread(*times: float) -> Spread:
    made = Spread()
    for each in times:
        made.add(each)
    return made


@pytest.mark.parametrize("low", [1e-5, 1e-3, 1.0], ids=["microseconds", "milliseconds", "seconds"])
def test_the_median_of_many_times_is_right_to_within_five_percent(low: float) -> None:
    times = [random.Random(n).uniform(low, 10 * low) for n in range(1001)]
    assert spread(*times).median == pytest.approx(statistics.median(times), rel=0.05)


@pytest.mark.parametrize("seconds", [0.0, -1e-9, 1e-12])
def test_a_clock_that_did_not_move_is_counted(seconds: float) -> None:
    assert (1, 1e-6) == (spread(seconds).times, spread(seconds).median)


def test_a_time_beyond_all_bounds_takes_no_more_room() -> None:
    assert {LAST: 1} == spread(1e300).counts


def test_what_was_never_timed_costs_nothing() -> None:
    assert (0, 0.0) == (Spread().times, Spread().median)


def test_the_costs_of_two_runs_add_up(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/a.db") as store:
        for day, times in enumerate([(0.001, 0.001), (0.1, 0.1, 0.1)]):
            end(store, day, Cost("card-duplicate", spread(*times), site=0.5))
        (cost,) = store.costs()
    assert ("card-duplicate", 5, 1.0) == (cost.rule, cost.pages.times, cost.site)
    assert cost.pages.median == pytest.approx(0.1, rel=0.05)


def test_only_the_latest_runs_count(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/a.db") as store:
        end(store, 1, Cost("r", spread(0.1)))
        end(store, 0, Cost("r", spread(9.0)))
        (cost,) = store.costs(runs=1)
    assert cost.pages.median == pytest.approx(0.1, rel=0.05)


def end(store: Store, day: int, cost: Cost) -> None:
    started = MORNING + timedelta(days=day)
    run = store.begin([], started, site="", mode="static", version="")
    info = RunInfo(run, started, started, (), "complete", "pass", 0, "static")
    store.finish(run, info, (), [cost])


def test_every_rule_that_judged_a_page_is_timed_and_no_other() -> None:
    rules = loader.load({}, {})
    page = Page(url="/a", html="<h1>Visiting</h1>", missing={"axe": "no browser"})
    costs = judge(page, rules).costs
    asked = {rule.id for rule in (*rules.page, *rules.site, *rules.collectors)}
    lacking = {rule.id for rule in (*rules.page, *rules.site) if "axe" in rule.needs}
    assert lacking
    assert asked - lacking == set(costs)
    assert all(0 <= seconds < 10 for seconds in costs.values())


def test_a_tally_lists_rules_in_order_with_both_their_costs() -> None:
    tally = Tally()
    tally.note_page({"b": 0.01, "a": 0.02})
    tally.note_site("b", 0.3)
    assert [("a", 1, 0.0), ("b", 1, 0.3)] == [(c.rule, c.pages.times, c.site) for c in tally]
