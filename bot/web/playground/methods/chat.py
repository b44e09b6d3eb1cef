"""``chat.*`` and ``assistant.threads.*``: what the bot says."""

from __future__ import annotations

import re
from typing import Any

from bot.web.playground.blocks import block_problems, too_long
from bot.web.playground.calls import method
from bot.web.playground.people import Channel
from bot.web.playground.refusal import Refused
from bot.web.playground.shapes import Json
from bot.web.playground.state import State

TEXT = 40_000
ATTACHMENTS = 100
MARKDOWN = 12_000
LOADING_MESSAGES = 10
_METADATA_KEY = re.compile(r"^[a-z][A-Za-z0-9_]*$")


def _content(text: str, blocks: list[Any] | None, attachments: list[Any] | None, markdown_text: str) -> Json:
    """The fields of a message that people see.

    Raises:
        Refused: ``no_text``, ``invalid_blocks``, ``msg_blocks_too_long``, ``too_many_attachments``, ``msg_too_long``.
    """
    if markdown_text and (text or blocks):
        raise Refused("markdown_text_conflict")
    if len(markdown_text) > MARKDOWN:
        raise Refused("msg_too_long")
    if not (text or blocks or attachments or markdown_text):
        raise Refused("no_text")
    if blocks:
        if problems := block_problems(blocks):
            raise Refused("invalid_blocks", problems, errors=list(problems))
        if too_long(blocks):
            raise Refused("msg_blocks_too_long")
    if attachments and len(attachments) > ATTACHMENTS:
        raise Refused("too_many_attachments")
    fields: Json = {"text": text or markdown_text}
    if blocks is not None:
        fields["blocks"] = blocks
    if attachments is not None:
        fields["attachments"] = attachments
    return fields


def _metadata(metadata: Json | None) -> Json:
    if metadata is None:
        return {}
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if set(metadata) != {"event_type", "event_payload"} or not isinstance(payload, dict):
        raise Refused("invalid_metadata_format")
    if not isinstance(event_type, str) or not event_type:
        raise Refused("invalid_metadata_format")
    if any(not _METADATA_KEY.match(key) or isinstance(value, dict) for key, value in payload.items()):
        raise Refused("invalid_metadata_schema")
    return {"metadata": metadata}


def _destination(state: State, channel: str) -> Channel:
    """Where to post: an id, a public channel's name, or a user's id for their direct messages."""
    if channel in state.users:
        return state.conversations.direct(channel)
    name = channel.removeprefix("#")
    by_name = (found.id for found in state.conversations.channels.values() if found.name == name and found.kind != "im")
    return state.conversations.open_for_posting(next(by_name, channel))


def _pace(state: State, channel: Channel) -> None:
    """Slack's one message per second and channel, where it is switched on."""
    if not state.access.paced:
        return
    mine = [m for m in state.conversations.messages[channel.id] if m.get("bot_id") == state.app.bot_id]
    if mine and state.timeline.now() - float(mine[-1]["ts"]) < 1:
        raise Refused("ratelimited")


@method("chat.postMessage", "chat:write")
def post_message(
    state: State,
    *,
    channel: str,
    text: str = "",
    blocks: list[Any] | None = None,
    attachments: list[Any] | None = None,
    markdown_text: str = "",
    thread_ts: str = "",
    reply_broadcast: bool = False,
    unfurl_links: bool = True,
    unfurl_media: bool = True,
    metadata: dict[str, Any] | None = None,
    mrkdwn: bool = True,
    link_names: bool = False,
    parse: str = "none",
    username: str = "",
    icon_emoji: str = "",
    icon_url: str = "",
) -> Json:
    place = _destination(state, channel)
    root = state.conversations.root(place.id, thread_ts) if thread_ts else ""
    fields = _content(text[:TEXT], blocks, attachments, markdown_text) | _metadata(metadata)
    if reply_broadcast and root:
        fields["subtype"] = "thread_broadcast"
    _pace(state, place)
    posted = state.conversations.post(place.id, {**state.conversations.by_bot(), **fields}, thread_ts=root)
    warning = {"response_metadata": {"warnings": ["message_truncated"]}} if len(text) > TEXT else {}
    return {"channel": place.id, "ts": posted["ts"], "message": dict(posted), **warning}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(
    state: State,
    *,
    channel: str,
    user: str,
    text: str = "",
    blocks: list[Any] | None = None,
    attachments: list[Any] | None = None,
    markdown_text: str = "",
    thread_ts: str = "",
    link_names: bool = False,
    parse: str = "none",
    username: str = "",
    icon_emoji: str = "",
    icon_url: str = "",
) -> Json:
    place = state.conversations.open_for_posting(channel)
    if user not in place.members:
        raise Refused("user_not_in_channel")
    if len(text) > TEXT:
        raise Refused("msg_too_long")
    root = state.conversations.root(place.id, thread_ts) if thread_ts else ""
    shown = state.conversations.whisper(
        place.id, user, _content(text, blocks, attachments, markdown_text), thread_ts=root
    )
    return {"message_ts": shown["ts"]}


def _own(state: State, channel: str, ts: str, otherwise: str) -> tuple[Channel, Json]:
    place = state.conversations.joined(channel)
    message = state.conversations.find(place.id, ts)
    if message is None:
        raise Refused("message_not_found")
    if message.get("bot_id") != state.app.bot_id:
        raise Refused(otherwise)
    return place, message


@method("chat.update", "chat:write")
def update(
    state: State,
    *,
    channel: str,
    ts: str,
    text: str = "",
    blocks: list[Any] | None = None,
    attachments: list[Any] | None = None,
    markdown_text: str = "",
    metadata: dict[str, Any] | None = None,
    link_names: bool = False,
    parse: str = "none",
    reply_broadcast: bool = False,
) -> Json:
    place, message = _own(state, channel, ts, "cant_update_message")
    if len(text) > TEXT:
        raise Refused("msg_too_long")
    changes = _content(text, blocks, attachments, markdown_text) | _metadata(metadata)
    if not (text or markdown_text):
        del changes["text"]
    edited = state.conversations.edit(place.id, message, changes)
    return {"channel": place.id, "ts": ts, "text": edited["text"], "message": dict(edited)}


@method("chat.delete", "chat:write")
def delete(state: State, *, channel: str, ts: str) -> Json:
    place, message = _own(state, channel, ts, "cant_delete_message")
    state.conversations.remove(place.id, message)
    return {"channel": place.id, "ts": ts}


@method("chat.getPermalink")
def get_permalink(state: State, *, channel: str, message_ts: str) -> Json:
    place = state.conversations.channel(channel)
    message = state.conversations.find(place.id, message_ts)
    if message is None:
        raise Refused("message_not_found")
    link = f"https://{state.team.domain}.slack.com/archives/{place.id}/p{message_ts.replace('.', '')}"
    if message.get("thread_ts", message_ts) != message_ts:
        link += f"?thread_ts={message['thread_ts']}&cid={place.id}"
    return {"channel": place.id, "permalink": link}


@method("assistant.threads.setStatus", "chat:write", "assistant:write")
def set_status(
    state: State,
    *,
    channel_id: str,
    thread_ts: str,
    status: str,
    loading_messages: list[Any] | None = None,
    icon_emoji: str = "",
    icon_url: str = "",
    username: str = "",
) -> Json:
    place = state.conversations.joined(channel_id)
    if len(loading_messages or []) > LOADING_MESSAGES:
        raise Refused("invalid_arguments", ["[ERROR] no more than 10 items allowed [json-pointer:/loading_messages]"])
    state.conversations.set_status(place.id, state.conversations.root(place.id, thread_ts), status)
    return {}
