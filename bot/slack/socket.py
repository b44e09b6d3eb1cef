"""Socket Mode: the way in that needs no public address."""

from __future__ import annotations

import logging
import threading
from http.client import HTTPException

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.errors import NewsdeskError, SettingsError, cause_of
from bot.slack.app import ACKNOWLEDGING

_log = logging.getLogger(__name__)
_quiet = logging.getLogger("bot.slack.socket_sdk")
_quiet.setLevel(logging.WARNING)


def serve(app: App, app_token: str, stop: threading.Event) -> None:
    """Serve ``app`` over Socket Mode until ``stop`` is set.

    On the way out the socket is closed first, so that Slack sends the next request to another process; what was
    acknowledged is finished by whoever stops ``app``.

    Raises:
        SettingsError: if Slack refuses the app-level token.
        NewsdeskError: if Slack can't be reached.
    """
    handler = SocketModeHandler(app, app_token, logger=_quiet, concurrency=ACKNOWLEDGING)
    try:
        _connect(handler)
        _log.info("connected by Socket Mode")
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
    except (SlackClientError, OSError, HTTPException, ValueError) as error:
        hint = "Socket Mode needs a way to slack.com and wss-primary.slack.com; a proxy is named by HTTPS_PROXY."
        raise NewsdeskError(
            "Slack can't be reached", handler.client.web_client.base_url, cause_of(error), hint=hint
        ) from error
