"""Pages and servers that misbehave in every way a browser can see: each ends in its outcome, and
the next page is none the worse."""

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from audit import config
from audit.addresses import AddressGuard
from audit.browser import Browser, Rendering
from audit.browser.tab import HEAP

pytestmark = pytest.mark.browser

LIMIT = 5.0
Wire = Any
"""conftest.py's server, which answers each path as it is told."""
SLACK = 4.0
"""Seconds that starting the browser again may take."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(config.Browser(page_timeout=LIMIT, settle=1.5)) as browser:
        yield browser


@pytest.fixture
def after(browser: Browser, wire: Wire) -> Iterator[None]:
    """Every test here is over only when a good page is still read as it should be."""
    yield
    good = browser.render(wire.page("/good", b"<title>Good</title><img src=x.png><p>All is well"))
    assert (good.outcome, good.title, good.problems) == (None, "Good", {})
    assert "All is well" in good.html
    assert "image-alt" in violations(good)


def answer(status: int, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", "Connection: close"]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body


def ok(body: bytes, *headers: str, kind: str = "text/html") -> bytes:
    return answer(200, body, f"Content-Type: {kind}", *headers)


def violations(rendering: Rendering) -> set[str]:
    assert rendering.axe is not None
    return {rule["id"] for rule in rendering.axe["violations"]}


def page(body: str, title: str = "Page") -> bytes:
    return f"<!doctype html><html lang=en><title>{title}</title><body>{body}".encode()


def html(body: str) -> bytes:
    return ok(page(body))


ANSWERS = {
    "not-found": (answer(404, b"<p>Not here"), "error:http"),
    "not-found-and-empty": (answer(404), "error:http"),
    "broken": (answer(500, b"<p>Oh"), "error:http"),
    "login": (answer(401, b"<p>Who", 'WWW-Authenticate: Basic realm="x"'), "error:auth"),
    "login-without-a-way": (answer(401, b"<p>Who"), "error:auth"),
    "no-content": (answer(204), "error:empty"),
    "not-modified": (answer(304), "error:empty"),
    "attachment": (
        ok(b"<p>x", "Content-Disposition: attachment; filename=x.html"),
        "skipped:download",
    ),
    "octets": (ok(b"abc", kind="application/octet-stream"), "skipped:download"),
    "pdf": (ok(b"%PDF-1.4", kind="application/pdf"), "skipped:not-html"),
    "json": (ok(b"{}", kind="application/json"), "skipped:not-html"),
    "image": (ok(b"GIF89a", kind="image/gif"), "skipped:not-html"),
    "nothing-in-it": (ok(b""), "error:empty"),
    "an-empty-body": (ok(page(" ")), "error:empty"),
    "all-hidden": (ok(page("<div style=display:none>Text</div>")), "error:empty"),
    "script-fails": (ok(page("<script>start()</script>")), "error:script"),
    "broken-off": (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n<p>begun",
        "error:protocol",
    ),
    "broken-chunks": (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5\r\n<p>ok\r\nzz",
        "error:protocol",
    ),
    "silence": (b"", "error:protocol"),
    "packed-wrongly": (ok(b"not gzip", "Content-Encoding: gzip"), "error:decode"),
    "redirect-to-a-file": (answer(302, b"", "Location: file:///etc/hostname"), "error:redirect"),
    "refresh-by-meta": (
        ok(page('<meta http-equiv=refresh content="0;url=/other"><p>Gone')),
        "error:redirect",
    ),
    "refresh-by-header": (ok(page("<p>Gone"), "Refresh: 1; url=/other"), "error:redirect"),
    "goes-elsewhere": (
        ok(page("<p>Gone<script>location.replace('/other')</script>")),
        "error:redirect",
    ),
    "goes-elsewhere-late": (
        ok(page("<p>Gone<script>setTimeout(() => location = '/other', 80)</script>")),
        "error:redirect",
    ),
    "goes-to-nothing": (
        ok(page("<p>Gone<script>setTimeout(() => location = 'about:blank', 50)</script>")),
        "error:redirect",
    ),
    "sends-a-form": (
        ok(page("<form action=/other><p>Gone</form><script>document.forms[0].submit()</script>")),
        "error:redirect",
    ),
    "reloads-for-ever": (
        ok(page("<p>Again<script>location.reload()</script>")),
        "error:redirect",
    ),
}


@pytest.mark.parametrize(("reply", "outcome"), ANSWERS.values(), ids=ANSWERS)
@pytest.mark.usefixtures("after")
def test_an_answer_that_is_no_page_is_told_by_its_outcome(
    browser: Browser, wire: Wire, reply: bytes, outcome: str
) -> None:
    wire.on("/other", html("<p>Another page"))
    rendering = browser.render(wire.on("/", reply))
    assert (rendering.outcome, rendering.html, rendering.axe) == (outcome, "", None)
    assert rendering.detail
    assert rendering.seconds < LIMIT


@pytest.mark.usefixtures("after")
def test_redirects_without_end_are_one(browser: Browser, wire: Wire) -> None:
    assert browser.render(wire.on("/", wire.redirect("/"))).outcome == "error:redirect"


@pytest.mark.usefixtures("after")
def test_nobody_listens(browser: Browser) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert browser.render(f"http://127.0.0.1:{port}/").outcome == "error:connect"


@pytest.mark.usefixtures("after")
def test_a_name_that_leads_nowhere_is_no_connection(browser: Browser) -> None:
    assert browser.render("http://nowhere.invalid/").outcome == "error:connect"


@pytest.mark.usefixtures("after")
def test_a_certificate_nobody_knows_is_refused(
    browser: Browser, wires: Callable[..., Wire], tls: ssl.SSLContext
) -> None:
    secure = wires(tls=tls)
    assert browser.render(secure.page("/")).outcome == "error:tls"


def hold(connection: socket.socket) -> None:
    """Answer nothing for longer than any page may take."""
    with suppress(OSError):
        connection.settimeout(LIMIT * 3)
        connection.recv(1)


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Slow")
    for _ in range(int(LIMIT * 30)):
        connection.sendall(b".")
        time.sleep(0.1)


ENDLESS = {
    "no-answer": hold,
    "drip": drip,
    "script": html("<p>Busy<script>for (;;);</script>"),
    "script-later": html("<p>Busy<script>onload = () => setTimeout(() => { for (;;); })</script>"),
    "dialogs": html("<p>Hello<script>for (;;) alert(1)</script>"),
}


@pytest.mark.parametrize("reply", ENDLESS.values(), ids=ENDLESS)
@pytest.mark.usefixtures("after")
def test_what_never_ends_is_ended_in_time(
    browser: Browser, wire: Wire, reply: bytes | Callable[[socket.socket], None]
) -> None:
    rendering = browser.render(wire.on("/", reply))
    assert rendering.outcome == "error:timeout"
    assert LIMIT <= rendering.seconds < LIMIT + SLACK


@pytest.mark.usefixtures("after")
def test_dialogs_are_answered_and_the_page_is_read(browser: Browser, wire: Wire) -> None:
    asks = "alert('Hi'); document.body.append(String(confirm('Sure?')), String(prompt('Name?')))"
    rendering = browser.render(wire.on("/", html(f"<p>Hello<script>{asks}</script>")))
    assert rendering.outcome is None
    assert "falsenull" in rendering.html


@pytest.mark.usefixtures("after")
def test_pop_ups_do_not_open(browser: Browser, wire: Wire) -> None:
    opens = "for (let i = 0; i < 20; i += 1) document.body.append(open('/pop') ? 'open' : 'shut')"
    rendering = browser.render(wire.on("/", html(f"<p>Hello<script>{opens}</script>")))
    assert "shut" * 20 in rendering.html
    assert "/pop" not in wire.asked


@pytest.mark.usefixtures("after")
def test_a_file_saved_by_script_leaves_the_page_as_it_is(browser: Browser, wire: Wire) -> None:
    wire.on("/file", wire.ok(b"abc", "Content-Disposition: attachment", kind="text/csv"))
    rendering = browser.render(wire.on("/", html("<p>Hello<script>location = '/file'</script>")))
    assert (rendering.outcome, "/file" in wire.asked) == (None, True)


@pytest.mark.usefixtures("after")
def test_a_page_that_loads_itself_again_once_is_read(browser: Browser, wire: Wire) -> None:
    once = "if (!document.cookie) { document.cookie = 'seen=1'; location.reload() }"
    rendering = browser.render(wire.on("/", html(f"<p>Hello<script>{once}</script>")))
    assert rendering.outcome is None
    assert wire.asked.count("/") == 2
    assert rendering.axe is not None


@pytest.mark.usefixtures("after")
def test_redirects_of_the_server_are_followed(browser: Browser, wire: Wire) -> None:
    final = wire.on("/final", html("<p>Here"))
    rendering = browser.render(wire.on("/", wire.redirect("/final")))
    assert (rendering.outcome, rendering.address, rendering.status) == (None, final, 200)


def test_a_script_cannot_keep_the_page_from_being_left(browser: Browser, wire: Wire) -> None:
    stay = "onbeforeunload = (event) => { event.preventDefault(); return 'Stay' }"
    assert browser.render(wire.on("/", html(f"<p>Hi<script>{stay}</script>"))).outcome is None
    assert browser.render(wire.on("/next", html("<p>Next"))).outcome is None


# --- the browser dies ------------------------------------------------------------------------


def processes(group: int) -> dict[int, str]:
    """Give the command line of each process of a group."""
    found = {}
    for each in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            fields = (each / "stat").read_text().rpartition(")")[2].split()
            if int(fields[2]) == group and fields[0] != "Z":
                found[int(each.name)] = (each / "cmdline").read_text()
    return found


def kill_when_asked(browser: Browser, kind: str) -> Callable[[socket.socket], None]:
    """Make a reply that kills a part of the browser that asks, the first time."""
    left = [1]

    def reply(connection: socket.socket) -> None:
        group = browser.pid
        assert group
        if left:
            left.clear()
            for process, line in processes(group).items():
                if kind in line:
                    with suppress(ProcessLookupError):
                        os.kill(process, signal.SIGKILL)
            time.sleep(0.2)
        connection.sendall(html("<p>Alive"))

    return reply


@pytest.mark.usefixtures("after")
def test_a_browser_that_is_killed_is_started_again_and_the_page_tried_again(
    browser: Browser, wire: Wire
) -> None:
    before = browser.pid
    rendering = browser.render(wire.on("/", kill_when_asked(browser, "chromium")))
    assert (rendering.outcome, "Alive" in rendering.html) == (None, True)
    assert browser.pid != before
    assert before
    assert processes(before) == {}


@pytest.mark.usefixtures("after")
def test_a_driver_that_is_killed_does_not_harm_the_page(browser: Browser, wire: Wire) -> None:
    rendering = browser.render(wire.on("/", kill_when_asked(browser, "chromedriver\0")))
    assert rendering.outcome is None


@pytest.mark.usefixtures("after")
def test_a_page_whose_tab_crashes_is_told(browser: Browser, wire: Wire) -> None:
    wire.on("/deadly.js", kill_when_asked(browser, "--type=renderer"))
    rendering = browser.render(wire.on("/", html("<p>Hi<script src=/deadly.js></script>")))
    assert rendering.outcome == "error:crash"


def test_nothing_is_left_of_a_browser_that_was_closed(wire: Wire) -> None:
    with Browser(config.Browser()) as browser:
        group = browser.pid
        assert group
        (profile,) = {
            part.partition("=")[2]
            for line in processes(group).values()
            for part in line.split("\0")
            if part.startswith("--user-data-dir=")
        }
    # Killed they are; on a busy machine the system takes a moment to clear them away.
    until = time.monotonic() + 10
    while processes(group) and time.monotonic() < until:
        time.sleep(0.05)
    assert processes(group) == {}
    assert not Path(profile).exists()


def test_a_browser_does_not_outlive_a_process_that_is_killed() -> None:
    script = (
        "import time; from audit import config; from audit.browser import Browser\n"
        "with Browser(config.Browser()) as browser: print(browser.pid, flush=True); time.sleep(60)"
    )
    owner = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    with owner:
        assert owner.stdout
        group = int(owner.stdout.readline())
        assert processes(group)
        owner.kill()
    end = time.monotonic() + 10
    while processes(group) and time.monotonic() < end:
        time.sleep(0.1)
    assert processes(group) == {}


def test_an_old_browser_is_replaced(wire: Wire) -> None:
    with Browser(config.Browser(), retire=2) as browser:
        pids = []
        for _ in range(3):
            browser.render(wire.page("/"))
            pids.append(browser.pid)
    assert pids[0] == pids[1] != pids[2]


# --- one page's state never reaches the next -------------------------------------------------

KEEPS = """
document.cookie = 'seen=1; path=/';
localStorage.seen = sessionStorage.seen = window.name = 'yes';
addEventListener('pagehide', () => {
  document.cookie = 'left=1; path=/';
  localStorage.left = sessionStorage.left = 'yes';
});
setInterval(() => { localStorage.ticked = 'yes' }, 1);
indexedDB.open('kept').onsuccess = () => document.body.append(' stored');
caches.open('kept').then((cache) => cache.add('/')).then(() => document.body.append(' cached'));
navigator.serviceWorker.register('/worker.js')
  .then(() => navigator.serviceWorker.ready).then(() => document.body.append(' serving'));
