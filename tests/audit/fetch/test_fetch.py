"""Fetching: one address, one answer, whatever the server does."""

import gzip
import pickle
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.config import ConfigError, Site
from audit.fetch import Fetcher
from audit.fetch.answer import Answer

PAGE = b"<!doctype html><title>Page</title><p>Care"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def fetch(url: str, waits: list[float] | None = None, **site: Any) -> Answer:
    """Fetch with a clock that stands still; `waits` takes what would have been slept."""
    settings = {"start": (url,), "robots": "ignore", "timeout": 5.0} | site
    waits = [] if waits is None else waits
    with Fetcher(Site(**settings), sleep=waits.append, now=NOON.timestamp) as fetcher:
        return fetcher.fetch(url)


def kind(answer: Answer) -> str:
    return answer.outcome.kind if answer.outcome else "page"


def detail(answer: Answer) -> str:
    return answer.outcome.detail if answer.outcome else ""


def test_a_page_comes_with_all_that_was_said_about_it(wire: Any) -> None:
    url = wire.on("/", wire.ok("<title>Café</title>".encode(), "X-Odd: Yes", kind="text/html"))
    answer = fetch(url)
    assert answer.outcome is None
    assert (answer.url, answer.final, answer.status) == (url, url, 200)
    assert answer.headers["x-odd"] == "Yes"
    assert answer.body == "<title>Café</title>".encode()
    assert answer.encoding == "windows-1252"
    assert 0 < answer.seconds < 5
    assert pickle.loads(pickle.dumps(answer)) == answer


def test_the_charset_of_the_header_counts(wire: Any) -> None:
    url = wire.on("/", wire.ok("<p>Café".encode(), kind="text/html; charset=utf-8"))
    assert fetch(url).html == "<p>Café"


def test_a_packed_page_is_unpacked(wire: Any) -> None:
    url = wire.on("/", wire.ok(gzip.compress(PAGE), "Content-Encoding: gzip"))
    assert fetch(url).body == PAGE
    assert "Accept-Encoding: gzip, deflate\r\n" in wire.heads[0]


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (204, [], "error:empty"),
        (206, ["Content-Type: text/html"], "error:protocol"),
        (300, [], "error:http"),
        (304, [], "error:http"),
        (302, [], "error:redirect"),
        (400, [], "error:http"),
        (401, ["WWW-Authenticate: Basic"], "error:auth"),
        (403, [], "error:http"),
        (403, ["WWW-Authenticate: Basic"], "error:auth"),
        (404, [], "error:http"),
        (407, [], "error:auth"),
        (410, [], "error:http"),
        (429, [], "error:http"),
        (451, [], "error:http"),
        (500, [], "error:http"),
        (503, [], "error:http"),
        (511, [], "error:auth"),
        (999, [], "error:http"),
    ],
)
def test_a_status_that_is_not_200_is_no_page(
    wire: Any, status: int, headers: list[str], expected: str
) -> None:
    url = wire.on("/", wire.answer(status, PAGE if status not in (204, 304) else b"", *headers))
    answer = fetch(url)
    assert (expected, status) == (kind(answer), answer.status)
    if status != 302:
        assert f"{status} Said" in detail(answer)
    assert answer.html == ""


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        pytest.param(PAGE, ["Content-Type: text/html"], "page", id="html"),
        pytest.param(PAGE, ["Content-Type: TEXT/HTML ; charset=x"], "page", id="odd case"),
        pytest.param(PAGE, ["Content-Type: application/xhtml+xml"], "page", id="xhtml"),
        pytest.param(PAGE, [], "page", id="undeclared, but like HTML"),
        pytest.param(b"Name,Phone\nA,1\n", [], "skipped:not-html", id="undeclared, not like it"),
        pytest.param(b"%PDF-1.7", ["Content-Type: application/pdf"], "skipped:not-html", id="pdf"),
        pytest.param(PAGE, ["Content-Type: text/plain"], "skipped:not-html", id="plain text"),
        pytest.param(b"", ["Content-Type: text/html"], "error:empty", id="empty"),
        pytest.param(b" \n", ["Content-Type: text/html"], "error:empty", id="white space"),
        pytest.param(
            PAGE,
            ["Content-Type: text/html", "Content-Disposition: Attachment; filename=a.html"],
            "skipped:download",
            id="download",
        ),
        pytest.param(
            PAGE,
            ["Content-Type: text/html", "Content-Disposition: inline; filename=attachment"],
            "page",
            id="inline",
        ),
        pytest.param(
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0" * 9,
            ["Content-Type: text/html"],
            "error:decode",
            id="an image called HTML",
        ),
        pytest.param(
            b"<p>" + b"x" * 2000, ["Content-Type: text/html"], "skipped:too-large", id="too large"
        ),
        pytest.param(
            gzip.compress(b"\0" * 9_000_000),
            ["Content-Type: text/html", "Content-Encoding: gzip"],
            "skipped:too-large",
            id="bomb",
        ),
        pytest.param(
            gzip.compress(PAGE * 9)[:-9],
            ["Content-Type: text/html", "Content-Encoding: gzip"],
            "error:protocol",
            id="half a packed page",
        ),
    ],
)
def test_only_whole_readable_html_is_a_page(
    wire: Any, body: bytes, headers: list[str], expected: str
) -> None:
    answer = fetch(wire.on("/", wire.answer(200, body, *headers)), max_bytes=1500)
    assert expected == kind(answer)
    assert (answer.body == b"") == (answer.html == "") == (expected != "page")


