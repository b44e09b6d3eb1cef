"""The page's own server: what it shows, the feed of what happens, and what a person can do on it.

Everything a person does goes through ``Workspace``, which sends the app signed requests as Slack would. A page of
another site can do nothing here: acts need a header that a form can't send, and the host must be this machine's.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from queue import Empty
from typing import Any, Protocol

import anyio.to_thread
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from bot.domain.errors import NewsdeskError
from bot.web.playground import api
from bot.web.playground.refusal import Refused
from bot.web.playground.shapes import Json
from bot.web.playground.workspace import Workspace

PAGE = Path(__file__).parent / "page"
HEADER = "x-newsdesk-playground"
_LARGEST = 7_500_000  # bytes of an act: a file may have 5 MB, which are a third more in base64
_HEARTBEAT = 15.0  # seconds
_READERS = 100  # pages that may be open at once; each feed waits in a thread
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Controls(Protocol):
    """What the page offers beside Slack: stories, the clock, the bot itself.

    Each gives what the page shows of it, and raises ``NewsdeskError`` with one clear sentence.
    """

    @property
    def commands(self) -> list[Json]:
        """The app's slash commands, for completion."""

    @property
    def shortcuts(self) -> list[Json]:
        """The app's shortcuts in the menu of a message."""

    @property
    def examples(self) -> list[Json]:
        """Things to try."""

    def clock(self) -> Json:
        """The demo's time and how far it is ahead."""

    def add_story(self, name: str, text: str) -> Json:
        """Put a story into the library's folder, and have it read."""

    def move_clock(self, to: str) -> Json:
        """Move the time on, and deliver what falls due."""

    def run_digest(self) -> Json:
        """Have the morning digest posted at once."""

    def restart(self) -> Json:
        """Stop the bot and start it again."""


def site(workspace: Workspace, viewer: str, controls: Controls, app: ASGIApp) -> Starlette:
    """The page, the stand-in's Web API and the bot (``app``, at ``/slack``) as one application.

    ``viewer`` is the user that the page acts as.
    """
    feed_threads = anyio.CapacityLimiter(_READERS)
    acts = _acts(workspace, viewer, controls)

    def index(_: Request) -> Response:
        return FileResponse(PAGE / "index.html", headers=_headers())

    def state(_: Request) -> Response:
        shown = {
            **workspace.state.snapshot(),
            "viewer": workspace.user(viewer).id,
            "commands": controls.commands,
            "shortcuts": controls.shortcuts,
            "examples": controls.examples,
            "clock": controls.clock(),
        }
        return JSONResponse(shown, headers=_headers())

    async def feed(request: Request) -> Response:
        since = request.headers.get("last-event-id") or request.query_params.get("since", "")
        after = int(since) if re.fullmatch(r"[0-9]{1,15}", since) else 0
        return StreamingResponse(
            _events(workspace, after, feed_threads), media_type="text/event-stream", headers=_headers()
        )

    async def do(request: Request) -> Response:
        act = acts.get(request.path_params["act"])
        if request.headers.get(HEADER) != "1":
            return _refused("only the page may do this", 403)
        if act is None:
            return _refused("there is no such act", 404)
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > _LARGEST:
                return _refused("that is larger than 5 MB", 413)
        return await run_in_threadpool(_carried_out, act, bytes(body))

    routes: list[BaseRoute] = [
        Route("/", index),
        Route("/playground/state", state),
        Route("/playground/feed", feed),
        Route("/playground/do/{act}", do, methods=["POST"]),
        *api.routes(workspace),
        Mount("/assets", _Assets(directory=PAGE)),
        Mount("/", app),
    ]
    # A page elsewhere could resolve its own name to 127.0.0.1 and read what stands here; its Host gives it away.
    return Starlette(
        routes=routes, middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])]
    )


class _Assets(StaticFiles):
    """The page's files, asked for anew each time: modules of two versions would not fit together."""

    def file_response(self, *given: Any, **named: Any) -> Response:
        response = super().file_response(*given, **named)
        response.headers.update({**_headers(), "cache-control": "no-cache"})
        return response


Given = Mapping[str, Any]
Act = Callable[[Given], Json]


