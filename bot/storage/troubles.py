"""What a database's error means: can it be used at all, and what can the operator do about it?"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from enum import Enum

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from bot.domain.errors import cause_of


class Kind(Enum):
    """How a database fails; the value is what is said of it to everybody."""

    AWAY = "the store failed"
    BUSY = "the store is busy"
    READ_ONLY = "the store can only be read"
    FULL = "the store is full"
    OTHER = "the store failed at this"
    """It can be used; it does not take this one thing."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One failure in words. ``cause`` holds no password; ``hint`` is for the operator, empty for the usual one."""

    kind: Kind
    cause: str
    hint: str = ""


_FILE_HINT = (
    "Check storage.file in the configuration, or DATABASE_URL where that is set: it must name a file that Newsdesk can"
    " make and write."
)
_BROKEN_HINT = "Stop Newsdesk, keep a copy of what is there, and put a backup in its place."
_WRITER_HINT = "Which other process writes to this file? It is free again when that one is done."

_OF_SQLITE = {
    sqlite3.SQLITE_BUSY: Trouble(Kind.BUSY, "another process has kept it locked for too long", _WRITER_HINT),
    sqlite3.SQLITE_LOCKED: Trouble(Kind.BUSY, "another process has kept it locked for too long", _WRITER_HINT),
    sqlite3.SQLITE_READONLY: Trouble(
        Kind.READ_ONLY,
        "it can only be read",
        "Give Newsdesk's user the right to write the file and its folder; or is the disk mounted read-only?",
    ),
    sqlite3.SQLITE_FULL: Trouble(
        Kind.FULL, "the disk is full", "Free some space on its disk; Newsdesk goes on by itself."
    ),
    sqlite3.SQLITE_CANTOPEN: Trouble(Kind.AWAY, "it can't be opened: a folder, or no permission", _FILE_HINT),
    sqlite3.SQLITE_PERM: Trouble(Kind.AWAY, "permission is denied", _FILE_HINT),
    sqlite3.SQLITE_NOTADB: Trouble(Kind.AWAY, "it is not an SQLite database", _FILE_HINT),
    sqlite3.SQLITE_CORRUPT: Trouble(Kind.AWAY, "its file is damaged", _BROKEN_HINT),
    sqlite3.SQLITE_IOERR: Trouble(
        Kind.AWAY, "its disk can't be read or written", "Check the disk and its free space; the system's log says more."
    ),
    sqlite3.SQLITE_NOMEM: Trouble(Kind.AWAY, "there is no memory left", "Give Newsdesk more memory."),
}

_SERVER_HINT = "Check DATABASE_URL and that the database runs."
_PRIMARY_HINT = (
    "Is this a standby after a failover? Let DATABASE_URL name the primary, or all hosts with"
    " target_session_attrs=read-write."
)
_OF_POSTGRESQL = {
    "25006": Trouble(Kind.READ_ONLY, "it takes no writes", _PRIMARY_HINT),
    "25P03": Trouble(Kind.BUSY, "a transaction stood idle for too long", "Is the machine overloaded?"),
    "53100": Trouble(
        Kind.FULL, "the disk is full", "Free some space on the database's disk; Newsdesk goes on by itself."
    ),
    "53300": Trouble(
        Kind.AWAY,
        "it takes no more connections",
        "Lower storage.connections, run fewer processes, or raise max_connections in PostgreSQL.",
    ),
    "55P03": Trouble(
        Kind.BUSY,
        "another transaction has kept a row locked for too long",
        "pg_stat_activity in PostgreSQL shows which one.",
    ),
    "57014": Trouble(Kind.BUSY, "a statement took too long", "pg_stat_activity in PostgreSQL shows what is running."),
    "XX001": Trouble(Kind.AWAY, "its data is damaged", _BROKEN_HINT),
    "XX002": Trouble(Kind.AWAY, "an index of it is damaged", "REINDEX in PostgreSQL makes it again."),
}
_CLASSES_AWAY = frozenset({"08", "28", "3D", "53", "57", "58", "F0"})
"""What an SQLSTATE begins with: connection, login, no such database, resources, operator, system, configuration.

Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
"""


def trouble_of(error: BaseException) -> Trouble:
    """What an error of SQLAlchemy, of a driver or of the operating system means."""
    match error:
        case DBAPIError(orig=BaseException() as inner):
            return trouble_of(inner)
        case NoConnectionFree():
            hint = "Raise storage.connections in the configuration, or run more processes."
            return Trouble(Kind.BUSY, "all connections of this process are in use", hint)
        case sqlite3.Error():
            return _of_sqlite(error)
        case psycopg.Error():
            return _of_postgresql(error)
        case UnicodeError():
            return Trouble(Kind.OTHER, f"{error}".partition("\n")[0])
        case OSError():
            return Trouble(Kind.AWAY, cause_of(error), _FILE_HINT)
        case _:
            pass
    return Trouble(Kind.OTHER, f"{error}".partition("\n")[0])


def _of_sqlite(error: sqlite3.Error) -> Trouble:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    said = f"{error}".partition("\n")[0]
    # The lower eight bits say what failed, the higher ones where (https://www.sqlite.org/rescode.html).
    return _OF_SQLITE.get(code & 0xFF, Trouble(Kind.OTHER, said, _FILE_HINT))


def _of_postgresql(error: psycopg.Error) -> Trouble:
    said = f"{error}".partition("\n")[0]
    if error.sqlstate in _OF_POSTGRESQL:
        return _OF_POSTGRESQL[error.sqlstate]
    if error.sqlstate is None:
        # The driver's own, so about the connection; what the server refuses has a code.
        is_away = isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError))
        return Trouble(Kind.AWAY if is_away else Kind.OTHER, said, _SERVER_HINT)
    return Trouble(Kind.AWAY if error.sqlstate[:2] in _CLASSES_AWAY else Kind.OTHER, said, _SERVER_HINT)
