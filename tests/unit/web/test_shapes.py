"""Of which kind a signed request is, and what is nonsense in one."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware import IgnoringSelfEvents
from slack_bolt.request import BoltRequest, payload_utils
from slack_bolt.response import BoltResponse

from bot.web.playground.shapes import Json
from bot.web.shapes import Kind, kind_of
from tests.unit.web.requests_of_slack import ANYTHING, NAMES, mutated, real

KINDS = {
    "command": Kind.COMMAND,
    "press": Kind.BLOCK_ACTIONS,
    "choice": Kind.BLOCK_ACTIONS,
    "suggestion": Kind.BLOCK_SUGGESTION,
    "submission": Kind.VIEW_SUBMISSION,
    "closed": Kind.VIEW_CLOSED,
    "shortcut": Kind.SHORTCUT,
    "message shortcut": Kind.MESSAGE_ACTION,
}


@pytest.mark.parametrize(("name", "body"), real().items(), ids=list(real()))
def test_what_slack_sends_is_of_its_kind(name: str, body: Json) -> None:
    assert kind_of(body) is KINDS.get(name, Kind.EVENT)


def changed(name: str, **paths: Any) -> Json:
    """A real request with other values at some paths (``a__b``); ``...`` takes one away."""
    body = deepcopy(real()[name])
    for path, value in paths.items():
        *above, last = path.split("__")
        place: Any = body
        for key in above:
            place = place[int(key) if key.isdecimal() else key]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return body


@pytest.mark.parametrize(
    "body",
    [
        changed("command", text=...),
        changed("command", text=""),
        changed("command", command="/nachrichten-für-alle", channel_name="café-日本", user_name="zoë"),
        changed("command", enterprise_id="E1", enterprise_name="payload", thread_ts="1700000000.000100"),
        changed("command", team_id="", enterprise_id="E1"),
        changed("mention", event__thread_ts="1700000000.000100", event__user_team="E1", is_ext_shared_channel=True),
        changed("mention", event__bot_id="B1", event__user=None, event__subtype="bot_message"),
        changed("message", event__text=..., event__subtype="message_changed", event__message={"user": "U1"}),
        changed("message", authorizations=[], enterprise_id="E1"),
        changed("press", team=None, enterprise={"id": "E1", "name": "x"}, is_enterprise_install=True),
        changed("press", actions__0__value=..., actions__0__url="https://x"),
        changed("press", response_url=""),
        changed("submission", view__private_metadata="", response_urls=[]),
        changed("choice", view__callback_id=""),
    ],
)
def test_look_alikes_that_slack_does_send_are_taken(body: Json) -> None:
    assert kind_of(body) is not None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": None},
        {"type": {}},
        {"type": ""},
        {"type": "event\ncallback"},
        {"type": "x" * 300},
        changed("command", command=5),
        changed("command", command=""),
        changed("command", command="/new s"),
        changed("command", command="/new\0s"),
        changed("command", text=["x"]),
        changed("command", type="block_actions", actions="x"),
        changed("command", event="x"),
        changed("command", authorizations="x"),
        changed("command", response_url="x"),
        changed("command", response_url="file:///etc/passwd"),
        changed("command", response_url="https://[::1"),
        changed("command", response_url="https://host:port/"),
        changed("command", response_url="https://host /"),
        changed("command", response_url=...),
        changed("command", user_id="U1\0"),
        changed("command", user_id="U" * 300),
        changed("command", channel_id="Zoë"),
        changed("command", team_id="", enterprise_id=""),
        changed("mention", event=[]),
        changed("mention", event=None),
        changed("mention", event="app_mention"),
        changed("mention", event={}),
        changed("mention", event__type=5),
        changed("mention", event__channel={"id": "C1"}),
        changed("mention", event__ts=1700000000.0001),
        changed("mention", event__ts="yesterday"),
        changed("mention", event__text={"text": "x"}),
        changed("mention", event__user={"id": "U1"}),
        changed("mention", event__team={"id": "T1"}, is_ext_shared_channel=True),
        changed("mention", event__blocks="x"),
        changed("mention", event_id={"id": 1}),
        changed("mention", event_id="Ev\0"),
        changed("mention", event_time="soon"),
        changed("mention", event_time=10**15),
        changed("mention", authorizations={"team_id": "T1"}),
        changed("mention", authorizations=[5]),
        changed("mention", authorizations=[{"team": 5}]),
        changed("mention", authorizations=[{"authorizations": [{"user": 5}]}]),
        changed("home", event__user=...),
        changed("revoked", event__tokens=None),
        changed("reaction", event__item={"channel": 5}),
        changed("press", actions=[]),
        changed("press", actions={}),
        changed("press", actions=["x"]),
        changed("press", actions__0__action_id=5),
        changed("press", actions__0__selected_option="x"),
        changed("press", user="U1"),
        changed("press", user__team_id=["T1"]),
        changed("press", team=5),
        changed("press", enterprise=[]),
        changed("press", channel=["id"]),
        changed("press", container="x"),
        changed("press", message="x"),
        changed("press", event={}),
        changed("press", trigger_id=...),
        changed("press", response_url={"url": "x"}),
        changed("choice", view=5),
        changed("choice", view__id=...),
        changed("submission", view=...),
        changed("submission", view__type=...),
        changed("submission", view__state=[]),
        changed("submission", view__app_installed_team_id={}),
        changed("submission", response_urls=None),
        changed("submission", response_urls=[{"response_url": "https://a"}, {"response_url": "https://b"}]),
        changed("suggestion", action_id=...),
        changed("suggestion", value=5),
        changed("shortcut", callback_id=5),
        changed("message shortcut", message="x"),
        changed("message shortcut", message__text=5),
        changed("message shortcut", response_url=...),
    ],
)
def test_nonsense_has_no_kind(body: Json) -> None:
    assert kind_of(body) is None


@pytest.mark.parametrize("kind", ["interactive_message", "dialog_suggestion", "workflow_step_edit", "new_in_2031"])
@pytest.mark.parametrize("more", [{}, {"callback_id": "x", "actions": 5, "event": [], "view": None}])
def test_what_we_do_not_use_may_look_like_anything(kind: str, more: Json) -> None:
    assert kind_of({"type": kind, **more}) is Kind.OTHER


READERS: list[Callable[[Any], object]] = [
    getattr(payload_utils, name) for name in dir(payload_utils) if name.startswith(("is_", "to_"))
]


def read_by_bolt(body: Json) -> None:
    """What slack_bolt does with a body before any listener of ours sees it."""
    request = BoltRequest(body=body, mode="socket_mode")
    request.context["authorize_result"] = AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="U0NEWSDESK")
    IgnoringSelfEvents().process(req=request, resp=BoltResponse(status=200), next=lambda: BoltResponse(status=200))
    for reader in READERS:
        reader(body)


@given(body=mutated() | st.dictionaries(st.sampled_from(NAMES), ANYTHING))
def test_what_has_a_kind_is_read_by_bolt_without_an_exception(body: Json) -> None:
    if kind_of(body) not in {None, Kind.OTHER, Kind.URL_VERIFICATION, Kind.RATE_LIMITED}:
        read_by_bolt(body)


@given(body=ANYTHING)
def test_nothing_raises(body: object) -> None:
    kind_of(body if isinstance(body, dict) else {"type": "event_callback", "event": body, "view": body, "user": body})
