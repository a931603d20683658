"""What a run that was broken off has done, so that it can be taken up where it stopped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from audit.model import Outcome
from audit.store import database, rows, tables
from audit.store.streams import stream
from audit.store.words import clean_text


@dataclass(frozen=True)
class Visit:
    """What only the crawl knows of a page: how it was come by, and what answered."""

    depth: int = 0
    """Links away from a start address or a sitemap's."""
    final: str = ""
    """The address that answered, after redirects."""
    status: int = 0
    """Of the last reply; 0 where there was none."""
    browser: str = ""
    """Name and version of the browser that rendered the page."""


@dataclass(frozen=True)
class Visited:
    """One page that a run has finished."""

    outcome: Outcome
    visit: Visit
    links: tuple[str, ...]


@dataclass(frozen=True)
class Unfinished:
    """A run that did not get as far as it could."""

    id: str
    started: datetime
    terms: str
    """A digest of all that decides what it finds."""
    resumable: bool
    """Whether it was broken off, or may fare better if it tries again."""


class Journal:
    """The unfinished runs of one database. Raises StoreError."""

    def __init__(self, engine: sa.Engine) -> None:
        self._reading = partial(database.reading, engine)
        self._writing = partial(database.writing, engine)

    def latest(self, targets: Sequence[str]) -> Unfinished | None:
        """Give the latest run of exactly these targets, however it ended."""
        runs = tables.runs.c
        query = sa.select(runs.id, runs.started, runs.terms, runs.resumable, runs.targets).order_by(
            runs.started.desc(), runs.id.desc()
        )
        wanted = list(map(clean_text, targets))
        with self._reading() as connection:
            for row in stream(connection, query):
                if row.targets == wanted:
                    return Unfinished(row.id, row.started, row.terms, row.resumable)
        return None

    def reopen(self, run: str) -> None:
        """Make a run one that goes on: drop all that came after its last page.

        What was said of the whole site is judged anew, and pages that nobody got to are wanted
        anew. Pages that were finished stay, with all they gave.
        """
        pages = tables.pages.c
        with self._writing() as connection:
            for table in (tables.findings, tables.unchecked):
                connection.execute(
                    sa.delete(table).where(table.c.run == run, table.c.page.is_(None))
                )
            connection.execute(
                sa.delete(tables.pages).where(pages.run == run, pages.visit.is_(None))
            )
            for table in (tables.rules, tables.costs):
                connection.execute(sa.delete(table).where(table.c.run == run))
            connection.execute(
                sa.update(tables.runs)
                .where(tables.runs.c.id == run)
                .values(
                    finished=None,
                    status="incomplete",
                    gate="fail",
                    exit=3,
                    reasons=[BROKEN_OFF],
                    resumable=True,
                )
            )

    def settle(self, run: str) -> None:
        """Note that nothing is left to do for a run: its reports are written."""
        with self._writing() as connection:
            connection.execute(
                sa.update(tables.runs).where(tables.runs.c.id == run).values(resumable=False)
            )

    def visited(self, run: str) -> Iterator[Visited]:
        """Yield the pages that a run has finished, in the order in which it did."""
        pages = tables.pages.c
        query = (
            sa.select(tables.pages)
            .where(pages.run == run, pages.visit.is_not(None))
            .order_by(pages.id)
        )
        with self._reading() as connection:
            for row in stream(connection, query):
                yield Visited(rows.outcome(row), Visit(**row.visit), tuple(row.links))


BROKEN_OFF = "The run was broken off before its end."
"""Why a run is incomplete that never came to its end."""
