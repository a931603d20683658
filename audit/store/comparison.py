"""One run held against an earlier one, finding by finding, within one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa

from audit.model import Finding, Status
from audit.store import rows, tables
from audit.store.streams import BATCH, stream

NEW_RULE = "new rule, old content"
"""The note of a finding that is there only because its rule changed."""

_LEFT = (Status.FIXED.value, Status.NOT_CHECKED.value)
"""Statuses of findings that a run did not see."""


@dataclass(frozen=True)
class PageNow:
    """What a run says of a page on which an earlier one found something."""

    kind: str
    """Of its outcome."""
    detail: str
    status: int
    unchanged: bool
    """Whether nothing that a rule could see has changed since the earlier run."""
    unchecked: Mapping[str, str]
    """Rules that did not judge it, each with the reason."""


RULE_CHANGED = "gone since its rule changed; the page is as it was"
"""The note of a finding that is no longer there only because its rule changed."""

Settle = Callable[[Finding, Callable[[str], PageNow | None]], tuple[Status, str] | None]
"""Says what an earlier finding is that was not seen again, and why; None where it is not this
run's concern. It is given a function that knows the run's pages by address."""


class Comparison:
    """One run held against an earlier one, within a transaction."""

    def __init__(
        self, connection: sa.Connection, run: str, before: str | None, versions: Mapping[str, str]
    ) -> None:
        self._connection = connection
        self._run = run
        self._before = before
        self._versions = versions
        self._findings = tables.findings.c
        self._own = self._findings.run == run

    def begin(self) -> None:
        """Take all for new, and drop what an earlier comparison added."""
        run, findings = self._run, self._findings
        self._connection.execute(
            sa.delete(tables.findings).where(self._own, findings.status.in_(_LEFT))
        )
        self._connection.execute(
            sa.update(tables.findings)
            .where(self._own)
            .values(
                status=sa.case(
                    (findings.status == Status.EXISTING.value, Status.NEW.value),
                    else_=findings.status,
                ),
                first_run=run,
                first_seen=self._started(run),
                last_run=run,
                last_seen=self._started(run),
                note="",
                new_rule=sa.false(),
            )
        )

    def recognise(self) -> None:
        """Make existing what the earlier run had open."""
        then = tables.findings.alias("then")
        self._take_over(
            then,
            then.c.fingerprint == self._findings.fingerprint,
            then.c.status != Status.FIXED.value,
        )

    def add_missing(self, settle: Settle) -> None:
        """Add the findings of the earlier run that this one did not see, as `settle` says."""
        then, now = tables.findings.alias("then"), tables.findings.alias("now")
        query = (
            sa.select(then)
            .outerjoin(
                now, sa.and_(now.c.run == self._run, now.c.fingerprint == then.c.fingerprint)
            )
            .where(then.c.run == self._before, then.c.status != Status.FIXED.value)
            .where(now.c.id.is_(None))
            .order_by(then.c.url, then.c.id)
        )
        moved = self._new_of_the_site()
        changed = self._changed_rules()
        missing = iter(stream(self._connection, query))
        while some := list(islice(missing, BATCH)):
            found = {row.id: rows.finding(row) for row in some}
            pages = self._pages(
                {place.url for each in found.values() for place in (each.place, *each.related)}
            )
            added = []
            for row in some:
                twin = self._twin(found[row.id], moved)
                if twin is not None:
                    then_itself = tables.findings.alias("then")
                    self._take_over(
                        then_itself, then_itself.c.id == row.id, self._findings.id == twin
                    )
                    continue
                settled = settle(found[row.id], pages.get)
                if settled is None:
                    continue
                status, note = settled
                if status is Status.FIXED and not note and row.rule in changed:
                    there = pages.get(row.url)
                    note = RULE_CHANGED if there is not None and there.unchanged else ""
                added.append(self._carried(row, status, note))
            if added:
                self._connection.execute(sa.insert(tables.findings), added)

    def label(self) -> None:
        """Label what is new only because its rule changed, on content that did not."""
        changed = self._changed_rules()
        if not changed:
            return
        query = (
            sa.select(tables.findings)
            .where(self._own, self._findings.status == Status.NEW.value)
            .order_by(self._findings.id)
        )
        new = iter(stream(self._connection, query))
        while some := list(islice(new, BATCH)):
            found = {row.id: rows.finding(row) for row in some if row.rule in changed}
            touched = {
                number: {place.url for place in (each.place, *each.related)}
                for number, each in found.items()
            }
            pages = self._pages({url for urls in touched.values() for url in urls})
            labelled = [
                number
                for number, urls in touched.items()
                if all(url in pages and pages[url].unchanged for url in urls)
            ]
            if labelled:
                self._connection.execute(
                    sa.update(tables.findings)
                    .where(self._findings.id.in_(labelled))
                    .values(new_rule=sa.true(), note=NEW_RULE)
                )

    def carry_looks(self) -> None:
        """Keep in mind how pages looked that this run did not see."""
        now, then = tables.pages, tables.pages.alias("then")
        self._connection.execute(
            sa.update(now)
            .where(now.c.run == self._run, now.c.look.is_(None))
            .where(
                then.c.run == self._before, then.c.look.is_not(None), tables.same_page(now, then)
            )
            .values(look=then.c.look)
        )

    def _take_over(self, then: sa.FromClause, *which: sa.ColumnElement[bool]) -> None:
        """Give findings what is known of the earlier ones that they are."""
        status = self._findings.status
        self._connection.execute(
            sa.update(tables.findings)
            .where(self._own, then.c.run == self._before, then.c.rule == self._findings.rule)
            .where(*which)
            .values(
                status=sa.case((status == Status.NEW.value, Status.EXISTING.value), else_=status),
                first_run=sa.case((then.c.first_run == "", self._before), else_=then.c.first_run),
                first_seen=sa.func.coalesce(then.c.first_seen, self._started(self._before)),
                new_rule=then.c.new_rule,
                note=sa.case((then.c.new_rule, NEW_RULE), else_=""),
            )
        )

    def _new_of_the_site(self) -> dict[str, list[tuple[int, str]]]:
        """Give the new findings that compare pages, with their pages, by group."""
        findings = self._findings
        query = sa.select(findings.id, findings.finding_group, findings.url).where(
            self._own, findings.page.is_(None), findings.first_run == self._run
        )
        groups: dict[str, list[tuple[int, str]]] = {}
        for row in stream(self._connection, query):
            groups.setdefault(row.finding_group, []).append((row.id, row.url))
        return groups

    def _twin(self, then: Finding, new: dict[str, list[tuple[int, str]]]) -> int | None:
        """Give the new finding that an earlier one is, and take it out of `new`.

        One that compares pages stands at the first of those that it is about: it moves when that
        page is mended, or when another one joins.
        """
        candidates = new.get(then.group, [])
        about = {place.url for place in (then.place, *then.related)}
        for number, url in candidates:
            if url in about or then.place.url in self._about(number):
                candidates.remove((number, url))
                return number
        return None

    def _about(self, number: int) -> set[str]:
        query = sa.select(self._findings.related).where(self._findings.id == number)
        return {place.get("url", "") for place in self._connection.execute(query).scalar_one()}

    def _carried(self, row: sa.Row[Any], status: Status, note: str) -> dict[str, Any]:
        fields = {name: value for name, value in row._mapping.items() if name != "id"}
        return {
            **fields,
            "run": self._run,
            "page": None,
            "status": status.value,
            "note": note,
            "first_run": row.first_run or self._before,
            "last_run": row.last_run or self._before,
        }

    def _pages(self, urls: set[str]) -> dict[str, PageNow]:
        if not urls:
            return {}
        now, then, unchecked = tables.pages, tables.pages.alias("then"), tables.unchecked.c
        reasons: dict[str, dict[str, str]] = {}
        some = sorted(urls)
        query = sa.select(unchecked.url, unchecked.rule, unchecked.reason).where(
            unchecked.run == self._run, tables.is_at(unchecked.url, some)
        )
        for left in self._connection.execute(query):
            reasons.setdefault(left.url, {})[left.rule] = left.reason
        pages = (
            sa.select(
                now.c.url,
                now.c.kind,
                now.c.detail,
                now.c.status,
                now.c.look,
                then.c.look.label("known"),
                then.c.kind.label("was"),
            )
            .outerjoin(then, sa.and_(then.c.run == self._before, tables.same_page(now, then)))
            .where(now.c.run == self._run, tables.is_at(now.c.url, some))
        )
        found = {}
        for row in self._connection.execute(pages):
            seen = row.kind.startswith("audited") and (row.was or "").startswith("audited")
            looks = seen and row.look and row.known
            unchanged = bool(looks) and row.look["content"] == row.known["content"]
            why = reasons.get(row.url, {})
            found[row.url] = PageNow(row.kind, row.detail, row.status, unchanged, why)
        return found

    def _changed_rules(self) -> set[str]:
        """Give the rules that are of another version than in the earlier run, or new."""
        query = sa.select(tables.rules.c.id, tables.rules.c.version).where(
            tables.rules.c.run == self._before
        )
        then = {row.id: row.version for row in self._connection.execute(query)}
        if not any(then.values()):
            return set()  # Nothing was noted of versions then.
        return {rule for rule, now in self._versions.items() if then.get(rule) != now}

    @staticmethod
    def _started(run: str | None) -> sa.ScalarSelect[datetime]:
        return sa.select(tables.runs.c.started).where(tables.runs.c.id == run).scalar_subquery()
