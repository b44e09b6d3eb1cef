"""Posts digests, and finds them again: ``bot.digests.deliver.Poster`` over Slack's Web API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.digests.posting import FrozenMessage, Posted
from bot.domain.digest import Trouble
from bot.slack.clients import Clients, messages
from bot.slack.refusals import delivery_errors
from bot.slack.views import digests

EVENT_TYPE = "news_digest"


class SlackPoster:
    """Posts with each workspace's own token. Nothing is ever sent twice: what to do next is for the caller to decide.

    Not even a rate limit is waited for here: Slack may ask for minutes, and the delivery's lease runs meanwhile.
    """

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def post(
        self,
        channel: str,
        message: FrozenMessage,
        *,
        workspace: str,
        key: str,
        mark: str,
        thread_ts: str | None = None,
    ) -> Posted:
        """Post once, with ``key`` in the metadata. Raises: DeliveryError."""
        client = self._clients.of(workspace)
        with delivery_errors("could not post", channel):
            answer = client.chat_postMessage(
                channel=channel,
                thread_ts=thread_ts,
                text=message.text,
                blocks=list(message.blocks),
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
                unfurl_links=False,
                unfurl_media=False,
            )
        return Posted(str(answer["ts"]))

    def find(
        self,
        channel: str,
        *,
        workspace: str,
        key: str,
        mark: str,
        since: datetime,
        thread_ts: str | None = None,
    ) -> str | None:
        """The ``ts`` of our own message with ``key`` or ``mark``, posted after ``since``. Raises: DeliveryError."""
        hand = self._clients.hand(workspace)
        with delivery_errors("could not read the history of", channel):
            for message in messages(hand.client, channel, since, thread_ts):
                if message.get("bot_id") == hand.bot_id and (has_key(message, key) or _has_mark(message, mark)):
                    return str(message["ts"])
        return None

    def direct_message(self, user: str, trouble: Trouble, *, workspace: str) -> None:
        """Tell a user what went wrong. Raises: DeliveryError."""
        told = digests.trouble(trouble)
        client = self._clients.of(workspace)
        with delivery_errors("could not tell", user):
            client.chat_postMessage(
                channel=user, text=told.text, blocks=list(told.blocks), unfurl_links=False, unfurl_media=False
            )


def has_key(message: Mapping[str, Any], key: str, *, event_type: str = EVENT_TYPE) -> bool:
    """Whether the message's metadata carries ``key``."""
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return metadata.get("event_type") == event_type and payload.get("key") == key


def _has_mark(message: Mapping[str, Any], mark: str) -> bool:
    """Whether the message's last line prints the mark: Slack may drop metadata that the app did not register."""
    blocks = message.get("blocks") or []
    last = " ".join(_texts(blocks[-1])) if blocks else message.get("text", "").rpartition("\n")[2]
    return re.search(rf"(?<![\w.]){re.escape(mark)}(?!\w|\.\w)", last) is not None


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key == "text" and isinstance(item, str):
                yield item
            else:
                yield from _texts(item)
