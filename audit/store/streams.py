"""What is read from the store: collections as large as a site, a few rows of them in memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from audit.model import Picture
from audit.store import rows
from audit.store.tables import pictures

Item = TypeVar("Item")
Reading = Callable[[], AbstractContextManager[sa.Connection]]
"""Opens a connection for reading, and gives it back."""

BATCH = 200
"""Rows in memory at a time: some 400 kB of findings."""


def stream(connection: sa.Connection, query: sa.Select[Any]) -> sa.Result[Any]:
    """Give a query's rows, `BATCH` of them in memory at a time."""
    return connection.execute(query, execution_options={"yield_per": BATCH})


class Stream(Generic[Item], Iterable[Item]):
    """A query's items. It can be read again and again, and asks the database each time."""

    def __init__(
        self, reading: Reading, query: sa.Select[Any], make: Callable[[sa.Row[Any]], Item]
    ) -> None:
        self._reading = reading
        self._query = query
        self._make = make

    def __iter__(self) -> Iterator[Item]:
        with self._reading() as connection:
            for row in stream(connection, self._query):
                yield self._make(row)

    def __len__(self) -> int:
        rows_of_it = self._query.order_by(None).subquery()
        with self._reading() as connection:
            return connection.execute(
                sa.select(sa.func.count()).select_from(rows_of_it)
            ).scalar_one()


class Pictures(Mapping[str, Picture]):
    """A run's pictures by finding group, each read when it is asked for."""

    def __init__(self, reading: Reading, run: str) -> None:
        self._reading = reading
        self._groups = sa.select(pictures.c.finding_group).where(pictures.c.run == run)
        self._pictures = sa.select(pictures).where(pictures.c.run == run)

    def __getitem__(self, group: str) -> Picture:
        query = self._pictures.where(pictures.c.finding_group == group)
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise KeyError(group)
        return rows.picture(row)

    def __contains__(self, group: object) -> bool:
        query = self._groups.where(pictures.c.finding_group == group)
        with self._reading() as connection:
            return connection.execute(query).one_or_none() is not None

    def __iter__(self) -> Iterator[str]:
        with self._reading() as connection:
            yield from stream(connection, self._groups.order_by(pictures.c.finding_group)).scalars()

    def __len__(self) -> int:
        with self._reading() as connection:
            return connection.execute(
                sa.select(sa.func.count()).select_from(self._groups.subquery())
            ).scalar_one()
