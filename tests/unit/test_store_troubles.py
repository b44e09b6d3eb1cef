"""What a database's errors mean, and how often an outage is told."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from bot.storage.limits import at_most, no_time_limit, seconds_left, time_limit
from bot.storage.outages import QUIET_SECONDS, Outages
from bot.storage.troubles import Kind, Trouble, trouble_of


def of_sqlite(code: int, said: str = "said") -> sqlite3.Error:
    error = sqlite3.OperationalError(said)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_BUSY, Kind.BUSY),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Kind.BUSY),
        (sqlite3.SQLITE_LOCKED, Kind.BUSY),
        (sqlite3.SQLITE_READONLY, Kind.READ_ONLY),
        (sqlite3.SQLITE_READONLY_DBMOVED, Kind.READ_ONLY),
        (sqlite3.SQLITE_READONLY_DIRECTORY, Kind.READ_ONLY),
        (sqlite3.SQLITE_FULL, Kind.FULL),
        (sqlite3.SQLITE_IOERR_WRITE, Kind.AWAY),
        (sqlite3.SQLITE_CANTOPEN, Kind.AWAY),
        (sqlite3.SQLITE_CORRUPT, Kind.AWAY),
        (sqlite3.SQLITE_NOTADB, Kind.AWAY),
        (sqlite3.SQLITE_ERROR, Kind.OTHER),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, Kind.OTHER),
    ],
)
def test_what_sqlite_reports(code: int, kind: Kind) -> None:
    trouble = trouble_of(OperationalError("SELECT 1", {}, of_sqlite(code)))
    assert trouble.kind is kind
    assert trouble.hint


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("25006", Kind.READ_ONLY),
        ("53100", Kind.FULL),
        ("55P03", Kind.BUSY),
        ("57014", Kind.BUSY),
        ("25P03", Kind.BUSY),
        ("08006", Kind.AWAY),
        ("28P01", Kind.AWAY),
        ("3D000", Kind.AWAY),
        ("53300", Kind.AWAY),
        ("57P01", Kind.AWAY),
        ("57P02", Kind.AWAY),
        ("57P03", Kind.AWAY),
        ("58030", Kind.AWAY),
        ("XX001", Kind.AWAY),
        ("22021", Kind.OTHER),
        ("23505", Kind.OTHER),
        ("40P01", Kind.OTHER),
        ("42501", Kind.OTHER),
        ("42P01", Kind.OTHER),
        ("XX000", Kind.OTHER),
    ],
)
def test_what_postgresql_reports(state: str, kind: Kind) -> None:
    trouble = trouble_of(DBAPIError("SELECT 1", {}, psycopg.errors.lookup(state)("said\nDETAIL: more")))
    assert trouble.kind is kind
    assert "DETAIL" not in trouble.cause
    assert trouble.hint


@pytest.mark.parametrize(
    ("error", "kind", "cause"),
    [
        (psycopg.OperationalError("connection failed: refused"), Kind.AWAY, "connection failed: refused"),
        (psycopg.InterfaceError("the connection is closed"), Kind.AWAY, "the connection is closed"),
        (psycopg.DataError("text can't hold NUL"), Kind.OTHER, "text can't hold NUL"),
        (NoConnectionFree("QueuePool limit of size 2"), Kind.BUSY, "all connections of this process are in use"),
        (NotADirectoryError(20, "not a folder", "file"), Kind.AWAY, "a part of the path is a file, not a folder"),
        (UnicodeEncodeError("utf-8", "\udc80", 0, 1, "no"), Kind.OTHER, None),
        (ValueError("anything"), Kind.OTHER, "anything"),
    ],
)
def test_what_others_report(error: Exception, kind: Kind, cause: str | None) -> None:
    trouble = trouble_of(error)
    assert trouble.kind is kind
    assert cause in (None, trouble.cause)


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


AWAY, BUSY, READ_ONLY, FULL = (Trouble(kind, "because") for kind in (Kind.AWAY, Kind.BUSY, Kind.READ_ONLY, Kind.FULL))


def told(steps: list[tuple[float, Trouble | str]], caplog: pytest.LogCaptureFixture) -> list[str]:
    """What is logged of the steps: after so many seconds a trouble, or a "read" or a "write" that went well."""
    clock = Clock()
    outages = Outages(clock)
    for seconds, step in steps:
        clock.now += seconds
        if isinstance(step, Trouble):
            outages.failed("host/db", step)
        else:
            outages.worked("host/db", writes=step == "write")
    return [record.message.partition(":")[0] for record in caplog.records]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([(0, "read"), (1, "write")], []),
        ([(0, AWAY), *[(1, AWAY)] * 1000, (1, "read")], ["the store failed", "the store answers again after 1001 s"]),
        ([(0, BUSY), (5, "read"), (0, BUSY), (0, "write")], ["the store is busy", "the store answers again after 5 s"]),
        ([(0, READ_ONLY), *[(1, "read"), (1, READ_ONLY)] * 9], ["the store can only be read"]),
        # The disk still takes something small, and nothing for a while.
        (
            [(0, FULL), (1, "write"), (1, FULL), (QUIET_SECONDS - 1, "write"), (2, "write")],
            ["the store is full", "the store answers again after 63 s"],
        ),
        # One that comes and goes is told once a minute at most, and if it stays, it is told.
        ([(0, BUSY), *[(1, "write"), (1, BUSY)] * 20], ["the store is busy", "the store answers again after 1 s"]),
        (
            [(0, AWAY), (1, "read"), (1, AWAY), (QUIET_SECONDS, AWAY), (9, "read")],
            [
                "the store failed",
                "the store answers again after 1 s",
                "the store failed",
                "the store answers again after 69 s",
            ],
        ),
    ],
)
def test_an_outage_is_told_once(
    steps: list[tuple[float, Trouble | str]], expected: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert told(steps, caplog) == expected


def test_a_limit_inside_a_limit_only_shortens_it() -> None:
    assert seconds_left() is None
    assert at_most(30) == 30
    with time_limit(5):
        assert 0 < at_most(30) <= 5
        with time_limit(100):
            assert at_most(30) <= 5
        with time_limit(0):
            assert at_most(30) == 0
        assert at_most(30) > 0
    with no_time_limit():
        assert at_most(30) == 30
        with time_limit(5):
            assert at_most(30) <= 5
    assert seconds_left() is None
