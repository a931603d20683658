"""What the history tells of its runs: how each ended, how two differ, what one saw of a page."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from audit.model import Fact, Finding, Outcome, RunInfo, Status, Unchecked
from audit.store import database, rows, tables
from audit.store.errors import StoreError
from audit.store.streams import stream
from audit.store.words import clean_text

PRESENT = (Status.NEW.value, Status.EXISTING.value, Status.WAIVED.value)
"""Statuses of findings that a run saw."""

LAST, LAST_COMPLETE = "last", "last-complete"
_WORD = re.compile(r"(last|last-complete)(?:~([0-9]{1,6}))?")
_NAMED = 5
"""Runs named to somebody whose abbreviation fits several."""


@dataclass(frozen=True)
class Entry:
    """One run, and what it came to."""

    run: RunInfo
    ended: bool
    """Whether it came to its end; else it is under way, or was broken off."""
    scope: str
    """The same for runs that are compared with one another; empty for old ones."""
    pages: int
    """Pages that were wanted, each under one address."""
    audited: int
    statuses: Mapping[Status, int]
    """Findings by status; all are new in a run that was compared with none."""


@dataclass(frozen=True)
class Change:
    """One finding in which two runs differ."""

    finding: Finding
    kind: Status
    """`new`, `fixed` or `not-checked`."""
    note: str = ""
    """Why it is not known, or how it went."""


@dataclass(frozen=True)
class Record:
    """What one run saw of one page."""

    run: RunInfo
    outcome: Outcome
    facts: Mapping[str, Sequence[Fact]]
    """By who noted them; in the page's order. Who is missing did not take part in the run."""
    findings: Sequence[Finding]
    unchecked: Sequence[Unchecked]
    """Rules that did not judge the page, or the site."""
    missed: Sequence[tuple[RunInfo, Outcome]]
    """Later runs up to the moment that was asked for in which it was not audited, latest first."""


