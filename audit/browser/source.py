"""Where browsers come from: this machine, or the Selenium Grid that the settings name."""

from typing import TYPE_CHECKING, Protocol

from audit import config
from audit.browser.devtools import Line, Listener
from audit.browser.faults import BrowserError
from audit.browser.programs import find_browser, version_of

if TYPE_CHECKING:
    from selenium.webdriver.remote.webdriver import WebDriver


class Running(Protocol):
    """A browser that runs, wherever it does."""

    @property
    def driver(self) -> "WebDriver | None":
        """What WebDriver has of it, where it was started for us alone."""

    @property
    def line(self) -> Line:
        """The connection over which pages are driven."""

    @property
    def page(self) -> str:
        """The browser's id of the tab to use; empty for the one that it came with."""

    @property
    def version(self) -> str:
        """Name and version."""

    @property
    def pid(self) -> int | None:
        """Its process group here, if it has one."""

    def close(self) -> None:
        """End it in good order."""

    def kill(self) -> None:
        """End it, whatever state it is in."""


class Source(Protocol):
    """Starts browsers. Making one touches nothing but this machine's disk."""

    @property
    def remote(self) -> bool:
        """Whether the browsers are in a network place of their own."""

    def check(self) -> None:
        """Raise `BrowserMissing` where no browser could be started now."""

    def start(self, size: tuple[int, int], listener: Listener) -> Running:
        """Start a browser with a window of `size`; raises `BrowserError` where none comes up."""

    def room(self, wanted: int | None, processors: int) -> int:
        """Give how many browsers to use at one time, where `wanted` are, or None for any number.

        `processors` is how many this machine has. Raises `BrowserMissing` where a Grid is silent.
        """

    def describe(self, version: str) -> list[str]:
        """Give a line each on where its browsers, of that version, come from."""

    def close(self) -> None:
        """End what outlives a single browser's `close`."""


class Machine:
    """This machine's own browser."""

    remote = False

    def __init__(self, settings: config.Browser) -> None:
        """Find the programs; raises `BrowserMissing`."""
        self._programs = find_browser(settings)

    def check(self) -> None:
        """Do nothing: the programs were there a moment ago."""

    def version(self) -> str:
        """Give name and version of the browser without starting it; empty if it does not say."""
        return version_of(self._programs.binary)

    def start(self, size: tuple[int, int], listener: Listener) -> Running:
        """Start a browser with a window of `size`; raises `BrowserError` where none comes up."""
        from audit.browser.process import Chromium

        return Chromium(self._programs, size, listener)

    def close(self) -> None:
        """Do nothing: each browser was ended by itself."""

    def room(self, wanted: int | None, processors: int) -> int:
        """Give what is wanted, or one browser for each processor."""
        return wanted or processors

    def describe(self, version: str) -> list[str]:
        """Give the programs' paths, and whether pages run in a sandbox."""
        from audit.browser.process import sandboxed

        kind = "headless shell, " if self._programs.is_shell else ""
        return [
            f"browser     {version}, {kind}{self._programs.binary}",
            f"driver      {self._programs.driver}",
            f"sandbox     {'on' if sandboxed() else 'off: Chromium has none for root'}",
        ]


def find_source(settings: config.Browser) -> Source:
    """Give the source that the settings name; raises `BrowserMissing` where this machine is it
    and has no browser."""
    if settings.grid:
        from audit.browser.grid import Grid

        return Grid(settings.grid)
    return Machine(settings)


def current_version(source: Source, settings: config.Browser) -> str:
    """Give name and version of the browsers that a source would start now; empty if unknown.

    This machine's is asked without starting it. A Grid's are not known before one was started.
    """
    if isinstance(source, Machine):
        return source.version()
    from audit.browser.session import Browser

    try:
        with Browser(settings) as browser:
            return browser.version
    except BrowserError:
        return ""
