"""The workspace's one lock, its clock, its ids, and the feed of everything that happens in it.

Whoever wants to know what changed waits on the feed (tests) or subscribes to it (a page, by server-sent events); nobody
polls.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from queue import SimpleQueue
from typing import TypeAlias

from bot.web.playground.charts import words
from bot.web.playground.shapes import Json

Clock: TypeAlias = Callable[[], datetime]

# A page that reconnects can catch up this far; an older one loads the snapshot again.
REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened: ``number`` counts from 1 without gaps.

    ``kind`` and what the payload holds: ``message``, ``message_changed``, ``message_deleted`` (channel, message),
    ``ephemeral``, ``ephemeral_changed``, ``ephemeral_deleted`` (channel, user, message), ``view`` (user, how, view),
    ``home`` (user, view), ``status`` (channel, thread_ts, status), ``file`` (file), ``problem`` (user, channel, text),
    ``channel`` (channel), ``call`` (method, arguments, status, answer), ``fault`` (method,
    trouble), ``request`` (kind, payload, status, body, problem).
    """

    number: int
    kind: str
    payload: Json

    @property
    def channel(self) -> str:
        """The channel's id; empty for what happens outside channels."""
        channel = self.payload.get("channel", "")
        return channel if isinstance(channel, str) else str(channel["id"])

    @property
    def user(self) -> str:
        """Who sees it (ephemeral, view, home, problem) or who wrote it (message); empty where nobody did."""
        return str(self.payload.get("user") or self.message.get("user", ""))

    @property
    def message(self) -> Json:
        """The message that came or changed; empty for other kinds."""
        return dict(self.payload.get("message", {}))

    @property
    def view(self) -> Json:
        """The modal or home tab; empty for other kinds."""
        return dict(self.payload.get("view", {}))

    @property
    def ts(self) -> str:
        return str(self.message.get("ts", ""))

    @property
    def words(self) -> str:
        """All that a reader sees of it, one text a line: fallback text and blocks."""
        return "\n".join(words(self.payload))

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {json.dumps(self.payload, ensure_ascii=False)[:400]}"


class Timeline:
    """What all parts of a workspace share. ``lock`` is the only lock; it may be taken again by its holder."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self._changed = threading.Condition(self.lock)
        self._changes: deque[Change] = deque(maxlen=REMEMBERED)
        self._subscribers: list[SimpleQueue[Change | None]] = []
        self._ids = 0
        self._microseconds = 0

    def now(self) -> float:
        """The clock's time in seconds since 1970."""
        return self.clock().timestamp()

    def next_ts(self) -> str:
        """A message timestamp: the clock's microseconds, and always later than the one before, as Slack's are."""
        with self.lock:
            self._microseconds = max(round(self.now() * 1_000_000), self._microseconds + 1)
            return f"{self._microseconds // 1_000_000}.{self._microseconds % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """An id that was not given out before, of Slack's shape: a letter that says what it names, then ten more.

        From the clock, like a timestamp: an app remembers ids for longer than one run of a workspace.
        """
        with self.lock:
            self._ids = max(round(self.now() * 1000) % 10**10, self._ids + 1)
            return f"{prefix}{self._ids:010d}"

    @property
    def latest(self) -> int:
        """The number of the newest change; 0 when nothing has happened yet."""
        with self.lock:
            return self._changes[-1].number if self._changes else 0

    def changes(self, since: int = 0) -> list[Change]:
        """What happened after ``since`` (a change's number), oldest first; at most the last 5,000."""
        with self.lock:
            return [change for change in self._changes if change.number > since]

    def publish(self, kind: str, payload: Json) -> Change:
        with self.lock:
            # A copy by way of JSON: what was seen must not change afterwards, and it must be JSON.
            change = Change(self.latest + 1, kind, json.loads(json.dumps(payload)))
            self._changes.append(change)
            for subscriber in self._subscribers:
                subscriber.put(change)
            self._changed.notify_all()
            return change

    def wait_for(self, predicate: Callable[[Change], bool], timeout: float = 5.0, *, since: int = 0) -> Change:
        """The first change after ``since`` that satisfies the predicate, waiting up to ``timeout`` seconds for it.

        Raises:
            TimeoutError: none came; the message lists what did.
        """
        found: list[Change] = []
        looked = since

        def came() -> bool:
            nonlocal looked
            for change in self.changes(looked):
                looked = change.number
                if predicate(change):
                    found.append(change)
                    return True
            return False

        with self._changed:
            if self._changed.wait_for(came, timeout):
                return found[0]
            arrived = "\n".join(f"  {change}" for change in self.changes(since)) or "  nothing"
        raise TimeoutError(f"nothing that was waited for came within {timeout:g} s; this did:\n{arrived}")

    @contextmanager
    def subscription(self, since: int = 0) -> Iterator[SimpleQueue[Change | None]]:
        """A queue of what happened after ``since`` and of what happens from now on; ``None`` ends it (``close``)."""
        queue: SimpleQueue[Change | None] = SimpleQueue()
        with self.lock:
            for change in self.changes(since):
                queue.put(change)
            self._subscribers.append(queue)
        try:
            yield queue
        finally:
            with self.lock:
                self._subscribers.remove(queue)

    def close(self) -> None:
        """End every subscription, so that whoever reads one can leave."""
        with self.lock:
            for subscriber in self._subscribers:
                subscriber.put(None)
