"""When a workspace takes the app away: its token is forgotten and its digests stop."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from slack_bolt import App
from slack_bolt.context import BoltContext

from bot.slack.departures import Departures

_log = logging.getLogger(__name__)


def register(app: App, departures: Departures) -> None:
    """Listen to the two events that say so. Bolt's own listeners for them would leave the digests running."""

    @app.event("app_uninstalled")
    def uninstalled(context: BoltContext) -> None:
        _left(departures, context)

    @app.event("tokens_revoked")
    def revoked(event: Mapping[str, Mapping[str, list[str]]], context: BoltContext) -> None:
        # Users' own tokens are never asked for; only the bot's matters.
        if event.get("tokens", {}).get("bot"):
            _left(departures, context)


def _left(departures: Departures, context: BoltContext) -> None:
    departures.left(team=context.team_id, enterprise=context.enterprise_id)
    _log.info("a workspace has removed the app")
