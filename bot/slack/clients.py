"""Slack's Web API in the name of a workspace."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.domain.errors import DeliveryError
from bot.slack.authorisation import Tokens
from bot.slack.quiet import quiet
from bot.slack.refusals import delivery_errors

PATIENCE = 10
"""Seconds that Slack has for one answer."""
_PAGE = 200
_MOST_PAGES = 50


def web_client(token: str | None = None, *, api_url: str | None = None, timeout: int = PATIENCE) -> WebClient:
    """A Web API client that sends nothing twice and sleeps for nobody.

    slack_sdk's default sends a request again when the connection breaks before the answer, and Slack may have stored
    the first one: it was seen to post twice. A rate limit is not waited for either: the thread would be missing for
    everybody else, so the work is put back with its time.
    """
    return WebClient(
        token=token, base_url=api_url or WebClient.BASE_URL, timeout=timeout, logger=quiet, retry_handlers=[]
    )


@dataclass(frozen=True, slots=True)
class Hand:
    """Our hand in one workspace: its client, and the bot id that its messages carry."""

    client: WebClient = field(repr=False)
    bot_id: str


class Clients:
    """The clients of all workspaces, each with its own token. Safe for several threads."""

    def __init__(self, tokens: Tokens, *, api_url: str | None = None) -> None:
        self._tokens, self._api_url = tokens, api_url
        self._hands: dict[str, Hand] = {}
        self._lock = threading.Lock()

    def of(self, workspace: str) -> WebClient:
        """The client that acts in ``workspace``. Raises: DeliveryError if the app is not installed there."""
        token = self._tokens.token(workspace)
        if token is None:
            raise DeliveryError("the app is not installed", workspace, code="not_authed")
        return web_client(token, api_url=self._api_url)

    def hand(self, workspace: str) -> Hand:
        """The same, with who we are there. Raises: DeliveryError."""
        client = self.of(workspace)
        token = client.token or ""
        with self._lock:
            known = self._hands.get(token)
        if known is None:
            with delivery_errors("could not ask who we are in", workspace):
                known = Hand(client, str(client.auth_test()["bot_id"]))
            with self._lock:
                self._hands[token] = known
        return known


def messages(client: WebClient, channel: str, since: datetime, thread_ts: str | None) -> Iterator[Mapping[str, Any]]:
    """The channel's messages after ``since``, newest first; of a thread its replies, oldest first.

    Raises: DeliveryError if the history is too long; what slack_sdk raises.
    """
    read: Callable[..., SlackResponse] = client.conversations_history
    more: dict[str, str] = {}
    if thread_ts is not None:
        read, more = client.conversations_replies, {"ts": thread_ts}
    for _ in range(_MOST_PAGES):
        page = read(channel=channel, oldest=f"{since.timestamp():.6f}", limit=_PAGE, include_all_metadata=True, **more)
        yield from page["messages"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
        more["cursor"] = cursor
    raise DeliveryError("could not read the history of", channel, "it is too long", code="history_too_long")
