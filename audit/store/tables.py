"""The tables as they are now; `audit/migrations/versions` says how they came to be.

What is compared, counted or sorted by has a column of its own. What is only read back whole (a
place, evidence) is JSON. Deleting a page or a run deletes all that belongs to it.

An entry of PostgreSQL's indexes has room for 2,704 bytes. So addresses and keys are indexed there
by their beginnings only (migration 0004), and looked up by `is_at`.
"""

import base64
import json
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Word = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Text that is sorted by: by code point, in every database and in Python alike."""

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A key that the database counts up; SQLite does so for INTEGER alone."""


PACKED_FROM = 1000
"""Characters of JSON from which on a value is packed."""


class Moment(sa.types.TypeDecorator[datetime]):
    """A point in time: any zone goes in, UTC comes out. SQLite knows no zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give UTC."""
        if value is None:
            return None
        return value.astimezone(UTC).replace(
            tzinfo=None if dialect.name == "sqlite" else UTC,
        )

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give UTC, with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Packed(sa.types.TypeDecorator[Any]):
    """A JSON value, packed where it is long: all links of a page take a tenth of the room."""

    impl = sa.JSON
    cache_ok = True
    _MARK = "packed by zlib"

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Give the value, or an object that holds it packed."""
        if not isinstance(value, (list, dict)):
            return value
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        if len(text) < PACKED_FROM and self._MARK not in value:
            return value
        return {self._MARK: base64.b64encode(zlib.compress(text.encode(), 6)).decode("ascii")}

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Give the value as it was."""
        if isinstance(value, dict) and self._MARK in value:
            return json.loads(zlib.decompress(base64.b64decode(value[self._MARK])))
        return value


def _key() -> "sa.Column[int]":
    return sa.Column("id", Number, primary_key=True)


def _run(**options: Any) -> "sa.Column[str]":
    parent = sa.ForeignKey("runs.id", ondelete="CASCADE")
    return sa.Column("run", Word, parent, nullable=False, **options)


def _page(*, nullable: bool) -> "sa.Column[int]":
    parent = sa.ForeignKey("pages.id", ondelete="CASCADE")
    return sa.Column("page", Number, parent, nullable=nullable, index=True)


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False)


def _word(name: str) -> "sa.Column[str]":
    return sa.Column(name, Word, nullable=False)


def _json(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.JSON, nullable=False)


LOOKED_UP = 400
"""Characters of an address or key by which PostgreSQL's indexes go; as in migration 0004."""


def is_at(column: "sa.Column[str]", urls: Sequence[str]) -> "sa.ColumnElement[bool]":
    """Give the condition that a column of addresses holds one of `urls`, as indexes know it."""
    starts = {url[:LOOKED_UP] for url in urls}
    return sa.and_(sa.func.substr(column, 1, LOOKED_UP).in_(starts), column.in_(urls))


def same_page(one: sa.FromClause, other: sa.FromClause) -> "sa.ColumnElement[bool]":
    """Give the condition that rows of two tables are of one address, as indexes know it."""
    starts = (sa.func.substr(table.c.url, 1, LOOKED_UP) for table in (one, other))
    return sa.and_(next(starts) == next(starts), one.c.url == other.c.url)


runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", Word, primary_key=True),
    sa.Column("started", Moment, nullable=False, index=True),
    sa.Column("finished", Moment),  # none while it runs, and for good if it was broken off
    _text("site"),
    _json("targets"),
    _text("mode"),
    _text("status"),
    _text("gate"),
    sa.Column("exit", sa.Integer, nullable=False),
    _json("reasons"),
    _text("version"),
    _text("axe"),
    _text("browser"),
    sa.Column("fail_on", sa.Text),
    sa.Column("notes", sa.JSON, nullable=False, server_default="[]"),
    sa.Column("scope", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("whole", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("terms", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("resumable", sa.Boolean, nullable=False, server_default=sa.false()),
)

writer = sa.Table(  # who writes to this database now, or did when it died: a row, or none
    "writer",
    metadata,
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("doing", sa.Text, nullable=False),
)

rules = sa.Table(
    "rules",
    metadata,
    _run(primary_key=True),
    sa.Column("id", Word, primary_key=True),
    _text("title"),
    _text("severity"),
    _json("wcag"),
    _json("tags"),
    _text("demand"),
    _text("why"),
    _text("fix"),
    _text("help_url"),
    sa.Column("version", sa.Text, nullable=False, server_default=sa.text("''")),
)

pages = sa.Table(
    "pages",
    metadata,
    _key(),
    _run(),
    _word("url"),
    _text("kind"),
    _text("detail"),
    sa.Column("seconds", sa.Float, nullable=False),
    _text("title"),
    _json("links"),
    sa.Column("status", sa.Integer, nullable=False, server_default="0"),
    sa.Column("look", sa.JSON(none_as_null=True)),  # of a page not audited: its last known one
    sa.Column("doubted", Moment),  # since when it answers with something that is not the page
    sa.Column("visit", sa.JSON(none_as_null=True)),  # none where no worker finished it
    sa.Column("unchanged_since", Moment),  # when an earlier run read it, if this one did not
    sa.UniqueConstraint("run", "url"),
)

findings = sa.Table(
    "findings",
    metadata,
    _key(),
    _run(),
    _page(nullable=True),  # none where a site rule found it
    _word("url"),
    _text("rule"),
    _text("fingerprint"),
    _text("finding_group"),
    _text("severity"),
    _text("certainty"),
    _text("status"),
    _text("owner"),
    _text("subject"),
    _text("message"),
    sa.Column("fix", sa.Text),
    _json("place"),
    _json("related"),
    _json("evidence"),
    _json("wcag"),
    sa.Column("unstable", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("first_run", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("last_run", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("first_seen", Moment),
    sa.Column("last_seen", Moment),
    sa.Column("note", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("new_rule", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index(None, "run", "url"),
    sa.Index(None, "run", "fingerprint"),
)

facts = sa.Table(
    "facts",
    metadata,
    _key(),
    _run(),
    _page(nullable=False),
    _text("rule"),
    _word("key"),
    sa.Column("value", Packed, nullable=False),
    _json("place"),
    sa.Index(None, "run", "rule", "key"),
)

unchecked = sa.Table(
    "unchecked",
    metadata,
    _key(),
    _run(),
    _page(nullable=True),  # none where it is the whole site
    _word("url"),
    _text("rule"),
    _text("reason"),
    sa.Index(None, "run", "url"),
)

pictures = sa.Table(
    "pictures",
    metadata,
    _run(primary_key=True),
    sa.Column("finding_group", Word, primary_key=True),
    _page(nullable=False),
    sa.Column("webp", sa.LargeBinary, nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    _json("box"),
)

grounds = sa.Table(  # what the judgement of an audited page rests on
    "grounds",
    metadata,
    sa.Column(
        "page",
        Number,
        sa.ForeignKey("pages.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    _text("key"),
    _text("decided"),
    sa.Column("gathered", Moment, nullable=False),
    sa.Column("until", sa.Date),
    _text("state"),
    _json("validators"),
    _text("browser"),
    _text("hindrance"),
    sa.Column("parts", Packed, nullable=False),
)

states = sa.Table(  # what a run was answered for things that pages use
    "states",
    metadata,
    _key(),
    _run(index=True),
    _text("address"),
    _text("state"),
)

costs = sa.Table(
    "costs",
    metadata,
    _run(primary_key=True),
    sa.Column("rule", Word, primary_key=True),
    _json("pages"),
    sa.Column("site", sa.Float, nullable=False),
)
