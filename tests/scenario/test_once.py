"""Only Slack is answered, once, and in time."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import insert

from bot.desk.desk import Desk
from bot.domain.answer import Answer, InContext, StoryHit
from bot.domain.article import Span
from bot.domain.errors import StoreUnavailable
from bot.domain.query import Reader, Request
from bot.slack.answering import DEADLY
from bot.slack.sending import Post, freeze
from bot.slack.views.blocks import Message
from bot.storage.engine import writing
from bot.storage.inbox import Entry, SqlInbox
from bot.storage.schema import inbox
from bot.web.playground.faults import Fault, Trouble, broken, dropped, garbage, rate_limited, refused
from bot.web.playground.server import LocalSlack
from bot.web.playground.signing import Signer
from tests.scenario.conftest import Newsdesk, until, with_one_token

Start = Callable[..., Newsdesk]


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize(
    "signer",
    [
        pytest.param(Signer("another-secret", now), id="a wrong signature"),
        pytest.param(Signer("playground-signing-secret", lambda: now() - timedelta(seconds=301)), id="too old"),
        pytest.param(Signer("playground-signing-secret", lambda: now() + timedelta(seconds=310)), id="from the future"),
    ],
)
def test_who_is_not_slack_is_refused(newsdesk: Newsdesk, slack: LocalSlack, signer: Signer) -> None:
    slack.doorway.signer = signer
    assert slack.types("ada", "#newsroom", "/news").status == 401
    assert slack.says("ada", "#newsroom", "@newsdesk news").deliveries[0].status == 401
    newsdesk.served.stop()
    assert [change.payload["method"] for change in slack.timeline.changes() if change.kind == "call"] == []


@pytest.mark.parametrize(
    "headers", [{}, {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=0"}], ids=["none", "nonsense"]
)
def test_without_a_signature_it_is_refused(newsdesk: Newsdesk, headers: dict[str, str]) -> None:
    answer = httpx.post(newsdesk.events_url, content=b"{}", headers=headers, trust_env=False)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid request"})


def test_a_retry_is_acknowledged_and_not_answered_again(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    said = slack.says("ada", "#newsroom", "@newsdesk quotes Stoltenberg")
    slack.wait_for("message", user=slack.state.app.bot_user, timeout=10)
    for number in (1, 2, 3):
        assert slack.retries(said.deliveries[0], number).ok
    newsdesk.served.stop()
    assert len(slack.calls("chat.postMessage")) == 1


def test_one_message_under_another_event_id_is_not_answered_again(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    said = slack.says("ada", "#newsroom", "@newsdesk quotes Stoltenberg")
    assert slack.happens(said.deliveries[0].request.payload["event"]).ok
    newsdesk.served.stop()
    assert len(slack.calls("chat.postMessage")) == 1


def test_the_same_words_in_another_message_are_answered(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    for _ in range(2):
        slack.says("ada", "#newsroom", "@newsdesk quotes Stoltenberg")
    newsdesk.served.stop()
    assert len(slack.calls("chat.postMessage")) == 2


class Held:
    """A desk whose answers wait for a gate."""

    def __init__(self, desk: Desk, gate: threading.Event) -> None:
        self.desk, self.gate = desk, gate

    def answer(self, request: Request, reader: Reader) -> Answer:
        self.gate.wait()
        return self.desk.answer(request, reader)

    def in_context(self, article_id: str, span: Span, reader: Reader) -> InContext:
        return self.desk.in_context(article_id, span, reader)

    def newest(self, reader: Reader, count: int) -> tuple[StoryHit, ...]:
        return self.desk.newest(reader, count)


def test_a_slow_desk_keeps_no_acknowledgement_waiting(start: Start, slack: LocalSlack) -> None:
    gate = threading.Event()
    start(desk=lambda desk: Held(desk, gate))
    # More than there are threads to work in: the last ones are acknowledged while all of those are taken.
    with ThreadPoolExecutor(8) as people:
        deliveries = list(people.map(lambda _: slack.types("ada", "#newsroom", "/quotes Stoltenberg"), range(40)))
    assert [delivery.problem for delivery in deliveries] == [""] * 40
    gate.set()
    slack.wait_for("ephemeral", timeout=10)


def test_stopping_finishes_what_was_acknowledged(start: Start, slack: LocalSlack) -> None:
    gate = threading.Event()
    newsdesk = start(desk=lambda desk: Held(desk, gate))
    for _ in range(3):
        assert slack.types("ada", "#newsroom", "/quotes Stoltenberg").ok
    stopping = threading.Thread(target=newsdesk.served.stop)
    stopping.start()
    gate.set()
    stopping.join()
    assert len([change for change in slack.timeline.changes() if change.kind == "ephemeral"]) == 3


class Broken(Held):
    def answer(self, request: Request, reader: Reader) -> Answer:
        raise RuntimeError("xoxb-secret")


def test_a_bug_is_an_apology_with_a_reference_that_the_log_has(
    start: Start, slack: LocalSlack, may_warn: None, caplog: pytest.LogCaptureFixture
) -> None:
    newsdesk = start(desk=lambda desk: Broken(desk, threading.Event()))
    slack.types("ada", "#newsroom", "/quotes confidential")
    words = slack.wait_for("ephemeral", timeout=10).words
    (record,) = [record for record in caplog.records if record.exc_info]
    reference = record.getMessage().split()[1].rstrip(":")
    assert reference in words
    assert "xoxb-secret" not in words
    assert "confidential" not in caplog.text
    assert "/response/" not in caplog.text
    newsdesk.served.stop()
    assert 'outcome="failed"} 1.0' in newsdesk.metrics


def test_who_asks_where_slack_takes_no_answer_is_told_alone(
    newsdesk: Newsdesk, slack: LocalSlack, may_warn: None
) -> None:
    slack.faults.next("chat.postMessage", refused("is_archived"))
    slack.says("ada", "#newsroom", "@newsdesk quotes Stoltenberg")
    assert "The channel is archived" in slack.wait_for("ephemeral", user="ada", timeout=10).words


def test_where_not_even_that_is_possible_it_is_a_direct_message(
    newsdesk: Newsdesk, slack: LocalSlack, may_warn: None
) -> None:
    slack.faults.next("chat.postMessage", refused("not_in_channel"))
    slack.faults.next("chat.postEphemeral", refused("not_in_channel"))
    slack.says("ada", "#newsroom", "@newsdesk quotes Stoltenberg")
    words = slack.wait_for("message", user=slack.state.app.bot_user, timeout=10).words
    assert "/invite @newsdesk" in words


@pytest.mark.parametrize(
    "trouble",
    [broken(carried_out=True), garbage(carried_out=True), dropped(carried_out=True)],
    ids=["500", "garbage", "dropped"],
)
def test_an_answer_that_slack_took_without_saying_so_is_not_posted_again(
    newsdesk: Newsdesk, slack: LocalSlack, trouble: Fault
) -> None:
    slack.faults.next("chat.postMessage", trouble)
    slack.says("ada", "#newsroom", "@newsdesk quotes Stoltenberg")
    until(lambda: newsdesk.waiting == 0)
    assert slack.calls("conversations.replies"), "it is looked for in its thread"
    assert len(slack.calls("chat.postMessage")) == 1


def test_not_even_when_the_store_fails_at_that_moment(
    newsdesk: Newsdesk, slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[str] = []

    def put_back(inbox: SqlInbox, entry: Entry, **changes: Any) -> bool:
        if not failed:
            failed.append(entry.id)
            raise StoreUnavailable("the store failed")
        return written(inbox, entry, **changes)

    written = SqlInbox.put_back
    monkeypatch.setattr(SqlInbox, "put_back", put_back)
    slack.faults.next("chat.postMessage", dropped(carried_out=True))
    slack.says("ada", "#newsroom", "@newsdesk quotes Stoltenberg")
    until(lambda: newsdesk.waiting == 0)
    assert failed
    assert len(slack.calls("chat.postMessage")) == 1


def test_what_was_stored_when_nobody_waited_for_it_any_more_is_answered(
    newsdesk: Newsdesk, slack: LocalSlack, store_file: Path, may_warn: None
) -> None:
    """While another process writes, one request waits for its turn to be stored until Slack has been refused."""
    with closing(sqlite3.connect(store_file, isolation_level=None)) as other, ThreadPoolExecutor(2) as people:
        other.execute("BEGIN IMMEDIATE")
        first = people.submit(slack.says, "ada", "#newsroom", "@newsdesk quotes Stoltenberg")
        threading.Event().wait(0.5)
        second = people.submit(slack.says, "ben", "#newsroom", "@newsdesk quotes Stoltenberg")
        (refused_first,), (refused_second,) = first.result().deliveries, second.result().deliveries
        assert (refused_first.status, refused_second.status) == (503, 503)
        other.execute("ROLLBACK")
    assert slack.retries(refused_first).ok
    assert slack.retries(refused_second).ok
    until(lambda: newsdesk.waiting == 0)
    assert len(slack.calls("chat.postMessage")) == 2


@pytest.mark.parametrize("trouble", [broken(), dropped(carried_out=False)], ids=["500", "dropped"])
def test_an_answer_that_slack_did_not_take_is_posted(newsdesk: Newsdesk, slack: LocalSlack, trouble: Fault) -> None:
    slack.faults.next("chat.postMessage", trouble)
    slack.says("ada", "#newsroom", "@newsdesk quotes Stoltenberg")
    slack.wait_for("message", user=slack.state.app.bot_user, timeout=10)
    until(lambda: newsdesk.waiting == 0)
    assert len(slack.calls("chat.postMessage")) == 1


def test_a_commands_answer_without_a_clear_result_is_sent_again_and_counted(
    newsdesk: Newsdesk, slack: LocalSlack
) -> None:
    slack.faults.next("response_url", broken(carried_out=True))
    slack.types("ada", "#newsroom", "/quotes Stoltenberg")
    until(lambda: newsdesk.waiting == 0)
    assert len([change for change in slack.timeline.changes() if change.kind == "ephemeral"]) == 2
    assert 'kind="answer",outcome="repeated"} 1.0' in newsdesk.metrics


def test_after_some_tries_who_waits_is_told(newsdesk: Newsdesk, slack: LocalSlack, may_warn: None) -> None:
    slack.faults.next("response_url", broken(), times=3)
    slack.types("ada", "#newsroom", "/quotes Stoltenberg")
    assert "did not take my answer" in slack.wait_for("ephemeral", timeout=15).words
    until(lambda: newsdesk.waiting == 0)


@pytest.mark.parametrize("trouble", [refused("expired_url"), broken(404), broken(500)], ids=["refused", "404", "500"])
def test_whose_response_url_is_dead_is_told_in_another_way(
    newsdesk: Newsdesk, slack: LocalSlack, trouble: Trouble, may_warn: None
) -> None:
    slack.faults.next("response_url", trouble, times=9)
    slack.types("ada", "#newsroom", "/quotes Stoltenberg")
    told = slack.wait_for("ephemeral", user="ada", timeout=20)
    assert "did not take my answer" in told.words
    assert "Ask again" in told.words
    until(lambda: newsdesk.waiting == 0)


@pytest.mark.parametrize("call", ["chat.postMessage", "response_url"])
def test_a_rate_limit_is_waited_for_without_a_thread(newsdesk: Newsdesk, slack: LocalSlack, call: str) -> None:
    slack.faults.next(call, rate_limited(timedelta(seconds=1)))
    if call == "response_url":
        slack.types("ada", "#newsroom", "/quotes Stoltenberg")
        answer = slack.wait_for("ephemeral", timeout=10)
    else:
        slack.says("ada", "#newsroom", "@newsdesk quotes Stoltenberg")
        answer = slack.wait_for("message", user=slack.state.app.bot_user, timeout=10)
    assert "negotiate" in answer.words
    until(lambda: newsdesk.waiting == 0)


def test_what_another_process_left_is_answered_once(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    """Its lease has run out; it had begun to post, and whether Slack has the answer nobody knows."""
    said = slack.says("ada", "#newsroom", "@newsdesk quotes Stoltenberg")
    slack.wait_for("message", user=slack.state.app.bot_user, timeout=10)
    until(lambda: newsdesk.waiting == 0)
    posted = slack.calls("chat.postMessage")[0]["arguments"]
    key = posted["metadata"]["event_payload"]["key"]
    content = freeze(Post(posted["channel"], posted["thread_ts"]), Message(posted["text"], tuple(posted["blocks"])))
    row = {"id": key, "workspace": slack.state.team.id, "body": json.dumps(said.deliveries[0].request.payload)}
    left = {"state": "sending", "content": content, "attempts": 0, "looks": 0, "holder": "dead"}
    with writing(newsdesk.core.engine) as connection:
        connection.execute(insert(inbox), {**row, **left, "received": now(), "lease": now() - timedelta(seconds=1)})
    until(lambda: newsdesk.waiting == 0)
    assert len(slack.calls("chat.postMessage")) == 1


def test_what_another_process_never_began_is_answered(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    said = slack.says("ada", "#newsroom", "@newsdesk quotes Stoltenberg")
    slack.wait_for("message", user=slack.state.app.bot_user, timeout=10)
    until(lambda: newsdesk.waiting == 0)
    row = {"id": "x", "workspace": slack.state.team.id, "body": json.dumps(said.deliveries[0].request.payload)}
    left = {"state": "waiting", "content": None, "attempts": 0, "looks": 0, "holder": "dead"}
    with writing(newsdesk.core.engine) as connection:
        connection.execute(insert(inbox), {**row, **left, "received": now(), "lease": now() - timedelta(seconds=1)})
    until(lambda: newsdesk.waiting == 0)
    assert len(slack.calls("chat.postMessage")) == 2


def test_what_kills_every_process_is_given_up(newsdesk: Newsdesk, slack: LocalSlack, may_warn: None) -> None:
    said = slack.says("ada", "#newsroom", "@newsdesk quotes Stoltenberg")
    slack.wait_for("message", user=slack.state.app.bot_user, timeout=10)
    row = {"id": "x", "workspace": slack.state.team.id, "body": json.dumps(said.deliveries[0].request.payload)}
    left = {"state": "waiting", "content": None, "attempts": DEADLY, "looks": 0, "holder": "dead"}
    with writing(newsdesk.core.engine) as connection:
        connection.execute(insert(inbox), {**row, **left, "received": now(), "lease": now() - timedelta(seconds=1)})
    assert "Sorry" in slack.wait_for("ephemeral", user="ada", timeout=10).words
    until(lambda: newsdesk.waiting == 0)
    assert len(slack.calls("chat.postMessage")) == 1


def test_an_unknown_time_zone_does_not_keep_the_answer(newsdesk: Newsdesk, slack: LocalSlack) -> None:
    slack.faults.next("users.info", refused("missing_scope"))
    slack.types("ada", "#newsroom", "/quotes Stoltenberg")
    assert "negotiate" in slack.wait_for("ephemeral", timeout=10).words


def test_health(start: Start, slack: LocalSlack) -> None:
    newsdesk = start({**with_one_token(slack), "NEWSDESK_METRICS_TOKEN": "a-token"})
    with httpx.Client(base_url=newsdesk.served.url, trust_env=False) as client:
        assert client.get("/healthz").json() == {"alive": True}
        assert client.get("/readyz").status_code == 200
        assert client.get("/metrics").status_code == 401
        told = client.get("/metrics", headers={"authorization": "Bearer a-token"})
        assert "newsdesk_ack_seconds" in told.text
