"""Feeds: addresses that are read again and again, and how they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class FeedState(StrEnum):
    """Whether a feed is read."""

    ACTIVE = "active"
    PAUSED = "paused"
    """By somebody's word."""
    GONE = "gone"
    """Its server says for good that it is no more (410): it is not asked again until somebody resumes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed of a workspace, or of the operator (``SHARED``); ``number`` is what a person types, unique in a workspace.

    Times are aware and in UTC. ``title`` is the feed's own name for itself, for people only: no outlet is named by it.
    ``last_error`` is a sentence for people, None after a success. ``made_by`` and ``made_in`` are who added it and the
    conversation to tell (Slack's ids), empty for the operator's. ``articles`` is how many it brought into the library;
    ``configured`` says that the configuration names it.
    """

    id: str
    workspace: str
    number: int
    url: str
    title: str | None
    state: FeedState
    next_at: datetime
    interval: timedelta
    failures: int = 0
    last_success: datetime | None = None
    last_new: datetime | None = None
    last_error: str | None = None
    made_by: str = ""
    made_in: str = ""
    articles: int = 0
    configured: bool = False


class EntryState(StrEnum):
    """How far an entry of a feed is."""

    WAITING = "waiting"
    """It is to be read, for the first time, once more, or because it has changed."""
    READ = "read"
    STOOD_IN = "stood in"
    """Its page could not be read: what the feed tells of it is the article, for good."""
    REFUSED = "refused"
    """There is nothing of it, for good."""


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What is remembered of an entry that was in a feed; ``stamp`` says how it was, see ``bot.sources.entry``."""

    key: str
    locator: str
    title: str | None
    published: datetime | None
    stamp: str
