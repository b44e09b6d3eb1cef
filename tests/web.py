"""Web sites on this machine, each a host of its own (127.0.0.2, 127.0.0.3, …), that know what they were asked."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.unit.sources.site import Page
from tests.unit.sources.site import Site as Pages

_AT_ONCE = socket.MSG_PEEK | socket.MSG_DONTWAIT
_RESET = struct.pack("ii", 1, 0)


class Reset(Exception):
    """Raised by a page that is to break off the connection instead of answering."""


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
            self.asked.append(path)
            self.headers.append(headers)
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


@contextmanager
def serving(number: int = 2) -> Iterator[Site]:
    """The site 127.0.0.``number``, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.begin(self.path, dict(self.headers.items()), self.connection)
            try:
                found = site.pages.get(self.path, Page(b"no such page", 404))
                self._answer(found(site.headers[-1]) if callable(found) else found)
            except Reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            except OSError:
                pass  # the client had enough
            finally:
                site.end(self.connection)

        def _answer(self, page: Page) -> None:
            self.send_response_only(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            if page.chunks is None:
                self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            for chunk in page.chunks() if page.chunks else [page.body]:
                self.wfile.write(chunk)
                self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 64

        def handle_error(self, *_: object) -> None:
            """A client that hangs up is what some tests are about."""

    server = Server((f"127.0.0.{number}", 0), Handler)
    site = Site(f"http://127.0.0.{number}:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def all_serving(count: int) -> Iterator[list[Site]]:
    """So many sites, until the block ends."""
    with ExitStack() as sites:
        yield [sites.enter_context(serving(number)) for number in range(2, 2 + count)]
