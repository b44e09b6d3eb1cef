"""A desk that reads feeds and folders, and a clock that is turned by hand: what it files, and what it says."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from sqlalchemy import select

from bot.app.core import Core, log_problem, open_core
from bot.cli.asking import ask
from bot.domain.article import SHARED
from bot.domain.query import Kind
from bot.settings import load
from bot.storage.engine import reading
from bot.storage.schema import articles

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """An article as it stands in the library."""

    title: str
    text: str
    outlet: str | None
    url: str | None
    locator: str
    story: int

    @property
    def is_teaser(self) -> bool:
        """Whether it says of itself that its page was not read."""
        return "From the feed only" in self.text


class Log(logging.Handler):
    """What Newsdesk said, a line for each."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


class NewsDesk:
    """The product without Slack, over one SQLite file. ``now`` is its time."""

    def __init__(self, folder: Path, *, feeds: Sequence[str] = (), allowed: Sequence[str] = ("127.0.0.0/8",)) -> None:
        self.folder, self.files = folder, folder / "in"
        self.files.mkdir(exist_ok=True)
        library = {
            "folders": [str(self.files)],
            "feeds": list(feeds),
            "allowed_hosts": list(allowed),
            "look_every": 1,
            "processes": 1,
        }
        config = folder / "newsdesk.yaml"
        config.write_text(yaml.safe_dump({"library": library}), encoding="utf-8")
        self._environ = {
            "DATABASE_URL": f"sqlite:///{folder / 'newsdesk.sqlite'}",
            "NEWSDESK_CONFIG": str(config),
            "SLACK_BOT_TOKEN": "xoxb-nobody-is-asked",
        }
        self.now = datetime.now(UTC)
        self._log = Log()
        logging.getLogger("bot").addHandler(self._log)
        self._opened = ExitStack()
        self.core = self._open()

    def _open(self) -> Core:
        return self._opened.enter_context(open_core(load(self._environ, self.folder), clock=lambda: self.now))

    def close(self) -> None:
        self._opened.close()
        logging.getLogger("bot").removeHandler(self._log)

    def restart(self) -> None:
        """Stop it, and start it again."""
        self._opened.close()
        self.core = self._open()

    def look(self, after: timedelta = timedelta(0)) -> None:
        """Let everything be done that is due so much later."""
        self.now += after
        self.core.look_at_folders(on_problem=log_problem)
        for problem in self.core.feeds.configure(map(str, self.core.settings.library.feeds)):
            log_problem(problem)
        self.core.feed_work.run_due()

    def watch(self, during: timedelta, *, every: timedelta = QUARTER) -> None:
        """Let everything be done that falls due during so long, looking so often."""
        end = self.now + during
        while self.now < end:
            self.look(every)

    @property
    def told(self) -> str:
        """What was said of problems."""
        return "\n".join(self._log.lines)

    @property
    def articles(self) -> list[Row]:
        """The library's articles, by title."""
        columns = (each for each in articles.c if each.name in Row.__slots__)
        with reading(self.core.engine) as connection:
            rows = connection.execute(select(*columns).order_by(articles.c.title, articles.c.locator)).all()
        return [Row(**row._mapping) for row in rows]

    @property
    def article(self) -> Row:
        """The only one. Raises: ValueError."""
        (only,) = self.articles
        return only

    @property
    def titles(self) -> list[str]:
        return [each.title for each in self.articles]

    def answer(self, words: str) -> str:
        """What ``newsdesk news WORDS`` prints."""
        self.core.library.catch_up()
        return ask(self.core.desk, Kind.NEWS, words, as_json=False, page=1, workspace=SHARED)

    def write(self, name: str, text: str) -> Path:
        """Drop a file, which was written a minute ago."""
        path = self.files / name
        path.write_text(text, encoding="utf-8")
        os.utime(path, (time.time() - 60,) * 2)
        return path
