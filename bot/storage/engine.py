"""Connections to the database, its transactions, and its errors at the edge."""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.util.queue import Queue

from bot.domain.errors import StorageError, StoreUnavailable
from bot.storage import postgresql, private
from bot.storage.discretion import keep_values_out
from bot.storage.limits import BUSY_SECONDS, POOL_SECONDS, at_most
from bot.storage.outages import outages_of
from bot.storage.troubles import Kind, trouble_of

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

DEFAULT_PATH = Path("data/newsdesk.sqlite")
CONNECTIONS = 10
"""At most so many to one database from one process. PostgreSQL takes 100 of all processes, if not told otherwise."""

_BESIDE = ("", "-wal", "-shm", "-journal")
"""The files of a database by what follows its name."""

_WAL_RETRY_SECONDS = 0.01
_READS_ONLY = "newsdesk_reads_only"
_BUSY = "newsdesk_busy_timeout"


def connect(url: str | None = None, *, path: Path = DEFAULT_PATH, connections: int = CONNECTIONS) -> Engine:
    """An engine for ``url`` (``DATABASE_URL``: PostgreSQL or SQLite) or, without one, for the SQLite file ``path``.

    Nothing is opened yet, and no table is made: see ``migrate.upgrade``. ``sqlite://`` lives in memory, for as long
    as the engine. At most ``connections`` are open at once. Raises: StorageError if the address can't be used.
    """
    try:
        address = make_url(postgresql.address(url)) if url else URL.create("sqlite", database=str(path))
        engine = _engine(address, connections)
    except (ArgumentError, ValueError):
        # SQLAlchemy repeats the address, and it may hold a password.
        raise StorageError("can't use the database's address", "DATABASE_URL", "it is not a URL") from None
    keep_values_out(engine)
    return engine


def _engine(address: URL, connections: int) -> Engine:
    match address.get_backend_name():
        case "sqlite":
            return _sqlite(address, connections)
        case "postgres" | "postgresql":
            # Hosting services write postgres://, which SQLAlchemy no longer takes; psycopg 3 is the driver we ship.
            address = address.set(drivername="postgresql+psycopg")
            engine = create_engine(address, pool_pre_ping=True, hide_parameters=True, **_pool(connections))
            postgresql.keep_limits(engine)
            return engine
        case other:
            raise StorageError("can't use the database", other, "SQLite and PostgreSQL are supported")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that reads one consistent state of the store. Raises: StorageError."""
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {_READS_ONLY: True}
    with storage_errors(engine), engine.connect() as connection, connection.execution_options(**options).begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: committed at the end, rolled back by an exception. Raises: StorageError."""
    with storage_errors(engine, writes=True), engine.begin() as connection:
        yield connection


@contextmanager
def storage_errors(engine: Engine, *, writes: bool = False) -> Iterator[None]:
    """Turn what the database reports into a ``StorageError`` that names the database without its password.

    The one gate to the database: that it can't be used is logged here, once for each outage, and raised as
    ``StoreUnavailable``; so is its return. ``writes`` says that success means it takes writes.
    """
    try:
        yield
    except (SQLAlchemyError, UnicodeEncodeError, OSError) as error:
        trouble = trouble_of(error)
        if trouble.kind is Kind.OTHER:
            raise StorageError(trouble.kind.value, place(engine), trouble.cause, hint=trouble.hint) from error
        outages_of(engine).failed(place(engine), trouble)
        raise StoreUnavailable(trouble.kind.value, place(engine), trouble.cause, hint=trouble.hint) from error
    outages_of(engine).worked(place(engine), writes=writes)


def place(engine: Engine) -> str:
    """Where the store is, for people: the file, or host and database without user and password."""
    url = engine.url
    if url.get_backend_name() == "sqlite":
        return url.database or "memory"
    hosts = url.host or url.query.get("host", "local")
    return f"{hosts if isinstance(hosts, str) else ','.join(hosts)}/{url.database}"


class _Waiting(Queue[ConnectionPoolEntry]):
    """The free connections of a pool; whoever waits for one keeps to the time limit in force."""

    def get(self, block: bool = True, timeout: float | None = None) -> ConnectionPoolEntry:
        return super().get(block, at_most(POOL_SECONDS if timeout is None else timeout))


class _Pool(QueuePool):
    _queue_class = _Waiting
    _sqla_logger_namespace = "sqlalchemy.pool.impl.QueuePool"  # else its remarks are taken for ours


def _pool(connections: int) -> dict[str, Any]:
    return {"poolclass": _Pool, "pool_size": connections, "max_overflow": 0, "pool_timeout": POOL_SECONDS}


def _write_ahead(cursor: DBAPICursor) -> None:
    """Put the file into WAL mode, whoever else opens it for the first time just now.

    The change needs the file for itself, and SQLite does not wait for that however long ``busy_timeout`` is
    (https://github.com/russellromney/honker/pull/102 found the same); the mode stays with the file, so it is a
    matter of a new file's first moments.
    """
    give_up = time.monotonic() + at_most(BUSY_SECONDS)
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(_WAL_RETRY_SECONDS)
        else:
            return


def _sqlite(address: URL, connections: int) -> Engine:
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
        engine = create_engine(address, hide_parameters=True, **_pool(connections))

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
        cursor.execute(f"PRAGMA busy_timeout = {_busy_milliseconds()}")
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
        if connection.info.get(_BUSY) != (milliseconds := _busy_milliseconds()):
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {milliseconds}")
            connection.info[_BUSY] = milliseconds
        # A deferred transaction that reads first and writes later fails at once when another one wrote in between,
        # without waiting: whatever may write takes the lock when it begins.
        reads_only = connection.get_execution_options().get(_READS_ONLY, False)
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")

    return engine


def _busy_milliseconds() -> int:
    """How long SQLite may wait for the file's lock."""
    return round(at_most(BUSY_SECONDS) * 1000)
