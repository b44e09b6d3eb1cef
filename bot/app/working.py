"""The work that comes in by itself: what is due goes on the queue, and the threads that do it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Event, Thread
from typing import Protocol

from bot.app.core import Core, log_problem
from bot.app.slack_side import SlackSide
from bot.desk.reanalysis import Reanalysis
from bot.digests.schedule import Job as Tick
from bot.domain.errors import StorageError
from bot.jobs import Job, Queue, Tasks

_HOUR = 3600.0
_FEEDS_EVERY = 2.0  # seconds between two questions which feeds and pages are due: one that was just added is soon read
_LOOK_AGAIN_AFTER = 10.0  # seconds, when the store could not be used at the start
_FILES, _NETWORK = 2, 4
"""Threads. What asks the network has its own: files never wait for it."""

_log = logging.getLogger(__name__)


class Work(Protocol):
    """Something that is to be done again and again. Both may raise ``StorageError``."""

    def tasks(self) -> Tasks:
        """What does its jobs, by their names."""

    def due(self) -> list[Job]:
        """What is to be done now; a key says what waits already."""


@dataclass(frozen=True, slots=True)
class Source:
    """Work that is asked ``every`` so many seconds what is due; the name is for the log."""

    name: str
    work: Work
    every: float


@dataclass(frozen=True, slots=True)
class Crew:
    """Threads that do the work of these sources, and of no others."""

    name: str
    threads: int
    sources: Sequence[Source]

    def tasks(self) -> Tasks:
        return {name: task for source in self.sources for name, task in source.work.tasks().items()}


class Working:
    """The crews of one process, over the queue that it shares with the others."""

    def __init__(self, queue: Queue, crews: Sequence[Crew]) -> None:
        self._queue, self._crews = queue, crews

    def ticks(self) -> list[Tick]:
        """What a schedule has to do: put on the queue what is due of each source, at its own pace."""
        return [(source.name, source.every, partial(self._defer, source)) for source in self._sources()]

    @contextmanager
    def running(self, stop: Event) -> Iterator[None]:
        """The crews work, and what is due at the start is put on the queue at once; all of it ends with ``stop``,
        which is set at the end.
        """
        threads = [
            *(Thread(target=self._first, args=(source, stop), name=source.name) for source in self._sources()),
            *(Thread(target=self._work, args=(crew, stop), name=crew.name) for crew in self._crews),
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def _sources(self) -> Iterator[Source]:
        for crew in self._crews:
            yield from crew.sources

    def _work(self, crew: Crew, stop: Event) -> None:
        self._queue.work(crew.tasks(), stop, threads=crew.threads)

    def _defer(self, source: Source) -> None:
        self._queue.defer(source.work.due())

    def _first(self, source: Source, stop: Event) -> None:
        while not stop.is_set():
            try:
                return self._defer(source)
            except StorageError as error:
                log_problem(error)
            except Exception:
                _log.exception("%s: this look at what is due failed", source.name)
            stop.wait(_LOOK_AGAIN_AFTER)
        return None


@contextmanager
def at_work(side: SlackSide, stop: Event) -> Iterator[None]:
    """Meanwhile the crews work, and ``side`` ticks; ``stop`` ends both, and is set at the end."""
    work = working(side.core, stop)
    schedule = side.schedule(work.ticks())
    with work.running(stop):
        schedule.start()
        try:
            yield
        finally:
            stop.set()
            schedule.stop()


def working(core: Core, stop: Event) -> Working:
    """The work of a process over ``core``; what it has begun ends soon after ``stop``."""
    library, intake = core.settings.library, core.intake
    again = Reanalysis(intake, partial(_is_outdated, core), defer=core.queue.defer, stop=stop.is_set)
    return Working(
        core.queue,
        [
            Crew("files", _FILES, [Source("folders", _OfFolders(core), library.look_every)]),
            Crew(
                "network",
                _NETWORK,
                [Source("feeds", _OfFeeds(core, stop), _FEEDS_EVERY), Source("reanalysis", again, _HOUR)],
            ),
        ],
    )


def _is_outdated(core: Core) -> bool:
    return bool(core.library.outdated(core.analyser.version, 1))


@dataclass(frozen=True, slots=True)
class _OfFolders:
    """The looks at the configured folders, and the files that wait there."""

    core: Core

    def tasks(self) -> Tasks:
        return self.core.folders.tasks(log_problem, self.core.queue.defer)

    def due(self) -> list[Job]:
        return self.core.folders.due()


class _OfFeeds:
    """The feeds of everybody; those that the configuration names are known from the first time on."""

    def __init__(self, core: Core, stop: Event) -> None:
        self._core, self._stop, self._are_known = core, stop, False

    def tasks(self) -> Tasks:
        return self._core.feed_work.tasks(self._stop.is_set)

    def due(self) -> list[Job]:
        if not self._are_known:
            for problem in self._core.feeds.configure(map(str, self._core.settings.library.feeds)):
                log_problem(problem)
            self._are_known = True
        return self._core.feed_work.due()
