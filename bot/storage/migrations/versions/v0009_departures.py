"""Which workspaces took the app away, and when: their data goes some time later."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "departures",
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("workspace", name="pk_departures"),
    )
