"""The store: takes a run in, page by page, and gives it back without holding it in memory."""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from itertools import groupby, islice
from types import TracebackType
from typing import Any, Self, TypeVar

import sqlalchemy as sa

from audit.costs import Cost, Tally
from audit.dossier import PastRun
from audit.grounds import Grounds
from audit.model import (
    Fact,
    Finding,
    Outcome,
    PageResult,
    Picture,
    RuleInfo,
    RunInfo,
    RunResult,
    Severity,
    Status,
    Unchecked,
)
from audit.store import database, lock, rows, tables
from audit.store.chronicle import Chronicle
from audit.store.errors import StoreError
from audit.store.journal import BROKEN_OFF, Journal, Visit
from audit.store.ledger import Ledger
from audit.store.pruning import Pruned, give_room_back, prune
from audit.store.renewals import Renewals, grounds_row
from audit.store.streams import BATCH, Pictures, Stream, stream
from audit.store.trend import past
from audit.store.words import clean, clean_json, clean_page, clean_text

Item = TypeVar("Item")


class Store:
    """A history of runs. Every method but the readers is one transaction: done, or not begun.

    Text is kept as `words.clean` gives it: NUL and lone surrogates become U+FFFD. Every method
    raises StoreError where the database fails. One process writes at a time; others may read.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._name = database.called(engine)
        self._reading = partial(database.reading, engine)
        self._writing = partial(database.writing, engine)

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the history at an SQLAlchemy address, `sqlite:///runs.db` as a rule.

        A missing file or folder is made, an older schema brought up to date. A database that is
        another program's, damaged, or of a later version is refused with StoreError, untouched.
        """
        return cls(database.connect(url))

    def close(self) -> None:
        """Give the database back; nothing can be read or saved afterwards."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def begin(
        self,
        targets: Sequence[str],
        started: datetime,
        *,
        site: str,
        mode: str,
        version: str,
        axe: str = "",
        browser: str = "",
        fail_on: Severity | None = Severity.ERROR,
        terms: str = "",
    ) -> str:
        """Note that a run begins, and give its id; ids sort by the time of beginning.

        The arguments are those of `RunInfo`. `started` needs a zone. Until `finish` the run reads
        as an incomplete one, so that a run that dies never looks like one that is done. With
        `terms`, see `Unfinished`, one that dies can be taken up again.
        """
        if started.tzinfo is None:
            raise ValueError("a run's beginning needs a time zone")
        moment = started.astimezone(UTC)
        run = f"{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03}Z-{secrets.token_hex(3)}"
        info = RunInfo(
            id=run,
            started=started,
            finished=started,
            targets=tuple(targets),
            status="incomplete",
            gate="fail",
            exit=3,
            mode=mode,
            site=site,
            reasons=(BROKEN_OFF,),
            version=version,
            axe=axe,
            browser=browser,
            fail_on=fail_on,
        )
        with self._writing() as connection:
            connection.execute(
                sa.insert(tables.runs),
                {
                    **rows.run_row(clean(info)),
                    "finished": None,
                    "terms": terms,
                    "resumable": bool(terms),
                },
            )
        return run

    def save_page(
        self,
        run: str,
        result: PageResult,
        visit: Visit | None = None,
        grounds: Grounds | None = None,
    ) -> None:
        """Save all that one page gave, in place of what the same address gave in this run before.

        With its `visit` it is not done again if the run is taken up; with its `grounds` the next
        run may take it over, see `renewals`. A run keeps one picture for
        each finding group: that of the first page by address, so that it does not depend on which
        page was done first.
        """
        result = clean_page(result)
        url = result.outcome.url
        with self._writing() as connection:
            connection.execute(_pages_at(run, [url]))
            page = connection.execute(
                sa.insert(tables.pages).returning(tables.pages.c.id),
                {**rows.page_row(run, result), "visit": visit and clean_json(vars(visit))},
            ).scalar_one()
            _insert(
                connection,
                tables.findings,
                (rows.finding_row(run, page, finding) for finding in result.findings),
            )
            _insert(
                connection, tables.facts, (rows.fact_row(run, page, fact) for fact in result.facts)
            )
            _insert(
                connection,
                tables.unchecked,
                (rows.unchecked_row(run, page, item) for item in result.unchecked),
            )
            if grounds is not None:
                _insert(connection, tables.grounds, [grounds_row(page, grounds)])
            if result.pictures:
                _save_pictures(connection, run, page, url, result.pictures)

    def save_outcomes(self, run: str, outcomes: Iterable[Outcome]) -> None:
        """Save what became of pages that gave nothing but that, in one transaction.

        Each takes the place of all that its address gave in this run before.
        """
        latest = {clean_text(outcome.url): outcome for outcome in outcomes}
        with self._writing() as connection:
            for some in _batches(latest.values()):
                cleaned = [clean(outcome) for outcome in some]
                connection.execute(_pages_at(run, [outcome.url for outcome in cleaned]))
                _insert(
                    connection,
                    tables.pages,
                    (rows.outcome_row(run, outcome) for outcome in cleaned),
                )

    def facts(self, run: str, rule: str) -> Iterator[tuple[str, list[Fact]]]:
        """Yield each key of a rule's facts with all its facts, in order of the keys.

        Facts of one key are in order of their pages' addresses, and as saved within a page. One
        key's facts are in memory at a time.
        """
        facts = tables.facts.c
        query = (
            sa.select(tables.facts)
            .where(facts.run == run, facts.rule == rule)
            .order_by(facts.key, facts.id)
        )
        with self._reading() as connection:
            for key, group in groupby(stream(connection, query), key=lambda row: row.key):
                # What a template says on thousands of pages is in memory once.
                same: dict[str, Any] = {}
                found = [rows.fact(row, same) for row in group]
                yield key, sorted(found, key=lambda fact: fact.place.url)

    def links(self, run: str) -> Iterator[tuple[str, list[str]]]:
        """Yield the address of each page so far, and those that it links to."""
        pages = tables.pages.c
        query = sa.select(pages.url, pages.links).where(pages.run == run)
        with self._reading() as connection:
            for row in stream(connection, query):
                yield row.url, row.links

    def save_site(
        self, run: str, findings: Iterable[Finding], unchecked: Iterable[Unchecked]
    ) -> None:
        """Save what a site rule found and could not judge, beside what others did."""
        with self._writing() as connection:
            for found in _batches(findings):
                _insert(
                    connection,
                    tables.findings,
                    (rows.finding_row(run, None, clean(finding)) for finding in found),
                )
            for left in _batches(unchecked):
                _insert(
                    connection,
                    tables.unchecked,
                    (rows.unchecked_row(run, None, clean(item)) for item in left),
                )

    def remark(self, run: str, remarks: Iterable[tuple[str, Status, str]]) -> None:
        """Give findings of a run, by fingerprint, a status and what is to be said of it."""
        findings = tables.findings.c
        change = (
            sa.update(tables.findings)
            .where(findings.run == run, findings.fingerprint == sa.bindparam("which"))
            .values(status=sa.bindparam("now"), note=sa.bindparam("said"))
        )
        with self._writing() as connection:
            for some in _batches(remarks):
                changes = [
                    {"which": which, "now": status.value, "said": clean_text(note)}
                    for which, status, note in some
                ]
                connection.execute(change, changes)

    def finish(
        self,
        run: str,
        info: RunInfo,
        rules: Iterable[RuleInfo],
        costs: Iterable[Cost] = (),
        *,
        resumable: bool = False,
    ) -> None:
        """Note how a run ended, the rules it asked and what each cost; `info.id` is the run's.

        `resumable`: it was broken off, or may get further if it is taken up again.
        """
        if info.id != run:
            raise ValueError(f"the end of run {info.id!r} is not that of run {run!r}")
        latest = {rule.id: clean(rule) for rule in rules}
        with self._writing() as connection:
            connection.execute(
                sa.update(tables.runs).where(tables.runs.c.id == run),
                {**rows.run_row(clean(info)), "resumable": resumable},
            )
            connection.execute(sa.delete(tables.rules).where(tables.rules.c.run == run))
            _insert(connection, tables.rules, (rows.rule_row(run, r) for r in latest.values()))
            connection.execute(sa.delete(tables.costs).where(tables.costs.c.run == run))
            _insert(connection, tables.costs, (rows.cost_row(run, cost) for cost in costs))

    def costs(self, runs: int = 20) -> list[Cost]:
        """Give what each rule cost in the latest so many runs that ended, all of them together."""
        ended = (
            sa.select(tables.runs.c.id)
            .where(tables.runs.c.finished.is_not(None))
            .order_by(tables.runs.c.started.desc(), tables.runs.c.id.desc())
            .limit(runs)
        )
        tally = Tally()
        with self._reading() as connection:
            query = sa.select(tables.costs).where(tables.costs.c.run.in_(ended))
            for row in stream(connection, query):
                tally.note(rows.cost(row))
        return list(tally)

    def result(self, run: str) -> RunResult:
        """Give a run as reports read it; its collections ask the database whenever they are read.

        Outcomes are in order of their addresses; findings and what was not checked in order of
        their pages' addresses, then as saved; rules by id. Raises StoreError for an unknown run.
        """
        return RunResult(
            run=self.info(run),
            outcomes=self.outcomes(run),
            rules=self._stream(tables.rules, run, rows.rule_info, "id"),
            findings=self._stream(tables.findings, run, rows.finding, "url", "id"),
            unchecked=self._stream(tables.unchecked, run, rows.unchecked, "url", "id"),
            pictures=Pictures(self._reading, run),
        )

    def found_by(self, run: str, rules: Collection[str]) -> Stream[Finding]:
        """Give a run's findings by some of its rules, in the order of `result`."""
        findings = tables.findings.c
        query = sa.select(tables.findings).where(findings.run == run, findings.rule.in_(rules))
        return Stream(self._reading, query.order_by(findings.url, findings.id), rows.finding)

    def find(self, fingerprint: str) -> list[Finding]:
        """Give the findings whose fingerprint begins so, each as the latest run that has it does.

        At most ten of them, in order of their fingerprints.
        """
        findings = tables.findings.c
        query = (
            sa.select(tables.findings)
            .where(findings.fingerprint.startswith(fingerprint, autoescape=True))
            .order_by(findings.fingerprint, findings.run.desc())
        )
        found: dict[str, Finding] = {}
        with self._reading() as connection:
            for row in stream(connection, query):
                if row.fingerprint not in found:
                    if len(found) == 10:
                        break
                    found[row.fingerprint] = rows.finding(row)
        return list(found.values())

    def outcomes(self, run: str) -> Stream[Outcome]:
        """Give what became of each page so far, in order of the addresses."""
        pages = tables.pages.c
        query = (
            sa.select(
                pages.url,
                pages.kind,
                pages.detail,
                pages.seconds,
                pages.title,
                pages.unchanged_since,
            )
            .where(pages.run == run)
            .order_by(pages.url)
        )
        return Stream(self._reading, query, rows.outcome)

    def page(self, run: str, url: str) -> PageResult | None:
        """Give all that one page gave, or None where it has not been saved.

        Pictures are those that the run keeps of this page (see `save_page`).
        """
        pages = tables.pages.c
        with self._reading() as connection:
            page = connection.execute(
                sa.select(tables.pages).where(
                    pages.run == run, tables.is_at(pages.url, [clean_text(url)])
                )
            ).one_or_none()
            if page is None:
                return None

            def read(table: sa.Table, *order: str) -> sa.Result[Any]:
                query = sa.select(table).where(table.c.page == page.id)
                return connection.execute(query.order_by(*(table.c[name] for name in order)))

            return PageResult(
                outcome=rows.outcome(page),
                findings=tuple(map(rows.finding, read(tables.findings, "id"))),
                facts=tuple(map(rows.fact, read(tables.facts, "id"))),
                unchecked=tuple(map(rows.unchecked, read(tables.unchecked, "id"))),
                links=tuple(page.links),
                pictures={
                    row.finding_group: rows.picture(row)
                    for row in read(tables.pictures, "finding_group")
                },
                look=rows.look(page.look),
                status=page.status,
            )

    @property
    def ledger(self) -> Ledger:
        """What is known of earlier runs, to hold one against them."""
        return Ledger(self._engine)

    @property
    def journal(self) -> Journal:
        """The runs that were broken off, and what they have done."""
        return Journal(self._engine)

    @property
    def renewals(self) -> Renewals:
        """What one run can take over from another."""
        return Renewals(self._engine)

    def hold(
        self,
        doing: str,
        wait: float = 0.0,
        waiting: Callable[[str], None] = lambda text: None,
    ) -> AbstractContextManager[lock.Owner | None]:
        """Keep other runs from writing while the context lasts; `lock.held` says how.

        `doing` is what others are told of this one.
        """
        return lock.held(self._engine, doing, wait, waiting)

    @property
    def chronicle(self) -> Chronicle:
        """What the history tells of its runs."""
        return Chronicle(self._engine)

    def past(self, run: str) -> tuple[PastRun, ...]:
        """Give what the last runs up to this one came to; `trend.past` says which."""
        return past(self._engine, run)

    def prune(self, before: datetime) -> Pruned | None:
        """Delete runs that began before a moment; `pruning.prune` says which stay."""
        return prune(self._engine, before)

    def give_room_back(self) -> None:
        """Shrink the database after much was deleted."""
        give_room_back(self._engine)

    def runs(self) -> Iterator[RunInfo]:
        """Yield all runs, the latest first."""
        runs = tables.runs.c
        query = sa.select(tables.runs).order_by(runs.started.desc(), runs.id.desc())
        with self._reading() as connection:
            yield from map(rows.run_info, stream(connection, query))

    def info(self, run: str) -> RunInfo:
        """Give one run; raises StoreError where there is none of this id."""
        with self._reading() as connection:
            row = connection.execute(
                sa.select(tables.runs).where(tables.runs.c.id == run)
            ).one_or_none()
        if row is None:
            raise StoreError(f"{self._name} holds no run {run!r}; see `care-audit history`.")
        return rows.run_info(row)

    def finished(self, run: str) -> bool:
        """Say whether a run came to its end, complete or not; one that did not can be resumed."""
        with self._reading() as connection:
            ended = sa.select(tables.runs.c.finished).where(tables.runs.c.id == run)
            return connection.execute(ended).scalar_one_or_none() is not None

    def _stream(
        self, table: sa.Table, run: str, make: Callable[[sa.Row[Any]], Item], *order: str
    ) -> Stream[Item]:
        query = sa.select(table).where(table.c.run == run)
        return Stream(self._reading, query.order_by(*(table.c[name] for name in order)), make)


