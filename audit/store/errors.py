"""What can go wrong with a database, said so that a reader knows what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError


class StoreError(Exception):
    """The history cannot be read or written; the text names the database and the remedy."""


ELSEWHERE = "name another one with --db or history.database in audit.yaml"
"""The remedy that always works."""

NO_DATABASE = f"is no database, and was left as it is; move it away, or {ELSEWHERE}"
"""Said of a file that is something else."""

# https://www.sqlite.org/rescode.html; an extended code begins with the name of its primary one.
_REMEDIES = {
    "SQLITE_NOTADB": NO_DATABASE,
    "SQLITE_CORRUPT": "is damaged; restore it from a backup, or move it away to begin a new one",
    "SQLITE_FULL": "cannot grow, the disk is full; what was saved before is whole: make room,"
    " then run again",
    "SQLITE_IOERR": "could not be read or written; what was saved before is whole: look for a full"
    " disk, a quota or a limit on file sizes, then run again",
    "SQLITE_READONLY": "is read-only; make it and its folder writable, or " + ELSEWHERE,
    "SQLITE_CANTOPEN": "cannot be opened; make it and its folder writable, or " + ELSEWHERE,
    "SQLITE_BUSY": "is in use by another program; wait until that ends, then run again",
    "SQLITE_LOCKED": "is in use by another program; wait until that ends, then run again",
}


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn a database's errors into a StoreError about the database called `name`."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as problem:
        raise explain(problem, name) from problem


def explain(problem: Exception, name: str) -> StoreError:
    """Give the sentence for an error of the database called `name`."""
    cause = getattr(problem, "orig", None) or problem
    said = " ".join(str(cause).split()).rstrip(".")
    code = getattr(cause, "sqlite_errorname", "")
    for known, remedy in _REMEDIES.items():
        if code.startswith(known):
            return StoreError(f"{name} {remedy} ({said}).")
    return StoreError(f"The database {name} refused: {said}.")
