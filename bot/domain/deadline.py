"""By when a question must be answered, for whatever works on it in this thread: looked at inside long loops.

No thread is killed: the work itself looks at the time and stops. What runs without a deadline (intake, digests, the
command line) is never stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from bot.domain.errors import TookTooLong

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class _Deadline:
    end: float
    clock: Callable[[], float]

    @property
    def left(self) -> float:
        return self.end - self.clock()


_CURRENT: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float, *, clock: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """What is done inside must be done in ``seconds`` by ``clock``; inside another deadline, by the earlier of both."""
    around, own = _CURRENT.get(), _Deadline(clock() + seconds, clock)
    token = _CURRENT.set(own if around is None or own.left < around.left else around)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def remaining() -> float | None:
    """The seconds that are left, 0 or less if the time is up; None without a deadline."""
    current = _CURRENT.get()
    return None if current is None else current.left


def check() -> None:
    """Nothing, while there is time or no deadline. Raises: TookTooLong."""
    current = _CURRENT.get()
    if current is not None and current.left <= 0:
        raise TookTooLong("this takes too long, so it was stopped")


def checked(items: Iterable[_Item], every: int = 1) -> Iterator[_Item]:
    """The items, looking at the time before the first and then before each ``every``-th: for loops with a tiny body.

    Raises: TookTooLong.
    """
    for place, item in enumerate(items):
        if place % every == 0:
            check()
        yield item
