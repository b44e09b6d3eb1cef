"""How long the database may take: the limit that the caller sets, and those that hold without one.

PostgreSQL enforces its own limits, but a server that is stopped, or behind a network that swallows packets, enforces
nothing: whoever waits has to give up by itself.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

STATEMENT_SECONDS = 30.0
"""One statement, where the caller sets no limit: a batch of articles may take long."""
LOCK_SECONDS = 10.0
"""Waiting for a row or a table that another transaction has locked (PostgreSQL)."""
BUSY_SECONDS = 30.0
"""Waiting for another process's write to an SQLite file: a file has one lock for everything."""
IDLE_SECONDS = 60.0
"""A transaction in which nothing is asked; its locks must not outlive a process that hangs."""
CONNECT_SECONDS = 5.0
"""Reaching the server, for each host of the address."""
POOL_SECONDS = 5.0
"""Waiting for one of the process's connections, while all are in use."""

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """What the block asks of a database takes at most ``seconds`` in all, or ends with a ``StoreUnavailable``.

    It holds for this thread; a limit inside a limit can only shorten it.
    """
    until, outer = time.monotonic() + seconds, _deadline.get()
    token = _deadline.set(until if outer is None else min(until, outer))
    try:
        yield
    finally:
        _deadline.reset(token)


@contextmanager
def no_time_limit() -> Iterator[None]:
    """What the block asks of a database takes as long as it takes: a migration is not stopped half way."""
    token = _deadline.set(math.inf)
    try:
        yield
    finally:
        _deadline.reset(token)


def seconds_left() -> float | None:
    """The seconds left of the limit in force, 0.0 when it has passed; None without a limit, infinite under none."""
    deadline = _deadline.get()
    return None if deadline is None else max(0.0, deadline - time.monotonic())


def at_most(seconds: float) -> float:
    """``seconds``, or what is left of the limit in force if that is less."""
    left = seconds_left()
    return seconds if left is None else min(seconds, left)
