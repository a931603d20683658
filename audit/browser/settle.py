"""When a page is read: as soon as nothing on it moves any more.

A page is at rest when its document and what it asked for has come (style sheets, scripts, images,
fonts, and the calls of its scripts; not media or open streams), its animations are at their end, or
held at their beginning where they have no end, and for `QUIET` seconds neither its DOM has changed
nor anything come that scripts act on. Before that the page is scrolled through once, so that lazy
parts load, if any may wait for it: lazy images, frames, shadow roots, animations driven by
scrolling, parts that are not laid out while they are out of view, scripts that watch elements come
into view or listen to scrolling. `prefers-reduced-motion` is set from the start.

A page that no script has touched since it was parsed, and that waits for no scrolling, is read at
once, beside that wait: what was read holds if the page then proves to have been at rest all the
time, and is read again if not.

A page that is not at rest when the time is over is read as it is, and what
it was waiting for is told; so is it if the page changes while it is read. The worker loads such a
page once more, and is sure only of what both loads show (`audit.steadiness`).
"""

import time
from pathlib import Path
from typing import Any

from audit.browser.faults import Overdue
from audit.browser.tab import Tab

QUIET = 0.15
"""Seconds. A frame or two of scripts reacting to one another is about 50 ms."""
_SCROLL_SHARE = 0.3
"""Of the time to settle, at most, for scrolling through."""
_SCROLLING = frozenset({"scroll", "scrollend", "scrollsnapchange", "scrollsnapchanging"})
"""Events of the window and its document by which scripts hear of scrolling."""

_REVEAL = Path(__file__).with_name("reveal.js").read_text(encoding="utf-8")
_SCROLL = Path(__file__).with_name("scroll.js").read_text(encoding="utf-8")
_SETTLE = Path(__file__).with_name("settle.js").read_text(encoding="utf-8")
_TURN = Path(__file__).with_name("turn.js").read_text(encoding="utf-8")
_WORDS = {
    "loading": "its own loading",
    "fonts": "fonts",
    "images": "images",
    "changes": "changes to its content",
}


class Settling:
    """One page's way to rest."""

    def __init__(self, tab: Tab, world: int, seconds: float, deadline: float) -> None:
        """Give the page that `tab` shows `seconds` to settle; `world` is our context in it."""
        self.still: list[str] = []
        """What the page still waits for, in words, once it has been waited for."""
        self._tab = tab
        self._world = world
        self._end = min(time.monotonic() + seconds, deadline)
        self._deadline = deadline
        self._begun: float | None = None
        self._came = 0.0

    def begin(self) -> bool:
        """Have all of the page loaded; say whether it may be read at once, before `finish`."""
        tab = self._tab
        tab.rest(self._end)
        try:
            told = self._run(_REVEAL)
            if self._may_reveal(told["waits"]):
                share = max(self._end - time.monotonic(), 0) * _SCROLL_SHARE
                self._run(_SCROLL, share * 1000)
                return False
            self._came = tab.came
            # By a limit of nothing it is looked at once.
            if not told["untouched"] or not tab.is_at_rest or self._run(_SETTLE, 0, 0)["still"]:
                return False
        except Overdue:
            self._await_script()
            return False
        self._begun = time.monotonic()
        return True

    def finish(self) -> bool:
        """Wait until the page is at rest or its time is over; say whether it was at rest, and
        nothing has come or moved, since `begin` let it be read."""
        tab, stayed = self._tab, self._begun is not None
        self.still = [_WORDS["loading"]]
        try:
            if self._begun is not None:
                self._end = min(self._end + time.monotonic() - self._begun, self._deadline)
                self._run(_TURN)
            while True:
                tab.rest(self._end)
                tab.listen(min(tab.active + QUIET, self._end))
                left = max(self._end - time.monotonic(), 0)
                told = self._run(_SETTLE, QUIET * 1000, left * 1000)
                self.still = [_WORDS[each] for each in told["still"]]
                stayed = stayed and not told["still"] and not told["moved"]
                now = time.monotonic()
                if now >= self._end or (tab.is_at_rest and now >= tab.active + QUIET):
                    break
        except Overdue:
            self._await_script()
            return False
        return stayed and tab.is_at_rest and tab.came == self._came

    def _run(self, function: str, *arguments: float) -> Any:
        return self._tab.run(function, *arguments, world=self._world, deadline=self._end + 1)

    def _await_script(self) -> None:
        # Either timers do not run (a sandboxed page), or its own scripts leave no time for ours.
        # If they never do, the page cannot be used by anybody, and this wait ends the visit.
        self._tab.run("() => 1", world=self._world, deadline=self._deadline)

    def _may_reveal(self, waits: str) -> bool:
        """Say whether scrolling could change anything but what is in view: it costs a tenth of a
        page.

        A script that asks again and again how far the page was scrolled is not found out.
        """
        if waits == "unknown":
            heard = (self._tab.heard_by(each, self._end + 1) for each in ("window", "document"))
            return any(_SCROLLING & types for types in heard)
        return waits == "something"
