"""Every listener, registered with Bolt. What each kind of request needs stands in a module of its own."""

from __future__ import annotations

from slack_bolt import App

from bot.slack import (
    listeners_actions,
    listeners_commands,
    listeners_digests,
    listeners_events,
    listeners_lifecycle,
    listeners_sources,
)
from bot.slack.departures import Departures
from bot.slack.newsroom import Newsroom


def register(app: App, newsroom: Newsroom, departures: Departures) -> None:
    """Give ``app`` all of Newsdesk's listeners."""
    listeners_lifecycle.register(app, departures)
    listeners_commands.register(app, newsroom)
    # Before the buttons: what nobody knows is taken there for a button of an earlier version.
    listeners_digests.register(app, newsroom)
    listeners_sources.register(app, newsroom)
    listeners_actions.register(app, newsroom)
    listeners_events.register(app, newsroom)
