"""Pages that one run takes over from another, because nothing of them has changed.

What a page gave stays where it is: the database copies its rows, and none of them is read here.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from audit.fetch.validators import Validators
from audit.grounds import Grounds, Part
from audit.model import Finding, Outcome, Status
from audit.store import database, rows, tables
from audit.store.journal import Visit
from audit.store.streams import stream
from audit.store.words import clean_json, clean_text

NEXT = 50
"""Pages that are read from the history at one time."""


@dataclass(frozen=True)
class Remembered:
    """A page as an earlier run left it."""

    id: int
    outcome: Outcome
    visit: Visit
    links: tuple[str, ...]
    grounds: Grounds | None
    """What its judgement rests on; None of a page that was not audited."""


@dataclass(frozen=True)
class Taken:
    """A page that is taken over."""

    id: int
    """Of the earlier run's page."""
    outcome: Outcome
    """What becomes of it in this run."""
    visit: Visit
    decided_by: str
    """Digest of what the site had decided when its findings were last decided of."""


class Renewals:
    """What one run can take over from the last one. Raises StoreError."""

    def __init__(self, engine: sa.Engine) -> None:
        self._reading = partial(database.reading, engine)
        self._writing = partial(database.writing, engine)

    def remembered(self, run: str, url: str) -> list[Remembered]:
        """Give a page as a run left it, and after it those that the run saved next.

        Nothing where it did not come to the page. Pages mostly are wanted in the order of the last
        time, and one question for many costs as much as one for a page.
        """
        pages, grounds = tables.pages.c, tables.grounds.c
        first = (
            sa.select(pages.id)
            .where(pages.run == run, tables.is_at(pages.url, [clean_text(url)]))
            .scalar_subquery()
        )
        query = (
            sa.select(
                pages.id,
                pages.url,
                pages.kind,
                pages.detail,
                pages.seconds,
                pages.title,
                pages.unchanged_since,
                pages.visit,
                pages.links,
                *(each for each in grounds if each.name != "page"),
            )
            .outerjoin(tables.grounds, grounds.page == pages.id)
            .where(pages.run == run, pages.id >= first, pages.visit.is_not(None))
            .order_by(pages.id)
            .limit(NEXT)
        )
        with self._reading() as connection:
            found = connection.execute(query).all()
        return [
            Remembered(
                row.id,
                rows.outcome(row),
                Visit(**row.visit),
                tuple(row.links),
                _grounds(row) if row.gathered is not None else None,
            )
            for row in found
        ]

    def states(self, run: str) -> dict[str, str]:
        """Give what a run was answered for things that pages use, by address."""
        query = sa.select(tables.states).where(tables.states.c.run == run)
        with self._reading() as connection:
            return {row.address: row.state for row in stream(connection, query)}

    def save_states(self, run: str, states: Mapping[str, str]) -> None:
        """Save what a run was answered, in place of what was saved of it before."""
        with self._writing() as connection:
            connection.execute(sa.delete(tables.states).where(tables.states.c.run == run))
            if states:
                connection.execute(
                    sa.insert(tables.states),
                    [
                        {"run": run, "address": clean_text(address), "state": state}
                        for address, state in states.items()
                    ],
                )

    def needed(self, run: str) -> Iterator[tuple[Part, bool]]:
        """Yield what a run's pages use that has no state of its own, and whether the page was
        carried over."""
        pages, grounds = tables.pages.c, tables.grounds.c
        query = (
            sa.select(grounds.parts, pages.unchanged_since)
            .join(tables.pages, pages.id == grounds.page)
            .where(pages.run == run, grounds.hindrance == "")
        )
        with self._reading() as connection:
            for row in stream(connection, query):
                for part in itertools.starmap(Part, row.parts):
                    if not part.state:
                        yield part, row.unchanged_since is not None

    def rules(self, run: str) -> list[str]:
        """Give the rules, and what else took facts, that judged pages in a run."""
        costs = tables.costs.c
        with self._reading() as connection:
            query = sa.select(costs.rule).where(costs.run == run).order_by(costs.rule)
            return list(connection.execute(query).scalars())

    def take_over(
        self, run: str, taken: Sequence[Taken], decide: Callable[[Finding], Finding], decided: str
    ) -> None:
        """Copy pages of an earlier run, with all that they gave, into a run, in one transaction.

        Each takes the place of what its address gave in this run before. `decide` gives a finding
        with what the site has decided of it, and `decided` is the digest of that: where it is not
        what it was, the findings are decided anew.
        """
        if not taken:
            return
        by_url = {each.outcome.url: each for each in taken}
        pages = tables.pages.c
        now, then = tables.pages.alias("now"), tables.pages.alias("then")
        both = sa.join(then, now, sa.and_(now.c.run == run, tables.same_page(now, then)))
        which = then.c.id.in_([each.id for each in taken])
        here = sa.and_(pages.run == run, tables.is_at(pages.url, list(by_url)))
        with self._writing() as connection:
            connection.execute(sa.delete(tables.pages).where(here))
            connection.execute(
                _copy(tables.pages, sa.select(then).where(which), then, {"run": run})
            )
            new = {
                row.id: by_url[row.url]
                for row in connection.execute(sa.select(pages.id, pages.url).where(here))
            }
            connection.execute(
                sa.update(tables.pages).where(pages.id == sa.bindparam("which")),
                [
                    {
                        "which": number,
                        "kind": each.outcome.kind,
                        "detail": each.outcome.detail,
                        "seconds": each.outcome.seconds,
                        "visit": clean_json(vars(each.visit)),
                        "unchanged_since": each.outcome.unchanged_since,
                    }
                    for number, each in new.items()
                ],
            )
            for table in (tables.findings, tables.facts, tables.unchecked, tables.grounds):
                each_of = table.alias("source")
                fixed: dict[str, Any] = {"page": now.c.id}
                if "run" in table.c:
                    fixed["run"] = run
                if table is tables.findings:
                    # What it is, held against earlier runs, is found out at the end of this one.
                    fixed |= {
                        "status": sa.case(
                            (each_of.c.status == Status.WAIVED.value, Status.WAIVED.value),
                            else_=Status.NEW.value,
                        ),
                        "note": "",
                    }
                if table is tables.grounds:
                    fixed["decided"] = decided
                rows_of = sa.join(both, each_of, each_of.c.page == then.c.id)
                order = each_of.c.id if "id" in table.c else each_of.c.page
                query = sa.select(each_of).select_from(rows_of).where(which).order_by(order)
                connection.execute(_copy(table, query, each_of, fixed))
            _copy_pictures(connection, run, both, now, which)
            changed = [number for number, each in new.items() if each.decided_by != decided]
            _decide(connection, changed, decide)


