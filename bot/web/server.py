"""The HTTP server: uvicorn's, with an end to what somebody outside can hold open.

uvicorn 0.54 waits for ever for a head or a body, and its ``limit_concurrency`` would turn Slack away together with
everybody else. Here whoever has not sent a whole request yet has ``Limits`` seconds for it, and makes room for the
next one when too many wait.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from itertools import chain
from types import FrameType
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

QUEUE = 1024
"""Connections that the system keeps until they are accepted; where there is no room, a client waits a second."""
AT_ONCE = 64
"""The most that asyncio accepts before it looks at anything else."""
_MOST_FILES = 65_536
_OTHER_FILES = 256
"""What is open besides: the database, the index, calls to Slack."""
_QUIET = 60.0  # seconds in which a lack of open files is told once

_log = logging.getLogger(__name__)
# What uvicorn warns of, anybody outside can cause as often as they like.
_quiet = logging.getLogger("bot.web.server.uvicorn")
_quiet.setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for the head of a request, for its body and for reading its answer; the most open connections.

    The body has a second more than the application gives it (``bot.web.app.BODY_SECONDS``), which says so with a 408.
    """

    head: float = 10.0
    body: float = 11.0
    answer: float = 10.0
    connections: int = 1000


class _Waiting(Enum):
    """What a connection owes us."""

    HEAD = "head"
    BODY = "body"
    ANSWER = "answer"
    """It does not read what it is sent."""


@dataclass(slots=True)
class _Crowd:
    """The connections that owe something, those that have waited longest first.

    The ``settled`` ones have been answered before and may ask again. They go last: whoever asks again while it is
    hung up on can't know whether that was heard.
    """

    limits: Limits
    strangers: dict[LimitedProtocol, None] = field(default_factory=dict)
    settled: dict[LimitedProtocol, None] = field(default_factory=dict)

    def oldest(self, newest: LimitedProtocol) -> LimitedProtocol:
        """Which one to hang up on: ``newest`` only if nobody else owes anything."""
        return next((each for each in chain(self.strangers, self.settled) if each is not newest), newest)


class LimitedProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 with a time limit for everything that the other side has to do."""

    def __init__(self, *given: Any, crowd: _Crowd, **named: Any) -> None:
        super().__init__(*given, **named)
        self.logger = _quiet
        self._crowd = crowd
        self._owes: _Waiting | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head; the connection that has waited longest goes if there are too many."""
        super().connection_made(transport)
        self._look()
        if len(self.connections) > self._crowd.limits.connections:
            # Slack sends a whole request within milliseconds: it is never the oldest that has not.
            self._crowd.oldest(self).drop()

    def data_received(self, data: bytes) -> None:
        """See how far the request is."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._look()

    def pause_writing(self) -> None:
        """Wait until what was sent is read."""
        super().pause_writing()
        self._look()

    def resume_writing(self) -> None:
        """See whether anything else is owed."""
        super().resume_writing()
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop to wait."""
        self._wait_for(None)
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; where an answer was sent already (a bad chunk after an early 404), hang up."""
        try:
            super().send_400_response(msg)
        except h11.LocalProtocolError:
            self.transport.close()

    def drop(self) -> None:
        """Hang up at once, whatever is still to be sent."""
        self._wait_for(None)
        self.connections.discard(self)
        self.transport.abort()

    def _look(self) -> None:
        if self.flow.write_paused:
            self._wait_for(_Waiting.ANSWER)
        elif self.conn.their_state is h11.IDLE:
            self._wait_for(_Waiting.HEAD)
        elif self.conn.their_state is h11.SEND_BODY:
            self._wait_for(_Waiting.BODY)
        else:
            self._wait_for(None)

    def _wait_for(self, owed: _Waiting | None) -> None:
        if owed is self._owes:
            return
        self._owes = owed
        self._crowd.strangers.pop(self, None)
        self._crowd.settled.pop(self, None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if owed is not None:
            is_settled = owed is _Waiting.HEAD and self.cycle is not None
            (self._crowd.settled if is_settled else self._crowd.strangers)[self] = None
            self._timer = self.loop.call_later(getattr(self._crowd.limits, owed.value), self.drop)


class Server(uvicorn.Server):
    """uvicorn with ``LimitedProtocol``; ``grace`` is the seconds that open requests have after a stop signal, which
    ``on_stop`` hears of at once.
    """

    def __init__(
        self, app: ASGIApp, *, grace: int, limits: Limits | None = None, on_stop: Callable[[], None] = lambda: None
    ) -> None:
        self._on_stop = on_stop
        protocol = partial(LimitedProtocol, crowd=_Crowd(limits or limits_here()))
        super().__init__(
            uvicorn.Config(
                app,
                http=protocol,  # type: ignore[arg-type]  # it is only ever called
                ws="none",
                lifespan="on",
                backlog=AT_ONCE,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=grace,
            )
        )

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._on_stop()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, with one line for each time that the system is out of open files, instead of thousands."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_Exhaustion())
        await super().startup(sockets)
        for each in sockets or ():
            # asyncio takes both numbers for one.
            each.listen(QUEUE)


class _Exhaustion:
    """asyncio's exception handler; it tells once in a while that nothing more can be opened."""

    def __init__(self) -> None:
        self._told = float("-inf")

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if not isinstance(error, OSError) or error.errno not in {errno.EMFILE, errno.ENFILE}:
            return loop.default_exception_handler(context)
        if loop.time() - self._told > _QUIET:
            self._told = loop.time()
            _log.error("no connection can be accepted: too many open files. Raise the limit (ulimit -n).")
        return None


def limits_here() -> Limits:
    """The limits, with as many connections as this process may have open files for; it asks for all that it may."""
    files = _raised_file_limit()
    return Limits(connections=max(16, min(Limits().connections, files - AT_ONCE - _OTHER_FILES)))


def _raised_file_limit() -> int:
    """The most open files, after raising the limit as far as an ordinary process may."""
    if resource is None:
        return _MOST_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return _MOST_FILES if soft == resource.RLIM_INFINITY else soft
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
