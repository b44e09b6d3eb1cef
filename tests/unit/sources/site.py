"""A real web server on 127.0.0.1 for the tests of what fetches."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar

_RESET = struct.pack("ii", 1, 0)
_Site = TypeVar("_Site", bound="Site")


class Reset(Exception):
    """Raised by a page that is to break off the connection instead of answering."""


@dataclass(frozen=True)
class Page:
    """What the server says for a path; ``chunks`` are written one after the other instead of ``body``."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    chunks: Callable[[], Iterator[bytes]] | None = None


@dataclass
class Site:
    """The server's pages by path, and what it was asked for."""

    url: str
    pages: dict[str, Page | Callable[[Mapping[str, str]], Page]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def begin(self, path: str, headers: Mapping[str, str], connection: socket.socket) -> None:
        """Note a request, before it is answered."""
        self.asked.append(path)
        self.headers.append(headers)

    def end(self, connection: socket.socket) -> None:
        """Note that a request was answered."""

    def close(self) -> None:
        """Let nobody wait for an answer any more."""

    def put(self, path: str, body: str | bytes, kind: str | None = "text/html; charset=utf-8", **headers: str) -> str:
        """Serve ``body`` at ``path``; its address comes back."""
        content = body.encode() if isinstance(body, str) else body
        declared = {"Content-Type": kind} if kind else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Page(content, headers={**declared, **named})
        return self.url + path


def serving() -> AbstractContextManager[Site]:
    """A site that answers until the block ends."""
    return served(Site)


@contextmanager
def served(kind: Callable[[str], _Site], *, host: str = "127.0.0.1") -> Iterator[_Site]:
    """A site of this kind at ``host``, which answers until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = dict(self.headers.items())
            site.begin(self.path, headers, self.connection)
            try:
                found = site.pages.get(self.path, Page(b"no such page", 404))
                self._answer(found(headers) if callable(found) else found)
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

    server = Server((host, 0), Handler)
    site = kind(f"http://{host}:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.close()
        server.shutdown()
        server.server_close()
        thread.join()
