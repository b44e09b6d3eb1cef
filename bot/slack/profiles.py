"""What Slack knows of a user that matters here: name, time zone, what they are to the workspace, their rights."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.digests.zones import zone_at
from bot.slack.patience import Patience
from bot.slack.refusals import wait_of

KEPT = timedelta(hours=1)
KEPT_AFTER_FAILURE = timedelta(minutes=1)
_MOST = 10_000
_DAY = 24 * 60 * 60

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Profile:
    """A user as the workspace that asks sees them; what nobody told is the least.

    ``name`` is their own, under which an article may quote them, or else how others see them; "" if Slack tells none.
    ``zone`` is IANA's name. ``is_admin``: admin or owner of the workspace; ``is_guest``: single- or multi-channel
    guest; ``is_stranger``: of no channel that the app sees; ``is_gone``: deactivated, or no person. ``team`` is the
    workspace or organisation that they count to; ``workspaces`` all of theirs in their organisation, empty outside of
    one. ``is_known`` says that Slack told. Source: Slack, User object.
    """

    zone: str = "UTC"
    is_admin: bool = False
    is_guest: bool = False
    is_stranger: bool = False
    is_gone: bool = False
    team: str = ""
    workspaces: frozenset[str] = frozenset()
    is_known: bool = False
    name: str = ""


class Profiles:
    """Profiles by workspace and user, asked of Slack (``users.info``) at most once an hour for each."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._kept: dict[tuple[str, str], tuple[datetime, Profile]] = {}
        self._limited: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def of(self, client: WebClient, workspace: str, user: str, patience: Patience | None = None) -> Profile:
        """The user's profile; if Slack does not tell now, the last one that it told, else the default.

        It takes what ``patience`` has left at most, and after a rate limit asks for nobody of the workspace until
        that is over.
        """
        now = self._clock()
        with self._lock:
            until, profile = self._kept.get((workspace, user), (now, Profile()))
            if until > now or self._limited.get(workspace, now) > now:
                return profile
        try:
            told = (patience or Patience()).ask(client, lambda hurried: hurried.users_info(user=user))
            profile, until = _read(told["user"]), now + KEPT
        except (SlackClientError, OSError) as error:
            _log.info("a user's profile can't be read: %s", type(error).__name__)
            until = now + KEPT_AFTER_FAILURE
            if isinstance(error, SlackApiError) and (wait := wait_of(error)):
                until = now + wait
                with self._lock:
                    self._limited[workspace] = until
        with self._lock:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[workspace, user] = (until, profile)
        return profile


def _read(user: Mapping[str, Any]) -> Profile:
    organised = user.get("enterprise_user") or {}
    return Profile(
        zone=_zone(user.get("tz"), user.get("tz_offset")),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_stranger=bool(user.get("is_stranger")),
        is_gone=bool(user.get("deleted") or user.get("is_bot")),
        team=str(user.get("team_id") or ""),
        workspaces=frozenset(str(each) for each in organised.get("teams") or ()),
        is_known=True,
        name=_name(user),
    )


def _name(user: Mapping[str, Any]) -> str:
    shown = user.get("profile") or {}
    names = (shown.get("real_name"), user.get("real_name"), shown.get("display_name"), user.get("name"))
    return next((name for name in names if isinstance(name, str) and name.strip()), "")


def _zone(name: object, offset: object) -> str:
    """The zone of that name; of one that is not known here, the one that keeps its ``offset``, in seconds, all year."""
    with suppress(ZoneInfoNotFoundError, ValueError, OSError):
        if isinstance(name, str) and name:
            return ZoneInfo(name).key
    return zone_at(timedelta(seconds=offset)) if isinstance(offset, int) and abs(offset) < _DAY else "UTC"
