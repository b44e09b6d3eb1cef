"""The workspace's HTTP side: the Web API, response_urls and file uploads, as an ASGI application."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.web.playground import methods
from bot.web.playground.calls import call
from bot.web.playground.elsewhere import NotFromElsewhere
from bot.web.playground.faults import Late, Refusal
from bot.web.playground.refusal import Refused
from bot.web.playground.shapes import Json
from bot.web.playground.workspace import Workspace

# Under this name the server puts a function into the ASGI scope that closes the connection without an answer.
HANG_UP = "playground.hang_up"

__all__ = ["HANG_UP", "app", "methods", "routes"]


def app(workspace: Workspace) -> Starlette:
    """The stand-in for slack.com by itself."""
    return Starlette(routes=routes(workspace))


def routes(workspace: Workspace) -> list[Route]:
    """The same, to be mounted beside other pages."""
    state, timeline = workspace.state, workspace.timeline

    async def web_api(request: Request) -> Response:
        name = str(request.path_params["method"])
        arguments, token = await _read(request)

        def carry_out() -> Response:
            answer = call(state, name, arguments, token)
            return _answered(name, arguments, answer)

        return await _with_troubles(request, name, carry_out, lambda code: _answered(name, arguments, _no(code)))

    async def response_url(request: Request) -> Response:
        body = await request.body()

        answer = _object(body)

        def carry_out() -> Response:
            try:
                with timeline.lock:
                    state.hooks.take(str(request.path_params["hook"]), deepcopy(answer))
            except Refused as refusal:
                return _hook_answered(answer, refusal.json())
            return _hook_answered(answer, {"ok": True})

        return await _with_troubles(request, "response_url", carry_out, lambda code: _hook_answered(answer, _no(code)))

    async def upload(request: Request) -> Response:
        body = await request.body()

        def carry_out() -> Response:
            with timeline.lock:
                taken = state.files.receive(str(request.path_params["file"]), body)
            return PlainTextResponse(f"OK - {len(body)}") if taken else PlainTextResponse("not expected", 400)

        return await _with_troubles(request, "upload", carry_out, lambda code: PlainTextResponse(code, 400))

    async def download(request: Request) -> Response:
        def carry_out() -> Response:
            return _file(workspace, request)

        return await _with_troubles(request, "download", carry_out, lambda code: PlainTextResponse(code, 400))

    def _answered(name: str, arguments: Json, answer: Json) -> Response:
        limited = answer.get("error") == "ratelimited"
        status, headers = (429, {"Retry-After": "1"}) if limited else (200, None)
        seen = {name: value for name, value in arguments.items() if name != "client_secret"}
        timeline.publish("call", {"method": name, "arguments": seen, "status": status, "answer": answer})
        return JSONResponse(answer, status, headers)

    def _hook_answered(arguments: Json, answer: Json) -> Response:
        """A response_url says "ok" in plain text; what is used up or too old is not found any more."""
        status = 200 if answer["ok"] else 404 if answer["error"] in {"used_url", "expired_url"} else 400
        told = {"method": "response_url", "arguments": arguments, "status": status, "answer": answer}
        timeline.publish("call", told)
        return PlainTextResponse("ok") if answer["ok"] else JSONResponse(answer, status)

    async def _with_troubles(
        request: Request, name: str, carry_out: Callable[[], Response], refuse: Callable[[str], Response]
    ) -> Response:
        """Carry a call out, unless a fault was ordered for it."""
        trouble = workspace.faults.take(name)
        if trouble is None:
            return await run_in_threadpool(carry_out)
        timeline.publish("fault", {"method": name, "trouble": repr(trouble)})
        if isinstance(trouble, Late):
            await run_in_threadpool(trouble.pause)
            return await run_in_threadpool(carry_out)
        if isinstance(trouble, Refusal):
            return await run_in_threadpool(refuse, trouble.code)
        if trouble.carried_out:
            await run_in_threadpool(carry_out)
        if not trouble.status:
            await _hang_up(request)
        return Response(trouble.body, trouble.status or 500, trouble.headers, "application/json")

    guarded = [Middleware(NotFromElsewhere)]
    return [
        Route("/api/{method}", web_api, methods=["GET", "POST"], middleware=guarded),
        Route("/response/{hook}", response_url, methods=["POST"], middleware=guarded),
        Route("/upload/{file}", upload, methods=["POST"], middleware=guarded),
        Route("/files/{file}", download, methods=["GET"], middleware=guarded),
    ]


async def _hang_up(request: Request) -> None:
    hang_up = request.scope.get(HANG_UP)
    if hang_up is None:
        raise RuntimeError("this server cannot drop connections: serve the playground with its own server")
    hang_up()
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _read(request: Request) -> tuple[Json, str | None]:
    """The arguments of a call, from wherever they may stand, and its token."""
    arguments: Json = dict(request.query_params)
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        arguments |= _object(body)
    else:
        arguments |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    token = arguments.pop("token", None)
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        token = credentials
    elif scheme.lower() == "basic":
        client_id, _, secret = base64.b64decode(credentials).decode().partition(":")
        arguments |= {"client_id": client_id, "client_secret": secret}
    return arguments, token


def _object(body: bytes) -> Json:
    try:
        value: Any = json.loads(body or b"{}")
    except ValueError:
        return {"payload": "not JSON"}
    return value if isinstance(value, dict) else {"payload": value}


def _no(code: str) -> Json:
    return {"ok": False, "error": code}


def _file(workspace: Workspace, request: Request) -> Response:
    """A file that the app has sent, for whoever may read it."""
    if not _may_read_files(workspace, request):
        # Slack leads whoever shows no good token to a page to log in at.
        return RedirectResponse(f"{workspace.state.base_url}/?redir={request.url.path}", 302)
    with workspace.timeline.lock:
        file = workspace.state.files.files.get(str(request.path_params["file"]))
    if file is None or file.content is None or file.is_deleted:
        return PlainTextResponse("not found", 404)
    # Never shown in the page's own origin: it is whatever the app sent.
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    return Response(file.content, media_type="application/octet-stream", headers=headers)


def _may_read_files(workspace: Workspace, request: Request) -> bool:
    """Whether it is the app, with a token that is good for files, or somebody who is logged in: this page."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        access = workspace.state.access
        scopes, good = access.scopes, token == access.bot_token and not access.refusal
        return good and (scopes is None or "files:read" in scopes)
    return request.headers.get("sec-fetch-site") == "same-origin"
