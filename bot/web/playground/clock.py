"""A clock that can be moved: the demo's "tomorrow, 08:30", and the tests' "half an hour later"."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from bot.web.playground.timeline import Clock


def utc_now() -> datetime:
    """The real time, aware, in UTC."""
    return datetime.now(UTC)


class AdjustableClock:
    """Another clock's time, moved. Calling it gives the time; thread-safe. Over a fixed clock it stands still."""

    def __init__(self, base: Clock = utc_now) -> None:
        self._base = base
        self._moved = timedelta(0)
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            return self._base() + self._moved

    def advance(self, step: timedelta) -> datetime:
        """Move on (or back) by ``step``; the new time."""
        with self._lock:
            self._moved += step
            return self._base() + self._moved

    def move_to(self, moment: datetime) -> datetime:
        """Make it ``moment`` now, from where it runs on."""
        with self._lock:
            self._moved = moment - self._base()
            return moment
