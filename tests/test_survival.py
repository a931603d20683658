"""Runs that are killed at any moment, and taken up again: nothing is lost, nothing is there twice.

The moments are drawn from a seed. CARE_AUDIT_KILLS says how many processes are killed of runs
without a browser, CARE_AUDIT_BROWSER_KILLS of runs with one; `nox -s survival` kills 200 and 20.
"""

import json
import os
import random
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from audit.store import Store

KILLS = int(os.environ.get("CARE_AUDIT_KILLS", "10"))
BROWSER_KILLS = int(os.environ.get("CARE_AUDIT_BROWSER_KILLS", "1"))
SEED = os.environ.get("CARE_AUDIT_SEED", "5")
PAGES = 14
MARK = "CARE_AUDIT_TESTED_IN"
"""In the environment of every process of a run, wherever it has gone to."""
WORKERS = (1, 2)


def _html(number: int) -> str:
    links = "".join(
        f'<li><a href="/p{each}/">Page {each} of the centre</a></li>'
        for each in (2 * number + 1, 2 * number + 2)
        if each < PAGES
    )
    # Far from the first page, and in no sitemap: which of two addresses a page goes by depends on
    # which comes first, and so on what was in flight.
    last = '<li><a href="/old/">Our old address</a></li><li><a href="/gone/">Gone</a></li>'
    return f"""<!doctype html><html lang="en"><head><title>Cancer care {number % 5}</title></head>
    <body><main><h1>Page {number}</h1><h2>Nothing here</h2><h2>Visits</h2>
    <p>Come to desk {number} on the ground floor, {number} days a week. Call 555-01{number:02}.</p>
    <img src="a.png" alt="IMG_20{number:02}.jpg">
    <ul>{links}{last if number == PAGES - 2 else ""}</ul></main></body></html>"""


@dataclass
class Site:
    """A site on this machine that counts what it is asked for, and can be away."""

    asked: Counter[str] = field(default_factory=Counter)
    away_after: int | None = None
    """Pages that it gives before it drops every connection; None for all."""
    hangs: bool = False
    """Whether a page that was asked for never comes."""
    port: int = 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pages(self) -> int:
        return sum(number for path, number in self.asked.items() if path.startswith("/p"))


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, site: Site, *arguments: Any) -> None:
        self._site = site
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path = "/p0/" if self.path == "/" else self.path
        if self._site.away_after is not None and self._site.pages >= self._site.away_after:
            self.connection.close()
            return None
        self._site.asked[path] += 1
        while self._site.hangs and path.startswith("/p"):
            time.sleep(0.05)
        time.sleep(0.01)
        if path == "/old/":
            return self._answer(301, "", {"Location": "/p1/"})
        if path == "/sitemap.xml":
            entry = f"<url><loc>{self._site.origin}/p{PAGES - 1}/</loc></url>"
            space = "http://www.sitemaps.org/schemas/sitemap/0.9"
            return self._answer(200, f'<urlset xmlns="{space}">{entry}</urlset>', {}, "text/xml")
        if not path.startswith("/p"):
            return self._answer(404, "", {})
        return self._answer(200, _html(int(path.strip("/p"))), {})

    def _answer(
        self, status: int, text: str, headers: dict[str, str], kind: str = "text/html"
    ) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that were killed, and connections that were dropped."""


@pytest.fixture(scope="module")
def served() -> Iterator[Site]:
    site = Site()
    with _Server(("127.0.0.1", 0), partial(_Handler, site)) as server:
        site.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()


@pytest.fixture
def site(served: Site) -> Site:
    served.asked.clear()
    served.away_after, served.hangs = None, False
    return served


def _start(
    folder: Path, *arguments: str, say: str = "-v", browser: bool = False
) -> subprocess.Popen[str]:
    folder.mkdir(exist_ok=True)
    (folder / "audit.yaml").write_text("site: {delay: 0, retries: 0}\n")
    mode = () if browser else ("--static",)
    return subprocess.Popen(
        [sys.executable, "-m", "audit", "run", *mode, say, *arguments],
        cwd=folder,
        env={**os.environ, MARK: str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Where these tests run in the background, Ctrl-C is ignored, and children inherit that.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )


def _run(folder: Path, *arguments: str, browser: bool = False) -> tuple[int, dict[str, Any], str]:
    process = _start(folder, *arguments, browser=browser)
    _, said = process.communicate(timeout=120)
    assert "Traceback" not in said, said
    return process.returncode, _found(folder), said


def _fail(folder: Path, *arguments: str) -> tuple[int, str]:
    """Give how a run ends that cannot go on, and what it says."""
    process = _start(folder, *arguments, say="-q")
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said, said
    return process.returncode, said


def _found(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "out/findings.json").read_text(encoding="utf-8"))
    return found


def _what(found: dict[str, Any]) -> dict[str, Any]:
    """Give what a run found, without when it did."""
    return {
        "findings": [
            {key: value for key, value in each.items() if key not in ("first_seen", "last_seen")}
            for each in found["findings"]
        ],
        "pages": {page["url"]: page["outcome"] for page in found["coverage"]["pages"]},
        "unchecked": found["unchecked"],
        "reasons": found["run"]["reasons"],
        "exit": found["run"]["exit"],
    }


def _children(process: int) -> list[int]:
    # Each thread has its own.
    found = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for path in found for child in path.read_text().split()]


def _below(process: int) -> list[int]:
    return [each for child in _children(process) for each in (child, *_below(child))]


def _words(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def _workers(process: int) -> list[int]:
    # Those that were forked are called as the run itself is.
    own = _words(process)
    return [
        each
        for each in _children(process)
        if (word := _words(each)) == own or b"spawn_main" in word
    ]


def _kill(process: subprocess.Popen[str], dice: random.Random) -> str:
    """Kill a run, its whole group, or one worker; gives which."""
    whom = dice.choice(["run", "group", "worker"])
    try:
        workers = _workers(process.pid)
        if whom == "worker" and workers:
            os.kill(dice.choice(workers), signal.SIGKILL)
        elif whom == "group":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            whom = "run"
            process.kill()
    except (ProcessLookupError, FileNotFoundError):
        pass
    return whom


def _disturb(process: subprocess.Popen[str], dice: random.Random) -> str:
    """Kill something at a moment of chance; gives what, or nothing where the run was faster."""
    assert process.stderr is not None
    if dice.random() < 0.2:
        time.sleep(dice.uniform(0, 2.0))
    else:
        for _ in range(dice.randint(0, 8)):
            if not process.stderr.readline():
                break
        time.sleep(dice.uniform(0, 0.3))
    return "" if process.poll() is not None else _kill(process, dice)


def _is_settled(folder: Path, site: Site) -> bool:
    """Say whether a run had written its reports before it was killed."""
    database = folder / "out/care-audit.db"
    if not database.is_file():
        return False
    with Store.open(f"sqlite:///{database}") as store:
        run = store.journal.latest([f"{site.origin}/"])
    return run is not None and not run.resumable


def _gone(group: int) -> bool:
    """Wait until no process of a group is left."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def _left(folder: Path) -> list[bytes]:
    """Give the processes that a run left behind: its browser is in no group of its own."""
    mark = f"{MARK}={folder}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append((entry / "cmdline").read_bytes())
    return found


