"""What a page is made of besides its HTML, as a real browser tells it."""

from collections.abc import Iterator
from typing import Any

import pytest

from audit import config
from audit.browser import Browser
from audit.browser.parts import MOST, Parts
from audit.grounds import Part

Wire = Any
"""conftest.py's server, which answers each path as it is told."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(config.Browser(settle=1.5)) as browser:
        yield browser


def _page(body: str) -> bytes:
    return f"<!doctype html><html lang=en><title>Care</title><body><h1>Care</h1>{body}".encode()


@pytest.mark.browser
def test_what_a_page_loads_is_known_by_its_validators(browser: Browser, wire: Wire) -> None:
    wire.on("/a.css", wire.ok(b"p { margin: 0 }", 'ETag: "a1"', kind="text/css"))
    wire.on("/moved.js", wire.redirect("/b.js"))
    wire.on("/b.js", wire.ok(b"1", 'ETag: W/"b1"', kind="text/javascript"))
    wire.on("/c.css", wire.ok(b"", 'ETag: "c1"', "Cache-Control: no-store", kind="text/css"))
    wire.on("/frame", wire.ok(_page("<p>In a frame"), 'ETag: "f1"'))
    wire.on("/data", wire.ok(b"{}", 'ETag: "d1"', kind="application/json"))
    body = (
        "<link rel=stylesheet href=/a.css><link rel=stylesheet href=/c.css>"
        "<script src=/moved.js></script><img alt=A src=/gone.png>"
        "<iframe title=F src=/frame></iframe><script>fetch('/data#x')</script>"
        "<img alt=B src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>"
    )
    rendering = browser.render(wire.page("/care", _page(body)))
    assert rendering.outcome is None, rendering.detail
    at = wire.origin
    assert {
        Part(f"{at}/a.css", "stylesheet", 200, 'etag "a1"', f"{at}/a.css"),
        Part(f"{at}/moved.js", "script", 200, 'etag W/"b1"', f"{at}/b.js"),
        Part(f"{at}/c.css", "stylesheet", 200),
        Part(f"{at}/gone.png", "image", 404),
        Part(f"{at}/frame", "document", 200),
        Part(f"{at}/data", "fetch", 200),
    } == set(rendering.parts), "a tag of a frame, or of what scripts ask for, is not believed"
    assert "" == rendering.hindrance


@pytest.mark.browser
@pytest.mark.parametrize(
    ("script", "hindrance"),
    [
        ("fetch('/search', {method: 'POST', body: 'q'})", "it sends something to 127.0.0.1"),
        ("fetch('/search', {headers: {authorization: 'Bearer x'}})", "depends on who asks"),
        ("fetch('/nothing', {method: 'POST', body: 'q'})", ""),
        ("navigator.sendBeacon('/search', 'q')", ""),
    ],
    ids=["post", "own headers", "post without an answer", "beacon"],
)
def test_what_cannot_be_asked_for_again_hinders(
    browser: Browser, wire: Wire, script: str, hindrance: str
) -> None:
    wire.on("/search", wire.ok(b"[1]", kind="application/json"))
    wire.on("/nothing", wire.answer(204))
    rendering = browser.render(wire.page("/care", _page(f"<script>{script}</script>")))
    assert hindrance in rendering.hindrance
    assert bool(hindrance) is bool(rendering.hindrance)


@pytest.mark.browser
def test_what_a_policy_keeps_from_loading_is_no_part(browser: Browser, wire: Wire) -> None:
    policy = "Content-Security-Policy: img-src 'none'"
    html = _page("<img alt=A src=/a.png><p>Text")
    rendering = browser.render(wire.on("/care", wire.ok(html, policy)))
    assert () == rendering.parts


def _sent(address: str, **more: Any) -> dict[str, Any]:
    return {"url": address, "method": "GET", "headers": {}, **more}


@pytest.mark.parametrize(
    ("kind", "address", "counts"),
    [
        ("Image", "https://www.google-analytics.com/collect?v=1", False),
        ("XHR", "https://region1.analytics.google.com/g/collect", False),
        ("Script", "https://www.google-analytics.com/analytics.js", True),
        ("Document", "https://www.facebook.com/plugins/page.php", True),
        ("Image", "https://notgoogle-analytics.com/a.png", True),
        ("Ping", "https://a.example/ping", False),
        ("Media", "https://a.example/film.mp4", False),
    ],
)
def test_what_only_measures_visits_does_not_count(kind: str, address: str, counts: bool) -> None:
    parts = Parts()
    parts.asked("1", kind, _sent(address))
    assert counts is bool(parts.all)


def test_a_page_of_too_many_parts_is_not_known_again() -> None:
    parts = Parts()
    for number in range(MOST):
        parts.asked(str(number), "Image", _sent(f"https://a.example/{number}.png"))
    assert "" == parts.hindrance
    parts.asked("one more", "Image", _sent("https://a.example/more.png"))
    assert "more than 500 things" in parts.hindrance
    assert MOST == len(parts.all)


def test_what_frames_in_other_processes_load_is_known_by_its_address() -> None:
    parts = Parts()
    parts.asked_elsewhere("Script", _sent("https://video.example/player.js"))
    parts.asked_elsewhere("Ping", _sent("https://video.example/ping"))
    assert (Part("https://video.example/player.js", "script"),) == parts.all
    assert "" == parts.hindrance
    parts.asked_elsewhere("XHR", _sent("https://video.example/log", method="POST"))
    assert "a frame sends something to video.example" == parts.hindrance
