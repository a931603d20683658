"""Ctrl-C and SIGTERM: both break a run off, and neither in the middle of what must be whole."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def listen() -> None:
    """Let SIGTERM break a run off as Ctrl-C does: by KeyboardInterrupt in the main thread.

    Does nothing in another thread, where no signal can be listened to.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put off Ctrl-C and SIGTERM until the context ends."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # Blocking the signals in this thread would not do: another thread then takes them, and Python
    # raises in the main one all the same.
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    before = {number: signal.signal(number, note) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        if came:
            signal.raise_signal(came[0])


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