def _all_gone(folder: Path, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while _left(folder):
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def _without_measures(what: dict[str, Any]) -> dict[str, Any]:
    """Give what a run found without what a browser measured: widths of texts are a fraction of a
    pixel off now and then."""
    kept = ("id", "group", "rule", "severity", "certainty", "status", "url", "selector", "unstable")
    findings = [{key: each.get(key) for key in kept} for each in what["findings"]]
    return {**what, "findings": findings}


def _kill_at_any_moments(site: Site, tmp_path: Path, most: int, *, browser: bool) -> None:
    _, undisturbed, _ = _run(
        tmp_path / "undisturbed", f"{site.origin}/", "--workers", "2", browser=browser
    )
    expected = _what(undisturbed)
    assert len(expected["findings"]) > PAGES
    assert {"audited": PAGES, "error:http": 1, "skipped:duplicate": 1} == Counter(
        expected["pages"].values()
    )
    pages = site.pages
    dice = random.Random(SEED)
    kills, chain = 0, 0
    while kills < most:
        chain += 1
        folder = tmp_path / f"chain{chain}"
        site.asked.clear()
        here = 0
        while True:
            workers = dice.choice(WORKERS)
            words = ("--resume", f"{site.origin}/", "--workers", str(workers))
            process = _start(folder, *words, browser=browser)
            whom = _disturb(process, dice) if kills < most else ""
            kills, here = kills + bool(whom), here + bool(whom)
            (tmp_path / "kills.txt").write_text(f"{kills}\n")  # for whoever waits for 200
            _, said = process.communicate(timeout=240)
            assert "Traceback" not in said, said
            if whom in ("run", "group"):
                assert _gone(process.pid), "workers end with their run"
                assert _all_gone(folder, 20), f"a browser outlives its run: {_left(folder)}"
                if _is_settled(folder, site):
                    break
            elif process.returncode != -signal.SIGKILL:
                break
        assert _all_gone(folder, 20), f"a browser outlives its run: {_left(folder)}"
        if not (folder / "out/findings.json").exists():
            continue
        found = _what(_found(folder))
        if browser:
            found, expected = _without_measures(found), _without_measures(expected)
        assert expected == found, f"seed {SEED}, kill {kills}: {said}"
        if not browser:  # It asks for each page as well, and for what the page needs.
            # Beside the pages in flight, the address that redirects to a page may be done again.
            assert site.pages <= pages + here * (max(WORKERS) + 1)


def test_a_run_killed_at_any_moments_and_taken_up_finds_what_an_undisturbed_one_finds(
    site: Site, tmp_path: Path
) -> None:
    _kill_at_any_moments(site, tmp_path, KILLS, browser=False)


@pytest.mark.browser
def test_a_run_with_a_browser_killed_at_any_moments_leaves_none_behind(
    site: Site, tmp_path: Path
) -> None:
    _kill_at_any_moments(site, tmp_path, BROWSER_KILLS, browser=True)


def _break_off(process: subprocess.Popen[str], pages: int, number: signal.Signals) -> str:
    """Send a signal to a run once it has done so many pages; gives what it said from then on."""
    assert process.stderr is not None
    for _ in range(pages):
        process.stderr.readline()
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said, said
    return said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_broken_off_by_hand_is_taken_up_and_then_complete(
    number: signal.Signals, site: Site, tmp_path: Path
) -> None:
    _, undisturbed, _ = _run(tmp_path / "undisturbed", f"{site.origin}/", "--workers", "1")
    folder = tmp_path / "broken"
    process = _start(folder, f"{site.origin}/", "--workers", "1")
    _break_off(process, 4, number)
    assert process.returncode == 3
    broken = _found(folder)
    assert "incomplete" == broken["run"]["status"]
    assert any("broken off" in reason for reason in broken["run"]["reasons"])
    site.asked.clear()
    _, found, said = _run(folder, f"{site.origin}/", "--workers", "1", "--resume")
    assert "taking up the run of " in said
    assert _what(undisturbed) == _what(found)
    assert broken["run"]["id"] == found["run"]["id"]
    assert site.pages <= PAGES - 3, "what was done is not done again"
    assert any("taken up again" in note for note in found["run"]["notes"])


def test_files_are_taken_up_as_well(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    for number in range(PAGES):
        (tmp_path / f"site/p{number:02}.html").write_text(_html(number))
    pages = str(tmp_path / "site")
    _, undisturbed, _ = _run(tmp_path / "undisturbed", pages, "--workers", "1")
    folder = tmp_path / "broken"
    process = _start(folder, pages, "--workers", "1")
    assert process.stderr is not None
    for _ in range(4):
        process.stderr.readline()
    process.kill()
    process.communicate()
    _, found, said = _run(folder, pages, "--workers", "1", "--resume")
    assert _what(undisturbed) == _what(found)
    again = [line for line in said.splitlines() if "  audited  " in line]
    assert len(again) <= PAGES - 4


def test_a_server_that_goes_away_leaves_errors_and_its_return_completes_the_run(
    site: Site, tmp_path: Path
) -> None:
    _, undisturbed, _ = _run(tmp_path / "undisturbed", f"{site.origin}/", "--workers", "1")
    folder = tmp_path / "away"
    site.asked.clear()
    site.away_after = 5
    code, found, _ = _run(folder, f"{site.origin}/", "--workers", "1")
    outcomes = Counter(page["outcome"] for page in found["coverage"]["pages"])
    assert 3 == code
    assert 0 < outcomes["audited"] <= 5
    assert any(kind.startswith("error:") for kind in outcomes)
    assert "fixed" not in {each["status"] for each in found["findings"]}
    code, found, _ = _run(folder, f"{site.origin}/", "--workers", "1", "--resume")
    assert 3 == code, "it is still away"
    site.away_after = None
    _, found, _ = _run(folder, f"{site.origin}/", "--workers", "1", "--resume")
    assert _what(undisturbed) == _what(found)
    _, found, said = _run(folder, f"{site.origin}/", "--workers", "1", "--resume")
    assert "needs no more; a new one begins" in said


def test_a_run_on_other_terms_is_not_taken_up(site: Site, tmp_path: Path) -> None:
    process = _start(tmp_path, f"{site.origin}/", "--workers", "1")
    _break_off(process, 2, signal.SIGTERM)
    code, said = _fail(tmp_path, f"{site.origin}/", "--resume", "--max-pages", "9")
    assert 2 == code
    assert "cannot be taken up: audit.yaml, the command line, a rule or Care Audit" in said
    assert "without --resume" in said


def test_a_second_run_at_the_same_time_is_refused_or_waits(site: Site, tmp_path: Path) -> None:
    first = _start(tmp_path, f"{site.origin}/", "--workers", "1")
    assert first.stderr is not None
    first.stderr.readline()
    first.send_signal(signal.SIGSTOP)  # However fast this machine is, it is not done yet.
    code, said = _fail(tmp_path, f"{site.origin}/")
    assert 2 == code
    assert f"is in use by process {first.pid} on " in said
    third = _start(tmp_path, f"{site.origin}/", "--workers", "1", "--wait", "60")
    assert third.stderr is not None
    assert f"process {first.pid} on " in third.stderr.readline()
    first.send_signal(signal.SIGCONT)
    first.communicate(timeout=60)
    third.communicate(timeout=60)
    assert first.returncode == third.returncode == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes, mounted for this test alone."""
    disk = tmp_path / "disk"
    disk.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)]
    try:
        mounted = subprocess.run(words, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("this system has no mount")
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def _fill(disk: Path, free: int) -> None:
    """Leave so many bytes free, or none at all."""
    room = os.statvfs(disk)
    with (disk / "ballast").open("wb") as ballast:
        ballast.write(bytes(room.f_bavail * room.f_frsize - free))


@pytest.mark.parametrize(
    ("free", "code", "reason"),
    [
        pytest.param(0, 2, "look for a full disk", id="at the start"),
        pytest.param(200_000, 3, "cannot grow, the disk is full", id="in the middle"),
    ],
)
def test_a_full_disk_is_named_and_what_was_there_stays_whole(
    free: int, code: int, reason: str, site: Site, tmp_path: Path, small_disk: Path
) -> None:
    pages = (f"{site.origin}/", "--workers", "1")
    folder = tmp_path / "full"
    history = f"sqlite:///{small_disk}/care-audit.db"
    _run(folder, *pages, "--db", history)
    report = (folder / "out/report.html").read_bytes()
    _fill(small_disk, free)
    ended, said = _fail(folder, *pages, "--db", history)
    assert code == ended
    assert f"{small_disk}/care-audit.db " in said
    assert reason in said
    assert report == (folder / "out/report.html").read_bytes()
    (small_disk / "ballast").unlink()
    ended, found, _ = _run(folder, *pages, "--db", history, "--resume")
    assert 1 == ended
    assert {"existing"} == {each["status"] for each in found["findings"]}


def test_reports_on_a_full_disk_are_replaced_together_or_not_at_all(
    site: Site, tmp_path: Path, small_disk: Path
) -> None:
    pages = (f"{site.origin}/", "--workers", "1", "--out", str(small_disk))
    folder = tmp_path / "full"
    history = f"sqlite:///{tmp_path}/care-audit.db"
    process = _start(folder, *pages, "--db", history)
    process.communicate(timeout=60)
    assert 1 == process.returncode
    before = _contents(small_disk)
    assert {"findings.json", "report.html", "report/pages.html"} <= set(before)
    _fill(small_disk, len(before["report.html"]) + 4096)
    code, said = _fail(folder, *pages, "--db", history)
    assert 3 == code, said
    assert f"{small_disk}/" in said
    assert "No space left on device" in said
    (small_disk / "ballast").unlink()
    assert before == _contents(small_disk)


def _contents(folder: Path) -> dict[str, bytes]:
    """Give all files in a folder by their paths in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_read_only_folder_is_named_before_anything_is_audited(
    site: Site, tmp_path: Path, small_disk: Path
) -> None:
    words = ["mount", "-o", "remount,ro", str(small_disk)]
    if subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be made read-only here")
    for wish in (("--db", f"sqlite:///{small_disk}/care-audit.db"), ("--out", str(small_disk))):
        code, said = _fail(tmp_path / "run", f"{site.origin}/", *wish)
        assert 2 == code
        assert f"{small_disk} is read-only" in said
    assert 0 == site.pages


def test_a_page_that_never_answers_keeps_no_run_from_ending(site: Site, tmp_path: Path) -> None:
    for workers in ("1", "2"):
        site.asked.clear()
        site.hangs = True
        process = _start(tmp_path / workers, f"{site.origin}/", "--workers", workers)
        end = time.monotonic() + 60
        while not site.asked["/p0/"] and time.monotonic() < end:
            time.sleep(0.02)
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        assert time.monotonic() - begun < 20
        assert 3 == process.returncode
        site.hangs = False


@pytest.mark.browser
def test_a_frozen_browser_keeps_no_run_from_ending(site: Site, tmp_path: Path) -> None:
    tmp_path.joinpath("audit.yaml").write_text("site: {delay: 0}\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "audit", "run", "-v", f"{site.origin}/", "--workers", "2"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    process.stderr.readline()
    frozen = [pid for pid in _below(process.pid) if b"chrom" in _words(pid)]
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert time.monotonic() - begun < 20
    assert frozen
    assert 3 == process.returncode
    end = time.monotonic() + 10
    while any(_is_alive(pid) for pid in frozen) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(_is_alive(pid) for pid in frozen)