def test_a_body_known_to_be_too_large_is_not_read(wire: Any) -> None:
    url = wire.on("/", wire.ok(b"")[:-4].replace(b": 0", b": 99999999") + b"\r\n\r\n")
    begun = time.monotonic()
    assert kind(fetch(url)) == "skipped:too-large"
    assert time.monotonic() - begun < 3


def test_redirects_are_followed_and_remembered(wire: Any) -> None:
    first = wire.on("/a", wire.redirect("/b?x=1", 301))
    second = wire.on("/b?x=1", wire.redirect("c/", 307))
    final = wire.page("/c/")
    answer = fetch(first)
    assert kind(answer) == "page"
    assert answer.redirects == (first, second)
    assert answer.final == final


def test_a_redirect_in_plain_utf8_and_with_a_fragment_is_understood(wire: Any) -> None:
    wire.on("/a", wire.redirect("/gen\u00e8ve#top"))
    final = wire.page("/gen%C3%A8ve")
    assert fetch(wire.origin + "/a").final == final


def test_a_circle_of_redirects_ends(wire: Any) -> None:
    wire.on("/b", wire.redirect("/a"))
    answer = fetch(wire.on("/a", wire.redirect("/b")))
    assert kind(answer) == "error:redirect"
    assert "circle" in detail(answer)
    assert len(wire.asked) <= 4


def test_a_redirect_to_itself_that_sets_a_cookie_is_a_door(wire: Any) -> None:
    door = wire.redirect("/", 302, "Set-Cookie: seen=1; Path=/")
    url = wire.on("/", door, wire.ok(PAGE))
    assert kind(fetch(url)) == "page"
    assert "Cookie: seen=1" in wire.heads[1]


def test_cookies_of_one_page_do_not_reach_the_next(wire: Any) -> None:
    url = wire.on("/", wire.ok(PAGE, "Set-Cookie: seen=1; Path=/"))
    with Fetcher(Site(start=(url,), robots="ignore")) as fetcher:
        fetcher.fetch(url)
        fetcher.fetch(url)
    assert not any("Cookie:" in head for head in wire.heads)


def test_too_many_redirects_end(wire: Any) -> None:
    for number in range(9):
        wire.on(f"/{number}", wire.redirect(f"/{number + 1}"))
    wire.page("/9")
    assert kind(fetch(wire.origin + "/0", max_redirects=9)) == "page"
    answer = fetch(wire.origin + "/0", max_redirects=8)
    assert kind(answer) == "error:redirect"
    assert "site.max_redirects" in detail(answer)


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "file:///etc/passwd", "mailto:a@b.c", "http://", " "]
)
def test_a_redirect_to_no_web_address_is_refused(wire: Any, target: str) -> None:
    answer = fetch(wire.on("/", wire.redirect(target)))
    assert kind(answer) == "error:redirect"


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0177.0.0.1",
        "0x7f.1",
        "0.0.0.0",
        "127.0.0.1",
        "10.0.0.1",
        "100.64.0.1",
        "[64:ff9b::7f00:1]",
    ],
)
def test_a_redirect_to_the_inside_is_refused(wires: Callable[..., Any], host: str) -> None:
    inner, wire = wires(), wires()
    inner.page("/")
    answer = fetch(wire.on("/", wire.redirect(f"http://{host}:{inner.port}/")))
    assert kind(answer) == "error:redirect"
    assert "site.private_hosts" in detail(answer)
    assert inner.connections == 0


