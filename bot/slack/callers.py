"""Who did something in Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from slack_bolt.context import BoltContext
from slack_sdk import WebClient

from bot.domain.article import SHARED
from bot.domain.query import Reader
from bot.slack.profiles import Profile, Profiles


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody, by their ids alone (names can be chosen freely), and the client that acts in their workspace.

    ``is_guest``: in a channel that two organisations share, somebody from the other one.
    """

    workspace: str
    user: str
    client: WebClient = field(repr=False)
    profiles: Profiles = field(repr=False)
    is_guest: bool = False

    @classmethod
    def of(cls, context: BoltContext, body: Mapping[str, object], profiles: Profiles) -> Caller:
        """The caller of a request."""
        ours = {context.team_id, context.enterprise_id} - {None}
        user = body.get("user")
        if isinstance(user, Mapping) and user.get("team_id"):
            is_guest = user["team_id"] not in ours
        else:
            is_guest = bool(body.get("is_ext_shared_channel")) and context.actor_team_id not in ours
        workspace = context.team_id or context.enterprise_id or ""
        return cls(workspace, context.user_id or "", context.client, profiles, is_guest)

    def profile(self) -> Profile:
        """Their time zone and rights, as Slack has them."""
        return self.profiles.of(self.client, self.workspace, self.user)

    def name_of(self, user: str) -> str | None:
        """The name of somebody whom the caller mentions, None if Slack does not tell."""
        return self.profiles.of(self.client, self.workspace, user).name or None

    def reader(self) -> Reader:
        """Who reads: a guest from another organisation sees only what every workspace may see."""
        return Reader(workspace=SHARED if self.is_guest else self.workspace, zone=self.profile().zone)
