"""What Slack sends to an app: slash commands, events, interactions; each as the bytes of an HTTP request.

The builders read the state and change nothing; hold its lock. Field by field as in Slack's payload references.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlencode

from bot.web.playground.people import Channel, User
from bot.web.playground.shapes import Json
from bot.web.playground.state import State

# The deprecated verification token: Slack still sends it, nobody should look at it.
TOKEN = "deprecated-use-the-signature"  # noqa: S105 - no secret: see above

Kind = Literal["command", "event", "interaction"]
RetryReason = Literal[
    "http_timeout", "http_error", "connection_failed", "ssl_error", "too_many_redirects", "unknown_error"
]


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request to the app, before it is signed. ``payload`` is what the body says, for people to read."""

    kind: Kind
    body: bytes
    content_type: str
    payload: Json
    headers: dict[str, str] = field(default_factory=dict)

    def again(self, number: int, reason: RetryReason) -> Request:
        """The same request as a retry, marked as Slack marks them."""
        marks = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        return replace(self, headers={**self.headers, **marks})


def _form(kind: Kind, fields: Json, payload: Json) -> Request:
    body = urlencode(fields).encode()
    # The payload is shown to people long after the message that it holds may have changed: a copy.
    return Request(kind, body, "application/x-www-form-urlencoded", deepcopy(payload))


def _interaction(payload: Json) -> Request:
    return _form("interaction", {"payload": json.dumps(payload)}, payload)


def _channel_name(channel: Channel) -> str:
    return {"im": "directmessage", "private": "privategroup"}.get(channel.kind, channel.name)


def _common(state: State, user: User) -> Json:
    return {
        "token": TOKEN,
        "api_app_id": state.app.id,
        "team": {"id": state.team.id, "domain": state.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team or state.team.id},
    }


def slash_command(
    state: State, user: User, channel: Channel, command: str, text: str, response_url: str, trigger_id: str
) -> Request:
    fields = {
        "token": TOKEN,
        "team_id": state.team.id,
        "team_domain": state.team.domain,
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": state.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }
    return _form("command", fields, fields)


def event(state: State, body: Json) -> Request:
    """An ``event_callback`` around the event, with an id of its own."""
    place = state.conversations.channels.get(str(body.get("channel")))
    payload = {
        "token": TOKEN,
        "team_id": state.team.id,
        "context_team_id": state.team.id,
        "api_app_id": state.app.id,
        "event": body,
        "type": "event_callback",
        "event_id": state.timeline.new_id("Ev"),
        "event_time": int(state.timeline.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": state.team.id,
                "user_id": state.app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": place is not None and place.is_ext_shared,
        "event_context": state.timeline.new_id("4-"),
    }
    return Request("event", json.dumps(payload).encode(), "application/json", deepcopy(payload))


def message_event(state: State, channel: Channel, message: Json) -> Request:
    """``message`` as subscribed by ``message.im``."""
    about = {"channel": channel.id, "channel_type": "im", "event_ts": message["ts"]}
    return event(state, {**message, **about})


def mention_event(state: State, channel: Channel, message: Json) -> Request:
    kept = ("client_msg_id", "user", "text", "ts", "team", "blocks", "thread_ts", "parent_user_id", "files")
    about = {"type": "app_mention", "channel": channel.id, "event_ts": message["ts"]}
    return event(state, {**{name: message[name] for name in kept if name in message}, **about})


def home_event(state: State, user: User, channel: Channel, tab: str) -> Request:
    about = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
    view = state.surfaces.homes.get(user.id) if tab == "home" else None
    return event(state, {**about, "event_ts": state.timeline.next_ts(), **({"view": view} if view else {})})


def block_actions(
    state: State, user: User, where: Json, action: Json, *, trigger_id: str, response_url: str = ""
) -> Request:
    """A press or a choice. ``where`` holds what is particular to its place: see ``in_message`` and ``in_view``."""
    act = {**action, "action_ts": state.timeline.next_ts()}
    answer = {"response_url": response_url} if response_url else {}
    payload = {"type": "block_actions", **_common(state, user), "trigger_id": trigger_id, **where, **answer}
    return _interaction({**payload, "actions": [act]})


def in_message(channel: Channel, message: Json, values: Json) -> Json:
    """The place of an action in a message; of an ephemeral one Slack tells the timestamp only."""
    ephemeral = bool(message.get("is_ephemeral"))
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
        **({"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}),
    }
    return {
        "container": container,
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "state": {"values": values},
        **({} if ephemeral else {"message": message}),
    }


def in_view(view: Json) -> Json:
    return {"container": {"type": "view", "view_id": view["id"]}, "view": view}


def suggestion(state: State, user: User, where: Json, block_id: str, action_id: str, value: str) -> Request:
    """What an external select asks for while somebody types."""
    asked = {"block_id": block_id, "action_id": action_id, "value": value}
    return _interaction({"type": "block_suggestion", **_common(state, user), **where, **asked})


def view_submission(state: State, user: User, view: Json, trigger_id: str) -> Request:
    about = {"trigger_id": trigger_id, "view": view, "response_urls": []}
    return _interaction({"type": "view_submission", **_common(state, user), **about})


def view_closed(state: State, user: User, view: Json, *, is_cleared: bool) -> Request:
    return _interaction({"type": "view_closed", **_common(state, user), "view": view, "is_cleared": is_cleared})


def message_shortcut(
    state: State, user: User, channel: Channel, message: Json, callback_id: str, *, trigger_id: str, response_url: str
) -> Request:
    payload = {
        "type": "message_action",
        **_common(state, user),
        "action_ts": state.timeline.next_ts(),
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "response_url": response_url,
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "message_ts": message["ts"],
        "message": message,
    }
    return _interaction(payload)