def _insert(connection: sa.Connection, table: sa.Table, found: Iterable[Mapping[str, Any]]) -> None:
    if several := list(found):
        connection.execute(sa.insert(table), several)


def _pages_at(run: str, urls: Sequence[str]) -> sa.Delete:
    pages = tables.pages.c
    return sa.delete(tables.pages).where(pages.run == run, tables.is_at(pages.url, urls))


def _save_pictures(
    connection: sa.Connection, run: str, page: int, url: str, given: Mapping[str, Picture]
) -> None:
    pictures, pages = tables.pictures.c, tables.pages.c
    kept = connection.execute(
        sa.select(pictures.finding_group, pages.url)
        .join(tables.pages, pages.id == pictures.page)
        .where(pictures.run == run, pictures.finding_group.in_(given))
    ).all()
    settled = {row.finding_group for row in kept if row.url < url}
    replaced = [row.finding_group for row in kept if row.url > url]
    if replaced:
        connection.execute(
            sa.delete(tables.pictures).where(
                pictures.run == run, pictures.finding_group.in_(replaced)
            )
        )
    _insert(
        connection,
        tables.pictures,
        (
            rows.picture_row(run, page, group, picture)
            for group, picture in given.items()
            if group not in settled
        ),
    )


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    items = iter(items)
    while some := list(islice(items, BATCH)):
        yield some
