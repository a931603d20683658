"""One Chromium with its driver: started by Selenium, ended for certain."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import urllib3
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.remote_connection import RemoteConnection

from audit.browser.devtools import Line, Listener
from audit.browser.faults import BrowserError, Gone
from audit.browser.programs import Programs
from audit.browser.proxies import proxy_flags

FLAGS = (
    "--headless=new",
    # A headless shell keeps no page from opening pop-ups, unless it is told to.
    "--block-new-web-contents",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--mute-audio",
    # A page left behind must be gone for good, not kept to be returned to.
    "--disable-back-forward-cache",
    # A prompt that nobody can see would be pending for ever.
    "--deny-permission-prompts",
    # It keeps one renderer ready for one storage, and with two tabs throws it away at each page.
    "--disable-features=SpareRendererForSitePerProcess",
    "--force-color-profile=srgb",
    "--hide-crash-restore-bubble",
    # What pages store stays in memory, where clearing it between pages costs little: 10 % of a
    # page's CPU less, measured.
    "--incognito",
    # Short-lived scripts, axe-core above all, do not repay the dearest compiler; a larger
    # nursery saves collections. Measured: 6 % less CPU for a page, no finding changed.
    "--js-flags=--max-opt=2,--invocation-count-for-maglev=2000,--min-semi-space-size=16",
)
_NOT_WANTED = ("disable-popup-blocking", "enable-logging")
"""What chromedriver would add. Without the first, pages are kept from opening pop-ups."""
ENDING = 3
"""Seconds in which killed processes have gone."""
START = 60
"""Seconds in which the browser must be ready."""


_GUARD = 'read -r _; kill -s KILL -- "-$1" 2>/dev/null; sleep 1; rm -rf -- "$2"'
"""What ends the browser if we do not: the end of our process, however it comes, ends the `read`."""


class _GuardedService(Service):
    """chromedriver in a process group of its own, in which the browser is too."""

    def __init__(self, driver: str, profile: str) -> None:
        # The path is given, so that Selenium Manager neither searches nor downloads. A session
        # of its own keeps Ctrl-C, which is for the audit, from the browser. The driver makes the
        # profile in our folder: to a browser with a profile from elsewhere it gives no first page,
        # and a headless shell does not open one by itself.
        folder = {"TMPDIR": profile, "TEMP": profile, "TMP": profile}
        super().__init__(driver, env={**os.environ, **folder}, popen_kw={"start_new_session": True})
        self._profile = profile
        self._guard: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start chromedriver, and what ends it if this process is killed."""
        super().start()
        self._guard = subprocess.Popen(  # noqa: S603 - fixed words, a number and a path of ours
            ["/bin/sh", "-c", _GUARD, "sh", str(self.process.pid), self._profile],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self) -> None:
        """End the whole group."""
        process: subprocess.Popen[bytes] | None = getattr(self, "process", None)
        if process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            with suppress(subprocess.TimeoutExpired):
                process.wait(ENDING)
            _close(process)
        if self._guard is not None:
            self._guard.kill()
            self._guard.wait()
            _close(self._guard)
            self._guard = None


def _close(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        with suppress(OSError):
            process.stdin.close()


class Chromium:
    """A running browser. Its whole process group is ours and is killed as one."""

    page = ""

    def __init__(self, programs: Programs, size: tuple[int, int], listener: Listener) -> None:
        """Start it; raises `BrowserError` where it does not come up."""
        self._profile = tempfile.mkdtemp(prefix="care-audit-")
        self._service = _GuardedService(programs.driver, self._profile)
        try:
            options = chrome_options(size)
            options.binary_location = programs.binary
            for flag in proxy_flags():
                options.add_argument(flag)
            if not sandboxed():
                options.add_argument("--no-sandbox")
            # Without keep-alive the time limit below holds for each later request.
            self.driver = webdriver.Chrome(options, self._service, keep_alive=False)
            executor = self.driver.command_executor
            assert isinstance(executor, RemoteConnection)  # noqa: S101 - narrows Selenium's type
            executor.client_config.timeout = 10
            capabilities = self.driver.capabilities
            self.version = f"Chromium {capabilities['browserVersion']}"
            address = capabilities["goog:chromeOptions"]["debuggerAddress"]
            self.endpoint = _endpoint(address)
            self.line = Line(self.endpoint, listener, timeout=START)
        except (WebDriverException, Gone, OSError, urllib3.exceptions.HTTPError) as error:
            self.kill()
            reason = str(getattr(error, "msg", "") or error).strip().partition("\n")[0]
            raise BrowserError(f"Chromium ({programs.binary}) did not start: {reason}") from error
        except BaseException:
            self.kill()
            raise

    @property
    def pid(self) -> int:
        """The driver's process, which is also the number of the process group."""
        return int(self._service.process.pid)

    def close(self) -> None:
        """End it in good order, so that no process is left to be reaped by others."""
        self.line.close()
        # It swallows its own errors, and a dead driver's.
        self.driver.quit()
        self.kill()

    def kill(self) -> None:
        """End it at once, whatever state it is in."""
        self._service.kill()
        if hasattr(self, "line"):
            self.line.close()
        _remove(self._profile)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _remove(folder: str) -> None:
    end = time.monotonic() + ENDING
    shutil.rmtree(folder, ignore_errors=True)
    # Processes that were killed a moment ago may still be writing to it.
    while Path(folder).exists() and time.monotonic() < end:
        time.sleep(0.02)
        shutil.rmtree(folder, ignore_errors=True)


def sandboxed() -> bool:
    """Say whether pages run in Chromium's sandbox: it refuses to start with one as root."""
    return not (hasattr(os, "geteuid") and os.geteuid() == 0)


def chrome_options(size: tuple[int, int]) -> Options:
    """Give what every browser is started with, wherever it runs."""
    options = Options()
    for flag in FLAGS:
        options.add_argument(flag)
    options.add_argument(f"--window-size={size[0]},{size[1]}")
    options.add_experimental_option("excludeSwitches", list(_NOT_WANTED))
    options.add_experimental_option(
        "prefs",
        {
            "credentials_enable_service": False,
            "profile.password_manager_leak_detection": False,
            "plugins.always_open_pdf_externally": True,
            "translate.enabled": False,
        },
    )
    return options


def _endpoint(address: str) -> str:
    reply = urllib3.PoolManager(timeout=START, retries=False).request(
        "GET", f"http://{address}/json/version"
    )
    return str(reply.json()["webSocketDebuggerUrl"])
