"""Connections to the database, its transactions, and its errors at the edge."""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from bot.domain.errors import StorageError, cause_of
from bot.storage import private
from bot.storage.discretion import keep_values_out

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
    from sqlalchemy.pool import ConnectionPoolEntry

DEFAULT_PATH = Path("data/newsdesk.sqlite")
BUSY_SECONDS = 30
"""How long a writer waits for another process's write to an SQLite file."""

_FILE_HINT = (
    "Check storage.file in the configuration, or DATABASE_URL where that is set: it must name a file that Newsdesk can"
    " make and write."
)
_SQLITE_SAYS = {
    "unable to open database file": "it can't be opened: a folder, or no permission",
    "file is not a database": "it is not an SQLite database",
    "readonly database": "it can only be read",
    "disk is full": "the disk is full",
    "database is locked": "another process has kept it locked for too long",
}

_BESIDE = ("", "-wal", "-shm", "-journal")
"""The files of a database by what follows its name."""

_WAL_RETRY_SECONDS = 0.01
_READS_ONLY = "newsdesk_reads_only"


def connect(url: str | None = None, *, path: Path = DEFAULT_PATH) -> Engine:
    """An engine for ``url`` (``DATABASE_URL``: PostgreSQL or SQLite) or, without one, for the SQLite file ``path``.

    Nothing is opened yet, and no table is made: see ``migrate.upgrade``. ``sqlite://`` lives in memory, for as long
    as the engine. Raises: StorageError if the address can't be used.
    """
    try:
        address = make_url(url) if url else URL.create("sqlite", database=str(path))
    except (ArgumentError, ValueError):
        # SQLAlchemy repeats the address, and it may hold a password.
        raise StorageError("can't use the database's address", "DATABASE_URL", "it is not a URL") from None
    match address.get_backend_name():
        case "sqlite":
            engine = _sqlite(address)
        case "postgres" | "postgresql":
            # Hosting services write postgres://, which SQLAlchemy no longer takes; psycopg 3 is the driver we ship.
            engine = create_engine(
                address.set(drivername="postgresql+psycopg"),
                pool_pre_ping=True,
                pool_size=10,
                max_overflow=20,
                hide_parameters=True,
            )
        case other:
            raise StorageError("can't use the database", other, "SQLite and PostgreSQL are supported")
    keep_values_out(engine)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that reads one consistent state of the store. Raises: StorageError."""
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {_READS_ONLY: True}
    with storage_errors(engine), engine.connect() as connection, connection.execution_options(**options).begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: committed at the end, rolled back by an exception. Raises: StorageError."""
    with storage_errors(engine), engine.begin() as connection:
        yield connection


@contextmanager
def storage_errors(engine: Engine) -> Iterator[None]:
    """Turn what the database reports into a ``StorageError`` that names the database without its password."""
    try:
        yield
    except DBAPIError as error:
        raise _failed(engine, error.orig) from error
    except (SQLAlchemyError, UnicodeEncodeError, OSError) as error:
        raise _failed(engine, error) from error


def _failed(engine: Engine, error: BaseException | None) -> StorageError:
    is_file = engine.url.get_backend_name() == "sqlite"
    said = cause_of(error) if isinstance(error, OSError) else f"{error}".partition("\n")[0]
    cause = next((words for part, words in _SQLITE_SAYS.items() if part in said), said) if is_file else said
    return StorageError("the store failed", place(engine), cause, hint=_FILE_HINT if is_file else "")


def place(engine: Engine) -> str:
    """Where the store is, for people: the file, or host and database without user and password."""
    url = engine.url
    if url.get_backend_name() == "sqlite":
        return url.database or "memory"
    return f"{url.host or url.query.get('host', 'local')}/{url.database}"


def _write_ahead(cursor: DBAPICursor) -> None:
    """Put the file into WAL mode, whoever else opens it for the first time just now.

    The change needs the file for itself, and SQLite does not wait for that however long ``busy_timeout`` is
    (https://github.com/russellromney/honker/pull/102 found the same); the mode stays with the file, so it is a
    matter of a new file's first moments.
    """
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(_WAL_RETRY_SECONDS)
        else:
            return


def _sqlite(address: URL) -> Engine:
    in_memory = address.database in (None, "", ":memory:")
    if in_memory:
        # One connection, lent to one thread at a time: each further connection would be a new, empty database.
        engine = create_engine(
            address,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            connect_args={"check_same_thread": False},
            hide_parameters=True,
        )
    else:
        engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)

    @event.listens_for(engine, "do_connect")
    def make_place(*_: object) -> None:
        if address.database and not in_memory and not address.database.startswith("file:"):
            path = Path(address.database)
            try:
                private.make_folder(path.parent)
            except FileExistsError as error:
                raise NotADirectoryError(errno.ENOTDIR, "not a folder", str(path.parent)) from error
            private.make_file(path)

    @event.listens_for(engine, "connect")
    def configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # The driver must not begin transactions by itself: it would begin them deferred, see below.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        _write_ahead(cursor)
        # NORMAL can forget the last commits when the power fails: a digest whose post had begun would come twice.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        file = cursor.execute("PRAGMA database_list").fetchone()[2]
        if file:
            # It is a database by now, so it is ours; SQLite makes what stands beside it like the file itself.
            private.tighten(*(Path(f"{file}{beside}") for beside in _BESIDE))
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that reads first and writes later fails at once when another one wrote in between,
        # without waiting: whatever may write takes the lock when it begins.
        reads_only = connection.get_execution_options().get(_READS_ONLY, False)
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")

    return engine
