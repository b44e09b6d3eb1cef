"""What Slack makes of what somebody types: mentions, channels and links become tokens, the rest is escaped."""

from __future__ import annotations

import re

from bot.web.playground.shapes import Json
from bot.web.playground.state import State

_MENTION = re.compile(r"(?<![\w<])@([\w.-]*\w)")
_CHANNEL = re.compile(r"(?<![\w&<])#([\w-]+)")
_LINK = re.compile(r"https?://[^\s<>|]*[^\s<>|.,;:!?)\"'”’]")


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_message(state: State, text: str) -> str:
    """A message's text as the API gives it: ``<@U…>``, ``<#C…|name>``, ``<https://…>``."""
    return _tokens(state, text, labelled=False)


def as_command(state: State, text: str, *, should_escape: bool = True) -> str:
    """A slash command's text: with ``should_escape``, tokens carry names (``<@U…|ada>``); without, it is as typed."""
    return _tokens(state, text, labelled=True) if should_escape else text


def _tokens(state: State, text: str, *, labelled: bool) -> str:
    users = {user.name: user for user in state.users.values()}
    channels = {channel.name: channel for channel in state.conversations.channels.values() if channel.kind == "public"}

    def mention(found: re.Match[str]) -> str:
        user = users.get(found[1])
        if user is None:
            return found[0]
        return f"<@{user.id}|{user.name}>" if labelled else f"<@{user.id}>"

    def channel(found: re.Match[str]) -> str:
        named = channels.get(found[1])
        return found[0] if named is None else f"<#{named.id}|{named.name}>"

    # Links first and apart from the rest: an address may hold "@" and "#".
    pieces = re.split(f"({_LINK.pattern})", escape(text))
    for index, piece in enumerate(pieces):
        pieces[index] = f"<{piece}>" if index % 2 else _CHANNEL.sub(channel, _MENTION.sub(mention, piece))
    return "".join(pieces)


def as_blocks(state: State, text: str, block_id: str) -> list[Json]:
    """The ``rich_text`` block that Slack's composer adds to whatever a person sends."""
    elements: list[Json] = []
    for piece in re.split(r"(<[@#][^>]+>|<https?://[^>]+>)", as_message(state, text)):
        if piece.startswith("<@"):
            elements.append({"type": "user", "user_id": piece[2:-1]})
        elif piece.startswith("<#"):
            elements.append({"type": "channel", "channel_id": piece[2:-1].partition("|")[0]})
        elif piece.startswith("<"):
            elements.append({"type": "link", "url": _unescape(piece[1:-1])})
        elif piece:
            elements.append({"type": "text", "text": _unescape(piece)})
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": block_id, "elements": [section]}]


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
