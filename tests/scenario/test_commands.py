"""Slash commands: a signed request in, what the asker sees out."""

from __future__ import annotations

import pytest

from bot.web.playground.server import LocalSlack
from bot.web.playground.timeline import Change
from tests.scenario.conftest import Newsdesk


def asked(slack: LocalSlack, text: str, user: str = "ada") -> Change:
    """The answer to a command, as only its asker sees it."""
    delivery = slack.types(user, "#newsroom", text)
    assert (delivery.status, delivery.body) == (200, "")
    return slack.wait_for("ephemeral", user=user, channel="#newsroom", since=delivery.since, timeout=10)


def shown(change: Change) -> list[object]:
    """The blocks without the ids that Slack gives them."""
    return [{name: part for name, part in block.items() if name != "block_id"} for block in change.message["blocks"]]


def action_ids(change: Change) -> list[str]:
    return [
        element["action_id"]
        for block in change.message["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("/news taliban", ["NATO, US to decide troops pullout as an Alliance: Blinken"]),
        ("/quotes Stoltenberg", ["all parties must negotiate in good faith", "Stoltenberg"]),
        ("/figures troops", ["2,500 troops"]),
        ("/summary deadline", ["Blinken"]),
        ("/summary #1 sentences:5", ["May 1 troop withdrawal deadline", "rebuild and revitalize", "— Khaama Press"]),
        ("/compare Blinken", ["Blinken"]),
    ],
)
def test_each_command_answers_with_what_stands_in_the_articles(
    newsdesk: Newsdesk, slack: LocalSlack, command: str, expected: list[str]
) -> None:
    words = asked(slack, command).words
    for each in expected:
        assert each in words


@pytest.mark.parametrize(
    ("command", "same"),
    [
        ("/quotes Stoltenberg", "/news quotes Stoltenberg"),
        ("/figures troops", "/news figures troops"),
        ("/summary deadline", "/news summary deadline"),
        ("/compare Blinken", "/news compare Blinken"),
    ],
)
def test_one_command_is_enough(newsdesk: Newsdesk, slack: LocalSlack, command: str, same: str) -> None:
    assert shown(asked(slack, command)) == shown(asked(slack, same))


def test_people(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    words = asked(slack, "/news people Khalilzad").words
    assert "Zalmay Khalilzad" in words


def test_help_offers_examples_that_find_something(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    helped = asked(slack, "/news help")
    assert "/quotes" in helped.words
    example = next(each for each in action_ids(helped) if each.startswith("ask:example"))
    pressed = slack.presses("ada", helped.ts, example)
    answer = slack.wait_for("ephemeral", user="ada", since=pressed.since, timeout=10)
    assert "No " not in answer.message["text"]


def test_only_the_asker_sees_the_answer_and_nothing_unfurls(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    asked(slack, "/news taliban")
    (call,) = slack.calls("response_url")
    told = {name: value for name, value in call["arguments"].items() if name not in ("text", "blocks")}
    assert told == {
        "response_type": "ephemeral",
        "replace_original": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    assert slack.messages("#newsroom") == []


def test_nothing_found_shows_the_nearest_and_an_example_to_try(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    answer = asked(slack, "/news volcano troops")
    assert "volcano" in answer.words
    assert "NATO" in answer.words
    assert any(each.startswith("ask:example") for each in action_ids(answer))


def test_where_nothing_is_near_nothing_is_offered_as_if_it_were(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    answer = asked(slack, "/news volcano")
    assert "NATO" not in answer.words
    assert any(each.startswith("ask:example") for each in action_ids(answer))


def test_what_cannot_be_read_is_said_with_the_nearest_thing_that_can(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    answer = asked(slack, "/news taliban since:whenever")
    assert "since:whenever" in answer.words
    assert "since:7d" in answer.words
    newsdesk.served.stop()
    assert 'newsdesk_requests_total{kind="news",outcome="refused"} 1.0' in newsdesk.metrics


def test_a_story_that_is_not_there(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    assert "#999" in asked(slack, "/summary #999").words
