"""The tables of digests: subscriptions, deliveries, what each subscriber was told, whose turn it is in a channel."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    exists,
    false,
    text,
)

from bot.storage.schema import UtcTime, metadata

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", String, primary_key=True),
    Column("workspace", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("channel", String, nullable=False),
    Column("creator", String, nullable=False),
    Column("at", String, nullable=False),
    Column("weekdays", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("query", Text, nullable=False),
    Column("announce_quiet", Boolean, nullable=False),
    Column("outlets", Text, nullable=False, server_default=""),
    Column("most", Integer),
    Column("paused", Text),
    Column("created", UtcTime, nullable=False),
    Column("active_since", UtcTime),
    Column("removed", UtcTime),
    UniqueConstraint("workspace", "number"),
)
"""``at`` is "08:30", ``weekdays`` "01234", ``outlets`` one name in each line.
A removed one keeps its number, so that it can come back."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("subscription", String, ForeignKey("subscriptions.id"), nullable=False),
    Column("slot", UtcTime, nullable=False),
    Column("workspace", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("state", String, nullable=False),
    Column("asked_by", String),
    Column("claimed", UtcTime, nullable=False),
    Column("finished", UtcTime),
    Column("upto", BigInteger, nullable=False),
    Column("stories", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("looks", Integer, nullable=False),
    Column("corrects", Boolean, nullable=False, server_default=false()),
    Column("ts", String),
    Column("error", Text),
    Column("content", Text),
    Column("holder", String),
    Column("lease", UtcTime),
    PrimaryKeyConstraint("subscription", "slot"),
    Index(None, "workspace", "claimed"),
)
"""``content`` is what was frozen to be posted; ``holder`` works on it until ``lease``, then anybody may take over."""

Index(
    "ix_deliveries_open",
    deliveries.c.subscription,
    unique=True,
    sqlite_where=text("finished IS NULL"),
    postgresql_where=text("finished IS NULL"),
)
"""One open delivery for a subscription: two at once could tell the same story."""

OPEN = deliveries.c.finished.is_(None)
"""Of a delivery that somebody still has to bring to an end."""

BUSY = exists().where(deliveries.c.subscription == subscriptions.c.id, OPEN).correlate(subscriptions)
"""Of a subscription with such a delivery."""

told_stories = Table(
    "told_stories",
    metadata,
    Column("subscription", String, nullable=False),
    Column("story", Integer, nullable=False),
    Column("slot", UtcTime, nullable=False),
    PrimaryKeyConstraint("subscription", "story", "slot"),
)
"""The stories of each message that was posted, or that may have been; ``slot`` is its delivery's."""

told_articles = Table(
    "told_articles",
    metadata,
    Column("subscription", String, nullable=False),
    Column("article", String, nullable=False),
    Column("slot", UtcTime, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("told", Text, nullable=False),
    PrimaryKeyConstraint("subscription", "article", "slot"),
    Index(None, "slot"),
)
"""Each article that a digest listed, as it was then: what was told of it is written by ``bot.digests.corrections``."""

turns = Table(
    "channel_turns",
    metadata,
    Column("workspace", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("free", UtcTime, nullable=False),
    PrimaryKeyConstraint("workspace", "channel"),
)
"""When the next message may go to a channel, whichever process sends it."""
