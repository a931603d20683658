"""When a page is read: as soon as nothing on it moves any more.

A page is at rest when its document and what it asked for has come (style sheets, scripts, images,
fonts, and the calls of its scripts; not media or open streams), its animations are at their end, or
held at their beginning where they have no end, and for `QUIET` seconds neither its DOM has changed
nor anything come that scripts act on. Before that the page is scrolled through once, so that lazy
parts load, if any may wait for it: lazy images, frames, shadow roots, animations driven by
scrolling, parts that are not laid out while they are out of view, scripts that watch elements come
into view or listen to scrolling. `prefers-reduced-motion` is set from the start.

A page that is not at rest when the time is over is read as it is, and what
it was waiting for is told; so is it if the page changes while it is read. The worker loads such a
page once more, and is sure only of what both loads show (`audit.steadiness`).
"""

import time
from pathlib import Path

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
_WORDS = {
    "loading": "its own loading",
    "fonts": "fonts",
    "images": "images",
    "changes": "changes to its content",
}


def settle(tab: Tab, world: int, seconds: float, deadline: float) -> list[str]:
    """Wait until the page is at rest, for at most `seconds`; give what it still waits for."""
    end = min(time.monotonic() + seconds, deadline)
    tab.rest(end)
    still: list[str] = ["loading"]
    try:
        if _may_reveal(tab, world, end + 1):
            share = max(end - time.monotonic(), 0) * _SCROLL_SHARE
            tab.run(_SCROLL, share * 1000, world=world, deadline=end + 1)
        while True:
            tab.rest(end)
            tab.listen(min(tab.active + QUIET, end))
            left = max(end - time.monotonic(), 0)
            still = tab.run(_SETTLE, QUIET * 1000, left * 1000, world=world, deadline=end + 1)
            now = time.monotonic()
            if now >= end or (tab.is_at_rest and now >= tab.active + QUIET):
                break
    except Overdue:
        # Either timers do not run (a sandboxed page), or its own scripts leave no time for ours.
        # If they never do, the page cannot be used by anybody, and this wait ends the visit.
        tab.run("() => 1", world=world, deadline=deadline)
    return [_WORDS[each] for each in still]


def _may_reveal(tab: Tab, world: int, deadline: float) -> bool:
    """Say whether scrolling could change anything but what is in view: it costs a tenth of a page.

    A script that asks again and again how far the page was scrolled is not found out.
    """
    word = tab.run(_REVEAL, world=world, deadline=deadline)
    if word == "unknown":
        return any(_SCROLLING & tab.heard_by(each, deadline) for each in ("window", "document"))
    return bool(word == "something")
