"""The queue's table on SQLite: jobs that wait, that somebody has, and that failed."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    update,
)

from bot.domain.job import FAILED_KEPT, LEASE, MOST_DEATHS, Counts, Job, Taken
from bot.storage.engine import reading, writing
from bot.storage.leases import Leases
from bot.storage.limits import time_limit
from bot.storage.portable import ascii_of, key_of
from bot.storage.schema import UtcTime, metadata

WORKER_SECONDS = 3.0
"""One step of a worker: it asks again, and must be able to stop."""

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("task", String, nullable=False),
    Column("args", Text, nullable=False),
    Column("key", String),
    Column("lock", String),
    Column("priority", Integer, nullable=False),
    Column("deaths", Integer, nullable=False),
    Column("failed", UtcTime),
    Column("holder", String),
    Column("lease", UtcTime),
    Index("uq_jobs_key", "key", unique=True, sqlite_where=text("holder IS NULL AND failed IS NULL"),
          postgresql_where=text("holder IS NULL AND failed IS NULL")),
    Index(None, "priority", "id"),
    Index(None, "lock"),
)  # fmt: skip
"""Only used on SQLite. ``args`` is JSON; ``failed`` says when; a job without ``holder`` that has not failed waits."""

_LEASES = Leases(jobs)
_WAITS = and_(jobs.c.holder.is_(None), jobs.c.failed.is_(None))
_IS_HELD = and_(jobs.c.holder.is_not(None), jobs.c.failed.is_(None))
_ADD = text(
    "INSERT INTO jobs (task, args, key, lock, priority, deaths, lease)"
    " SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),"
    " json_extract(value, '$[3]'), json_extract(value, '$[4]'), 0, :now FROM json_each(:jobs) WHERE true"
    " ON CONFLICT DO NOTHING"
).bindparams(bindparam("now", type_=UtcTime()))


class SqlJobs:
    """The queue's table over an SQLite engine whose tables are current. Failures of the database are ``StorageError``;
    a worker's steps take at most ``WORKER_SECONDS``.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime], *, lease: timedelta = LEASE) -> None:
        self._engine, self._clock, self.lease = engine, clock, lease

    def add(self, new: Sequence[Job]) -> int:
        """Add jobs that wait, and how many were taken: not those whose key waits already."""
        if not new:
            return 0
        rows = [(ascii_of(job.task), json.dumps(job.args), _key(job.key), _key(job.lock), job.priority) for job in new]
        with writing(self._engine) as connection:
            return connection.execute(_ADD, {"jobs": json.dumps(rows), "now": self._clock()}).rowcount

    def take(self, holder: str, tasks: Collection[str]) -> Taken | None:
        """The next job of these tasks, which ``holder`` now has for a ``lease``; None if there is none."""
        now, held = self._clock(), jobs.alias("held")
        same = exists().where(held.c.lock == jobs.c.lock, held.c.holder.is_not(None), held.c.failed.is_(None))
        free = and_(_WAITS, _LEASES.free(now), jobs.c.task.in_(tasks), or_(jobs.c.lock.is_(None), ~same))
        first = select(jobs.c.id).where(free).order_by(jobs.c.priority.desc(), jobs.c.id).limit(1)
        with time_limit(WORKER_SECONDS), reading(self._engine) as connection:
            if connection.execute(first).first() is None:  # most often: that needs no lock on the file
                return None
        taken = (
            update(jobs).where(jobs.c.id == first.scalar_subquery()).values(**_LEASES.taken(holder, now + self.lease))
        )
        with self._step() as connection:
            row = connection.execute(taken.returning(jobs.c.id, jobs.c.task, jobs.c.args)).first()
        return Taken(row.id, row.task, json.loads(row.args)) if row else None

    def end(self, holder: str, job: int, *, failed: bool) -> None:
        """Delete a job that ``holder`` has done, or count it as failed."""
        mine = and_(jobs.c.id == job, _LEASES.held_by(holder))
        with self._step() as connection:
            connection.execute(_fail(mine, self._clock()) if failed else delete(jobs).where(mine))

    def put_back(self, holder: str, given: Collection[int], *, pause: float) -> None:
        """Let jobs that ``holder`` has wait again, to be begun in ``pause`` seconds at the earliest."""
        if given:
            with self._step() as connection:
                _put_back(connection, and_(jobs.c.id.in_(given), _LEASES.held_by(holder)),
                          self._clock() + timedelta(seconds=pause))  # fmt: skip

    def renew(self, holder: str, held: Collection[int]) -> None:
        """Say that ``holder`` lives and does these jobs: they stay with it for another ``lease``."""
        if held:
            mine = and_(jobs.c.id.in_(held), _LEASES.held_by(holder))
            with self._step() as connection:
                connection.execute(update(jobs).where(mine).values(lease=self._clock() + self.lease))

    def recover(self) -> list[str]:
        """Put back the jobs whose holder died, and forget old failures; the tasks that count as failed by that."""
        now = self._clock()
        left = and_(_IS_HELD, _LEASES.free(now))
        forgotten = and_(jobs.c.failed.is_not(None), jobs.c.failed < now - FAILED_KEPT)
        with time_limit(WORKER_SECONDS), reading(self._engine) as connection:
            if connection.execute(select(jobs.c.id).where(or_(left, forgotten)).limit(1)).first() is None:
                return []
        with self._step() as connection:
            connection.execute(delete(jobs).where(forgotten))
            connection.execute(update(jobs).where(left).values(deaths=jobs.c.deaths + 1))
            deadly = and_(left, jobs.c.deaths >= MOST_DEATHS)
            given_up = connection.execute(_fail(deadly, now).returning(jobs.c.task, jobs.c.key)).all()
            # Another one of the key that waits is the same, and as deadly.
            connection.execute(delete(jobs).where(_WAITS, jobs.c.key.in_(row.key for row in given_up)))
            _put_back(connection, left, now)
        return [row.task for row in given_up]

    def counts(self) -> Counts:
        """How full the queue is."""
        kinds = (_WAITS, _IS_HELD, jobs.c.failed.is_not(None))
        with reading(self._engine) as connection:
            row = connection.execute(select(*(func.count().filter(kind) for kind in kinds)).select_from(jobs)).one()
        return Counts(row[0], row[1], row[2])

    @contextmanager
    def _step(self) -> Iterator[Connection]:
        with time_limit(WORKER_SECONDS), writing(self._engine) as connection:
            yield connection


def _key(key: str | None) -> str | None:
    return None if key is None else key_of(key)


def _fail(which: ColumnElement[bool], now: datetime) -> Any:
    return update(jobs).where(which).values(failed=now, **_LEASES.ended())


def _put_back(connection: Connection, which: ColumnElement[bool], until: datetime) -> None:
    """Let these wait again. Where another one of the key waits, that one stands for both, with the deaths of both."""
    for row in connection.execute(select(jobs.c.id, jobs.c.key, jobs.c.deaths).where(which)).all():
        twin = and_(jobs.c.key == row.key, _WAITS)
        deaths = func.max(jobs.c.deaths, row.deaths)
        if row.key is not None and connection.execute(update(jobs).where(twin).values(deaths=deaths)).rowcount:
            connection.execute(delete(jobs).where(jobs.c.id == row.id))
        else:
            connection.execute(update(jobs).where(jobs.c.id == row.id).values(**_LEASES.put_back(until)))
