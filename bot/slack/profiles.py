"""What Slack knows of a user that matters here: their time zone, and whether they are an admin."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

KEPT = timedelta(hours=1)
KEPT_AFTER_FAILURE = timedelta(minutes=5)
_MOST = 10_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Profile:
    """An IANA zone, and whether the user is an admin or owner of their workspace; what nobody told is the least."""

    zone: str = "UTC"
    is_admin: bool = False


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
    return Profile(_known(user.get("tz")), bool(user.get("is_admin") or user.get("is_owner")))


def _known(zone: str | None) -> str:
    try:
        return ZoneInfo(zone).key if zone else "UTC"
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"
