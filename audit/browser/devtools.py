"""A line to the browser in the Chrome DevTools Protocol, with an end to every wait.

WebDriver starts and ends the browser. What happens to a page is asked here, because WebDriver
cannot tell which document it shows: its `get` returns normally on a download or an error page.
See https://chromedevtools.github.io/devtools-protocol/.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import websocket

from audit.browser.faults import Gone, Overdue, Refused

Listener = Callable[[str, Mapping[str, Any], str], None]
"""Is told of each event: its name, its parameters, and the session it is of."""

_PINGS = (websocket.ABNF.OPCODE_PING, websocket.ABNF.OPCODE_PONG)


class Line:
    """Commands to the browser and its events, on one WebSocket. Belongs to one thread.

    Events are told to the listener while some wait is under way, in the order they happened.
    The listener may `send`, and must not wait.
    """

    def __init__(
        self, address: str, listener: Listener, *, timeout: float, authorities: str = ""
    ) -> None:
        """Connect to the browser's own endpoint at `address` within `timeout` seconds.

        `authorities` is the file of certificates to trust for a browser elsewhere, to which
        proxies that the environment names may lead; without one the browser is here.
        """
        self._listener = listener
        self._number = 0
        self._wanted: set[int] = set()
        self._answers: dict[int, dict[str, Any]] = {}
        self._next: dict[int, Callable[[], object]] = {}
        try:
            self._socket = websocket.create_connection(
                address,
                timeout=timeout,
                suppress_origin=True,
                skip_utf8_validation=True,
                http_no_proxy=None if authorities else ["*"],
                sslopt={"ca_certs": authorities} if authorities else None,
            )
        except (OSError, websocket.WebSocketException) as error:
            raise Gone(f"no connection to the browser: {error}") from error

    def close(self) -> None:
        """Hang up, without a word to the browser."""
        self._socket.shutdown()  # type: ignore[no-untyped-call]

    def send(
        self,
        method: str,
        session: str = "",
        /,
        *,
        then: Callable[[], object] | None = None,
        **params: Any,
    ) -> int:
        """Send a command whose answer nobody waits for; give its number.

        `then` is called when the browser has done it, or refused; like the listener, it must not
        wait.
        """
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        if then is not None:
            self._next[self._number] = then
        try:
            self._socket.send(json.dumps(message))
        except (OSError, websocket.WebSocketException) as error:
            raise Gone("the browser is gone") from error
        return self._number

    def call(
        self, method: str, session: str = "", /, *, deadline: float, **params: Any
    ) -> dict[str, Any]:
        """Send a command and give its result.

        `deadline` is on the clock of `time.monotonic`. Raises `Overdue`, `Refused` or `Gone`.
        """
        number = self.send(method, session, **params)
        self._wanted.add(number)
        try:
            self.wait(lambda: number in self._answers, deadline)
        finally:
            self._wanted.discard(number)
        answer = self._answers.pop(number)
        if "error" in answer:
            raise Refused(f"{method}: {answer['error'].get('message', answer['error'])}")
        result: dict[str, Any] = answer["result"]
        return result

    def wait(self, until: Callable[[], bool], deadline: float) -> None:
        """Take in events until `until` holds; raises `Overdue` at the deadline, or `Gone`."""
        while not until():
            if time.monotonic() >= deadline:
                raise Overdue("no answer in time")
            self._take(deadline)

    def rest(self, until: Callable[[], bool], deadline: float) -> bool:
        """Take in events until `until` holds or the deadline has come; say whether it holds."""
        try:
            self.wait(until, deadline)
        except Overdue:
            return False
        return True

    def _take(self, deadline: float) -> None:
        # Never 0: that would make the socket non-blocking.
        self._socket.settimeout(max(deadline - time.monotonic(), 0.001))
        try:
            # With `recv` a Grid's pings would put the end off, each by the whole wait.
            kind, text = self._socket.recv_data(control_frame=True)
        except websocket.WebSocketTimeoutException:
            return
        except (OSError, websocket.WebSocketException) as error:
            raise Gone("the browser is gone") from error
        if kind in _PINGS:
            return
        if kind == websocket.ABNF.OPCODE_CLOSE or not text:
            raise Gone("the browser hung up")
        message = json.loads(text)
        if "method" in message:
            self._listener(message["method"], message["params"], message.get("sessionId", ""))
        elif message.get("id") in self._wanted:
            self._answers[message["id"]] = message
        elif then := self._next.pop(message.get("id"), None):
            then()
