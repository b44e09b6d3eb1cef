"""Every listener, registered with Bolt. What each kind of request needs stands in a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slack_bolt import App
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse

from bot.slack import (
    dedupe,
    listeners_actions,
    listeners_commands,
    listeners_digests,
    listeners_events,
    listeners_lifecycle,
)
from bot.slack.departures import Departures
from bot.slack.newsroom import Newsroom


def register(app: App, newsroom: Newsroom, departures: Departures) -> None:
    """Give ``app`` all of Newsdesk's listeners; what matches none of them is acknowledged and dropped."""
    app.middleware(_each_event_once(newsroom))
    listeners_lifecycle.register(app, departures)
    listeners_commands.register(app, newsroom)
    # Before the buttons: what nobody knows is taken there for a button of an earlier version.
    listeners_digests.register(app, newsroom)
    listeners_actions.register(app, newsroom)
    listeners_events.register(app, newsroom)


def _each_event_once(newsroom: Newsroom) -> Callable[..., BoltResponse | None]:
    """Mark an event before it is acknowledged: if the store fails, Slack is told so and sends it again.

    Commands and clicks are marked after their acknowledgement, see ``Newsroom.later``: Slack does not repeat them.
    """

    def each_event_once(
        req: BoltRequest,
        body: Mapping[str, object],
        next: Callable[[], BoltResponse],  # noqa: A002 - Bolt's name
    ) -> BoltResponse | None:
        if "event" in body and not dedupe.first_time(newsroom.marks, body, newsroom.clock()):
            return BoltResponse(status=200, body="")
        return next()

    return each_event_once
