"""What is made of a Grid's answers; tests/test_grid.py has a Grid that runs."""

import base64
import hashlib
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from websocket import ABNF

from audit import config
from audit.addresses import AddressGuard
from audit.browser import BrowserError, BrowserMissing, Grid, find_source, grid
from audit.browser.devtools import Line
from audit.browser.faults import Overdue
from audit.browser.gate import Gate
from audit.config import Config, ConfigError
from audit.reach import check_reach

TAKEN = {"sessionId": "1"}


def node(*slots: object, most: int = 9, uri: str = "http://127.0.0.1:5555", **more: str) -> Any:
    """A node as a Grid's status tells of it; each slot is a session, or None for a free one."""
    return {
        "availability": "UP",
        "uri": uri,
        "maxSessions": most,
        "slots": [{"session": each, "stereotype": {"browserName": "chrome"}} for each in slots],
        **more,
    }


@pytest.fixture
def tell(httpserver: HTTPServer) -> Callable[..., Grid]:
    """Makes a server that tells of these nodes a Grid."""

    def tell(*nodes: Any) -> Grid:
        status = {"value": {"ready": True, "nodes": nodes}}
        httpserver.expect_request("/status").respond_with_json(status)
        return Grid(httpserver.url_for("/"))

    return tell


def test_free_places_are_counted_for_chromium_on_nodes_that_are_up(
    tell: Callable[..., Grid],
) -> None:
    firefox = node(None, None)
    firefox["slots"][0]["stereotype"] = {"browserName": "firefox"}
    down = node(None, availability="DOWN")
    places = tell(node(None, TAKEN), node(TAKEN, None, None, most=2), firefox, down).places()
    assert (places.free, places.total) == (3, 5)


@pytest.mark.parametrize(
    ("free", "wanted", "room"), [(9, None, 8), (3, None, 3), (3, 2, 2), (3, 9, 3), (0, None, 1)]
)
def test_no_more_browsers_are_used_than_are_free(
    tell: Callable[..., Grid], free: int, wanted: int | None, room: int
) -> None:
    assert tell(node(*[None] * free, TAKEN, most=20)).room(wanted, processors=2) == room


def test_a_full_grid_is_waited_for_and_then_told(
    tell: Callable[..., Grid], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "START", 0.6)
    monkeypatch.setattr(grid, "AGAIN", 0.1)
    full = tell(node(TAKEN, TAKEN))
    with pytest.raises(
        BrowserMissing, match=r"is full: none of its browsers \(2\) .* 0\.6 seconds"
    ):
        full.check()
    with pytest.raises(BrowserMissing, match=r"0\.1 seconds"):
        full.start((800, 600), lambda *_: None)


def test_a_grid_without_chromium_says_so(
    tell: Callable[..., Grid], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "START", 0.1)
    with pytest.raises(BrowserMissing, match="has no Chrome or Chromium"):
        tell(node()).check()


@pytest.mark.parametrize("said", ["<p>Hello", "[]", '{"value": {"ready": true}}'])
def test_what_is_no_grid_is_told(httpserver: HTTPServer, said: str) -> None:
    httpserver.expect_request("/status").respond_with_data(said)
    with pytest.raises(BrowserMissing, match=r"is no Selenium Grid; put browser\.grid right"):
        Grid(httpserver.url_for("/")).check()


def test_a_grid_that_is_not_there_is_told() -> None:
    with pytest.raises(BrowserMissing, match=r"does not answer: no connection to 127\.0\.0\.1:9"):
        Grid("http://127.0.0.1:9").check()


def test_a_grid_that_refuses_a_browser_is_asked_once_more_and_told(
    tell: Callable[..., Grid], httpserver: HTTPServer
) -> None:
    refusal = {
        "error": "session not created",
        "message": "No \x1b[31mspace\nat A",
        "stacktrace": "",
    }
    httpserver.expect_request("/session").respond_with_json({"value": refusal}, status=500)
    with pytest.raises(BrowserError, match=r"started no browser: .*No .*space") as told:
        tell(node(None)).start((800, 600), lambda *_: None)
    assert "\x1b" not in str(told.value)
    assert [request.path for request, _ in httpserver.log].count("/session") == 2


def test_a_browser_without_devtools_is_given_back_and_told(
    tell: Callable[..., Grid], httpserver: HTTPServer
) -> None:
    session = {"sessionId": "7", "capabilities": {"browserVersion": "1"}}
    httpserver.expect_request("/session").respond_with_json({"value": session})
    httpserver.expect_request("/session/7", method="DELETE").respond_with_json({"value": None})
    with pytest.raises(BrowserError, match="--enable-cdp true"):
        tell(node(None)).start((800, 600), lambda *_: None)
    assert httpserver.log[-1][0].method == "DELETE"


@pytest.mark.parametrize("target", ["page.html", "http://localhost:8000/", "http://127.1/"])
def test_what_only_this_machine_reaches_is_refused_where_the_grid_is_elsewhere(
    tell: Callable[..., Grid], target: str
) -> None:
    # An address for documentation (RFC 5737) is nobody's.
    away = tell(node(None), node(None, uri="http://203.0.113.7:5555"))
    wanted = Config(
        site=config.Site(start=("https://example.org/", target)),
        browser=config.Browser(grid=away.address),
    )
    with pytest.raises(ConfigError, match=r"is on this machine.*leave browser\.grid out"):
        check_reach(wanted)


def test_what_the_grid_reaches_is_let_be(tell: Callable[..., Grid]) -> None:
    here = tell(node(None))
    for start, address in (("page.html", here.address), ("page.html", "http://127.0.0.1:9")):
        check_reach(Config(site=config.Site(start=(start,)), browser=config.Browser(grid=address)))
    tell(node(None, uri="http://203.0.113.7:5555"))
    check_reach(
        Config(
            site=config.Site(start=("https://example.org/",)),
            browser=config.Browser(grid=here.address),
        )
    )


def test_a_grid_asks_for_no_browser_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.browser.programs.BROWSERS", ())
    assert isinstance(find_source(config.Browser(grid="http://127.0.0.1:9")), Grid)


def test_a_proxy_of_this_machine_opens_no_way_for_a_browser_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    inner = {"url": "http://example.org/", "remoteIPAddress": "10.0.0.1"}
    assert Gate(AddressGuard(), {}, remote=True).refusal_of(inner)
    assert not Gate(AddressGuard(), {}).refusal_of(inner)


def test_pings_do_not_put_a_deadline_off() -> None:
    # A Grid sends them to keep a silent connection up.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        done = threading.Event()
        thread = threading.Thread(target=_ping, args=(listener, done))
        thread.start()
        port = listener.getsockname()[1]
        line = Line(f"ws://127.0.0.1:{port}/", lambda *_: None, timeout=5)
        try:
            with pytest.raises(Overdue):
                line.call("Browser.getVersion", deadline=_soon())
            assert not done.is_set()
        finally:
            line.close()
            done.set()
            thread.join()


def _soon() -> float:
    return time.monotonic() + 0.5


def _ping(listener: socket.socket, done: threading.Event) -> None:
    """Open a WebSocket (RFC 6455) and send nothing but pings, for 5 seconds at most."""
    connection, _ = listener.accept()
    with connection:
        head = connection.recv(65536).decode()
        key = head.partition("Sec-WebSocket-Key: ")[2].partition("\r\n")[0]
        digest = hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()
        connection.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n"
        )
        for _ in range(50):
            if done.wait(0.1):
                return
            connection.sendall(bytes([0x80 | ABNF.OPCODE_PING, 0]))
        done.set()
