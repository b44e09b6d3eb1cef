"""Subscriptions, deliveries, told stories, turns in a channel."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("creator", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("weekdays", sa.String, nullable=False),
        sa.Column("zone", sa.String, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("announce_quiet", sa.Boolean, nullable=False),
        sa.Column("paused", sa.Text),
        sa.Column("created", TIME, nullable=False),
        sa.Column("active_since", TIME),
        sa.Column("removed", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sa.UniqueConstraint("workspace", "number", name="uq_subscriptions_workspace_number"),
    )
    op.create_table(
        "deliveries",
        sa.Column("subscription", sa.String, nullable=False),
        sa.Column("slot", TIME, nullable=False),
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("asked_by", sa.String),
        sa.Column("claimed", TIME, nullable=False),
        sa.Column("finished", TIME),
        sa.Column("upto", sa.BigInteger, nullable=False),
        sa.Column("stories", sa.Integer, nullable=False),
        sa.Column("sent", sa.Integer, nullable=False),
        sa.Column("looks", sa.Integer, nullable=False),
        sa.Column("ts", sa.String),
        sa.Column("error", sa.Text),
        sa.Column("content", sa.Text),
        sa.Column("holder", sa.String),
        sa.Column("lease", TIME),
        sa.PrimaryKeyConstraint("subscription", "slot", name="pk_deliveries"),
        sa.ForeignKeyConstraint(["subscription"], ["subscriptions.id"], name="fk_deliveries_subscription"),
    )
    op.create_index("ix_deliveries_workspace_claimed", "deliveries", ["workspace", "claimed"])
    op.create_index(
        "ix_deliveries_open",
        "deliveries",
        ["subscription"],
        unique=True,
        sqlite_where=sa.text("finished IS NULL"),
        postgresql_where=sa.text("finished IS NULL"),
    )
    op.create_table(
        "told_stories",
        sa.Column("subscription", sa.String, nullable=False),
        sa.Column("story", sa.Integer, nullable=False),
        sa.Column("slot", TIME, nullable=False),
        sa.PrimaryKeyConstraint("subscription", "story", "slot", name="pk_told_stories"),
    )
    op.create_table(
        "channel_turns",
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("free", TIME, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", name="pk_channel_turns"),
    )
