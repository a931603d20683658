"""Asking for pages and what they use: once each, politely, and without believing anybody."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from audit.config import Site
from audit.fetch import Validators
from audit.grounds import Grounds, Part, state_of
from audit.renewal import inquiry
from audit.renewal.inquiry import Found, Inquiry
from audit.worker import Task

Wire = Any
"""conftest.py's server, which answers each path as it is told."""
HTML = b"<!doctype html><title>Page</title><p>Text"
NIGHT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


@pytest.fixture
def ask(wire: Wire) -> Iterator[Callable[..., Inquiry]]:
    made: list[Inquiry] = []

    def make(known: dict[str, str] | None = None, **more: Any) -> Inquiry:
        site = {"start": (wire.origin,), "delay": 0, "retries": 0, "timeout": 5, **more}
        made.append(Inquiry(Site(**site), known=known))
        return made[-1]

    yield make
    for each in made:
        each.close()


def grounds(wire: Wire, *parts: Part, body: bytes = HTML) -> Grounds:
    return Grounds(NIGHT, state_of(body, {"content-type": "text/html"}), parts=parts)


def answers(asking: Inquiry, number: int = 1) -> list[Found]:
    found: list[Found] = []
    until = time.monotonic() + 20
    while len(found) < number and time.monotonic() < until:
        found += [each for _, each in asking.collect()]
        time.sleep(0.01)
    return found


def test_what_many_pages_use_is_asked_for_once(wire: Wire, ask: Callable[..., Inquiry]) -> None:
    sheet = wire.on("/a.css", wire.ok(b"p {}", kind="text/css"))
    part = Part(sheet, "stylesheet", 200)
    asking = ask({sheet: state_of(b"p {}")})
    for number in range(6):
        asking.submit(Task(wire.page(f"/{number}/", HTML)), grounds(wire, part))
    assert [True] * 6 == [found.unchanged for found in answers(asking, 6)]
    assert 1 == wire.asked.count("/a.css")
    assert {sheet: state_of(b"p {}")} == asking.finish(5)


@pytest.mark.parametrize(
    "change",
    [
        {"body": HTML + b" more"},
        {"part": ("stylesheet", 404, "")},
        {"part": ("stylesheet", 200, 'etag "other"')},
        {"known": ""},
        {"known": "body of something else"},
    ],
    ids=["page", "was gone", "other tag", "never looked at", "other body"],
)
def test_what_cannot_be_confirmed_has_changed(
    wire: Wire, ask: Callable[..., Inquiry], change: dict[str, Any]
) -> None:
    sheet = wire.on("/a.css", wire.ok(b"p {}", 'ETag: "a"', kind="text/css"))
    kind, status, state = change.get("part", ("stylesheet", 200, ""))
    asking = ask({sheet: change.get("known", state_of(b"p {}"))})
    part = Part(sheet, kind, status, state, sheet if state else "")
    page = wire.page("/p/", HTML)
    asking.submit(Task(page), grounds(wire, part, body=change.get("body", HTML)))
    assert [False] == [found.unchanged for found in answers(asking)]


def test_a_page_that_has_changed_comes_along(wire: Wire, ask: Callable[..., Inquiry]) -> None:
    asking = ask()
    asking.submit(Task(wire.page("/p/", HTML + b" more")), grounds(wire))
    (found,) = answers(asking)
    assert found.answer is not None
    assert found.answer.html.endswith(" more")


def test_what_is_still_not_there_has_not_changed(wire: Wire, ask: Callable[..., Inquiry]) -> None:
    gone = f"{wire.origin}/gone.png"
    asking = ask({gone: "status 404"})
    asking.submit(Task(wire.page("/p/", HTML)), grounds(wire, Part(gone, "image", 404)))
    assert [True] == [found.unchanged for found in answers(asking)]


def test_who_moved_something_is_not_believed(wire: Wire, ask: Callable[..., Inquiry]) -> None:
    moved = wire.on("/a.css", wire.redirect("/b.css"))
    wire.on("/b.css", wire.ok(b"", 'ETag: "a"', kind="text/css"))
    asking = ask()
    part = Part(moved, "stylesheet", 200, 'etag "a"', moved)
    asking.submit(Task(wire.page("/p/", HTML)), grounds(wire, part))
    assert [False] == [found.unchanged for found in answers(asking)]


def test_a_host_that_does_not_answer_is_left_alone(
    wire: Wire, wires: Callable[..., Wire], ask: Callable[..., Inquiry]
) -> None:
    dead = wires()
    dead.close()
    asking = ask(robots="ignore", private_hosts=("127.0.0.1",))
    parts = [Part(f"{dead.origin}/{number}.css", "stylesheet", 200) for number in range(20)]
    asking.note(parts)
    states = asking.finish(20)
    assert len(states) <= inquiry.PATIENCE + inquiry.THREADS
    assert {"nothing error:connect"} == set(states.values())


def test_each_host_is_asked_at_its_pace(wire: Wire, ask: Callable[..., Inquiry]) -> None:
    asking = ask(delay=0.2, robots="ignore")
    begun = time.monotonic()
    for number in range(4):
        asking.submit(Task(wire.page(f"/{number}/", HTML)), grounds(wire))
    assert 4 == len(answers(asking, 4))
    assert time.monotonic() - begun >= 0.6


def test_closing_ends_what_nobody_waits_for(wire: Wire, ask: Callable[..., Inquiry]) -> None:
    asking = ask(delay=30, robots="ignore")
    asking.note([Part(f"{wire.origin}/{number}.css", "stylesheet") for number in range(50)])
    begun = time.monotonic()
    asking.finish(0)
    asking.close()
    assert time.monotonic() - begun < 5
    assert len(wire.asked) <= 1


def test_validators_of_one_packing_are_those_of_another(
    wire: Wire, ask: Callable[..., Inquiry]
) -> None:
    sheet = wire.on("/a.css", wire.ok(b"p {}", 'ETag: "a-gzip"', kind="text/css"))
    asking = ask()
    known = replace(grounds(wire), parts=(Part(sheet, "stylesheet", 200, 'etag "a-br"', sheet),))
    asking.submit(Task(wire.page("/p/", HTML)), known)
    assert [True] == [found.unchanged for found in answers(asking)]
    assert Validators.read(sheet, 'etag "a-br"') == Validators(sheet, '"a-br"')
