"""Procrastinate's tables on PostgreSQL: what its worker asks of them, and what Newsdesk asks that it has no word for.

Its own statements fail a whole batch for one key that waits, and can't put a job back whose key waits again; neither
tells a job that was put back from one whose process died. The tables may serve another application too: ours are the
queues that begin with ``PREFIX``.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, text

from bot.domain.job import FAILED_KEPT, LEASE, MOST_DEATHS, Counts, Job
from bot.storage.engine import reading, writing
from bot.storage.jobs import WORKER_SECONDS
from bot.storage.limits import time_limit
from bot.storage.portable import ascii_of, key_of

PREFIX = "newsdesk."
"""Each task has a queue of its own: a worker of an older version leaves the jobs that it does not know."""

_ARGS = "json"
_FIXED = {
    "prefix": PREFIX,
    "kept_as": _ARGS,
    "kept": FAILED_KEPT.total_seconds(),
    "most": MOST_DEATHS,
}

# Two that add the same keys in another order would wait for each other.
_IN_TURN = text("SELECT pg_advisory_xact_lock(hashtext('newsdesk queue'))")
_ADD = text("""
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args)
SELECT CAST(:prefix AS text) || task, task, priority, lock, key, jsonb_build_object(CAST(:kept_as AS text), args)
FROM jsonb_to_recordset(CAST(:jobs AS jsonb)) AS job (task text, priority integer, lock text, key text, args text)
ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING
""")
_END = text("DELETE FROM procrastinate_jobs WHERE id = :job AND worker_id = :worker AND status = 'doing'")
_FAIL = text("""
UPDATE procrastinate_jobs SET status = 'failed', worker_id = NULL
WHERE id = :job AND worker_id = :worker AND status = 'doing'
""")
# As a new job, behind the others. Where another one of the key waits, that one stands for both, with the deaths of both
# ("attempts": nothing else is counted there).
_AGAIN = """
WITH held AS (
    DELETE FROM procrastinate_jobs WHERE status = 'doing' AND {which} RETURNING *
), back AS (
    SELECT DISTINCT ON (coalesce(queueing_lock, CAST(id AS text))) * FROM held
    ORDER BY coalesce(queueing_lock, CAST(id AS text)), attempts DESC
)
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, attempts, scheduled_at)
SELECT queue_name, task_name, priority, lock, queueing_lock, args, attempts + :deaths,
    now() + make_interval(secs => :pause)
FROM back ORDER BY id
ON CONFLICT (queueing_lock) WHERE status = 'todo'
DO UPDATE SET attempts = greatest(procrastinate_jobs.attempts, excluded.attempts)
"""
_PUT_BACK = text(_AGAIN.format(which="id = :job AND worker_id = :worker"))
_RELEASE = text(_AGAIN.format(which="worker_id = :worker AND NOT id = ANY(CAST(:held AS bigint[]))"))
_LEFT = """starts_with(queue_name, :prefix) AND status = 'doing' AND NOT EXISTS (
    SELECT FROM procrastinate_workers AS worker
    WHERE worker.id = worker_id AND worker.last_heartbeat >= now() - make_interval(secs => :lease)
)"""
# Another one of the key that waits is the same, and as deadly.
_GIVE_UP = """
WITH given_up AS (
    UPDATE procrastinate_jobs SET status = 'failed', worker_id = NULL, attempts = attempts + 1
    WHERE attempts + 1 >= :most AND {which} RETURNING task_name, queueing_lock
), twins AS (
    DELETE FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock IN (SELECT queueing_lock FROM given_up)
)
SELECT task_name FROM given_up
"""
_GIVE_UP_LEFT, _RECOVER = (text(each.format(which=_LEFT)) for each in (_GIVE_UP, _AGAIN))
# Whoever comes back after so long gets a new row: see _RENEW.
_FORGET_WORKERS = text("DELETE FROM procrastinate_workers WHERE last_heartbeat < now() - make_interval(secs => :kept)")
_FORGET_FAILED = text("""
DELETE FROM procrastinate_jobs WHERE starts_with(queue_name, :prefix) AND status = 'failed' AND NOT EXISTS (
    SELECT FROM procrastinate_events AS event
    WHERE event.job_id = procrastinate_jobs.id AND event.type = 'failed'
        AND event.at >= now() - make_interval(secs => :kept)
)
""")
_RENEW = text("""
INSERT INTO procrastinate_workers (id, last_heartbeat) OVERRIDING SYSTEM VALUE VALUES (:worker, now())
ON CONFLICT (id) DO UPDATE SET last_heartbeat = now()
""")
_COUNTS = text("""
SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
    count(*) FILTER (WHERE status = 'failed')
