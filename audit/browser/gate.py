"""Where the browser may go: decides on requests that it holds up for us."""

import os
import socket
from collections.abc import Mapping
from typing import Any

import ada_url

from audit import urls
from audit.addresses import AddressGuard

_PORTS = {"http:": 80, "https:": 443}


class Gate:
    """Refuses what is on addresses that are not public, and adds a site's own headers.

    What the browser does not hold up for anybody does not pass here: WebSockets, which lead nowhere
    (`audit.browser.proxies`; a Grid's are left to Chromium), and WebRTC and WebTransport, which
    pages do not have (confine.js). What does pass is judged by name; should the name lead elsewhere
    a moment later, Chromium itself refuses what a public page asks of an inner address
    (https://wicg.github.io/local-network-access/), and so it does with shared workers.
    """

    def __init__(
        self,
        guard: AddressGuard | None,
        headers: Mapping[str, Mapping[str, str]],
        *,
        remote: bool = False,
    ) -> None:
        """Make a gate that refuses nothing where there is no `guard`.

        `headers` are by origin, and go to that origin only. A `remote` browser goes by no proxy
        that this machine's environment names.
        """
        self._guard = guard
        self._headers = headers
        self._proxied = not remote and _has_proxy()
        self._looked_up: dict[tuple[str, int], str] = {}

    @property
    def patterns(self) -> list[dict[str, str]]:
        """What the browser must hold up, as `Fetch.RequestPattern`."""
        if self._guard is not None:
            return [{"urlPattern": "*"}]
        return [
            {"urlPattern": "*", "resourceType": "Document"},
            *({"urlPattern": f"{origin}/*"} for origin in self._headers),
        ]

    def headers(self, request: Mapping[str, Any]) -> list[dict[str, str]] | None:
        """Give the headers with which a request goes on; None where it keeps its own."""
        wanted = self._headers.get(urls.origin(request["url"]))
        if not wanted:
            return None
        return [{"name": k, "value": v} for k, v in {**request["headers"], **wanted}.items()]

    def refusal(self, address: str) -> str:
        """Say why `address` must not be read; empty where it may be."""
        place = _endpoint(address)
        if self._guard is None or place is None:
            return ""
        if place not in self._looked_up:
            self._looked_up[place] = _look_up(self._guard, *place)
        return self._looked_up[place]

    def refusal_of(self, response: Mapping[str, Any]) -> str:
        """Say why an answer must not be read, by the address it came from; empty where it may.

        The name may have led elsewhere when the browser asked for it.
        """
        place, ip = _endpoint(response["url"]), response.get("remoteIPAddress", "").strip("[]")
        if self._guard is None or place is None or not ip or self._proxied:
            return ""
        return "" if self._guard.allows(*place, ip) else self._guard.refusal(place[0], ip)


def _look_up(guard: AddressGuard, host: str, port: int) -> str:
    try:
        answers = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except OSError:
        return ""  # The browser will not find it either, and says so better.
    ips = [str(answer[4][0]) for answer in answers]
    refused = (ip for ip in ips if not guard.allows(host, port, ip))
    return next((guard.refusal(host, ip) for ip in refused), "")


def _endpoint(address: str) -> tuple[str, int] | None:
    try:
        url = ada_url.URL(address)
    except ValueError:
        return None
    if url.protocol not in _PORTS:
        return None
    return str(url.hostname), int(url.port or _PORTS[url.protocol])


def _has_proxy() -> bool:
    names = ("http_proxy", "https_proxy", "all_proxy")
    return any(os.environ.get(name) or os.environ.get(name.upper()) for name in names)
