"""What went wrong in an exchange, found below the libraries' layers and said in a sentence."""

import socket
import ssl
from collections.abc import Iterator
from http.client import BadStatusLine, IncompleteRead, RemoteDisconnected
from typing import Any

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    InvalidChunkLength,
    NameResolutionError,
    NewConnectionError,
)

from audit import urls
from audit.text import plain


class ExchangeError(Exception):
    """A request got no whole reply; `kind` is the outcome's, as `timeout` or `tls`."""

    def __init__(
        self, kind: str, detail: str, *, passing: bool = False, refused: bool = False
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.passing = passing
        """Whether another try may fare better."""
        self.refused = refused
        """Whether it was the address guard that let nothing through."""


def where(url: str) -> str:
    """Give host and port of an address, for a message."""
    return plain(urls.origin(url).partition("//")[2] or url)


def explain(url: str, error: BaseException) -> ExchangeError:
    """Find out what went wrong below the layers of exceptions, and say it in a sentence."""
    host = where(url)
    chain = list(_chain(error))

    def first(*kinds: type[BaseException]) -> Any:
        return next((link for link in chain if isinstance(link, kinds)), None)

    if cause := first(ssl.SSLCertVerificationError):
        return ExchangeError(
            "tls",
            f"the certificate of {host} is not good: {plain(cause.verify_message)}; "
            "visitors' browsers warn of it too",
        )
    if cause := first(ssl.SSLEOFError, ssl.SSLZeroReturnError):
        return ExchangeError(
            "protocol", f"{host} broke the connection off; try again later", passing=True
        )
    if cause := first(ssl.SSLError, urllib3.exceptions.SSLError):
        reason = getattr(cause, "reason", None) or cause
        return ExchangeError("tls", f"no secure connection to {host}: {plain(str(reason))}")
    if first(NameResolutionError):
        cause = first(socket.gaierror)
        again = cause is not None and cause.errno == socket.EAI_AGAIN
        return ExchangeError(
            "connect",
            f"the name {host} could not be looked up; check its spelling and the network",
            passing=again,
        )
    if cause := first(NewConnectionError):
        named = (link.strerror for link in chain if isinstance(link, OSError))
        reason = next(filter(None, named), cause)
        return ExchangeError(
            "connect",
            f"no connection to {host}: {plain(str(reason))}; check that it is up",
            passing=True,
        )
    if first(ConnectTimeoutError):
        return ExchangeError(
            "timeout", f"{host} did not accept a connection in time; check that it is up"
        )
    if first(urllib3.exceptions.ReadTimeoutError, TimeoutError):
        return ExchangeError("timeout", f"{host} did not answer in time; see why it is slow")
    if cause := first(IncompleteRead):
        return ExchangeError(
            "protocol",
            f"{host} broke its answer off before the end; half a page is not judged",
            passing=True,
        )
    if first(RemoteDisconnected):
        return ExchangeError(
            "protocol", f"{host} closed the connection without an answer", passing=True
        )
    if first(InvalidChunkLength):
        return ExchangeError(
            "protocol", f"{host} broke its chunked answer off before the end", passing=True
        )
    if first(ConnectionError):
        return ExchangeError("protocol", f"{host} broke the connection off", passing=True)
    if cause := first(BadStatusLine):
        return ExchangeError(
            "protocol", f"{host} does not answer in HTTP, but with {plain(cause.line)!r}"
        )
    if any("ended prematurely" in str(link) for link in chain):
        # What urllib3 says, in no type of its own, where the chunk that ends a body is missing.
        return ExchangeError(
            "protocol", f"{host} broke its answer off before the end", passing=True
        )
    innermost = chain[-1]
    return ExchangeError(
        "protocol",
        f"the answer of {host} breaks HTTP: {plain(str(innermost) or type(innermost).__name__)}",
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Give an exception and those it was made of, each once, the outermost first."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        link = waiting.pop(0)
        if not isinstance(link, BaseException) or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        waiting += [getattr(link, "reason", None), *link.args, link.__cause__, link.__context__]
