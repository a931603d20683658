"""What tests of gathering and remembering share: servers of their own.

A web server that misbehaves exactly as told, of raw sockets, so that nothing mends its answers;
and a PostgreSQL.
"""

import contextlib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

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


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The SQLAlchemy address of an empty PostgreSQL of this machine's own, without a password."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if not programs:
        pytest.skip("PostgreSQL is not here: apt-get install postgresql")
    pytest.importorskip(
        "pg8000", reason="its driver is not here: pip install 'care-audit[postgresql]'"
    )
    found = programs[0].parent
    user = None
    if os.geteuid() == 0:  # As root it refuses to run.
        names = {each.pw_name for each in pwd.getpwall()}
        user = next((name for name in ("postgres", "nobody") if name in names), None)
    # Not pytest's folder: nobody else may look into that one.
    folder = Path(tempfile.mkdtemp(prefix="care-audit-postgresql-"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    pg_ctl = [str(found / "pg_ctl"), "-D", str(folder / "data"), "-w", "-s"]

    def call(*words: str) -> None:
        subprocess.run(words, user=user, check=True, capture_output=True, cwd=folder, timeout=120)

    try:
        if user is not None:
            shutil.chown(folder, user)
        call(str(found / "initdb"), "-D", str(folder / "data"), "-U", "audit", "-E", "UTF8", "-N")
        call(*pg_ctl, "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql+pg8000://audit@127.0.0.1:{port}/postgres"
        finally:
            call(*pg_ctl, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)
