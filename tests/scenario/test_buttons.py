"""What the buttons under an answer do, and where."""

from __future__ import annotations

import json

import pytest
from slack_sdk import WebClient

from bot.web.playground.server import LocalSlack
from bot.web.playground.timeline import Change
from tests.scenario.conftest import Newsdesk


def asked(slack: LocalSlack, text: str) -> Change:
    delivery = slack.types("ada", "#newsroom", text)
    return slack.wait_for("ephemeral", user="ada", since=delivery.since, timeout=10)


def test_paging_replaces_the_page(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    first = asked(slack, "/quotes")
    pressed = slack.presses("ada", first.ts, "ask:next")
    second = slack.wait_for("ephemeral_changed", user="ada", since=pressed.since, timeout=10)
    assert second.ts == first.ts
    assert second.message["blocks"] != first.message["blocks"]
    pressed = slack.presses("ada", first.ts, "ask:previous")
    back = slack.wait_for("ephemeral_changed", user="ada", since=pressed.since, timeout=10)
    assert back.words == first.words


def test_another_kind_of_answer_comes_below(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    quotes = asked(slack, "/quotes Stoltenberg")
    pressed = slack.presses("ada", quotes.ts, "ask:summary")
    summary = slack.wait_for("ephemeral", user="ada", since=pressed.since, timeout=10)
    assert summary.ts != quotes.ts
    assert "NATO" in summary.words


def test_in_context_opens_at_once_and_is_filled_in(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    quotes = asked(slack, "/quotes Stoltenberg")
    place = next(
        element["action_id"]
        for block in quotes.message["blocks"]
        for element in [*block.get("elements", []), block.get("accessory", {})]
        if element.get("action_id", "").startswith("context:")
    )
    pressed = slack.presses("ada", quotes.ts, place)
    opened = slack.wait_for("view", user="ada", since=pressed.since, timeout=10)
    assert "Looking it up" in opened.words
    filled = slack.wait_for("view", user="ada", since=opened.number, timeout=10)
    assert filled.view["id"] == opened.view["id"]
    bold = [
        run["text"]
        for block in filled.view["blocks"]
        for element in block["elements"]
        for run in element["elements"]
        if run.get("style", {}).get("bold")
    ]
    shown = [quote for quote in bold if quote in quotes.words]
    assert shown != []


def test_share_posts_it_for_everybody_and_says_who_did(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    quotes = asked(slack, "/quotes Stoltenberg")
    pressed = slack.presses("ada", quotes.ts, "share")
    shared = slack.wait_for("message", channel="#newsroom", since=pressed.since, timeout=10)
    assert "all parties must negotiate in good faith" in shared.words
    assert "Shared by <@U0ADA>" in shared.words
    assert '"action_id": "share"' not in json.dumps(shared.message["blocks"])


def test_under_a_shared_answer_a_press_is_answered_to_the_presser_alone(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    quotes = asked(slack, "/quotes Stoltenberg")
    slack.presses("ada", quotes.ts, "share")
    shared = slack.wait_for("message", channel="#newsroom", timeout=10)
    pressed = slack.presses("ben", shared.ts, "ask:figures")
    slack.wait_for("ephemeral", user="ben", since=pressed.since, timeout=10)
    assert len(slack.messages("#newsroom")) == 1


def test_an_answer_in_a_thread_goes_on_in_the_thread(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    said = slack.says("ada", "#newsroom", "@newsdesk summary deadline")
    answer = slack.wait_for("message", channel="#newsroom", user=slack.state.app.bot_user, timeout=10)
    assert '"action_id": "share"' not in json.dumps(answer.message["blocks"])
    pressed = slack.presses("ben", answer.ts, "ask:quotes")
    more = slack.wait_for("message", channel="#newsroom", since=pressed.since, timeout=10)
    assert more.message["thread_ts"] == said.ts


def posted(slack: LocalSlack, action_id: str, value: str) -> str:
    """A message that an earlier version of the app left behind, with a button."""
    button = {
        "type": "button",
        "text": {"type": "plain_text", "text": "Press"},
        "action_id": action_id,
        "value": value,
    }
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    blocks = [{"type": "actions", "elements": [button]}]
    return str(client.chat_postMessage(channel="C0NEWSROOM", text="old", blocks=blocks)["ts"])


@pytest.mark.parametrize(
    ("action_id", "value"),
    [
        ("ask:quotes", "v0|quotes|1"),
        ("share", "{}"),
        ("context:1", '{"a":"x","s":9,"e":1}'),
        ("digest:pause:0", "7"),
        ("another", "x"),
    ],
)
def test_a_button_from_another_version_says_so_to_its_presser(
    newsdesk: Newsdesk, slack: LocalSlack, action_id: str, value: str
) -> None:
    ts = posted(slack, action_id, value)
    pressed = slack.presses("ben", ts, action_id)
    assert pressed.ok
    told = slack.wait_for("ephemeral", user="ben", since=pressed.since, timeout=10)
    assert "/news" in told.words


def test_a_passage_that_is_gone_is_told_in_the_modal(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    ts = posted(slack, "context:1", '{"a":"no such article","s":1,"e":9}')
    pressed = slack.presses("ben", ts, "context:1")
    opened = slack.wait_for("view", user="ben", since=pressed.since, timeout=10)
    told = slack.wait_for("view", user="ben", since=opened.number, timeout=10)
    assert "gone" in told.words


def test_one_press_sent_twice_is_answered_once(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    quotes = asked(slack, "/quotes Stoltenberg")
    pressed = slack.presses("ada", quotes.ts, "ask:summary")
    slack.wait_for("ephemeral", user="ada", since=pressed.since, timeout=10)
    assert slack.doorway.send(pressed.request).ok
    newsdesk.served.stop()
    assert len([change for change in slack.timeline.changes() if change.kind == "ephemeral"]) == 2
