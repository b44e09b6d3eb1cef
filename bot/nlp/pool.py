"""Reading on all cores, in processes of its own: an article that kills or hangs its reader costs only itself."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from multiprocessing import Pipe
from pathlib import Path
from typing import Any, TypeVar

import bot.nlp
from bot.domain.analysis import Analysis
from bot.domain.article import Document
from bot.domain.errors import AnalysisError, AnalysisUnavailable, SettingsError, SourceError, cause_of
from bot.nlp.child import Broken, Done, Ready, Unusable
from bot.nlp.cores import usable_cores
from bot.nlp.lexicon import directory_of
from bot.nlp.version import version_of

LIMIT = timedelta(seconds=60)
"""No article that anybody would print takes longer: 1,000 words take 15 ms."""
_STARTING_SECONDS = 120.0
_TRIES = 2
_Result = TypeVar("_Result")

_log = logging.getLogger(__name__)


class Pool:
    """Reads as many articles at once as it has processes; safe to share between threads, each of which waits for its
    own article.

    Nothing is started before the first article, and never more processes than there are articles at a time; with one
    process, articles are read in this one. ``lexicon`` and ``model`` are those of ``Analyser``. ``processes`` None
    means one for each usable core. ``child`` is the module that a process runs.
    """

    def __init__(
        self,
        lexicon: Path | None = None,
        model: str | None = None,
        *,
        processes: int | None = None,
        limit: timedelta = LIMIT,
        child: str = "bot.nlp.child",
    ) -> None:
        self.width = usable_cores() if processes is None else processes
        self._lexicon, self._model = lexicon, model
        self._limit = limit.total_seconds()
        self._program = [child, str(self._limit), str(lexicon or ""), model or ""]
        self._turns = threading.BoundedSemaphore(self.width)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._busy: set[_Child] = set()
        self._reading: bot.nlp.Analyser | None = None
        self._closed = False

    @cached_property
    def version(self) -> str:
        """The extractor's version. Raises: SettingsError, AnalysisUnavailable."""
        if self._model is None:
            return version_of(directory_of(self._lexicon))
        if self.width == 1:
            return self._here.version
        with self._turns:
            child = self._take()
            self._give_back(child)
            return child.version

    def analyse(self, document: Document) -> Analysis:
        """Everything found in the body of ``document``; see ``Analyser.analyse``.

        Raises:
            AnalysisError: if the extractor fails on it, ends its process twice or takes longer than the limit.
            AnalysisUnavailable: if no process can be started, or the pool is closed.
            SettingsError: if the word lists or the pipeline can't be used.
        """
        if self.width == 1:
            return self._here.analyse(document)
        try:
            found: Analysis = self._done(document, document.locator)
        except _Failed as e:
            raise AnalysisError("could not be analysed", document.locator, str(e)) from None
        return found

    def run(self, reading: Callable[[], _Result], subject: str) -> _Result:
        """What ``reading`` gives, made in one of the processes: it and what it gives go through a pickle, so that it
        is a function of a module, or an object of a class there, with values. With one process it is called in this.

        Raises:
            SourceError: about ``subject`` if it fails, ends its process twice or takes longer than the limit.
            AnalysisUnavailable: if no process can be started, or the pool is closed.
            SettingsError: if the word lists or the pipeline can't be used.
        """
        if self.width == 1:
            return reading()
        try:
            found: _Result = self._done(reading, subject)
        except _Failed as e:
            raise SourceError("could not read", subject, str(e)) from None
        return found

    def _done(self, asked: Document | Callable[[], object], subject: str) -> Any:
        """What a process made of it. Raises: _Failed; AnalysisUnavailable, SettingsError."""
        with self._turns:
            for _ in range(_TRIES):
                child = self._take()
                try:
                    found = child.ask(asked)
                except _Ended as e:
                    self._end(child)
                    ended = e
                except TimeoutError:
                    self._end(child)
                    raise _Failed("it takes too long") from None
                except BaseException:
                    self._end(child)  # an answer that nobody has read would be taken for the next article's
                    raise
                else:
                    self._give_back(child)
                    return _told(found, subject)
            raise _Failed(str(ended))

    def close(self) -> None:
        """End all processes, whatever they are doing; nothing more can be analysed."""
        with self._lock:
            self._closed = True
            idle, busy = [*self._idle], [*self._busy]
        for child in busy:
            child.kill()  # who waits for it hears of its end, and tidies up
        for child in idle:
            self._end(child)

    @property
    def _here(self) -> bot.nlp.Analyser:
        with self._lock:
            self._refuse_if_closed()
            if self._reading is None:
                self._reading = bot.nlp.Analyser(self._lexicon, self._model)
            return self._reading

    def _take(self) -> _Child:
        """A child that has nothing to do, a new one if there is none."""
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.lives:
                    self._busy.add(child)
                    return child
                child.end()
            self._refuse_if_closed()
        child = _Child(self._program, self._limit)
        with self._lock:
            self._busy.add(child)
        try:
            child.begin()
            self._refuse_if_closed()
        except BaseException:
            self._end(child)
            raise
        return child

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise AnalysisUnavailable("could not be analysed", cause="Newsdesk is stopping")

    def _give_back(self, child: _Child) -> None:
        with self._lock:
            self._busy.discard(child)
            self._idle.append(child)

    def _end(self, child: _Child) -> None:
        with self._lock:
            self._busy.discard(child)
            if child in self._idle:
                self._idle.remove(child)
        child.end()


