"""The right to write a history: one run at a time has it, and says who it is.

The lock itself is the operating system's (a locked file beside an SQLite database) or PostgreSQL's
(an advisory lock of a session): both let go at once when their owner dies, however it dies. The
row in the table `writer` only tells others whom they wait for.
"""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import filelock
import sqlalchemy as sa

from audit.store import database, tables
from audit.store.errors import ELSEWHERE, StoreError, explain, explained
from audit.store.words import clean_text

ADVISORY = 0x6361726561756474
"""Number of the advisory lock (“careaudt”); each PostgreSQL database has its own of that number.
https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS"""
PATIENCE = 0.5
"""Seconds between two tries."""


class InUseError(StoreError):
    """Another run writes to the history; the text says which."""


@dataclass(frozen=True)
class Owner:
    """Who writes to a history."""

    pid: int
    host: str
    since: datetime
    doing: str
    """The command and what it is about."""

    def __str__(self) -> str:
        doing = f" ({self.doing})" if self.doing else ""
        return f"process {self.pid} on {self.host} since {self.since:%Y-%m-%d %H:%M} UTC{doing}"


@contextmanager
def held(
    engine: sa.Engine, doing: str, wait: float, waiting: Callable[[str], None]
) -> Iterator[Owner | None]:
    """Hold the right to write; gives the owner that died with it, if one did.

    Waits up to `wait` seconds for another run, and says so once by `waiting`. Raises InUseError
    where it still goes on then, StoreError where nothing can be locked there.
    """
    with explained(database.called(engine)):
        lock = _FileLock(engine) if engine.dialect.name == "sqlite" else _SessionLock(engine)
    try:
        _acquire(lock, engine, wait, waiting)
        with explained(database.called(engine)):
            before = owner(engine)
            _sign(engine, doing)
        try:
            yield before
        finally:
            # A full disk must not hide what ended the run; the lock itself is let go below.
            with suppress(StoreError):
                _sign(engine, None)
    finally:
        lock.release()


def owner(engine: sa.Engine) -> Owner | None:
    """Give who writes to a history, or did when it died; None where nobody does."""
    with database.reading(engine) as connection:
        row = connection.execute(sa.select(tables.writer)).first()
    return None if row is None else Owner(row.pid, row.host, row.since, row.doing)


def _acquire(
    lock: "_FileLock | _SessionLock",
    engine: sa.Engine,
    wait: float,
    waiting: Callable[[str], None],
) -> None:
    end = time.monotonic() + wait
    said = False
    while not lock.try_it():
        left = end - time.monotonic()
        who = owner(engine)
        name = database.called(engine)
        by = f"is in use by {who}" if who else "is in use by another run"
        if left <= 0:
            waited = f" It did not end within {wait:g} s." if wait else ""
            raise InUseError(
                f"{name} {by}.{waited} Wait for its end (--wait SECONDS does), or {ELSEWHERE}."
            )
        if not said:
            waiting(f"{name} {by}; waiting up to {wait:g} s for its end")
            said = True
        time.sleep(min(PATIENCE, left))


def _sign(engine: sa.Engine, doing: str | None) -> None:
    with database.writing(engine) as connection:
        connection.execute(sa.delete(tables.writer))
        if doing is not None:
            row = {
                "pid": os.getpid(),
                "host": socket.gethostname(),
                "since": datetime.now(UTC),
                "doing": clean_text(doing)[:300],
            }
            connection.execute(sa.insert(tables.writer), row)


class _FileLock:
    def __init__(self, engine: sa.Engine) -> None:
        self._path = Path(f"{engine.url.database}.lock")
        self._lock = filelock.FileLock(self._path)

    def try_it(self) -> bool:
        try:
            self._lock.acquire(timeout=0)
        except filelock.Timeout:
            return False
        except (OSError, NotImplementedError) as problem:
            reason = getattr(problem, "strerror", None) or str(problem)
            raise StoreError(
                f"{self._path}, by which runs keep out of each other's way, cannot be locked"
                f" ({reason}); make it and its folder writable, or {ELSEWHERE}."
            ) from problem
        return True

    def release(self) -> None:
        self._lock.release()


class _SessionLock:
    """Held by a connection of its own that stays open."""

    def __init__(self, engine: sa.Engine) -> None:
        self._name = database.called(engine)
        self._connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if (self._connection.dialect.server_version_info or (0,)) >= (14,):
            # A server may end sessions that say nothing for long; this one says nothing for hours.
            self._connection.exec_driver_sql("SET idle_session_timeout = 0")

    def try_it(self) -> bool:
        try:
            taken = sa.select(sa.func.pg_try_advisory_lock(ADVISORY))
            return bool(self._connection.execute(taken).scalar_one())
        except sa.exc.SQLAlchemyError as problem:
            raise explain(problem, self._name) from problem

    def release(self) -> None:
        # The session goes back to the pool, which does not end it: the lock must be let go of.
        with suppress(sa.exc.SQLAlchemyError):
            self._connection.execute(sa.select(sa.func.pg_advisory_unlock_all()))
        self._connection.close()