def _copy(
    table: sa.Table, query: sa.Select[Any], source: sa.FromClause, fixed: Mapping[str, Any]
) -> sa.Insert:
    """Give what inserts the rows of a query again, but for their ids and what is `fixed`."""
    names = [each.name for each in table.c if each.name != "id"]
    values = [
        (fixed[name] if isinstance(fixed[name], sa.ColumnElement) else sa.literal(fixed[name]))
        if name in fixed
        else source.c[name]
        for name in names
    ]
    return sa.insert(table).from_select(names, query.with_only_columns(*values))


def _copy_pictures(
    connection: sa.Connection,
    run: str,
    both: sa.Join,
    now: sa.FromClause,
    which: "sa.ColumnElement[bool]",
) -> None:
    """Copy the pictures of pages. A run keeps one for each group: that of the first page."""
    source, kept = tables.pictures.alias("source"), tables.pictures.alias("kept")
    then = both.left
    rows_of = sa.join(both, source, source.c.page == then.c.id)
    at = tables.pages.alias("at")
    later = (
        sa.select(kept.c.finding_group)
        .join(at, at.c.id == kept.c.page)
        .join(source, source.c.finding_group == kept.c.finding_group)
        .join(then, then.c.id == source.c.page)
        .where(kept.c.run == run, which, at.c.url > then.c.url)
    )
    pictures = tables.pictures.c
    groups = list(connection.execute(later).scalars())
    if groups:
        connection.execute(
            sa.delete(tables.pictures).where(
                pictures.run == run, pictures.finding_group.in_(groups)
            )
        )
    there = sa.exists().where(kept.c.run == run, kept.c.finding_group == source.c.finding_group)
    query = sa.select(source).select_from(rows_of).where(which, ~there)
    connection.execute(_copy(tables.pictures, query, source, {"run": run, "page": now.c.id}))


def _decide(
    connection: sa.Connection, pages: Sequence[int], decide: Callable[[Finding], Finding]
) -> None:
    """Decide anew of the findings of pages."""
    if not pages:
        return
    findings = tables.findings.c
    query = sa.select(tables.findings).where(findings.page.in_(pages))
    changes = []
    for row in connection.execute(query).all():
        bare = replace(rows.finding(row), status=Status.NEW, owner="")
        finding = decide(bare)
        if (finding.status.value, finding.owner) != (row.status, row.owner):
            changes.append(
                {"which": row.id, "status": finding.status.value, "owner": finding.owner}
            )
    if changes:
        connection.execute(
            sa.update(tables.findings).where(findings.id == sa.bindparam("which")), changes
        )


def grounds_row(page: int, grounds: Grounds) -> dict[str, Any]:
    """Give the row of what a page's judgement rests on."""
    fields = dict(vars(grounds))
    validators = fields.pop("validators")
    return {
        **fields,
        "page": page,
        "validators": clean_json(vars(validators)) if validators else {},
        "parts": [
            [clean_text(part.address), part.kind, part.status, part.state, clean_text(part.final)]
            for part in grounds.parts
        ],
        "hindrance": clean_text(grounds.hindrance),
    }


def _grounds(row: sa.Row[Any]) -> Grounds:
    return Grounds(
        gathered=row.gathered,
        state=row.state,
        validators=Validators(**row.validators) if row.validators else None,
        until=row.until,
        parts=tuple(Part(*part) for part in row.parts),
        browser=row.browser,
        hindrance=row.hindrance,
        key=row.key,
        decided=row.decided,
    )
