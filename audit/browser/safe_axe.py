"""axe-core through axe-selenium-python, with what that leaves out.

The package's own `inject` reaches the top frame only, and its `run` pastes options into JavaScript
as Python text and waits for ever when axe-core rejects.
"""

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from axe_selenium_python import Axe
from selenium.webdriver.remote.webdriver import WebDriver

from audit import axe
from audit.browser.faults import Overdue, Refused
from audit.browser.tab import Tab

_INTERNALS = Path(__file__).with_name("internals.js").read_text(encoding="utf-8")
_RUN = Path(__file__).with_name("axe.js").read_text(encoding="utf-8")


class AxeRejected(Exception):  # noqa: N818 - what axe-core itself calls it
    """axe-core gave no result; the text says why."""


class SafeAxe(Axe):  # type: ignore[misc]
    """axe-core in every frame of the page's process, out of reach of the page's scripts.

    It runs in a JavaScript world of ours. Its results are those of a plain `axe.run`.
    """

    def __init__(self, driver: WebDriver | None, tab: Tab, *, deadline: float) -> None:
        """Make it for the page that `tab` shows; all is done by `deadline`, or given up."""
        super().__init__(driver, script_url=str(axe.PATH))
        self._tab = tab
        self._deadline = deadline

    def inject(self) -> None:
        """Put axe-core into each frame that the preloaded script did not reach."""
        for frame in self._tab.frames(self._deadline):
            world = self._tab.world(frame, self._deadline)
            if not self._tab.run("() => 'axe' in globalThis", world=world, deadline=self._deadline):
                loader = f"() => {{ {axe.load()}\n }}"
                self._tab.run(loader, world=world, deadline=self._deadline)

    def run(self, context: None = None, options: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Give violations and incomplete results of the whole page.

        `options` are axe-core's (https://www.deque.com/axe/core-documentation/api-documentation/).
        Raises `AxeRejected` where axe-core throws, rejects, or is not done in time.
        """
        if context is not None:
            raise ValueError("only the whole page is audited")
        begun = time.monotonic()
        try:
            self.inject()
            self._tell_internals()
            world = self._tab.world(self._tab.main, self._deadline)
            text = self._tab.run(_RUN, dict(options or {}), world=world, deadline=self._deadline)
        except Overdue as overdue:
            spent = time.monotonic() - begun
            raise AxeRejected(f"axe-core was not done after {spent:.0f} seconds") from overdue
        except Refused as refused:
            raise AxeRejected(f"axe.run was rejected: {refused}") from refused
        result: dict[str, Any] = json.loads(text)
        return result

    def _tell_internals(self) -> None:
        """Tell our world what custom elements keep where only the page's own scripts can see it."""
        # A page that breaks this has only itself less well described.
        with suppress(Refused):
            self._tab.run(_INTERNALS, world=None, deadline=self._deadline)


def options(tags: Sequence[str]) -> dict[str, Any]:
    """Give axe-core's options for the rules that carry one of `tags`."""
    chosen: dict[str, Any] = {"runOnly": {"type": "tag", "values": list(tags)}}
    if "experimental" not in tags:
        # Else it fetches style sheets of other sites, and those that others import, a second time:
        # for its rule css-orientation-lock alone, which is experimental.
        chosen["preload"] = {"assets": ["media"]}
    return chosen