class Chronicle:
    """The runs of one database, for reading. Every method raises StoreError."""

    def __init__(self, engine: sa.Engine) -> None:
        self._name = database.called(engine)
        self._reading = partial(database.reading, engine)

    def entries(self, most: int | None = None) -> list[Entry]:
        """Give the latest `most` runs, or all, the latest first."""
        runs, pages, findings = tables.runs.c, tables.pages.c, tables.findings.c
        query = sa.select(tables.runs).order_by(runs.started.desc(), runs.id.desc())
        audited = sa.case((pages.kind.startswith("audited"), 1), else_=0)
        with self._reading() as connection:
            found = connection.execute(query.limit(most)).all()
            ids = [row.id for row in found]
            seen: dict[str, tuple[int, int]] = {}
            statuses: defaultdict[str, dict[Status, int]] = defaultdict(dict)
            for run in ids:  # One after the other, so that no query grows with the history.
                seen[run] = tuple(
                    connection.execute(
                        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(audited), 0)).where(
                            pages.run == run, pages.kind != "skipped:duplicate"
                        )
                    ).one()
                )
                counts = sa.select(findings.status, sa.func.count()).where(findings.run == run)
                for status, count in connection.execute(counts.group_by(findings.status)):
                    statuses[run][Status(status)] = count
        return [
            Entry(
                rows.run_info(row),
                row.finished is not None,
                row.scope,
                *seen[row.id],
                statuses[row.id],
            )
            for row in found
        ]

    def named(self, word: str) -> RunInfo:
        """Give the run that `word` names: an id or its beginning, or `last` or `last-complete`.

        `last~1` is the run before the last. `last` is one that came to its end. Raises StoreError
        where there is none, and where several ids begin so.
        """
        runs = tables.runs.c
        query = sa.select(tables.runs).order_by(runs.started.desc(), runs.id.desc())
        special = _WORD.fullmatch(word)
        if special:
            query = query.where(runs.finished.is_not(None))
            if special[1] == LAST_COMPLETE:
                query = query.where(runs.status == "complete")
            query = query.offset(int(special[2] or 0)).limit(1)
        else:
            begins = runs.id.startswith(clean_text(word), autoescape=True)
            query = query.where(begins).limit(_NAMED + 1)
        with self._reading() as connection:
            found = connection.execute(query).all()
        exact = [row for row in found if row.id == word]
        if len(found) > 1 and not exact:
            names = ", ".join(row.id for row in found[:_NAMED])
            more = " …" if len(found) > _NAMED else ""
            raise StoreError(f"Several runs begin with {word!r}: {names}{more}; write more of it.")
        if not found or not word:
            raise StoreError(f"{self._name} holds no run {word!r}; see `care-audit history`.")
        return rows.run_info((exact or found)[0])

    def before(self, run: RunInfo) -> RunInfo | None:
        """Give the run of the same scope that ended last before `run` began; None for the first."""
        runs = tables.runs.c
        scope = sa.select(runs.scope).where(runs.id == run.id).scalar_subquery()
        query = (
            sa.select(tables.runs)
            .where(runs.scope == scope, runs.finished.is_not(None), runs.started < run.started)
            .order_by(runs.started.desc(), runs.id.desc())
            .limit(1)
        )
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        return rows.run_info(row) if row is not None else None

    def newly_failing(self, run: str, before: str) -> Iterator[Outcome]:
        """Yield the pages that an earlier run audited, and that failed in this one."""
        now, then = tables.pages.alias("now"), tables.pages.alias("then")
        query = (
            sa.select(now)
            .join(then, sa.and_(then.c.run == before, then.c.url == now.c.url))
            .where(now.c.run == run, now.c.kind.startswith("error"))
            .where(then.c.kind.startswith("audited"))
            .order_by(now.c.url)
        )
        with self._reading() as connection:
            yield from map(rows.outcome, stream(connection, query))

    def changes(self, earlier: RunInfo, later: RunInfo) -> Iterator[Change]:
        """Yield what is new, fixed, or not known any more, in order of rule and page.

        Something is fixed only where the later run, or one that both belong to the same chain
        with, looked at its page with its rule and did not find it.
        """
        then, now = tables.findings.alias("then"), tables.findings.alias("now")
        was_open = sa.and_(then.c.run == earlier.id, then.c.status != Status.FIXED.value)
        is_there = sa.and_(now.c.run == later.id, now.c.status.in_(PRESENT))
        same = now.c.fingerprint == then.c.fingerprint
        with self._reading() as connection:
            knowledge = _Knowledge(connection, earlier.id), _Knowledge(connection, later.id)
            new = (
                sa.select(now)
                .where(is_there, ~sa.exists().where(was_open, same))
                .order_by(now.c.rule, now.c.url, now.c.id)
            )
            for row in stream(connection, new):
                finding = rows.finding(row)
                unseen = knowledge[0].why_unchecked(finding, {row.url}, site=False)
                note = f"not looked at in the earlier run: {unseen}" if unseen else ""
                yield Change(finding, Status.NEW, note)
            gone = (
                sa.select(then)
                .where(was_open, ~sa.exists().where(is_there, same))
                .order_by(then.c.rule, then.c.url, then.c.id)
            )
            chained = knowledge[0].chain != "" and knowledge[0].chain == knowledge[1].chain
            for row in stream(connection, gone):
                yield _gone(rows.finding(row), knowledge[1], chained=chained)

    def seen(self, url: str, until: datetime, rules: tuple[str, ...]) -> Record | None:
        """Give what the last run that began up to `until` and audited a page saw of it.

        Findings are those of rules whose ids begin with one of `rules`. None where no such run is
        remembered.
        """
        runs, pages, costs = tables.runs.c, tables.pages.c, tables.costs.c
        at = tables.is_at(pages.url, [clean_text(url)])
        query = (
            sa.select(tables.runs, pages.id.label("page"), pages.kind)
            .join(tables.pages, pages.run == runs.id)
            .where(at, runs.started <= until)
            .order_by(runs.started.desc(), runs.id.desc())
        )
        missed: list[tuple[RunInfo, Outcome]] = []
        with self._reading() as connection:
            for row in connection.execute(query):
                page = connection.execute(sa.select(tables.pages).where(pages.id == row.page)).one()
                outcome, run = rows.outcome(page), rows.run_info(row)
                if not outcome.audited:
                    missed.append((run, outcome))
                    continue
                took_part = sa.select(costs.rule).where(costs.run == run.id)
                facts: dict[str, list[Fact]] = {
                    name: [] for name in connection.execute(took_part).scalars()
                }
                for noted in connection.execute(
                    sa.select(tables.facts)
                    .where(tables.facts.c.page == row.page)
                    .order_by(tables.facts.c.id)
                ):
                    facts.setdefault(noted.rule, []).append(rows.fact(noted))
                return Record(
                    run,
                    outcome,
                    facts,
                    self._judged(connection, run.id, url, rules),
                    self._unjudged(connection, run.id, url),
                    missed,
                )
        return None

    @staticmethod
    def _judged(
        connection: sa.Connection, run: str, url: str, rules: tuple[str, ...]
    ) -> list[Finding]:
        findings = tables.findings.c
        begins = sa.or_(*(findings.rule.startswith(rule, autoescape=True) for rule in rules))
        at = tables.is_at(findings.url, [clean_text(url)])
        query = (
            sa.select(tables.findings)
            .where(findings.run == run, at, begins, findings.status.in_(PRESENT))
            .order_by(findings.id)
        )
        return [rows.finding(row) for row in connection.execute(query)]

    @staticmethod
    def _unjudged(connection: sa.Connection, run: str, url: str) -> list[Unchecked]:
        unchecked = tables.unchecked.c
        at = tables.is_at(unchecked.url, [clean_text(url), ""])
        query = sa.select(tables.unchecked).where(unchecked.run == run, at).order_by(unchecked.id)
        return [rows.unchecked(row) for row in connection.execute(query)]

    def deepest(self) -> datetime | None:
        """Give when the oldest remembered run began; None where there is none."""
        with self._reading() as connection:
            oldest = sa.select(tables.runs.c.started).order_by(tables.runs.c.started).limit(1)
            return connection.execute(oldest).scalar_one_or_none()

    def since(self, run: RunInfo, moment: datetime) -> list[RunInfo]:
        """Give the runs of a run's scope that ended and began from `moment` up to it."""
        runs = tables.runs.c
        query = sa.select(tables.runs).where(self._same_scope(run, moment))
        with self._reading() as connection:
            return [rows.run_info(row) for row in connection.execute(query.order_by(runs.started))]

    def fixed_since(self, run: RunInfo, moment: datetime) -> int:
        """Count what those runs (see `since`) found fixed."""
        runs, findings = tables.runs.c, tables.findings.c
        these = sa.select(runs.id).where(self._same_scope(run, moment))
        query = sa.select(sa.func.count()).where(
            findings.run.in_(these), findings.status == Status.FIXED.value
        )
        with self._reading() as connection:
            return connection.execute(query).scalar_one()

    @staticmethod
    def _same_scope(run: RunInfo, moment: datetime) -> "sa.ColumnElement[bool]":
        runs = tables.runs.c
        other = tables.runs.alias("other")
        scope = sa.select(other.c.scope).where(other.c.id == run.id).scalar_subquery()
        return sa.and_(
            runs.scope == scope,
            runs.finished.is_not(None),
            runs.started >= moment,
            runs.started <= run.started,
        )


