"""The HTTP side: Slack's requests, installing, health and metrics, as one ASGI application."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

import anyio.to_thread
from slack_bolt.oauth import OAuthFlow
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.health import Check, Readiness
from bot.web.metrics import Metrics
from bot.web.oauth import INSTALL, REDIRECT

EVENTS = "/slack/events"
LARGEST_BODY = 1_000_000
"""Bytes; Slack's own requests stay far below."""
DISPATCHING = 64
"""Requests of Slack's that may wait for their acknowledgement at once; they wait in threads."""

Dispatch = Callable[[BoltRequest], BoltResponse]

_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=63072000",
    "x-content-type-options": "nosniff",
}


def build(
    *,
    dispatch: Dispatch | None,
    metrics: Metrics,
    ready: Mapping[str, Check],
    oauth: OAuthFlow | None = None,
    routes: Sequence[BaseRoute] = (),
    on_start: Callable[[], None] = lambda: None,
    on_stop: Callable[[], None] = lambda: None,
) -> Starlette:
    """The application. ``dispatch`` is Bolt's; None serves no Slack at all (a worker's health, the demo).

    ``ready`` names what ``/readyz`` checks. ``on_stop`` runs after the last request was answered, in a thread: it
    finishes what was acknowledged. ``routes`` are added as they are.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await run_in_threadpool(on_start)
        try:
            yield
        finally:
            await run_in_threadpool(on_stop)

    def healthz(_: Request) -> Response:
        return JSONResponse({"alive": True})

    readiness = Readiness(ready)

    def readyz(_: Request) -> Response:
        checks = readiness.found()
        is_ready = all(found == "ok" for found in checks.values())
        return JSONResponse({"ready": is_ready, "checks": checks}, 200 if is_ready else 503)

    def metrics_text(_: Request) -> Response:
        return Response(metrics.text(), headers={"content-type": metrics.content_type})

    ours: list[BaseRoute] = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics_text)]
    if dispatch is not None:
        ours.append(Route(EVENTS, _events(dispatch, metrics), methods=["POST"]))
    if oauth is not None:
        ours += [Route(INSTALL, _page(oauth.handle_installation)), Route(REDIRECT, _page(oauth.handle_callback))]
    return Starlette(
        routes=[*ours, *routes],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={HTTPException: _problem, Exception: _problem},
        lifespan=lifespan,
    )


def _events(dispatch: Dispatch, metrics: Metrics) -> Callable[[Request], object]:
    """Bolt's own handlers call ``dispatch`` on the event loop, where it sleeps until the acknowledgement."""
    limiter = anyio.CapacityLimiter(DISPATCHING)

    async def events(request: Request) -> Response:
        began = time.perf_counter()
        body = await _body(request)
        if not request.headers.get("x-slack-request-timestamp", "").isdecimal():
            return JSONResponse({"error": "invalid request"}, 401)
        try:
            asked = _to_bolt(request, body)
        except Exception:
            # Bolt takes a body apart before it looks at the signature, and has no error of its own for a bad one.
            return JSONResponse({"error": "invalid request"}, 400)
        answer = await anyio.to_thread.run_sync(dispatch, asked, limiter=limiter)
        metrics.acknowledged(time.perf_counter() - began)
        return _from_bolt(answer)

    return events


def _page(handle: Dispatch) -> Callable[[Request], Response]:
    # A plain function: Starlette runs it in a thread, and the flow may well talk to Slack and to the database.
    def page(request: Request) -> Response:
        return _from_bolt(handle(_to_bolt(request, "")))

    return page


async def _body(request: Request) -> str:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            raise HTTPException(413, "too large")
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise HTTPException(400, "not UTF-8") from None


def _to_bolt(request: Request, body: str) -> BoltRequest:
    return BoltRequest(body=body, query=str(request.url.query), headers=dict(request.headers))


def _from_bolt(answer: BoltResponse) -> Response:
    response = Response(answer.body, answer.status)
    for name, values in answer.headers.items():
        if name.lower() != "content-length":
            for value in values:
                response.headers.append(name, value)
    return response


def _problem(_: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException):
        return JSONResponse({"error": error.detail.lower()}, error.status_code, error.headers)
    return JSONResponse({"error": "internal error"}, 500)


class SecurityHeaders:
    """Puts the security headers on every answer that does not bring its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add the headers when the answer begins."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
