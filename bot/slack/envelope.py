"""What a request of Slack's is, before anybody answers it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.request.internals import extract_enterprise_id, extract_team_id

from bot.slack.sending import ByUrl, Destination, Post, ToOne

MESSAGE_EVENTS = frozenset({"app_mention", "message"})
EVENTS = MESSAGE_EVENTS | {"app_home_opened", "app_uninstalled", "tokens_revoked"}
_ANSWERED_AT_ONCE = frozenset({"view_submission", "block_suggestion"})
_ANSWERED_LATER = frozenset({"block_actions", "message_action"})
_SAID = frozenset({None, "", "file_share", "thread_broadcast", "me_message"})
"""Subtypes of messages that somebody wrote; the others tell of edits, deletions, joins, and what bots say."""
_SLACKBOT = "USLACKBOT"


def workspace_of(body: Mapping[str, Any]) -> str:
    """The id of the workspace that the request came to; of its organisation where Slack names none, "" without both."""
    return str(extract_team_id(dict(body)) or extract_enterprise_id(dict(body)) or "")


def is_answered_at_once(body: Mapping[str, Any]) -> bool:
    """Whether the acknowledgement itself is the answer: a form that is submitted, a chooser that is searched."""
    return body.get("type") in _ANSWERED_AT_ONCE


def is_answered_later(body: Mapping[str, Any]) -> bool:
    """Whether anybody waits for an answer; all else is acknowledged, and that is that."""
    event = body.get("event")
    if isinstance(event, Mapping):
        return event.get("type") in EVENTS and (event["type"] != "message" or is_question(event))
    return "command" in body or body.get("type") in _ANSWERED_LATER


def is_question(event: Mapping[str, Any]) -> bool:
    """Whether a person wrote this to us: a direct message or a mention.

    Not a bot (two that answer each other never stop), nor Slackbot's reminders.
    """
    if event.get("bot_id") or event.get("subtype") not in _SAID or not event.get("user"):
        return False
    return event["user"] != _SLACKBOT and (event.get("type") == "app_mention" or event.get("channel_type") == "im")


def keys(body: Mapping[str, Any]) -> tuple[str, ...]:
    """What identifies a request from Slack; a second request with any of these is the same again.

    Of an event its id, and of a message also channel and time: up to 11 event ids were seen for one message
    (slackapi/node-slack-sdk#2141). Of a command or a click its trigger id, which Slack makes afresh for each.
    """
    event = body.get("event")
    if not isinstance(event, Mapping):
        trigger = body.get("trigger_id")
        return (f"trigger:{trigger}",) if trigger else ()
    team = body.get("team_id") or body.get("enterprise_id") or ""
    found = [f"event:{team}:{body['event_id']}"] if body.get("event_id") else []
    if event.get("type") in MESSAGE_EVENTS and event.get("ts"):
        found.append(f"message:{team}:{event.get('channel')}:{event['ts']}")
    return tuple(found)


def askers(body: Mapping[str, Any]) -> tuple[Destination, ...]:
    """The ways by which who asked can be told something that nobody else has to read, the best first."""
    found: list[Destination] = [ByUrl(str(url))] if (url := body.get("response_url")) else []
    event = body.get("event")
    if isinstance(event, Mapping):
        channel, user, thread = event.get("channel"), event.get("user"), event.get("thread_ts")
    else:
        container = _mapping(body.get("container"))
        channel = body.get("channel_id") or _mapping(body.get("channel")).get("id") or container.get("channel_id")
        user, thread = body.get("user_id") or _mapping(body.get("user")).get("id"), container.get("thread_ts")
    if channel and user:
        found.append(ToOne(str(channel), str(user), str(thread) if thread else None))
    elif user and not isinstance(event, Mapping):
        found.append(Post(str(user)))
    return tuple(found)


def asker(body: Mapping[str, Any]) -> Destination | None:
    """The best of ``askers``; None if there is none."""
    return next(iter(askers(body)), None)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
