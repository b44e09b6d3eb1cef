"""The workspace that tests and the demo begin with: a small newsroom, and the app installed in two of its channels."""

from __future__ import annotations

from bot.web.playground.people import App, Channel, Team, User
from bot.web.playground.state import Access, State
from bot.web.playground.timeline import Clock

BOT_TOKEN = "xoxb-playground-bot"  # noqa: S105 - good for this local workspace only
SIGNING_SECRET = "playground-signing-secret"  # noqa: S105 - the same

TEAM = Team("T0NEWSDESK", "The Daily Example", "daily-example")
APP = App("A0NEWSDESK", "B0NEWSDESK", "U0NEWSDESK", "newsdesk")
ADA = User("U0ADA", "ada", "Ada Lindqvist", "Europe/Berlin", is_admin=True)
BEN = User("U0BEN", "ben", "Ben Okafor", "America/New_York")
BOT = User(APP.bot_user, APP.name, "Newsdesk", is_bot=True)


def example_state(clock: Clock, *, bot_everywhere: bool = False) -> State:
    """A new workspace: #newsroom and #politics with everybody, two channels without the bot, a DM for each user.

    ``bot_everywhere`` leaves the two out: somebody who tries it out has no use for them.
    """
    created = int(clock().timestamp())
    everybody = {ADA.id, BEN.id, BOT.id}
    channels = [
        Channel("C0NEWSROOM", "newsroom", "public", set(everybody), "All that is news", created=created),
        Channel("C0POLITICS", "politics", "public", set(everybody), "Parliaments and parties", created=created),
        Channel("C0LOBBY", "lobby", "public", {ADA.id, BEN.id}, "Nobody asked the bot in", created=created),
        Channel("C0PRIVATE", "private-desk", "private", {ADA.id, BEN.id}, created=created),
        Channel("D0ADA", ADA.name, "im", {ADA.id, BOT.id}, created=created),
        Channel("D0BEN", BEN.name, "im", {BEN.id, BOT.id}, created=created),
    ]
    if bot_everywhere:
        channels = [channel for channel in channels if BOT.id in channel.members]
    access = Access(BOT_TOKEN, client_id="playground.client", client_secret="playground-client-secret")  # noqa: S106
    return State(TEAM, APP, [ADA, BEN, BOT], channels, access, clock)
