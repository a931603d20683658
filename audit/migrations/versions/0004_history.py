"""What lets a run be held against earlier ones: statuses with their reasons, looks, versions."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

LOOKED_UP = 400
"""Characters by which PostgreSQL looks addresses and keys up: an entry of a B-tree has room for
2,704 bytes, and a character takes up to four."""


def upgrade() -> None:
    """Add the columns; of runs that were saved before, nothing of the kind is known."""
    op.add_column("runs", sa.Column("scope", sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column("runs", sa.Column("whole", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column(
        "rules", sa.Column("version", sa.Text, nullable=False, server_default=sa.text("''"))
    )
    op.add_column("pages", sa.Column("status", sa.Integer, nullable=False, server_default="0"))
    op.add_column("pages", sa.Column("look", sa.JSON))
    op.add_column("pages", sa.Column("doubted", sa.DateTime(timezone=True)))
    for name in ("first_run", "last_run"):
        op.add_column(
            "findings", sa.Column(name, sa.Text, nullable=False, server_default=sa.text("''"))
        )
    for name in ("first_seen", "last_seen"):
        op.add_column("findings", sa.Column(name, sa.DateTime(timezone=True)))
    op.add_column(
        "findings", sa.Column("note", sa.Text, nullable=False, server_default=sa.text("''"))
    )
    op.add_column(
        "findings", sa.Column("new_rule", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.create_index("ix_findings_run_fingerprint", "findings", ["run", "fingerprint"])
    if op.get_bind().dialect.name == "postgresql":
        _index_by_prefixes()


def _index_by_prefixes() -> None:
    """Let long addresses and keys in (https://www.postgresql.org/docs/current/btree.html)."""
    op.drop_constraint("uq_pages_run_url", "pages", type_="unique")
    op.drop_index("ix_findings_run_url", "findings")
    op.drop_index("ix_unchecked_run_url", "unchecked")
    op.drop_index("ix_facts_run_rule_key", "facts")
    start = sa.text(f"substr(url, 1, {LOOKED_UP})")
    op.create_index("uq_pages_run_url", "pages", ["run", start, sa.text("md5(url)")], unique=True)
    op.create_index("ix_findings_run_url", "findings", ["run", start])
    op.create_index("ix_unchecked_run_url", "unchecked", ["run", start])
    key = sa.text(f"substr(key, 1, {LOOKED_UP})")
    op.create_index("ix_facts_run_rule_key", "facts", ["run", "rule", key])
