"""One request of each kind as Slack sends it (the playground's), and what can go wrong with one."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.web.playground import requests
from bot.web.playground.example import ADA, example_state
from bot.web.playground.shapes import Json

RESPONSE_URL = "http://127.0.0.1:9/response/1"


def real() -> dict[str, Json]:
    """The payload of one request of each kind, by what it is."""
    state = example_state(lambda: datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
    user, channel = state.users[ADA.id], next(iter(state.conversations.channels.values()))
    message = {"type": "message", "ts": "1700000000.000100", "user": user.id, "team": state.team.id, "text": "troops?"}
    view = {
        "id": "V1",
        "type": "modal",
        "callback_id": "digest_form",
        "private_metadata": "{}",
        "team_id": state.team.id,
        "app_installed_team_id": state.team.id,
        "state": {"values": {"query": {"query": {"type": "plain_text_input", "value": "troops"}}}},
        "blocks": [],
    }
    press = {"type": "button", "action_id": "ask:next", "block_id": "b", "value": "{}"}
    chosen = {"type": "overflow", "action_id": "digest:more", "block_id": "b", "selected_option": {"value": "{}"}}
    made = {
        "command": requests.slash_command(state, user, channel, "/news", "payload", RESPONSE_URL, "1.2.abc"),
        "mention": requests.mention_event(state, channel, message),
        "message": requests.message_event(state, channel, {**message, "blocks": [{"type": "rich_text"}]}),
        "home": requests.home_event(state, user, channel, "home"),
        "uninstalled": requests.event(state, {"type": "app_uninstalled"}),
        "revoked": requests.event(state, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0"]}}),
        "reaction": requests.event(
            state, {"type": "reaction_added", "user": user.id, "item": {"type": "message", "channel": channel.id}}
        ),
        "channel": requests.event(state, {"type": "channel_created", "channel": {"id": "C9", "name": "new"}}),
        "person": requests.event(state, {"type": "user_change", "user": {"id": "U9", "team_id": "T1"}}),
        "press": requests.block_actions(
            state, user, requests.in_message(channel, message, {}), press, trigger_id="1.2.a", response_url=RESPONSE_URL
        ),
        "choice": requests.block_actions(
            state, user, requests.in_view({**view, "type": "home"}), chosen, trigger_id="1.2.a"
        ),
        "suggestion": requests.suggestion(state, user, requests.in_view(view), "zone", "digest_form:zone", "ber"),
        "submission": requests.view_submission(state, user, view, "1.2.a"),
        "closed": requests.view_closed(state, user, view, is_cleared=False),
        "message shortcut": requests.message_shortcut(
            state, user, channel, message, "quotes", trigger_id="1.2.a", response_url=RESPONSE_URL
        ),
    }
    payloads = {name: request.payload for name, request in made.items()}
    about = {key: payloads["message shortcut"][key] for key in ("team", "user", "callback_id", "trigger_id")}
    return {**payloads, "shortcut": {"type": "shortcut", **about}}


NAMES = (
    "type command text user user_id team team_id channel channel_id enterprise enterprise_id event authorizations view "
    "actions action_id block_id value selected_option container message previous_message item response_url "
    "response_urls trigger_id callback_id is_ext_shared_channel is_enterprise_install state values private_metadata id "
    "ts thread_ts tokens payload subtype bot_id user_team context_team_id function_execution_id function_data inputs "
    "workflow_step bot_access_token ssl_check event_id event_time assistant_thread files blocks app_installed_team_id"
).split()
"""What somebody reads somewhere."""

WORDS = st.sampled_from(["", "x", "event_callback", "block_actions", "view_submission", "T0", "E1", "1.2", "/news"])
SCALARS = st.none() | st.booleans() | st.integers(-(10**18), 10**18) | WORDS | st.text(max_size=5)
ANYTHING = st.recursive(
    SCALARS,
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), below, max_size=5)
    ),
    max_leaves=12,
)


@st.composite
def mutated(draw: st.DrawFn) -> Json:
    """A real request in which up to three places hold something else, are gone, or are new."""
    body = draw(st.sampled_from(list(real().values())))
    for _ in range(draw(st.integers(1, 3))):
        place = body
        while below := [each for each in _children(place) if each]:
            if not draw(st.booleans()):
                break
            place = draw(st.sampled_from(below))
        if isinstance(place, list):
            place.append(draw(ANYTHING))
        elif draw(st.booleans()) and place:
            del place[draw(st.sampled_from(sorted(place)))]
        else:
            place[draw(st.sampled_from(sorted({*place, *NAMES})))] = draw(ANYTHING)
    return body


def _children(place: object) -> list[dict[str, object] | list[object]]:
    below = place.values() if isinstance(place, dict) else place if isinstance(place, list) else ()
    return [each for each in below if isinstance(each, dict | list)]
