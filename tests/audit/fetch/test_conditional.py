"""Asking only for what has changed: which headers are sent to whom, and what 304 means."""

import socket
from collections.abc import Callable
from typing import Any

from audit.config import Site
from audit.fetch import Fetcher, Validators

Wire = Any
"""conftest.py's server, which answers each path as it is told."""


def fetcher(wire: Wire) -> Fetcher:
    return Fetcher(Site(start=(wire.origin,), robots="ignore", retries=0))


def not_modified(*headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 304 Said", *headers, "", ""]).encode()


def test_a_page_that_is_still_the_same_is_not_sent(wire: Wire) -> None:
    at = wire.on("/a/", not_modified('ETag: "a"', "Connection: close"))
    answer = fetcher(wire).fetch(at, Validators(at, '"a"'))
    assert (304, None, b"") == (answer.status, answer.outcome, answer.body)
    assert 'If-None-Match: "a"' in wire.heads[0]


def test_a_page_that_has_changed_is_sent(wire: Wire) -> None:
    at = wire.page("/a/", b"<!doctype html><title>New</title><p>Text")
    answer = fetcher(wire).fetch(at, Validators(at, modified="Tue, 24 Nov 2026 03:00:00 GMT"))
    assert (200, None) == (answer.status, answer.outcome)
    assert "New" in answer.html
    assert "If-Modified-Since: Tue, 24 Nov 2026 03:00:00 GMT" in wire.heads[0]


def test_validators_go_to_their_own_address_only(wire: Wire) -> None:
    at = wire.on("/old/", wire.redirect("/new/"))
    wire.on("/new/", not_modified("Connection: close"))
    answer = fetcher(wire).fetch(at, Validators(f"{wire.origin}/new/", '"n"'))
    assert (304, f"{wire.origin}/new/") == (answer.status, answer.final)
    assert ["If-None-Match" in head for head in wire.heads] == [False, True]


def test_an_answer_to_nothing_that_was_asked_is_no_page(wire: Wire) -> None:
    at = wire.on("/a/", not_modified("Connection: close"))
    for known in (None, Validators(f"{wire.origin}/b/", '"b"')):
        answer = fetcher(wire).fetch(at, known)
        assert answer.outcome is not None
        assert answer.outcome.kind.startswith("error:")


def test_the_connection_is_kept_after_304(wire: Wire) -> None:
    def talk(connection: socket.socket) -> None:
        # The head of the first request was read already.
        for _ in range(3):
            connection.sendall(not_modified('ETag: "a"'))
            if not connection.recv(65536):
                return

    at = wire.on("/a/", talk)
    asking = fetcher(wire)
    assert [304] * 3 == [asking.fetch(at, Validators(at, '"a"')).status for _ in range(3)]
    assert 1 == wire.connections


def test_a_part_is_confirmed_without_its_body(wire: Wire) -> None:
    at = wire.on("/a.css", wire.ok(b"p {}" * 1000, 'ETag: "b"', kind="text/css"))
    answer = fetcher(wire).probe(at, method="GET", known=Validators(at, '"a"'), accept="text/css")
    assert (200, b"", '"b"') == (answer.status, answer.body, answer.headers["etag"])
    assert "Accept: text/css" in wire.heads[0]


def test_what_is_asked_again_carries_no_cookie(wires: Callable[..., Wire]) -> None:
    wire = wires()
    at = wire.on("/a/", wire.ok(b"<!doctype html><p>Text", "Set-Cookie: a=1"))
    asking = fetcher(wire)
    asking.fetch(at)
    asking.fetch(at, Validators(at, '"a"'))
    assert not any("Cookie:" in head for head in wire.heads)
