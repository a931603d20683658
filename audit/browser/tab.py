"""The browser's one tab: goes to a page, asks it questions, and forgets it afterwards."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audit import urls
from audit.browser.answers import read_refusal
from audit.browser.devtools import Line
from audit.browser.faults import Gone, Overdue, PageFault, Refused
from audit.browser.gate import Gate
from audit.browser.visit import Visit

WORLD = "care-audit"
"""Our scripts run in a JavaScript world of this name: they see the page's DOM but none of its
scripts, and no script of the page can see or change them."""
WAITED_FOR = frozenset({"Document", "Stylesheet", "Image", "Font", "Script", "XHR", "Fetch"})
"""Types of requests (`Network.ResourceType`) that can still change the page."""
ACTIVE = frozenset({"Script", "XHR", "Fetch"})
"""Those of them on whose coming scripts act."""
_LEAVE = "() => { stop(); document.open(); location.replace('about:blank') }"
_CONFINE = Path(__file__).with_name("confine.js").read_text(encoding="utf-8")
_OBSERVE = Path(__file__).with_name("observe.js").read_text(encoding="utf-8")
LEAVING = 2
"""Seconds in which a page that can leave by itself has left."""
_ATTACH: dict[str, Any] = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
_HEAPS = ("usedSize", "embedderHeapUsedSize", "backingStorageSize")
HEAP = 60_000_000
"""Bytes that pages may leave behind before they are collected. By itself the browser lets hundreds
of megabytes lie while page follows page; to collect after each makes a page a third dearer."""


class Tab:
    """Goes to pages, one after the other. Every wait ends at the deadline it is given.

    Deadlines are on the clock of `time.monotonic`. Methods raise `PageFault` for what a page
    does, and `Overdue`, `Gone` and `Refused` for what becomes of a command.
    """

    def __init__(self, viewport: tuple[int, int], gate: Gate, *, refresh: float) -> None:
        """Make a tab that is not open yet; for `refresh` see `Visit`."""
        self.main = ""
        """The browser's id of the main frame, and of the tab."""
        self.visit: Visit | None = None
        """The page that is being read; None between pages."""
        self.active = 0.0
        """When last something came that the page's scripts act on."""
        self.came = 0.0
        """When last something came that can change the page."""
        self._viewport = viewport
        self._gate = gate
        self._refresh = refresh
        self._line: Line
        self._session = ""
        self._others: set[str] = set()
        self._blank = ""
        self._origin = ""
        self._pending: dict[str, tuple[str, str]] = {}
        self._thrown: list[str] = []

    def open(self, line: Line, preload: str, deadline: float, *, page: str = "") -> None:
        """Take over the tab with the id `page`, or the browser's only one.

        `preload` runs in `WORLD` of every document to come.
        """
        self._line = line
        self._others.clear()
        self.visit, self._blank, self._origin = None, "", ""
        self.main = page or self._only_page(deadline)
        self._session = line.call(
            "Target.attachToTarget", deadline=deadline, targetId=self.main, flatten=True
        )["sessionId"]
        width, height = self._viewport
        for method, params in (
            ("Page.enable", {}),
            ("Page.setLifecycleEventsEnabled", {"enabled": True}),
            # `Browser.setDownloadBehavior` does not reach an incognito tab.
            ("Page.setDownloadBehavior", {"behavior": "deny"}),
            ("Inspector.enable", {}),
            ("Network.enable", {"maxTotalBufferSize": 0, "maxResourceBufferSize": 0}),
            ("Network.setBypassServiceWorker", {"bypass": True}),
            ("Fetch.enable", {"patterns": self._gate.patterns}),
            # Frames of other sites have processes of their own, and pass the gate too.
            ("Target.setAutoAttach", _ATTACH),
            (
                # The window's own size leaves less than that to the page.
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
            ),
            (
                "Emulation.setEmulatedMedia",
                {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]},
            ),
            # A browser gives the focus to one of its windows; pages must not tell which.
            ("Emulation.setFocusEmulationEnabled", {"enabled": True}),
            # A headless shell makes worlds of ours in later documents only if this was once on.
            ("Runtime.enable", {}),
            ("Runtime.disable", {}),
            ("Page.addScriptToEvaluateOnNewDocument", {"source": preload, "worldName": WORLD}),
            ("Page.addScriptToEvaluateOnNewDocument", {"source": f"{_CONFINE}\n{_OBSERVE}"}),
        ):
            self.call(method, deadline, **params)
        self._go_blank(deadline)

    def _only_page(self, deadline: float) -> str:
        targets = self._line.call("Target.getTargets", deadline=deadline)["targetInfos"]
        return next(str(each["targetId"]) for each in targets if each["type"] == "page")

    def call(self, method: str, deadline: float, **params: Any) -> dict[str, Any]:
        """Give the result of a command to this tab."""
        return self._line.call(method, self._session, deadline=deadline, **params)

    def world(self, frame: str, deadline: float) -> int:
        """Give the context of `WORLD` in a frame: the one that `preload` ran in."""
        made = self.call("Page.createIsolatedWorld", deadline, frameId=frame, worldName=WORLD)
        return int(made["executionContextId"])

    def frames(self, deadline: float) -> list[str]:
        """Give the frames of the page that live in its process, the main one first."""
        found: list[str] = []
        trees = [self.call("Page.getFrameTree", deadline)["frameTree"]]
        for tree in trees:
            found.append(tree["frame"]["id"])
            trees.extend(tree.get("childFrames", ()))
        return found

    def run(self, function: str, *arguments: Any, world: int | None, deadline: float) -> Any:
        """Call a JavaScript function with JSON arguments; give its result, awaited, from JSON.

        `world` is a context of ours, or None for the page's own scripts. Raises `Refused` with
        the error's first line where it throws.
        """
        # JSON is JavaScript, since ECMAScript 2019.
        given = ", ".join(json.dumps(argument) for argument in arguments)
        answer = self.call(
            "Runtime.evaluate",
            deadline,
            expression=f"({function})({given})",
            awaitPromise=True,
            returnByValue=True,
            **({} if world is None else {"contextId": world}),
        )
        if "exceptionDetails" in answer:
            thrown = answer["exceptionDetails"]
            text = thrown.get("exception", {}).get("description") or thrown.get("text", "")
            raise Refused(text.partition("\n")[0])
        return answer["result"].get("value")

    def heard_by(self, target: str, deadline: float) -> set[str]:
        """Give the types of events for which the page's scripts listen at `target`, a global name
        that no script can change: `window` or `document`."""
        found = self.call("Runtime.evaluate", deadline, expression=target)["result"]["objectId"]
        answer = self.call("DOMDebugger.getEventListeners", deadline, objectId=found)
        return {str(listener["type"]) for listener in answer["listeners"]}

    def thrown(self, deadline: float) -> list[str]:
        """Give what the page's scripts threw and nobody caught."""
        self._thrown.clear()
        # The browser keeps these, and tells them to whom it is asked to tell more.
        self.call("Runtime.enable", deadline)
        self.call("Runtime.disable", deadline)
        return list(self._thrown)

    def stop_script(self, deadline: float) -> None:
        """End the script that is running in the page, ours or its own."""
        self.call("Runtime.terminateExecution", deadline)

    def go(self, address: str, deadline: float) -> Visit:
        """Load a page until its HTML is parsed."""
        self.leave(deadline)
        origin = urls.origin(address)
        if origin != self._origin:
            # Within an origin the cache spares each page the same style sheets; it holds what
            # the server sent and nothing that a page has made.
            self.call("Network.clearBrowserCache", deadline)
            self._origin = origin
        visit = self.visit = Visit(address, refresh=self._refresh)
        answer = self.call("Page.navigate", deadline, url=address)
        if answer.get("isDownload"):
            raise PageFault("skipped:download", "the address gives a file to save, not a page")
        if answer.get("errorText"):
            raise read_refusal(answer["errorText"], visit.status)
        self.await_parsed(visit, deadline)
        return visit

    def await_parsed(self, visit: Visit, deadline: float) -> None:
        """Wait until the HTML of the page, or of the page loaded again, is parsed."""
        self._line.wait(lambda: visit.parsed and not visit.reloading, deadline)

    def rest(self, deadline: float) -> bool:
        """Wait until all that was asked for has come; say whether it has, by the deadline."""
        return self._line.rest(lambda: self.is_at_rest, deadline)

    @property
    def is_at_rest(self) -> bool:
        """Whether all that was asked for has come."""
        return self.visit is not None and self.visit.loaded and not self._pending

    def listen(self, deadline: float) -> None:
        """Take in what happens until the deadline."""
        self._line.rest(lambda: False, deadline)

    def awaited(self) -> list[tuple[str, str]]:
        """Give type and address of what the page has asked for and not got yet."""
        return list(self._pending.values())

    def leave(self, deadline: float) -> None:
        """Leave the page, and make the browser forget all it has stored of any page."""
        if self.visit is None:
            return
        self.visit = None
        self._leave_itself(deadline)
        # `*` is every origin, and session storage too.
        self.call("Storage.clearDataForOrigin", deadline, origin="*", storageTypes="all")
        self.call("Network.clearBrowserCookies", deadline)
        try:
            self._forget_name(deadline)
        except Refused:
            # The page that was left was not gone yet, and came up after all.
            self._go_blank(deadline)
            self._forget_name(deadline)
        self.call("Page.resetNavigationHistory", deadline)
        self._tidy(deadline)

    def _tidy(self, deadline: float) -> None:
        """Have what is left of earlier pages collected, once it is much."""
        used = self.call("Runtime.getHeapUsage", deadline)
        if sum(used.get(each, 0) for each in _HEAPS) > HEAP:
            self.call("HeapProfiler.collectGarbage", deadline)

    def _forget_name(self, deadline: float) -> None:
        self.call("Runtime.evaluate", deadline, expression="window.name = ''")

    def _leave_itself(self, deadline: float) -> None:
        """Let the document send itself to an empty page, so that it is gone when that is there.

        Sent by us, the browser may show the empty page in another process, and the old document
        lives on for a moment in its own: what it then stores comes after all was cleared.
        """
        self._blank = ""
        try:
            # A page that was given up may be on its way yet, and would come after the empty one.
            self.call("Page.stopLoading", deadline)
            world = self.world(self.main, deadline)
            # Opening the document anew drops its listeners, which may store things or ask to stay.
            self.run(_LEAVE, world=world, deadline=deadline)
            self._line.wait(lambda: bool(self._blank), min(time.monotonic() + LEAVING, deadline))
        except (Refused, Overdue):
            self._go_blank(deadline)
        self._pending.clear()

    def _go_blank(self, deadline: float) -> None:
        answer = self.call("Page.navigate", deadline, url="about:blank")
        self._blank = answer.get("loaderId", "")
        self._pending.clear()

    def hear(self, event: str, told: Mapping[str, Any], session: str) -> None:
        """Take in an event of the browser; raises `PageFault` for what ends the visit."""
        if session != self._session:
            if session in self._others:
                self._hear_other(event, told, session)
            return
        match event:
            case "Target.attachedToTarget" | "Target.detachedFromTarget":
                self._hear_other(event, told, session)
            case "Fetch.requestPaused":
                self._judge(told)
            case "Page.javascriptDialogOpening":
                # Nobody is there to answer; leaving a page is never refused.
                accept = told["type"] == "beforeunload"
                self._line.send("Page.handleJavaScriptDialog", self._session, accept=accept)
            case "Runtime.exceptionThrown":
                thrown = told["exceptionDetails"]
                text = thrown.get("exception", {}).get("description") or thrown["text"]
                self._thrown.append(text.partition("\n")[0])
            case "Inspector.targetCrashed":
                if self.visit is None or not self.visit.loader:
                    # No page is to blame that is not shown yet.
                    raise Gone("the browser's tab crashed between two pages")
                raise PageFault("error:crash", "the page made the browser's tab crash")
            case "Page.frameNavigated" if self.visit is None:
                frame = told["frame"]
                if frame["id"] == self.main and frame["url"] == "about:blank":
                    self._blank = frame["loaderId"]
            case _ if self.visit:
                self._hear(self.visit, event, told)

    def _hear_other(self, event: str, told: Mapping[str, Any], session: str) -> None:
        """Take in what a frame or a worker in a process of its own begins, and asks for."""
        match event:
            case "Target.attachedToTarget":
                self._begin(told["sessionId"], told["targetInfo"])
            case "Target.detachedFromTarget":
                self._others.discard(told["sessionId"])
            case "Fetch.requestPaused":
                refused = self.visit is None or self._gate.refusal(told["request"]["url"])
                if refused:
                    self._pass_on("Fetch.failRequest", told, session, errorReason="AccessDenied")
                    return
                if self.visit is not None:
                    self.visit.parts.asked_elsewhere(told["resourceType"], told["request"])
                more = self._gate.headers(told["request"])
                params = {} if more is None else {"headers": more}
                self._pass_on("Fetch.continueRequest", told, session, **params)

    def _begin(self, other: str, target: Mapping[str, Any]) -> None:
        """Put a frame or worker, which waits for it, under the same rules as the page; let it run.

        Its session is `other`, and `target` is its `Target.TargetInfo`.
        """
        self._others.add(other)
        # A worker's requests pass the gate with its page's; it refuses the first two.
        self._line.send("Fetch.enable", other, patterns=self._gate.patterns)
        self._line.send("Target.setAutoAttach", other, **_ATTACH)

        def run() -> None:
            self._line.send("Runtime.runIfWaitingForDebugger", other)

        if target["type"] == "worker":
            # That its script has come is told to the worker itself.
            self._pending.pop(target["targetId"], None)
            # Only when this is done: the command to run overtakes others.
            self._line.send("Runtime.evaluate", other, expression=_CONFINE, then=run)
        else:
            preload = "Page.addScriptToEvaluateOnNewDocument"
            self._line.send(preload, other, source=_CONFINE)
            run()

    def _hear(self, visit: Visit, event: str, told: Mapping[str, Any]) -> None:
        match event:
            case "Network.requestWillBeSent":
                if told.get("type") in WAITED_FOR:
                    self._pending[told["requestId"]] = told["type"], told["request"]["url"]
                if (told.get("type"), told.get("frameId")) != ("Document", self.main):
                    visit.asks(told["requestId"], told["request"]["url"], told.get("type", "other"))
                    visit.parts.asked(told["requestId"], told.get("type", ""), told["request"])
            case "Network.webSocketCreated":
                visit.asks(told["requestId"], told["url"], "websocket")
            case "Network.loadingFinished":
                self._has_come(told["requestId"])
            case "Network.loadingFailed":
                self._has_come(told["requestId"])
                visit.failed(told["requestId"], told)
                visit.blocked(told["requestId"], told.get("blockedReason", ""))
            case "Network.responseReceived":
                if told["type"] == "Document":
                    # What comes of a frame may be told elsewhere: another site's has a process of
                    # its own. The page's `load` waits for frames anyway.
                    self._pending.pop(told["requestId"], None)
                if told.get("frameId") == self.main and told["requestId"] == told["loaderId"]:
                    self._answered(visit, told["response"])
                else:
                    visit.parts.answered(told["requestId"], told["response"])
            case "Page.frameNavigated":
                frame = told["frame"]
                if frame["id"] == self.main and frame["loaderId"] != self._blank:
                    visit.shown(frame)
            case "Page.lifecycleEvent":
                if told["frameId"] == self.main:
                    visit.came_to(told["name"], told["loaderId"])
            case "Page.frameStoppedLoading":
                if told["frameId"] == self.main:
                    visit.stopped()
            case "Page.frameScheduledNavigation":
                if told["frameId"] == self.main:
                    visit.scheduled(told["reason"], told["delay"], told["url"])

    def _has_come(self, request: str) -> None:
        type_, _ = self._pending.pop(request, ("", ""))
        if type_:
            self.came = time.monotonic()
        if type_ in ACTIVE:
            self.active = self.came

    def _answered(self, visit: Visit, response: Mapping[str, Any]) -> None:
        refusal = self._gate.refusal_of(response)
        if refusal:
            raise PageFault("error:connect", refusal)
        visit.answered(response)

    def _judge(self, told: Mapping[str, Any]) -> None:
        """Let a request that is held up go on, or not."""
        address, visit = told["request"]["url"], self.visit
        if visit is None:
            self._pass_on("Fetch.failRequest", told, errorReason="Aborted")
            return
        is_main = told["frameId"] == self.main and told["resourceType"] == "Document"
        if "responseStatusCode" in told or "responseErrorReason" in told:
            headers = {h["name"].lower(): h["value"] for h in told.get("responseHeaders", ())}
            try:
                visit.answered_elsewhere(address, told.get("responseStatusCode", 0), headers)
            except PageFault:
                self._pass_on("Fetch.failRequest", told, errorReason="Aborted")
                raise
            self._pass_on("Fetch.continueResponse", told)
            return
        refusal = self._gate.refusal(address)
        if refusal:
            self._pass_on("Fetch.failRequest", told, errorReason="AccessDenied")
            if is_main and not visit.loader:
                is_first = not told.get("redirectedRequestId")
                raise PageFault("error:connect" if is_first else "error:redirect", refusal)
            return
        params: dict[str, Any] = {}
        more = self._gate.headers(told["request"])
        if more is not None:
            params["headers"] = more
        if is_main:
            try:
                # Whether it would really become another page shows in the answer.
                params["interceptResponse"] = not visit.wants(address)
            except PageFault:
                self._pass_on("Fetch.failRequest", told, errorReason="Aborted")
                raise
        self._pass_on("Fetch.continueRequest", told, **params)

    def _pass_on(
        self, method: str, told: Mapping[str, Any], session: str = "", /, **params: Any
    ) -> None:
        self._line.send(method, session or self._session, requestId=told["requestId"], **params)
