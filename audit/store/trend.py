"""What the last runs of the same targets came to, in figures that may stand side by side."""

from collections import Counter
from datetime import datetime

import sqlalchemy as sa

from audit.dossier import PastRun
from audit.model import Certainty, Status
from audit.store import database, tables

MOST = 30
"""Runs looked back upon: a month of nights."""


def past(engine: sa.Engine, run: str, most: int = MOST) -> tuple[PastRun, ...]:
    """Give the last `most` runs up to `run`, itself among them, the oldest first.

    Only those that came to their end and wanted all pages of the same targets; so there is none
    where `run` was over a choice of pages. Raises StoreError.
    """
    runs = tables.runs.c
    with database.reading(engine) as connection:
        row = connection.execute(sa.select(tables.runs).where(runs.id == run)).one_or_none()
        if row is None or not row.whole or row.finished is None:
            return ()
        earlier = (
            sa.select(runs.id, runs.started, runs.status)
            .where(runs.scope == row.scope, runs.whole, runs.finished.is_not(None))
            .where(sa.or_(runs.id == run, runs.started < row.started))
            .order_by(runs.started.desc(), runs.id.desc())
            .limit(most if row.scope else 1)
        )
        found = connection.execute(earlier).all()
        return tuple(_counted(connection, *each) for each in reversed(found))


def _counted(connection: sa.Connection, run: str, started: datetime, status: str) -> PastRun:
    pages, findings = tables.pages.c, tables.findings.c
    audited = sa.case((pages.kind.startswith("audited"), 1), else_=0)
    # A page under its second address was read under its first.
    wanted = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(audited), 0)).where(
        pages.run == run, pages.kind != "skipped:duplicate"
    )
    known = (
        sa.select(findings.status, findings.certainty, sa.func.count())
        .where(findings.run == run)
        .group_by(findings.status, findings.certainty)
    )
    counts: Counter[str] = Counter()
    for state, certainty, count in connection.execute(known):
        open_ = state in (Status.NEW.value, Status.EXISTING.value)
        counts["review" if open_ and certainty == Certainty.REVIEW.value else state] += count
    pages_wanted, pages_audited = connection.execute(wanted).one()
    return PastRun(
        run,
        started,
        status,
        wanted=pages_wanted,
        audited=pages_audited,
        new=counts[Status.NEW.value],
        existing=counts[Status.EXISTING.value],
        fixed=counts[Status.FIXED.value],
        waived=counts[Status.WAIVED.value],
        not_checked=counts[Status.NOT_CHECKED.value],
        reviews=counts["review"],
    )
