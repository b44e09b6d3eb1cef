"""The looks at the configured folders and feeds, as work for the queue."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.desk.intake import Intake
from bot.domain.errors import NewsdeskError
from bot.jobs import Job, Tasks
from bot.storage.store import Filed, Outcome

LOOK, FEED = "look", "feed"
"""The tasks: to look at a folder, and at a feed."""

_log = logging.getLogger(__name__)


class Looks:
    """A job for each of ``places``, one at a time for each, until ``stop``: the next look finds the rest."""

    def __init__(
        self,
        intake: Intake,
        places: Sequence[Path | str],
        *,
        task: str,
        on_problem: Callable[[NewsdeskError], None],
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._intake, self._on_problem, self._stop, self._task = intake, on_problem, stop, task
        self._places = {str(place): place for place in places}

    def due(self) -> list[Job]:
        keys = {name: f"{self._task}:{name}" for name in self._places}
        return [Job(task=self._task, args={"place": name}, key=key, lock=key) for name, key in keys.items()]

    def tasks(self) -> Tasks:
        return {self._task: self._look}

    def _look(self, args: Mapping[str, Any]) -> None:
        place = self._places.get(args["place"])
        if place is None:  # another process has other settings, or had them
            return
        news = 0
        for outcome in self._intake.look(place):
            if isinstance(outcome, Filed):
                news += outcome.outcome is not Outcome.UNCHANGED
            else:
                self._on_problem(outcome)
            if self._stop():
                break
        if news:
            _log.info("%s: %s new or changed", place, news)