def test_a_redirect_to_a_name_of_the_inside_gets_no_connection(wires: Callable[..., Any]) -> None:
    inner, wire = wires(), wires()
    inner.page("/")
    url = wire.on("/", wire.redirect(f"http://localhost:{inner.port}/"))
    assert kind(fetch(url)) == "skipped:out-of-scope"
    with Fetcher(Site(start=(url,))) as fetcher:
        answer = fetcher.read(url, max_bytes=1000)
    assert kind(answer) == "error:redirect"
    assert inner.connections == 0


def test_a_name_that_leads_inside_is_refused_unless_it_is_named(wire: Any) -> None:
    wire.page("/")
    url = f"http://localhost:{wire.port}/"
    refused = fetch(url, start=("https://www.example.org/",))
    assert kind(refused) == "error:connect"
    assert wire.connections == 0
    assert kind(fetch(url, start=("https://a.example/",), private_hosts=("localhost",))) == "page"
    assert kind(fetch(url)) == "page"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/care/b", "page"),
        ("/news/b", "skipped:out-of-scope"),
        ("/care/print/b", "skipped:out-of-scope"),
        ("https://elsewhere.example/care/b", "skipped:out-of-scope"),
    ],
)
def test_a_redirect_out_of_scope_is_not_followed(wire: Any, target: str, expected: str) -> None:
    for path in ("/care/b", "/news/b", "/care/print/b"):
        wire.page(path)
    url = wire.on("/care/", wire.redirect(target))
    answer = fetch(url, include=("/care/**",), exclude=("/care/print/**",))
    assert expected == kind(answer)
    if expected != "page":
        assert wire.asked == ["/care/"]
        assert target in detail(answer)


def test_a_busy_server_is_asked_again_when_it_says(wire: Any) -> None:
    waits: list[float] = []
    url = wire.on("/", wire.answer(429, b"", "Retry-After: 7"), wire.ok(PAGE))
    answer = fetch(url, waits)
    assert kind(answer) == "page"
    assert waits == [7]
    assert answer.slowed


def test_retry_after_may_be_a_date(wire: Any) -> None:
    waits: list[float] = []
    later = "Retry-After: Mon, 23 Nov 2026 12:00:30 GMT"
    assert kind(fetch(wire.on("/", wire.answer(503, b"", later), wire.ok(PAGE)), waits)) == "page"
    assert waits == [30]


@pytest.mark.parametrize("header", ["soon", "-5", "Mon, 99 Nov 2026", ""])
def test_a_retry_after_without_sense_is_passed_over(wire: Any, header: str) -> None:
    waits: list[float] = []
    busy = wire.answer(503, b"", f"Retry-After: {header}")
    assert kind(fetch(wire.on("/", busy, wire.ok(PAGE)), waits)) == "page"
    assert waits == [0.5]


def test_a_server_that_asks_for_too_long_a_wait_is_not_waited_for(wire: Any) -> None:
    waits: list[float] = []
    answer = fetch(wire.on("/", wire.answer(503, b"", "Retry-After: 3600")), waits)
    assert kind(answer) == "error:http"
    assert "3600" in detail(answer)
    assert waits == []
    assert answer.status == 503


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_passing_fault_is_tried_again_with_growing_pauses(wire: Any, status: int) -> None:
    waits: list[float] = []
    answer = fetch(wire.on("/", wire.answer(status)), waits, retries=3)
    assert kind(answer) == "error:http"
    assert waits == [0.5, 1, 2]
    assert len(wire.asked) == 4
    assert answer.slowed == (status in (429, 503))


@pytest.mark.parametrize("status", [400, 404, 500])
def test_a_lasting_fault_is_not_tried_again(wire: Any, status: int) -> None:
    fetch(wire.on("/", wire.answer(status)))
    assert len(wire.asked) == 1


