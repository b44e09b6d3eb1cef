"""Which queue carries the work: Procrastinate on PostgreSQL, a table of ours in an SQLite file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.domain.job import LEASE
from bot.jobs import Queue


def queue_over(engine: Engine, clock: Callable[[], datetime], *, lease: timedelta = LEASE) -> Queue:
    """The queue in the store, whose tables are current; a job stays with a worker that has died for ``lease``."""
    # Each brings what only its own database needs.
    if engine.dialect.name == "postgresql":
        from bot.jobs.on_procrastinate import OnProcrastinate
        from bot.storage.procrastinate_jobs import PREFIX, ProcrastinateJobs, args_of

        return OnProcrastinate(ProcrastinateJobs(engine, lease=lease), prefix=PREFIX, args_of=args_of)
    from bot.jobs.embedded import Embedded
    from bot.storage.jobs import SqlJobs

    return Embedded(SqlJobs(engine, clock, lease=lease))
