"""Faults on order: what a test tells the workspace to do wrong with the next calls of a method.

A fault happens *before* the call is carried out (Slack never saw it) or *after* (Slack did it, and only the answer is
lost), which is the difference that a bot that posts once has to survive.
"""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong. ``status`` 0 closes the connection without an answer; ``carried_out`` says that it was done."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    carried_out: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    """Not wrong, but slow: the call is carried out after ``wait``, or once ``until`` is set if it is given."""

    wait: timedelta = timedelta(0)
    until: threading.Event | None = None

    def pause(self) -> None:
        if self.until is not None:
            self.until.wait()
        else:
            threading.Event().wait(self.wait.total_seconds())


@dataclass(frozen=True, slots=True)
class Refusal:
    """Any error of Slack's, whatever the arguments."""

    code: str


Trouble = Fault | Late | Refusal


def rate_limited(retry_after: timedelta = timedelta(seconds=1)) -> Fault:
    """HTTP 429 with ``Retry-After``, as when too many calls came."""
    seconds = str(round(retry_after.total_seconds()))
    return Fault(429, b'{"ok":false,"error":"ratelimited"}', {"Retry-After": seconds})


def broken(status: int = 500, *, carried_out: bool = False) -> Fault:
    """A server error with a page instead of JSON."""
    return Fault(status, b"<html><body>Server Error</body></html>", carried_out=carried_out)


def garbage(*, carried_out: bool = False) -> Fault:
    """HTTP 200, and an answer that is no JSON."""
    return Fault(200, b"\x00{not json", carried_out=carried_out)


def dropped(*, carried_out: bool) -> Fault:
    """The connection closes without an answer."""
    return Fault(0, carried_out=carried_out)


def refused(code: str) -> Refusal:
    """``{"ok": false, "error": code}``."""
    return Refusal(code)


def late(wait: timedelta) -> Late:
    """The answer takes that much longer, in real time."""
    return Late(wait=wait)


def held(until: threading.Event) -> Late:
    """The answer waits until the test sets the event."""
    return Late(until=until)


class Faults:
    """What is to go wrong next, for each method: a queue that every call takes one from. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: dict[str, deque[Trouble]] = defaultdict(deque)

    def next(self, method: str, *troubles: Trouble, times: int = 1) -> None:
        """The next calls of the method meet these, one each, ``times`` over; ``response_url`` counts as a method."""
        with self._lock:
            self._next[method].extend(troubles * times)

    def take(self, method: str) -> Trouble | None:
        """What the call that has just come meets; ``None`` when all is well."""
        with self._lock:
            return self._next[method].popleft() if self._next[method] else None

    def clear(self) -> None:
        with self._lock:
            self._next.clear()

    @property
    def left(self) -> int:
        """How many ordered faults no call has met yet: a test that orders some should end with 0."""
        with self._lock:
            return sum(map(len, self._next.values()))
