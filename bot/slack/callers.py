"""Who did something in Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from slack_bolt.context import BoltContext
from slack_sdk import WebClient

from bot.domain.article import SHARED
from bot.domain.query import Reader
from bot.slack.patience import Patience
from bot.slack.principal import Ids, Principal, principal
from bot.slack.profiles import Profile, Profiles


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody, by their ids alone (names can be chosen freely), and the client that acts in their workspace.

    ``here`` is the conversation in which they did it, "" where there is none: who types there is in it. What is asked
    of Slack for one request takes its ``patience`` in all.
    """

    workspace: str
    user: str
    client: WebClient = field(repr=False)
    profiles: Profiles = field(repr=False)
    ids: Ids
    here: str = ""
    patience: Patience = field(default_factory=Patience, repr=False, compare=False)

    @classmethod
    def of(cls, context: BoltContext, body: Mapping[str, object], profiles: Profiles) -> Caller:
        """The caller of a request."""
        workspace = context.team_id or ""
        ours = context.authorize_result
        ids = Ids.of(body, workspace, ours.enterprise_id if ours else None)
        return cls(workspace, context.user_id or "", context.client, profiles, ids, context.channel_id or "")

    @property
    def is_externally_shared(self) -> bool:
        """Whether it was said where people of another organisation read it; known of events only."""
        return self.ids.is_externally_shared

    def profile(self) -> Profile:
        """Their time zone and rights, as Slack has them."""
        return self.profiles.of(self.client, self.workspace, self.user, self.patience)

    def principal(self) -> Principal:
        """What they are to the workspace: every door asks this, and nothing else, before it shows something."""
        return principal(self.ids, self.profile())

    def name_of(self, user: str) -> str | None:
        """The name of somebody whom the caller mentions; None if Slack does not tell.

        None for guests and outsiders, too: they could ask for everybody's name by their ids.
        """
        if not self.principal().reads_all:
            return None
        return self.profiles.of(self.client, self.workspace, user, self.patience).name or None

    def reader(self) -> Reader:
        """Who reads: somebody who is no full member sees only what every workspace may see."""
        profile = self.profile()
        reads_all = principal(self.ids, profile).reads_all
        return Reader(workspace=self.workspace if reads_all else SHARED, zone=profile.zone)
