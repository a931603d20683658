"""Findings that came and went between two loads of their page."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the mark; of findings that were saved before, none had it."""
    op.add_column(
        "findings",
        sa.Column("unstable", sa.Boolean, nullable=False, server_default=sa.false()),
    )
