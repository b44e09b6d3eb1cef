"""The cases that every suite runs: a kill at each step, each fault of Slack, workers that tick at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count, product
from pathlib import Path

from bot.web.playground.faults import refused
from tests.faults import worker
from tests.faults.databases import Databases
from tests.faults.newsroom import CHANNELS, DAY, HOUR, MINUTE, MORNING, Newsroom, Stage, Worker
from tests.faults.schedules import TAKEN, UNTAKEN

TWO_PARTS = 8
"""So many stories go into two messages: one in the channel, one in its thread."""


def kills(stage: Stage, databases: Databases, folder: Path) -> Iterator[str]:
    """On each day kill the worker one stop later, and let another one go on; gives the stops.

    Raises: AssertionError if a digest was lost or posted twice.
    """
    with Newsroom(stage, databases, folder, CHANNELS[:1]) as room:
        yield from _killed(room, room.worker(), lambda stop: _morning(room, stop - 1), room.finish)


def corrections(stage: Stage, databases: Databases, folder: Path) -> Iterator[str]:
    """Change an article of a posted digest, kill the worker that corrects it one stop later each time; gives the stops.

    Raises: AssertionError if a digest or a correction was lost or posted twice.
    """
    with Newsroom(stage, databases, folder, CHANNELS[:1]) as room:
        first = room.worker()
        _morning(room, 0)
        room.finish(first)

        def change(stop: int) -> None:
            room.now += MINUTE  # its turn in the channel is free again
            room.change(1 + stop % TWO_PARTS)

        yield from _killed(room, first, change, room.settle)


def _killed(
    room: Newsroom, doomed: Worker, happens: Callable[[int], None], finish: Callable[[Worker], None]
) -> Iterator[str]:
    """Something ``happens``, the worker is killed at its first stop, and another one has to ``finish``; then again, at
    the second stop, until it has no more stops. Gives where they were killed.
    """
    for stop in count(1):
        happens(stop)
        for _ in range(stop):
            room.pass_wait(doomed)
            at = doomed.go(room.workers_time)
        if at == worker.IDLE:
            break
        doomed.kill()
        doomed = room.worker()
        finish(doomed)
        yield at
    finish(doomed)
    doomed.dismiss()
    room.check()


def refusals(stage: Stage, databases: Databases, folder: Path) -> Iterator[str]:
    """Slack refuses the rest of a digest: it comes with the next one; gives why.

    Raises: AssertionError if a digest was lost or posted twice.
    """
    with Newsroom(stage, databases, folder, CHANNELS[:1]) as room:
        only = room.worker()
        for day, code in enumerate(("invalid_blocks", "msg_too_long")):
            _morning(room, day, stories=TWO_PARTS - 2 * day)
            posts = 0
            while posts < 2:  # its second message: the two stories in it come with the next one
                room.pass_wait(only)
                posts += only.go(room.workers_time) == "before post"
                assert only.at != worker.IDLE, "it has one message"
            room.slack.faults.next("chat.postMessage", refused(code))
            stage.counts.faults += 1
            room.finish(only)
            yield code
        room.now = MORNING + 2 * DAY
        room.finish(only)
        only.dismiss()
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


def _morning(room: Newsroom, day: int, *, stories: int = TWO_PARTS) -> None:
    room.now = MORNING + day * DAY - MINUTE
    room.add_stories(stories)
    room.now += MINUTE
