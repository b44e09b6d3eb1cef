"""What Slack knows of a user that matters here: name, time zone, what they are to the workspace, their rights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_sdk import WebClient

from bot.digests.zones import zone_at
from bot.slack.patience import Patience
from bot.slack.remembered import Remembered

KEPT = timedelta(hours=1)
_DAY = 24 * 60 * 60


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
        self._told = Remembered(clock, kept=KEPT, otherwise=Profile(), stale=True)

    def of(self, client: WebClient, workspace: str, user: str, patience: Patience | None = None) -> Profile:
        """The user's profile; if Slack does not tell now, the last one that it told, else the default.

        It takes what ``patience`` has left at most.
        """

        def ask() -> Profile:
            return _read((patience or Patience()).ask(client, lambda hurried: hurried.users_info(user=user))["user"])

        return self._told.of(workspace, user, ask)


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
