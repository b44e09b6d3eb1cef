"""What was seen in folders, and what of it waits to be read."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("stamp", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("articles", sa.Text),
        sa.Column("reader", sa.String),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("holder", sa.String),
        sa.Column("lease", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("folder", "path", name="pk_files"),
    )
    op.create_index("ix_files_folder_state_path", "files", ["folder", "state", "path"])
