"""Requests that a page on another site makes a browser send: whoever visits it would act here without knowing."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_OURS = frozenset({"same-origin", "none"})  # none: the user typed the address


class NotFromElsewhere:
    """Refuses them before they are read. A bot's client, which is no browser, says nothing of where it stands."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        refuse = scope["type"] == "http" and is_from_elsewhere(Headers(scope=scope))
        refusal = JSONResponse({"ok": False, "error": "not_allowed_from_another_site"}, 403)
        await (refusal if refuse else self._app)(scope, receive, send)


def is_from_elsewhere(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that a page of another origin made it send this.

    Browsers write ``Sec-Fetch-Site`` into every request (https://www.w3.org/TR/fetch-metadata/) and, older ones too,
    ``Origin`` into every POST. Another port is another origin: there may run somebody else's page.
    """
    origin = headers.get("origin")
    if origin is not None:
        try:
            parts = urlsplit(origin)
        except ValueError:
            return True
        if (parts.scheme, parts.netloc.lower()) != ("http", headers.get("host", "").lower()):
            return True
    return headers.get("sec-fetch-site", "none").lower() not in _OURS