def test_a_connection_broken_off_is_tried_again(wire: Any) -> None:
    waits: list[float] = []
    half = wire.ok(PAGE)[:-5]
    assert kind(fetch(wire.on("/", b"", half, wire.ok(PAGE)), waits)) == "page"
    assert waits == [0.5, 1]


def test_half_a_page_is_no_page(wire: Any) -> None:
    answer = fetch(wire.on("/", wire.ok(PAGE)[:-5]))
    assert kind(answer) == "error:protocol"
    assert answer.body == b""
    assert answer.html == ""
    assert answer.status == 0


def test_nobody_listening_is_said_so(wire: Any) -> None:
    wire.close()
    answer = fetch(wire.origin + "/", robots="obey")
    assert kind(answer) == "error:connect"
    assert f"127.0.0.1:{wire.port}" in detail(answer)


def test_secrets_go_to_the_start_hosts_alone(
    wires: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINIC_AUTH", "Bearer s3cret")
    other, wire = wires(), wires()
    other.page("/")
    url = wire.on("/", wire.redirect(f"{other.origin}/"))
    site = Site(
        start=(url,),
        robots="ignore",
        headers_from={"Authorization": "CLINIC_AUTH"},
        private_hosts=("127.0.0.1",),
    )
    with Fetcher(site) as fetcher:
        answer = fetcher.read(url, max_bytes=1000)
    assert answer.outcome is None
    assert "Authorization: Bearer s3cret" in wire.heads[0]
    assert "s3cret" not in other.heads[0]


def test_a_browser_is_told_which_origins_may_have_the_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CLINIC_AUTH", "s3cret")
    starts = ("https://a.example/x", "http://b.example/", "pages/")
    with Fetcher(Site(start=starts, headers_from={"X-Key": "CLINIC_AUTH"})) as fetcher:
        assert fetcher.secrets == {
            key: {"X-Key": "s3cret"}
            for key in ("https://a.example", "http://b.example", "https://b.example")
        }
    with Fetcher(Site(start=starts)) as fetcher:
        assert fetcher.secrets == {}


@pytest.mark.parametrize("value", [None, "", "a\r\nHost: b"])
def test_a_secret_that_cannot_be_sent_is_a_configuration_error(
    value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLINIC_AUTH", raising=False)
    if value is not None:
        monkeypatch.setenv("CLINIC_AUTH", value)
    with pytest.raises(ConfigError, match="CLINIC_AUTH"):
        Fetcher(Site(headers_from={"Authorization": "CLINIC_AUTH"}))


def test_hostile_words_of_a_server_stay_on_one_line(wire: Any) -> None:
    url = wire.on("/", b"HTTP/1.1 404 No\x1b[31mt\xe2\x80\xae " + b"x" * 999 + b"\r\n\r\n")
    said = detail(fetch(url))
    assert said.isprintable()
    assert len(said) < 500


PARTS = [
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.0 302 Found\r\n",
    b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\n",
    b"Content-Type: text/html\r\n",
    b"Content-Type: text/html; charset=\xff\r\n",
    b"Content-Length: 5\r\n",
    b"Content-Length: -1\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: gzip\r\n",
    b"Content-Encoding: deflate\r\n",
    b"Location: http://[::1\r\n",
    b"Location: http://a\0b/\r\n",
    b"Location: \xff\xfe\r\n",
    b"Location: http://127.0.0.1:99999/\r\n",
    b"Location: http://a..b/\r\n",
    b"Set-Cookie: a=b; expires=xx; domain=..; path\r\n",
    b"Set-Cookie: \xff=\1; Max-Age=99999999999999999999999\r\n",
    b" folded\r\n",
    b":\r\n",
    b"\r\n",
    b"\n",
    b"0\r\n\r\n",
    b"5\r\nhello\r\n",
    b"<html>",
    b"\x1f\x8b\x08\0",
]


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(parts=st.lists(st.sampled_from(PARTS) | st.binary(max_size=20), max_size=9))
def test_no_reply_makes_fetching_fail(wire: Any, parts: list[bytes]) -> None:
    answer = fetch(wire.on("/", b"".join(parts)), retries=0, timeout=1)
    assert (answer.outcome is None) == (answer.html != "")
