"""What Slack's requests that were acknowledged and are not answered yet are kept in."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("content", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("looks", sa.Integer, nullable=False),
        sa.Column("holder", sa.String),
        sa.Column("lease", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_inbox_lease", "inbox", ["lease"])
    op.create_index("ix_inbox_workspace", "inbox", ["workspace"])
