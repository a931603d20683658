"""Ways past the gate on which a page could reach other machines: each leads nowhere."""

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from audit import config
from audit.browser import Browser
from audit.browser.proxies import proxy_flags

Wire = Any
"""conftest.py's server, which answers each path as it is told."""
NAMES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(config.Browser(settle=1.5)) as browser:
        yield browser


@pytest.fixture
def datagrams() -> Iterator[tuple[int, list[bytes]]]:
    """A port for datagrams, and those that have come."""
    came: list[bytes] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as port:
        port.bind(("127.0.0.1", 0))
        port.settimeout(0.1)
        over = threading.Event()

        def take() -> None:
            while not over.is_set():
                try:
                    came.append(port.recv(2000))
                except TimeoutError:
                    continue

        thread = threading.Thread(target=take)
        thread.start()
        yield port.getsockname()[1], came
        over.set()
        thread.join()


def _page(script: str) -> bytes:
    return f"<!doctype html><html lang=en><title>P</title><p>Text<script>{script}</script>".encode()


def _in_worker(script: str) -> str:
    return f"new Worker(URL.createObjectURL(new Blob([`{script}`]))).onmessage = tell;"


TELL = "const tell = ({ data }) => document.body.append(data);"
PLACES: dict[str, Callable[[str], str]] = {
    "page": lambda script: f"const postMessage = (data) => tell({{ data }}); {script}",
    "worker": _in_worker,
    "worker of a worker": lambda script: _in_worker(
        f"new Worker(URL.createObjectURL(new Blob([\\`{script}\\`]))).onmessage ="
        "(event) => postMessage(event.data)"
    ),
    "frame": lambda script: (
        "const frame = document.createElement('iframe'); frame.title = 'F';"
        "const postMessage = (data) => tell({ data });"
        f"document.body.append(frame); (({{ WebSocket, WebTransport }}) => {{ {script} }})"
        "(frame.contentWindow);"
    ),
}


@pytest.mark.browser
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_websocket_fails_as_if_nobody_were_there(
    browser: Browser, wire: Wire, wires: Callable[[], Wire], place: Callable[[str], str]
) -> None:
    other = wires()
    address = other.origin.replace("http", "ws")
    script = f"new WebSocket('{address}/socket').onerror = () => postMessage('Refused')"
    rendering = browser.render(wire.page("/", _page(TELL + place(script))))
    assert "Refused" in rendering.html
    assert "(script)" not in rendering.detail
    assert other.connections == 0


@pytest.mark.browser
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_there_is_no_webtransport(
    browser: Browser,
    wire: Wire,
    datagrams: tuple[int, list[bytes]],
    place: Callable[[str], str],
) -> None:
    port, came = datagrams
    script = (
        f"try {{ new WebTransport('https://127.0.0.1:{port}/') }} "
        "catch (error) { postMessage(error.name) }"
    )
    rendering = browser.render(wire.page("/", _page(TELL + place(script))))
    assert "Error" in rendering.html.partition("</script>")[2]
    assert came == []


@pytest.mark.browser
def test_there_is_no_webrtc(
    browser: Browser, wire: Wire, datagrams: tuple[int, list[bytes]]
) -> None:
    port, came = datagrams
    script = (
        f"new RTCPeerConnection({{ iceServers: [{{ urls: 'stun:127.0.0.1:{port}' }}] }})"
        ".createDataChannel('x')"
    )
    body = (
        "document.body.append('RTCPeerConnection' in window ? 'There' : 'Away');"
        f"try {{ {script} }} catch {{}}"
    )
    rendering = browser.render(wire.page("/", _page(body)))
    assert "Away" in rendering.html
    assert came == []


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that names no proxy."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


def test_without_a_proxy_only_websockets_go_nowhere(environment: pytest.MonkeyPatch) -> None:
    assert proxy_flags() == [
        "--proxy-server=http=direct://;https=direct://;socks=socks5://127.0.0.1:9",
        "--proxy-bypass-list=<-loopback>",
    ]


def test_the_environment_s_proxies_are_kept(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("https_proxy", "http://name:secret@proxy.example.org:3128/")
    environment.setenv("all_proxy", "socks5://10.0.0.2:1080")
    environment.setenv("no_proxy", ".example.com, 10.0.0.0/8,wiki.example.org")
    server, past = proxy_flags()
    assert server == (
        "--proxy-server=http=socks5://10.0.0.2:1080;https=http://proxy.example.org:3128;"
        "socks=socks5://127.0.0.1:9"
    )
    rules = past.partition("=")[2].split(";")
    assert {"https://example.com", "https://*.example.com", "http://10.0.0.0/8"} <= set(rules)
    assert {"http://wiki.example.org", "http://127.0.0.0/8", "https://localhost"} <= set(rules)
    # Whatever goes past the proxies says by which scheme: no WebSocket does.
    assert all(rule.startswith(("http://", "https://")) for rule in rules[1:])


def test_a_proxy_that_is_no_address_is_none(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("http_proxy", "http://[")
    assert proxy_flags()[0].startswith("--proxy-server=http=direct://;")
