"""One browser for all workers of a run, each with a tab and a storage of its own.

A second browser would start a second set of processes, and do nothing that a second tab cannot.
Whoever needs the browser first starts it and says so in a folder that all know; when it has died,
whoever notices first starts another. It ends with the process that started it.
"""

import json
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import filelock
from selenium.webdriver.remote.webdriver import WebDriver

from audit import config
from audit.browser.devtools import Line, Listener
from audit.browser.faults import BrowserError, Overdue, PageFault
from audit.browser.process import START, Chromium
from audit.browser.programs import find_browser
from audit.browser.source import Machine, Running

ANSWER = 15
"""Seconds in which a browser that is well gives a new tab, however busy the machine is."""


class Tenant:
    """A tab's place in the shared browser: a window of its own, which shares no storage."""

    driver: WebDriver | None = None

    def __init__(
        self, endpoint: str, version: str, pid: int, size: tuple[int, int], listener: Listener
    ) -> None:
        """Move in; raises `BrowserError` where the browser is dead or does not answer."""
        self.version, self.pid = version, pid
        self.line = Line(endpoint, listener, timeout=ANSWER)
        try:
            deadline = time.monotonic() + ANSWER
            # It is gone, with all that its pages stored, as soon as this connection is.
            self._context = self.line.call(
                "Target.createBrowserContext", deadline=deadline, disposeOnDetach=True
            )["browserContextId"]
            self.page: str = self.line.call(
                "Target.createTarget",
                deadline=deadline,
                url="about:blank",
                browserContextId=self._context,
                newWindow=True,
                width=size[0],
                height=size[1],
            )["targetId"]
        except BaseException:
            self.line.close()
            raise

    def close(self) -> None:
        """Move out."""
        # What is still told of the page that is left, its crash above all, matters no more.
        with suppress(BrowserError, PageFault):
            self.line.call(
                "Target.disposeBrowserContext",
                deadline=time.monotonic() + 1,
                browserContextId=self._context,
            )
        self.line.close()

    kill = close


class SharedMachine(Machine):
    """This machine's browser as a source of tabs, for processes that know the same folder."""

    def __init__(self, settings: config.Browser, folder: Path) -> None:
        """Find the programs; raises `BrowserMissing`. `folder` must exist and be private."""
        super().__init__(settings)
        self._programs = find_browser(settings)
        self._state = folder / "browser.json"
        self._lock = folder / "lock"
        self._own: list[Chromium] = []

    def start(self, size: tuple[int, int], listener: Listener) -> Tenant:
        """Give a tab with a window of `size`; raises `BrowserError` where no browser comes up."""
        with filelock.FileLock(self._lock, timeout=3 * START):
            tenant = self._move_in(size, listener)
            if tenant:
                return tenant
            self.close()  # Of those that this process started, none answers any more.
            browser = Chromium(self._programs, size, lambda *_: None)
            self._own.append(browser)
            told: dict[str, Any] = {
                "endpoint": browser.endpoint,
                "version": browser.version,
                "pid": browser.pid,
            }
            self._state.write_text(json.dumps(told), encoding="utf-8")
            return Tenant(size=size, listener=listener, **told)

    def start_alone(self, size: tuple[int, int], listener: Listener) -> Running:
        """Start a browser that nobody else has: what kills this one is its own page."""
        return super().start(size, listener)

    def close(self) -> None:
        """End the browsers that this process has started."""
        for browser in self._own:
            browser.close()
        self._own.clear()

    def _move_in(self, size: tuple[int, int], listener: Listener) -> Tenant | None:
        """Give a tab of the browser that is there, or None where there is none that answers."""
        try:
            told = json.loads(self._state.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        try:
            return Tenant(size=size, listener=listener, **told)
        except Overdue:
            # One that is there and does not answer would be in the way for ever.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(told["pid"], signal.SIGKILL)
        except BrowserError:
            pass  # It has died.
        self._state.unlink()
        return None
