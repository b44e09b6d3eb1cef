"""A look at one feed: ask for it, see what is new, and write both in one step. Its articles are read afterwards."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.domain.article import SHARED
from bot.domain.errors import SourceError
from bot.domain.feed import Feed, FeedState
from bot.sources.address import without_credentials
from bot.sources.discovery import read_feed
from bot.sources.entry import Entry, as_json
from bot.sources.feed_news import NewEntry, found_in
from bot.sources.feed_pace import failed, succeeded
from bot.sources.http import Fetched, Fetcher, Validators
from bot.sources.robots import host_of
from bot.sources.unread import plain, unforeseen
from bot.storage.feed_entries import SqlEntryStore, Waiting
from bot.storage.feeds import SqlFeedStore, Stand

LEASE = timedelta(minutes=4)
"""How long a feed and its host stay with a process that has died; a look fetches for a minute and reads for less."""
BUSY = timedelta(seconds=20)
"""A feed whose host somebody else asks just now is due again after so long."""

Tell = Callable[[Feed, str], None]
"""Tells who made a feed what became of it, in a sentence."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Looked:
    """How the feed stands now; what is to be read of it, what is still there, what looks different and is not."""

    stand: Stand
    waiting: tuple[Waiting, ...] = ()
    present: frozenset[str] = frozenset()
    restamped: tuple[tuple[str, str], ...] = ()


class FeedLook:
    """The job ``feed``; ``shortest`` is the least time between two looks at one feed."""

    def __init__(
        self,
        feeds: SqlFeedStore,
        entries: SqlEntryStore,
        fetcher: Fetcher,
        clock: Callable[[], datetime],
        *,
        shortest: timedelta,
        tell: Tell,
    ) -> None:
        self._feeds, self._entries, self._fetcher, self._clock = feeds, entries, fetcher, clock
        self._shortest, self._tell = shortest, tell

    def __call__(self, args: Mapping[str, Any]) -> None:
        """Look at the feed whose id is ``args["feed"]``, if it is due and nobody else does.

        Raises: StorageError; nothing is lost by it, and the feed is due again when its lease has passed.
        """
        holder, now = uuid4().hex, self._clock()
        stand = self._feeds.begin(args["feed"], holder=holder, now=now, until=now + LEASE, again=now + BUSY)
        if stand is None:
            return
        looked = self._look(stand, now)
        written = self._entries.record(
            looked.stand, looked.waiting, looked.present, looked.restamped, holder=holder, now=self._clock()
        )
        feed = looked.stand.feed
        if written and feed.state is not FeedState.ACTIVE:
            what = "is gone for good" if feed.state is FeedState.GONE else "is not read any more"
            message = f"The feed {feed.title or feed.url} {what}: {feed.last_error}."
            _log.warning("feed #%s of %s: %s", feed.number, feed.workspace or "everybody", message)
            if feed.workspace != SHARED:
                self._tell(feed, message)

    def _look(self, stand: Stand, now: datetime) -> _Looked:
        feed = stand.feed
        problems: list[SourceError] = []
        try:
            fetched = self._fetcher.fetch(feed.url, unless=Validators(stand.etag, stand.last_modified))
            if fetched is None:
                return _Looked(replace(stand, feed=succeeded(feed, news=None, now=now, shortest=self._shortest)))
            parsed = read_feed(fetched, problems)
            found = found_in(parsed.entries, self._entries.known(feed.id))
        except SourceError as error:
            return self._failed(stand, error, now)
        except Exception as error:
            return self._failed(stand, unforeseen(without_credentials(feed.url), error), now)
        for problem in problems:
            _log.warning("%s", problem)
        news = _newest(found.news, is_archive=not stand.archived, now=now)
        after = replace(
            stand,
            feed=replace(
                succeeded(feed, news=news, now=now, shortest=self._shortest), title=parsed.title or feed.title
            ),
            etag=fetched.validators.etag,
            last_modified=fetched.validators.last_modified,
            # A feed that is still empty has no archive: what comes first is news, unless it comes all at once.
            archived=stand.archived or bool(parsed.entries),
        )
        waiting = tuple(_waiting(feed, each, is_archive=not stand.archived) for each in found.news)
        return _Looked(self._moved(after, fetched), waiting, found.present, found.restamped)

    def _failed(self, stand: Stand, error: SourceError, now: datetime) -> _Looked:
        if stand.feed.failures == 0:
            _log.warning("%s", plain(error))
        return _Looked(replace(stand, feed=failed(stand.feed, error, now=now, shortest=self._shortest)))

    def _moved(self, stand: Stand, fetched: Fetched) -> Stand:
        """``stand`` at its new address, if its server says that it has moved for good; that is a feed too."""
        feed = stand.feed
        if not fetched.moved or fetched.url == feed.url:
            return stand
        for other in self._feeds.all(feed.workspace):
            if other.feed.url == fetched.url:
                why = f"it has moved to {fetched.url}, which is feed #{other.feed.number}"
                return replace(stand, feed=replace(feed, state=FeedState.PAUSED, last_error=why))
        earlier = (*stand.moved_from, feed.url)
        return replace(stand, feed=replace(feed, url=fetched.url), host=host_of(fetched.url), moved_from=earlier)


def _newest(news: tuple[NewEntry, ...], *, is_archive: bool, now: datetime) -> datetime | None:
    """When the newest of ``news`` came: now, but what a feed has at its first look came when it says."""
    if not news:
        return None
    times = [each.entry.published for each in news if each.entry.published and each.entry.published <= now]
    return max(times) if is_archive and times else now


def _waiting(feed: Feed, new: NewEntry, *, is_archive: bool) -> Waiting:
    entry = new.entry
    return Waiting(
        key=new.key,
        host=host_of(entry.link) if asks_for_page(entry) and entry.link else f"feed:{feed.id}",
        locator=entry.locator,
        title=entry.title,
        published=entry.published,
        stamp=entry.stamp,
        entry=as_json(entry),
        archive=is_archive,
    )


def asks_for_page(entry: Entry) -> bool:
    """Whether the article of an entry is on its page, rather than in the feed."""
    return entry.content is None and entry.link is not None
