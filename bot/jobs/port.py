"""The queue as the rest of Newsdesk sees it, whatever carries it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Protocol

Task = Callable[[Mapping[str, Any]], None]
"""What does a job, given its arguments. What it raises is logged and ends it; ``StoreUnavailable`` puts it back."""
Tasks = Mapping[str, Task]
"""The tasks by the names that jobs give them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One step of work: the ``task`` and its ``args``, which are JSON.

    ``key``: as long as a job of that key waits to be begun, another one is the same and is not taken. ``lock``: of the
    jobs with that lock one runs at a time, wherever. A job of a higher ``priority`` is begun first.
    """

    task: str
    args: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None
    lock: str | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many jobs wait, are being done, and have failed."""

    waiting: int
    running: int
    failed: int


class Queue(Protocol):
    """Jobs that outlive whoever deferred them. Each is done at least once: a process that is killed leaves its jobs to
    the others, or to itself at its next start, so a task must do no harm when it is done twice.

    Failures of the database are ``StorageError``.
    """

    def defer(self, jobs: Iterable[Job]) -> int:
        """Add jobs in one step, and how many were taken: not those whose key waits already."""

    def work(self, tasks: Tasks, stop: Event, *, threads: int) -> None:
        """Do jobs in ``threads`` threads until ``stop`` is set and what was begun has ended; deferred jobs are begun
        within a second. A database that can't be used is waited for.
        """

    def counts(self) -> Counts:
        """How full the queue is."""
