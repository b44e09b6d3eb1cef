"""Random schedules: which process moves next, when one is killed, what Slack does, how time passes, which article
changes; all from a seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.web.playground import faults
from bot.web.playground.faults import Trouble
from tests.faults import worker
from tests.faults.databases import Databases
from tests.faults.newsroom import DAY, HOUR, MINUTE, MORNING, Newsroom, Stage, Worker

DAYS = 2
_IDLE_MOVES = 12
_MOVES = 150
"""After how many moves in which nothing happened, and after how many in all, the trouble of a day is over."""
_CHANGES = 4
"""How many changes of articles a day may bring: while its digest is under way, and after it."""
_POST_TAKES = timedelta(seconds=20)
"""How long a live process may be between saying that it posts and having the answer: the client gives up after 15 s."""

UNTAKEN: dict[str, Callable[[], Trouble]] = {
    "dropped before": lambda: faults.dropped(carried_out=False),
    "500 before": lambda: faults.broken(500),
    "503 before": lambda: faults.broken(503),
    "garbage before": lambda: faults.garbage(),
    "internal_error": lambda: faults.refused("internal_error"),
    "fatal_error": lambda: faults.refused("fatal_error"),
    "429": lambda: faults.rate_limited(timedelta(seconds=50)),
}
"""What Slack may do to a call without carrying it out."""

TAKEN: dict[str, Callable[[], Trouble]] = {
    "dropped after": lambda: faults.dropped(carried_out=True),
    "500 after": lambda: faults.broken(500, carried_out=True),
    "garbage after": lambda: faults.garbage(carried_out=True),
}
"""What it may do after it has stored a message."""

_READING = ("conversations.history", "conversations.replies")


def run(stage: Stage, databases: Databases, folder: Path, seed: int) -> list[str]:
    """Carry out the schedule of this seed, and give all that was done, in order.

    Raises: AssertionError if a digest or a correction was lost or posted twice.
    """
    with Newsroom(stage, databases, folder) as newsroom:
        schedule = _Schedule(newsroom, random.Random(seed))
        try:
            for day in range(DAYS):
                schedule.day(MORNING + day * DAY)
            newsroom.check()
        finally:
            schedule.close()
        return schedule.trace


class _Schedule:
    def __init__(self, newsroom: Newsroom, rng: random.Random) -> None:
        self._room, self._rng = newsroom, rng
        self._workers: list[Worker | None] = [None] * rng.choice([1, 2, 2, 2, 3, 5])
        self._posting: dict[int, datetime] = {}
        self._last_jump = newsroom.now
        self._changes = self._told = 0
        self.trace: list[str] = []

    def day(self, slot: datetime) -> None:
        """Stories come in, the slot comes, and for a while everything goes wrong; then all is well again."""
        room = self._room
        room.now = max(room.now, slot - 2 * MINUTE)
        self._told = len(room.stories)
        room.add_stories(self._rng.randint(1, 7))
        room.now = max(room.now, slot)
        self._changes = self._rng.choice([0, 1, 2, _CHANGES])
        idle = moves = 0
        while idle < _IDLE_MOVES and moves < _MOVES:
            moves += 1
            idle = idle + 1 if self._move(self._whose_turn()) else 0
            idle = 0 if self._change_something() else idle
            self._pass_time(quiet=idle > len(self._workers))
        alive = [each for each in self._workers if each is not None] or [room.worker()]
        for each in alive[1:]:
            each.dismiss()
        self._workers = [alive[0], *[None] * (len(self._workers) - 1)]
        self._posting.clear()
        room.finish(alive[0])

    def close(self) -> None:
        for each in self._workers:
            if each is not None:
                each.dismiss()

    def _change_something(self) -> bool:
        """Now and then an article of this day or an earlier one is corrected, or an earlier story gets another one;
        whether that was so.
        """
        rng, room = self._rng, self._room
        if not self._changes or rng.random() > 0.08:
            return False
        self._changes -= 1
        story = rng.choice(list(room.stories))
        if story <= self._told and rng.random() < 0.5:
            room.join(story)
            self._note(-1, f"story {story} gets another article")
        else:
            room.change(story)
            self._note(-1, f"story {story} changes")
        return True

    def _whose_turn(self) -> int:
        overdue = [place for place, since in self._posting.items() if self._room.now - since >= _POST_TAKES]
        return overdue[0] if overdue else self._rng.randrange(len(self._workers))

    def _move(self, place: int) -> bool:
        """Start, kill or move one worker; whether it found nothing to do."""
        room, moving = self._room, self._workers[place]
        if moving is None:
            self._workers[place] = room.worker()
            self._note(place, "starts")
        elif self._rng.random() < (0.01 if moving.at == worker.IDLE else 0.05):
            self._note(place, f"is killed at {moving.at}")
            moving.kill()
            self._workers[place] = None
            self._posting.pop(place, None)
        else:
            return self._step(place, moving) == (worker.IDLE, worker.IDLE)
        return False

    def _step(self, place: int, moving: Worker) -> tuple[str, str]:
        """Let a worker go from one stop to the next; the two."""
        room, stood = self._room, moving.at
        room.pass_wait(moving)
        fault = self._order_fault(stood)
        at = moving.go(room.workers_time)
        ordered = room.slack.faults.left
        room.slack.faults.clear()
        met = bool(fault) and ordered == 0
        room.stage.counts.faults += met
        if at == "after begin":
            self._posting[place] = room.now
        elif at != "before post":
            self._posting.pop(place, None)
        self._note(place, f"{stood} → {at}" + (f" ({fault})" if met else ""))
        return stood, at

    def _order_fault(self, stood: str) -> str:
        """What Slack will do to the call that follows, "" if nothing."""
        rng, slack = self._rng, self._room.slack
        if stood == "before post" and rng.random() < 0.35:
            name = rng.choice([*UNTAKEN, *TAKEN])
            slack.faults.next("chat.postMessage", (UNTAKEN | TAKEN)[name]())
            return name
        if stood == "before find" and rng.random() < 0.25:
            name = rng.choice(list(UNTAKEN))
            slack.faults.next(rng.choice(_READING), UNTAKEN[name]())
            return name
        return ""

    def _pass_time(self, *, quiet: bool) -> None:
        room, rng = self._room, self._rng
        seconds = [0, 0, 1, 3] if self._posting else [61, 180] if quiet else [0, 0, 1, 5, 20, 61]
        room.now += timedelta(seconds=rng.choice(seconds))
        # A clock is set right, or wrong, now and then, not several times in the course of one post.
        if rng.random() < 0.02 and room.now - self._last_jump > 2 * MINUTE:
            room.skew = rng.choice([each for each in (-HOUR, timedelta(0), HOUR) if each != room.skew])
            self._last_jump = room.now
            room.stage.counts.jumps += 1
            self._note(-1, f"the clock is {room.skew} ahead")

    def _note(self, place: int, what: str) -> None:
        self.trace.append(f"{self._room.now:%d %H:%M:%S} {place} {what}")
