"""What a page loads that can change how it looks or reads, noted from the browser's events.

Each is to be known again on another night. What cannot be asked for again by its address alone
hinders that, and the reason is said.
"""

from collections.abc import Mapping
from typing import Any

from audit import urls
from audit.fetch.validators import Validators
from audit.grounds import Part

COUNTED = frozenset({"document", "stylesheet", "image", "font", "script", "xhr", "fetch"})
"""Types of requests (`Network.ResourceType`) whose answers a page is made of."""
SENT_AS_IT_IS = frozenset({"stylesheet", "image", "font", "script"})
"""Those that a server sends to everybody alike, so that its validators can be trusted; what a frame
or a script is answered may be another thing each time under one tag."""
MOST = 500
"""Parts of one page that are noted; a page with more is audited every time."""
MEASURES = frozenset(
    "2o7.net akstat.io amplitude.com analytics.google.com bat.bing.com clarity.ms"
    " cloudflareinsights.com crazyegg.com demdex.net doubleclick.net facebook.com"
    " google-analytics.com go-mpulse.net heapanalytics.com hotjar.com hotjar.io"
    " kissmetrics.com mixpanel.com mouseflow.com newrelic.com nr-data.net"
    " omtrdc.net px.ads.linkedin.com quantserve.com scorecardresearch.com segment.io sentry.io"
    " siteimproveanalytics.io t.co analytics.twitter.com googleadservices.com".split()
)
"""Hosts that are told of visits, and whose answers show nothing. Their scripts do count: these
can do anything to a page."""
_TOLD = frozenset({"image", "xhr", "fetch"})
"""How they are told."""
_ORDINARY = frozenset(
    "accept accept-language cache-control content-type origin pragma priority referer user-agent"
    " upgrade-insecure-requests x-requested-with".split()
)
"""Headers of a request that say nothing of who asks, or what for; `sec-…` are the browser's own."""


class Parts:
    """Takes in what one visit asks for and is answered."""

    def __init__(self) -> None:
        """Nothing was asked for yet."""
        self._parts: dict[str, Part] = {}
        self._asked: dict[str, str] = {}
        self._sent: dict[str, str] = {}
        self.hindrance = ""
        """Why the page cannot be known again by its parts; empty where it can."""

    @property
    def all(self) -> tuple[Part, ...]:
        """What the page was made of, in the order in which it was asked for."""
        return tuple(self._parts.values())

    def asked(self, request: str, kind: str, told: Mapping[str, Any]) -> None:
        """Take in a request, a `Network.Request`; after a redirect it comes again."""
        address, kind = str(told["url"]).partition("#")[0], kind.lower()
        if kind not in COUNTED or not address.startswith("http") or request in self._asked:
            return
        if kind in _TOLD and _measures(urls.host(address)):
            return
        if told.get("method", "GET") != "GET":
            self._sent[request] = urls.host(address)
            return
        if kind in ("xhr", "fetch") and not _is_ordinary(told.get("headers", {})):
            self._hinder(f"what it loads from {urls.host(address)} depends on who asks")
            return
        if len(self._parts) >= MOST and address not in self._parts:
            self._hinder(f"it loads more than {MOST} things")
            return
        self._asked[request] = address
        self._parts.setdefault(address, Part(address, kind))

    def answered(self, request: str, response: Mapping[str, Any]) -> None:
        """Take in the head of an answer, a `Network.Response`."""
        headers = {name.lower(): str(value) for name, value in response["headers"].items()}
        # 304: what the browser's cache holds of an earlier page of this run is still the same.
        status = 200 if response["status"] == 304 else int(response["status"])
        if request in self._sent:
            host = self._sent.pop(request)
            if status not in (204, 205) and headers.get("content-length") != "0":
                self._hinder(f"it sends something to {host}, and may show what comes back")
            return
        address = self._asked.get(request)
        if address is None:
            return
        kind = self._parts[address].kind
        known = None
        if kind in SENT_AS_IT_IS and status == 200:
            known = Validators.of(str(response["url"]).partition("#")[0], headers)
        self._parts[address] = Part(
            address,
            kind,
            status,
            state=known.state if known else "",
            final=known.address if known else "",
        )

    def failed(self, request: str, *, unsent: bool) -> None:
        """Take in that nothing came of a request; `unsent`: it never left the browser."""
        address = self._asked.pop(request, None)
        if address is not None and unsent:
            self._parts.pop(address, None)
        if request in self._sent:
            del self._sent[request]

    def asked_elsewhere(self, kind: str, told: Mapping[str, Any]) -> None:
        """Take in what a frame or worker in a process of its own asks for; nobody sees the
        answers."""
        request = f"elsewhere {len(self._asked)} {told['url']}"
        self.asked(request, kind, told)
        if request in self._sent:
            self._hinder(f"a frame sends something to {self._sent.pop(request)}")

    def _hinder(self, reason: str) -> None:
        self.hindrance = self.hindrance or reason


def _measures(host: str) -> bool:
    names = host.split(".")
    return any(".".join(names[start:]) in MEASURES for start in range(len(names) - 1))


def _is_ordinary(headers: Mapping[str, Any]) -> bool:
    names = {name.lower() for name in headers}
    return all(name in _ORDINARY or name.startswith("sec-") for name in names)
