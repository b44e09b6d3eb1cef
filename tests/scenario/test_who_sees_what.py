"""Who may see what: guests, people of other workspaces, and the digests of channels that one is not in."""

from __future__ import annotations

import pytest

from bot.sources import read_text
from bot.web.playground import faults
from bot.web.playground.people import Channel, User
from bot.web.playground.server import LocalSlack
from bot.web.playground.timeline import Change
from tests.scenario.conftest import Newsdesk

MEMO = "Ministers met in Ljubljana\n\n“We agreed on nothing,” said Foreign Minister Ana Novak on Monday."
SECRET = "merger"


@pytest.fixture
def desk(newsdesk: Newsdesk, slack: LocalSlack) -> Newsdesk:
    """A workspace with an article of its own, people of every kind, and a private channel that the bot is in."""
    everybody = [
        User("U0MIA", "mia", "Mia Guest", is_restricted=True),
        User("U0TOM", "tom", "Tom Other", team="T9", is_admin=True),
        User("U0SIS", "sis", "Sis Ter", team="T4", teams=("T4",)),
        User("U0OWN", "own", "Olga Own", team="T4", teams=("T4", slack.state.team.id)),
    ]
    with slack.timeline.lock:
        for user in everybody:
            slack.state.users[user.id] = user
            slack.state.conversations.channels["C0NEWSROOM"].members.add(user.id)
        secret = Channel("G0SECRET", "secret-desk", "private", {"U0BEN", "U0MIA", "U0SIS", slack.state.app.bot_user})
        slack.state.conversations.channels[secret.id] = secret
        slack.state.conversations.messages[secret.id] = []
    newsdesk.file(read_text(MEMO, locator="/memo.txt"), workspace=slack.state.team.id)
    return newsdesk


def told(slack: LocalSlack, text: str, user: str, channel: str = "#newsroom") -> Change:
    typed = slack.types(user, channel, text)
    assert typed.ok
    return slack.wait_for("ephemeral", user=user, since=typed.since, timeout=10)


@pytest.mark.parametrize(
    ("user", "reads"), [("ada", True), ("ben", True), ("own", True), ("mia", False), ("tom", False), ("sis", False)]
)
def test_every_door_decides_the_same(desk: Newsdesk, slack: LocalSlack, user: str, reads: bool) -> None:
    by_command = told(slack, "/news Ljubljana", user)
    said = slack.says(user, "#newsroom", "@newsdesk news Ljubljana")
    by_mention = slack.wait_for("message", user=slack.state.app.bot_user, since=said.since, timeout=10)
    shared = slack.presses("ada", told(slack, "/news Ljubljana", "ada").ts, "share")
    below = slack.wait_for("message", channel="#newsroom", since=shared.since, timeout=10)
    pressed = slack.presses(user, below.ts, "ask:summary:0")
    by_button = slack.wait_for("ephemeral", user=user, since=pressed.since, timeout=10)
    slack.opens_home(user)
    home = slack.wait_for("home", user=user, since=pressed.since, timeout=10)
    seen = ["Ministers met" in each.words for each in (by_command, by_mention, by_button, home)]
    assert seen == [reads] * 4


@pytest.mark.parametrize(("user", "why"), [("mia", "full members"), ("tom", "belong to"), ("sis", "belong to")])
def test_guests_and_outsiders_have_no_digests(desk: Newsdesk, slack: LocalSlack, user: str, why: str) -> None:
    told(slack, "/digest 08:30 daily", "ada")
    for text in ("list", "preview 1", "now 1", "stop 1", "undo 1", "09:00 daily troops"):
        assert why in told(slack, f"/digest {text}", user).words, text
    slack.opens_home(user)
    home = slack.wait_for("home", user=user, timeout=10)
    assert "at 08:30" not in home.words


def test_a_channels_digest_is_seen_by_its_maker_its_members_and_admins(desk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, f"/digest 08:30 daily {SECRET}", "ben", "#secret-desk")
    for user, channel, sees in [
        ("ben", "#newsroom", True),
        ("ada", "#newsroom", True),
        ("own", "#newsroom", False),
        ("mia", "#secret-desk", False),
        ("sis", "#secret-desk", False),
    ]:
        for text in ("list", "preview 1", "pause 1"):
            assert (SECRET in told(slack, f"/digest {text}", user, channel).words) is sees, (user, text)
        slack.opens_home(user)
        assert (SECRET in slack.wait_for("home", user=user, timeout=10).words) is sees, user


def test_what_slack_does_not_tell_is_seen_where_it_is_asked(desk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, f"/digest 08:30 daily {SECRET}", "ada", "#newsroom")
    for _ in range(3):
        slack.faults.next("conversations.members", faults.refused("missing_scope"))
    assert SECRET in told(slack, "/digest list", "ben", "#newsroom").words
    assert slack.calls("conversations.members") == []
    assert SECRET not in told(slack, "/digest list", "ben", "#politics").words
    assert len(slack.calls("conversations.members")) == 1


def test_a_rate_limit_is_not_waited_for(desk: Newsdesk, slack: LocalSlack) -> None:
    for method in ("users.info", "conversations.members"):
        slack.faults.next(method, faults.rate_limited())
    assert "doesn't tell right now" in told(slack, "/digest 08:30 daily", "ben").words
    assert "agreed on nothing" in told(slack, "/quotes Novak", "ben").words, "by what the request itself says"


@pytest.mark.parametrize(
    ("scopes", "why"),
    [
        ({"groups:read", "channels:history"}, "I am not in this conversation"),
        ({"groups:read"}, "I am not in this conversation"),
        ({"channels:history", "groups:history"}, "I am not in this conversation"),
        ({"im:history"}, "I am not in this conversation"),
        (set(), "was not allowed when Newsdesk was installed"),
    ],
)
def test_a_private_channel_without_the_bot_is_refused_at_once(
    desk: Newsdesk, slack: LocalSlack, scopes: set[str], why: str
) -> None:
    slack.state.access.scopes = frozenset({"chat:write", "users:read", *scopes})
    assert why in told(slack, "/digest 08:30 daily", "ada", "#private-desk").words


def test_a_private_channel_with_the_bot_will_do_where_only_its_history_is_closed(
    desk: Newsdesk, slack: LocalSlack
) -> None:
    slack.state.access.scopes = frozenset({"chat:write", "users:read", "groups:read"})
    assert SECRET in told(slack, f"/digest 08:30 daily {SECRET}", "ben", "#secret-desk").words
