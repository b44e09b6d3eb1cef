"""The local workspace answers slack_sdk's own client as Slack does: what it takes, what it refuses, what it forgets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.client import RemoteDisconnected
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.webhook import WebhookClient
from starlette.applications import Starlette

from bot.web.playground import faults
from bot.web.playground.clock import AdjustableClock
from bot.web.playground.example import ADA, BEN
from bot.web.playground.people import Channel
from bot.web.playground.server import LocalSlack, Serving
from bot.web.playground.shapes import Json

START = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
NEWSROOM, POLITICS, LOBBY, PRIVATE, DM = "C0NEWSROOM", "C0POLITICS", "C0LOBBY", "C0PRIVATE", "D0ADA"
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "words"}}
METADATA = {"event_type": "news_digest", "event_payload": {"key": "7f3a:2026-11-23"}}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Context"}, "blocks": [SECTION]}
HOME = {"type": "home", "blocks": [SECTION]}


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock(lambda: START)


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    server = Serving(Starlette())
    yield server
    server.stop()


@pytest.fixture
def slack(clock: AdjustableClock, serving: Serving) -> Iterator[LocalSlack]:
    with LocalSlack(clock=clock, serving=serving) as workspace:
        yield workspace


@pytest.fixture
def client(slack: LocalSlack) -> WebClient:
    return a_client(slack)


def a_client(slack: LocalSlack, token: str | None = None, **more: Any) -> WebClient:
    token = slack.bot_token if token is None else token
    return WebClient(token=token, base_url=slack.api_url, retry_handlers=more.get("retry_handlers", []))


def error_of(call: Callable[[], object]) -> str:
    with pytest.raises(SlackApiError) as caught:
        call()
    return str(caught.value.response["error"])


def problems_of(call: Callable[[], object]) -> list[str]:
    with pytest.raises(SlackApiError) as caught:
        call()
    return list(caught.value.response["response_metadata"]["messages"])


# Who calls


def test_the_bot_learns_who_it_is(client: WebClient) -> None:
    me = client.auth_test()
    assert (me["team_id"], me["user_id"], me["bot_id"]) == ("T0NEWSDESK", "U0NEWSDESK", "B0NEWSDESK")
    assert client.bots_info(bot=me["bot_id"])["bot"]["user_id"] == me["user_id"]
    assert client.team_info()["team"]["name"] == "The Daily Example"


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-another", "invalid_auth")])
def test_a_bad_token_is_refused(slack: LocalSlack, token: str, error: str) -> None:
    assert error_of(a_client(slack, token).auth_test) == error


def test_an_inactive_account_is_refused_everywhere(slack: LocalSlack, client: WebClient) -> None:
    slack.state.access.refusal = "account_inactive"
    assert error_of(lambda: client.chat_postMessage(channel=NEWSROOM, text="x")) == "account_inactive"


def test_a_revoked_token_is_good_for_nothing(client: WebClient) -> None:
    assert client.auth_revoke(test=True)["revoked"] is False
    client.auth_revoke()
    assert error_of(client.auth_test) == "token_revoked"


def test_a_missing_scope_is_named(slack: LocalSlack, client: WebClient) -> None:
    slack.state.access.scopes = frozenset({"chat:write"})
    client.chat_postMessage(channel=NEWSROOM, text="x")
    with pytest.raises(SlackApiError) as caught:
        client.users_info(user=ADA.id)
    assert (caught.value.response["error"], caught.value.response["needed"]) == ("missing_scope", "users:read")


def test_an_oauth_code_is_exchanged_once(slack: LocalSlack) -> None:
    slack.state.access.codes.add("code-1")
    client = a_client(slack, "")
    access = {"client_id": "playground.client", "client_secret": "playground-client-secret", "code": "code-1"}
    assert client.oauth_v2_access(**access)["access_token"] == slack.bot_token
    assert error_of(lambda: client.oauth_v2_access(**access)) == "invalid_code"
    assert error_of(lambda: client.oauth_v2_access(**{**access, "client_secret": "x"})) == "bad_client_secret"


def test_unknown_methods_and_arguments_are_refused(client: WebClient) -> None:
    assert error_of(lambda: client.api_call("chat.shout")) == "unknown_method"
    assert problems_of(lambda: client.chat_postMessage(channel=NEWSROOM, text="x", colour="red")) == [
        "unknown argument: colour"
    ]
    assert problems_of(lambda: client.api_call("users.info")) == ["[ERROR] missing required field: user"]
    assert error_of(lambda: client.api_call("conversations.history", params={"channel": NEWSROOM, "limit": "x"})) == (
        "invalid_arguments"
    )


def test_api_test_answers_without_a_token(slack: LocalSlack) -> None:
    client = a_client(slack, "")
    assert client.api_test()["ok"]
    assert error_of(lambda: client.api_test(error="my_error")) == "my_error"


# Posting


def test_a_post_comes_back_from_the_history_as_the_bots(client: WebClient) -> None:
    posted = client.chat_postMessage(
        channel=NEWSROOM, text="words", blocks=[SECTION], metadata=METADATA, unfurl_links=False, unfurl_media=False
    )
    (message,) = client.conversations_history(channel=NEWSROOM, include_all_metadata=True)["messages"]
    assert message == posted["message"]
    assert (message["bot_id"], message["app_id"], message["user"]) == ("B0NEWSDESK", "A0NEWSDESK", "U0NEWSDESK")
    assert message["metadata"] == METADATA
    assert message["blocks"][0]["block_id"]
    assert posted["ts"] == "1795422600.000000"


def test_metadata_comes_back_only_when_asked_for(client: WebClient) -> None:
    ts = client.chat_postMessage(channel=NEWSROOM, text="x", metadata=METADATA)["ts"]
    assert "metadata" not in client.conversations_history(channel=NEWSROOM)["messages"][0]
    assert "metadata" not in client.conversations_replies(channel=NEWSROOM, ts=ts)["messages"][0]
    with_it = client.conversations_replies(channel=NEWSROOM, ts=ts, include_all_metadata=True)["messages"][0]
    assert with_it["metadata"] == METADATA


def test_a_channels_name_and_a_users_id_are_places_too(client: WebClient) -> None:
    assert client.chat_postMessage(channel="#politics", text="x")["channel"] == POLITICS
    assert client.chat_postMessage(channel=ADA.id, text="x")["channel"] == DM


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": LOBBY, "text": "x"}, "not_in_channel"),
        ({"channel": PRIVATE, "text": "x"}, "channel_not_found"),
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "C0OLD", "text": "x"}, "is_archived"),
        ({"channel": NEWSROOM, "text": ""}, "no_text"),
        ({"channel": NEWSROOM, "text": "x", "thread_ts": "soon"}, "invalid_thread_ts"),
        ({"channel": NEWSROOM, "text": "x", "thread_ts": "1795422600.999999"}, "thread_not_found"),
        ({"channel": NEWSROOM, "text": "x", "blocks": [{"type": "poster"}]}, "invalid_blocks"),
        ({"channel": NEWSROOM, "text": "x", "blocks": "no json"}, "invalid_blocks_format"),
        ({"channel": NEWSROOM, "text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        ({"channel": NEWSROOM, "text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        (
            {"channel": NEWSROOM, "text": "x", "metadata": {"event_type": "x", "event_payload": {"Key": 1}}},
            "invalid_metadata_schema",
        ),
        (
            {"channel": NEWSROOM, "text": "x", "metadata": {"event_type": "x", "event_payload": {"key": {"a": 1}}}},
            "invalid_metadata_schema",
        ),
        (
            {
                "channel": NEWSROOM,
                "text": "x",
                "blocks": [{**SECTION, "text": {"type": "mrkdwn", "text": "x" * 2700}}] * 5,
            },
            "msg_blocks_too_long",
        ),
    ],
)
def test_what_cannot_be_posted_is_refused(slack: LocalSlack, client: WebClient, arguments: Json, error: str) -> None:
    with slack.timeline.lock:
        slack.state.conversations.add(Channel("C0OLD", "old", "public", {"U0NEWSDESK"}, is_archived=True))
    assert error_of(lambda: client.api_call("chat.postMessage", json=arguments)) == error
    assert slack.messages(NEWSROOM) == []


def test_bad_blocks_are_explained(client: WebClient) -> None:
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    assert problems_of(lambda: client.chat_postMessage(channel=NEWSROOM, text="x", blocks=[SECTION, long])) == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    ]


def test_a_text_over_40000_is_cut_with_a_warning(client: WebClient) -> None:
    posted = client.chat_postMessage(channel=NEWSROOM, text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    assert posted["response_metadata"]["warnings"] == ["message_truncated"]


def test_one_message_a_second_and_channel_when_that_is_switched_on(
    slack: LocalSlack, client: WebClient, clock: AdjustableClock
) -> None:
    slack.state.access.paced = True
    client.chat_postMessage(channel=NEWSROOM, text="one")
    client.chat_postMessage(channel=POLITICS, text="elsewhere")
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=NEWSROOM, text="two")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "1")
    clock.advance(timedelta(seconds=1))
    client.chat_postMessage(channel=NEWSROOM, text="two")
    assert [message["text"] for message in slack.messages(NEWSROOM)] == ["one", "two"]


def test_a_thread_is_counted_on_its_root(client: WebClient) -> None:
    root = client.chat_postMessage(channel=NEWSROOM, text="root")["ts"]
    reply = client.chat_postMessage(channel=NEWSROOM, text="reply", thread_ts=root)["ts"]
    # A reply to a reply stands in the same thread.
    second = client.chat_postMessage(channel=NEWSROOM, text="again", thread_ts=reply)
    assert second["message"]["thread_ts"] == root
    thread = client.conversations_replies(channel=NEWSROOM, ts=root)["messages"]
    assert [message["text"] for message in thread] == ["root", "reply", "again"]
    assert (thread[0]["reply_count"], thread[0]["latest_reply"]) == (2, second["ts"])
    assert [m["text"] for m in client.conversations_history(channel=NEWSROOM)["messages"]] == ["root"]


def test_a_broadcast_reply_is_in_the_history_too(client: WebClient) -> None:
    root = client.chat_postMessage(channel=NEWSROOM, text="root")["ts"]
    client.chat_postMessage(channel=NEWSROOM, text="loud", thread_ts=root, reply_broadcast=True)
    assert [m["text"] for m in client.conversations_history(channel=NEWSROOM)["messages"]] == ["loud", "root"]


def test_ephemeral_messages_are_for_one_and_never_in_the_history(slack: LocalSlack, client: WebClient) -> None:
    client.chat_postEphemeral(channel=NEWSROOM, user=ADA.id, text="for you", blocks=[SECTION])
    shown = slack.wait_for("ephemeral", "for you", user="ada")
    assert shown.channel == NEWSROOM
    assert client.conversations_history(channel=NEWSROOM)["messages"] == []
    assert error_of(lambda: client.chat_postEphemeral(channel=DM, user=BEN.id, text="x")) == "user_not_in_channel"
    assert error_of(lambda: client.chat_postEphemeral(channel=NEWSROOM, user=ADA.id, text="x" * 40_001)) == (
        "msg_too_long"
    )


def test_updating_keeps_the_blocks_unless_others_come(client: WebClient) -> None:
    ts = client.chat_postMessage(channel=NEWSROOM, text="before", blocks=[SECTION])["ts"]
    client.chat_update(channel=NEWSROOM, ts=ts, text="after")
    (message,) = client.conversations_history(channel=NEWSROOM)["messages"]
    assert (message["text"], len(message["blocks"])) == ("after", 1)
    assert "edited" in message
    client.chat_update(channel=NEWSROOM, ts=ts, text="after", blocks=[])
    assert client.conversations_history(channel=NEWSROOM)["messages"][0]["blocks"] == []


def test_only_ones_own_messages_can_be_changed_or_deleted(slack: LocalSlack, client: WebClient) -> None:
    theirs = slack.says("ada", "#newsroom", "mine").ts
    mine = client.chat_postMessage(channel=NEWSROOM, text="x")["ts"]
    assert error_of(lambda: client.chat_update(channel=NEWSROOM, ts=theirs, text="x")) == "cant_update_message"
    assert error_of(lambda: client.chat_delete(channel=NEWSROOM, ts=theirs)) == "cant_delete_message"
    client.chat_delete(channel=NEWSROOM, ts=mine)
    assert error_of(lambda: client.chat_delete(channel=NEWSROOM, ts=mine)) == "message_not_found"
    assert [message["ts"] for message in slack.messages(NEWSROOM)] == [theirs]


def test_permalinks_name_the_thread(client: WebClient) -> None:
    root = client.chat_postMessage(channel=NEWSROOM, text="x")["ts"]
    reply = client.chat_postMessage(channel=NEWSROOM, text="y", thread_ts=root)["ts"]
    link = client.chat_getPermalink(channel=NEWSROOM, message_ts=reply)["permalink"]
    assert link == (
        f"https://daily-example.slack.com/archives/{NEWSROOM}/p{reply.replace('.', '')}?thread_ts={root}&cid={NEWSROOM}"
    )
    assert error_of(lambda: client.chat_getPermalink(channel=NEWSROOM, message_ts="1.1")) == "message_not_found"


def test_a_status_goes_with_the_answer_or_with_time(
    slack: LocalSlack, client: WebClient, clock: AdjustableClock
) -> None:
    ts = client.chat_postMessage(channel=DM, text="Ask me.")["ts"]
    talk = slack.state.conversations
    client.assistant_threads_setStatus(channel_id=DM, thread_ts=ts, status="is reading …")
    assert talk.status(DM, ts) == "is reading …"
    clock.advance(timedelta(seconds=121))
    assert talk.status(DM, ts) == ""
    client.assistant_threads_setStatus(channel_id=DM, thread_ts=ts, status="is reading …")
    client.chat_postMessage(channel=DM, thread_ts=ts, text="An envoy.")
    assert talk.status(DM, ts) == ""
    assert (
        error_of(
            lambda: client.assistant_threads_setStatus(
                channel_id=DM, thread_ts=ts, status="x", loading_messages=["x"] * 11
            )
        )
        == "invalid_arguments"
    )


# Reading


def test_history_is_newest_first_between_its_ends(client: WebClient, clock: AdjustableClock) -> None:
    stamps = []
    for text in "abcd":
        stamps.append(client.chat_postMessage(channel=NEWSROOM, text=text)["ts"])
        clock.advance(timedelta(minutes=1))

    def texts(**arguments: Any) -> str:
        return "".join(m["text"] for m in client.conversations_history(channel=NEWSROOM, **arguments)["messages"])

    assert texts() == "dcba"
    assert texts(oldest=stamps[1]) == "dc"
    assert texts(oldest=stamps[1], latest=stamps[2], inclusive=True) == "cb"
    assert texts(latest=stamps[2], limit=1) == "b"


def test_history_and_replies_come_in_pages(client: WebClient) -> None:
    root = client.chat_postMessage(channel=NEWSROOM, text="0")["ts"]
    for text in "1234":
        client.chat_postMessage(channel=NEWSROOM, text=text)
        client.chat_postMessage(channel=NEWSROOM, text=f"r{text}", thread_ts=root)
    pages = [[m["text"] for m in page["messages"]] for page in client.conversations_history(channel=NEWSROOM, limit=2)]
    assert pages == [["4", "3"], ["2", "1"], ["0"]]
    replies = [
        [m["text"] for m in page["messages"]]
        for page in client.conversations_replies(channel=NEWSROOM, ts=root, limit=3)
    ]
    assert replies == [["0", "r1", "r2"], ["r3", "r4"]]
    assert error_of(lambda: client.conversations_history(channel=NEWSROOM, cursor="x")) == "invalid_cursor"
    assert error_of(lambda: client.conversations_history(channel=NEWSROOM, oldest="x")) == "invalid_ts_oldest"


@pytest.mark.parametrize(
    ("channel", "error"), [(LOBBY, "not_in_channel"), (PRIVATE, "channel_not_found"), ("C1", "channel_not_found")]
)
def test_what_the_bot_is_not_in_it_cannot_read(client: WebClient, channel: str, error: str) -> None:
    assert error_of(lambda: client.conversations_history(channel=channel)) == error
    assert error_of(lambda: client.conversations_replies(channel=channel, ts="1.1")) == error


def test_a_thread_that_is_not_there(client: WebClient) -> None:
    assert error_of(lambda: client.conversations_replies(channel=NEWSROOM, ts="1.1")) == "thread_not_found"


def test_channels_tell_whether_the_bot_is_in_them(client: WebClient) -> None:
    assert client.conversations_info(channel=NEWSROOM)["channel"]["is_member"] is True
    assert client.conversations_info(channel=LOBBY)["channel"]["is_member"] is False
    assert error_of(lambda: client.conversations_info(channel=PRIVATE)) == "channel_not_found"
    names = [channel["name"] for channel in client.conversations_list()["channels"]]
    assert names == ["newsroom", "politics", "lobby"]
    mine = [channel["id"] for channel in client.users_conversations(types="public_channel,im")["channels"]]
    assert mine == [NEWSROOM, POLITICS, DM, "D0BEN"]
    assert client.conversations_members(channel=LOBBY)["members"] == [ADA.id, BEN.id]
    assert error_of(lambda: client.conversations_list(types="secret")) == "invalid_types"


def test_the_bot_can_join_and_open(client: WebClient) -> None:
    client.conversations_join(channel=LOBBY)
    client.chat_postMessage(channel=LOBBY, text="hello")
    assert client.conversations_open(users=BEN.id)["channel"]["id"] == "D0BEN"
    assert error_of(lambda: client.conversations_open(users="U1")) == "user_not_found"


def test_users_have_a_zone_and_its_offset(client: WebClient) -> None:
    ada = client.users_info(user=ADA.id)["user"]
    assert (ada["tz"], ada["tz_offset"], ada["is_admin"]) == ("Europe/Berlin", 3600, True)
    assert client.users_info(user=BEN.id)["user"]["tz_offset"] == -5 * 3600
    assert [user["name"] for user in client.users_list()["members"]] == ["ada", "ben", "newsdesk"]
    assert error_of(lambda: client.users_info(user="U1")) == "user_not_found"


# Views


def trigger(slack: LocalSlack) -> str:
    with slack.timeline.lock:
        return slack.state.surfaces.new_trigger(ADA.id)


def test_a_modal_opens_is_updated_and_stacks_three_high(slack: LocalSlack, client: WebClient) -> None:
    view = client.views_open(trigger_id=trigger(slack), view=MODAL)["view"]
    assert (view["root_view_id"], view["state"]) == (view["id"], {"values": {}})
    assert slack.wait_for("view", "words", user="ada").payload["how"] == "opened"
    updated = client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)["view"]
    assert updated["id"] == view["id"]
    assert updated["hash"] != view["hash"]
    assert error_of(lambda: client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)) == "hash_conflict"
    second = client.views_push(trigger_id=trigger(slack), view=MODAL)["view"]
    assert (second["previous_view_id"], second["root_view_id"]) == (view["id"], view["id"])
    client.views_push(trigger_id=trigger(slack), view=MODAL)
    assert error_of(lambda: client.views_push(trigger_id=trigger(slack), view=MODAL)) == "push_limit_reached"
    assert len(slack.state.snapshot()["modals"][ADA.id]) == 3


def test_a_trigger_opens_one_view_within_three_seconds(
    slack: LocalSlack, client: WebClient, clock: AdjustableClock
) -> None:
    once, late = trigger(slack), trigger(slack)
    client.views_open(trigger_id=once, view=MODAL)
    assert error_of(lambda: client.views_open(trigger_id=once, view=MODAL)) == "exchanged_trigger_id"
    clock.advance(timedelta(seconds=3, microseconds=1))
    assert error_of(lambda: client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
    assert problems_of(lambda: client.views_open(trigger_id="1.2.3", view=MODAL)) == ["invalid `trigger_id`"]


def test_bad_views_are_refused_before_the_trigger_is_used(slack: LocalSlack, client: WebClient) -> None:
    trigger_id = trigger(slack)
    untitled = {"type": "modal", "blocks": [SECTION]}
    assert problems_of(lambda: client.views_open(trigger_id=trigger_id, view=untitled)) == [
        "[ERROR] missing required field: title [json-pointer:/view]"
    ]
    assert error_of(lambda: client.views_open(trigger_id=trigger_id, view=HOME)) == "invalid_arguments"
    client.views_open(trigger_id=trigger_id, view=MODAL)


def test_an_external_id_names_one_view(slack: LocalSlack, client: WebClient) -> None:
    named = {**MODAL, "external_id": "context-1"}
    client.views_open(trigger_id=trigger(slack), view=named)
    client.views_update(external_id="context-1", view=named)
    assert error_of(lambda: client.views_push(trigger_id=trigger(slack), view=named)) == "duplicate_external_id"
    assert error_of(lambda: client.views_update(external_id="another", view=MODAL)) == "not_found"


def test_a_home_tab_is_published_to_a_user(slack: LocalSlack, client: WebClient) -> None:
    first = client.views_publish(user_id=ADA.id, view=HOME)["view"]
    assert slack.wait_for("home", "words", user="ada").view["id"] == first["id"]
    second = client.views_publish(user_id=ADA.id, view=HOME, hash=first["hash"])["view"]
    assert second["id"] == first["id"]
    assert error_of(lambda: client.views_publish(user_id=ADA.id, view=HOME, hash=first["hash"])) == "hash_conflict"
    assert error_of(lambda: client.views_publish(user_id=ADA.id, view=MODAL)) == "invalid_arguments"
    assert error_of(lambda: client.views_publish(user_id="U1", view=HOME)) == "user_not_found"


def test_blocks_can_be_validated_without_posting(client: WebClient) -> None:
    client.blocks_validate(blocks=[SECTION])
    client.blocks_validate(view=MODAL)
    assert error_of(lambda: client.blocks_validate(blocks=[{"type": "poster"}])) == "invalid_blocks"
    assert error_of(lambda: client.blocks_validate(blocks=[SECTION], view=MODAL)) == "invalid_arguments"


# Files


def test_a_file_is_uploaded_in_three_steps(slack: LocalSlack, client: WebClient) -> None:
    client.files_upload_v2(
        channel=NEWSROOM, content="a,b\n1,2\n", filename="figures.csv", initial_comment="All of them"
    )
    (message,) = slack.messages(NEWSROOM)
    (file,) = message["files"]
    assert (message["text"], file["name"], file["size"]) == ("All of them", "figures.csv", 8)
    token = {"Authorization": f"Bearer {slack.bot_token}"}
    assert httpx.get(file["url_private"], headers=token, trust_env=False).content == b"a,b\n1,2\n"
    assert httpx.get(file["url_private"], trust_env=False).status_code == 302


def test_a_file_without_its_bytes_is_not_complete(client: WebClient) -> None:
    file_id = client.files_getUploadURLExternal(filename="x.csv", length=3)["file_id"]
    assert error_of(lambda: client.files_completeUploadExternal(files=[{"id": file_id}])) == "file_not_found"


# response_url


def a_hook(slack: LocalSlack) -> WebhookClient:
    with slack.timeline.lock:
        hook = slack.state.hooks.new(ADA.id, LOBBY)
    return WebhookClient(slack.state.response_url(hook.id), retry_handlers=[])


def test_a_response_url_answers_where_the_bot_is_not(slack: LocalSlack) -> None:
    hook = a_hook(slack)
    assert hook.send(text="only you", blocks=[SECTION]).body == "ok"
    assert slack.wait_for("ephemeral", "only you", channel="#lobby", user="ada").message["bot_id"] == "B0NEWSDESK"
    hook.send(text="everybody", response_type="in_channel")
    assert [message["text"] for message in slack.messages(LOBBY)] == ["everybody"]


def test_a_response_url_replaces_and_deletes_what_it_said(slack: LocalSlack) -> None:
    hook = a_hook(slack)
    hook.send(text="searching …")
    hook.send(text="found", blocks=[SECTION], replace_original=True)
    (entry,) = slack.state.snapshot()["ephemerals"]
    assert entry["message"]["text"] == "found"
    hook.send(delete_original=True)
    assert slack.state.snapshot()["ephemerals"] == []


def test_a_response_url_is_good_for_five_answers(slack: LocalSlack) -> None:
    hook = a_hook(slack)
    assert [hook.send(text=str(n)).status_code for n in range(6)] == [200] * 5 + [404]
    assert "used_url" in hook.send(text="x").body


def test_a_response_url_is_good_for_thirty_minutes(slack: LocalSlack, clock: AdjustableClock) -> None:
    hook = a_hook(slack)
    clock.advance(timedelta(minutes=30))
    assert hook.send(text="just in time").status_code == 200
    clock.advance(timedelta(seconds=1))
    late = hook.send(text="too late")
    assert (late.status_code, "expired_url" in late.body) == (404, True)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"text": "x", "blocks": [{"type": "poster"}]}, "invalid_blocks"),
        ({}, "no_text"),
        ({"text": "x", "colour": "red"}, "invalid_arguments"),
        ({"text": "x", "response_type": "loud"}, "invalid_arguments"),
        ({"text": 7}, "invalid_arguments"),
    ],
)
def test_what_a_response_url_does_not_take(slack: LocalSlack, answer: Json, error: str) -> None:
    refused = httpx.post(a_hook(slack).url, json=answer, trust_env=False)
    assert (refused.status_code, refused.json()["error"]) == (400, error)


def test_a_response_url_does_not_count_the_characters_of_all_blocks(slack: LocalSlack) -> None:
    long = [{**SECTION, "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 5
    assert a_hook(slack).send(text="long", blocks=long).status_code == 200


# Faults


def test_a_connection_dropped_before_the_post_stores_nothing(slack: LocalSlack, client: WebClient) -> None:
    slack.faults.next("chat.postMessage", faults.dropped(carried_out=False))
    with pytest.raises(RemoteDisconnected):
        client.chat_postMessage(channel=NEWSROOM, text="x")
    assert slack.messages(NEWSROOM) == []


def test_a_connection_dropped_after_the_post_leaves_it_there(slack: LocalSlack, client: WebClient) -> None:
    slack.faults.next("chat.postMessage", faults.dropped(carried_out=True))
    with pytest.raises(RemoteDisconnected):
        client.chat_postMessage(channel=NEWSROOM, text="x")
    assert [message["text"] for message in slack.messages(NEWSROOM)] == ["x"]


def test_the_sdks_own_retry_posts_twice(slack: LocalSlack) -> None:
    slack.faults.next("chat.postMessage", faults.dropped(carried_out=True))
    WebClient(token=slack.bot_token, base_url=slack.api_url).chat_postMessage(channel=NEWSROOM, text="x")
    assert [message["text"] for message in slack.messages(NEWSROOM)] == ["x", "x"]


@pytest.mark.parametrize(
    ("trouble", "status", "error", "stored"),
    [
        (faults.rate_limited(timedelta(seconds=30)), 429, "ratelimited", 0),
        (faults.broken(503), 503, "Received a response in a non-JSON format", 0),
        (faults.broken(500, carried_out=True), 500, "Received a response in a non-JSON format", 1),
        (faults.garbage(), 200, "Received a response in a non-JSON format", 0),
        (faults.garbage(carried_out=True), 200, "Received a response in a non-JSON format", 1),
        (faults.refused("internal_error"), 200, "internal_error", 0),
    ],
)
def test_faults_come_once_and_in_order(
    slack: LocalSlack, client: WebClient, trouble: faults.Trouble, status: int, error: str, stored: int
) -> None:
    slack.faults.next("chat.postMessage", trouble)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=NEWSROOM, text="x")
    assert caught.value.response.status_code == status
    assert error in caught.value.response["error"]
    assert len(slack.messages(NEWSROOM)) == stored
    client.chat_postMessage(channel=NEWSROOM, text="y")
    assert slack.faults.left == 0


def test_the_sdk_waits_as_long_as_it_is_told(slack: LocalSlack) -> None:
    client = a_client(slack, retry_handlers=[RateLimitErrorRetryHandler()])
    slack.faults.next("chat.postMessage", faults.rate_limited(timedelta(0)))
    client.chat_postMessage(channel=NEWSROOM, text="x")
    assert len(slack.messages(NEWSROOM)) == 1


def test_an_answer_can_be_held_back(slack: LocalSlack, client: WebClient) -> None:
    go = threading.Event()
    slack.faults.next("chat.postMessage", faults.held(go))
    poster = threading.Thread(target=client.chat_postMessage, kwargs={"channel": NEWSROOM, "text": "x"})
    poster.start()
    slack.wait_for("fault")
    client.chat_postMessage(channel=NEWSROOM, text="overtakes")
    go.set()
    poster.join()
    assert [message["text"] for message in slack.messages(NEWSROOM)] == ["overtakes", "x"]


# What tests and pages see


def test_calls_are_recorded_as_they_came_without_the_token(slack: LocalSlack, client: WebClient) -> None:
    client.chat_postMessage(channel=NEWSROOM, text="x", blocks=[SECTION])
    (call,) = slack.calls("chat.postMessage")
    assert call["arguments"] == {"channel": NEWSROOM, "text": "x", "blocks": [SECTION]}
    assert (call["status"], call["answer"]["ok"]) == (200, True)
    assert slack.bot_token not in str(slack.timeline.changes())


def test_many_threads_post_and_nothing_is_lost(slack: LocalSlack, client: WebClient) -> None:
    def post(name: int) -> None:
        for n in range(5):
            client.chat_postMessage(channel=NEWSROOM, text=f"{name}-{n}")

    threads = [threading.Thread(target=post, args=(name,)) for name in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stamps = [message["ts"] for message in slack.messages(NEWSROOM)]
    assert len(stamps) == 25
    assert stamps == sorted(set(stamps))
