"""The clockwork: one tick a minute for digests, and whatever else comes back regularly. It keeps no business state."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.domain.errors import StoreUnavailable

_log = logging.getLogger(__name__)

Job = tuple[str, float, Callable[[], object]]
"""A name for the log, every how many seconds, and what to do."""


class Schedule:
    """Runs ``tick`` at the start of every minute and each of ``jobs`` at its own pace, each in its own thread.

    A run that takes longer than its interval is waited for, and what it overran runs once. What a run raises is
    logged, and the next one comes all the same. Jobs run for the first time after their first interval.
    """

    def __init__(self, tick: Callable[[], object], jobs: Iterable[Job] = ()) -> None:
        others = list(jobs)
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(1 + len(others))},
            # Without a limit on lateness: a machine that slept runs what it missed, once.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_job(_logged("digests", tick), CronTrigger(second=0, timezone=UTC), id="digests")
        for name, seconds, work in others:
            self._scheduler.add_job(_logged(name, work), IntervalTrigger(seconds=seconds, timezone=UTC), id=name)

    def start(self) -> None:
        """Begin, in threads of its own."""
        self._scheduler.start()

    def next_runs(self) -> dict[str, datetime]:
        """When each job runs next, in UTC, by name ("digests" is the tick); empty unless it is started."""
        jobs = self._scheduler.get_jobs() if self._scheduler.running else []
        return {job.id: job.next_run_time for job in jobs}

    def stop(self) -> None:
        """Begin nothing more, and return when what runs is done."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)


def _logged(name: str, work: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            work()
        except StoreUnavailable:
            _log.debug("%s: the store can't be used", name)  # it logs its outages itself
        except Exception:
            _log.exception("%s: this run failed, the next one will try again", name)

    return run
