"""Hosts over SQL: who asks one now, its robots.txt, and until when it wants to be left alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, or_, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.engine import reading, writing
from bot.storage.feed_tables import hosts
from bot.storage.leases import Leases
from bot.storage.portable import wordable

LEASES = Leases(hosts)


@dataclass(frozen=True, slots=True)
class Host:
    """What is known of a host: its robots.txt ("" if it has none, None if it was never read) and until when that holds,
    since when it could not be read, and until when the host asked not to be asked.
    """

    name: str
    robots: str | None = None
    robots_until: datetime | None = None
    robots_failing: datetime | None = None
    quiet_until: datetime | None = None


def take_host(
    connection: Connection, insert: Callable[[Table], Any], host: str, *, holder: str, now: datetime, until: datetime
) -> bool:
    """Make ``host`` ``holder``'s ``until`` then, so that nobody else asks it; False if it is somebody else's."""
    know(connection, insert, host, now)
    free = or_(hosts.c.holder.is_(None), LEASES.free(now), LEASES.held_by(holder))
    taken = update(hosts).where(hosts.c.host == host, free).values(**LEASES.taken(holder, until))
    return connection.execute(taken).rowcount == 1


def know(connection: Connection, insert: Callable[[Table], Any], host: str, now: datetime) -> None:
    """Have a row for ``host``."""
    connection.execute(insert(hosts).values(host=host, lease=now).on_conflict_do_nothing())


def free_host(connection: Connection, host: str, *, holder: str, now: datetime) -> None:
    """Give ``host`` back, if ``holder`` still has it."""
    mine = (hosts.c.host == host) & LEASES.held_by(holder)
    connection.execute(update(hosts).where(mine).values(**LEASES.put_back(now)))


class SqlHostStore:
    """Safe for several threads and processes. Times are aware, in UTC; every method may raise ``StorageError``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    def take(self, host: str, *, holder: str, now: datetime, until: datetime) -> Host | None:
        """The host, which is ``holder``'s ``until`` then; None if it is somebody else's."""
        with writing(self._engine) as connection:
            if not take_host(connection, self._insert, host, holder=holder, now=now, until=until):
                return None
            row = connection.execute(hosts.select().where(hosts.c.host == host)).one()
        return Host(row.host, row.robots, row.robots_until, row.robots_failing, row.quiet_until)

    def free(self, host: str, *, holder: str, now: datetime) -> None:
        """Give the host back, if ``holder`` still has it."""
        with writing(self._engine) as connection:
            free_host(connection, host, holder=holder, now=now)

    def note(self, host: Host) -> None:
        """Keep what is known of the host."""
        values = {
            "robots": wordable(host.robots),
            "robots_until": host.robots_until,
            "robots_failing": host.robots_failing,
            "quiet_until": host.quiet_until,
        }
        with writing(self._engine) as connection:
            connection.execute(update(hosts).where(hosts.c.host == host.name).values(**values))

    def prune(self, before: datetime) -> int:
        """Forget hosts that nobody has asked since ``before``; how many they were."""
        old = (hosts.c.lease < before) & hosts.c.holder.is_(None)
        with writing(self._engine) as connection:
            return connection.execute(hosts.delete().where(old)).rowcount

    def names(self) -> list[str]:
        """The hosts that are known, in order."""
        with reading(self._engine) as connection:
            return sorted(connection.execute(hosts.select()).scalars())
