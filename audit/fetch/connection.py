"""Connections that go only where the guard lets them, and that end when their time is up.

requests and urllib3 bound the pause between two bytes, never the whole: a server that drips could
hold them for ever. And a check before connecting looks a name up that a second look-up may answer
otherwise. Both are settled here, where the socket is made.
"""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.poolmanager import PoolManager
from urllib3.util.connection import create_connection

from audit.addresses import AddressGuard


class AddressRefusedError(Exception):
    """The guard lets no connection go to any address of this host."""


class Watch:
    """Shuts the socket in use when the time is up, in whatever phase the exchange is."""

    def __init__(self) -> None:
        self.expired = False
        self._lock = threading.Lock()
        self._tap: socket.socket | None = None

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Shut whatever socket is held when `seconds` have passed; `expired` then says so."""
        self.expired = False
        timer = threading.Timer(seconds, self._end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            self._release()

    def hold(self, connection: socket.socket) -> None:
        """Take hold of the socket by a handle of our own.

        The TLS layer and the response each take the socket object away from its connection, so
        no reference to it stays good through all phases; a duplicate of its descriptor does.
        """
        tap = socket.socket(fileno=os.dup(connection.fileno()))
        with self._lock:
            previous, self._tap = self._tap, tap
            if self.expired:
                _shut(tap)
        if previous is not None:
            previous.close()

    def _end(self) -> None:
        with self._lock:
            self.expired = True
            if self._tap is not None:
                _shut(self._tap)

    def _release(self) -> None:
        with self._lock:
            tap, self._tap = self._tap, None
        if tap is not None:
            tap.close()


class Adapter(HTTPAdapter):
    """Gives a requests session connections that are guarded and watched."""

    def __init__(self, guard: AddressGuard, watch: Watch) -> None:
        self._guard = guard
        self._watch = watch
        super().__init__(pool_connections=8, pool_maxsize=1)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any
    ) -> None:
        """Make the pools; requests calls this."""
        self.poolmanager = _Pools(
            self._guard, self._watch, num_pools=connections, maxsize=maxsize, block=block
        )


class _Pools(PoolManager):
    def __init__(self, guard: AddressGuard, watch: Watch, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._guard = guard
        self._watch = watch

    def _new_pool(
        self,
        scheme: str,
        host: str,
        port: int,
        request_context: dict[str, Any] | None = None,
    ) -> HTTPConnectionPool:
        pool = super()._new_pool(scheme, host, port, request_context)
        kind = _GuardedHTTPS if scheme == "https" else _GuardedHTTP
        pool.ConnectionCls = partial(kind, guard=self._guard, watch=self._watch)  # type: ignore[assignment]
        return pool


class _Guarded(HTTPConnection):
    """A connection that goes only to addresses the guard allows, and that the watch can end."""

    def __init__(self, *args: Any, guard: AddressGuard, watch: Watch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard
        self._watch = watch

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None:
            self._watch.hold(self.sock)
        super().request(*args, **kwargs)

    def _new_conn(self) -> socket.socket:
        """Connect to an address that was checked, so that no second look-up can swap it."""
        host = self._dns_host.strip("[]")
        try:
            found = socket.getaddrinfo(host, self.port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise NameResolutionError(self.host, self, error) from error  # type: ignore[arg-type]
        ips = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
        allowed = [ip for ip in ips if self._guard.allows(host, self.port, ip)]
        if not allowed:
            raise AddressRefusedError(self._guard.refusal(host, ips[0]))
        until = time.monotonic() + float(self.timeout or 0)
        failure: OSError = OSError("no address")
        for left, ip in zip(range(len(allowed), 0, -1), allowed, strict=True):
            # A silent address must leave time for the next: often IPv6 leads nowhere.
            share = (until - time.monotonic()) / left
            try:
                connected = create_connection(
                    (ip, self.port),
                    max(share, 0.1),
                    socket_options=self.socket_options,
                )
            except OSError as error:
                failure = error
                continue
            self._watch.hold(connected)
            return connected
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, f"no connection to {host} in time") from failure
        raise NewConnectionError(self, str(failure)) from failure


class _GuardedHTTP(_Guarded):
    pass


class _GuardedHTTPS(_Guarded, HTTPSConnection):
    pass


def _shut(tap: socket.socket) -> None:
    with contextlib.suppress(OSError):
        tap.shutdown(socket.SHUT_RDWR)
