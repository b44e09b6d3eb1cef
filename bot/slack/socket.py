"""Socket Mode: the way in that needs no public address."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.digests.troubles import Verdict, verdict
from bot.domain.errors import DeliveryError, NewsdeskError, SettingsError
from bot.slack.door import Door
from bot.slack.refusals import delivery_errors

ACKNOWLEDGING = 32
"""Threads that wait for requests to be stored."""

_LOOK_EVERY = 1.0  # seconds between two looks at the connection
_AGAIN = 5.0  # seconds until a connection is asked for again that Slack has no time for

_log = logging.getLogger(__name__)
# While Slack is away slack_sdk logs an error every five seconds; what matters of it is said here, once.
_quiet = logging.getLogger("bot.slack.socket_sdk")
_quiet.setLevel(logging.CRITICAL)


def serve(door: Door, client: WebClient, app_token: str, stop: threading.Event) -> None:
    """Take requests in over Socket Mode until ``stop`` is set. ``client`` opens the connection.

    A connection that is lost is opened again; one that Slack will never open again ends this, for a process that
    hears nothing must not look alive. On the way out the socket is closed first, so that Slack sends the next request
    to another process; what was acknowledged is finished by whoever stops the rest.

    Raises:
        SettingsError: if Slack refuses the app-level token, at first or later, or Socket Mode is turned off.
        NewsdeskError: if Slack can't be reached to begin with.
    """
    socket = _Socket(app_token, client)
    socket.socket_mode_request_listeners.append(_taken_in(door))
    was_connected = False
    try:
        _connect(socket, stop)
        while not stop.is_set():
            if socket.over is not None:
                raise socket.over
            if socket.is_connected() is not was_connected:
                was_connected = not was_connected
                if was_connected:
                    _log.info("connected by Socket Mode")
                else:
                    _log.warning("the connection to Slack is lost; it is opened again as soon as that can be")
            stop.wait(_LOOK_EVERY)
    finally:
        socket.close()


class _Socket(SocketModeClient):
    """slack_sdk's client, which opens a lost connection again every few seconds, whatever Slack says to that.

    ``over`` is why it never will be open again, as soon as Slack has said so.
    """

    def __init__(self, app_token: str, client: WebClient) -> None:
        self.over: SettingsError | None = None
        self._not_before = 0.0
        super().__init__(
            app_token,
            logger=_quiet,
            web_client=client,
            concurrency=ACKNOWLEDGING,
            on_message_listeners=[self._listen_for_the_end],
        )

    def issue_new_wss_url(self) -> str:
        """Where to connect to. Not slack_sdk's own, which sleeps for a rate limit and holds a lock meanwhile.

        Raises: DeliveryError.
        """
        if self.over is not None or time.monotonic() < self._not_before:
            raise DeliveryError("Slack is not asked for a connection", code="ratelimited")
        try:
            with delivery_errors("Slack refuses a connection"):
                return str(self.web_client.apps_connections_open(app_token=self.app_token)["url"])
        except DeliveryError as error:
            if error.retry_after is not None:
                self._not_before = time.monotonic() + error.retry_after.total_seconds()
            if verdict(error) in (Verdict.PAUSE, Verdict.FAIL):
                self.over = _refused(error.code)
            raise

    def _listen_for_the_end(self, message: str) -> None:
        """Source: Slack, Using Socket Mode: reasons of a disconnect message."""
        if "link_disabled" not in message:
            return
        said = json.loads(message)
        if said.get("type") == "disconnect" and said.get("reason") == "link_disabled":
            self.over = SettingsError(
                ["Socket Mode was turned off for this app"], "Slack", hint="Settings → Socket Mode turns it on again."
            )


def _taken_in(door: Door) -> Callable[[BaseSocketModeClient, SocketModeRequest], None]:
    def take_in(socket: BaseSocketModeClient, request: SocketModeRequest) -> None:
        try:
            admission = door.admit_now(request.payload)
            # What is not acknowledged comes again.
            if admission.status == 200:
                payload = dict(admission.body) or None
                socket.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))
        except SlackClientError:
            _log.warning("a request could not be acknowledged: the connection is lost")
        except Exception:
            _log.exception("a request could not be taken in")

    return take_in


def _connect(socket: _Socket, stop: threading.Event) -> None:
    """Open the first connection; what Slack has no time for is tried again."""
    while not stop.is_set():
        try:
            return socket.connect()
        except DeliveryError as error:
            if socket.over is not None:
                raise socket.over from error
            if not error.code and error.retry_after is None:
                hint = "Socket Mode needs a way to slack.com and wss-primary.slack.com; HTTPS_PROXY names a proxy."
                address = socket.web_client.base_url
                raise NewsdeskError("Slack can't be reached", address, error.cause, hint=hint) from error
            _log.info("Slack has no time for a connection: %s", error.code)
            stop.wait(error.retry_after.total_seconds() if error.retry_after else _AGAIN)
    return None


def _refused(code: str) -> SettingsError:
    return SettingsError(
        [f"Slack refuses it ({code})"],
        "SLACK_APP_TOKEN",
        hint="Basic Information → App-Level Tokens → Generate, with the scope connections:write.",
    )
