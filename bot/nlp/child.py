"""What runs in a process that reads articles for another one, ``bot.nlp.pool``.

It gets documents and gives back analyses over the connection whose number it is given; and it gets calls, whatever
they do, and gives back what they return. Its standard input is a
lifeline: nothing ever comes in there, and when it ends, the parent is gone.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from bot.domain.analysis import Analysis
from bot.domain.article import Document
from bot.domain.errors import SettingsError

IDLE_SECONDS = 300.0
"""A child that has nothing to do for so long ends, and gives its memory back; the next article starts another one."""
_NICENESS = 5
"""Answers go before reading: a server's threads get the core first."""
_GRACE = 10.0
"""Seconds over the limit after which an article ends its process by itself, should nobody be left to do it."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The child can read; ``version`` is its extractor's."""

    version: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """The child can't read with these settings; as in ``SettingsError``."""

    problems: list[str]
    subject: str
    hint: str


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a document or a call."""

    what: Any


@dataclass(frozen=True, slots=True)
class Broken:
    """It failed on an article: ``kind`` names the exception, ``trace`` says where."""

    kind: str
    trace: str


class Reading(Protocol):
    """What reads an article."""

    @property
    def version(self) -> str: ...

    def analyse(self, document: Document) -> Analysis: ...


def serve(connection: Connection, limit: float, load: Callable[[], Reading]) -> None:
    """Read what comes until nothing does. An article that takes longer than ``limit`` seconds ends the process."""
    # Ctrl-C and a stop signal are for the parent, which ends us when it is done with us.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    os.nice(_NICENESS)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    try:
        reading = load()
    except SettingsError as e:
        connection.send(Unusable(e.problems, e.subject, e.hint))
        return
    connection.send(Ready(reading.version))
    with suppress(EOFError, ConnectionError):  # the parent is done with us, or was killed
        while connection.poll(IDLE_SECONDS):
            asked = connection.recv()
            # The kernel's own way to end us: it works even while one long step keeps every thread from running.
            signal.setitimer(signal.ITIMER_REAL, limit + _GRACE)
            found = _done(reading, asked)
            signal.setitimer(signal.ITIMER_REAL, 0)
            connection.send(found)


def _done(reading: Reading, asked: Document | Callable[[], object]) -> Done | Broken:
    try:
        return Done(reading.analyse(asked) if isinstance(asked, Document) else asked())
    except Exception as e:
        return Broken(type(e).__name__, traceback.format_exc())


def _end_with_the_parent() -> None:
    os.read(0, 1)
    os._exit(0)


def connection_and_limit(arguments: list[str]) -> tuple[Connection, float, list[Any]]:
    """What the parent wrote on our command line: the connection, the limit in seconds, and the rest."""
    number, limit, *rest = arguments
    return Connection(int(number)), float(limit), rest


def main() -> None:
    """Read with the word lists and the pipeline that the command line names."""
    connection, limit, (lexicon, model) = connection_and_limit(sys.argv[1:])

    def load() -> Reading:
        from bot.nlp.pipeline import Analyser

        return Analyser(Path(lexicon) if lexicon else None, model or None)

    serve(connection, limit, load)
