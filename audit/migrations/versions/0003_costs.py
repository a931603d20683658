"""What each rule cost in a run, and what a reader should know of how the run judged."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table of costs; of runs that were saved before, nothing is known."""
    op.add_column("runs", sa.Column("notes", sa.JSON, nullable=False, server_default="[]"))
    op.create_table(
        "costs",
        sa.Column("run", WORD, sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("rule", WORD, primary_key=True),
        sa.Column("pages", sa.JSON, nullable=False),
        sa.Column("site", sa.Float, nullable=False),
    )
