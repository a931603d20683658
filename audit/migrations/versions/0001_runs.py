"""Runs, the rules they asked, their pages, and what each page gave."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "runs",
        sa.Column("id", WORD, primary_key=True),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True)),
        *_texts("site"),
        *_jsons("targets"),
        *_texts("mode", "status", "gate"),
        sa.Column("exit", sa.Integer, nullable=False),
        *_jsons("reasons"),
        *_texts("version", "axe", "browser"),
        sa.Column("fail_on", sa.Text),
    )
    op.create_index("ix_runs_started", "runs", ["started"])
    op.create_table(
        "rules",
        _run(primary_key=True),
        sa.Column("id", WORD, primary_key=True),
        *_texts("title", "severity"),
        *_jsons("wcag", "tags"),
        *_texts("demand", "why", "fix", "help_url"),
    )
    op.create_table(
        "pages",
        sa.Column("id", NUMBER, primary_key=True),
        _run(),
        sa.Column("url", WORD, nullable=False),
        *_texts("kind", "detail"),
        sa.Column("seconds", sa.Float, nullable=False),
        *_texts("title"),
        *_jsons("links"),
        sa.UniqueConstraint("run", "url"),
    )
    op.create_table(
        "findings",
        sa.Column("id", NUMBER, primary_key=True),
        _run(),
        _page(nullable=True),
        sa.Column("url", WORD, nullable=False),
        *_texts("rule", "fingerprint", "finding_group", "severity", "certainty", "status"),
        *_texts("owner", "subject", "message"),
        sa.Column("fix", sa.Text),
        *_jsons("place", "related", "evidence", "wcag"),
    )
    op.create_index("ix_findings_page", "findings", ["page"])
    op.create_index("ix_findings_run_url", "findings", ["run", "url"])
    op.create_table(
        "facts",
        sa.Column("id", NUMBER, primary_key=True),
        _run(),
        _page(nullable=False),
        *_texts("rule"),
        sa.Column("key", WORD, nullable=False),
        *_jsons("value", "place"),
    )
    op.create_index("ix_facts_page", "facts", ["page"])
    op.create_index("ix_facts_run_rule_key", "facts", ["run", "rule", "key"])
    op.create_table(
        "unchecked",
        sa.Column("id", NUMBER, primary_key=True),
        _run(),
        _page(nullable=True),
        sa.Column("url", WORD, nullable=False),
        *_texts("rule", "reason"),
    )
    op.create_index("ix_unchecked_page", "unchecked", ["page"])
    op.create_index("ix_unchecked_run_url", "unchecked", ["run", "url"])
    op.create_table(
        "pictures",
        _run(primary_key=True),
        sa.Column("finding_group", WORD, primary_key=True),
        _page(nullable=False),
        sa.Column("webp", sa.LargeBinary, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        *_jsons("box"),
    )
    op.create_index("ix_pictures_page", "pictures", ["page"])


def _run(*, primary_key: bool = False) -> "sa.Column[str]":
    parent = sa.ForeignKey("runs.id", ondelete="CASCADE")
    return sa.Column("run", WORD, parent, nullable=False, primary_key=primary_key)


def _page(*, nullable: bool) -> "sa.Column[int]":
    parent = sa.ForeignKey("pages.id", ondelete="CASCADE")
    return sa.Column("page", NUMBER, parent, nullable=nullable)


def _texts(*names: str) -> "list[sa.Column[str]]":
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _jsons(*names: str) -> "list[sa.Column[object]]":
    return [sa.Column(name, sa.JSON, nullable=False) for name in names]
