"""Many small writes in few transactions: what comes in while one commit is on its way goes into the next.

A commit waits for the disk, and only one at a time can. Requests of Slack's come in bursts and each needs one before it
is acknowledged; together they need few. One thread writes, so that a database that hangs holds up one thread and not
one for each request.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from bot.domain.errors import StorageError, StoreUnavailable
from bot.storage.engine import writing
from bot.storage.limits import time_limit

_Value = TypeVar("_Value")

AT_ONCE = 100
"""Writes in one transaction: a failure makes them all be tried again, one by one."""


@dataclass
class _Write:
    work: Callable[[Connection], Any]
    expires: float
    result: Future[Any] = field(default_factory=Future)


class GroupCommit:
    """Writes to ``engine``, in the order in which they are asked for.

    A write that can't begin within ``patience`` seconds is not done at all, and its ``Future`` gets a
    ``StoreUnavailable``; a transaction takes as long at most. What is cancelled before it begins is not done either.
    What a write raises is its own: the others of its transaction are done without it.
    """

    def __init__(self, engine: Engine, *, patience: float = 2.0) -> None:
        self._engine, self._patience = engine, patience
        self._waiting: deque[_Write] = deque()
        self._changed = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="group commit", daemon=True)
        self._thread.start()

    def ask(self, work: Callable[[Connection], _Value]) -> Future[_Value]:
        """Do ``work`` in a transaction, soon; the result is there when it is committed."""
        write = _Write(work, time.monotonic() + self._patience)
        with self._changed:
            if self._stopped:
                write.result.set_exception(StorageError("the store is closed"))
                return write.result
            self._waiting.append(write)
            self._changed.notify()
        return write.result

    def do(self, work: Callable[[Connection], _Value]) -> _Value:
        """The result of ``work`` when it is committed. Raises: StorageError, and what ``work`` raises."""
        return self.ask(work).result()

    def stop(self) -> None:
        """Write what was asked for, take nothing new, and return; a thread that hangs is left alone."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._thread.join(2 * self._patience)

    def _run(self) -> None:
        while some := self._next():
            self._write(some)

    def _next(self) -> list[_Write]:
        """The writes of the next transaction; none when it is time to stop."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._stopped)
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), AT_ONCE))]

    def _write(self, some: Sequence[_Write]) -> None:
        wanted = [write for write in some if self._begins(write)]
        if not wanted:
            return
        try:
            results = self._committed(wanted)
        except StoreUnavailable as error:
            for write in wanted:
                write.result.set_exception(error)
        except Exception as error:
            if len(wanted) == 1:
                wanted[0].result.set_exception(error)
            else:
                self._write_one_by_one(wanted)
        else:
            for write, result in zip(wanted, results, strict=True):
                write.result.set_result(result)

    def _write_one_by_one(self, wanted: Sequence[_Write]) -> None:
        for write in wanted:
            try:
                if time.monotonic() > write.expires:
                    raise _too_slow()
                (result,) = self._committed([write])
            except Exception as error:
                write.result.set_exception(error)
            else:
                write.result.set_result(result)

    def _committed(self, some: Sequence[_Write]) -> list[Any]:
        with time_limit(self._patience), writing(self._engine) as connection:
            return [write.work(connection) for write in some]

    def _begins(self, write: _Write) -> bool:
        if not write.result.set_running_or_notify_cancel():
            return False
        if time.monotonic() > write.expires:
            write.result.set_exception(_too_slow())
            return False
        return True


def _too_slow() -> StoreUnavailable:
    return StoreUnavailable("the store is too slow", hint="Try again in a minute.")
