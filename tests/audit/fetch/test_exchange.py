"""Exchanges end on time and are whole, whatever a server does."""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
import trustme

from audit.addresses import AddressGuard
from audit.fetch.exchange import Exchange, Reply
from audit.fetch.faults import ExchangeError

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
TIMEOUT = 0.6


def exchange(wire: Any, **changes: float) -> Exchange:
    limits = {"connect_timeout": 1.0, "timeout": TIMEOUT} | changes
    return Exchange(AddressGuard.of([wire.origin]), **limits)


def ask(wire: Any, path: str = "/", max_bytes: int = 1_000_000, **changes: float) -> Reply:
    return exchange(wire, **changes).ask(
        wire.origin + path, {}, wants_body=lambda _: True, max_bytes=max_bytes
    )


def fail(wire: Any, path: str = "/", **changes: float) -> ExchangeError:
    begun = time.monotonic()
    with pytest.raises(ExchangeError) as caught:
        ask(wire, path, **changes)
    assert time.monotonic() - begun < TIMEOUT + 2
    assert f"127.0.0.1:{wire.port}" in caught.value.detail
    return caught.value


def drip(text: bytes, pause: float = 0.05) -> Callable[[socket.socket], None]:
    def send(connection: socket.socket) -> None:
        for byte in text:
            connection.sendall(bytes([byte]))
            time.sleep(pause)

    return send


def repeat(first: bytes, then: bytes, pause: float = 0.0) -> Callable[[socket.socket], None]:
    def send(connection: socket.socket) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(then)
            time.sleep(pause)

    return send


def hang(first: bytes = b"") -> Callable[[socket.socket], None]:
    def send(connection: socket.socket) -> None:
        connection.sendall(first)
        connection.recv(1)

    return send


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(hang(), id="silence"),
        pytest.param(hang(HEAD + b"\r\n<p>"), id="silence within a body"),
        pytest.param(hang(HEAD + b"Content-Length: 100\r\n\r\n"), id="silence after the head"),
        pytest.param(drip(HEAD * 10), id="dripping head"),
        pytest.param(repeat(HEAD + b"\r\n", b"x", 0.05), id="dripping body without a length"),
        pytest.param(
            repeat(HEAD + b"Content-Length: 9999\r\n\r\n", b"x", 0.05), id="dripping body"
        ),
        pytest.param(
            repeat(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 0.05),
            id="dripping chunks",
        ),
        pytest.param(repeat(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), id="flood of 100 Continue"),
        pytest.param(repeat(HEAD + b"X: ", b"x", 0.05), id="endless header line"),
    ],
)
def test_an_answer_that_does_not_end_is_ended(wire: Any, reply: Callable[..., None]) -> None:
    wire.on("/", reply)
    error = fail(wire)
    assert error.kind == "timeout"
    assert not error.passing


def test_an_answer_that_takes_long_but_ends_in_time_is_whole(wire: Any) -> None:
    wire.on("/", drip(HEAD + b"Content-Length: 4\r\n\r\ncare", 0.002))
    assert ask(wire, timeout=5).body == b"care"