def _acts(workspace: Workspace, viewer: str, controls: Controls) -> dict[str, Act]:
    """What can be done, by name."""

    def type_(given: Given) -> Json:
        return {"status": workspace.types(viewer, _text(given, "channel"), _text(given, "text")).status}

    def say(given: Given) -> Json:
        channel, text, thread_ts = _text(given, "channel"), _text(given, "text"), _text(given, "thread_ts", "")
        return {"ts": workspace.says(viewer, channel, text, thread_ts=thread_ts).ts}

    def press(given: Given) -> Json:
        place, action_id, block_id = _text(given, "place"), _text(given, "action_id"), _text(given, "block_id", "")
        return {"status": workspace.presses(viewer, place, action_id, given.get("value"), block_id=block_id).status}

    def look_up(given: Given) -> Json:
        place, action_id, block_id = _text(given, "place"), _text(given, "action_id"), _text(given, "block_id", "")
        return {"options": workspace.looks_up(viewer, place, action_id, _text(given, "typed"), block_id=block_id)}

    def submit(given: Given) -> Json:
        values = given.get("values") or {}
        if not isinstance(values, dict):
            raise ValueError("values: an object was expected")
        return {"status": workspace.submits(viewer, _text(given, "view_id"), values).status}

    def close(given: Given) -> Json:
        workspace.closes(viewer, _text(given, "view_id"))
        return {}

    def drop(given: Given) -> Json:
        channel, name, text = _text(given, "channel"), _text(given, "name"), _text(given, "text", "")
        try:
            content = base64.b64decode(_text(given, "content"), validate=True)
        except ValueError:
            raise ValueError("content: base64 was expected") from None
        if not name.strip():
            raise ValueError("a file has a name")
        said = workspace.drops(viewer, channel, {name: content}, text, thread_ts=_text(given, "thread_ts", ""))
        return {"ts": said.ts}

    def shortcut(given: Given) -> Json:
        channel, ts, callback = _text(given, "channel"), _text(given, "ts"), _text(given, "callback_id")
        return {"status": workspace.uses_shortcut(viewer, channel, ts, callback).status}

    def home(_: Given) -> Json:
        return {"status": workspace.opens_home(viewer).status}

    return {
        "type": type_,
        "say": say,
        "press": press,
        "look_up": look_up,
        "submit": submit,
        "close": close,
        "home": home,
        "drop": drop,
        "shortcut": shortcut,
        "story": lambda given: controls.add_story(_text(given, "name", ""), _text(given, "text")),
        "clock": lambda given: controls.move_clock(_text(given, "to")),
        "digest": lambda _: controls.run_digest(),
        "restart": lambda _: controls.restart(),
    }


def _text(given: Given, name: str, otherwise: str | None = None) -> str:
    """What was given under a name; ``ValueError`` if that is no text, or is missing where nothing stands in for it."""
    value = given.get(name, otherwise)
    if not isinstance(value, str):
        raise ValueError(f"{name}: a text was expected")
    return value


def _carried_out(act: Act, body: bytes) -> Response:
    try:
        given = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return _refused("the request is not JSON")
    if not isinstance(given, dict):
        return _refused("an object was expected")
    try:
        return JSONResponse({"ok": True, **act(given)})
    except NewsdeskError as e:
        return _refused(f"{e}. {e.hint}" if e.hint else str(e))
    except (Refused, ValueError) as e:
        return _refused(str(e))


def _refused(why: str, status: int = 400) -> Response:
    return JSONResponse({"ok": False, "error": why}, status)


async def _events(workspace: Workspace, since: int, threads: anyio.CapacityLimiter) -> AsyncIterator[str]:
    """The feed as server-sent events, from ``since`` on; it ends with the workspace."""
    with workspace.timeline.subscription(since) as queue:
        while True:
            try:
                change = await anyio.to_thread.run_sync(queue.get, True, _HEARTBEAT, limiter=threads)
            except Empty:
                yield ": still here\n\n"
                continue
            if change is None:
                return
            told = {"number": change.number, "kind": change.kind, "payload": change.payload}
            yield f"id: {change.number}\nevent: change\ndata: {json.dumps(told)}\n\n"


def _headers() -> dict[str, str]:
    return {
        "content-security-policy": _POLICY,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
