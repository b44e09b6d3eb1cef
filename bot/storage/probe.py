"""Whether the store can be used: asked before anybody relies on it, and changing nothing."""

from __future__ import annotations

from sqlalchemy import Engine, update

from bot.storage.engine import writing
from bot.storage.outages import outages_of
from bot.storage.schema import counters

# Changes no row, and is refused where nothing can be written: on a standby, in a file that can only be read (where
# SQLite takes BEGIN IMMEDIATE for a BEGIN).
_MAY_WRITE = update(counters).where(counters.c.name.is_(None)).values(value=0)

_ROOM = {
    "sqlite": (
        "DROP TABLE IF EXISTS newsdesk_room",
        "CREATE TABLE newsdesk_room AS SELECT zeroblob(65536) AS filling",
        "DROP TABLE newsdesk_room",
    ),
    "postgresql": (
        "CREATE TEMPORARY TABLE newsdesk_room ON COMMIT DROP AS SELECT generate_series(1, 2048) AS filling",
    ),
}
"""64 kB on the database's disk, each statement committed by itself: what is taken back was never on the disk."""


def probe(engine: Engine) -> None:
    """Return if the store can be read and takes writes now.

    A write lock that can't be had within the time limit in force is a failure too: nothing could be acknowledged.
    After a write found the disk full, there has to be room again. Raises: StorageError.
    """
    with writing(engine) as connection:
        connection.execute(_MAY_WRITE)
    if outages_of(engine).was_full():
        for statement in _ROOM[engine.dialect.name]:
            with writing(engine) as connection:
                connection.exec_driver_sql(statement)
