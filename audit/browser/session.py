"""The browser as the pipeline has it: pages in, renderings out, whatever the pages do."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from audit import axe, config
from audit.addresses import AddressGuard
from audit.browser.crops import take_pictures, take_view
from audit.browser.faults import BrowserError, Gone, Overdue, PageFault, Refused
from audit.browser.gate import Gate
from audit.browser.process import START
from audit.browser.rendering import Rendering
from audit.browser.safe_axe import AxeRejected, SafeAxe, options
from audit.browser.settle import Settling
from audit.browser.shared import SharedMachine
from audit.browser.snapshot import CHARACTERS, ELEMENTS, take_snapshot
from audit.browser.source import Running, Source, find_source
from audit.browser.tab import Tab
from audit.browser.visit import Visit
from audit.model import Picture

RETIRE = 200
"""Pages after which the browser is started anew: its memory grows by a third over 500."""
RESERVE = 0.2
"""Of a page's time, kept from axe-core for reading the page without it."""
ALIVE = 3
"""Seconds in which a browser that is still there answers, whatever its page does."""
NEWS = 0.5
"""Seconds in which the browser has told what became of a document."""

_WATCH = Path(__file__).with_name("watch.js").read_text(encoding="utf-8")


class Browser:
    """One tab of a browser, for one process; starts anew when it dies and when it is old.

    A page finds nothing of the pages before it: no cookies, storage, service workers or name of
    the window, and nothing cached of another origin.
    """

    def __init__(
        self,
        settings: config.Browser,
        *,
        guard: AddressGuard | None = None,
        headers: Mapping[str, Mapping[str, str]] | None = None,
        log: Callable[[str], None] | None = None,
        retire: int = RETIRE,
        share: Path | None = None,
    ) -> None:
        """Make a browser that starts when it is first needed.

        `guard` refuses documents on addresses that are not public; without one nothing is
        refused. `headers` are by origin and are sent to that origin only. `log` is told when the
        browser starts again, and why. `share` is a folder: all that are given the same one have
        tabs of one browser. Raises `BrowserMissing`, and `AxeError`.
        """
        self._settings = settings
        self._log = log or (lambda _: None)
        self._retire = retire
        self._shared = SharedMachine(settings, share) if share and not settings.grid else None
        self._source: Source = self._shared or find_source(settings)
        # Between pages there is nothing to check, and to start axe-core would cost a tenth of a
        # page.
        needed = "location.href !== 'about:blank' || window !== top"
        self._preload = f"{_WATCH}\nif ({needed}) {{\n{axe.load()}\n}}"
        gate = Gate(guard, headers or {}, remote=self._source.remote)
        self._tab = Tab(settings.viewport, gate, refresh=settings.settle)
        self._running: Running | None = None
        self._pages = 0
        self._readable = False
        self._view: Picture | None = None

    def __enter__(self) -> Self:
        """Start it, so that one that cannot start says so at once; raises `BrowserError`."""
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the browser; rendering another page would start it again."""
        self._let_go()
        self._source.close()

    def _let_go(self) -> None:
        if self._running:
            self._running.close()
            self._running = None

    @property
    def version(self) -> str:
        """Name and version, as `Chromium 156.0.8078.79`; raises `BrowserError` if none starts."""
        return self._start().version

    @property
    def pid(self) -> int | None:
        """The number of the driver's process and of the browser's process group, if there is one
        here."""
        return self._running.pid if self._running else None

    def render(self, address: str) -> Rendering:
        """Show a page, let it settle, run axe-core in it and write it down.

        Raises nothing for what a page or the browser does: that is the rendering's `outcome`. It is
        over within the page's time (and some seconds more if the browser must be started).
        """
        begun = time.monotonic()
        self._readable, self._view = False, None
        try:
            rendering = self._render_alive(address)
        except PageFault as fault:
            rendering = Rendering(address, outcome=fault.outcome, detail=fault.detail)
            if fault.outcome == "error:crash":
                self._kill()
        except Overdue:
            self._kill()
            limit = self._settings.page_timeout
            rendering = Rendering(
                address,
                outcome="error:timeout",
                detail=f"the page was not done in {limit:g} seconds",
            )
        except BrowserError as error:
            self._kill()
            rendering = Rendering(address, outcome="error:crash", detail=str(error))
        self._readable = rendering.outcome is None
        visit = self._tab.visit
        if visit and not rendering.status:
            rendering = replace(rendering, status=visit.status)
        return replace(rendering, seconds=round(time.monotonic() - begun, 3))

    def crop(self, wanted: Iterable[tuple[str, str]]) -> dict[str, Picture]:
        """Give pictures of elements of the page rendered last, by key.

        `wanted` pairs keys with selectors, in which ` >>> ` steps into an open shadow root or an
        iframe. What cannot be found or seen is left out, and all if that page has failed.
        """
        pictures: dict[str, Picture] = {}
        if not self._readable:
            return pictures
        deadline = time.monotonic() + self._settings.page_timeout
        try:
            for key, picture in take_pictures(self._tab, wanted, deadline):
                if key is None:
                    self._view = picture
                else:
                    pictures[key] = picture
        except (PageFault, Refused):
            pass  # The page has gone from under us; what there is holds good.
        except BrowserError:
            self._kill()
            self._readable = False
        return pictures

    def view(self) -> Picture | None:
        """Give a small picture of the page rendered last, at its top; None if that has failed."""
        if not self._readable:
            return None
        if self._view is not None:
            return self._view
        try:
            deadline = time.monotonic() + self._settings.page_timeout
            return take_view(self._tab, self._settings.viewport, deadline)
        except (PageFault, Refused):
            return None  # The page has gone from under us.
        except BrowserError:
            self._kill()
            self._readable = False
            return None

    def _render_alive(self, address: str) -> Rendering:
        """Render; if the browser turns out to be dead, start it and try again, once."""
        if self._pages >= self._retire:
            self._let_go()
        try:
            if self._answers():
                return self._render(address)
        except Overdue:
            if self._answers():
                raise
        except Gone:
            pass
        self._log("the browser was gone; it is started again")
        self._kill()
        try:
            return self._render(address)
        except Gone:
            if self._shared is None:
                raise
        # Perhaps it was another tab's page both times.
        self._kill()
        self._take(self._shared.start_alone(self._settings.viewport, self._tab.hear))
        self._pages = self._retire  # For this page only.
        return self._render(address)

    def _answers(self) -> bool:
        """Say whether the browser, if one runs, is still there; asked of a Grid, which does not
        always tell when one has gone."""
        if self._running is None or not self._source.remote:
            return True
        try:
            self._running.line.call("Browser.getVersion", deadline=time.monotonic() + ALIVE)
        except BrowserError:
            return False
        except PageFault:
            return True  # There is news of the page, so there is a browser.
        return True

    def _render(self, address: str) -> Rendering:
        browser = self._start()
        self._pages += 1
        deadline = time.monotonic() + self._settings.page_timeout
        visit = self._tab.go(address, deadline)
        while True:
            loader = visit.loader
            try:
                rendering = self._read(browser, visit, deadline)
            except Refused:
                # The document may have gone, of which the event can come after the refusal.
                self._tab.listen(min(time.monotonic() + NEWS, deadline))
                if visit.loader == loader and not visit.reloading:
                    raise
            else:
                if visit.loader == loader and not visit.reloading:
                    return rendering
            # It loaded itself again while it was read.
            self._tab.await_parsed(visit, deadline)

    def _read(self, browser: Running, visit: Visit, deadline: float) -> Rendering:
        tab, seconds = self._tab, self._settings.settle
        world = tab.world(tab.main, deadline)
        problems: dict[str, str] = {}
        settling = Settling(tab, world, seconds, deadline)
        result = self._run_axe(browser, deadline, problems) if settling.begin() else None
        if not settling.finish():
            result = self._run_axe(browser, deadline, problems)
        awaited = tab.awaited()
        snapshot = take_snapshot(tab, world, deadline)
        if not snapshot.shown:
            raise _nothing(tab.thrown(deadline))
        detail = ""
        if settling.still or awaited:
            detail = _unrest(settling.still, awaited, seconds)
        elif snapshot.changed:
            detail = "the page changed while it was read"
        if any(type_ == "Stylesheet" for type_, _ in awaited):
            # How it looked is not how it is meant to look.
            problems["styles"] = detail
        if snapshot.full:
            problems["rendered"] = (
                f"the page is too large to be read whole: what is beyond {ELEMENTS:,} elements or "
                f"{CHARACTERS:,} characters is not checked"
            )
        return Rendering(
            address=visit.final,
            html=snapshot.html,
            status=visit.status,
            title=snapshot.title,
            axe=result,
            requests=visit.requests,
            parts=visit.parts.all,
            hindrance=visit.parts.hindrance,
            problems=problems,
            detail=detail,
            settled=not detail,
        )

    def _run_axe(
        self, browser: Running, deadline: float, problems: dict[str, str]
    ) -> Mapping[str, Any] | None:
        """Give what axe-core finds on the page as it is, or None and note the problem."""
        until = deadline - self._settings.page_timeout * RESERVE
        if time.monotonic() >= until:
            problems.setdefault("axe", "when the page was at rest, no time was left for axe-core")
            return None
        problems.pop("axe", None)
        try:
            found = SafeAxe(browser.driver, self._tab, deadline=until)
            return found.run(options=options(self._settings.axe.tags))
        except AxeRejected as rejected:
            problems["axe"] = str(rejected)
            self._tab.stop_script(deadline)
            return None

    def _start(self) -> Running:
        if self._running is None:
            return self._take(self._source.start(self._settings.viewport, self._tab.hear))
        return self._running

    def _take(self, running: Running) -> Running:
        """Make the tab ready in a browser that has just been started."""
        try:
            deadline = time.monotonic() + START
            self._tab.open(running.line, self._preload, deadline, page=running.page)
        except BaseException:
            running.kill()
            raise
        self._running, self._pages = running, 0
        return running

    def _kill(self) -> None:
        if self._running:
            self._running.kill()
            self._running = None
        self._tab.visit = None


def describe(settings: config.Browser) -> list[str]:
    """Start a browser once and give its version and where it comes from, a line each.

    Raises `BrowserMissing`, and `BrowserError` for one that does not start.
    """
    with Browser(settings) as browser:
        return find_source(settings).describe(browser.version)


def _nothing(thrown: list[str]) -> PageFault:
    if thrown:
        return PageFault("error:script", f"the page shows nothing; a script failed: {thrown[0]}")
    return PageFault("error:empty", "the page shows nothing: no text, no image, no control")


def _unrest(still: list[str], awaited: list[tuple[str, str]], seconds: float) -> str:
    parts = list(still)
    if awaited:
        type_, address = awaited[0]
        more = f" and {len(awaited) - 1} more" if len(awaited) > 1 else ""
        parts.append(f"{address[:200]} ({type_.lower()}){more}")
    return f"read before it had come to rest; after {seconds:g} seconds it was waiting for: " + (
        ", ".join(parts)
    )
