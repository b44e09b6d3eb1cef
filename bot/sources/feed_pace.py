"""When a feed and the pages that it tells of are asked again (pure)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.errors import SourceError
from bot.domain.feed import Feed, FeedState
from bot.sources.unread import Gone, Unread

SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(days=1)
SHARE_OF_SILENCE = 8
"""A feed that has brought nothing for eight hours is asked in one."""
GROWTH = 1.5
GIVEN_UP_AFTER = timedelta(days=1)
PAUSES = tuple(min(timedelta(minutes=5) * 2**tries, timedelta(hours=6)) for tries in range(8))
"""How long a page that can't be read is left alone after so many tries, and after all further ones."""


def interval(feed: Feed, last_new: datetime | None, now: datetime, shortest: timedelta) -> timedelta:
    """How long to wait before ``feed`` is asked again whose last news came then: the longer ago, the longer, but never
    much longer than the last time, and of a feed that was never read the ``shortest``.
    """
    if feed.last_success is None:
        return shortest
    silence = now - last_new if last_new else LONGEST * SHARE_OF_SILENCE
    return max(min(silence / SHARE_OF_SILENCE, feed.interval * GROWTH, LONGEST), shortest)


def succeeded(feed: Feed, *, news: datetime | None, now: datetime, shortest: timedelta = SHORTEST) -> Feed:
    """``feed`` after it was read; ``news`` is when the newest of what was new in it came, None if nothing was."""
    last_new = max(filter(None, (feed.last_new, news)), default=None)
    pause = interval(feed, last_new, now, shortest)
    return replace(
        feed,
        next_at=now + pause,
        interval=pause,
        failures=0,
        last_success=now,
        last_new=last_new,
        last_error=None,
    )


def failed(feed: Feed, error: SourceError, *, now: datetime, shortest: timedelta = SHORTEST) -> Feed:
    """``feed`` after it could not be read: asked again after a pause that grows with each failure to a day, and not
    before its server wants to; not at all, if that says that it is gone for good.
    """
    why = in_words(error)
    if isinstance(error, Gone):
        return replace(feed, state=FeedState.GONE, failures=feed.failures + 1, last_error=why)
    pause = max(shortest, min(shortest * 2 ** min(feed.failures, 10), LONGEST))
    asked = error.after if isinstance(error, Unread) else timedelta(0)
    return replace(feed, next_at=now + max(pause, asked), failures=feed.failures + 1, last_error=why)


def in_words(error: SourceError) -> str:
    """Why a feed could not be read, as a part of a sentence about it: "its server answers 503 Service Unavailable"."""
    why = error.cause or error.problem
    return f"its{why.removeprefix('the')}" if why.startswith("the server ") else why


def is_given_up(since: datetime, now: datetime) -> bool:
    """Whether a page that could not be read ``since`` then is not asked for again."""
    return now - since >= GIVEN_UP_AFTER
