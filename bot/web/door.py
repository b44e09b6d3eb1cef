"""The door behind the HTTP route: it takes a signed request in and says what Slack is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import anyio
import anyio.to_thread
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse

DISPATCHING = 64
"""Requests of Slack's that may wait for their acknowledgement at once; they wait in threads."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What Slack is told: a status, and a text or a JSON object."""

    status: int = 200
    body: str | Mapping[str, object] = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Door(Protocol):
    """Takes requests in."""

    async def admit(self, body: Mapping[str, object]) -> Admission:
        """Take in one signed request that has a shape (``bot.web.shapes``); what comes back is its acknowledgement."""


class BoltDoor:
    """Bolt itself, which acknowledges when a listener does; ``dispatch`` is its ``App.dispatch``.

    It runs in threads of its own: Bolt's own handlers call it on the event loop, where it sleeps until then.
    """

    def __init__(self, dispatch: Callable[[BoltRequest], BoltResponse]) -> None:
        self._dispatch = dispatch
        self._limiter = anyio.CapacityLimiter(DISPATCHING)

    async def admit(self, body: Mapping[str, object]) -> Admission:
        """Bolt's answer; what none of our listeners knows is acknowledged and dropped."""
        answer = await anyio.to_thread.run_sync(self._ask, body, limiter=self._limiter)
        if answer.status == 404:
            return Admission()
        kinds = answer.headers.get("content-type", [])
        return Admission(answer.status, answer.body, {"content-type": kinds[0]} if kinds else {})

    def _ask(self, body: Mapping[str, object]) -> BoltResponse:
        # Bolt checks no signature in this mode, and takes the body as it was read.
        return self._dispatch(BoltRequest(body=dict(body), mode="socket_mode"))
