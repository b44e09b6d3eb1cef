"""Socket Mode: the way in that needs no public address."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.domain.errors import NewsdeskError, SettingsError, cause_of
from bot.slack.door import Door

_log = logging.getLogger(__name__)
_quiet = logging.getLogger("bot.slack.socket_sdk")
_quiet.setLevel(logging.WARNING)


ACKNOWLEDGING = 32
"""Threads that wait for requests to be stored."""


def serve(door: Door, client: WebClient, app_token: str, stop: threading.Event) -> None:
    """Take requests in over Socket Mode until ``stop`` is set. ``client`` opens the connection.

    On the way out the socket is closed first, so that Slack sends the next request to another process; what was
    acknowledged is finished by whoever stops the rest.

    Raises:
        SettingsError: if Slack refuses the app-level token.
        NewsdeskError: if Slack can't be reached.
    """
    socket = SocketModeClient(app_token, logger=_quiet, web_client=client, concurrency=ACKNOWLEDGING)
    socket.socket_mode_request_listeners.append(_taken_in(door))
    try:
        _connect(socket)
        _log.info("connected by Socket Mode")
        stop.wait()
    finally:
        socket.close()


def _taken_in(door: Door) -> Callable[[BaseSocketModeClient, SocketModeRequest], None]:
    def take_in(socket: BaseSocketModeClient, request: SocketModeRequest) -> None:
        admission = door.admit_now(request.payload)
        # What is not acknowledged comes again.
        if admission.status == 200:
            payload = dict(admission.body) or None
            socket.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))

    return take_in


def _connect(socket: SocketModeClient) -> None:
    try:
        socket.connect()
    except SlackApiError as error:
        raise SettingsError(
            [f"Slack refuses it ({error.response.get('error')})"],
            "SLACK_APP_TOKEN",
            hint="Basic Information → App-Level Tokens → Generate, with the scope connections:write.",
        ) from error
    except (SlackClientError, OSError, HTTPException, ValueError) as error:
        hint = "Socket Mode needs a way to slack.com and wss-primary.slack.com; a proxy is named by HTTPS_PROXY."
        raise NewsdeskError("Slack can't be reached", socket.web_client.base_url, cause_of(error), hint=hint) from error
