"""What the history knows of earlier runs, and how a run is held against it.

Each run of a scope carries on what the one before knew and it could not check itself: findings as
`not-checked`, the looks of pages. So the last finished run of a scope is all that is needed, and
older ones may be deleted.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from audit.model import Outcome, Status
from audit.stand_ins import Double, Visit
from audit.store import database, rows, tables
from audit.store.comparison import Comparison, Settle
from audit.store.streams import Stream, stream


class Ledger:
    """The history of one database, for one run at a time. Raises StoreError."""

    def __init__(self, engine: sa.Engine) -> None:
        self._reading = partial(database.reading, engine)
        self._writing = partial(database.writing, engine)

    def enter(self, run: str, scope: str, *, whole: bool) -> None:
        """Note what a run is compared with: others of its `scope`, if it is over the `whole`."""
        with self._writing() as connection:
            connection.execute(
                sa.update(tables.runs)
                .where(tables.runs.c.id == run)
                .values(scope=scope, whole=whole)
            )

    def previous(self, run: str, *, complete: bool = False) -> str | None:
        """Give the last run of the same scope that came to its end, or to a `complete` one."""
        runs = tables.runs.c
        this = sa.select(runs.scope).where(runs.id == run).scalar_subquery()
        query = (
            sa.select(runs.id)
            .where(runs.scope == this, runs.scope != "", runs.whole, runs.id != run)
            .where(runs.finished.is_not(None))
            .order_by(runs.finished.desc(), runs.id.desc())
            .limit(1)
        )
        if complete:
            query = query.where(runs.status == "complete")
        with self._reading() as connection:
            return connection.execute(query).scalar_one_or_none()

    def audited(self, run: str) -> int:
        """Count the pages that a run audited."""
        pages = tables.pages.c
        query = sa.select(sa.func.count()).where(pages.run == run, pages.kind.startswith("audited"))
        with self._reading() as connection:
            return connection.execute(query).scalar_one()

    def open_pages(self, run: str) -> Stream[str]:
        """Give the addresses on which a run leaves something open, each once."""
        findings = tables.findings.c
        query = (
            sa.select(findings.url)
            .where(findings.run == run, findings.status != Status.FIXED.value)
            .distinct()
            .order_by(findings.url)
        )
        return Stream(self._reading, query, lambda row: row.url)

    def visits(self, run: str, before: str) -> Stream[Visit]:
        """Give the audited pages of a run whose look an earlier run knows."""
        now, then = tables.pages.alias("now"), tables.pages.alias("then")
        query = (
            sa.select(now.c.url, now.c.look, then.c.look.label("known"), then.c.doubted)
            .join(then, tables.same_page(now, then))
            .where(now.c.run == run, then.c.run == before, now.c.kind.startswith("audited"))
            .where(now.c.look.is_not(None), then.c.look.is_not(None))
            .order_by(now.c.url)
        )
        return Stream(self._reading, query, _visit)

    def doubles(self, run: str, before: str) -> Iterator[Double]:
        """Yield pages that an earlier run knows by themselves, and that are others in this one."""
        now, then = tables.pages.alias("now"), tables.pages.alias("then")
        query = (
            sa.select(now.c.url, now.c.detail, then.c.doubted)
            .join(then, tables.same_page(now, then))
            .where(now.c.run == run, then.c.run == before, then.c.look.is_not(None))
            .where(now.c.kind == "skipped:duplicate", then.c.kind != "skipped:duplicate")
            .order_by(now.c.url)
        )
        with self._reading() as connection:
            for row in stream(connection, query):
                # The outcome's sentence ends with the page's address, which holds no blank.
                yield Double(row.url, row.detail.rpartition(" ")[2], row.doubted)

    def set_aside(self, run: str, pages: Iterable[tuple[Outcome, datetime]]) -> None:
        """Put an outcome in place of all that a run has of a page, which is in doubt since then."""
        columns = tables.pages.c
        with self._writing() as connection:
            for outcome, doubted in pages:
                at = tables.is_at(columns.url, [outcome.url])
                connection.execute(sa.delete(tables.pages).where(columns.run == run, at))
                row = {**rows.outcome_row(run, outcome), "doubted": doubted}
                connection.execute(sa.insert(tables.pages), row)

    def compare(
        self, run: str, before: str | None, settle: Settle, versions: Mapping[str, str]
    ) -> None:
        """Give each finding of a run its status, and add those that it did not see again.

        All is done in one transaction, and can be done again. `before` is the run to compare
        with; without one all is new. `versions` are the rules' by their ids.
        """
        with self._writing() as connection:
            comparison = Comparison(connection, run, before, versions)
            comparison.begin()
            if before is not None:
                comparison.recognise()
                comparison.add_missing(settle)
                comparison.label()
                comparison.carry_looks()


def _visit(row: sa.Row[Any]) -> Visit:
    now, before = rows.look(row.look), rows.look(row.known)
    if now is None or before is None:
        raise ValueError("a visit needs both looks")
    return Visit(row.url, now, before, row.doubted)
