"""How deliveries are made: how late, how long, how often, how many at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.digests.compose import MOST_STORIES
from bot.digests.due import LATE

KEPT = timedelta(days=90)
"""How long what became of a delivery can be looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How deliveries are made.

    ``late``: how late a missed digest is still posted. ``lease``: how long a holder may be silent. ``settle``: how long
    after an unclear answer, and between two looks, the history is given to show the message; it must be longer than a
    post takes. ``looks``: how often a message must be missing before it is posted again. ``gap``: between two messages
    in one channel. ``workers``: how many deliveries of this process run at once. ``kept``: how long what became of a
    delivery can be looked up: longer than a month, for nothing looks back further.
    """

    late: timedelta = LATE
    lease: timedelta = timedelta(minutes=3)
    settle: timedelta = timedelta(seconds=45)
    looks: int = 2
    gap: timedelta = timedelta(seconds=1)
    most: int = MOST_STORIES
    workers: int = 4
    kept: timedelta = KEPT
