"""A real browser, and a small server that shows it the page over a workspace in memory.

The workspace is the product's own (``bot.web.playground.state``); what stands in it is put there by the tests, and what
the page asks for (``/playground/do/…``) is written down, and answered as a test says.
"""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from playwright.sync_api import Request as BrowserRequest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import bot.web.playground
from bot.web.playground.clock import AdjustableClock
from bot.web.playground.example import ADA, example_state
from bot.web.playground.shapes import Json
from bot.web.playground.timeline import Change

PAGE = Path(bot.web.playground.__file__).parent / "page"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOW = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
CSP = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ]
)
COMMANDS = [
    {"command": "/news", "description": "Search the news", "usage_hint": "[words] [from:outlet] [since:7d]"},
    {"command": "/quotes", "description": "Who said what, word for word", "usage_hint": "[words] [by:person]"},
    {"command": "/figures", "description": "The numbers in a story", "usage_hint": "[words]"},
    {"command": "/digest", "description": "New stories on a schedule", "usage_hint": "08:30 [weekdays] | list | now"},
]
EXAMPLES = [
    {"label": "Who said it?", "act": "type", "text": "/quotes together", "channel": "C0NEWSROOM"},
    {"label": "How many?", "act": "say", "text": "@newsdesk how many troops?", "channel": "C0NEWSROOM"},
]
Answer = Callable[[Json], Json]


@dataclass
class Demo:
    """The workspace behind the page, and what the page asked of it."""

    clock: AdjustableClock = field(default_factory=lambda: AdjustableClock(lambda: NOW))
    done: SimpleQueue[tuple[str, Json]] = field(default_factory=SimpleQueue)
    answers: dict[str, Answer] = field(default_factory=dict)
    url: str = ""

    def __post_init__(self) -> None:
        self.state = example_state(self.clock)

    def bot_says(self, text: str, blocks: list[Json] | None = None, **fields: object) -> Json:
        """A message of the app in #newsroom (or ``channel``), as ``chat.postMessage`` stores it."""
        talk = self.state.conversations
        channel, thread_ts = str(fields.pop("channel", "C0NEWSROOM")), str(fields.pop("thread_ts", ""))
        with self.state.timeline.lock:
            said = {**talk.by_bot(), "text": text, "blocks": blocks or [], **fields}
            return talk.post(channel, said, thread_ts=thread_ts)

    def ada_says(self, text: str, *, channel: str = "C0NEWSROOM", thread_ts: str = "") -> Json:
        """A message of the person who uses the page."""
        with self.state.timeline.lock:
            return self.state.conversations.post(channel, {"user": ADA.id, "text": text}, thread_ts=thread_ts)

    def whispers(self, text: str, blocks: list[Json] | None = None, *, channel: str = "C0NEWSROOM") -> Json:
        """An ephemeral message for the person who uses the page."""
        with self.state.timeline.lock:
            return self.state.conversations.whisper(channel, ADA.id, {"text": text, "blocks": blocks or []})

    def opens(self, view: Json) -> Json:
        """Open a modal, as ``views.open`` does."""
        with self.state.timeline.lock:
            return self.state.surfaces.open(self.state.surfaces.new_trigger(ADA.id), view)

    def asked(self, act: str) -> Json:
        """What the page asked for next, which must be ``act``; waits for it."""
        came, body = self.done.get(timeout=5)
        assert came == act, f"{act} was expected, {came} came: {body}"
        return body


def _site(demo: Demo) -> Starlette:
    def page(request: Request) -> Response:
        return FileResponse(PAGE / "index.html", headers={"Content-Security-Policy": CSP})

    def state(request: Request) -> Response:
        clock = {"now": demo.clock().isoformat(), "offset_seconds": 0}
        shown = {"viewer": ADA.id, "commands": COMMANDS, "examples": EXAMPLES, "clock": clock}
        return JSONResponse({**demo.state.snapshot(), **shown})

    def feed(request: Request) -> Response:
        return StreamingResponse(_events(demo, int(request.query_params["since"])), media_type="text/event-stream")

    async def act(request: Request) -> Response:
        name, body = request.path_params["act"], await request.json()
        if request.headers.get("X-Newsdesk-Playground") != "1":
            return JSONResponse({"ok": False, "error": "the header is missing"}, 403)
        demo.done.put((name, body))
        answer = demo.answers[name](body) if name in demo.answers else {"ok": True}
        return JSONResponse(answer, 200 if answer["ok"] else 422)

    return Starlette(
        routes=[
            Route("/", page),
            Mount("/assets", StaticFiles(directory=PAGE)),
            Route("/playground/state", state),
            Route("/playground/feed", feed),
            Route("/playground/do/{act}", act, methods=["POST"]),
        ]
    )


def _events(demo: Demo, since: int) -> Iterator[str]:
    yield ": here\n\n"
    with demo.state.timeline.subscription(since) as changes:
        while (change := changes.get()) is not None:
            yield _event(change)


def _event(change: Change) -> str:
    told = {"number": change.number, "kind": change.kind, "payload": change.payload}
    return f"id: {change.number}\nevent: change\ndata: {json.dumps(told)}\n\n"


class Server(uvicorn.Server):
    """The page's server on 127.0.0.1, in a thread; it can be stopped and started again at the same port."""

    def __init__(self, demo: Demo, port: int = 0) -> None:
        super().__init__(uvicorn.Config(_site(demo), log_config=None, access_log=False, timeout_graceful_shutdown=2))
        self._demo = demo
        self._up = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port = self._socket.getsockname()[1]
        demo.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self.run, args=([self._socket],), daemon=True)
        self._thread.start()
        self._up.wait()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._up.set()

    def stop(self) -> None:
        """Close the feeds, then the server."""
        self._demo.state.timeline.close()
        self.should_exit = True
        self._thread.join()
        self._socket.close()


@contextmanager
def served(demo: Demo) -> Iterator[Server]:
    """The page's server over a workspace, for as long as the block lasts."""
    server = Server(demo)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def tab(browser: Browser, complaints: list[str], **options: Any) -> Iterator[Page]:
    """A tab of its own; what the browser complains of is added to ``complaints``, and so is every foreign request."""

    def foreign(request: BrowserRequest) -> None:
        if not request.url.startswith("http://127.0.0.1:"):
            complaints.append(f"foreign: {request.url}")

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"{message.type}: {message.text}")

    usual: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}, "color_scheme": "light", "locale": "en-GB"}
    context = browser.new_context(**usual | options)
    context.set_default_timeout(5_000)
    try:
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
        page.on("request", foreign)
        yield page
    finally:
        context.close()


def visit(page: Page, url: str) -> Page:
    """Go there and wait until the page has heard from the workspace."""
    page.goto(url)
    page.locator("body[data-ready]").wait_for()
    return page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window. One a module: Playwright's event loop must not outlive these tests."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def demo() -> Demo:
    return Demo()


@pytest.fixture
def server(demo: Demo) -> Iterator[Server]:
    with served(demo) as server:
        yield server


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of; a test that expects some empties it."""
    return []


@pytest.fixture
def page(server: Server, browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """A tab that is closed before its server is. Errors on its console, exceptions and refusals of its CSP fail."""
    with tab(browser, complaints) as page:
        yield page
    assert complaints == []


@pytest.fixture
def opened(page: Page, demo: Demo) -> Page:
    """The page, with the workspace of ``demo`` on it."""
    return visit(page, demo.url)


@pytest.fixture(scope="session")
def gallery() -> Json:
    """Blocks of every kind."""
    gallery: Json = json.loads((Path(__file__).parent / "gallery.json").read_text(encoding="utf-8"))
    return gallery
