"""A process that looks at a folder once and says what became of each file; it has an extractor of its own."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine

from bot.desk.folders import Folders
from bot.desk.intake import Intake
from bot.domain.analysis import Analysis
from bot.domain.article import Document
from bot.storage.articles import SqlArticleStore
from bot.storage.engine import connect
from bot.storage.files import SqlFiles
from bot.storage.index import Index
from bot.storage.library import Library
from bot.storage.store import Filed

_Result = TypeVar("_Result")


class Nothing:
    """Finds nothing in any article."""

    version = "nothing"

    def __init__(self, width: int = 1, seconds: float = 0.0) -> None:
        self.width, self._seconds = width, seconds
        self.read: list[str] = []

    def analyse(self, document: Document) -> Analysis:
        self.read.append(Path(document.locator).name)
        time.sleep(self._seconds)
        return Analysis(self.version)

    def run(self, reading: Callable[[], _Result], subject: str) -> _Result:
        return reading()


def an_intake(engine: Engine, analyser: Nothing) -> Intake:
    return Intake(Library(SqlArticleStore(engine), Index()), analyser, None, lambda: datetime.now(UTC))


def main(url: str, folder: str) -> None:
    engine = connect(url)
    intake = an_intake(engine, Nothing(seconds=0.01))
    folders = Folders(SqlFiles(engine), intake, [Path(folder)], lambda: datetime.now(UTC))
    print("ready", flush=True)
    sys.stdin.readline()
    for outcome in folders.look_now():
        told = outcome.article.locator if isinstance(outcome, Filed) else str(outcome)
        print(told, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
