"""The queue on Procrastinate: any number of workers on any number of machines, in the PostgreSQL that is there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from threading import Event
from typing import Any, Protocol

from bot.domain.job import Counts, Job
from bot.jobs.port import Task, Tasks


class Tables(Protocol):
    """Procrastinate's tables; ``bot.storage.procrastinate_jobs.ProcrastinateJobs`` is the one we ship."""

    @property
    def lease(self) -> timedelta: ...

    def add(self, jobs: Sequence[Job]) -> int: ...

    def ask(self, statement: str, values: Mapping[str, Any]) -> list[dict[str, Any]]: ...

    def end(self, worker: int, job: int, *, failed: bool) -> None: ...

    def put_back(self, worker: int, job: int, *, pause: float) -> None: ...

    def release(self, worker: int, held: Collection[int]) -> None: ...

    def renew(self, worker: int) -> None: ...

    def recover(self) -> list[str]: ...

    def counts(self) -> Counts: ...


@dataclass(frozen=True, slots=True)
class Declared:
    """A task, and the queue of Procrastinate's that only its jobs are in."""

    queue: str
    task: Task


class OnProcrastinate:
    """The queue over Procrastinate's tables. ``prefix`` begins the names of its queues, one for each task; ``args_of``
    are the arguments of a job, from what is kept of them.
    """

    def __init__(
        self, tables: Tables, *, prefix: str, args_of: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    ) -> None:
        self._tables, self._prefix, self._args_of = tables, prefix, args_of

    def defer(self, jobs: Iterable[Job]) -> int:
        return self._tables.add(list(jobs))

    def counts(self) -> Counts:
        return self._tables.counts()

    def work(self, tasks: Tasks, stop: Event, *, threads: int) -> None:
        # Only who works needs the library, which takes half a second to import.
        from bot.jobs.procrastinate_worker import work

        declared = {name: Declared(f"{self._prefix}{name}", task) for name, task in tasks.items()}
        work(self._tables, declared, self._args_of, stop, threads=threads)
