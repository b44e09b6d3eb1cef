"""Who is in a channel, and whether others than the workspace's own people read it, as Slack tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from bot.slack.callers import Caller
from bot.slack.remembered import Remembered

KEPT = timedelta(minutes=10)
_DIRECT_MESSAGE = "D"
_PAGE = 1_000
"""Members in one answer, the most that Slack gives. Source: Slack, conversations.members."""


class Channels:
    """The channels of every workspace. What Slack does not tell now, or may not, is what shows the least: a private
    channel without the app in it, a scope that was not given, more members than a request's patience lasts for.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._members = Remembered[frozenset[str]](clock, kept=KEPT, otherwise=frozenset())
        self._is_shared = Remembered(clock, kept=KEPT, otherwise=True)

    def holds(self, caller: Caller, channel: str) -> bool:
        """Whether the caller is in the channel."""
        if channel == caller.here:
            return True  # who types in a channel is in it
        members = self._members.of(caller.workspace, channel, lambda: frozenset(_members(caller, channel)))
        return caller.user in members

    def is_in_company(self, caller: Caller, channel: str) -> bool:
        """Whether people of another organisation read there who may not see all that the caller may; yes if Slack does
        not say.
        """

        def ask() -> bool:
            told = caller.patience.ask(caller.client, lambda client: client.conversations_info(channel=channel))
            return bool(told["channel"].get("is_ext_shared"))

        if channel.startswith(_DIRECT_MESSAGE) or not caller.principal().reads_all:
            return False
        return caller.is_externally_shared or self._is_shared.of(caller.workspace, channel, ask)


def _members(caller: Caller, channel: str) -> Iterator[str]:
    more: dict[str, str] = {}
    while True:
        page = caller.patience.ask(
            caller.client, lambda client: client.conversations_members(channel=channel, limit=_PAGE, **more)
        )
        yield from page["members"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
        more["cursor"] = cursor
