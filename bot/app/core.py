"""Store, index, reading and desk: what the command line needs, and what Slack's side builds on."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from bot.desk.desk import Desk
from bot.desk.intake import Analyser, Intake
from bot.desk.wire import Wire
from bot.domain.errors import NewsdeskError, StorageError, StoreUnavailable
from bot.settings import Settings, load
from bot.sources import Fetcher
from bot.storage import migrate
from bot.storage.articles import SqlArticleStore
from bot.storage.engine import connect
from bot.storage.index import Index
from bot.storage.library import Library
from bot.storage.store import Filed, Outcome

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
    analyser: Analyser
    intake: Intake
    desk: Desk
    wire: Wire
    clock: Clock

    def look_at_folders(self, *, on_problem: Problem) -> int:
        """How many articles of the configured folders were added or changed since the last look."""
        return self._look(self.settings.library.folders, on_problem)

    def look_at_feeds(self, *, on_problem: Problem) -> int:
        """The same for the configured feeds."""
        return self._look([str(feed) for feed in self.settings.library.feeds], on_problem)

    def _look(self, places: Sequence[Path | str], on_problem: Problem) -> int:
        news = 0
        for place in places:
            for outcome in self.intake.look(place):
                if isinstance(outcome, Filed):
                    news += outcome.outcome is not Outcome.UNCHANGED
                else:
                    on_problem(outcome)
        return news


@contextmanager
def open_core(settings: Settings | None = None, *, clock: Clock = utc_now) -> Iterator[Core]:
    """Store, index, reading and desk, closed at the end; the index has caught up.

    Raises:
        SettingsError, StorageError: if something can't be used; a PostgreSQL is only migrated by ``db upgrade``.
    """
    # spaCy takes a second to import, and some commands never read an article.
    from bot.nlp import Analyser as Reading
    from bot.nlp import alike

    settings = settings or settings_here()
    same = alike(settings.nlp.lexicon)
    analyser = Reading(settings.nlp.lexicon, settings.nlp.model)
    engine = opened_store(settings)
    library = Library(SqlArticleStore(engine), Index(settings.index.directory, alike=same.forms, counted=same.counted))
    try:
        library.catch_up()
        yield Core(
            settings=settings,
            engine=engine,
            library=library,
            analyser=analyser,
            intake=Intake(
                library,
                analyser,
                Fetcher(allow_private=frozenset(settings.library.allowed_hosts)),
                clock,
                outlets=settings.library.outlets,
            ),
            desk=Desk(library, clock, alike=same.forms, page_size=settings.answers.page_size),
            wire=Wire(library, clock),
            clock=clock,
        )
    finally:
        library.index.close()
        engine.dispose()


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