def test_a_kept_connection_is_ended_on_time_too(wire: Any) -> None:
    def twice(connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Content-Length: 2\r\n\r\nok")
        connection.recv(65536)
        repeat(HEAD + b"Content-Length: 99999\r\n\r\n", b"x", 0.05)(connection)

    wire.on("/", twice)
    asking = exchange(wire)
    first = asking.ask(wire.origin + "/", {}, wants_body=lambda _: True, max_bytes=100_000)
    assert first.body == b"ok"
    with pytest.raises(ExchangeError) as caught:
        asking.ask(wire.origin + "/", {}, wants_body=lambda _: True, max_bytes=100_000)
    assert caught.value.kind == "timeout"
    assert wire.connections == 1


def test_one_exchange_that_ran_late_does_not_hurt_the_next(wire: Any) -> None:
    wire.on("/slow", hang())
    wire.page("/", b"care")
    asking = exchange(wire)
    with pytest.raises(ExchangeError):
        asking.ask(wire.origin + "/slow", {}, wants_body=lambda _: True, max_bytes=1000)
    reply = asking.ask(wire.origin + "/", {}, wants_body=lambda _: True, max_bytes=1000)
    assert reply.body == b"care"


@pytest.mark.parametrize(
    ("reply", "passing"),
    [
        pytest.param(HEAD + b"Content-Length: 100\r\n\r\n<p>half", True, id="short body"),
        pytest.param(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\ncare!\r\n", True, id="no last chunk"
        ),
        pytest.param(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\ncare!", True, id="short chunk"
        ),
        pytest.param(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\ncare!\r\n", True, id="no chunk size"
        ),
        pytest.param(
            HEAD + b"Content-Encoding: gzip\r\nContent-Length: 12\r\n\r\n"
            b"\x1f\x8b\x08\0\0\0\0\0\0\x03KN",
            False,
            id="short gzip",
        ),
        pytest.param(HEAD + b"Content-Encoding: br\r\n\r\nxyz", False, id="brotli unasked"),
        pytest.param(HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy", False, id="two"),
        pytest.param(b"", True, id="closed without a word"),
        pytest.param(HEAD[:11], False, id="closed within the status line"),
        pytest.param(reset, True, id="reset"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", False, id="another protocol"),
        pytest.param(b"HTTP/1.1 OK fine\r\n\r\n", False, id="bad status"),
        pytest.param(HEAD + b"X: y\r\n" * 200 + b"\r\n", False, id="too many headers"),
        pytest.param(HEAD + b"X: " + b"y" * 70_000 + b"\r\n\r\n", False, id="too long a header"),
    ],
)
def test_an_answer_that_is_not_whole_is_no_answer(wire: Any, reply: Any, passing: bool) -> None:
    wire.on("/", reply)
    error = fail(wire)
    assert error.kind == "protocol"
    assert error.passing is passing


def test_chunks_come_together(wire: Any) -> None:
    wire.on("/", HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nca\n\r\n2;x=y\r\nre\r\n0\r\n\r\n")
    assert ask(wire).body == b"ca\nre"


def test_a_body_without_length_ends_with_its_connection(wire: Any) -> None:
    wire.on("/", HEAD + b"\r\ncare")
    assert ask(wire).body == b"care"


def test_an_endless_body_is_left_at_the_limit(wire: Any) -> None:
    wire.on("/", repeat(HEAD + b"\r\n", b"x" * 65536))
    reply = ask(wire, max_bytes=500_000, timeout=10)
    assert reply.too_large
    assert len(reply.body) == 500_000


def test_a_body_nobody_wants_is_not_read(wire: Any) -> None:
    wire.on("/", hang(HEAD + b"Content-Length: 9999999\r\n\r\n"))
    begun = time.monotonic()
    reply = exchange(wire, timeout=30).ask(
        wire.origin + "/", {}, wants_body=lambda _: False, max_bytes=10
    )
    assert (reply.status, reply.body) == (200, b"")
    assert time.monotonic() - begun < 5


def test_nobody_listening_is_a_passing_connect_error(wire: Any) -> None:
    wire.close()
    error = fail(wire)
    assert (error.kind, error.passing) == ("connect", True)
    assert "refused" in error.detail


def test_an_unknown_name_is_a_connect_error() -> None:
    asking = Exchange(AddressGuard(), connect_timeout=5, timeout=5)
    with pytest.raises(ExchangeError) as caught:
        asking.ask("http://nowhere.invalid/", {}, wants_body=lambda _: True, max_bytes=10)
    assert caught.value.kind == "connect"
    assert "nowhere.invalid" in caught.value.detail


@pytest.mark.parametrize(
    "url", ["http://", "http://a..b/", "http://*/", "http://[::1/", "ftp://a/"]
)
def test_what_cannot_be_asked_is_an_error_and_no_crash(url: str) -> None:
    asking = Exchange(AddressGuard(), connect_timeout=1, timeout=1)
    with pytest.raises(ExchangeError):
        asking.ask(url, {}, wants_body=lambda _: True, max_bytes=10)


def test_the_private_side_of_the_network_gets_no_connection(wires: Callable[..., Any]) -> None:
    inner, start = wires(), wires()
    asking = exchange(start)
    for host in ("127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "127.1", "0.0.0.0"):
        with pytest.raises(ExchangeError) as caught:
            asking.ask(f"http://{host}:{inner.port}/", {}, wants_body=lambda _: True, max_bytes=10)
        assert caught.value.refused
        assert "site.private_hosts" in caught.value.detail
    assert inner.connections == 0


def test_a_name_is_judged_by_the_address_it_leads_to(
    wire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up = socket.getaddrinfo

    def lead_inside(host: str, *args: Any, **kwargs: Any) -> Any:
        return look_up("127.0.0.1" if host == "clinic.example" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", lead_inside)
    url = f"http://clinic.example:{wire.port}/"
    wire.page("/", b"inner")
    with pytest.raises(ExchangeError, match=r"clinic\.example leads to 127\.0\.0\.1"):
        Exchange(AddressGuard(), connect_timeout=1, timeout=1).ask(
            url, {}, wants_body=lambda _: True, max_bytes=10
        )
    assert wire.connections == 0
    allowed = Exchange(AddressGuard.of([], ["clinic.example"]), connect_timeout=1, timeout=1).ask(
        url, {}, wants_body=lambda _: True, max_bytes=10
    )
    assert allowed.body == b"inner"


def test_a_silent_address_of_a_host_leaves_time_for_the_next(
    wire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up = socket.getaddrinfo
    with socket.create_server(("127.0.0.2", wire.port), backlog=0) as silent:
        # A full queue of connections that nobody accepts: further ones get no answer.
        crowd = [socket.socket() for _ in range(4)]
        for each in crowd:
            each.setblocking(False)
            each.connect_ex(silent.getsockname())

        def two(host: str, *args: Any, **kwargs: Any) -> Any:
            if host != "two.example":
                return look_up(host, *args, **kwargs)
            return [*look_up("127.0.0.2", *args, **kwargs), *look_up("127.0.0.1", *args, **kwargs)]

        monkeypatch.setattr(socket, "getaddrinfo", two)
        wire.page("/", b"care")
        guard = AddressGuard.of([], ["two.example"])
        reply = Exchange(guard, connect_timeout=0.6, timeout=5).ask(
            f"http://two.example:{wire.port}/", {}, wants_body=lambda _: True, max_bytes=10
        )
        assert reply.body == b"care"
        with pytest.raises(ExchangeError) as caught:
            Exchange(AddressGuard.of([], ["127.0.0.2"]), connect_timeout=0.3, timeout=5).ask(
                f"http://127.0.0.2:{wire.port}/", {}, wants_body=lambda _: True, max_bytes=10
            )
        assert caught.value.kind == "timeout"
        for each in crowd:
            each.close()


def test_proxies_of_the_environment_are_not_used(
    wires: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, wire = wires(), wires()
    wire.page("/", b"care")
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.origin)
    monkeypatch.delenv("no_proxy", raising=False)
    assert ask(wire).body == b"care"
    assert proxy.connections == 0


def test_tls_works_with_an_authority_of_the_environment(
    wires: Callable[..., Any],
    tls: ssl.SSLContext,
    authority: trustme.CA,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wire = wires(tls=tls)
    wire.page("/", b"care")
    wire.on("/slow", repeat(HEAD + b"\r\n", b"x", 0.05))
    with authority.cert_pem.tempfile() as path:
        monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
        monkeypatch.setenv("SSL_CERT_FILE", path)
        assert ask(wire).body == b"care"
        assert fail(wire, "/slow").kind == "timeout"


def test_a_certificate_nobody_vouches_for_is_a_tls_error(
    wires: Callable[..., Any], tls: ssl.SSLContext
) -> None:
    error = fail(wires(tls=tls))
    assert (error.kind, error.passing) == ("tls", False)
    assert "certificate" in error.detail


def test_a_server_without_tls_is_a_tls_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/"

        def plain_text() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=plain_text, daemon=True).start()
        with pytest.raises(ExchangeError) as caught:
            Exchange(AddressGuard.of([url]), connect_timeout=2, timeout=2).ask(
                url, {}, wants_body=lambda _: True, max_bytes=10
            )
    assert caught.value.kind == "tls"


def test_a_handshake_that_never_comes_is_ended() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
        begun = time.monotonic()
        with pytest.raises(ExchangeError) as caught:
            Exchange(AddressGuard.of([url]), connect_timeout=0.5, timeout=TIMEOUT).ask(
                url, {}, wants_body=lambda _: True, max_bytes=10
            )
    assert caught.value.kind == "timeout"
    assert time.monotonic() - begun < TIMEOUT + 2
