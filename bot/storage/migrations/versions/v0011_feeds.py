"""Feeds: how each stands, what was seen in it and what of that waits, and what hosts ask of readers."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("interval", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_success", TIME),
        sa.Column("last_new", TIME),
        sa.Column("last_error", sa.Text),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("made_in", sa.String, nullable=False),
        sa.Column("articles", sa.Integer, nullable=False),
        sa.Column("configured", sa.Boolean, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("archived", sa.Boolean, nullable=False),
        sa.Column("moved_from", sa.Text, nullable=False),
        sa.Column("holder", sa.String),
        sa.Column("lease", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.UniqueConstraint("workspace", "number", name="uq_feeds_workspace_number"),
        sa.UniqueConstraint("workspace", "url", name="uq_feeds_workspace_url"),
    )
    op.create_index("ix_feeds_next_at", "feeds", ["next_at"])

    op.create_table(
        "feed_entries",
        sa.Column("feed", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("locator", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("published", TIME),
        sa.Column("stamp", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("archive", sa.Boolean, nullable=False),
        sa.Column("seen", TIME, nullable=False),
        sa.Column("entry", sa.Text),
        sa.Column("since", TIME, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due", TIME),
        sa.Column("filed", sa.Text),
        sa.Column("done", TIME),
        sa.PrimaryKeyConstraint("feed", "key", name="pk_feed_entries"),
    )
    op.create_index("ix_feed_entries_due_host", "feed_entries", ["due", "host"])
    op.create_index("ix_feed_entries_workspace_locator", "feed_entries", ["workspace", "locator"])

    op.create_table(
        "hosts",
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("robots", sa.Text),
        sa.Column("robots_until", TIME),
        sa.Column("robots_failing", TIME),
        sa.Column("quiet_until", TIME),
        sa.Column("holder", sa.String),
        sa.Column("lease", TIME, nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_hosts"),
    )