setTimeout(() => clearInterval(beat), 1500);
"""
WORKER = """
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => event.respondWith(new Response('<title>Worker</title>No')));
"""
BEATS = """
// A page that changes is not at rest: what it asks for in the background is waited for.
const beat = setInterval(() => document.body.toggleAttribute('data-beat'), 20);
"""
TELLS = """
Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])
  .then(([databases, keys, workers]) => document.body.append(JSON.stringify([
    document.cookie, Object.keys(localStorage), Object.keys(sessionStorage), window.name,
    databases.length, keys.length, workers.length,
  ]))).then(() => clearInterval(beat));
"""


def test_no_page_finds_anything_of_the_page_before_it(browser: Browser, wire: Wire) -> None:
    wire.on("/worker.js", wire.ok(WORKER.encode(), kind="text/javascript"))
    keeper = wire.on("/", html(f"<p>Keeps<script>{BEATS}{KEEPS}</script>"))
    teller = wire.on("/next", html(f"<p>Tells<script>{BEATS}{TELLS}</script><img src=x.png>"))
    for _ in range(3):
        kept = browser.render(keeper)
        assert all(word in kept.html for word in ("stored", "cached", "serving"))
        told = browser.render(teller)
        assert '["",[],[],"",0,0,0]'.replace('"', "&quot;") in told.html
        assert "image-alt" in violations(told)


def test_what_pages_leave_in_memory_is_collected(browser: Browser, wire: Wire) -> None:
    # Some 30 MB each. By itself the browser lets several of them lie.
    script = "<script>kept = Array.from({length: 1e6}, (_, i) => [i])</script>"
    for number in range(4):
        browser.render(wire.page(f"/large-{number}", html(f"<p>Text</p>{script}")))
        end = time.monotonic() + LIMIT
        browser._tab.leave(end)
        assert browser._tab.call("Runtime.getHeapUsage", end)["usedSize"] < HEAP


def test_a_page_is_shown_in_the_window_that_was_set(wire: Wire) -> None:
    tells = "document.body.append([innerWidth, innerHeight, devicePixelRatio].join('x'))"
    address = wire.on("/", html(f"<p>Size <script>{tells}</script><p style=height:3000px>"))
    with Browser(config.Browser(viewport=(700, 500))) as browser:
        assert "700x500x1" in browser.render(address).html
        assert browser.crop([("p", "p")])
        assert "700x500x1" in browser.render(address).html


# --- where it may go -------------------------------------------------------------------------


def test_a_page_cannot_send_the_browser_to_the_inside(wires: Callable[..., Wire]) -> None:
    outer, inner = wires(), wires()
    inner.page("/secret", b"<p>Secret")
    start = outer.on("/", html(f"<p>Hello<iframe src={inner.origin}/secret></iframe>"))
    away = outer.on("/away", outer.redirect(f"{inner.origin}/secret"))
    guard = AddressGuard.of([outer.origin])
    with Browser(config.Browser(), guard=guard) as browser:
        framed = browser.render(start)
        sent = browser.render(away)
        asked = browser.render(f"{inner.origin}/secret")
    assert framed.outcome is None
    assert (sent.outcome, asked.outcome) == ("error:redirect", "error:connect")
    assert "site.private_hosts" in sent.detail
    assert inner.asked == []


ASKS = """
<link rel=stylesheet href=%(inner)s/style><script src=%(inner)s/script></script>
<img src=%(inner)s/image alt=None><p>Hello</p><script>
fetch('%(inner)s/fetch', {mode: 'no-cors'}).catch(() => 0);
new Worker(URL.createObjectURL(new Blob(["fetch('%(inner)s/worker', {mode: 'no-cors'})"])));
navigator.sendBeacon('%(inner)s/beacon', 'told');
</script>
"""


def test_nothing_on_a_page_reaches_the_inside(wires: Callable[..., Wire]) -> None:
    outer, inner = wires(), wires()
    asks = ASKS % {"inner": inner.origin}
    # Another site's frame has a process of its own.
    framed = outer.on("/framed", html(asks)).replace("127.0.0.1", "localhost")
    address = outer.on("/", html(f"{asks}<iframe title=Frame src={framed}></iframe>"))
    guard = AddressGuard.of([outer.origin, outer.origin.replace("127.0.0.1", "localhost")])
    with Browser(config.Browser(), guard=guard) as browser:
        rendering = browser.render(address)
        after = browser.render(outer.page("/after", b"<title>T</title><p>After"))
    assert (rendering.outcome, after.outcome) == (None, None)
    assert "/framed" in outer.asked
    assert inner.asked == []


def test_what_pages_ask_for_is_there_where_it_may_be(wires: Callable[..., Wire]) -> None:
    outer, inner = wires(), wires()
    asks = ASKS % {"inner": inner.origin}
    framed = outer.on("/framed", html(asks)).replace("127.0.0.1", "localhost")
    address = outer.on("/", html(f"{asks}<iframe title=Frame src={framed}></iframe>"))
    with Browser(config.Browser()) as browser:
        assert browser.render(address).outcome is None
    wanted = {"/style", "/script", "/image", "/fetch", "/worker", "/beacon"}
    assert wanted <= set(inner.asked)
    assert inner.asked.count("/image") >= 1


def test_headers_go_to_their_own_origin_only(wires: Callable[..., Wire]) -> None:
    own, other = wires(), wires()
    own.on("/style.css", own.ok(b"p { color: #000 }", kind="text/css"))
    other.on("/image", other.ok(b"", kind="image/png"))
    address = own.on(
        "/", html(f"<link rel=stylesheet href=/style.css><p>Hi<img src={other.origin}/image>")
    )
    headers = {own.origin: {"Authorization": "Bearer secret"}}
    with Browser(config.Browser(), headers=headers) as browser:
        assert browser.render(address).outcome is None
    assert all("Bearer secret" in head for head in own.heads)
    assert {"/", "/style.css"} <= set(own.asked)
    assert "/image" in other.asked
    assert not any("secret" in head for head in other.heads)


# --- when it is read -------------------------------------------------------------------------


def late(seconds: float, reply: bytes) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        time.sleep(seconds)
        connection.sendall(reply)

    return answer


def test_a_page_built_by_script_is_read_when_it_is_built(browser: Browser, wire: Wire) -> None:
    wire.on("/data", late(0.6, wire.ok(b"Built", kind="text/plain")))
    builds = "fetch('/data').then((r) => r.text()).then((t) => setTimeout(() => show(t), 60))"
    body = f"<main>Wait</main><script>show = (t) => document.body.append(t); {builds}</script>"
    rendering = browser.render(wire.on("/", html(body)))
    assert "Built" in rendering.html
    assert rendering.detail == ""


def test_what_waits_to_be_seen_is_there(browser: Browser, wire: Wire) -> None:
    pixel = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    wire.on("/lazy", late(0.3, wire.ok(pixel, kind="image/svg+xml")))
    wire.on("/other", wire.ok(pixel, kind="image/svg+xml"))
    watches = (
        "new IntersectionObserver((seen) => { if (seen[0].isIntersecting) e.append('Seen') })"
        ".observe(e)"
    )
    body = (
        "<p>Top<div style=height:9000px></div><img loading=lazy src=/lazy width=9 height=9 alt=a>"
        f"<p id=e>Bottom</p><img data-src=x alt=b src=/other><script>{watches}</script>"
    )
    rendering = browser.render(wire.on("/", html(body)))
    assert "/lazy" in wire.asked
    assert "BottomSeen" in rendering.html
    assert rendering.detail == ""


TALL = "<p>Top<div style=height:9000px></div>"
FOLLOWS = (
    "{ let top = 0; const follow = () => "
    "{ if (scrollY > top) { top = scrollY; document.body.dataset.top = top } };"
    "setInterval(follow, 1) }"
)
"""A page's script that does not hear of scrolling, and yet tells how far it went."""
WAITING = {
    "a lazy image": "<img loading=lazy src=/picture width=9 height=9 alt=a>",
    "a frame": "<iframe srcdoc='<title>F</title><p>Frame' title=F></iframe>",
    "a shadow root": "<div><template shadowrootmode=open><p>In it</p></template></div>",
    "a part that is not laid out": "<section style=content-visibility:auto><p>Later</section>",
    "a script that watches": "<script>new IntersectionObserver(() => {}).observe("
    "document.body)</script>",
    "a script that listens": "<script>addEventListener('scroll', () => {})</script>",
    "a script that listens at the document": "<script>document.addEventListener('scroll', () => 1)"
    "</script>",
    "a handler": "<script>document.body.onscroll = () => {}</script>",
    "an animation": "<style>@keyframes show { from { opacity: 0 } } "
    "#a { animation: show linear; animation-timeline: view() }</style><p id=a>Animated",
}


@pytest.mark.parametrize("waiting", WAITING.values(), ids=WAITING)
def test_a_page_is_scrolled_through_if_something_waits_for_it(
    browser: Browser, wire: Wire, waiting: str
) -> None:
    body = f"{TALL}{waiting}<script>{FOLLOWS}</script>"
    rendering = browser.render(wire.on("/", html(body)))
    seen = re.search(r'data-top="(\d+)', rendering.html)
    assert seen
    assert int(seen[1]) > 7000


def test_a_page_on_which_nothing_waits_to_be_seen_is_not_scrolled(
    browser: Browser, wire: Wire
) -> None:
    body = f"{TALL}<p>End<script>{FOLLOWS}</script>"
    rendering = browser.render(wire.on("/", html(body)))
    assert "End" in rendering.html
    assert "data-top" not in rendering.html


def test_scripts_find_what_they_watch_with_as_it_was(browser: Browser, wire: Wire) -> None:
    script = (
        "const { observe } = IntersectionObserver.prototype;"
        "new IntersectionObserver(() => {}).observe(document.body);"
        "const now = IntersectionObserver.prototype.observe;"
        "document.body.append(`${observe} ${observe.name} ${observe.length} ${now}`)"
    )
    text = browser.render(wire.on("/", html(f"<p>Text<script>{script}</script>"))).html
    assert "function () { [native code] } observe 1 function observe() { [native code] }" in text


