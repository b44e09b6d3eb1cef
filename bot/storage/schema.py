"""The tables. ``migrations`` makes them; a test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    true,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """An aware time in UTC, on databases with and without zones. A naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        value = value.astimezone(UTC)
        # SQLite compares times as text: all must be written alike, without an offset.
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


articles = Table(
    "articles",
    metadata,
    Column("id", String, primary_key=True),
    Column("workspace", String, nullable=False),
    Column("locator", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("story", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("outlet", Text),
    Column("outlet_key", Text, nullable=False, server_default=""),
    Column("byline", Text),
    Column("url", Text),
    Column("published", UtcTime),
    Column("dated", UtcTime, nullable=False),
    Column("added", UtcTime, nullable=False),
    Column("added_by", String, nullable=False, server_default=""),
    Column("is_news", Boolean, nullable=False, server_default=true()),
    Column("updated", UtcTime, nullable=False),
    Column("language", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("excluded", Text, nullable=False),
    Column("analysis", Text, nullable=False),
    Column("analysis_version", String, nullable=False),
    Column("added_revision", BigInteger, nullable=False),
    Column("revision", BigInteger, nullable=False),
    UniqueConstraint("workspace", "locator"),
    UniqueConstraint("workspace", "fingerprint", "outlet_key"),
    Index(None, "revision", unique=True),
    Index(None, "added_revision"),
    Index(None, "workspace", "dated", "id"),
    Index(None, "dated"),
    Index(None, "story"),
    Index(None, "url"),
    Index(None, "workspace", "outlet"),
    Index(None, "analysis_version"),
)
"""One row for an article; ``excluded`` and ``analysis`` are JSON (see ``codec``), ``outlet_key`` is what ``whose``
gives. What is not ``is_news`` was old when it came in: digests leave it alone."""

removed = Table(
    "removed_articles",
    metadata,
    Column("workspace", String, nullable=False),
    Column("locator", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("outlet_key", Text, nullable=False),
    Column("url", Text),
    Column("named", Text, nullable=False),
    Column("is_aged", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("workspace", "locator", "fingerprint"),
    Index(None, "workspace", "fingerprint"),
    Index(None, "workspace", "url"),
    Index(None, "workspace", "named"),
)
"""What stays away, though its folder or feed still has it: ``named`` is what somebody named to remove it, and what
``is_aged`` went by itself, being old. No words of it are kept."""

deleted = Table(
    "deleted_articles",
    metadata,
    Column("id", String, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index(None, "revision", unique=True),
)
"""What was deleted, so that every index hears of it; pruned when no index can be so far behind."""

counters = Table(
    "counters",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""``revision`` (of the last change), ``story`` (the last number given), ``pruned`` (the last revision whose deletion
is forgotten), ``identity`` (a random number: which library this is)."""

seen = Table(
    "seen_events",
    metadata,
    Column("key", String, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Index(None, "at"),
)
"""Events from Slack that were taken in."""

threads = Table(
    "threads",
    metadata,
    Column("workspace", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("thread_ts", String, nullable=False),
    Column("story", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("workspace", "channel", "thread_ts"),
    Index(None, "at"),
)
"""Which story a Slack thread is about."""

talks = Table(
    "talks",
    metadata,
    Column("workspace", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("thread_ts", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("person", Text),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("workspace", "channel", "thread_ts"),
    Index(None, "at"),
)
"""What was asked last in a thread, and about whom; ``thread_ts`` is empty for a direct message outside of threads."""

inbox = Table(
    "inbox",
    metadata,
    Column("id", String, primary_key=True),
    Column("workspace", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("received", UtcTime, nullable=False),
    Column("state", String, nullable=False),
    Column("content", Text),
    Column("attempts", Integer, nullable=False),
    Column("looks", Integer, nullable=False),
    Column("holder", String),
    Column("lease", UtcTime, nullable=False),
    Index(None, "lease"),
    Index(None, "workspace"),
)
"""Requests of Slack that were acknowledged and are not answered yet: ``body`` as JSON, ``content`` the frozen answer.
``holder`` works on it until ``lease``, then anybody may take over; what is answered is deleted."""

departures = Table(
    "departures",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("returned", UtcTime),
)
"""The last time that a workspace took the app away, and when it came ``returned``; what it has goes with its data."""

files = Table(
    "files",
    metadata,
    Column("folder", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("stamp", String, nullable=False),
    Column("state", String, nullable=False),
    Column("articles", Text),
    Column("reader", String),
    Column("tries", Integer, nullable=False),
    Column("holder", String),
    Column("lease", UtcTime, nullable=False),
    PrimaryKeyConstraint("folder", "path"),
    Index(None, "folder", "state", "path"),
)
"""The files of watched folders as they were seen last: ``path`` below its folder, ``stamp`` tells a change, ``state``
see ``files.State``, ``articles`` the ids of what it was read as, ``reader`` the version that refused it. One that waits
is read by its ``holder`` until ``lease``."""
