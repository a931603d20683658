"""One request and its reply over HTTP, ended on time whatever the server does.

Redirects, retries and what a reply means are the business of `audit.fetch`.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException

import requests
import urllib3

from audit.addresses import AddressGuard
from audit.fetch.body import BodyError, BodyTooLargeError, unpack
from audit.fetch.connection import Adapter, AddressRefusedError, Watch
from audit.fetch.faults import ExchangeError, explain, where
from audit.text import plain

CHUNK = 65_536
"""Bytes read at once."""


@dataclass
class Reply:
    """What a server sent: its head, and the body unpacked where it was asked for."""

    status: int
    reason: str
    headers: dict[str, str]
    """Names in lower case; repeated ones joined by a comma."""
    body: bytes = b""
    too_large: bool = False
    """The body is longer than the limit; `body` is what stands before it."""
    cookies: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """All cookies held after this reply."""


class Exchange:
    """Sends requests over kept connections. Belongs to one thread."""

    def __init__(self, guard: AddressGuard, *, connect_timeout: float, timeout: float) -> None:
        self._connect_timeout = connect_timeout
        self._timeout = timeout
        self._watch = Watch()
        self._session = _Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, Adapter(guard, self._watch))

    def forget_cookies(self) -> None:
        """Drop all cookies, so that one page's state never reaches the next."""
        self._session.cookies.clear()

    def close(self) -> None:
        """Close all kept connections."""
        self._session.close()

    def ask(
        self,
        url: str,
        headers: dict[str, str],
        *,
        wants_body: Callable[[Reply], bool],
        max_bytes: int,
        method: str = "GET",
    ) -> Reply:
        """Send a request and give the reply, its body only if `wants_body` says so of the head.

        The whole takes at most the timeout (name resolution apart, which the system bounds).
        Raises ExchangeError where there is no whole reply.
        """
        try:
            request = requests.Request(method, url, headers=headers)
            prepared = self._session.prepare_request(request)
        except (requests.RequestException, UnicodeError, ValueError) as error:
            raise ExchangeError("connect", f"{plain(url)} is no address to ask: {error}") from error
        response: requests.Response | None = None
        with self._watch.limit(self._timeout):
            try:
                response = self._session.send(
                    prepared,
                    stream=True,
                    allow_redirects=False,
                    timeout=(self._connect_timeout, self._timeout),
                )
                reply = self._read(response, wants_body, max_bytes)
            except AddressRefusedError as error:
                raise ExchangeError("connect", str(error), refused=True) from error
            except (
                requests.RequestException,
                urllib3.exceptions.HTTPError,
                HTTPException,
                OSError,
                ValueError,
            ) as error:
                if self._watch.expired:
                    raise self._late(url) from error
                raise explain(url, error) from error
            finally:
                if response is not None:
                    response.close()
        # A body without a length ends like a whole one when the timer shuts its socket.
        if self._watch.expired:
            raise self._late(url)
        return reply

    def _read(
        self, response: requests.Response, wants_body: Callable[[Reply], bool], max_bytes: int
    ) -> Reply:
        reply = Reply(
            response.status_code,
            plain(response.reason or ""),
            {name.lower(): value for name, value in response.headers.items()},
            cookies=frozenset((c.name, c.value or "") for c in self._session.cookies),
        )
        if not wants_body(reply):
            return reply
        chunks = response.raw.stream(CHUNK, decode_content=False)
        try:
            reply.body = unpack(chunks, reply.headers.get("content-encoding", ""), max_bytes)
        except BodyTooLargeError as error:
            reply.too_large = True
            reply.body = error.begun
        except BodyError as fault:
            raise ExchangeError("protocol", f"{where(response.url)} {fault}") from fault
        return reply

    def _late(self, url: str) -> ExchangeError:
        return ExchangeError(
            "timeout",
            f"{where(url)} did not finish its answer within {self._timeout:g} seconds; "
            "see why it is slow, or raise site.timeout",
        )


class _Session(requests.Session):
    """A session that reads nothing from the environment but where certificates are."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        authorities = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE")
        if authorities:
            self.verify = authorities

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Give none: `audit.fetch` follows redirects, and requests would read their bodies."""
