"""Reading again what an older extractor has read, some articles at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.desk.intake import Intake
from bot.jobs import Job, Tasks

REANALYSE = "reanalyse"
"""The task: to read some articles again."""
BATCH = 20
"""Articles that one job reads: what is newer goes before, so it is not kept waiting for long."""

_log = logging.getLogger(__name__)


class Reanalysis:
    """The jobs that bring the library to this version's extractor; ``defer`` puts the next one on the queue."""

    def __init__(
        self,
        intake: Intake,
        is_outdated: Callable[[], bool],
        *,
        defer: Callable[[Iterable[Job]], object],
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._intake, self._is_outdated, self._defer, self._stop = intake, is_outdated, defer, stop
        self._gave_up = False

    def due(self) -> list[Job]:
        """A job if anything is outdated. What this process could not read again stays so until the next start."""
        return [_JOB] if not self._gave_up and self._is_outdated() else []

    def tasks(self) -> Tasks:
        return {REANALYSE: self._some}

    def _some(self, _: Mapping[str, Any]) -> None:
        done = self._intake.reanalyse(BATCH)
        if done:
            _log.info("read again: %s", done)
            self._defer([_JOB])
        elif not self._stop():
            self._gave_up = self._is_outdated()


_JOB = Job(task=REANALYSE, key=REANALYSE, lock=REANALYSE, priority=-1)
