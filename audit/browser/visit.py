"""One visit to one page: what the browser's events say of the page that was asked for.

Each method takes in one event. What ends the visit is raised as a `PageFault`.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from audit import urls
from audit.browser.answers import is_saved, read_refusal, read_response
from audit.browser.faults import PageFault
from audit.browser.parts import Parts
from audit.model import Request

NEVER_SENT = frozenset({"csp", "mixed-content", "origin", "inspector", "subresource-filter"})
"""Reasons (`Network.BlockedReason`) for which a request never left the browser."""
ASKED = 2000
"""Requests of one page that are remembered: more tell nothing new of who is asked."""
RELOADS = 3
"""How often a page may load itself again, as some do once after setting a cookie."""


class Visit:
    """The page asked for, and how far it has come.

    The page read must be the page asked for: one that wants to be another is a redirect, however
    late it says so. Redirects of the server are followed.
    """

    def __init__(self, address: str, *, refresh: float) -> None:
        """Begin a visit; a page that sends people on within `refresh` seconds is a redirect."""
        self.address = address
        self.loader = ""
        """The browser's id of the document that is shown; empty until there is one."""
        self.status = 0
        self.final = ""
        """The shown document's address."""
        self.parsed = False
        self.loaded = False
        self._refresh = refresh
        self.reloading = False
        self._reloads = 0
        self._asked: dict[str, list[tuple[str, str]]] = {}
        self.parts = Parts()
        """What the page is made of besides its HTML."""

    @property
    def requests(self) -> tuple[Request, ...]:
        """What the page has asked other addresses for, redirects included."""
        counts = Counter(each for asked in self._asked.values() for each in asked)
        return tuple(Request(host, kind, count) for (host, kind), count in counts.items())

    def asks(self, request: str, address: str, kind: str) -> None:
        """Take in that the page asks for something; a redirect asks again."""
        if address.startswith(("http", "ws")) and len(self._asked) < ASKED:
            self._asked.setdefault(request, []).append((urls.host(address), kind.lower()))

    def blocked(self, request: str, reason: str) -> None:
        """Take in that a request was not answered; `reason` is empty if it was sent."""
        if reason in NEVER_SENT:
            self._asked.pop(request, None)
        self.parts.failed(request, unsent=reason in NEVER_SENT)

    def wants(self, address: str) -> bool:
        """Say whether the tab may go to `address`; False where that would be another page."""
        if not self.loader:
            return True
        if not self._is_itself(address):
            return False
        self._reloads += 1
        if self._reloads > RELOADS:
            raise PageFault("error:redirect", "the page keeps loading itself again")
        self.reloading = True
        return True

    def answered_elsewhere(self, address: str, status: int, headers: Mapping[str, str]) -> None:
        """Take in the answer from the other page that this one wanted to be."""
        # A file to save, or nothing, leaves a visitor where they are.
        if status and status not in (204, 205) and not is_saved(headers):
            raise _redirect(address)

    def scheduled(self, reason: str, delay: float, address: str) -> None:
        """Take in that the page will go to `address` in `delay` seconds."""
        # What scripts ask for is judged when it is asked for: it may be a file to save.
        by_refresh = reason in ("metaTagRefresh", "httpHeaderRefresh")
        if by_refresh and delay <= self._refresh and not self._is_itself(address):
            raise _redirect(address)

    def answered(self, response: Mapping[str, Any]) -> None:
        """Take in the head of the document's answer, a `Network.Response`."""
        if not self.loader or self.reloading:
            self.status = int(response["status"])
            fault = read_response(response)
            if fault:
                raise fault

    def failed(self, loader: str, told: Mapping[str, Any]) -> None:
        """Take in that a document's loading failed."""
        # Before it is shown, the answer to the navigation tells this, and more of it.
        if loader == self.loader and not told.get("canceled"):
            raise read_refusal(told["errorText"], 0)

    def shown(self, frame: Mapping[str, Any]) -> None:
        """Take in that the tab shows another document, a `Page.Frame`."""
        if frame.get("unreachableUrl"):
            if self.loader:
                raise PageFault("error:protocol", "the page loaded itself again, and failed")
            return
        if self.loader and not self.reloading:
            raise _redirect(frame["url"])
        self.loader, self.final = frame["loaderId"], frame["url"]
        self.parsed = self.loaded = self.reloading = False

    def came_to(self, stage: str, loader: str) -> None:
        """Take in a stage of a document's life, a `Page.lifecycleEvent`."""
        if loader == self.loader:
            self.parsed |= stage == "DOMContentLoaded"
            self.loaded |= stage == "load"

    def stopped(self) -> None:
        """Take in that the document's loading is over, however it ended.

        A page whose script asks for a file to save while it is parsed is never parsed to its end.
        """
        if self.loader and not self.reloading:
            self.parsed = self.loaded = True

    def _is_itself(self, address: str) -> bool:
        asked = address.partition("#")[0]
        return asked in {each.partition("#")[0] for each in (self.address, self.final)}


def _redirect(address: str) -> PageFault:
    return PageFault("error:redirect", f"the page sends its visitors on to {address}")
