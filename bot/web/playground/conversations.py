"""Channels and what stands in them: messages, threads, ephemeral messages, and "is typing"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bot.web.playground.blocks import elements_of, nested
from bot.web.playground.people import App, Channel, Team
from bot.web.playground.refusal import Refused
from bot.web.playground.shapes import Json
from bot.web.playground.timeline import Timeline

# Slack takes a status down by itself after this many seconds.
STATUS_LASTS = 120
_TS = re.compile(r"^\d{10}\.\d{6}$")


class Conversations:
    """All methods must be called with the timeline's lock held; what they give back are the stored objects."""

    def __init__(self, timeline: Timeline, team: Team, app: App, channels: Iterable[Channel]) -> None:
        self._timeline, self._team, self._app = timeline, team, app
        self.channels = {channel.id: channel for channel in channels}
        self.messages: dict[str, list[Json]] = {channel: [] for channel in self.channels}
        self.ephemerals: list[Json] = []
        self.statuses: dict[tuple[str, str], tuple[str, float]] = {}

    # Channels

    def channel(self, channel_id: str) -> Channel:
        """The channel, if the bot may know of it: a private one that it is not in does not exist for it.

        Raises:
            Refused: ``channel_not_found``.
        """
        channel = self.channels.get(channel_id)
        if channel is None or (channel.kind != "public" and self._app.bot_user not in channel.members):
            raise Refused("channel_not_found")
        return channel

    def joined(self, channel_id: str) -> Channel:
        """The channel, if the bot is in it.

        Raises:
            Refused: ``channel_not_found`` or ``not_in_channel``.
        """
        channel = self.channel(channel_id)
        if self._app.bot_user not in channel.members:
            raise Refused("not_in_channel")
        return channel

    def open_for_posting(self, channel_id: str) -> Channel:
        """The channel, if the bot may post there now.

        Raises:
            Refused: ``channel_not_found``, ``not_in_channel`` or ``is_archived``.
        """
        channel = self.channel(channel_id)
        if channel.is_archived:
            raise Refused("is_archived")
        return self.joined(channel_id)

    def direct(self, user: str) -> Channel:
        """The user's direct messages with the app; opened if they are new."""
        for channel in self.channels.values():
            if channel.kind == "im" and user in channel.members:
                return channel
        channel = Channel(self._timeline.new_id("D"), user, "im", {user, self._app.bot_user})
        self.add(channel)
        return channel

    def add(self, channel: Channel) -> None:
        self.channels[channel.id] = channel
        self.messages[channel.id] = []
        self._timeline.publish("channel", {"channel": channel.json(self._team, self._app.bot_user)})

    # Messages

    def find(self, channel: str, ts: str) -> Json | None:
        return next((message for message in self.messages.get(channel, []) if message["ts"] == ts), None)

    def thread(self, channel: str, ts: str) -> list[Json]:
        """The message and its replies, oldest first."""
        return [message for message in self.messages[channel] if ts in (message["ts"], message.get("thread_ts"))]

    def root(self, channel: str, ts: str) -> str:
        """The thread that a reply to ``ts`` belongs to: a reply to a reply stands in the same thread.

        Raises:
            Refused: ``invalid_thread_ts`` or ``thread_not_found``.
        """
        if not _TS.match(ts):
            raise Refused("invalid_thread_ts")
        parent = self.find(channel, ts)
        if parent is None:
            raise Refused("thread_not_found")
        return str(parent.get("thread_ts", ts))

    def by_bot(self) -> Json:
        """The fields that mark a message as the app's."""
        return {
            "type": "message",
            "user": self._app.bot_user,
            "bot_id": self._app.bot_id,
            "app_id": self._app.id,
            "team": self._team.id,
            "bot_profile": self._app.profile(self._team),
        }

    def post(self, channel: str, fields: Json, *, thread_ts: str = "") -> Json:
        """Store a message (of anybody) and tell the feed; in a thread if ``thread_ts`` is its root."""
        message = {"type": "message", **fields, "ts": self._timeline.next_ts()}
        self.identify(message.get("blocks", []))
        if thread_ts:
            message |= {"thread_ts": thread_ts}
            self._count_reply(channel, thread_ts, message)
            if message.get("bot_id"):
                self.set_status(channel, thread_ts, "")
        self.messages[channel].append(message)
        self._timeline.publish("message", {"channel": channel, "message": message})
        return message

    def edit(self, channel: str, message: Json, changes: Json) -> Json:
        message.update(changes)
        message["edited"] = {"user": message["user"], "ts": self._timeline.next_ts()}
        self.identify(message.get("blocks", []))
        self._timeline.publish("message_changed", {"channel": channel, "message": message})
        return message

    def remove(self, channel: str, message: Json) -> None:
        self.messages[channel].remove(message)
        self._timeline.publish("message_deleted", {"channel": channel, "message": message})

    def _count_reply(self, channel: str, thread_ts: str, reply: Json) -> None:
        parent = self.find(channel, thread_ts)
        if parent is None:
            return
        users = parent.setdefault("reply_users", [])
        if reply["user"] not in users:
            users.append(reply["user"])
        parent |= {
            "thread_ts": thread_ts,
            "reply_count": parent.get("reply_count", 0) + 1,
            "reply_users_count": len(users),
            "latest_reply": reply["ts"],
        }
        reply["parent_user_id"] = parent["user"]

    # What only one user sees

    def whisper(self, channel: str, user: str, fields: Json, *, thread_ts: str = "") -> Json:
        """Show an ephemeral message; it is never in a history."""
        message = {**self.by_bot(), **fields, "ts": self._timeline.next_ts(), "is_ephemeral": True}
        if thread_ts:
            message["thread_ts"] = thread_ts
        self.identify(message.get("blocks", []))
        entry = {"channel": channel, "user": user, "message": message}
        self.ephemerals.append(entry)
        self._timeline.publish("ephemeral", entry)
        return message

    def whispered(self, ts: str) -> Json | None:
        """The ephemeral message with this timestamp, with its channel and user."""
        return next((entry for entry in self.ephemerals if entry["message"]["ts"] == ts), None)

    def edit_whisper(self, entry: Json, changes: Json) -> None:
        entry["message"].update(changes)
        self.identify(entry["message"].get("blocks", []))
        self._timeline.publish("ephemeral_changed", entry)

    def remove_whisper(self, entry: Json) -> None:
        self.ephemerals.remove(entry)
        self._timeline.publish("ephemeral_deleted", entry)

    def set_status(self, channel: str, thread_ts: str, status: str) -> None:
        """Show "newsdesk is …" under a thread, or take it down with an empty status."""
        before = self.statuses.pop((channel, thread_ts), None)
        if status:
            self.statuses[channel, thread_ts] = (status, self._timeline.now() + STATUS_LASTS)
        if status or before:
            self._timeline.publish("status", {"channel": channel, "thread_ts": thread_ts, "status": status})

    def status(self, channel: str, thread_ts: str) -> str:
        """What the app says that it is doing in the thread; empty when nothing, or no longer."""
        text, until = self.statuses.get((channel, thread_ts), ("", 0.0))
        return text if self._timeline.now() < until else ""

    def identify(self, blocks: list[Any]) -> None:
        """Give every block and element that came without an id one, as Slack does."""
        for block in nested(blocks):
            block.setdefault("block_id", self._timeline.new_id("b"))
            for element in elements_of(block):
                element.setdefault("action_id", self._timeline.new_id("a"))
