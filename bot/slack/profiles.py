"""What Slack knows of a user that matters here: their name, their time zone, and whether they are an admin."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.digests.zones import zone_at

KEPT = timedelta(hours=1)
KEPT_AFTER_FAILURE = timedelta(minutes=5)
_MOST = 10_000
_DAY = 24 * 60 * 60

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Profile:
    """An IANA zone, and whether the user is an admin or owner of their workspace; what nobody told is the least.

    ``name`` is their own, under which an article may quote them, or else how others see them; "" if Slack tells none.
    """

    zone: str = "UTC"
    is_admin: bool = False
    name: str = ""


class Profiles:
    """Profiles by workspace and user, asked of Slack (``users.info``) at most once an hour for each."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._kept: dict[tuple[str, str], tuple[datetime, Profile]] = {}
        self._lock = threading.Lock()

    def of(self, client: WebClient, workspace: str, user: str) -> Profile:
        """The user's profile; the default one if Slack does not tell."""
        now = self._clock()
        with self._lock:
            until, profile = self._kept.get((workspace, user), (now, Profile()))
        if until > now:
            return profile
        try:
            profile, until = _read(client.users_info(user=user)["user"]), now + KEPT
        except (SlackClientError, OSError) as error:
            _log.info("a user's profile can't be read: %s", type(error).__name__)
            profile, until = Profile(), now + KEPT_AFTER_FAILURE
        with self._lock:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[workspace, user] = (until, profile)
        return profile


def _read(user: dict[str, Any]) -> Profile:
    return Profile(
        zone=_zone(user.get("tz"), user.get("tz_offset")),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        name=_name(user),
    )


def _name(user: dict[str, Any]) -> str:
    shown = user.get("profile") or {}
    names = (shown.get("real_name"), user.get("real_name"), shown.get("display_name"), user.get("name"))
    return next((name for name in names if isinstance(name, str) and name.strip()), "")


def _zone(name: object, offset: object) -> str:
    """The zone of that name; of one that is not known here, the one that keeps its ``offset``, in seconds, all year."""
    with suppress(ZoneInfoNotFoundError, ValueError, OSError):
        if isinstance(name, str) and name:
            return ZoneInfo(name).key
    return zone_at(timedelta(seconds=offset)) if isinstance(offset, int) and abs(offset) < _DAY else "UTC"