FROM procrastinate_jobs WHERE starts_with(queue_name, :prefix)
""")


class ProcrastinateJobs:
    """The queue's tables over a PostgreSQL engine whose tables are current. Failures of the database are
    ``StorageError``; a worker's steps take at most ``WORKER_SECONDS``. Times are the server's.
    """

    def __init__(self, engine: Engine, *, lease: timedelta = LEASE) -> None:
        self._engine, self.lease = engine, lease

    def add(self, new: Sequence[Job]) -> int:
        """Add jobs that wait, and how many were taken: not those whose key waits already."""
        if not new:
            return 0
        rows = [
            {
                "task": ascii_of(job.task),
                "priority": job.priority,
                "lock": _named(job.lock),
                "key": _named(job.key),
                "args": json.dumps(job.args),  # as text: JSON of PostgreSQL's takes no NUL and no half surrogate pair
            }
            for job in new
        ]
        with writing(self._engine) as connection:
            connection.execute(_IN_TURN)
            return connection.execute(_ADD, _FIXED | {"jobs": json.dumps(rows)}).rowcount

    def ask(self, statement: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows that a statement of Procrastinate's gives, in the driver's own style."""
        with self._step() as connection:
            found = connection.exec_driver_sql(statement, dict(values))
            return [dict(row) for row in found.mappings()] if found.returns_rows else []

    def end(self, worker: int, job: int, *, failed: bool) -> None:
        """Delete a job that ``worker`` has done, or count it as failed."""
        with self._step() as connection:
            connection.execute(_FAIL if failed else _END, {"job": job, "worker": worker})

    def put_back(self, worker: int, job: int, *, pause: float) -> None:
        """Let a job that ``worker`` has wait again, to be begun in ``pause`` seconds at the earliest."""
        with self._step() as connection:
            connection.execute(_PUT_BACK, {"job": job, "worker": worker, "pause": pause, "deaths": 0})

    def release(self, worker: int, held: Collection[int]) -> None:
        """Let what ``worker`` has without knowing it wait again: the answer to its asking for a job was lost."""
        with self._step() as connection:
            connection.execute(_RELEASE, {"worker": worker, "held": list(held), "pause": 0, "deaths": 0})

    def renew(self, worker: int) -> None:
        """Say that ``worker`` lives: what it has stays with it for another ``lease``."""
        with self._step() as connection:
            connection.execute(_RENEW, {"worker": worker})

    def recover(self) -> list[str]:
        """Put back the jobs whose worker died, and forget old failures; the tasks that count as failed by that."""
        fixed = _FIXED | {"lease": self.lease.total_seconds()}
        with self._step() as connection:
            connection.execute(_IN_TURN)
            connection.execute(_FORGET_FAILED, _FIXED)
            given_up = connection.execute(_GIVE_UP_LEFT, fixed).scalars().all()
            connection.execute(_RECOVER, fixed | {"pause": 0, "deaths": 1})
            connection.execute(_FORGET_WORKERS, _FIXED)
        return list(given_up)

    def counts(self) -> Counts:
        """How full the queue is."""
        with reading(self._engine) as connection:
            return Counts(*connection.execute(_COUNTS, _FIXED).one())

    @contextmanager
    def _step(self) -> Iterator[Connection]:
        with time_limit(WORKER_SECONDS), writing(self._engine) as connection:
            yield connection


def args_of(kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """A job's arguments, from what Procrastinate keeps of them."""
    found: Mapping[str, Any] = json.loads(kept[_ARGS])
    return found


def _named(key: str | None) -> str | None:
    return None if key is None else PREFIX + key_of(key)