def _told(found: Done | Broken, subject: str) -> Any:
    if isinstance(found, Done):
        return found.what
    _log.error("reading failed: %s\n%s", subject, found.trace)
    raise _Failed(found.kind)


class _Failed(Exception):
    """Nothing came of it, and why."""


class _Ended(Exception):
    """The child ended before it answered."""


class _Child:
    """A process that reads one article at a time."""

    def __init__(self, program: list[str], limit: float) -> None:
        module, *arguments = program
        self._limit = limit
        self._connection, theirs = Pipe()
        with theirs:
            start = f"from {module} import main; main()"  # not -m: pickles name classes by their module
            command = [sys.executable, "-P", "-c", start, str(theirs.fileno()), *arguments]
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own program
                    command,
                    stdin=subprocess.PIPE,  # its lifeline: it ends with us, however we end
                    stdout=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    process_group=0,  # a terminal's Ctrl-C is for us
                    env=os.environ | {"PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path)},
                )
            except OSError as e:
                self._connection.close()
                raise AnalysisUnavailable("no process could be started", cause=cause_of(e)) from e
        self.version = ""

    def begin(self) -> None:
        """Wait until it can read. Raises: AnalysisUnavailable, SettingsError."""
        try:
            said = self._answer(_STARTING_SECONDS)
        except (_Ended, TimeoutError) as e:
            raise AnalysisUnavailable("no process could be started", cause=str(e) or "it took too long") from None
        if isinstance(said, Unusable):
            raise SettingsError(said.problems, said.subject, hint=said.hint)
        if not isinstance(said, Ready):
            raise TypeError(f"no answer to expect at the start: {said!r}")
        self.version = said.version

    def ask(self, asked: Document | Callable[[], object]) -> Done | Broken:
        """What came of it. Raises: TimeoutError; _Ended."""
        try:
            self._connection.send(asked)
        except OSError:
            raise self._ended() from None
        found = self._answer(self._limit)
        if not isinstance(found, Done | Broken):
            raise TypeError(f"no answer to expect to an article: {found!r}")
        return found

    def _answer(self, seconds: float) -> object:
        try:
            if not self._connection.poll(seconds):
                raise TimeoutError
            return self._connection.recv()
        except (EOFError, ConnectionError):
            raise self._ended() from None

    def _ended(self) -> _Ended:
        code = self._process.wait()
        return _Ended("its process was ended, perhaps for want of memory" if code == -9 else "its process broke down")

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """End it at once: it has nothing to tidy up."""
        self._process.kill()

    def end(self) -> None:
        """End it at once, and let go of all that belongs to it; no thread may be waiting for it."""
        self.kill()
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._connection.close()
