"""Articles, deletions, counters, seen events, threads."""

from secrets import randbits

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("locator", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("story", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("outlet", sa.Text),
        sa.Column("byline", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("published", TIME),
        sa.Column("dated", TIME, nullable=False),
        sa.Column("added", TIME, nullable=False),
        sa.Column("updated", TIME, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("excluded", sa.Text, nullable=False),
        sa.Column("analysis", sa.Text, nullable=False),
        sa.Column("analysis_version", sa.String, nullable=False),
        sa.Column("added_revision", sa.BigInteger, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("workspace", "locator", name="uq_articles_workspace_locator"),
        sa.UniqueConstraint("workspace", "fingerprint", name="uq_articles_workspace_fingerprint"),
    )
    op.create_index("ix_articles_revision", "articles", ["revision"], unique=True)
    op.create_index("ix_articles_added_revision", "articles", ["added_revision"])
    op.create_index("ix_articles_workspace_dated_id", "articles", ["workspace", "dated", "id"])
    op.create_index("ix_articles_story", "articles", ["story"])
    op.create_index("ix_articles_url", "articles", ["url"])
    op.create_index("ix_articles_analysis_version", "articles", ["analysis_version"])

    op.create_table(
        "deleted_articles",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deleted_articles"),
    )
    op.create_index("ix_deleted_articles_revision", "deleted_articles", ["revision"], unique=True)

    counters = op.create_table(
        "counters",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    starts = {"revision": 0, "story": 0, "pruned": 0, "identity": randbits(62)}
    op.bulk_insert(counters, [{"name": name, "value": value} for name, value in starts.items()])

    op.create_table(
        "seen_events",
        sa.Column("key", sa.String, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_seen_events"),
    )
    op.create_index("ix_seen_events_at", "seen_events", ["at"])

    op.create_table(
        "threads",
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("thread_ts", sa.String, nullable=False),
        sa.Column("story", sa.Integer, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "thread_ts", name="pk_threads"),
    )
    op.create_index("ix_threads_at", "threads", ["at"])
