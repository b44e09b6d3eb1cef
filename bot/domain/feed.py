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
    conversation to tell (Slack's ids), empty for the operator's.
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
