"""A real web server on 127.0.0.1 for the tests of what fetches."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


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

    def put(self, path: str, body: str | bytes, kind: str | None = "text/html; charset=utf-8", **headers: str) -> str:
        """Serve ``body`` at ``path``; its address comes back."""
        content = body.encode() if isinstance(body, str) else body
        declared = {"Content-Type": kind} if kind else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Page(content, headers={**declared, **named})
        return self.url + path


@contextmanager
def serving() -> Iterator[Site]:
    """A site that answers until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.headers.append(dict(self.headers.items()))
            found = site.pages.get(self.path, Page(b"no such page", 404))
            page = found(site.headers[-1]) if callable(found) else found
            self.send_response_only(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            if page.chunks is None:
                self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            try:
                for chunk in page.chunks() if page.chunks else [page.body]:
                    self.wfile.write(chunk)
                    self.wfile.flush()
            except OSError:
                pass  # the client had enough

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that hangs up is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
