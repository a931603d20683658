"""What lets a broken-off run be taken up again, and says who writes to the history."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns and the table; runs that were saved before cannot be taken up."""
    op.add_column("runs", sa.Column("terms", sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column(
        "runs", sa.Column("resumable", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("pages", sa.Column("visit", sa.JSON))
    op.create_table(
        "writer",
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("doing", sa.Text, nullable=False),
    )
