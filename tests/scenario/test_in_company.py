"""In a channel that people of another organisation read, a workspace's own articles are said to its members alone."""

from __future__ import annotations

import pytest

from bot.sources import read_text
from bot.web.playground import faults
from bot.web.playground.people import User
from bot.web.playground.server import LocalSlack
from bot.web.playground.timeline import Change
from tests.scenario.conftest import Newsdesk

MEMO = "Ministers met in Ljubljana\n\n“We agreed on nothing,” said Foreign Minister Ana Novak on Monday."
SECRET = "agreed on nothing"


@pytest.fixture
def shared(newsdesk: Newsdesk, slack: LocalSlack) -> Newsdesk:
    """The product in a channel that tom of another organisation reads, and an article that he may not see."""
    with slack.timeline.lock:
        slack.state.users["U0TOM"] = User("U0TOM", "tom", "Tom Other", team="T9")
        place = slack.channel("#newsroom")
        place.members.add("U0TOM")
        place.is_ext_shared = True
    newsdesk.file(read_text(MEMO, locator="/memo.txt"), workspace=slack.state.team.id)
    return newsdesk


def asks(slack: LocalSlack, user: str, text: str, *, channel: str = "#newsroom", thread_ts: str = "") -> Change:
    """What is posted for all."""
    said = slack.says(user, channel, text, thread_ts=thread_ts)
    return slack.wait_for("message", user=slack.state.app.bot_user, since=said.since, timeout=10)


def posted(slack: LocalSlack) -> str:
    """All that the bot has said for everybody."""
    return " ".join(str(each) for each in slack.timeline.changes() if each.kind == "message")


def test_a_member_is_told_alone_what_others_may_not_see(shared: Newsdesk, slack: LocalSlack) -> None:
    openly = asks(slack, "ada", "@newsdesk quotes Novak")
    assert SECRET not in openly.words
    alone = slack.wait_for("ephemeral", user="ada", timeout=10)
    assert SECRET in alone.words
    assert "Only you see this" in alone.words
    share = next(
        element
        for block in alone.message["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id") == "share"
    )
    assert "other organisations" in share["confirm"]["text"]["text"]


def test_it_is_shared_by_the_members_word(shared: Newsdesk, slack: LocalSlack) -> None:
    asks(slack, "ada", "@newsdesk quotes Novak")
    alone = slack.wait_for("ephemeral", user="ada", timeout=10)
    pressed = slack.presses("ada", alone.ts, "share")
    told = slack.wait_for("message", channel="#newsroom", since=pressed.since, timeout=10)
    assert SECRET in told.words
    assert "Shared by" in told.words


@pytest.mark.parametrize("question", ["quotes Stoltenberg", "figures troops", "help", "thanks"])
def test_what_all_may_see_is_said_once(shared: Newsdesk, slack: LocalSlack, question: str) -> None:
    asks(slack, "ada", f"@newsdesk {question}")
    later = asks(slack, "ben", "@newsdesk quotes Blinken")
    assert later.words
    assert slack.calls("chat.postEphemeral") == []


def test_an_outsider_hears_what_all_may_see(shared: Newsdesk, slack: LocalSlack) -> None:
    assert SECRET not in asks(slack, "tom", "@newsdesk quotes Novak").words
    assert "negotiate" in asks(slack, "tom", "@newsdesk quotes Stoltenberg").words
    assert slack.calls("chat.postEphemeral") == []


def test_a_thread_about_a_members_story_tells_an_outsider_nothing_of_it(shared: Newsdesk, slack: LocalSlack) -> None:
    first = asks(slack, "ada", "@newsdesk news Ljubljana")
    thread = first.message.get("thread_ts") or first.ts
    slack.wait_for("ephemeral", user="ada", timeout=10)
    follow_up = asks(slack, "tom", "@newsdesk quotes", thread_ts=thread)
    assert SECRET not in follow_up.words
    assert "no such story" not in follow_up.words.lower()


def test_a_press_in_the_thread_is_answered_to_the_presser_alone(shared: Newsdesk, slack: LocalSlack) -> None:
    shown = asks(slack, "ada", "@newsdesk news Afghanistan")
    pressed = slack.presses("ben", shown.ts, "ask:quotes:0")
    alone = slack.wait_for("ephemeral", user="ben", since=pressed.since, timeout=10)
    assert "Only you see this" in alone.words
    pressed = slack.presses("tom", shown.ts, "ask:quotes:0")
    openly = slack.wait_for("message", channel="#newsroom", since=pressed.since, timeout=10)
    assert "Antony Blinken" in openly.words


def test_where_slack_does_not_say_who_reads_a_press_is_answered_alone(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    shown = asks(slack, "ada", "@newsdesk news Afghanistan")
    slack.faults.next("conversations.info", faults.refused("missing_scope"))
    pressed = slack.presses("ben", shown.ts, "ask:quotes:0")
    slack.wait_for("ephemeral", "Only you see this", user="ben", since=pressed.since, timeout=10)


def test_in_a_direct_message_all_is_said(shared: Newsdesk, slack: LocalSlack) -> None:
    assert SECRET in asks(slack, "ada", "quotes Novak", channel="@newsdesk").words
    assert slack.calls("chat.postEphemeral") == []


def test_in_a_channel_of_the_workspace_all_is_said(shared: Newsdesk, slack: LocalSlack) -> None:
    assert SECRET in asks(slack, "ada", "@newsdesk quotes Novak", channel="#politics").words


def test_a_command_is_for_its_asker_alone_anyway(shared: Newsdesk, slack: LocalSlack) -> None:
    typed = slack.types("ada", "#newsroom", "/quotes Novak")
    assert SECRET in slack.wait_for("ephemeral", user="ada", since=typed.since, timeout=10).words
    assert SECRET not in posted(slack)
