"""What a page makes a browser ask other hosts for, as the browser tells it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from audit import config
from audit.browser import Browser
from audit.judge import judge
from audit.model import Request
from audit.page import Page
from audit.provenance import SEEN_IN
from rules.loader import RuleSet
from rules.section.empty import Empty

pytestmark = pytest.mark.browser
Wire = Any
"""conftest.py's server, which answers each path as it is told."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(config.Browser(settle=1.5)) as browser:
        yield browser


def _page(body: str) -> bytes:
    return f"<!doctype html><html lang=en><title>Care</title><body><h1>Care</h1>{body}".encode()


def _counts(requests: tuple[Request, ...]) -> dict[tuple[str, str], int]:
    return {(each.host, each.kind): each.count for each in requests}


def test_every_kind_of_request_is_told_by_host(browser: Browser, wire: Wire) -> None:
    wire.on("/a.js", wire.ok(b"", kind="text/javascript"))
    wire.on("/data", wire.ok(b"{}", "Access-Control-Allow-Origin: *", kind="application/json"))
    other = f"http://localhost:{wire.port}"
    body = (
        f"<script src={other}/a.js></script><img alt=A src={other}/1.png>"
        f"<img alt=B src={other}/2.png><script>fetch('{other}/data');"
        f"navigator.sendBeacon('{other}/beacon', 'x')</script>"
    )
    rendering = browser.render(wire.page("/care", _page(body)))
    assert rendering.outcome is None, rendering.detail
    found = _counts(rendering.requests)
    # The browser asks the page's own host for its icon.
    assert {"localhost"} == {host for host, _ in found if host != "127.0.0.1"}
    assert 2 == found["localhost", "image"]
    assert 1 == found["localhost", "script"] == found["localhost", "fetch"]
    assert 1 == found["localhost", "ping"]


def test_the_page_itself_is_not_told(browser: Browser, wire: Wire) -> None:
    rendering = browser.render(wire.page("/plain", _page("<p>Text")))
    assert "document" not in {each.kind for each in rendering.requests}


def test_redirects_tell_both_hosts(browser: Browser, wire: Wire) -> None:
    wire.on("/pixel", wire.redirect(f"http://localhost:{wire.port}/last.png"))
    rendering = browser.render(wire.page("/hop", _page(f"<img alt=A src={wire.origin}/pixel>")))
    found = _counts(rendering.requests)
    assert 1 == found["127.0.0.1", "image"] == found["localhost", "image"]


def test_what_a_policy_forbids_was_not_asked(browser: Browser, wire: Wire) -> None:
    body = _page(f"<img alt=A src=http://localhost:{wire.port}/no.png><p>Text")
    wire.on("/strict", wire.ok(body, "Content-Security-Policy: img-src 'self'"))
    rendering = browser.render(f"{wire.origin}/strict")
    assert "localhost" not in {each.host for each in rendering.requests}
    assert "/no.png" not in wire.asked


def test_a_page_s_requests_are_not_the_next_one_s(browser: Browser, wire: Wire) -> None:
    first = _page(f"<img alt=A src=http://localhost:{wire.port}/a.png>")
    assert "localhost" in {r.host for r in browser.render(wire.page("/1", first)).requests}
    second = browser.render(wire.page("/2", _page("<p>Text")))
    assert "localhost" not in {each.host for each in second.requests}


def test_scripts_keep_their_address_in_the_snapshot(browser: Browser, wire: Wire) -> None:
    rendering = browser.render(
        wire.page("/scripts", _page("<script src='/a.js?x=1&y=2'></script><script>1</script>"))
    )
    scripts = re.findall(r"<script[^>]*>", rendering.html)
    assert ['<script src="/a.js?x=1&amp;y=2">', "<script>"] == scripts


FILLED = """<main><p>Text.</p><h2>Related Locations</h2><ul id=list></ul>
<h2>Contact</h2><p>Call us.</p></main><script>{}</script>"""


def _findings(browser: Browser, wire: Wire, script: str) -> list[Any]:
    html = _page(FILLED.format(script))
    rendering = browser.render(wire.page("/section", html))
    page = Page(
        url=f"{wire.origin}/section", html=rendering.html, source=html.decode(), rendered=True
    )
    return list(judge(page, RuleSet((Empty(),), ())).findings)


def test_a_section_that_a_script_fills_is_not_empty(browser: Browser, wire: Wire) -> None:
    fills = "document.querySelector('#list').innerHTML = '<li>Tupelo, Main Street'"
    assert [] == _findings(browser, wire, fills)


def test_a_section_that_no_script_fills_is_empty_in_both(browser: Browser, wire: Wire) -> None:
    (found,) = _findings(browser, wire, "1")
    assert "both" == found.evidence[SEEN_IN]


def test_a_section_that_a_script_adds_is_only_in_the_rendered_page(
    browser: Browser, wire: Wire
) -> None:
    adds = (
        "document.querySelector('#list').innerHTML = '<li>Tupelo';"
        "document.querySelector('main').insertAdjacentHTML('afterbegin', "
        "'<p>Text.</p><h2>Our doctors</h2><ul></ul><h2>Hours</h2><p>9 to 5')"
    )
    (found,) = _findings(browser, wire, adds)
    assert "rendered" == found.evidence[SEEN_IN]
    assert "Our doctors" == found.subject
