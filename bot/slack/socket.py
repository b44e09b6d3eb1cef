"""Socket Mode: the way in that needs no public address."""

from __future__ import annotations

import threading

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError

from bot.domain.errors import SettingsError
from bot.slack.app import ACKNOWLEDGING
from bot.slack.replies import quiet


def serve(app: App, app_token: str, stop: threading.Event) -> None:
    """Serve ``app`` over Socket Mode until ``stop`` is set.

    On the way out the socket is closed first, so that Slack sends the next request to another process; what was
    acknowledged is finished by whoever stops ``app``.

    Raises:
        SettingsError: if Slack refuses the app-level token.
    """
    handler = SocketModeHandler(app, app_token, logger=quiet, concurrency=ACKNOWLEDGING)
    try:
        _connect(handler)
        stop.wait()
    finally:
        handler.client.close()


def _connect(handler: SocketModeHandler) -> None:
    try:
        handler.client.connect()
    except SlackApiError as error:
        raise SettingsError(
            [f"Slack refuses it ({error.response.get('error')})"],
            "SLACK_APP_TOKEN",
            hint="Basic Information → App-Level Tokens → Generate, with the scope connections:write.",
        ) from error
