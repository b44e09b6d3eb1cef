"""Who and what is in a workspace: the team, its users, its channels, the app. Each renders itself as Slack's JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.web.playground.shapes import Json

ChannelKind = Literal["public", "private", "im", "mpim"]


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    name: str
    domain: str

    def json(self) -> Json:
        return {"id": self.id, "name": self.name, "domain": self.domain, "email_domain": "", "icon": {}}


@dataclass(frozen=True, slots=True)
class App:
    """The one app that is installed here, and its bot user."""

    id: str
    bot_id: str
    bot_user: str
    name: str

    def profile(self, team: Team) -> Json:
        return {
            "id": self.bot_id,
            "deleted": False,
            "name": self.name,
            "app_id": self.id,
            "team_id": team.id,
            "user_id": self.bot_user,
            "icons": {},
        }


@dataclass(frozen=True, slots=True)
class User:
    """A person, or the app's bot user; ``tz`` is an IANA zone. ``is_restricted``: a guest of the workspace.

    Of somebody from elsewhere, ``team`` is their own workspace; ``teams`` are a person's in an organisation.
    """

    id: str
    name: str
    real_name: str
    tz: str = "Etc/UTC"
    is_admin: bool = False
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    team: str = ""
    teams: tuple[str, ...] = ()

    def json(self, team: Team, now: datetime) -> Json:
        local = now.astimezone(ZoneInfo(self.tz))
        offset = local.utcoffset()
        return {
            "id": self.id,
            "team_id": self.team or team.id,
            **({"enterprise_user": {"id": self.id, "teams": list(self.teams)}} if self.teams else {}),
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": local.tzname() or self.tz,
            "tz_offset": round(offset.total_seconds()) if offset else 0,
            "profile": {
                "real_name": self.real_name,
                "display_name": self.name,
                "real_name_normalized": self.real_name,
                "display_name_normalized": self.name,
                "team": team.id,
            },
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": False,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 0,
            "locale": "en-US",
        }


@dataclass(slots=True)
class Channel:
    """A place where messages stand. An ``im`` has two members: one user and the bot; an ``mpim`` is a group message.

    ``is_ext_shared``: people of another organisation read it too, by Slack Connect.
    """

    id: str
    name: str
    kind: ChannelKind = "public"
    members: set[str] = field(default_factory=set)
    topic: str = ""
    is_archived: bool = False
    created: int = 0
    is_ext_shared: bool = False

    def json(self, team: Team, bot_user: str) -> Json:
        """The channel as the bot sees it."""
        common: Json = {
            "id": self.id,
            "created": self.created,
            "is_archived": self.is_archived,
            "context_team_id": team.id,
            "is_org_shared": False,
        }
        if self.kind == "im":
            (user,) = self.members - {bot_user}
            return {**common, "is_im": True, "is_mpim": False, "user": user, "is_user_deleted": False, "is_open": True}
        return {
            **common,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind != "public",
            "is_im": False,
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "public",
            "is_general": False,
            "is_shared": self.is_ext_shared,
            "is_ext_shared": self.is_ext_shared,
            "is_member": bot_user in self.members,
            "num_members": len(self.members),
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }
