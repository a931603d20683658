"""Nights over a real site of which little or nothing has changed: what is audited again."""

import base64
import hashlib
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from audit import pipeline
from audit.cli.configuration import load_rules
from audit.config import Browser, Config, RuleSetting, Site, Waiver
from audit.config.settings import Frozen
from audit.model import Finding, RunResult, Severity, Status
from audit.store import Store

BAD = '<img src="/{name}.png" alt="IMG_{number}.jpg">'
PATHS = ("/", "/breast/", "/lung/", "/visit/", "/trials/")
TEXTS = {
    "/": "We look after people with cancer in the whole county, near their homes.",
    "/breast/": "Mammograms, biopsies and surgery by one team, in one building, within days.",
    "/lung/": "Screening for smokers, tomography, robotic operations and classes.",
    "/visit/": "Parking, wheelchairs, interpreters, meals: what to bring when you come here.",
    "/trials/": "Which studies are open, who may join them, and what taking part is like.",
}
STYLE = "/style.css"
GREY = "p { color: #777777; background: #808080 }"
BLACK = "p { color: #000000; background: #ffffff }"


def html(path: str, more: str = "") -> bytes:
    menu = "".join(f'<a href="{each}">About {each.strip("/") or "us"}</a> ' for each in PATHS)
    name = path.strip("/").title() or "Elm Valley"
    return (
        f'<!doctype html><html lang="en"><head><title>{name} | Elm Valley</title>'
        f'<link rel="stylesheet" href="{STYLE}"></head><body><header><nav>{menu}</nav></header>'
        f"<main><h1>{name}</h1><p>{TEXTS[path]}</p>"
        f"{BAD.format(name=name.replace(' ', ''), number=len(path))}{more}</main></body></html>"
    ).encode()


@dataclass
class Web:
    """A server's files, and how it goes about answering."""

    files: dict[str, bytes] = field(default_factory=dict)
    how: str = "etag"
    """`etag`, `weak`, `modified`, `fresh` (modified just now), `none`, `no-store`, `cookie`."""
    lies: bool = False
    """Whether it says of everything that it is what it was."""
    pause: float = 0.0
    """Seconds before each answer."""
    asked: Counter[str] = field(default_factory=Counter)
    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def forget(self) -> None:
        self.asked.clear()
        self.answered.clear()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, web: Web, *arguments: Any) -> None:
        self._web = web
        super().__init__(*arguments)

    def do_GET(self) -> None:
        web, path = self._web, self.path
        web.asked[path] += 1
        time.sleep(web.pause)
        body = web.files.get(path)
        if body is None:
            return self._say(404, b"none", {})
        if body.startswith(b"-> "):
            return self._say(302, b"", {"Location": body[3:].decode()})
        headers, same = self._validators(path, body)
        if same or (web.lies and ("If-None-Match" in self.headers)):
            return self._say(304, b"", headers)
        return self._say(200, body, headers)

    def _validators(self, path: str, body: bytes) -> tuple[dict[str, str], bool]:
        tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        match self._web.how:
            case "etag" | "weak":
                tag = f"W/{tag}" if self._web.how == "weak" else tag
                return {"ETag": tag}, self.headers.get("If-None-Match") == tag
            case "modified" | "fresh":
                day = datetime.now(UTC) - timedelta(days=self._web.how == "modified")
                day -= timedelta(microseconds=day.microsecond)
                when = format_datetime(day.replace(hour=0, minute=0, second=0), usegmt=True)
                when = when if self._web.how == "modified" else format_datetime(day, usegmt=True)
                return {"Last-Modified": when}, self.headers.get("If-Modified-Since") == when
            case "no-store":
                return {"ETag": tag, "Cache-Control": "no-store"}, False
            case "cookie":
                return {"ETag": tag, "Set-Cookie": f"visit={self._web.asked.total()}"}, False
        return {}, False

    def _say(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self._web.answered[self.path, status] += 1
        self.send_response(status)
        kinds = {".css": "text/css", ".png": "image/png", ".js": "text/javascript"}
        kinds |= {".json": "application/json", ".txt": "text/plain"}
        self.send_header("Content-Type", kinds.get(Path(self.path).suffix, "text/html"))
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing: a browser drops connections as it leaves a page."""


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web({path: html(path) for path in PATHS} | {STYLE: BLACK.encode()})
    web.files["/robots.txt"] = b"User-agent: *\n"
    server = _Server(("127.0.0.1", 0), partial(_Handler, web))
    web.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield web
    server.shutdown()
    server.server_close()


class Nights:
    """Runs of one site into one history."""

    def __init__(self, target: str, folder: Path, **more: Any) -> None:
        self.database = folder / "runs.db"
        self.config = Config(
            site=Site(start=(target,), delay=0, retries=0),
            browser=Browser(enabled=False, workers=1),
            links={"ask": "none"},  # type: ignore[arg-type]
        ).model_copy(update=more)
        self.seen: list[RunResult] = []

    def run(self, *, fresh: bool = False, **more: Any) -> RunResult:
        config = self.config.model_copy(update=more)
        store = Store.open(f"sqlite:///{self.database}")
        run = pipeline.run(config, load_rules, store, fresh=fresh)
        self.seen.append(store.result(run))
        return self.seen[-1]

    def carried(self) -> set[str]:
        """Give the paths of the pages that the last run carried over."""
        return {
            "/" + each.url.partition("//")[2].partition("/")[2] if "//" in each.url else each.url
            for each in self.seen[-1].outcomes
            if each.unchanged_since is not None
        }

    def change(self, statement: str) -> None:
        """Change the history by hand: a test cannot wait for days to pass."""
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute(statement)


@pytest.fixture
def nights(web: Web, tmp_path: Path) -> Nights:
    return Nights(web.address, tmp_path)


def what(result: RunResult) -> list[tuple[Any, ...]]:
    """Give all that a run found, but for when."""
    return [_bare(each) for each in result.findings]


def _bare(finding: Finding) -> tuple[Any, ...]:
    apart = ("status", "first_seen", "last_seen")
    return tuple(str(value) for name, value in vars(finding).items() if name not in apart)


ALL = set(PATHS)


@pytest.mark.parametrize("how", ["etag", "weak", "modified", "fresh", "none", "no-store", "cookie"])
def test_what_has_not_changed_is_carried_over_however_its_server_says_so(
    web: Web, nights: Nights, how: str
) -> None:
    web.how = how
    first = nights.run()
    web.forget()
    second = nights.run()
    assert ALL == nights.carried()
    assert what(first) == what(second) != []
    assert list(first.unchecked) == list(second.unchecked)
    status = 304 if how in ("etag", "weak", "modified") else 200
    assert {(path, status): 1 for path in PATHS}.items() <= web.answered.items()
    assert {Status.EXISTING} == {each.status for each in second.findings}
    assert {nights.seen[0].run.id} == {
        each.first_seen.run for each in second.findings if each.first_seen
    }
    assert {second.run.id} == {each.last_seen.run for each in second.findings if each.last_seen}


def test_a_third_night_carries_over_what_the_second_did(nights: Nights) -> None:
    first = nights.run()
    nights.run()
    third = nights.run()
    assert ALL == nights.carried()
    assert what(first) == what(third)
    since = [{each.url: each.unchanged_since for each in run.outcomes} for run in nights.seen]
    assert since[1] == since[2], "it is as old as when it was read, not as when it was copied"
    assert all(each and each < nights.seen[1].run.started for each in since[2].values())


def test_a_page_that_was_edited_is_audited_again_and_only_that(web: Web, nights: Nights) -> None:
    nights.run()
    web.files["/lung/"] = html("/lung/", "<h2>Nothing here</h2><h2>Visits</h2><p>On Mondays.</p>")
    second = nights.run()
    assert ALL - {"/lung/"} == nights.carried()
    new = {(each.rule, each.place.url) for each in second.findings if each.status is Status.NEW}
    assert {("section-empty", f"{web.address}lung/")} == new


def test_links_of_a_page_that_was_carried_over_are_followed(web: Web, nights: Nights) -> None:
    web.files["/"] = html("/", '<a href="/far/">Far away</a>')
    web.files["/far/"] = b"<!doctype html><html lang=en><title>Far</title><h1>Far</h1><p>It is far."
    nights.run()
    web.files["/far/"] += b" So far."
    nights.run()
    assert ALL == nights.carried()
    assert 6 == len(list(nights.seen[-1].outcomes))


def test_fresh_audits_everything_and_the_next_night_carries_it_over(nights: Nights) -> None:
    nights.run()
    nights.run(fresh=True)
    assert set() == nights.carried()
    nights.run()
    assert ALL == nights.carried()


def test_without_refresh_nothing_is_remembered(web: Web, nights: Nights) -> None:
    off = nights.config.history.model_copy(update={"refresh": 0})
    nights.run(history=off)
    nights.run()
    assert set() == nights.carried()


def test_the_reports_say_what_was_carried_over(nights: Nights) -> None:
    nights.run()
    second = nights.run()
    (note,) = second.run.notes
    assert note.startswith("5 of 5 pages had not changed and came from earlier runs, the oldest")
    details = {each.detail for each in second.outcomes}
    assert all(each.startswith("unchanged since it was audited on 20") for each in details)
    assert {"audited"} == {each.kind for each in second.outcomes}


def test_what_is_older_than_refresh_is_audited_again(nights: Nights) -> None:
    nights.run()
    nights.change("UPDATE grounds SET gathered = datetime(gathered, '-7 days')")
    nights.run()
    assert set() == nights.carried()


def test_half_as_old_nothing_is_due(nights: Nights) -> None:
    nights.run()
    nights.change("UPDATE grounds SET gathered = datetime(gathered, '-3 days')")
    nights.run()
    assert ALL == nights.carried()


def test_a_clock_that_was_put_back_carries_nothing_over(nights: Nights) -> None:
    nights.run()
    nights.change("UPDATE grounds SET gathered = datetime(gathered, '+2 days')")
    nights.run()
    assert set() == nights.carried()


def test_a_server_that_lies_is_believed_until_refresh(web: Web, nights: Nights) -> None:
    nights.run()
    web.lies = True
    web.files["/lung/"] = html("/lung/", "<h2>Nothing here</h2><h2>Visits</h2><p>On Mondays.</p>")
    nights.run()
    assert ALL == nights.carried(), "it is its word"
    nights.change("UPDATE grounds SET gathered = datetime(gathered, '-7 days')")
    third = nights.run()
    assert "section-empty" in {each.rule for each in third.findings}


def test_a_verdict_that_ends_today_is_not_carried_over(nights: Nights) -> None:
    nights.run()
    nights.change("UPDATE grounds SET until = date('now') WHERE rowid = 1")
    nights.run()
    assert 4 == len(nights.carried())


@pytest.mark.parametrize(
    "more",
    [
        {"rules": Frozen({"link-generic": RuleSetting(enabled=False)})},
        {"rules": Frozen({"link-generic": RuleSetting(severity=Severity.ERROR)})},
        {"facilities": Frozen({"/lung/**": "Elm Valley Lung Center"})},
        {"images": {"look": "always"}},
    ],
    ids=["a rule off", "another severity", "other facts", "more evidence"],
)
def test_other_rules_or_another_configuration_audit_everything(
    nights: Nights, more: dict[str, Any]
) -> None:
    nights.run()
    changed = Config.model_validate(more)
    nights.run(**{name: getattr(changed, name) for name in more})
    assert set() == nights.carried()


def test_what_changes_nothing_of_a_page_changes_nothing(nights: Nights) -> None:
    nights.run()
    nights.run(gate=nights.config.gate.model_copy(update={"only_new": True}))
    assert ALL == nights.carried()


def test_owners_and_waivers_hold_for_what_is_carried_over(nights: Nights) -> None:
    nights.run()
    waiver = Waiver(
        rule="image-alt-filename",
        pages=("/lung/**",),
        reason="It is being replaced",
        owner="Web",
        until=datetime.now(UTC).date() + timedelta(days=3),
    )
    owners = Frozen({"/lung/**": "Lung team"})
    second = nights.run(waivers=(waiver,), owners=owners)
    assert ALL == nights.carried()
    lung = [each for each in second.findings if each.place.url.endswith("/lung/")]
    assert {Status.WAIVED} == {e.status for e in lung if e.rule == "image-alt-filename"}
    assert {"Lung team"} == {each.owner for each in lung}
    third = nights.run()
    assert ALL == nights.carried()
    assert {("", Status.EXISTING)} == {(each.owner, each.status) for each in third.findings}
    assert what(nights.seen[0]) == what(third)


def test_a_page_that_failed_is_asked_for_again(web: Web, nights: Nights) -> None:
    kept = web.files.pop("/lung/")
    nights.run()
    nights.run()
    assert ALL - {"/lung/"} == nights.carried()
    outcomes = {each.url: each.kind for each in nights.seen[-1].outcomes}
    assert "error:http" == outcomes[f"{web.address}lung/"]
    web.files["/lung/"] = kept
    nights.run()
    outcomes = {each.url: each.kind for each in nights.seen[-1].outcomes}
    assert "audited" == outcomes[f"{web.address}lung/"]
    assert ALL - {"/lung/"} == nights.carried()


def test_an_address_that_leads_to_another_page_is_asked_once(web: Web, nights: Nights) -> None:
    web.files["/"] = html("/", '<a href="/old/">Our old address</a>')
    web.files["/old/"] = b"-> /lung/"
    first = nights.run()
    web.forget()
    second = nights.run()
    assert ALL == nights.carried()
    kinds = [{each.url: each.kind for each in run.outcomes} for run in (first, second)]
    assert kinds[0] == kinds[1]
    assert "skipped:duplicate" == kinds[1][f"{web.address}old/"]
    assert what(first) == what(second)
    assert 1 == web.asked["/old/"]


def test_a_page_that_goes_is_gone(web: Web, nights: Nights) -> None:
    nights.run()
    del web.files["/lung/"]
    second = nights.run()
    assert ALL - {"/lung/"} == nights.carried()
    lung = {each.status for each in second.findings if each.place.url.endswith("/lung/")}
    assert {Status.FIXED} == lung


def test_files_are_known_by_their_content(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    for path in PATHS:
        (site / f"{path.strip('/') or 'index'}.html").write_bytes(html(path))
    nights = Nights(str(site), tmp_path)
    first = nights.run()
    second = nights.run()
    assert 5 == len(nights.carried())
    assert what(first) == what(second)
    (site / "lung.html").write_bytes(html("/lung/", "<p>More."))
    nights.run()
    assert {"breast.html", "index.html", "trials.html", "visit.html"} == nights.carried()


@pytest.mark.parametrize("after", [1, 3])
def test_a_night_that_was_killed_goes_on_and_carries_nothing_over_twice(
    web: Web, nights: Nights, tmp_path: Path, after: int
) -> None:
    # More pages than are carried over in one go, and one that has changed.
    first = nights.run()
    web.files["/lung/"] = html("/lung/", "<p>Edited.")
    web.forget()
    web.pause = 0.15
    (tmp_path / "audit.yaml").write_text("site: {delay: 0, retries: 0}\nlinks: {ask: none}\n")
    command = [sys.executable, "-m", "audit", "run", "--static", "--workers", "1", "--quiet"]
    command += ["--db", f"sqlite:///{nights.database}", web.address]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while web.asked.total() < after + 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    web.pause = 0
    done = subprocess.run(
        [*command, "--resume"], cwd=tmp_path, capture_output=True, text=True, timeout=100
    )
    assert "taking up the run" in done.stderr or done.returncode in (0, 1), done.stderr
    with Store.open(f"sqlite:///{nights.database}") as store:
        last = next(store.runs())
        result = store.result(last.id)
        assert "complete" == last.status
        nights.seen.append(result)
        assert 2 == len(list(store.runs())), "it is one run, not two"
        assert ALL - {"/lung/"} == nights.carried()
        assert what(first) == what(result)
        assert 5 == len({each.url for each in result.outcomes}) == len(list(result.outcomes))
        assert all(store.page(last.id, f"{web.address[:-1]}{path}") for path in PATHS)


@pytest.fixture
def rendered(web: Web, tmp_path: Path) -> Nights:
    """Nights with a real browser, over two pages that use one style sheet."""
    for path in ("/lung/", "/visit/", "/trials/"):
        del web.files[path]
    more = '<img src="/seal.png" alt="Our seal"><script src="/fill.js"></script><p id="f">Text</p>'
    web.files["/"] = html("/", f'{more}<a href="/breast/">Breast</a>')
    web.files["/seal.png"] = PIXEL
    web.files["/fill.js"] = b"document.getElementById('f').textContent = 'By appointment.'"
    for path in ("/", "/breast/"):
        for gone in ("/lung/", "/visit/", "/trials/"):
            web.files[path] = web.files[path].replace(f'href="{gone}"'.encode(), b'href="/"')
    return Nights(web.address, tmp_path, browser=Browser(workers=1, settle=1))


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg=="
)


def _rules(result: RunResult, path: str) -> set[str]:
    return {
        each.rule
        for each in result.findings
        if each.place.url.endswith(path) and each.status is not Status.FIXED
    }


@pytest.mark.browser
@pytest.mark.parametrize("how", ["etag", "none"])
def test_an_edited_style_sheet_is_seen_the_next_night(web: Web, rendered: Nights, how: str) -> None:
    web.how = how
    first = rendered.run()
    assert "axe/color-contrast" not in _rules(first, "/breast/")
    second = rendered.run()
    assert {"/", "/breast/"} == rendered.carried()
    assert what(first) == what(second) != []
    assert list(first.unchecked) == list(second.unchecked)
    assert set(first.pictures) == set(second.pictures) != set()
    assert first.run.browser == second.run.browser != ""
    web.files[STYLE] = GREY.encode()
    third = rendered.run()
    assert set() == rendered.carried()
    assert "axe/color-contrast" in _rules(third, "/breast/")


@pytest.mark.browser
def test_an_edited_script_or_image_makes_only_its_pages_due(web: Web, rendered: Nights) -> None:
    rendered.run()
    web.files["/fill.js"] = b"document.title = ''"
    second = rendered.run()
    assert {"/breast/"} == rendered.carried()
    assert "page-title-missing" in _rules(second, web.address)
    web.files["/seal.png"] += b"tail"
    rendered.run()
    assert {"/breast/"} == rendered.carried()
    del web.files["/seal.png"]
    rendered.run()
    assert {"/breast/"} == rendered.carried(), "what is gone has changed"
    web.forget()
    rendered.run()
    assert {"/", "/breast/"} == rendered.carried(), "and stays gone"
    assert {1} == set(web.asked.values()), "each thing is asked for once"


@pytest.mark.browser
def test_another_browser_renders_everything_again(rendered: Nights) -> None:
    rendered.run()
    rendered.change("UPDATE grounds SET browser = 'Chromium 1.2.3.4' WHERE rowid = 1")
    rendered.run()
    assert 1 == len(rendered.carried())


@pytest.mark.browser
def test_what_robots_may_not_read_cannot_be_known_again(web: Web, rendered: Nights) -> None:
    web.files["/robots.txt"] = b"User-agent: *\nDisallow: /fill.js\n"
    rendered.run()
    rendered.run()
    assert {"/breast/"} == rendered.carried()


@pytest.mark.browser
def test_files_are_known_by_what_they_use(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "breast").mkdir(parents=True)
    for path in ("/", "/breast/"):
        (site / f"{path.strip('/')}/index.html".lstrip("/")).write_bytes(html(path))
    (site / "style.css").write_text(BLACK)
    nights = Nights(str(site), tmp_path, browser=Browser(workers=1, settle=1))
    first = nights.run()
    second = nights.run()
    assert {"index.html", "breast/index.html"} == nights.carried()
    assert what(first) == what(second)
    (site / "style.css").write_text(GREY)
    third = nights.run()
    assert set() == nights.carried()
    assert "axe/color-contrast" in _rules(third, "index.html")
