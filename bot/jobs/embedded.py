"""The queue in a table of the same SQLite file: nothing to install, and several processes may share it."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event
from typing import Protocol
from uuid import uuid4

from bot.domain.errors import StorageError
from bot.domain.job import Counts, Job, Taken
from bot.jobs.port import Tasks
from bot.jobs.running import GRACE, PAUSE, POLL, SIGNS, Outcome, Standing, start, tell_given_up

_log = logging.getLogger(__name__)


class Table(Protocol):
    """The table; ``bot.storage.jobs.SqlJobs`` is the one we ship. ``holder`` is who has a job, any name."""

    @property
    def lease(self) -> timedelta: ...

    def add(self, jobs: Sequence[Job]) -> int: ...

    def take(self, holder: str, tasks: Collection[str]) -> Taken | None: ...

    def end(self, holder: str, job: int, *, failed: bool) -> None: ...

    def put_back(self, holder: str, jobs: Collection[int], *, pause: float) -> None: ...

    def renew(self, holder: str, jobs: Collection[int]) -> None: ...

    def recover(self) -> list[str]: ...

    def counts(self) -> Counts: ...


class Embedded:
    """The queue over a table; one thread speaks with it, the others do the jobs."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def defer(self, jobs: Iterable[Job]) -> int:
        return self._table.add(list(jobs))

    def counts(self) -> Counts:
        return self._table.counts()

    def work(self, tasks: Tasks, stop: Event, *, threads: int) -> None:
        worker = _Worker(self._table, tasks, threads)
        while not stop.is_set():
            worker.round()
        worker.close()


class _Worker:
    def __init__(self, table: Table, tasks: Tasks, threads: int) -> None:
        self._table, self._tasks, self._threads = table, tasks, threads
        self._holder, self._standing = uuid4().hex, Standing(table.lease)
        self._running: set[int] = set()
        self._ended: SimpleQueue[tuple[int, Outcome]] = SimpleQueue()
        self._unwritten: dict[int, Outcome] = {}
        self._renew_at = 0.0

    def round(self) -> None:
        """Write what has ended, say that this worker lives, begin a job; without one, wait a moment."""
        try:
            self._write()
            self._renew()
            begun = self._begin()
        except StorageError as error:
            self._standing.failed(error)
            begun = False
        if not begun:
            self._wait(POLL)

    def close(self) -> None:
        """Wait a moment for what runs, and put back the rest."""
        until = time.monotonic() + GRACE
        while self._running and (left := until - time.monotonic()) > 0:
            self._wait(left)
        try:
            self._write()
            self._table.put_back(self._holder, self._running, pause=0)
        except StorageError as error:
            _log.debug("left to others: %s", error)

    def _begin(self) -> bool:
        if len(self._running) + len(self._unwritten) >= self._threads:
            return False
        taken = self._table.take(self._holder, self._tasks.keys())
        if taken is None:
            return False
        self._running.add(taken.id)
        start(self._tasks[taken.task], taken.task, taken.args, partial(self._end, taken.id))
        return True

    def _end(self, job: int, outcome: Outcome) -> None:
        self._ended.put((job, outcome))

    def _wait(self, seconds: float) -> None:
        """Until a job ends, or so long."""
        try:
            job, outcome = self._ended.get(timeout=seconds)
        except Empty:
            return
        self._running.discard(job)
        self._unwritten[job] = outcome

    def _write(self) -> None:
        while not self._ended.empty():
            self._wait(0)
        for job, outcome in list(self._unwritten.items()):
            if outcome is Outcome.AGAIN:
                self._table.put_back(self._holder, [job], pause=PAUSE)
            else:
                self._table.end(self._holder, job, failed=outcome is Outcome.FAILED)
            del self._unwritten[job]

    def _renew(self) -> None:
        if time.monotonic() < self._renew_at:
            return
        self._table.renew(self._holder, self._running | self._unwritten.keys())
        if self._standing.may_recover():
            tell_given_up(self._table.recover())
        self._renew_at = time.monotonic() + self._table.lease.total_seconds() / SIGNS
