"""Store, index, reading and desk: what the command line needs, and what Slack's side builds on."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from bot.app.queue import queue_over
from bot.desk.desk import Desk
from bot.desk.feed_work import FeedWork
from bot.desk.feeds import Feeds
from bot.desk.folders import Folders
from bot.desk.intake import Intake
from bot.desk.wire import Wire
from bot.domain.ages import Ages
from bot.domain.errors import NewsdeskError, StorageError, StoreUnavailable
from bot.jobs import Queue
from bot.nlp import alike
from bot.nlp.pool import Pool
from bot.settings import Settings, load
from bot.sources import Fetcher
from bot.sources.http import SECONDS
from bot.storage import migrate
from bot.storage.articles import SqlArticleStore
from bot.storage.engine import connect
from bot.storage.feeds import SqlFeedStore
from bot.storage.files import SqlFiles
from bot.storage.index import Index
from bot.storage.library import Library
from bot.storage.store import Filed

Clock = Callable[[], datetime]
Problem = Callable[[NewsdeskError], None]

_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The time, aware and in UTC."""
    return datetime.now(UTC)


def settings_here() -> Settings:
    """The settings of a process started in the current folder. Raises: SettingsError."""
    return load(os.environ, Path.cwd())


@dataclass(frozen=True)
class Core:
    """Everything but Slack: what the command line needs, and what the server builds on."""

    settings: Settings
    engine: Engine
    library: Library
    analyser: Pool
    intake: Intake
    folders: Folders
    desk: Desk
    wire: Wire
    feeds: Feeds
    feed_work: FeedWork
    queue: Queue
    clock: Clock

    def fetcher(self, *, seconds: float) -> Fetcher:
        """A client of its own for addresses, which gives up on one after ``seconds``."""
        return _fetcher(self.settings, seconds=seconds)

    def look_at_folders(self, *, on_problem: Problem) -> int:
        """How many articles of the configured folders were added or changed since the last look."""
        return _news(self.folders.look_now(), on_problem)


def _news(outcomes: Iterable[Filed | NewsdeskError], on_problem: Problem) -> int:
    news = 0
    for outcome in outcomes:
        if isinstance(outcome, Filed):
            news += outcome.is_change
        else:
            on_problem(outcome)
    return news


@contextmanager
def open_core(settings: Settings | None = None, *, clock: Clock = utc_now) -> Iterator[Core]:
    """Store, index, reading and desk, closed at the end; the index has caught up.

    Raises:
        SettingsError, StorageError: if something can't be used; a PostgreSQL is only migrated by ``db upgrade``.
    """
    settings = settings or settings_here()
    same = alike(settings.nlp.lexicon)
    analyser = Pool(settings.nlp.lexicon, settings.nlp.model, processes=settings.library.processes)
    engine = opened_store(settings)
    fetcher = _fetcher(settings)
    library = Library(SqlArticleStore(engine), Index(settings.index.directory, alike=same.forms, counted=same.counted))
    files = SqlFiles(engine)
    try:
        library.catch_up()
        intake = Intake(library, analyser, fetcher, clock, _ages(settings), outlets=settings.library.outlets)
        shortest = timedelta(seconds=settings.library.feeds_every)
        yield Core(
            settings=settings,
            engine=engine,
            library=library,
            analyser=analyser,
            intake=intake,
            folders=Folders(
                files, intake, settings.library.folders, clock, remove_deleted=settings.library.remove_deleted
            ),
            desk=Desk(library, clock, alike=same.forms, page_size=settings.answers.page_size),
            wire=Wire(library, clock),
            feeds=Feeds(SqlFeedStore(engine), fetcher, clock),
            feed_work=FeedWork(engine, fetcher, intake, clock, shortest=shortest),
            queue=queue_over(engine, utc_now),  # leases are about processes: no clock that somebody turns
            clock=clock,
        )
    finally:
        fetcher.close()
        analyser.close()
        library.index.close()
        engine.dispose()


def _fetcher(settings: Settings, *, seconds: float = SECONDS) -> Fetcher:
    return Fetcher(allow_private=frozenset(settings.library.allowed_hosts), seconds=seconds)


def _ages(settings: Settings) -> Ages:
    kept, news = settings.library.keep_days, settings.digests.news_days
    return Ages(None if kept is None else timedelta(days=kept), None if news is None else timedelta(days=news))


def opened_store(settings: Settings) -> Engine:
    """The store, ready for use: a new SQLite file gets its tables here. Raises: StorageError."""
    engine = connect(settings.database_url, connections=settings.storage.connections)
    if engine.dialect.name == "sqlite":
        # One file, one machine: there is no deploy step that could have done it.
        migrate.upgrade(engine)
    elif not migrate.is_current(engine):
        raise StorageError("the tables are not up to date", engine.dialect.name, hint="Run: newsdesk db upgrade")
    return engine


def log_problem(error: NewsdeskError) -> None:
    """What went wrong with one article or feed, in the log: the others go on. The store logs its outages itself."""
    if not isinstance(error, StoreUnavailable):
        _log.warning("%s", error)
