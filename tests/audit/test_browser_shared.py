"""Several tabs of one browser: each as if it were alone."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from audit import config
from audit.browser import Browser
from tests.audit.conftest import Wire

pytestmark = pytest.mark.browser

LIMIT = 15.0
"""Seconds for a page: more than any page here needs, on a busy machine too."""


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Browser, Browser]]:
    settings = config.Browser(page_timeout=LIMIT)
    with Browser(settings, share=tmp_path) as one, Browser(settings, share=tmp_path) as other:
        yield one, other


def html(body: str) -> bytes:
    return Wire.ok(f"<!doctype html><html lang=en><title>Page</title>{body}".encode())


def kill_browsers(times: int, browser: Browser) -> Callable[[socket.socket], None]:
    """Make a reply that kills the browser that is shared, the first `times` times."""
    left = ["kill"] * times

    def reply(connection: socket.socket) -> None:
        if left:
            left.pop()
            assert browser.pid
            os.killpg(browser.pid, signal.SIGKILL)
            time.sleep(0.2)
        connection.sendall(html("<p>Alive"))

    return reply


def test_all_have_tabs_of_one_browser(pair: tuple[Browser, Browser]) -> None:
    one, other = pair
    assert one.pid == other.pid is not None


def test_each_tab_is_seen_and_has_the_focus(pair: tuple[Browser, Browser], wire: Wire) -> None:
    script = "[document.visibilityState, document.hasFocus(), innerWidth, innerHeight].join()"
    address = wire.on("/", html(f"<p>It is <script>document.body.append({script})</script>"))
    for browser in (*pair, *pair):
        assert "visible,true,1280,900" in browser.render(address).html


def test_tabs_share_nothing_that_a_page_stores(pair: tuple[Browser, Browser], wire: Wire) -> None:
    one, other = pair
    keeps = "document.cookie = 'seen=1; max-age=999'; localStorage.seen = 'yes'"
    tells = "document.body.append('[' + document.cookie + Object.keys(localStorage) + ']')"
    one.render(wire.on("/keeps", html(f"<p>Keeps<script>{keeps}</script>")))
    # The first page is still open.
    told = other.render(wire.on("/tells", html(f"<p>Tells<script>{tells}</script>")))
    assert "[]" in told.html


def test_a_page_that_hangs_ends_its_own_tab_only(wire: Wire, tmp_path: Path) -> None:
    settings = config.Browser(page_timeout=4)
    with Browser(settings, share=tmp_path) as one, Browser(settings, share=tmp_path) as other:
        before = other.pid
        other.render(wire.page("/before"))
        assert one.render(wire.on("/hangs", html("<script>for(;;);</script>"))).outcome
        assert other.render(wire.on("/", html("<p>Fine"))).outcome is None
        assert one.render(wire.on("/", html("<p>Fine"))).outcome is None
        assert one.pid == other.pid == before


def test_a_browser_that_was_killed_is_started_again_for_all(
    pair: tuple[Browser, Browser], wire: Wire
) -> None:
    one, other = pair
    before = one.pid
    assert one.render(wire.on("/", kill_browsers(1, one))).outcome is None
    assert other.render(wire.on("/other", html("<p>Fine"))).outcome is None
    assert one.pid == other.pid != before


def test_a_page_is_not_blamed_for_what_kills_the_browser_that_it_shares(
    pair: tuple[Browser, Browser], wire: Wire
) -> None:
    one, _ = pair
    shared = one.pid
    address = wire.on("/", kill_browsers(2, one))
    rendering = one.render(address)
    assert (rendering.outcome, "Alive" in rendering.html) == (None, True)
    alone = one.pid
    assert alone != shared
    # That was for this page only.
    one.render(wire.page("/next"))
    assert one.pid != alone


def test_a_page_that_kills_every_browser_is_told(pair: tuple[Browser, Browser], wire: Wire) -> None:
    one, other = pair
    assert one.render(wire.on("/", kill_browsers(9, one))).outcome == "error:crash"
    assert other.render(wire.on("/other", html("<p>Fine"))).outcome is None


def test_a_crash_of_all_tabs_is_told_of_the_page_that_was_shown_and_of_no_other(
    pair: tuple[Browser, Browser], wire: Wire
) -> None:
    one, other = pair
    assert other.render(wire.on("/", html("<p>Before"))).outcome is None
    pid = one.pid

    def kill_renderers(connection: socket.socket) -> None:
        for each in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                ours = os.getpgid(int(each.name)) == pid
                if ours and "--type=renderer" in (each / "cmdline").read_text():
                    os.kill(int(each.name), signal.SIGKILL)
        connection.sendall(Wire.ok(b"", kind="text/javascript"))

    wire.on("/deadly.js", kill_renderers)
    crashed = one.render(wire.on("/deadly", html("<p>Hi<script src=/deadly.js></script>")))
    assert crashed.outcome == "error:crash"
    for browser in pair:
        assert browser.render(wire.on("/after", html("<p>Fine"))).outcome is None


def test_pages_at_one_time_are_each_audited(pair: tuple[Browser, Browser], wire: Wire) -> None:
    addresses = [wire.on(f"/{n}", html(f"<p>Number {n}<img src=/none>")) for n in range(12)]
    found: dict[str, str] = {}

    def audit(browser: Browser, mine: list[str]) -> None:
        for address in mine:
            found[address] = browser.render(address).html

    threads = [
        threading.Thread(target=audit, args=(browser, addresses[n::2]))
        for n, browser in enumerate(pair)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [f"Number {n}" in found[address] for n, address in enumerate(addresses)] == [True] * 12


def test_a_tab_that_grew_old_is_replaced_and_its_memory_given_back(
    wire: Wire, tmp_path: Path
) -> None:
    with (
        Browser(config.Browser(), share=tmp_path, retire=2) as one,
        Browser(config.Browser(), share=tmp_path) as other,
    ):
        for _ in range(5):
            assert one.render(wire.page("/")).outcome in (None, "error:empty")
        assert one.pid == other.pid
        targets = one._running.line.call(  # type: ignore[union-attr]
            "Target.getTargets", deadline=time.monotonic() + 5
        )["targetInfos"]
        assert len([each for each in targets if each["type"] == "page"]) == 3
