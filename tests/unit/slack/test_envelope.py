from typing import Any

import pytest

from bot.slack.envelope import askers, is_answered_at_once, is_answered_later, keys, workspace_of
from bot.slack.sending import ByUrl, Destination, Post, ToOne


def an_event(event_id: str = "Ev1", team: str = "T1", **event: object) -> dict[str, Any]:
    told: dict[str, object] = {"type": "app_mention", "channel": "C1", "ts": "1.5", "user": "U1"}
    return {"team_id": team, "event_id": event_id, "event": told | event}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (an_event(), ("event:T1:Ev1", "message:T1:C1:1.5")),
        (an_event(type="message"), ("event:T1:Ev1", "message:T1:C1:1.5")),
        (an_event(type="app_home_opened"), ("event:T1:Ev1",)),
        ({"enterprise_id": "E1", "event_id": "Ev2", "event": {"type": "x"}}, ("event:E1:Ev2",)),
        ({"trigger_id": "9.9"}, ("trigger:9.9",)),
        ({"command": "/news"}, ()),
    ],
)
def test_keys(body: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert keys(body) == expected


IM = {"type": "message", "channel_type": "im", "channel": "D1"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(an_event(), True, id="a mention"),
        pytest.param(an_event(subtype="file_share"), True, id="a mention with a file"),
        pytest.param(an_event(**IM), True, id="a direct message"),
        pytest.param(an_event(**IM, subtype="file_share"), True, id="with a file"),
        pytest.param(an_event(**IM, subtype="thread_broadcast"), True, id="also sent to the channel"),
        pytest.param(an_event(**IM, subtype="me_message"), True, id="/me"),
        pytest.param(an_event(**IM, subtype="message_changed"), False, id="an edit"),
        pytest.param(an_event(**IM, subtype="message_deleted"), False, id="a deletion"),
        pytest.param(an_event(**IM, subtype="channel_join"), False, id="a join"),
        pytest.param(an_event(**IM, subtype="bot_message"), False, id="a bot without an id"),
        pytest.param(an_event(**IM, bot_id="B1"), False, id="a bot, perhaps ourselves"),
        pytest.param(an_event(**IM, user="USLACKBOT"), False, id="Slackbot's reminder"),
        pytest.param(an_event(**IM, user=None), False, id="nobody"),
        pytest.param(an_event(type="message", channel_type="channel"), False, id="what others say in a channel"),
        pytest.param(an_event(type="app_home_opened"), True, id="the home tab"),
        pytest.param(an_event(type="tokens_revoked"), True, id="leaving"),
        pytest.param(an_event(type="reaction_added"), False, id="what the manifest does not ask for"),
        pytest.param({"command": "/news", "text": ""}, True, id="a command"),
        pytest.param({"type": "block_actions"}, True, id="a button"),
        pytest.param({"type": "message_action"}, True, id="a message's shortcut"),
        pytest.param({"type": "shortcut"}, False, id="a global shortcut"),
        pytest.param({"type": "view_closed"}, False, id="a closed form"),
        pytest.param({"type": "view_submission"}, False, id="a form, answered at once"),
        pytest.param({"type": "something_new"}, False, id="what Slack may think of"),
    ],
)
def test_what_is_stored_and_answered_later(body: dict[str, Any], expected: bool) -> None:
    assert is_answered_later(body) is expected


@pytest.mark.parametrize("kind", ["view_submission", "block_suggestion"])
def test_what_is_answered_at_once(kind: str) -> None:
    assert is_answered_at_once({"type": kind})
    assert not is_answered_at_once({"type": "block_actions"})


URL = {"response_url": "https://x/1"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"command": "/news", "user_id": "U1", "channel_id": "C1", **URL}, [ByUrl("https://x/1"), ToOne("C1", "U1")]),
        ({"command": "/news", "user_id": "U1", **URL}, [ByUrl("https://x/1"), Post("U1")]),
        (
            {"type": "block_actions", "user": {"id": "U1"}, "channel": {"id": "C1"}, **URL},
            [ByUrl("https://x/1"), ToOne("C1", "U1")],
        ),
        (
            {"type": "block_actions", "user": {"id": "U1"}, "container": {"channel_id": "C1", "thread_ts": "1.1"}},
            [ToOne("C1", "U1", "1.1")],
        ),
        pytest.param({"type": "block_actions", "user": {"id": "U1"}}, [Post("U1")], id="a button on the home tab"),
        (an_event(), [ToOne("C1", "U1")]),
        (an_event(thread_ts="1.1"), [ToOne("C1", "U1", "1.1")]),
        pytest.param(an_event(type="tokens_revoked", user=None), [], id="nobody"),
    ],
)
def test_how_the_asker_is_told(body: dict[str, Any], expected: list[Destination]) -> None:
    assert list(askers(body)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"team_id": "T1", "enterprise_id": "E1"}, "T1"),
        ({"team": {"id": "T1"}}, "T1"),
        ({"team": None, "enterprise": {"id": "E1"}}, "E1"),
        ({}, ""),
    ],
)
def test_whose_turn_a_request_takes(body: dict[str, Any], expected: str) -> None:
    assert workspace_of(body) == expected
