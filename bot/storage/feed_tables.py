"""The tables of feeds: how each stands, what was seen in it and what of that waits, and what hosts ask of readers."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, PrimaryKeyConstraint, String, Table, Text, UniqueConstraint

from bot.storage.schema import UtcTime, metadata

feeds = Table(
    "feeds",
    metadata,
    Column("id", String, primary_key=True),
    Column("workspace", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("url", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("title", Text),
    Column("state", String, nullable=False),
    Column("next_at", UtcTime, nullable=False),
    Column("interval", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("last_success", UtcTime),
    Column("last_new", UtcTime),
    Column("last_error", Text),
    Column("made_by", String, nullable=False),
    Column("made_in", String, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("configured", Boolean, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("archived", Boolean, nullable=False),
    Column("moved_from", Text, nullable=False),
    Column("holder", String),
    Column("lease", UtcTime, nullable=False),
    UniqueConstraint("workspace", "number"),
    UniqueConstraint("workspace", "url"),
    Index(None, "next_at"),
)
"""``interval`` is in seconds; ``archived`` says that what it held at its first look is in ``feed_entries``;
``moved_from`` has one earlier address in each line. ``holder`` looks at it until ``lease``."""

feed_entries = Table(
    "feed_entries",
    metadata,
    Column("feed", String, nullable=False),
    Column("key", String, nullable=False),
    Column("workspace", String, nullable=False),
    Column("host", Text, nullable=False),
    Column("locator", Text, nullable=False),
    Column("title", Text),
    Column("published", UtcTime),
    Column("stamp", String, nullable=False),
    Column("state", String, nullable=False),
    Column("archive", Boolean, nullable=False),
    Column("seen", UtcTime, nullable=False),
    Column("entry", Text),
    Column("since", UtcTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due", UtcTime),
    Column("filed", Text),
    Column("done", UtcTime),
    PrimaryKeyConstraint("feed", "key"),
    Index(None, "due", "host"),
    Index(None, "workspace", "locator"),
)
"""``seen`` is when it was last in its feed. While it waits, ``entry`` is what the feed tells of it (JSON), ``since``
when it began to wait, ``due`` when it is read next. ``filed`` is its article's locator, ``done`` when it was read."""

hosts = Table(
    "hosts",
    metadata,
    Column("host", Text, primary_key=True),
    Column("robots", Text),
    Column("robots_until", UtcTime),
    Column("robots_failing", UtcTime),
    Column("quiet_until", UtcTime),
    Column("holder", String),
    Column("lease", UtcTime, nullable=False),
)
"""``robots`` is its robots.txt ("" if it has none), asked for again after ``robots_until``, unreachable since
``robots_failing``. It asked not to be asked before ``quiet_until``. ``holder`` asks it until ``lease``."""
