"""The workspace on a port of its own: started, used and stopped by tests and by the demo."""

from __future__ import annotations

import asyncio
import socket
import threading
from types import TracebackType
from typing import Self

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.web.playground.api import HANG_UP, app
from bot.web.playground.clock import utc_now
from bot.web.playground.example import BOT_TOKEN, SIGNING_SECRET, example_state
from bot.web.playground.signing import Signer
from bot.web.playground.state import State
from bot.web.playground.timeline import Clock
from bot.web.playground.workspace import Workspace

LOOPBACK = "127.0.0.1"


class DroppingProtocol(H11Protocol):
    """uvicorn's HTTP, with a way for the application to close the connection in place of an answer.

    ASGI has none: an application that returns without answering gets a 500 written for it. So the scope carries the
    transport's ``abort`` under ``HANG_UP``.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app = _with_hang_up(self.app, self)


def _with_hang_up(inner: ASGIApp, protocol: H11Protocol) -> ASGIApp:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await inner({**scope, HANG_UP: lambda: protocol.transport.abort()}, receive, send)

    return application


class _Server(uvicorn.Server):
    """Says when it has started: a server told to stop before that would leave its sockets open."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class Serving:
    """An ASGI application in a thread, on 127.0.0.1 and a free port (or the one given).

    ``application`` may be exchanged while it runs: tests share one server, which takes 0.2 s to stop.
    """

    def __init__(self, application: ASGIApp, port: int = 0) -> None:
        self.application = application
        self._socket = _listening(port)
        self.url = f"http://{LOOPBACK}:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            self._serve,
            interface="asgi3",
            http=DroppingProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="local slack", daemon=True
        )
        self._thread.start()
        self._server.ready.wait()

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.application(scope, receive, send)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


def _listening(port: int) -> socket.socket:
    """A listening socket that says it is TCP: only then does asyncio switch Nagle's delay off (40 ms an answer)."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening


class LocalSlack(Workspace):
    """A whole local Slack: the workspace, served. A context manager; what it needs has defaults.

    ``clock`` is the workspace's time (timestamps, the life of trigger ids and response_urls). Requests to the app are
    signed with the real time, because the app compares that with its machine's clock; ``signing_clock`` changes it.
    With ``serving`` the workspace takes over a running server, and leaves it running.
    """

    def __init__(
        self,
        *,
        clock: Clock = utc_now,
        signing_clock: Clock = utc_now,
        state: State | None = None,
        app_url: str = "",
        port: int = 0,
        serving: Serving | None = None,
    ) -> None:
        super().__init__(state or example_state(clock), Signer(SIGNING_SECRET, signing_clock))
        self.signing_secret, self.bot_token = SIGNING_SECRET, BOT_TOKEN
        self.app_url = app_url
        self._owned = serving is None
        self._serving = serving or Serving(app(self), port)
        self._serving.application = app(self)
        self.state.base_url = self._serving.url

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL is set to."""
        return f"{self._serving.url}/api/"

    def stop(self) -> None:
        """End the server and everything that waits on it; may be called once."""
        self.timeline.close()
        if self._owned:
            self._serving.stop()
        self.doorway.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
