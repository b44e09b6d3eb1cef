"""A step of work as the queue carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

LEASE = timedelta(seconds=30)
"""How long a job stays with a worker that does not say that it lives; it says so several times in that time."""
MOST_DEATHS = 3
"""A job that so many processes died of counts as failed: it would take all of them, one after another."""
FAILED_KEPT = timedelta(days=7)
"""How long a job that failed is counted."""


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
class Taken:
    """A job that a worker has in its hands."""

    id: int
    task: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many jobs wait, are being done, and have failed within ``FAILED_KEPT``."""

    waiting: int
    running: int
    failed: int
