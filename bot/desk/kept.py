"""What took long to find out, kept for as long as it holds and there is room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Event, Lock
from typing import Generic, TypeVar

from bot.domain.deadline import check, remaining

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class Kept(Generic[_Key, _Value]):
    """Values by their key, those that were asked for last, of ``room`` together; safe between threads.

    A key must name all that its value is made of: nothing that is kept is ever looked at again. What two ask for at
    once is made once.
    """

    def __init__(self, room: int) -> None:
        self._room, self._taken = room, 0
        self._lock = Lock()
        self._values: OrderedDict[_Key, tuple[_Value, int]] = OrderedDict()
        self._making: dict[_Key, Event] = {}

    def get(self, key: _Key, make: Callable[[], _Value], *, size: int) -> _Value:
        """The value of ``key``: as it is kept, or as ``make`` gives it; it takes ``size`` of the room.

        Raises: what ``make`` raises, then nothing is kept; TookTooLong if another thread makes it for too long.
        """
        while True:
            with self._lock:
                if key in self._values:
                    self._values.move_to_end(key)
                    return self._values[key][0]
                made = self._making.get(key)
                if made is None:
                    self._making[key] = made = Event()
                    break
            if not made.wait(remaining()):
                check()
        try:
            value = make()
            with self._lock:
                self._keep(key, value, size)
            return value
        finally:
            with self._lock:
                del self._making[key]
            made.set()

    def _keep(self, key: _Key, value: _Value, size: int) -> None:
        self._values[key] = value, size
        self._taken += size
        while self._taken > self._room:
            _, (_, least) = self._values.popitem(last=False)
            self._taken -= least
