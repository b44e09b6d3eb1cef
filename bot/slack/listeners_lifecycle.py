"""When a workspace takes the app away: its token is forgotten and its digests stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from slack_bolt import App
from slack_bolt.context import BoltContext

from bot.slack.departures import Departures


def register(app: App, departures: Departures) -> None:
    """Listen to the two events that say so. Bolt's own listeners for them would leave the digests running."""

    @app.event("app_uninstalled")
    def uninstalled(body: Mapping[str, object], context: BoltContext) -> None:
        _left(departures, body, context)

    @app.event("tokens_revoked")
    def revoked(event: Mapping[str, Mapping[str, list[str]]], body: Mapping[str, object], context: BoltContext) -> None:
        # Users' own tokens are never asked for; only the bot's matters.
        if event.get("tokens", {}).get("bot"):
            _left(departures, body, context)


def _left(departures: Departures, body: Mapping[str, object], context: BoltContext) -> None:
    if context.team_id:
        departures.left(context.team_id, _event_time(body, departures.clock))


def _event_time(body: Mapping[str, object], clock: Callable[[], datetime]) -> datetime:
    """When Slack says that it happened, in whole seconds; an event can come hours later."""
    told = body.get("event_time")
    return datetime.fromtimestamp(told, UTC) if isinstance(told, int) and 0 < told < 2**32 else clock()
