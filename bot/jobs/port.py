"""The queue as the rest of Newsdesk sees it, whatever carries it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from threading import Event
from typing import Any, Protocol

from bot.domain.job import Counts, Job

Task = Callable[[Mapping[str, Any]], None]
"""What does a job, given its arguments. What it raises is logged and ends it; ``StoreUnavailable`` puts it back."""
Tasks = Mapping[str, Task]
"""The tasks by the names that jobs give them."""


class Queue(Protocol):
    """Jobs that outlive whoever deferred them. Each is done at least once: a process that is killed leaves its jobs to
    the others, or to itself at its next start, so a task must do no harm when it is done twice.

    Failures of the database are ``StorageError``.
    """

    def defer(self, jobs: Iterable[Job]) -> int:
        """Add jobs in one step, and how many were taken: not those whose key waits already."""

    def work(self, tasks: Tasks, stop: Event, *, threads: int) -> None:
        """Do the jobs of ``tasks`` in ``threads`` threads until ``stop`` is set; deferred jobs are begun within a
        second. A database that can't be used is waited for.

        What runs when ``stop`` is set has a few seconds to end; then it is put back, for others to begin anew, and its
        thread is left to end with the process. Jobs of other tasks are left to who knows them.
        """

    def counts(self) -> Counts:
        """How full the queue is."""
