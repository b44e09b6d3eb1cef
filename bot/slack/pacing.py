"""Who works when, so that no workspace makes another wait: threads that answer, and turns to compute."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from bot.domain.answer import Answer, InContext, StoryHit
from bot.domain.article import Span
from bot.domain.deadline import remaining, within
from bot.domain.errors import Busy
from bot.domain.query import Reader, Request

AT_ONCE, AT_ONCE_EACH = 3, 2
"""How many answers are found at a time, and how many of them for one workspace: the last turn is free for another.

Finding an answer is work for the processor, and Python's threads share one: each more that computes makes every
acknowledgement wait another few milliseconds at each of its steps. At 50 commands a second, more than the desk could
keep up with, the median acknowledgement took 1.6 s with 16 at once and 49 ms with 2. Waiting for Slack is not limited.
"""

SECONDS = 10.0
"""What a question has for waiting and computing together. All that people ask takes well under a second; who has waited
so long has looked elsewhere, and a word now is worth more to them than an answer later."""

Work = Callable[[], None]


class Desk(Protocol):
    """What the listeners ask (``bot.desk.Desk``)."""

    def answer(self, request: Request, reader: Reader) -> Answer:
        """The answer to a request."""

    def in_context(self, article_id: str, span: Span, reader: Reader) -> InContext:
        """A passage with its paragraph."""

    def newest(self, reader: Reader, count: int) -> tuple[StoryHit, ...]:
        """The newest stories, at most ``count``."""


_log = logging.getLogger(__name__)


class Load(NamedTuple):
    """How many jobs of a pool wait, and how many are being worked on."""

    queued: int
    running: int


class FairPool:
    """Threads that work through one queue for each workspace, in turns: one that asks much makes no other wait long.

    At most ``threads`` jobs run, at most ``share`` of one workspace: a ``share`` below ``threads`` leaves somebody free
    for the others. The queues have no bound: whoever submits sees to it that few wait, for each job is held in memory
    until it is begun. A workspace without jobs takes none.
    """

    def __init__(self, threads: int, share: int, name: str = "answering") -> None:
        if threads < 1 or share < 1:
            raise ValueError(f"a pool needs at least one thread and a share of one, not {threads} and {share}")
        self._most, self._share, self._name = threads, share, name
        self._changed = threading.Condition()
        self._queues: dict[str, deque[Work]] = {}
        self._ready: OrderedDict[str, None] = OrderedDict()  # workspaces that may begin a job, the next one first
        self._running: Counter[str] = Counter()
        self._threads = 0
        self._stopped = False

    def submit(self, workspace: str, work: Work) -> None:
        """Do ``work`` when it is the workspace's turn; what it raises is logged.

        Raises:
            RuntimeError: if the pool was stopped.
        """
        with self._changed:
            if self._stopped:
                raise RuntimeError(f"the pool {self._name!r} has stopped")
            self._queues.setdefault(workspace, deque()).append(work)
            self._line_up(workspace)
            if self._threads < self._most:
                self._threads += 1
                # A daemon: a job that hangs must not keep the process from its end.
                threading.Thread(target=self._serve, name=f"{self._name}-{self._threads}", daemon=True).start()
            self._changed.notify()

    def waiting(self, workspace: str) -> int:
        """How many of a workspace's jobs have not begun."""
        with self._changed:
            return len(self._queues.get(workspace, ()))

    @property
    def size(self) -> Load:
        """The jobs of all workspaces now."""
        with self._changed:
            return Load(sum(map(len, self._queues.values())), self._running.total())

    def drain(self, seconds: float) -> bool:
        """Wait up to ``seconds`` until nothing waits and nothing runs; whether that is so."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._queues and not self._running, timeout=seconds)

    def stop(self, seconds: float) -> list[Work]:
        """Take nothing new, begin nothing more, and wait up to ``seconds`` for what runs.

        What comes back are the jobs that were never begun, each workspace's in their order. A job that still runs
        after that goes on until it ends or the process does.
        """
        with self._changed:
            self._stopped = True
            left = [work for queue in self._queues.values() for work in queue]
            self._queues.clear()
            self._ready.clear()
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._running, timeout=seconds)
        return left

    def _serve(self) -> None:
        while job := self._next():
            self._run(*job)
            # Or this thread would hold on to it for as long as it waits for the next.
            del job

    def _next(self) -> tuple[str, Work] | None:
        """The next job, when there is one; None once the pool has stopped."""
        with self._changed:
            self._changed.wait_for(lambda: self._ready or self._stopped)
            if self._stopped:
                return None
            workspace, _ = self._ready.popitem(last=False)
            work = self._queues[workspace].popleft()
            self._running[workspace] += 1
            self._line_up(workspace)
            return workspace, work

    def _run(self, workspace: str, work: Work) -> None:
        try:
            work()
        except BaseException:  # a SystemExit too would end no more than this thread, and its place with it
            _log.exception("a job of the pool %r failed", self._name)
        finally:
            with self._changed:
                self._running[workspace] -= 1
                if not self._running[workspace]:
                    del self._running[workspace]
                self._line_up(workspace)
                self._changed.notify_all()

    def _line_up(self, workspace: str) -> None:
        """Put a workspace at the end of the line if it has a job that may begin, and is not in the line already."""
        queue = self._queues.get(workspace)
        if queue and self._running[workspace] < self._share:
            self._ready.setdefault(workspace)
        elif not queue:
            self._queues.pop(workspace, None)


class FairTurns:
    """Turns for something of which ``at_once`` may go on at a time, shared fairly between workspaces.

    While several workspaces wait, a free turn goes to the one that holds the fewest; of equals, to the first in line,
    where who gets a turn and has another question goes to the end. A workspace holds ``each`` at most, and waits while
    others are free; without ``each`` it may hold all of them.
    """

    def __init__(self, at_once: int, each: int | None = None) -> None:
        self._free, self._each = at_once, each or at_once
        self._changed = threading.Condition()
        self._holding: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[object]] = OrderedDict()  # tickets by workspace, the next one first
        self._granted: set[object] = set()

    @contextmanager
    def turn(self, workspace: str, timeout: float | None) -> Iterator[None]:
        """Hold a turn, waiting for it at most ``timeout`` seconds (None: for as long as it takes).

        Raises:
            Busy: if the time is up before it comes.
        """
        self._take(workspace, timeout)
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._holding[workspace] -= 1
                if not self._holding[workspace]:
                    del self._holding[workspace]
                self._grant()

    def _take(self, workspace: str, timeout: float | None) -> None:
        ticket = object()
        with self._changed:
            self._waiting.setdefault(workspace, deque()).append(ticket)
            self._grant()
            try:
                self._changed.wait_for(lambda: ticket in self._granted, timeout)
            finally:
                if ticket not in self._granted:
                    self._give_up(workspace, ticket)
            if ticket not in self._granted:
                raise Busy("Newsdesk is busy with other questions")
            self._granted.discard(ticket)

    def _grant(self) -> None:
        """Give the free turns to those whose turn it is."""
        while self._free and self._waiting:
            workspace = min(self._waiting, key=lambda each: self._holding[each])
            if self._holding[workspace] >= self._each:
                break
            self._granted.add(self._waiting[workspace].popleft())
            self._free -= 1
            self._holding[workspace] += 1
            self._waiting.move_to_end(workspace)
            if not self._waiting[workspace]:
                del self._waiting[workspace]
        self._changed.notify_all()

    def _give_up(self, workspace: str, ticket: object) -> None:
        self._waiting[workspace].remove(ticket)
        if not self._waiting[workspace]:
            del self._waiting[workspace]


class PacedDesk:
    """A desk that is asked ``AT_ONCE`` questions at a time, by the workspaces in turns, each for ``seconds`` at most.

    Guests of all workspaces read what is shared, and share one turn. Raises, beside what the desk does: Busy if no turn
    came in time, TookTooLong if the answer did not.
    """

    def __init__(self, desk: Desk, *, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._desk, self._seconds, self._clock = desk, seconds, clock
        self._turns = FairTurns(AT_ONCE, AT_ONCE_EACH)

    def answer(self, request: Request, reader: Reader) -> Answer:
        """The answer to a request."""
        with self._turn(reader):
            return self._desk.answer(request, reader)

    def in_context(self, article_id: str, span: Span, reader: Reader) -> InContext:
        """A passage with its paragraph."""
        with self._turn(reader):
            return self._desk.in_context(article_id, span, reader)

    def newest(self, reader: Reader, count: int) -> tuple[StoryHit, ...]:
        """The newest stories, at most ``count``."""
        with self._turn(reader):
            return self._desk.newest(reader, count)

    @contextmanager
    def _turn(self, reader: Reader) -> Iterator[None]:
        with within(self._seconds, clock=self._clock), self._turns.turn(reader.workspace, remaining()):
            yield
