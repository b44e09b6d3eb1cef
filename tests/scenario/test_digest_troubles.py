"""When Slack will not take a digest: it pauses, its maker hears by direct message what to do, and can go on."""

from __future__ import annotations

import pytest

from bot.storage.digests import SqlDigestStore
from bot.web.playground import faults
from bot.web.playground.example import BOT, TEAM
from bot.web.playground.server import LocalSlack
from bot.web.playground.timeline import Change
from tests.scenario.conftest import Newsdesk


def told(slack: LocalSlack, text: str, user: str = "ben") -> Change:
    delivery = slack.types(user, "#newsroom", text)
    assert delivery.ok
    return slack.wait_for("ephemeral", user=user, since=delivery.since, timeout=10)


def direct(slack: LocalSlack, since: int) -> Change:
    """What the maker hears."""
    return slack.wait_for("message", channel="@newsdesk", user="ben", since=since, timeout=10)


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("not_in_channel", "/invite @newsdesk"),
        ("channel_not_found", "/invite @newsdesk"),
        ("is_archived", "Unarchive it"),
        ("account_inactive", "install Newsdesk again"),
        ("token_revoked", "install Newsdesk again"),
    ],
)
def test_a_refusal_pauses_the_digest_and_tells_its_maker_what_to_do(
    newsdesk: Newsdesk, slack: LocalSlack, code: str, hint: str
) -> None:
    told(slack, "/digest 08:30 weekdays")
    slack.faults.next("chat.postMessage", faults.refused(code))
    # An admin runs it; the maker is told.
    since = slack.timeline.latest
    assert "could not be posted" in told(slack, "/digest now 1", user="ada").words
    heard = direct(slack, since)
    assert hint in heard.words
    assert "It is paused." in heard.words
    assert newsdesk.paused(TEAM.id) == [True]
    assert "Paused:" in told(slack, "/digest list").words
    pressed = slack.presses("ben", heard.ts, "digest:resume")
    slack.wait_for("message", "runs again", channel="@newsdesk", user="ben", since=pressed.since, timeout=10)
    assert newsdesk.paused(TEAM.id) == [False]
    since = slack.timeline.latest
    told(slack, "/digest now 1")
    assert "NATO" in slack.wait_for("message", channel="#newsroom", since=since, timeout=10).words


def test_a_channel_that_the_bot_was_put_out_of(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, "/digest 08:30 weekdays")
    with slack.timeline.lock:
        slack.channel("#newsroom").members.discard(BOT.id)
    since = slack.timeline.latest
    slack.types("ben", "#newsroom", "/digest now 1")
    assert "/invite @newsdesk" in direct(slack, since).words


def test_a_channel_that_was_archived(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, "/digest 08:30 weekdays")
    with slack.timeline.lock:
        slack.channel("#newsroom").is_archived = True
    since = slack.timeline.latest
    slack.types("ben", "#newsroom", "/digest now 1")
    assert "Unarchive it" in direct(slack, since).words


def test_a_workspace_without_access_pauses_even_if_nobody_can_be_told(
    newsdesk: Newsdesk, slack: LocalSlack, may_warn: None
) -> None:
    told(slack, "/digest 08:30 weekdays")
    with slack.timeline.lock:
        slack.state.access.refusal = "token_revoked"
    since = slack.timeline.latest
    slack.types("ben", "#newsroom", "/digest now 1")
    slack.wait_for("ephemeral", "could not be posted", since=since, timeout=10)
    assert newsdesk.paused(TEAM.id) == [True]


def test_what_became_of_each_digest_is_on_the_home_tab(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    told(slack, "/digest 08:30 weekdays")
    slack.faults.next("chat.postMessage", faults.refused("is_archived"))
    told(slack, "/digest now 1")
    told(slack, "/digest resume 1")
    told(slack, "/digest now 1")
    told(slack, "/digest now 1")
    states = [delivery.state.value for _, delivery in SqlDigestStore(newsdesk.core.engine).deliveries.history(TEAM.id)]
    assert states == ["quiet", "posted", "failed"]
    slack.opens_home("ben")
    home = slack.wait_for("home", "Digests sent last", user="ben", timeout=10)
    for words in ("not posted", "archived", "posted", "1 story", "nothing new"):
        assert words in home.words
