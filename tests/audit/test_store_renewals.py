"""Pages that one run takes over from another, row by row, in SQLite and in PostgreSQL."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from audit.fetch import Validators
from audit.grounds import Grounds, Part
from audit.model import (
    Fact,
    Finding,
    Look,
    Outcome,
    PageResult,
    Picture,
    Place,
    Severity,
    Status,
    Unchecked,
)
from audit.store import Store, Visit
from audit.store.renewals import NEXT, Remembered, Taken

NIGHT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
GROUNDS = Grounds(
    gathered=NIGHT,
    state="body 0123",
    validators=Validators("https://a.example/1/", '"a"'),
    until=date(2026, 11, 29),
    parts=(Part("https://a.example/é.css", "stylesheet", 200, 'etag "c"', "https://a.example/é"),),
    browser="Chromium 1.2.3.4",
    key="key",
    decided="owners",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'runs.db'}"
    else:
        address = request.getfixturevalue("postgresql")
        engine = sa.create_engine(address)
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        engine.dispose()
    with Store.open(address) as opened:
        yield opened


def begin(store: Store, night: int) -> str:
    started = NIGHT + timedelta(days=night)
    return store.begin(["https://a.example"], started, site="", mode="static", version="")


def url(number: int) -> str:
    return f"https://a.example/{number}/"


def page(number: int, **more: object) -> PageResult:
    place = Place(url(number), "img", "<img>")
    found = Finding("r", "m", place, Severity.ERROR, subject="same on all")
    return replace(
        PageResult(
            Outcome(url(number), "audited", "", 1.5, f"Page {number}"),
            (found, replace(found, subject=f"on {number}", status=Status.WAIVED, owner="Web")),
            (Fact("r", "key", ["x" * 2000, number], place), Fact("s", "key", None, place)),
            (Unchecked("axe", url(number), "no browser"),),
            (url(number + 1),),
            {found.group: Picture(b"RIFF%d" % number, 3, 2, (1, 1, 1, 1))},
            look=Look((1, 2), (3,), "t", "c"),
            status=200,
        ),
        **more,
    )


def remember(store: Store, run: str, number: int) -> Remembered:
    return store.renewals.remembered(run, url(number))[0]


def take(
    store: Store,
    run: str,
    pages: list[Remembered],
    decide: Callable[[Finding], Finding] = lambda finding: finding,
    decided: str = "owners",
) -> None:
    outcomes = [replace(each.outcome, detail="same", unchanged_since=NIGHT) for each in pages]
    taken = [
        Taken(each.id, outcome, Visit(2, url(9), 200, "B"), each.grounds.decided)
        for each, outcome in zip(pages, outcomes, strict=True)
        if each.grounds
    ]
    store.renewals.take_over(run, taken, decide, decided)


def test_what_a_judgement_rests_on_comes_back_as_it_was_saved(store: Store) -> None:
    run = begin(store, 0)
    store.save_page(run, page(1), Visit(1, url(1), 200, "B"), GROUNDS)
    store.save_page(run, page(2), Visit(1, url(2), 200, "B"), replace(GROUNDS, validators=None))
    one, two = store.renewals.remembered(run, url(1))
    assert GROUNDS == one.grounds
    assert two.grounds is not None
    assert two.grounds.validators is None
    assert (url(2),) == one.links
    assert Visit(1, url(1), 200, "B") == one.visit
    assert Outcome(url(1), "audited", "", 1.5, "Page 1") == one.outcome


def test_pages_are_read_in_the_order_of_the_last_time(store: Store) -> None:
    run = begin(store, 0)
    for number in range(NEXT + 5, 0, -1):
        store.save_page(run, page(number), Visit(1), GROUNDS)
    found = store.renewals.remembered(run, url(NEXT))
    assert [url(number) for number in range(NEXT, 0, -1)] == [each.outcome.url for each in found]
    assert [] == store.renewals.remembered(run, url(999))
    assert [] == store.renewals.remembered(begin(store, 1), url(1))


def test_a_page_is_taken_over_with_all_it_gave(store: Store) -> None:
    first, second = begin(store, 0), begin(store, 1)
    store.save_page(first, page(1), Visit(1, url(1), 200, "B"), GROUNDS)
    store.save_page(first, page(2), Visit(1, url(2), 200, "B"), GROUNDS)
    take(store, second, [remember(store, first, 1)])
    then, now = store.page(first, url(1)), store.page(second, url(1))
    assert then is not None
    assert now is not None
    assert then.findings == now.findings
    assert then.facts == now.facts
    assert then.unchecked == now.unchecked
    assert then.links == now.links
    assert then.look == now.look
    assert then.status == now.status
    assert then.pictures == now.pictures != {}
    assert ("audited", "same", NIGHT) == (
        now.outcome.kind,
        now.outcome.detail,
        now.outcome.unchanged_since,
    )
    again = remember(store, second, 1)
    assert GROUNDS == again.grounds, "and may be taken over once more"
    assert Visit(2, url(9), 200, "B") == again.visit
    assert store.page(second, url(2)) is None
    assert then == store.page(first, url(1))


def test_taken_over_twice_a_page_is_there_once(store: Store) -> None:
    first, second = begin(store, 0), begin(store, 1)
    store.save_page(first, page(1), Visit(1), GROUNDS)
    for _ in range(2):
        take(store, second, [remember(store, first, 1)])
    assert 1 == len(store.outcomes(second))
    assert 2 == len(list(store.result(second).findings))
    assert [1] == [len(facts) for _, facts in store.facts(second, "r")]


def test_a_run_keeps_the_picture_of_its_first_page_whoever_came_first(store: Store) -> None:
    first, second, third = (begin(store, night) for night in range(3))
    store.save_page(first, page(2), Visit(1), GROUNDS)
    known = remember(store, first, 2)
    group = page(2).findings[0].group
    store.save_page(second, page(1), Visit(1), GROUNDS)
    take(store, second, [known])
    assert b"RIFF1" == store.result(second).pictures[group].webp
    store.save_page(third, page(3), Visit(1), GROUNDS)
    take(store, third, [known])
    assert b"RIFF2" == store.result(third).pictures[group].webp


def test_what_the_site_has_decided_since_is_decided_anew(store: Store) -> None:
    first, second, third = (begin(store, night) for night in range(3))
    store.save_page(first, page(1), Visit(1), GROUNDS)
    known = remember(store, first, 1)

    def decide(finding: Finding) -> Finding:
        return replace(
            finding, owner="New", status=Status.WAIVED if finding.subject < "p" else finding.status
        )

    take(store, second, [known], decide)
    said = {each.subject: (each.owner, each.status) for each in store.result(second).findings}
    assert {"same on all": ("", Status.NEW), "on 1": ("Web", Status.WAIVED)} == said
    take(store, third, [known], decide, "other owners")
    said = {each.subject: (each.owner, each.status) for each in store.result(third).findings}
    assert {"same on all": ("New", Status.NEW), "on 1": ("New", Status.WAIVED)} == said
    again = remember(store, third, 1).grounds
    assert again is not None
    assert "other owners" == again.decided


def test_what_a_run_was_answered_is_kept_by_address(store: Store) -> None:
    first, second = begin(store, 0), begin(store, 1)
    long = "https://a.example/" + "é" * 3000
    store.renewals.save_states(first, {"https://a.example/a.css": "body 1", long: "status 404"})
    store.renewals.save_states(first, {long: "body 2"})
    assert {long: "body 2"} == store.renewals.states(first)
    assert {} == store.renewals.states(second)


def test_what_pages_use_and_nobody_knows_is_told(store: Store) -> None:
    run, later = begin(store, 0), begin(store, 1)
    unknown = Part("https://a.example/x.js", "script", 200)
    parts = replace(GROUNDS, parts=(*GROUNDS.parts, unknown))
    store.save_page(run, page(1), Visit(1), parts)
    store.save_page(run, page(2), Visit(1), replace(parts, hindrance="it did not come to rest"))
    assert [(unknown, False)] == list(store.renewals.needed(run))
    take(store, later, [remember(store, run, 1)])
    assert [(unknown, True)] == list(store.renewals.needed(later))


def test_what_a_judgement_rests_on_goes_with_its_page(store: Store) -> None:
    run = begin(store, 0)
    store.save_page(run, page(1), Visit(1), GROUNDS)
    store.save_page(run, page(1), Visit(1))
    assert remember(store, run, 1).grounds is None
