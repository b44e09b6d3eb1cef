"""Who is in a channel, as Slack tells it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack.patience import Patience
from bot.slack.refusals import wait_of

KEPT = timedelta(minutes=10)
KEPT_AFTER_FAILURE = timedelta(minutes=1)
_MOST = 1_000
_PAGE = 1_000
"""Members in one answer, the most that Slack gives. Source: Slack, conversations.members."""

_NOBODY: frozenset[str] = frozenset()

_log = logging.getLogger(__name__)


class Channels:
    """The members of channels by workspace and channel, asked of Slack at most once in ten minutes for each."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._kept: dict[tuple[str, str], tuple[datetime, frozenset[str]]] = {}
        self._limited: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def has(self, client: WebClient, workspace: str, channel: str, user: str, patience: Patience) -> bool:
        """Whether the user is in the channel; no if Slack doesn't tell now, be it that it may not (a private channel
        without the scope, or without the app in it) or that ``patience`` ran out.
        """
        now = self._clock()
        with self._lock:
            until, members = self._kept.get((workspace, channel), (now, _NOBODY))
            if until > now:
                return user in members
            if self._limited.get(workspace, now) > now:
                return False
        try:
            members, until = frozenset(patience.ask(client, lambda hurried: _members(hurried, channel))), now + KEPT
        except (SlackClientError, OSError) as error:
            _log.info("a channel's members can't be read: %s", type(error).__name__)
            members, until = _NOBODY, now + KEPT_AFTER_FAILURE
            if isinstance(error, SlackApiError) and (wait := wait_of(error)):
                with self._lock:
                    self._limited[workspace] = now + wait
                return False
            if isinstance(error, TimeoutError):
                # Perhaps the patience went to others; the next request begins with all of it.
                return False
        with self._lock:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[workspace, channel] = (until, members)
        return user in members


def _members(client: WebClient, channel: str) -> Iterator[str]:
    cursor = ""
    while True:
        page = client.conversations_members(channel=channel, limit=_PAGE, **({"cursor": cursor} if cursor else {}))
        yield from page["members"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
