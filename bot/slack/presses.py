"""One press of a button: what it carries, where it was pressed, and where its answer goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from slack_bolt.context import BoltContext

from bot.slack.answering import Ticket
from bot.slack.callers import Caller
from bot.slack.sending import ByUrl, Destination, Post


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a button: what it carries, and the message that it stands under.

    ``message_ts`` is empty on the home tab. ``response_url`` answers the one who pressed. ``in_company``: people of
    other organisations read what is said there, and the presser may see more than they.
    """

    caller: Caller
    ticket: Ticket = field(repr=False)
    action_id: str
    value: str
    channel: str
    message_ts: str
    thread_ts: str | None
    is_ephemeral: bool
    response_url: str = field(repr=False)
    in_company: bool = False

    @classmethod
    def of(cls, body: Mapping[str, object], context: BoltContext, caller: Caller, ticket: Ticket) -> Press:
        """The press in a ``block_actions`` body; of a menu the chosen option's value."""
        action = _mapping(_list(body.get("actions"))[0])
        container = _mapping(body.get("container"))
        chosen = _mapping(action.get("selected_option"))
        thread_ts = container.get("thread_ts") or _mapping(body.get("message")).get("thread_ts")
        return cls(
            caller,
            ticket,
            str(action.get("action_id") or ""),
            str(action.get("value") or chosen.get("value") or ""),
            str(container.get("channel_id") or context.channel_id or ""),
            str(container.get("message_ts") or ""),
            str(thread_ts) if thread_ts else None,
            bool(container.get("is_ephemeral")),
            str(body.get("response_url") or ""),
        )

    @property
    def is_home(self) -> bool:
        """Whether it was pressed on the home tab, where nothing can be answered."""
        return not self.message_ts

    @property
    def is_open(self) -> bool:
        """Whether everybody in the conversation sees the message, and may see what is asked below it."""
        if self.is_ephemeral or self.in_company:
            return False
        return bool(self.thread_ts or self.channel.startswith("D"))

    def reply(self) -> Destination:
        """Where a new answer goes.

        In a thread or a direct message where everybody sees the question, everybody sees the answer; elsewhere in a
        channel the presser alone.
        """
        if self.is_home:
            return Post(self.caller.user)
        if self.is_open:
            return Post(self.channel, self.thread_ts)
        return ByUrl(self.response_url, thread_ts=self.thread_ts)

    def alone(self) -> Destination:
        """Where only the presser is told something."""
        return ByUrl(self.response_url, thread_ts=self.thread_ts) if self.response_url else Post(self.caller.user)

    def in_place(self) -> Destination:
        """The next page takes the place of the last one where only the presser sees it."""
        return ByUrl(self.response_url, replace=True) if self.is_ephemeral else self.reply()

    def share(self) -> Destination:
        """Where everybody sees it; the ``response_url`` works even where the app is not a member."""
        if self.thread_ts:
            return Post(self.channel, self.thread_ts)
        return ByUrl(self.response_url, in_channel=True)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) and value else [{}]
