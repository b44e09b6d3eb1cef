"""What is due of feeds, as jobs, and the functions that do them; the tables are the truth, a queue only carries."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Engine

from bot.desk.feed_look import FeedLook, Tell
from bot.desk.feed_pages import FeedPages, Files
from bot.domain.errors import StorageError, StoreUnavailable
from bot.domain.feed import Feed
from bot.jobs import Job, Tasks
from bot.sources.feed_pace import SHORTEST
from bot.sources.furniture import Furniture
from bot.sources.http import Fetcher
from bot.storage.feed_entries import SqlEntryStore
from bot.storage.feeds import SqlFeedStore
from bot.storage.hosts import SqlHostStore

_log = logging.getLogger(__name__)

LOOK, PAGES = "feed", "pages"
"""The names of the jobs: look at a feed, read what is due at a host."""
HANDED_OUT = timedelta(minutes=10)
"""A job that was handed out and not begun by then, because whoever had it died, is due again."""


def nobody(*_: object) -> None:
    """Tells nobody: the log has it."""


class FeedWork:
    """The jobs of feeds over an engine whose tables are current. Everything may raise ``StorageError``."""

    def __init__(
        self,
        engine: Engine,
        fetcher: Fetcher,
        files: Files,
        clock: Callable[[], datetime],
        *,
        shortest: timedelta = SHORTEST,
        tell: Tell = nobody,
        furniture: Furniture | None = None,
        ticks: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._feeds, self._entries, self._hosts = SqlFeedStore(engine), SqlEntryStore(engine), SqlHostStore(engine)
        self._clock, self._tell = clock, tell
        self._look = FeedLook(self._feeds, self._entries, fetcher, clock, shortest=shortest, tell=self._told)
        self._pages = FeedPages(
            self._entries, self._hosts, fetcher, files, clock, furniture=furniture, ticks=ticks, wait=wait
        )

    def tell_by(self, tell: Tell) -> None:
        """Have makers told by ``tell`` from now on what became of their feeds."""
        self._tell = tell

    def tasks(self, stop: Callable[[], bool] = lambda: False) -> Tasks:
        """What does the jobs, by their names; after ``stop`` they end with the page that they have begun."""
        return {LOOK: self._look, PAGES: partial(self._pages, stop=stop)}

    def due(self) -> list[Job]:
        """What is to be done now, given to nobody else for ``HANDED_OUT``. A host is asked by one job at a time."""
        now = self._clock()
        until = now + HANDED_OUT
        looks = [
            Job(task=LOOK, args={"feed": feed}, key=f"feed:{feed}", lock=f"host:{host}")
            for feed, host in self._feeds.hand_out(now, until)
        ]
        pages = [
            Job(task=PAGES, args={"host": host}, key=f"host:{host}", lock=f"host:{host}")
            for host in self._entries.hand_out(now, until)
        ]
        return looks + pages

    def run_due(self) -> int:
        """Do here, one after another, all that is due now or gets due by it; how many jobs that were.

        Raises: StoreUnavailable; the log has what went wrong with one job otherwise.
        """
        tasks, done = self.tasks(), 0
        while jobs := self.due():
            for job in jobs:
                try:
                    tasks[job.task](job.args)
                except StoreUnavailable:
                    raise
                except StorageError as error:
                    _log.warning("%s", error)
            done += len(jobs)
        return done

    def _told(self, feed: Feed, message: str) -> None:
        self._tell(feed, message)

    def prune(self) -> None:
        """Forget hosts that nobody has asked for a month."""
        self._hosts.prune(self._clock() - timedelta(days=30))
