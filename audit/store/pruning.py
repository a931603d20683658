"""Deletes old runs, and gives their room back to the disk."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from audit.store import database, tables
from audit.store.errors import explained

WORTH_IT = 0.25
"""Share of a SQLite file that must be empty before it is written anew, which takes as much room
again for a moment."""


@dataclass(frozen=True)
class Pruned:
    """What was deleted."""

    runs: int
    oldest: datetime
    """When the oldest of them began."""
    newest: datetime


def prune(engine: sa.Engine, before: datetime) -> Pruned | None:
    """Delete the runs that began before a moment, in one transaction; None where there is none.

    The last run that ended stays, and the last complete one; so does the last complete one of every
    scope of which a run since then is remembered. Each run carries on what those before it knew, so
    open findings keep when they were first seen. Raises StoreError.
    """
    runs = tables.runs.c
    with database.writing(engine) as connection:
        found = connection.execute(
            sa.select(
                runs.id, runs.scope, runs.started, runs.finished, runs.status, runs.whole
            ).order_by(runs.started.desc(), runs.id.desc())
        ).all()
        kept: set[str] = {row.id for row in found if row.started >= before}
        ended = [row for row in found if row.finished is not None]
        complete = [row for row in ended if row.status == "complete"]
        kept |= {row.id for row in (*ended[:1], *complete[:1])}
        alive = {row.scope for row in found if row.id in kept}
        last: dict[str, str] = {}
        for row in complete:
            if row.scope in alive and row.whole:
                last.setdefault(row.scope, row.id)
        kept |= set(last.values())
        old = [row for row in found if row.id not in kept]
        for row in old:
            # One at a time: what belongs to it goes with it, and no statement grows with them.
            connection.execute(sa.delete(tables.runs).where(runs.id == row.id))
    return Pruned(len(old), old[-1].started, old[0].started) if old else None


def give_room_back(engine: sa.Engine) -> None:
    """Shrink a SQLite file of which much is empty; PostgreSQL sees to that itself.

    Raises StoreError where there is no room to write it anew; the file is as it was then.
    """
    if engine.dialect.name != "sqlite":
        return
    with explained(database.called(engine)), closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        empty, pages = (
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("freelist_count", "page_count")
        )
        if pages and empty / pages >= WORTH_IT:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()