def test_animations_are_read_at_their_end(browser: Browser, wire: Wire) -> None:
    style = (
        "<style>@keyframes show { from { opacity: 0 } } @keyframes spin { to { rotate: 1turn } }"
        "#a { animation: show 60s; color: #999; background: #fff }"
        "#b { animation: spin 1s infinite }"
        "</style>"
    )
    body = f"{style}<p id=a>Too pale to read<p id=b>Round and round"
    rendering = browser.render(wire.on("/", html(body)))
    assert "color-contrast" in violations(rendering)
    assert rendering.detail == ""


def test_motion_is_reduced(browser: Browser, wire: Wire) -> None:
    style = "<style>@media (prefers-reduced-motion) { p { visibility: hidden } }</style>"
    assert (
        'data-audit-hidden="visibility"' in browser.render(wire.on("/", html(f"{style}a<p>b"))).html
    )


def test_a_page_that_never_rests_is_read_and_told(browser: Browser, wire: Wire) -> None:
    ticks = "setInterval(() => { t.textContent = Math.random() }, 20)"
    rendering = browser.render(wire.on("/", html(f"<p>Ticks<p id=t><script>{ticks}</script>")))
    assert rendering.outcome is None
    assert "changes to its content" in rendering.detail
    assert rendering.seconds < LIMIT


def test_a_page_read_without_its_style_is_read_in_part(browser: Browser, wire: Wire) -> None:
    wire.on("/style.css", hold)
    adds = "const l = document.createElement('link'); l.rel = 'stylesheet'; l.href = '/style.css'"
    body = f"<p>Text<script>{adds}; document.body.append(l)</script>"
    rendering = browser.render(wire.on("/", html(body)))
    assert rendering.outcome is None
    assert "/style.css" in rendering.problems["styles"]


def test_browsers_side_by_side_do_not_meet(wire: Wire) -> None:
    address = wire.on("/", html("<p>Hello"))
    found: list[Rendering] = []

    def work() -> None:
        with Browser(config.Browser()) as browser:
            found.extend(browser.render(address) for _ in range(2))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.outcome for each in found] == [None] * 4
