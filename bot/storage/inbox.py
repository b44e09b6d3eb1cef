"""Requests of Slack that were acknowledged and are not answered yet: kept until they are, whoever dies meanwhile."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row, and_, case, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.engine import reading
from bot.storage.group_commit import GroupCommit
from bot.storage.leases import Leases
from bot.storage.portable import ascii_of, key_of
from bot.storage.schema import inbox, seen

LEASE = timedelta(seconds=15)
"""How long a request stays with a process that does not say that it lives; it says so three times in that time."""

_LEASES = Leases(inbox)
_ATTEMPTS = case((and_(inbox.c.holder.is_not(None), inbox.c.attempts == 0), 1), else_=inbox.c.attempts)
"""Whoever had it and lets its lease pass has died: the next one is careful with it, see ``SqlInbox.attempt``."""
# Made once: to put a statement together takes longer than to have it done, and acknowledgements wait for these.
_MARK_SQLITE = sqlite.insert(seen).on_conflict_do_nothing().returning(seen.c.key)
_MARK_POSTGRESQL = postgresql.insert(seen).on_conflict_do_nothing().returning(seen.c.key)
_TAKE_IN = insert(inbox)
_RENEWED_AT_ONCE = 1000


class State(StrEnum):
    """How far an answer is."""

    WAITING = "waiting"
    """Nothing was found out yet, or nothing that was kept."""
    COMPOSED = "composed"
    """The answer stands, and certainly is not in Slack."""
    SENDING = "sending"
    """The answer was on its way to Slack: it may be there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One request: ``body`` as Slack sent it, ``content`` the answer where it is kept.

    ``attempts`` is 0 as long as no process has died with it in its hands, then 1 and one more for each that died while
    it answered it; ``looks`` counts how often it was put back as it is.
    ``received`` is aware, in UTC.
    """

    id: str
    workspace: str
    body: Mapping[str, Any]
    received: datetime
    state: State = State.WAITING
    content: str | None = None
    attempts: int = 0
    looks: int = 0


class SqlInbox:
    """The inbox over an engine whose tables are current. ``holder`` names this process, which has what it takes for
    ``lease`` at a time.

    Everything that changes the store goes through one ``GroupCommit``. Failures of the database are ``StorageError``.
    """

    def __init__(self, engine: Engine, writer: GroupCommit, *, holder: str, lease: timedelta = LEASE) -> None:
        self._engine, self._writer, self._holder = engine, writer, holder
        self.lease = lease

    def take_in(
        self, body: Mapping[str, Any], *, workspace: str, keys: Sequence[str], now: datetime
    ) -> Future[Entry | None]:
        """The request as it stands in the inbox, held by this process; None if any of ``keys`` was seen before.

        The marks of the keys and the request are one write: what is marked is kept, and what is kept is marked.
        """
        entry = Entry(uuid4().hex, ascii_of(workspace), body, now)
        # ASCII only: a request may hold half a surrogate pair or NUL, which no database takes.
        row = {
            "id": entry.id,
            "workspace": entry.workspace,
            "body": json.dumps(body, separators=(",", ":")),
            "received": now,
            "state": entry.state,
            "attempts": 0,
            "looks": 0,
            **_LEASES.taken(self._holder, now + self.lease),
        }
        marks = [key_of(key) for key in keys]

        def write(connection: Connection) -> Entry | None:
            fresh = [self._mark(connection, key, now) for key in marks]
            if not all(fresh):
                return None
            connection.execute(_TAKE_IN, row)
            return entry

        return self._writer.ask(write)

    def forget(self, entry: Entry) -> None:
        """As ``done``, for who does not wait for it: if it can't be done now, the request is answered after all."""
        mine = and_(inbox.c.id == entry.id, _LEASES.held_by(self._holder))
        self._writer.ask(lambda connection: connection.execute(delete(inbox).where(mine)).rowcount)

    def attempt(self, entry: Entry) -> bool:
        """Note that this process begins to answer what another one died with; False if somebody else has it by now.

        Of a hundred requests that a process held when it died one may be what killed it: only those that were being
        answered are suspected.
        """
        return self._step(entry, attempts=entry.attempts + 1)

    def begin(self, entry: Entry, content: str) -> bool:
        """Keep the answer, and that it is about to be sent; False if somebody else has the request by now."""
        return self._step(entry, state=State.SENDING, content=content)

    def put_back(
        self,
        entry: Entry,
        *,
        until: datetime,
        state: State = State.WAITING,
        content: str | None = None,
        looks: int = 0,
    ) -> bool:
        """Leave the request to whoever comes first after ``until``; False if somebody else has it by now."""
        # Whoever puts it back has not died of it.
        attempts = {"attempts": entry.attempts}
        return self._step(entry, state=state, content=content, looks=looks, **attempts, **_LEASES.put_back(until))

    def done(self, entry: Entry) -> bool:
        """The request is answered, and forgotten; False if somebody else has it by now."""
        mine = and_(inbox.c.id == entry.id, _LEASES.held_by(self._holder))
        return self._writer.do(lambda connection: connection.execute(delete(inbox).where(mine)).rowcount == 1)

    def take_over(self, now: datetime, *, limit: int = 100) -> list[Entry]:
        """Requests that nobody works on at ``now``, the oldest first, now held by this process.

        Where a clock has jumped over a lease, those that this process works on may be among them.
        """
        free = select(inbox.c.id).where(_LEASES.free(now)).order_by(inbox.c.received).limit(limit)
        with reading(self._engine) as connection:
            # Nearly always there is nothing: to find that out needs no write.
            found = connection.execute(free).scalars().all()
        if not found:
            return []
        taken = (
            update(inbox)
            .where(inbox.c.id.in_(found), _LEASES.free(now))
            .values(attempts=_ATTEMPTS, **_LEASES.taken(self._holder, now + self.lease))
            .returning(inbox)
        )
        rows = self._writer.do(lambda connection: connection.execute(taken).all())
        return sorted((_entry(row) for row in rows), key=lambda entry: entry.received)

    def renew(self, now: datetime, ids: Collection[str]) -> None:
        """Say that this process lives and works on these: what it holds of them stays with it for another ``lease``.

        What it holds without knowing it (it was stored when everybody had given up waiting for that) is left alone, so
        that its lease ends and somebody finds it.
        """
        known = list(ids)
        for first in range(0, len(known), _RENEWED_AT_ONCE):
            self._renew(now, known[first : first + _RENEWED_AT_ONCE])

    def release(self, now: datetime) -> int:
        """Give back all that this process holds, to be taken over at once; how much that was."""
        back = update(inbox).where(_LEASES.held_by(self._holder)).values(**_LEASES.put_back(now))
        return self._writer.do(lambda connection: connection.execute(back).rowcount)

    def count(self) -> int:
        """How many requests are acknowledged and not answered."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.count()).select_from(inbox)).scalar_one()

    def close(self) -> None:
        """Write what was asked for; nothing more can be written."""
        self._writer.stop()

    def _renew(self, now: datetime, ids: Sequence[str]) -> None:
        mine = and_(inbox.c.id.in_(ids), _LEASES.held_by(self._holder))
        longer = update(inbox).where(mine).values(lease=now + self.lease)
        self._writer.do(lambda connection: connection.execute(longer).rowcount)

    def _step(self, entry: Entry, **values: object) -> bool:
        mine = and_(inbox.c.id == entry.id, _LEASES.held_by(self._holder))
        changed = update(inbox).where(mine).values(**values)
        return self._writer.do(lambda connection: connection.execute(changed).rowcount == 1)

    def _mark(self, connection: Connection, key: str, now: datetime) -> bool:
        mark = _MARK_SQLITE if self._engine.dialect.name == "sqlite" else _MARK_POSTGRESQL
        return connection.execute(mark, {"key": key, "at": now}).first() is not None


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        row.id,
        row.workspace,
        json.loads(row.body),
        row.received,
        State(row.state),
        row.content,
        row.attempts,
        row.looks,
    )
