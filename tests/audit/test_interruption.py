"""Signals break a run off, and never in the middle of what must be whole."""

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from audit import interruption


@pytest.fixture(autouse=True)
def listening() -> Iterator[None]:
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    interruption.listen()
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_breaks_off(number: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_until_what_must_be_whole_is_done(number: signal.Signals) -> None:
    done: list[str] = []
    # A second thread could take a signal that is only blocked in the first one.
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        with pytest.raises(KeyboardInterrupt), interruption.undisturbed():
            os.kill(os.getpid(), number)
            done += [str(n) for n in range(1000)]
    finally:
        end.set()
        thread.join()
    assert len(done) == 1000


def test_signals_are_heard_again_afterwards() -> None:
    with interruption.undisturbed():
        pass
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGTERM)


def test_another_thread_is_not_disturbed_and_changes_nothing() -> None:
    before = signal.getsignal(signal.SIGTERM)
    ran: list[bool] = []

    def work() -> None:
        with interruption.undisturbed():
            interruption.listen()
            ran.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ran
    assert before is signal.getsignal(signal.SIGTERM)