class _Knowledge:
    """What one run looked at; asked for one page and rule at a time."""

    def __init__(self, connection: sa.Connection, run: str) -> None:
        runs, rules = tables.runs.c, tables.rules.c
        self._connection = connection
        self._run = run
        row = connection.execute(
            sa.select(runs.scope, runs.whole, runs.finished).where(runs.id == run)
        ).one()
        self.chain: str = row.scope if row.whole and row.finished is not None else ""
        """The same for runs of which each carries on what the one before knew."""
        ran = connection.execute(sa.select(rules.id).where(rules.run == run)).scalars()
        self._rules = frozenset(ran)

    def left(self, fingerprint: str) -> tuple[Status, str] | None:
        """Give what the run itself says of a finding that it did not see, and why."""
        findings = tables.findings.c
        row = self._connection.execute(
            sa.select(findings.status, findings.note).where(
                findings.run == self._run, findings.fingerprint == fingerprint
            )
        ).first()
        return (Status(row.status), row.note) if row is not None else None

    def why_unchecked(self, finding: Finding, urls: set[str], *, site: bool = True) -> str:
        """Say why the run cannot know of a finding about these pages; empty where it can.

        What its rule could not judge of the `site` counts, too: some of it may be of these pages.
        """
        if finding.rule not in self._rules:
            return "its rule did not run"
        names = (finding.rule, finding.rule.partition("/")[0])
        pages, unchecked = tables.pages.c, tables.unchecked.c
        for url in sorted(urls):
            page = self._connection.execute(
                sa.select(pages.kind, pages.detail).where(
                    pages.run == self._run, tables.is_at(pages.url, [url])
                )
            ).first()
            if page is None:
                return "the page was not wanted"
            if not page.kind.startswith("audited"):
                return f"the page was not audited: {page.detail or page.kind}"
            reason = self._connection.execute(
                sa.select(unchecked.reason)
                .where(unchecked.run == self._run, unchecked.rule.in_(names))
                .where(tables.is_at(unchecked.url, [url, ""] if site else [url]))
                .limit(1)
            ).scalar_one_or_none()
            if reason is not None:
                return str(reason)
        return ""


def _gone(finding: Finding, now: _Knowledge, *, chained: bool) -> Change:
    said = now.left(finding.fingerprint)
    if said is not None:
        return Change(finding, *said)
    if chained:
        # What was open is carried on from run to run until one of them finds it fixed.
        return Change(finding, Status.FIXED, "in a run between the two")
    about = {place.url for place in (finding.place, *finding.related)}
    unknown = now.why_unchecked(finding, about)
    return Change(finding, Status.NOT_CHECKED if unknown else Status.FIXED, unknown)
