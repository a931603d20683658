"""What lets a page that has not changed be carried over from one run to the next."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the column and the tables; pages that were saved before are audited again."""
    op.add_column("pages", sa.Column("unchanged_since", sa.DateTime(timezone=True)))
    op.create_table(
        "grounds",
        sa.Column("page", _KEY, nullable=False, autoincrement=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("decided", sa.Text, nullable=False),
        sa.Column("gathered", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("validators", sa.JSON, nullable=False),
        sa.Column("browser", sa.Text, nullable=False),
        sa.Column("hindrance", sa.Text, nullable=False),
        sa.Column("parts", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("page", name="pk_grounds"),
        sa.ForeignKeyConstraint(
            ["page"], ["pages.id"], name="fk_grounds_page_pages", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "states",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("run", _WORD, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_states"),
        sa.ForeignKeyConstraint(
            ["run"], ["runs.id"], name="fk_states_run_runs", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_states_run", "states", ["run"])
