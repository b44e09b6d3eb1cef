"""The HTTP side: Slack's requests, installing, health and metrics, as one ASGI application."""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

from slack_bolt.oauth import OAuthFlow
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.door import Door
from bot.web.health import Check, Readiness
from bot.web.metrics import Metrics
from bot.web.oauth import INSTALL, REDIRECT
from bot.web.shapes import Kind, kind_of
from bot.web.signed import LARGEST_CHECK, is_certificate_check, parsed, signature, verified

EVENTS = "/slack/events"
LARGEST_BODY = 1_000_000
"""Bytes; Slack's own requests stay far below."""
BODY_SECONDS = 10.0
"""Seconds for the whole of a body."""
SMALL_BODY = 131_072
"""Bytes: nearly all of Slack's are smaller. Of larger ones only ``LARGE_AT_ONCE`` are received at a time."""
LARGE_AT_ONCE = 16

_log = logging.getLogger(__name__)
_CLOSE = {"connection": "close"}
_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=63072000",
    "x-content-type-options": "nosniff",
}


def build(
    *,
    door: Door | None,
    signing_secret: str = "",
    metrics: Metrics,
    ready: Mapping[str, Check],
    oauth: OAuthFlow | None = None,
    routes: Sequence[BaseRoute] = (),
    on_start: Callable[[], None] = lambda: None,
    on_stop: Callable[[], None] = lambda: None,
    metrics_token: str = "",
    body_seconds: float = BODY_SECONDS,
) -> Starlette:
    """The application. ``door`` takes in what was signed with ``signing_secret``; None serves no Slack at all.

    ``ready`` names what ``/readyz`` checks. ``on_stop`` runs after the last request was answered, in a thread: it
    finishes what was acknowledged. ``routes`` are added as they are. ``/metrics`` asks for ``metrics_token``; without
    one it is not there.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await run_in_threadpool(on_start)
        try:
            yield
        finally:
            await run_in_threadpool(on_stop)

    async def healthz(_: Request) -> Response:
        # Not in a thread: those may all be busy with checks of a database that hangs.
        return JSONResponse({"alive": True})

    readiness = Readiness(ready)

    def readyz(_: Request) -> Response:
        checks = readiness.found()
        is_ready = all(found == "ok" for found in checks.values())
        return JSONResponse({"ready": is_ready, "checks": checks}, 200 if is_ready else 503)

    def metrics_text(request: Request) -> Response:
        bearer = f"Bearer {metrics_token}".encode()
        if not hmac.compare_digest(request.headers.get("authorization", "").encode("latin-1"), bearer):
            raise HTTPException(401, "a token is needed", {"www-authenticate": "Bearer"})
        return Response(metrics.text(), headers={"content-type": metrics.content_type})

    ours: list[BaseRoute] = [Route("/healthz", healthz), Route("/readyz", readyz)]
    if metrics_token:
        ours.append(Route("/metrics", metrics_text))
    if door is not None:
        ours.append(Route(EVENTS, _events(door, signing_secret, metrics, body_seconds), methods=["GET", "POST"]))
    if oauth is not None:
        ours += [Route(INSTALL, _page(oauth.handle_installation)), Route(REDIRECT, _page(oauth.handle_callback))]
    return Starlette(
        routes=[*ours, *routes],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={HTTPException: _problem, Exception: _problem},
        lifespan=lifespan,
    )


def _events(door: Door, signing_secret: str, metrics: Metrics, body_seconds: float) -> Callable[[Request], object]:
    """Slack's requests: the signature first, on the bytes as they came, and nothing else for who can't sign."""
    large = asyncio.Semaphore(LARGE_AT_ONCE)

    async def events(request: Request) -> Response:
        if request.method != "POST":
            return _to_a_look(request)
        began, headers = time.perf_counter(), request.headers.raw
        try:
            async with asyncio.timeout(body_seconds):
                raw_body = await _body(request, large, is_signed=signature(headers, datetime.now(UTC)) is not None)
        except TimeoutError:
            raise HTTPException(408, "the body did not arrive in time", _CLOSE) from None
        if is_certificate_check(raw_body):
            return Response()
        if not verified(headers, raw_body, signing_secret, datetime.now(UTC)):
            raise HTTPException(401, "invalid request")
        body = parsed(request.headers.get("content-type", ""), raw_body)
        kind = None if body is None else kind_of(body)
        if body is None or kind is None:
            raise HTTPException(400, "invalid request")
        answer = await _admitted(door, kind, body)
        metrics.acknowledged(time.perf_counter() - began)
        return answer

    return events


def _to_a_look(request: Request) -> Response:
    """Slack looks at the certificate of a command's address with GET as well; nobody else has anything to get here."""
    if is_certificate_check(request.url.query.encode()):
        return Response()
    raise HTTPException(405, "method not allowed", {"allow": "POST"})


async def _admitted(door: Door, kind: Kind, body: Mapping[str, object]) -> Response:
    match kind:
        case Kind.URL_VERIFICATION:
            return JSONResponse({"challenge": body.get("challenge")})
        case Kind.RATE_LIMITED:
            _log.warning("Slack holds events back: a workspace has more than 30,000 an hour")
            return Response()
        case Kind.OTHER:
            return Response()
        case _:
            pass
    try:
        admission = await door.admit(body)
    except Exception:
        # The body is somebody's question, and stays out of the log.
        _log.exception("a request could not be taken in (%s)", kind.value)
        return JSONResponse({"error": "internal error"}, 500)
    return JSONResponse(admission.body, admission.status) if admission.body else Response(status_code=admission.status)


def _page(handle: Callable[[BoltRequest], BoltResponse]) -> Callable[[Request], Response]:
    # A plain function: Starlette runs it in a thread, and the flow may well talk to Slack and to the database.
    def page(request: Request) -> Response:
        return _from_bolt(handle(_to_bolt(request)))

    return page


async def _body(request: Request, large: asyncio.Semaphore, *, is_signed: bool) -> bytes:
    """The bytes of the body, at most ``LARGEST_BODY``, and of one that can't be a signed one hardly any.

    Raises:
        HTTPException: if it is too large, or breaks off.
    """
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or len(declared) > 9 or int(declared) > LARGEST_BODY:
        raise HTTPException(413, "too large", _CLOSE)
    body = bytearray()
    try:
        async with AsyncExitStack() as held:
            async for piece in request.stream():
                if len(body) <= SMALL_BODY < len(body) + len(piece):
                    if large.locked():
                        raise HTTPException(503, "too many large bodies at once", _CLOSE)
                    await held.enter_async_context(large)
                body += piece
                if len(body) > LARGEST_BODY:
                    raise HTTPException(413, "too large", _CLOSE)
                if not is_signed and len(body) > LARGEST_CHECK:
                    raise HTTPException(401, "invalid request")
    except ClientDisconnect:
        raise HTTPException(400, "the body broke off", _CLOSE) from None
    return bytes(body)


def _to_bolt(request: Request) -> BoltRequest:
    return BoltRequest(body="", query=str(request.url.query), headers=dict(request.headers))


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
