"""Who may write articles, and in which order their changes are told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from bot.storage.schema import counters, deleted


class Ledger:
    """The counters, held by this transaction until it ends.

    Every writer locks the revision's row first and holds it until its commit (SQLite locks the whole file). So there is
    one writer at a time, what it looks up cannot change under it, and revision r + 1 becomes visible after r: without
    the lock, a slow transaction could commit r after a reader had already seen r + 1 and moved on.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        locked = select(counters.c.value).where(counters.c.name == "revision").with_for_update()
        self.revision: int = connection.execute(locked).scalar_one()
        self._was = self.revision

    def next_revision(self) -> int:
        self.revision += 1
        return self.revision

    def next_story(self) -> int:
        raised = update(counters).where(counters.c.name == "story").values(value=counters.c.value + 1)
        number: int = self._connection.execute(raised.returning(counters.c.value)).scalar_one()
        return number

    def bury(self, articles: Iterable[str], now: datetime) -> None:
        """Tell every index that the articles of these ids are deleted."""
        rows = [{"id": article, "revision": self.next_revision(), "at": now} for article in articles]
        if rows:
            self._connection.execute(insert(deleted), rows)

    def close(self) -> None:
        """Write the revision down, before the commit."""
        if self.revision != self._was:
            set_counter(self._connection, "revision", self.revision)


def set_counter(connection: Connection, name: str, value: int) -> None:
    """Write a counter down."""
    connection.execute(update(counters).where(counters.c.name == name).values(value=value))
