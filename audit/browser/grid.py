"""Browsers of a Selenium Grid: found free, started, and given back.

See https://www.selenium.dev/documentation/grid/. Pages are driven over the same DevTools line as
here; the Grid passes it on, at the address it names in the session's `se:cdp`.
"""

import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver

from audit.browser.devtools import Line, Listener
from audit.browser.faults import BrowserError, BrowserMissing, Gone
from audit.browser.process import START, chrome_options
from audit.fetch.faults import explain
from audit.text import plain

ANSWER = 10
"""Seconds for any answer of the Grid but a new browser."""
AGAIN = 5
"""Seconds to wait for a free browser when the last wait, of `START`, was in vain."""
PAUSE = 0.5
"""Seconds between two looks at a Grid that is full."""
EACH = 4
"""Browsers at most for each processor here: their pages are fetched and judged here."""


@dataclass(frozen=True)
class Places:
    """What a Grid says of itself."""

    free: int
    """Browsers that may be started now."""
    total: int
    """Browsers that may run at one time; others may be using some."""
    hosts: frozenset[str]
    """The machines they run on."""


class RemoteChromium:
    """A running browser of a Grid; has what `audit.browser.process.Chromium` has."""

    pid = None
    """It has no process here."""

    def __init__(self, driver: WebDriver, line: Line) -> None:
        """Take over a session that has begun, and the line to its browser."""
        self.driver = driver
        self.line = line
        self.version = f"Chromium {driver.capabilities['browserVersion']}"

    page = ""

    def close(self) -> None:
        """End it, so that others may have its place."""
        self.line.close()
        _end(self.driver)

    kill = close


class Grid:
    """A Grid as a source of browsers. Nothing is asked of it before it is needed."""

    remote = True

    def __init__(self, address: str) -> None:
        """Take the address at which the Grid takes sessions, as `http://grid.example.org:4444`."""
        self.address = address.rstrip("/")
        self._patience: float = START

    def check(self) -> None:
        """Raise `BrowserMissing` where the Grid does not answer, or has no free Chromium."""
        self._await_place()

    def start(self, size: tuple[int, int], listener: Listener) -> RemoteChromium:
        """Start a browser with a window of `size`; raises `BrowserError` where none comes up."""
        self._await_place()
        try:
            driver = self._begin(size)
        except BrowserError:
            # Only by this may the Grid learn that one of its machines has gone.
            self._await_place()
            driver = self._begin(size)
        try:
            return RemoteChromium(driver, self._connect(driver.capabilities, listener))
        except BaseException:
            _end(driver)
            raise

    def close(self) -> None:
        """Do nothing: each browser was ended by itself."""

    def room(self, wanted: int | None, processors: int) -> int:
        """Give how many browsers to use at one time: no more than are free now."""
        return max(1, min(self.places().free, wanted or EACH * processors))

    def describe(self, version: str) -> list[str]:
        """Give the Grid's address and number of browsers, and the version of one of them."""
        browsers = self.places().total
        return [f"grid        {self.address}, browsers: {browsers}", f"browser     {version}"]

    def is_here(self) -> bool:
        """Say whether the Grid and all its browsers run on this machine.

        A browser in a container does not: it has addresses, and a loopback, of its own.
        """
        own = urlsplit(self.address).hostname or ""
        return all(_is_this_machine(host) for host in {own, *self.places().hosts})

    def places(self) -> Places:
        """Ask the Grid what it has; raises `BrowserMissing` where it does not answer."""
        try:
            reply = requests.get(f"{self.address}/status", timeout=ANSWER)
            nodes = reply.json()["value"]["nodes"]
            up = [node for node in nodes if node["availability"] == "UP"]
            slots = [_places_of(node) for node in up]
            hosts = frozenset(urlsplit(node["uri"]).hostname or "" for node in nodes)
        except requests.JSONDecodeError as error:
            raise BrowserMissing(self._no_grid()) from error
        except (OSError, ValueError) as error:
            raise BrowserMissing(
                f"the Grid at {self.address} does not answer: {explain(self.address, error).detail}"
            ) from error
        except (KeyError, TypeError, AttributeError) as error:
            raise BrowserMissing(self._no_grid()) from error
        return Places(sum(free for free, _ in slots), sum(total for _, total in slots), hosts)

    def _no_grid(self) -> str:
        return f"what answers at {self.address} is no Selenium Grid; put browser.grid right"

    def _await_place(self) -> None:
        """Wait for a free browser rather than in the Grid's queue, which nobody can leave."""
        patience, begun = self._patience, time.monotonic()
        self._patience = AGAIN
        places = self.places()
        while not places.free:
            if time.monotonic() >= begun + patience:
                raise BrowserMissing(self._full(places.total, patience))
            time.sleep(PAUSE)
            places = self.places()
        self._patience = START

    def _full(self, total: int, seconds: float) -> str:
        if not total:
            return f"the Grid at {self.address} has no Chrome or Chromium; add a node that has one"
        return (
            f"the Grid at {self.address} is full: none of its browsers ({total}) came free in "
            f"{seconds:g} seconds; see whether its nodes are alive, and who uses them"
        )

    def _begin(self, size: tuple[int, int]) -> WebDriver:
        settings = ClientConfig(self.address, keep_alive=False, timeout=START)
        try:
            driver = WebDriver(
                RemoteConnection(client_config=settings), options=chrome_options(size)
            )
        except WebDriverException as error:
            reason = plain((error.msg or "").strip().partition("\n")[0])
            raise BrowserError(
                f"the Grid at {self.address} started no browser: {reason}"
            ) from error
        except (OSError, urllib3.exceptions.HTTPError) as error:
            reason = explain(self.address, error).detail
            raise BrowserError(
                f"the Grid at {self.address} started no browser: {reason}"
            ) from error
        settings.timeout = ANSWER
        return driver

    def _connect(self, capabilities: dict[str, Any], listener: Listener) -> Line:
        given = capabilities.get("se:cdp")
        if not given:
            raise BrowserError(
                f"the Grid at {self.address} lets nobody see its browsers' DevTools; "
                "start it with --enable-cdp true"
            )
        # The Grid may know itself by a name that is only known where it runs.
        own = self.address.replace("http", "ws", 1)
        address = own + "".join(given.partition("/session/")[1:])
        try:
            return Line(
                address, listener, timeout=ANSWER, authorities=ClientConfig(address).ca_certs
            )
        except Gone as gone:
            raise BrowserError(f"the Grid at {self.address} passes nothing on: {gone}") from gone


def _end(driver: WebDriver) -> None:
    # Where this fails, the Grid itself ends the session when nobody has used it for a while.
    with suppress(WebDriverException, OSError, urllib3.exceptions.HTTPError):
        driver.quit()


def _places_of(node: dict[str, Any]) -> tuple[int, int]:
    """Give how many Chromium browsers a node can start now, and how many it can have at all."""
    slots = node["slots"]
    ours = [slot for slot in slots if slot["stereotype"].get("browserName") == "chrome"]
    most, used = node["maxSessions"], sum(1 for slot in slots if slot["session"])
    free = sum(1 for slot in ours if not slot["session"])
    return max(0, min(free, most - used)), min(len(ours), most)


def _is_this_machine(host: str) -> bool:
    """Say whether every address of a host is one of this machine's own."""
    try:
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)
        for family, type_, protocol, _, address in found:
            with socket.socket(family, type_, protocol) as tried:
                # Only an own address can be bound.
                tried.bind(address)
    except OSError:
        return False
    return True
