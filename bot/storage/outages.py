"""Outages of a database, each told once: when it begins, and when the database answers again."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from bot.storage.troubles import Kind, Trouble

QUIET_SECONDS = 60.0
"""An outage that begins so soon after the last one was told is told only if it lasts."""

_log = logging.getLogger(__name__)
# A command without a log tells the error itself: it need not stand on the terminal twice.
_log.addHandler(logging.NullHandler())
_lock = threading.Lock()
_of_engine: WeakKeyDictionary[Engine, Outages] = WeakKeyDictionary()


class Outages:
    """What one process has seen of one database. Safe for several threads.

    A database that is away ends its outage with any success; one that is busy or read-only with a transaction that
    may write, because it went on answering whoever reads. A full disk may still have room for something small: it
    counts as full until nothing was refused for ``QUIET_SECONDS``.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._kind: Kind | None = None
        self._since = self._told = self._full = -QUIET_SECONDS
        self._is_told = False

    def failed(self, place: str, trouble: Trouble) -> None:
        """Log the outage unless it is known already."""
        now = self._clock()
        with self._lock:
            if self._kind is None:
                self._since, self._is_told = now, False
            self._kind = trouble.kind
            if trouble.kind is Kind.FULL:
                self._full = now
            if self._is_told or now - self._told < QUIET_SECONDS:
                return
            self._is_told, self._told = True, now
        _log.warning("%s: %s: %s. %s", trouble.kind.value, place, trouble.cause, trouble.hint)

    def worked(self, place: str, *, writes: bool) -> None:
        """Log that the outage is over, if there was one."""
        if self._kind is None or not (writes or self._kind is Kind.AWAY) or self.was_full():
            return
        with self._lock:
            was_told, seconds = self._is_told, self._clock() - self._since
            self._kind, self._is_told = None, False
        if was_told:
            _log.warning("the store answers again after %.0f s: %s", seconds, place)

    def was_full(self) -> bool:
        """Whether the disk was full a moment ago."""
        return self._clock() - self._full < QUIET_SECONDS


def outages_of(engine: Engine) -> Outages:
    """What this process has seen of the database of ``engine``."""
    with _lock:
        return _of_engine.setdefault(engine, Outages())
