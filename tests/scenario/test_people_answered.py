"""Whoever does something is answered or told why not, in words; what asks for nothing is acknowledged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.web.playground import faults
from bot.web.playground.people import Channel, User
from bot.web.playground.requests import Request
from bot.web.playground.server import LocalSlack
from bot.web.playground.shapes import Json
from bot.web.playground.timeline import Change
from tests.scenario.conftest import Newsdesk
from tests.scenario.test_socket_mode import Process, SlacksEnd
from tests.unit.web.requests_of_slack import real

REFUSALS: dict[str, faults.Trouble] = {
    "expired": faults.refused("expired_trigger_id"),
    "blocks": faults.refused("invalid_blocks"),
    "not enabled": faults.refused("not_enabled"),
    "limited": faults.rate_limited(timedelta(seconds=20)),
    "broken": faults.broken(503),
    "no answer": faults.dropped(carried_out=False),
}


def told(slack: LocalSlack, text: str, user: str = "ada", channel: str = "#newsroom") -> Change:
    typed = slack.types(user, channel, text)
    assert typed.ok
    return slack.wait_for("ephemeral", user=user, since=typed.since, timeout=10)


def button(shown: Json, prefix: str) -> str:
    """The id of the first button that begins so, or of the choice in a menu."""
    found = [part for part in json.dumps(shown).split('"action_id": "')[1:] if part.startswith(prefix)]
    return found[0].partition('"')[0]


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_command_whose_form_slack_does_not_open(
    newsdesk: Newsdesk, slack: LocalSlack, refusal: faults.Trouble, may_warn: None
) -> None:
    slack.faults.next("views.open", refusal)
    assert "did not open the dialog" in told(slack, "/digest").words


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
@pytest.mark.parametrize("prefix", ["context:", "digest:edit"])
def test_a_button_in_a_channel_whose_dialog_slack_does_not_open(
    newsdesk: Newsdesk, slack: LocalSlack, refusal: faults.Trouble, prefix: str, may_warn: None
) -> None:
    told(slack, "/digest 08:30 daily troops")
    answer = told(slack, "/quotes Stoltenberg" if prefix == "context:" else "/digest list")
    slack.faults.next("views.open", refusal)
    pressed = slack.presses("ada", answer.ts, button(answer.message, prefix))
    assert pressed.ok
    assert "did not open the dialog" in slack.wait_for("ephemeral", user="ada", since=pressed.since, timeout=10).words


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_button_on_the_home_tab_whose_form_slack_does_not_open(
    newsdesk: Newsdesk, slack: LocalSlack, refusal: faults.Trouble, may_warn: None
) -> None:
    told(slack, "/digest 08:30 daily troops")
    slack.opens_home("ada")
    home = slack.wait_for("home", user="ada", timeout=10)
    slack.faults.next("views.open", refusal)
    pressed = slack.presses("ada", home.view["id"], button(home.view, "digest:edit"))
    assert (
        "did not open the dialog" in slack.wait_for("message", channel="D0ADA", since=pressed.since, timeout=10).words
    )


@pytest.mark.parametrize("name", ["broken", "no answer"])
def test_a_home_tab_that_slack_did_not_take_is_shown_again(
    newsdesk: Newsdesk, slack: LocalSlack, name: str, may_warn: None
) -> None:
    slack.faults.next("views.publish", REFUSALS[name])
    slack.opens_home("ada")
    assert "/news" in slack.wait_for("home", user="ada", timeout=15).words


def without_a_listener() -> dict[str, Json]:
    """Interactions that no version of the app has, and those that ask for nothing."""
    sent = real()
    unknown: dict[str, Any] = {"callback_id": "of_another_version"}
    return {
        "shortcut": sent["shortcut"],
        "closed form": sent["closed"],
        "closed unknown": {**sent["closed"], "view": {**sent["closed"]["view"], **unknown}},
        "submission": {**sent["submission"], "view": {**sent["submission"]["view"], **unknown}},
        "suggestion": {**sent["suggestion"], "action_id": "of_another_version", "block_id": "x"},
        "unknown": {**sent["shortcut"], "type": "of_another_version"},
    }


ANSWERS: dict[str, Json | None] = {"suggestion": {"options": []}}


def is_answer_to(name: str, answer: Json | None) -> bool:
    if name == "submission":
        words = json.dumps(answer)
        return "another version" in words and '"response_action": "update"' in words
    return answer == ANSWERS.get(name)


@pytest.mark.parametrize("name", list(without_a_listener()))
def test_what_nobody_listens_for_is_acknowledged_over_http(newsdesk: Newsdesk, slack: LocalSlack, name: str) -> None:
    payload = without_a_listener()[name]
    body = f"payload={json.dumps(payload)}".encode()
    answer = slack.doorway.send(Request("interaction", body, "application/x-www-form-urlencoded", payload))
    assert (answer.status, is_answer_to(name, answer.json)) == (200, True), answer.body


@pytest.fixture
def process(slack: LocalSlack, store_file: Path) -> Iterator[Process]:
    end = SlacksEnd()
    running = Process(slack, store_file, end)
    running.thread.start()
    end.accept()
    yield running
    running.close()
    end.close()


def test_what_nobody_listens_for_is_acknowledged_over_socket_mode(process: Process) -> None:
    for name, payload in without_a_listener().items():
        heard = process.hears("interactive", payload)
        assert heard["envelope_id"] == "e1"
        assert is_answer_to(name, heard.get("payload")), (name, heard)


def test_a_message_shortcut_is_answered_in_words(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    said = slack.says("ada", "#newsroom", "troops?")
    used = slack.uses_shortcut("ada", "#newsroom", said.ts, "quotes")
    assert used.ok
    assert "another version" in slack.wait_for("ephemeral", user="ada", since=used.since, timeout=10).words


def test_a_message_shortcut_over_socket_mode_is_acknowledged(process: Process, may_warn: None) -> None:
    assert process.hears("interactive", real()["message shortcut"])["envelope_id"] == "e1"


@pytest.mark.parametrize("words", ["rocket payload", "payload", "payload=1", "ssl_check", "type view_submission"])
def test_a_command_with_words_of_slacks_own(newsdesk: Newsdesk, slack: LocalSlack, words: str) -> None:
    assert words.split()[0] in told(slack, f"/news {words}").words


def test_names_with_words_of_slacks_own(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    with slack.timeline.lock:
        slack.state.users["U0PAY"] = User("U0PAY", "payload", "Payload")
        desk = Channel("C0PAY", "payload-desk", "public", {"U0PAY", slack.state.app.bot_user})
        slack.state.conversations.add(desk)
    assert "negotiate" in told(slack, "/quotes Stoltenberg", "payload", "#payload-desk").words
    said = slack.says("payload", "#payload-desk", "@newsdesk quotes Stoltenberg")
    answer = slack.wait_for("message", user=slack.state.app.bot_user, since=said.since, timeout=10)
    assert "negotiate" in answer.words
