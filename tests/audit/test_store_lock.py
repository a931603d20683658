"""One run at a time writes to a history; the lock dies with its owner."""

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from audit.store import InUseError, Store, StoreError

OWNER = """
import os, sys, time
from audit.store import Store
with Store.open(sys.argv[1]) as store, store.hold("care-audit: https://example.org/"):
    print("held", flush=True)
    sys.stdin.readline()
    if sys.argv[2] == "die":
        os.kill(os.getpid(), 9)
"""


def held_by_another(address: str, end: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, address, end],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.fixture(params=["sqlite", "postgresql"])
def address(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/care-audit.db"
    found: str = request.getfixturevalue("postgresql")
    return found


def test_a_second_run_is_refused_with_the_owner_named(address: str) -> None:
    with held_by_another(address, "end") as process, Store.open(address) as store:
        with pytest.raises(InUseError) as refusal, store.hold("another"):
            pass
        let_go(process)
    said = str(refusal.value)
    assert f" is in use by process {process.pid} on " in said
    assert "(care-audit: https://example.org/)" in said
    assert re.search(r"since \d{4}-\d\d-\d\d \d\d:\d\d UTC", said)
    assert "--wait SECONDS" in said


def test_a_second_run_waits_and_says_for_whom(address: str) -> None:
    said: list[str] = []
    with held_by_another(address, "end") as process, Store.open(address) as store:
        timer = threading.Timer(0.3, let_go, [process])
        timer.start()
        with store.hold("another", 30, said.append) as dead:
            assert dead is None
        timer.join()
    assert len(said) == 1
    assert f"is in use by process {process.pid}" in said[0]


def test_waiting_ends_in_time(address: str) -> None:
    with held_by_another(address, "end") as process, Store.open(address) as store:
        begun = time.monotonic()
        with (
            pytest.raises(InUseError, match=r"did not end within 0\.7 s"),
            store.hold("another", 0.7),
        ):
            pass
        assert 0.7 <= time.monotonic() - begun < 5
        let_go(process)


def test_a_dead_owner_is_followed_at_once_and_named(address: str) -> None:
    with held_by_another(address, "die") as process, Store.open(address) as store:
        let_go(process)
        process.wait()
        with store.hold("another") as dead:
            assert dead
            assert (process.pid, "care-audit: https://example.org/") == (dead.pid, dead.doing)
        with store.hold("a third") as dead:
            assert dead is None, "who ended in good order leaves no trace"


def test_readers_need_no_lock(address: str) -> None:
    with held_by_another(address, "end") as process, Store.open(address) as store:
        list(store.runs())  # Neither waits nor is refused.
        assert process.poll() is None
        let_go(process)


def test_what_ends_the_owner_is_not_hidden(address: str) -> None:
    with Store.open(address) as store:
        with pytest.raises(ZeroDivisionError), store.hold("one"):
            raise ZeroDivisionError
        with store.hold("another") as dead:
            assert dead is None


def test_a_lock_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/care-audit.db"
    (tmp_path / "care-audit.db.lock").mkdir()
    refusal = pytest.raises(StoreError, match=r"care-audit\.db\.lock.*cannot be locked")
    with Store.open(address) as store, refusal, store.hold("one"):
        pass


def test_the_owner_is_this_process(address: str) -> None:
    refusal = pytest.raises(InUseError, match=f"process {os.getpid()} on ")
    with (
        Store.open(address) as store,
        Store.open(address) as other,
        store.hold("first"),
        refusal,
        other.hold("second"),
    ):
        pass
