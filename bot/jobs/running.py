"""What both adapters do with a job, and with a worker's own life."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import Enum
from threading import Thread
from typing import Any

from bot.domain.errors import NewsdeskError, StorageError, StoreUnavailable
from bot.domain.job import MOST_DEATHS
from bot.jobs.port import Task

POLL = 0.5
"""Seconds between two looks for a job while there is none."""
SIGNS = 6
"""How often a worker says that it lives in the time of a lease."""
GRACE = 4.0
"""Seconds for what runs after a stop signal: platforms kill after ten, and the database may need a few of them."""
PAUSE = 5.0
"""Seconds until a job is begun again that could not use the store."""

_log = logging.getLogger(__name__)


class Outcome(Enum):
    """What became of a job."""

    DONE = "done"
    FAILED = "failed"
    AGAIN = "again"
    """The store could not be used; it is put back."""


def start(task: Task, name: str, args: Mapping[str, Any], ended: Callable[[Outcome], object]) -> None:
    """Do a job in a thread of its own, which then tells ``ended`` what became of it.

    The thread does not keep the process alive: a job that does not end must not stop a process from ending.
    """
    Thread(target=lambda: ended(_outcome(task, name, args)), name=f"job {name}", daemon=True).start()


def _outcome(task: Task, name: str, args: Mapping[str, Any]) -> Outcome:
    try:
        task(args)
    except StoreUnavailable:
        return Outcome.AGAIN  # the store logs its outages itself
    except NewsdeskError as error:
        _log.warning("%s: %s", name, error)
        return Outcome.FAILED
    except BaseException:
        # Also what a task raises to end its thread: a job that tells nobody of its end would be held for ever.
        _log.exception("%s: this job failed", name)
        return Outcome.FAILED
    return Outcome.DONE


class Standing:
    """How a worker stands with the store: what is told of its failures, and when it may take over what others left."""

    def __init__(self, lease: timedelta, clock: Callable[[], float] = time.monotonic) -> None:
        self._lease, self._clock = lease, clock
        self._failed, self._said = -math.inf, ""

    def failed(self, error: StorageError) -> None:
        """Note a failure, and log it where the store has not, once as long as it is the same."""
        self._failed = self._clock()
        if not isinstance(error, StoreUnavailable) and f"{error}" != self._said:
            self._said = f"{error}"
            _log.error("the queue: %s", error)

    def may_recover(self) -> bool:
        """Whether the store has answered for as long as a lease lasts.

        When it comes back all leases have passed, though nobody has died: the others get the time to say so.
        """
        return self._clock() - self._failed >= self._lease.total_seconds()


def tell_given_up(tasks: list[str]) -> None:
    """Log the jobs that count as failed because processes died of them; what they were for is found due again."""
    for name in tasks:
        _log.warning("%s: this job failed, %s processes died while they did it", name, MOST_DEATHS)
