"""The door behind the HTTP route (``bot.slack.door``): it takes a signed request in and says what Slack is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Admission(Protocol):
    """What Slack is told: a status, and a JSON object; an empty one is no body at all."""

    @property
    def status(self) -> int: ...
    @property
    def body(self) -> Mapping[str, Any]: ...


class Door(Protocol):
    """Takes requests in."""

    async def admit(self, body: Mapping[str, Any]) -> Admission:
        """Take in one signed request that has a shape (``bot.web.shapes``); what comes back is its acknowledgement."""
