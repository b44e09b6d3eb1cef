"""The server against clients that hold it up; raw sockets, and limits that are a fraction of the real ones."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.web.app import LARGE_AT_ONCE, LARGEST_BODY, SMALL_BODY, build
from bot.web.metrics import Metrics
from bot.web.playground.signing import Signer
from bot.web.server import Limits, Server, _Exhaustion
from tests.unit.web.test_http import EVENT, Noting

SIGNER = Signer("a-signing-secret", lambda: datetime.now(UTC))
MOST = 12
LIMITS = Limits(head=0.5, body=0.8, answer=0.5, connections=MOST)
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
LARGE_ANSWER = 4_000_000


def signed(body: bytes, length: int | None = None) -> bytes:
    """A signed request, perhaps with a length that its body never reaches."""
    lines = ["POST /slack/events HTTP/1.1", "Host: x", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in SIGNER.headers(body).items()]
    return "\r\n".join([*lines, f"Content-Length: {length or len(body)}", "", ""]).encode() + body


class Running(Server):
    """The application in a thread, on a free port."""

    def __init__(self, app: Starlette, limits: Limits) -> None:
        super().__init__(app, grace=1, limits=limits)
        self._ready = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = self._socket.getsockname()
        self._thread = threading.Thread(target=self.run, args=([self._socket],), daemon=True)
        self._thread.start()
        self._ready.wait()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()

    def stop(self) -> None:
        self.should_exit = True
        self._thread.join()
        self._socket.close()

    def connect(self, first: bytes = b"") -> socket.socket:
        """A connection that has sent ``first``; reading from it gives up after some seconds."""
        connection = socket.create_connection(self.address, timeout=10)
        connection.sendall(first)
        return connection

    def asked(self, request: bytes) -> bytes:
        """The answer to a request on a connection of its own."""
        with self.connect(request) as connection:
            return connection.recv(65_536)


def healthy(connection: socket.socket) -> bool:
    """Whether the next answer on the connection is that of ``HEALTH``, which is read to its end."""
    heard = b""
    while not heard.endswith(b"}"):
        piece = connection.recv(65_536)
        assert piece, "the server hung up"
        heard += piece
    return heard.startswith(b"HTTP/1.1 200")


def until_closed(connection: socket.socket, drip: bytes = b"") -> bytes:
    """All that comes until the server hangs up; meanwhile ``drip`` is sent again and again."""
    heard = bytearray()
    connection.settimeout(0.05 if drip else 10)
    with suppress(ConnectionError):
        while True:
            try:
                piece = connection.recv(65_536)
            except TimeoutError:
                assert drip, "the server waits for ever"
                connection.sendall(drip)
                continue
            if not piece:
                break
            heard += piece
    return bytes(heard)


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    large = Route("/large", lambda _: PlainTextResponse("x" * LARGE_ANSWER))
    app = build(
        door=Noting(),
        signing_secret=SIGNER.secret,
        metrics=Metrics(),
        ready={},
        routes=[large],
        body_seconds=0.4,
    )
    running = Running(app, LIMITS)
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def nothing_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What strangers send is theirs to know."""
    yield
    heard = [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert [(record.name, record.getMessage()) for record in heard] == []


@pytest.mark.parametrize("drip", [b"", b"a"], ids=["silent", "dripping"])
@pytest.mark.parametrize(
    "first", [b"", b"POST /slack/events HTTP/1.1\r\nX: ", HEALTH + b"GET / HTTP/1.1\r\nX: "], ids=["", "half", "second"]
)
def test_a_head_has_its_time(server: Running, first: bytes, drip: bytes) -> None:
    with server.connect(first) as connection:
        heard = until_closed(connection, drip)
    assert heard.count(b"HTTP/1.1 200") == first.count(b"healthz")


@pytest.mark.parametrize("drip", [b"", b"a"], ids=["silent", "dripping"])
def test_a_body_has_its_time(server: Running, drip: bytes) -> None:
    with server.connect(signed(b"{", length=1000)) as connection:
        heard = until_closed(connection, drip)
    assert heard.startswith(b"HTTP/1.1 408")
    assert b'{"error":"the body did not arrive in time"}' in heard


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/slack/events"])
@pytest.mark.parametrize("framing", ["Content-Length: 100000", "Transfer-Encoding: chunked"])
def test_a_body_that_nobody_reads_has_its_time_too(server: Running, path: str, framing: str) -> None:
    drip = b"x" if "Length" in framing else b"1\r\nx\r\n"
    with server.connect(f"POST {path} HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\n".encode()) as connection:
        assert until_closed(connection, drip)


def test_who_does_not_read_the_answer_is_hung_up_on(server: Running) -> None:
    with server.connect(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n" * 20):
        assert server.asked(HEALTH).startswith(b"HTTP/1.1 200")
        while server.server_state.connections:
            threading.Event().wait(0.05)


def test_a_large_answer_is_sent_whole_to_who_reads_it(server: Running) -> None:
    with server.connect(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") as connection:
        assert until_closed(connection).endswith(b"\r\n\r\n" + b"x" * LARGE_ANSWER)


@pytest.mark.parametrize(
    "held",
    [b"", b"POST /slack/events HTTP/1.1\r\nX: ", signed(b"{", length=1000), HEALTH],
    ids=["nothing", "half a head", "half a body", "an idle connection"],
)
def test_slack_gets_in_while_others_hold_connections(server: Running, held: bytes) -> None:
    with ExitStack() as holding:
        for _ in range(3 * MOST):
            holder = holding.enter_context(server.connect(held))
            assert held != HEALTH or healthy(holder)
        event = json.dumps(EVENT).encode()
        assert server.asked(signed(event)).startswith(b"HTTP/1.1 200")
        assert server.asked(HEALTH).startswith(b"HTTP/1.1 200")
        assert len(server.server_state.connections) <= MOST


def test_a_connection_that_was_answered_outlives_those_that_never_asked(server: Running) -> None:
    with server.connect(HEALTH) as settled, ExitStack() as holding:
        assert healthy(settled)
        for _ in range(2 * MOST):
            holding.enter_context(server.connect(b"GET /healthz HTTP/1.1\r\nX: "))
        assert server.asked(HEALTH).startswith(b"HTTP/1.1 200")
        settled.sendall(HEALTH)
        assert healthy(settled)


def test_only_some_large_bodies_are_received_at_once() -> None:
    app = build(door=Noting(), signing_secret=SIGNER.secret, metrics=Metrics(), ready={})
    running = Running(app, Limits())
    with ExitStack() as holding:
        for _ in range(LARGE_AT_ONCE):
            held = holding.enter_context(running.connect(signed(b"{", length=LARGEST_BODY)))
            held.sendall(b" " * SMALL_BODY)
        one_more = b" " * (SMALL_BODY + 1)
        refused: list[bytes] = []
        # The first ones may still be on their way.
        while not refused or not refused[-1].startswith(b"HTTP/1.1 503"):
            refused.append(running.asked(signed(one_more)))
            assert len(refused) < 100
        event = json.dumps(EVENT).encode()
        assert running.asked(signed(event)).startswith(b"HTTP/1.1 200")
    running.stop()


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\nx",
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_http_is_refused(server: Running, request_: bytes) -> None:
    with server.connect() as connection:
        with suppress(ConnectionError):
            connection.sendall(request_)
        assert b" 200 " not in until_closed(connection)
    assert server.asked(HEALTH).startswith(b"HTTP/1.1 200")


def test_a_bad_chunk_after_an_early_answer_is_the_end(server: Running) -> None:
    with server.connect(b"POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n") as connection:
        assert connection.recv(65_536).startswith(b"HTTP/1.1 404")
        connection.sendall(b"no chunk\r\n")
        assert until_closed(connection) in {b"", b'{"error":"not found"}'}


def test_a_websocket_is_not_spoken(server: Running) -> None:
    upgrade = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"
    assert server.asked(upgrade).startswith(b"HTTP/1.1 200")


def test_a_client_that_leaves_in_the_middle_is_no_trouble(server: Running) -> None:
    for first in (signed(b"{", length=1000), b"POST /slack/events HTTP/1.1\r\nX", HEALTH):
        server.connect(first).close()
    assert server.asked(HEALTH).startswith(b"HTTP/1.1 200")


def test_a_lack_of_open_files_is_told_once() -> None:
    told: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: told.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger("bot.web.server")
    log.addHandler(handler)
    log.propagate = False
    loop, exhaustion = asyncio.new_event_loop(), _Exhaustion()
    try:
        for number in (errno.EMFILE, errno.ENFILE) * 50:
            exhaustion(loop, {"message": "socket.accept() out of system resource", "exception": OSError(number, "")})
    finally:
        loop.close()
        log.removeHandler(handler)
        log.propagate = True
    assert told == ["no connection can be accepted: too many open files. Raise the limit (ulimit -n)."]


@pytest.mark.parametrize(("soft", "hard", "files", "connections"), [(300, 700, 700, 380), (300, 2000, 2000, 1000)])
def test_connections_are_as_many_as_files_may_be_open(soft: int, hard: int, files: int, connections: int) -> None:
    code = (
        f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}));"
        "from bot.web.server import limits_here; print(limits_here().connections);"
        "print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [str(connections), str(files)]
