"""A web server that misbehaves exactly as told: raw sockets, so that nothing mends its answers."""

import contextlib
import socket
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest
import trustme

Reply = bytes | Callable[[socket.socket], None]


def answer(status: int, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", "Connection: close"]
    return "\r\n".join([*lines, *headers, "", ""]).encode("utf-8") + body


def ok(body: bytes, *headers: str, kind: str = "text/html") -> bytes:
    return answer(200, body, f"Content-Type: {kind}", *headers)


def redirect(target: str, status: int = 302, *headers: str) -> bytes:
    return answer(status, b"", f"Location: {target}", *headers)


class Wire:
    """Answers each path with the replies given for it, in turn; the last one stays."""

    def __init__(self, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family)
        self._tls = tls
        self._replies: dict[str, list[Reply]] = defaultdict(list)
        self.port = self._listener.getsockname()[1]
        self.origin = f"{'https' if tls else 'http'}://{host}:{self.port}"
        self.asked: list[str] = []
        self.heads: list[str] = []
        self.connections = 0
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def on(self, path: str, *replies: Reply) -> str:
        """Set the replies for a path; gives its address."""
        self._replies[path] = list(replies)
        return self.origin + path

    answer = staticmethod(answer)
    ok = staticmethod(ok)
    redirect = staticmethod(redirect)

    def page(self, path: str, body: bytes = b"<!doctype html><title>Page</title>") -> str:
        return self.on(path, ok(body))

    def close(self) -> None:
        # Closing alone would not wake the thread that accepts.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection as c:
                c.settimeout(10)
                head = b""
                while b"\r\n\r\n" not in head:
                    piece = c.recv(65536)
                    if not piece:
                        return
                    head += piece
                path = head.split()[1].decode()
                self.asked.append(path)
                self.heads.append(head.decode("latin-1"))
                replies = self._replies.get(path) or [answer(404, b"none")]
                reply = replies.pop(0) if len(replies) > 1 else replies[0]
                if callable(reply):
                    reply(c)
                else:
                    c.sendall(reply)
        except (OSError, ValueError):
            return


@pytest.fixture
def wires() -> Iterator[Callable[..., Wire]]:
    """Makes servers, as many as a test needs, and closes them after it."""
    made: list[Wire] = []

    def make(**kwargs: object) -> Wire:
        made.append(Wire(**kwargs))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for wire in made:
        wire.close()


@pytest.fixture
def wire(wires: Callable[..., Wire]) -> Wire:
    """One such server."""
    return wires()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """A certificate authority that nobody knows."""
    return trustme.CA()


@pytest.fixture
def tls(authority: trustme.CA) -> ssl.SSLContext:
    """A server's TLS, with a certificate of that authority for 127.0.0.1."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context
