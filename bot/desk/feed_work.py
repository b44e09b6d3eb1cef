"""What is due of feeds, as jobs, and the functions that do them; the tables are the truth, a queue only carries."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.desk.feed_look import FeedLook, Tell
from bot.desk.feed_pages import FeedPages, Files
from bot.jobs import Job, Tasks
from bot.sources.feed_pace import SHORTEST
from bot.sources.furniture import Furniture
from bot.sources.http import Fetcher
from bot.storage.feed_entries import SqlEntryStore
from bot.storage.feeds import SqlFeedStore
from bot.storage.hosts import SqlHostStore

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
        self._clock = clock
        look = FeedLook(self._feeds, self._entries, fetcher, clock, shortest=shortest, tell=tell)
        pages = FeedPages(
            self._entries, self._hosts, fetcher, files, clock, furniture=furniture, ticks=ticks, wait=wait
        )
        self._tasks: Tasks = {LOOK: look, PAGES: pages}

    def tasks(self) -> Tasks:
        """What does the jobs, by their names."""
        return self._tasks

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
        """Do here, one after another, all that is due now or gets due by it; how many jobs that were."""
        done = 0
        while jobs := self.due():
            for job in jobs:
                self._tasks[job.task](job.args)
            done += len(jobs)
        return done

    def prune(self) -> None:
        """Forget hosts that nobody has asked for a month."""
        self._hosts.prune(self._clock() - timedelta(days=30))
