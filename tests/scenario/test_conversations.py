"""Mentions, threads, direct messages: questions in plain words."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient

from bot.sources import read_text
from bot.web.playground.server import LocalSlack
from bot.web.playground.timeline import Change
from bot.web.playground.workspace import Said
from tests.scenario.conftest import Newsdesk


def answer_to(slack: LocalSlack, said: Said) -> Change:
    """The app's next message in the conversation."""
    assert said.ok
    bot = slack.state.app.bot_user
    return slack.wait_for("message", channel=said.channel, user=bot, since=said.since, timeout=10)


def test_a_mention_is_answered_in_its_thread(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    said = slack.says("ada", "#newsroom", "@newsdesk what did Stoltenberg say?")
    answer = answer_to(slack, said)
    assert answer.message["thread_ts"] == said.ts
    assert "all parties must negotiate in good faith" in answer.words
    (call,) = slack.calls("chat.postMessage")
    assert (call["arguments"]["unfurl_links"], call["arguments"]["unfurl_media"]) == (False, False)


STRIKE = """Harbour strike enters its second week

“We will not go back before they listen,” said union leader Mara Quist on Monday.

About 400 dockers have walked out, the port said.
"""


def test_a_follow_up_in_the_thread_keeps_its_story(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    newsdesk.file(read_text(STRIKE, locator="/strike.txt"), workspace="")
    said = slack.says("ada", "#newsroom", "@newsdesk summary harbour strike")
    assert "Harbour strike" in answer_to(slack, said).words
    # Only the thread says whose quotes, and how many of what.
    quotes = answer_to(slack, slack.says("ben", "#newsroom", "@newsdesk quotes", thread_ts=said.ts))
    assert quotes.message["thread_ts"] == said.ts
    assert "We will not go back" in quotes.words
    assert "Blinken" not in quotes.words
    figures = answer_to(slack, slack.says("ben", "#newsroom", "@newsdesk the figures here?", thread_ts=said.ts))
    assert "400 dockers" in figures.words
    assert "troops" not in figures.words


def test_a_thread_that_began_with_somebodys_message_is_about_its_story(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    root = slack.says("ada", "#newsroom", "US and NATO partners will exit Afghanistan 'together': Blinken. Thoughts?")
    assert root.deliveries == ()
    said = slack.says("ben", "#newsroom", "@newsdesk summary", thread_ts=root.ts)
    answer = answer_to(slack, said)
    assert answer.message["thread_ts"] == root.ts
    assert "US and NATO partners will exit" in answer.words


def test_a_direct_message_is_answered_in_the_open(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    said = slack.says("ada", "@newsdesk", "who is Khalilzad?")
    answer = answer_to(slack, said)
    assert "thread_ts" not in answer.message
    assert "Zalmay Khalilzad" in answer.words


def test_in_a_direct_message_one_asks_on(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    answer_to(slack, slack.says("ada", "@newsdesk", "summary of the troops pullout"))
    follow = answer_to(slack, slack.says("ada", "@newsdesk", "and the figures?"))
    assert "2,500 troops" in follow.words
    assert "thread_ts" not in follow.message


def test_a_thread_in_a_direct_message_is_answered_there(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    answer = answer_to(slack, slack.says("ada", "@newsdesk", "who is Khalilzad?"))
    more = answer_to(slack, slack.says("ada", "@newsdesk", "figures", thread_ts=answer.ts))
    assert more.message["thread_ts"] == answer.ts
    assert "2,500 troops" in more.words


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
def test_a_message_of_another_kind_is_a_message(newsdesk: Newsdesk, slack: LocalSlack, subtype: str) -> None:
    said = slack.says("ada", "@newsdesk", "hello")
    answer_to(slack, said)
    event = said.deliveries[0].request.payload["event"]
    asked = {**event, "text": "how many troops?", "subtype": subtype, "ts": "1.5"}
    before = slack.timeline.latest
    assert slack.happens(asked).ok
    answer = slack.wait_for("message", channel=said.channel, user=slack.state.app.bot_user, since=before, timeout=10)
    assert "2,500 troops" in answer.words


@pytest.mark.parametrize(
    "more",
    [{"subtype": "message_changed"}, {"subtype": "message_deleted"}, {"bot_id": "B9"}, {"user": "USLACKBOT"}],
    ids=["an edit", "a deletion", "a bot", "Slackbot"],
)
def test_what_nobody_says_to_us_is_not_answered(newsdesk: Newsdesk, slack: LocalSlack, more: dict[str, str]) -> None:
    said = slack.says("ada", "@newsdesk", "hello")
    answer_to(slack, said)
    event = said.deliveries[0].request.payload["event"]
    assert slack.happens({**event, "text": "how many troops?", "ts": "1.5", **more}).ok
    newsdesk.served.stop()
    assert len(slack.calls("chat.postMessage")) == 1


def test_a_mention_in_a_direct_message_is_answered_once(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    said = slack.says("ada", "@newsdesk", "@newsdesk quotes Stoltenberg")
    assert len(said.deliveries) == 2
    answer_to(slack, said)
    newsdesk.served.stop()
    assert len(slack.calls("chat.postMessage")) == 1


def test_a_mention_with_no_words_gets_help(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    assert "/quotes" in answer_to(slack, slack.says("ada", "#newsroom", "@newsdesk")).words


def test_a_question_that_cannot_be_read_is_told_in_the_thread(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    said = slack.says("ada", "#newsroom", "@newsdesk news since:whenever")
    answer = answer_to(slack, said)
    assert answer.message["thread_ts"] == said.ts
    assert "since:7d" in answer.words


@pytest.mark.parametrize(
    "event",
    [
        pytest.param({"bot_id": "B9", "user": "U9"}, id="another bot"),
        pytest.param({"subtype": "bot_message", "bot_id": "B9"}, id="another bot, the old way"),
        pytest.param({"subtype": "message_changed", "message": {"user": "U0ADA", "text": "news"}}, id="an edit"),
        pytest.param({"subtype": "message_deleted"}, id="a deletion"),
        pytest.param({"user": "U0NEWSDESK"}, id="ourselves"),
        pytest.param({"user": "U0ADA", "channel_type": "channel", "channel": "C0NEWSROOM"}, id="a channel"),
    ],
)
def test_what_is_no_question_is_acknowledged_and_left(
    newsdesk: Newsdesk, slack: LocalSlack, event: dict[str, object]
) -> None:
    about = {"type": "message", "channel": "D0ADA", "channel_type": "im", "ts": "1700000000.000100", "text": "news"}
    assert slack.happens(about | event).ok
    newsdesk.served.stop()
    assert slack.calls("chat.postMessage") == []


def test_events_that_nobody_subscribed_to_are_acknowledged(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    assert slack.happens({"type": "reaction_added", "user": "U0ADA", "reaction": "eyes"}).ok


def test_without_the_right_to_read_history_a_thread_has_no_story(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    slack.state.access.scopes = frozenset({"chat:write", "users:read"})
    root = slack.says("ada", "#newsroom", "US and NATO partners will exit Afghanistan 'together': Blinken")
    said = slack.says("ben", "#newsroom", "@newsdesk quotes Stoltenberg", thread_ts=root.ts)
    assert "all parties must negotiate in good faith" in answer_to(slack, said).words


def test_a_digest_in_the_channel_is_the_story_of_its_thread_only_if_it_has_one(
    newsdesk: Newsdesk, slack: LocalSlack
) -> None:
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    numbers = sorted(card.story for card in newsdesk.core.library.newest_cards(frozenset({""}), limit=5))
    listed = " and ".join(f"#{number}" for number in numbers)
    root = str(client.chat_postMessage(channel="C0NEWSROOM", text=f"2 new stories: {listed}")["ts"])
    said = slack.says("ada", "#newsroom", "@newsdesk quotes Stoltenberg", thread_ts=root)
    assert "all parties must negotiate in good faith" in answer_to(slack, said).words


ROW = """Two fall out over the harbour

“The quay stays open,” said harbour master Odile Marsh on Monday. About 30 cranes stand still, she said.

“We shall see about that,” said union leader Piet Marsh. He said 12 people had been hurt.
"""


def test_he_is_who_was_asked_about_last(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    newsdesk.file(read_text(ROW, locator="/row.txt"), workspace="")
    said = slack.says("ada", "#newsroom", "@newsdesk who is Piet Marsh?")
    answer_to(slack, said)
    follow = answer_to(slack, slack.says("ada", "#newsroom", "@newsdesk and what did he say?", thread_ts=said.ts))
    assert "We shall see about that" in follow.words
    assert "quay" not in follow.words


def test_he_is_known_in_a_direct_message_without_a_thread(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    newsdesk.file(read_text(ROW, locator="/row.txt"), workspace="")
    before = answer_to(slack, slack.says("ada", "@newsdesk", "what did he say?"))
    assert "Nobody was named yet" in before.words
    answer_to(slack, slack.says("ada", "@newsdesk", "who is Odile Marsh?"))
    follow = answer_to(slack, slack.says("ada", "@newsdesk", "what did she say?"))
    assert "The quay stays open" in follow.words
    assert "We shall see" not in follow.words


def test_and_asks_for_the_same_kind_of_thing(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    newsdesk.file(read_text(ROW, locator="/row.txt"), workspace="")
    said = slack.says("ada", "#newsroom", "@newsdesk how many cranes at the harbour?")
    assert "30 cranes" in answer_to(slack, said).words
    follow = answer_to(slack, slack.says("ada", "#newsroom", "@newsdesk and the people hurt?", thread_ts=said.ts))
    assert "1 figure" in follow.words
    assert "12 people" in follow.words


@pytest.mark.parametrize(
    ("text", "told"), [("hi", "Ask me about your articles"), ("thanks!", "You are welcome"), ("digest", "/digest")]
)
def test_a_courtesy_has_a_short_answer(newsdesk: Newsdesk, slack: LocalSlack, text: str, told: str) -> None:
    words = answer_to(slack, slack.says("ada", "@newsdesk", text)).words
    assert told in words
    assert "Nothing" not in words
    assert len(words) < 600
