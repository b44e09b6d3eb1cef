"""The cases that every suite runs: a kill at each step, each fault of Slack, workers that tick at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count, product
from pathlib import Path

from tests.faults import worker
from tests.faults.databases import Databases
from tests.faults.newsroom import CHANNELS, DAY, HOUR, MINUTE, MORNING, Newsroom, Stage
from tests.faults.schedules import TAKEN, UNTAKEN

TWO_PARTS = 7
"""So many stories go into two messages: one in the channel, one in its thread."""


def kills(stage: Stage, databases: Databases, folder: Path) -> Iterator[str]:
    """On each day kill the worker one stop later, and let another one go on; gives the stops.

    Raises: AssertionError if a digest was lost or posted twice.
    """
    with Newsroom(stage, databases, folder, CHANNELS[:1]) as room:
        doomed = room.worker()
        for day in count():
            _morning(room, day)
            for _ in range(day + 1):
                room.pass_wait(doomed)
                at = doomed.go(room.workers_time)
            if at == worker.IDLE:
                break
            doomed.kill()
            doomed = room.worker()
            room.finish(doomed)
            yield at
        room.finish(doomed)
        doomed.dismiss()
        room.check()


def faults(stage: Stage, databases: Databases, folder: Path) -> Iterator[str]:
    """On each day Slack does one of the things that it may do, three times in a row; gives what it did.

    Raises: AssertionError if a digest was lost or posted twice.
    """
    with Newsroom(stage, databases, folder) as room:
        only = room.worker()
        for day, (name, trouble) in enumerate((UNTAKEN | TAKEN).items()):
            _morning(room, day)
            room.slack.faults.next("chat.postMessage", trouble(), times=3)
            room.finish(only)
            stage.counts.faults += 3 - room.slack.faults.left
            yield name
        only.dismiss()
        room.check()


def jumps(stage: Stage, databases: Databases, folder: Path) -> Iterator[str]:
    """The clock jumps an hour, on or back, while a message is being posted by one worker and another one ticks.

    Raises: AssertionError if a digest was lost or posted twice.
    """
    with Newsroom(stage, databases, folder) as room:
        posting, other = room.worker(), room.worker()
        for day, (jump, stop) in enumerate(product((HOUR, -HOUR), ("before post", "after post"))):
            _morning(room, day)
            while posting.at != stop:
                room.pass_wait(posting)
                posting.go(room.workers_time)
            room.skew = jump
            stage.counts.jumps += 1
            # The post takes ten seconds more; the other one goes on meanwhile.
            for moving in [*[other] * 10, *[posting] * 4]:
                room.pass_wait(moving)
                moving.go(room.workers_time)
                room.now += timedelta(seconds=1)
            while posting.at != worker.IDLE:
                room.pass_wait(posting)
                posting.go(room.workers_time)
            room.now += MINUTE
            room.finish(other)
            yield f"{jump} at {stop}"
        posting.dismiss()
        other.dismiss()
        room.check()


def races(stage: Stage, databases: Databases, folder: Path) -> Iterator[int]:
    """Two workers, then five, tick at the same moment with all their threads; gives how many.

    Raises: AssertionError if a digest was lost or posted twice.
    """
    with Newsroom(stage, databases, folder) as room:
        for day, size in enumerate((2, 5)):
            _morning(room, day)
            racers = [room.worker(worker.racing) for _ in range(size)]
            for racer in racers:
                racer.tell(room.now)
            for racer in racers:
                racer.heard()
                racer.dismiss()
            room.slots += len(room.channels)
            room.check()
            yield size


def _morning(room: Newsroom, day: int) -> None:
    room.now = MORNING + day * DAY - MINUTE
    room.add_stories(TWO_PARTS)
    room.now += MINUTE
