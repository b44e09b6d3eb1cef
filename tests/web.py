"""Web sites on this machine, each a host of its own (127.0.0.2, 127.0.0.3, …), that know what they were asked."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

from tests.unit.sources.site import Site as Pages
from tests.unit.sources.site import served

_AT_ONCE = socket.MSG_PEEK | socket.MSG_DONTWAIT


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; ``at`` is a time of ``time.monotonic``."""

    path: str
    at: float


class Site(Pages):
    """A host's pages, what it was asked for and when, and how many requests it had to answer at one time."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.requests: list[Asked] = []
        self.most_at_once = 0
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()

    def begin(self, path: str, headers: Mapping[str, str], connection: socket.socket) -> None:
        """Note a request."""
        with self._lock:
            super().begin(path, headers, connection)
            self.requests.append(Asked(path, time.monotonic()))
            self._open.add(connection)
            self.most_at_once = max(self.most_at_once, sum(map(_is_open, self._open)))

    def end(self, connection: socket.socket) -> None:
        """Note that a request was answered."""
        with self._lock:
            self._open.discard(connection)

    @property
    def read(self) -> list[str]:
        """What was asked for, without what every reader asks a host for first."""
        return [path for path in self.asked if path != "/robots.txt"]


def _is_open(connection: socket.socket) -> bool:
    """Whether who asked still waits for the answer: a process that was killed does not."""
    try:
        return connection.recv(1, _AT_ONCE) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def serving(number: int = 2) -> AbstractContextManager[Site]:
    """The site 127.0.0.``number``, until the block ends."""
    return served(Site, host=f"127.0.0.{number}")


@contextmanager
def all_serving(count: int) -> Iterator[list[Site]]:
    """So many sites, until the block ends."""
    with ExitStack() as sites:
        yield [sites.enter_context(serving(number)) for number in range(2, 2 + count)]
