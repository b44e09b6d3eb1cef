"""The workspace as one value: who is there, what was said, what is on each screen, and who may call."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field

from bot.web.playground.conversations import Conversations
from bot.web.playground.files import Files
from bot.web.playground.hooks import Hooks
from bot.web.playground.people import App, Channel, Team, User
from bot.web.playground.refusal import Refused
from bot.web.playground.shapes import Json
from bot.web.playground.surfaces import Surfaces
from bot.web.playground.timeline import Clock, Timeline


@dataclass(slots=True)
class Access:
    """Which token is good, and what it is good for; tests turn these.

    ``refusal`` is what every call is answered with while it is set (``account_inactive``, ``token_revoked``).
    ``scopes`` are the granted ones; ``None`` grants all. ``paced`` switches on Slack's one message per second and
    channel. ``codes`` are OAuth codes not yet exchanged; ``install`` is told beside what an install gives, as of an
    organisation.
    """

    bot_token: str
    client_id: str = ""
    client_secret: str = ""
    refusal: str = ""
    scopes: frozenset[str] | None = None
    paced: bool = False
    codes: set[str] = field(default_factory=set)
    install: Json = field(default_factory=dict)


class State:
    """Everything that a Slack workspace remembers, in memory. Hold ``timeline.lock`` while reading or changing it."""

    def __init__(
        self, team: Team, app: App, users: Iterable[User], channels: Iterable[Channel], access: Access, clock: Clock
    ) -> None:
        self.team, self.app, self.access = team, app, access
        self.users = {user.id: user for user in users}
        self.timeline = Timeline(clock)
        self.conversations = Conversations(self.timeline, team, app, channels)
        self.surfaces = Surfaces(self.timeline, team, app, self.conversations)
        self.hooks = Hooks(self.timeline, self.conversations)
        self.files = Files(self.timeline)
        # Where this workspace is served; the server sets it, for response_urls and file addresses.
        self.base_url = "http://127.0.0.1"

    def user(self, user_id: str) -> User:
        """The user with this id.

        Raises:
            Refused: ``user_not_found``.
        """
        if user_id not in self.users:
            raise Refused("user_not_found")
        return self.users[user_id]

    def response_url(self, hook_id: str) -> str:
        return f"{self.base_url}/response/{hook_id}"

    def snapshot(self) -> Json:
        """All of it as JSON, for a page that has just been opened; ``latest`` is where to go on reading the feed."""
        with self.timeline.lock:
            now = self.timeline.clock()
            talk = self.conversations
            return deepcopy(
                {
                    "latest": self.timeline.latest,
                    "now": now.isoformat(),
                    "team": self.team.json(),
                    "app": {
                        "id": self.app.id,
                        "bot_id": self.app.bot_id,
                        "user": self.app.bot_user,
                        "name": self.app.name,
                    },
                    "users": [user.json(self.team, now) for user in self.users.values()],
                    "channels": [
                        {**channel.json(self.team, self.app.bot_user), "members": sorted(channel.members)}
                        for channel in talk.channels.values()
                    ],
                    "messages": {channel: list(messages) for channel, messages in talk.messages.items()},
                    "ephemerals": list(talk.ephemerals),
                    "statuses": [
                        {"channel": channel, "thread_ts": thread, "status": status}
                        for channel, thread in talk.statuses
                        if (status := talk.status(channel, thread))
                    ],
                    "modals": {user: list(stack) for user, stack in self.surfaces.stacks.items() if stack},
                    "homes": dict(self.surfaces.homes),
                    "files": [file.json(self.base_url) for file in self.files.files.values() if file.complete],
                }
            )
