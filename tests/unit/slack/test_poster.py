"""The poster against a local Slack that fails in every way that matters."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.digests.posting import FrozenMessage
from bot.domain.digest import Schedule, Subscription, Trouble
from bot.domain.errors import DeliveryError
from bot.slack.authorisation import OneToken
from bot.slack.clients import Clients, web_client
from bot.slack.poster import SlackPoster
from bot.web.playground.faults import Trouble as Fault
from bot.web.playground.faults import broken, dropped, garbage, rate_limited, refused
from bot.web.playground.server import LocalSlack

CHANNEL, TEAM = "C0NEWSROOM", "T0NEWSDESK"
KEY, MARK = "d1:2026-11-23T08:30:00+00:00", "7f3a2c"
SINCE = datetime(2026, 11, 1, tzinfo=UTC)


def a_message(mark: str = MARK, text: str = "1 new story") -> FrozenMessage:
    imprint: dict[str, object] = {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": f"Digest 1 · 23 Nov 2026 · {mark}"}],
    }
    return FrozenMessage(text, ({"type": "section", "text": {"type": "mrkdwn", "text": text}}, imprint))


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalSlack]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with LocalSlack() as local:
        yield local


@pytest.fixture
def poster(slack: LocalSlack) -> SlackPoster:
    return SlackPoster(Clients(OneToken(slack.bot_token), api_url=slack.api_url))


def post(poster: SlackPoster, channel: str = CHANNEL, *, key: str = KEY, thread_ts: str | None = None) -> str:
    return poster.post(channel, a_message(), workspace=TEAM, key=key, mark=MARK, thread_ts=thread_ts).ts


def find(
    poster: SlackPoster, *, key: str = KEY, mark: str = MARK, since: datetime = SINCE, thread_ts: str | None = None
) -> str | None:
    return poster.find(CHANNEL, workspace=TEAM, key=key, mark=mark, since=since, thread_ts=thread_ts)


def test_a_digest_is_posted_with_its_key_and_does_not_unfurl(poster: SlackPoster, slack: LocalSlack) -> None:
    ts = post(poster)
    (message,) = slack.messages(CHANNEL)
    assert (message["ts"], message["text"]) == (ts, "1 new story")
    assert message["metadata"] == {"event_type": "news_digest", "event_payload": {"key": KEY}}
    (call,) = slack.calls("chat.postMessage")
    assert (call["arguments"]["unfurl_links"], call["arguments"]["unfurl_media"]) == (False, False)


def test_what_was_posted_is_found_by_its_key(poster: SlackPoster) -> None:
    ts = post(poster)
    assert find(poster, mark="000000") == ts
    assert find(poster, key="another", mark="000000") is None


def test_what_was_posted_is_found_by_its_mark_where_slack_dropped_the_metadata(
    poster: SlackPoster, slack: LocalSlack
) -> None:
    ts = post(poster)
    with slack.timeline.lock:
        message = slack.state.conversations.find(CHANNEL, ts)
        assert message is not None
        del message["metadata"]
    assert find(poster) == ts
    assert find(poster, mark="7f3a") is None
    assert find(poster, mark="f3a2c") is None


def test_the_mark_of_a_second_part_is_not_the_mark_of_the_first(poster: SlackPoster, slack: LocalSlack) -> None:
    poster.post(CHANNEL, a_message(f"{MARK}.2"), workspace=TEAM, key=f"{KEY}/1", mark=f"{MARK}.2")
    assert find(poster) is None
    assert find(poster, key="another", mark=f"{MARK}.2") is not None


def test_nobody_elses_message_is_taken_for_ours(poster: SlackPoster, slack: LocalSlack) -> None:
    slack.state.conversations.post(CHANNEL, {"user": "U0ADA", "text": f"was that {MARK}"})
    assert find(poster) is None


def test_a_reply_is_found_in_its_thread(poster: SlackPoster, slack: LocalSlack) -> None:
    root = post(poster, key="first")
    reply = post(poster, thread_ts=root)
    assert find(poster, mark="000000") is None
    assert find(poster, mark="000000", thread_ts=root) == reply


def test_the_whole_history_since_then_is_read(poster: SlackPoster, slack: LocalSlack) -> None:
    ts = post(poster)
    for number in range(450):
        slack.state.conversations.post(CHANNEL, {"user": "U0ADA", "text": f"chatter {number}"})
    assert find(poster) == ts
    assert len(slack.calls("conversations.history")) == 3
    assert find(poster, since=datetime.now(UTC) + timedelta(minutes=1)) is None


@pytest.mark.parametrize(
    ("fault", "code", "retry_after", "unclear", "stored"),
    [
        pytest.param(refused("not_in_channel"), "not_in_channel", None, False, 0, id="not in the channel"),
        pytest.param(refused("fatal_error"), "fatal_error", None, False, 0, id="a fatal error"),
        pytest.param(
            rate_limited(timedelta(seconds=30)), "ratelimited", timedelta(seconds=30), False, 0, id="too fast"
        ),
        pytest.param(broken(503, carried_out=True), "", None, True, 1, id="a server error after storing"),
        pytest.param(broken(500), "", None, True, 0, id="a server error"),
        pytest.param(broken(403), "", None, False, 0, id="a proxy's refusal"),
        pytest.param(garbage(carried_out=True), "", None, True, 1, id="an answer that is no JSON"),
        pytest.param(dropped(carried_out=True), "", None, True, 1, id="a connection lost after storing"),
        pytest.param(dropped(carried_out=False), "", None, True, 0, id="a connection lost"),
    ],
)
def test_what_slack_did_is_told_and_nothing_is_sent_twice(
    poster: SlackPoster,
    slack: LocalSlack,
    fault: Fault,
    code: str,
    retry_after: timedelta | None,
    unclear: bool,
    stored: int,
) -> None:
    slack.faults.next("chat.postMessage", fault)
    with pytest.raises(DeliveryError) as raised:
        post(poster)
    assert (raised.value.code, raised.value.retry_after, raised.value.unclear) == (code, retry_after, unclear)
    assert slack.bot_token not in str(raised.value)
    assert len(slack.messages(CHANNEL)) == stored


def test_a_slack_that_cannot_be_reached_was_not_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    poster = SlackPoster(Clients(OneToken("xoxb-1"), api_url=f"http://127.0.0.1:{port}/api/"))
    with pytest.raises(DeliveryError) as raised:
        post(poster)
    assert (raised.value.code, raised.value.retry_after, raised.value.unclear) == ("", None, False)


@pytest.mark.parametrize("fault", [refused("missing_scope"), broken(500), dropped(carried_out=False)])
def test_a_history_that_cannot_be_read_is_told(poster: SlackPoster, slack: LocalSlack, fault: Fault) -> None:
    slack.faults.next("conversations.history", fault)
    with pytest.raises(DeliveryError, match="could not read the history"):
        find(poster)


class NoTokens:
    def token(self, workspace: str) -> str | None:
        return None


def test_a_workspace_without_the_app() -> None:
    with pytest.raises(DeliveryError) as raised:
        post(SlackPoster(Clients(NoTokens())))
    assert raised.value.code == "not_authed"


def test_a_user_is_told_what_went_wrong(poster: SlackPoster, slack: LocalSlack) -> None:
    subscription = Subscription(
        id="d1",
        workspace=TEAM,
        number=1,
        channel=CHANNEL,
        creator="U0ADA",
        schedule=Schedule(at=time(8)),
        created=SINCE,
    )
    trouble = Trouble(
        subscription=subscription, slot=SINCE, problem="Digest 1 could not be posted.", hint="Invite me.", paused=True
    )
    poster.direct_message("U0ADA", trouble, workspace=TEAM)
    told = slack.wait_for("message", channel="@newsdesk", user="U0NEWSDESK", where=lambda change: True)
    assert told.channel == "D0ADA"
    assert "could not be posted" in told.words


def test_the_client_sends_nothing_twice_and_waits_for_nothing(slack: LocalSlack) -> None:
    client: WebClient = web_client(slack.bot_token, api_url=slack.api_url)
    slack.faults.next("chat.postMessage", dropped(carried_out=True), rate_limited(timedelta(hours=1)))
    with pytest.raises(OSError):
        client.chat_postMessage(channel=CHANNEL, text="once")
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel=CHANNEL, text="twice")
    assert len(slack.messages(CHANNEL)) == 1
