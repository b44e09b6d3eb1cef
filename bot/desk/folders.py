"""Watched folders: what lies there is compared with what is known of it, and what is new or has changed is read.

What is known stands in the database, so that a restart and a second process read nothing again; whoever is free reads
what waits, some files at a time. Nothing is lost with a process that ends: what it had taken is free again soon.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import bot
from bot.desk.intake import Intake
from bot.domain.errors import AnalysisUnavailable, NewsdeskError, SourceError, StorageError, StoreUnavailable
from bot.jobs import Job, Task, Tasks
from bot.sources.files import InFile, shown
from bot.sources.folder import look, named, path_of
from bot.sources.unread import Unread, plain
from bot.storage.files import PutBack, Settled, SqlFiles, State, Waiting
from bot.storage.store import Filed, Outcome

LOOK, FILES = "look", "files"
"""The tasks: to see what is new in a folder, and to read some of it."""
CHUNK = 50
"""Files that one job reads."""
LEASE = timedelta(seconds=30)
"""How long files stay with a process that does not say that it lives; it says so three times in that time."""

_FREE_TRIES = 3
_LONGEST_PAUSE = timedelta(hours=1)
_NAMED = 3
"""So many deleted files of one look are named in the log; the others are counted."""

_log = logging.getLogger(__name__)

Defer = Callable[[Iterable[Job]], object]
Problem = Callable[[NewsdeskError], None]


class Folders:
    """Files what comes into ``folders``; safe to share between threads and to run in several processes."""

    def __init__(
        self,
        files: SqlFiles,
        intake: Intake,
        folders: Sequence[Path],
        clock: Callable[[], datetime],
        *,
        remove_deleted: bool = False,
        lease: timedelta = LEASE,
    ) -> None:
        self.folders = tuple(folders)
        self._files, self._intake, self._clock = files, intake, clock
        self._remove_deleted, self._lease = remove_deleted, lease
        self._told: dict[Path, set[str]] = {}
        self._gone: dict[Path, dict[str, str]] = {}
        self._given_up: set[tuple[str, str]] = set()

    # As jobs -----------------------------------------------------------------------------------------------------

    def due(self) -> list[Job]:
        """A look at each folder: one at a time waits, and one at a time is done."""
        names = (_name(folder) for folder in self.folders)
        return [Job(task=LOOK, args={"folder": name}, key=f"look:{name}", lock=f"look:{name}") for name in names]

    def tasks(self, on_problem: Problem, defer: Defer) -> Tasks:
        """What does the jobs; a look defers one for each ``CHUNK`` of files that wait."""

        def look_at(args: Mapping[str, Any]) -> None:
            folder = path_of(Path(), args["folder"])
            for problem in self.look(folder):
                on_problem(problem)
            if waiting := self._files.waiting(_name(folder), now=self._clock()):
                defer(_chunks(_name(folder), waiting))
            else:
                self._part(folder)

        def read_some(args: Mapping[str, Any]) -> None:
            for outcome in self.read(path_of(Path(), args["folder"])):
                if isinstance(outcome, NewsdeskError):
                    on_problem(outcome)

        found: dict[str, Task] = {LOOK: look_at, FILES: read_some}
        return found

    # At once -----------------------------------------------------------------------------------------------------

    def look_now(self) -> Iterator[Filed | NewsdeskError]:
        """What became of each file that is new or has changed since anybody's last look, in all folders.

        Raises: StoreUnavailable if the rest can't be filed now; it is new to the next look.
        """
        for folder in self.folders:
            yield from self.look(folder)
            yield from self.read(folder, limit=None)
            self._part(folder)

    # The two steps -----------------------------------------------------------------------------------------------

    def look(self, folder: Path) -> list[SourceError]:
        """Note what is new or has changed in the folder; what can't be looked into, if it was not told before.

        Raises: StorageError.
        """
        now, name = self._clock(), _name(folder)
        self._let_go(now)
        if folder not in self._told:
            self._files.reconsider(name, bot.__version__, now=now)
        # In this order: what another process notes meanwhile is there, and must not be taken for gone.
        known = self._files.stamps(name)
        seen = look(folder, now=now)
        self._files.wait(
            name, {file: stamp for file, stamp in seen.settled.items() if known.get(file) != stamp}, now=now
        )
        self._gone[folder] = seen.gone(known)
        problems = [*seen.problems, *([_away(folder, len(known))] if seen.is_away(known) else [])]
        before = self._told.get(folder, set())
        self._told[folder] = {str(problem) for problem in problems}
        return [problem for problem in problems if str(problem) not in before]

    def read(self, folder: Path, *, limit: int | None = CHUNK) -> Iterator[Filed | NewsdeskError]:
        """What became of the files that waited, at most ``limit`` of them, all if it is None.

        What was refused is told once, until the file changes; so is what the system could not give, and that is tried
        again. Raises: StoreUnavailable if the rest can't be filed now; it waits on.
        """
        name, holder, now = _name(folder), uuid4().hex, self._clock()
        self._let_go(now)
        later: list[PutBack] = []
        with self._held(name, holder):
            while True:
                until = self._clock() + self._lease
                taken = self._files.take(name, holder=holder, now=now, until=until, limit=limit or CHUNK)
                yield from self._read(folder, holder, taken, later)
                if limit is not None or not taken:
                    break
            # Only now, or they would be taken again at once.
            self._files.settle(name, holder, later)

    def _read(
        self, folder: Path, holder: str, taken: Sequence[Waiting], later: list[PutBack]
    ) -> Iterator[Filed | NewsdeskError]:
        now = self._clock()
        unread = [InFile(path_of(folder, file.path), now, inside=folder) for file in taken]
        settled: list[Settled] = []
        try:
            for file, reading, outcomes in zip(taken, unread, self._intake.read_in(unread), strict=True):
                filed = [each for each in outcomes if isinstance(each, Filed)]
                problems = [each for each in outcomes if not isinstance(each, Filed)]
                # One that has gone since the last look is nothing to tell: the next one sees it.
                has_gone = bool(problems) and not os.path.lexists(reading.path)
                if has_gone or any(isinstance(each, Unread | AnalysisUnavailable) for each in problems):
                    later.append(PutBack(file, self._clock() + pause(file.tries + 1)))
                elif filed:
                    kept = [each.article.id for each in filed if each.outcome is not Outcome.LEFT_OUT]
                    settled.append(Settled(file, State.READ, tuple(kept)))
                else:
                    settled.append(Settled(file, State.REFUSED, reader=bot.__version__))
                yield from filed
                if file.tries == 0 and not has_gone:
                    yield from (plain(each) if isinstance(each, SourceError) else each for each in problems)
        finally:
            self._files.settle(_name(folder), holder, settled)

    def _part(self, folder: Path) -> None:
        """Let go of the files that the last look found gone, now that all others are read: the article of one that was
        moved belongs to its new place by now.
        """
        gone = self._gone.pop(folder, {})
        if not gone:
            return
        name, removed = _name(folder), 0
        if self._remove_deleted:
            for article in self._files.articles_of_none_but(name, gone):
                removed += self._intake.withdraw(article)
        self._files.forget(name, gone)
        for file in sorted(gone)[:_NAMED]:
            _log.info("deleted: %s", shown(path_of(folder, file)))
        if self._remove_deleted:
            _log.info("deleted from %s: %s files, and %s articles with them", name, len(gone), removed)
        else:
            _log.info("deleted from %s: %s files; their articles stay (library.remove_deleted)", name, len(gone))

    # Leases ------------------------------------------------------------------------------------------------------

    @contextmanager
    def _held(self, folder: str, holder: str) -> Iterator[None]:
        """Say again and again that the holder lives; what it has at the end is free for others."""
        ended = threading.Event()

        def renew() -> None:
            while not ended.wait(self._lease.total_seconds() / 3):
                with suppress(StorageError):  # the lease says it
                    self._files.renew(folder, holder, self._clock() + self._lease)

        renewing = threading.Thread(target=renew, name="leases of files", daemon=True)
        renewing.start()
        try:
            yield
        finally:
            ended.set()
            renewing.join()
            self._given_up.add((folder, holder))
            with suppress(StoreUnavailable):
                self._let_go(self._clock())

    def _let_go(self, now: datetime) -> None:
        """What we have given up is free for anybody, at the latest when the store can be used again."""
        for folder, holder in list(self._given_up):
            self._files.release(folder, holder, now=now)
            self._given_up.discard((folder, holder))


def pause(tries: int) -> timedelta:
    """How long to wait after so many tries: the next looks try again, those after them wait ever longer."""
    return (
        min(timedelta(minutes=1) * 2 ** min(tries - _FREE_TRIES, 10), _LONGEST_PAUSE)
        if tries > _FREE_TRIES
        else timedelta(0)
    )


def _chunks(folder: str, waiting: int) -> list[Job]:
    """A job for each chunk: as long as they wait, the next look adds none for the same files."""
    numbers = range(-(-waiting // CHUNK))
    return [Job(task=FILES, args={"folder": folder}, key=f"files:{number}:{folder}") for number in numbers]


def _away(folder: Path, files: int) -> SourceError:
    cause = f"all {files:,} of its files are gone, as if its disk were away; their articles stay"
    return SourceError(
        "empty folder", shown(folder), cause, hint="Is it mounted? newsdesk remove takes out an article."
    )


def _name(folder: Path) -> str:
    return named(str(folder))
