"""The ASGI application with a stand-in for what is behind its door."""

import json
import logging
import socket
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import anyio
import httpx
import pytest
from starlette.applications import Starlette

from bot.domain.errors import StorageError, StoreUnavailable
from bot.slack.door import Admission
from bot.web.app import LARGEST_BODY, build
from bot.web.door import Door
from bot.web.health import Readiness
from bot.web.metrics import Metrics
from bot.web.playground.signing import Signer

SIGNER = Signer("a-signing-secret", lambda: datetime.now(UTC))
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
COMMAND = {
    "command": "/news",
    "text": "rocket payload",
    "team_id": "T1",
    "user_id": "U1",
    "channel_id": "C1",
    "response_url": "https://hooks.slack.example/1",
}
EVENT = {"type": "event_callback", "team_id": "T1", "event": {"type": "app_home_opened", "user": "U1"}}


@dataclass
class Noting:
    """A door that writes down what it is given."""

    answer: Admission = field(default_factory=Admission)
    seen: list[Mapping[str, object]] = field(default_factory=list)

    async def admit(self, body: Mapping[str, object]) -> Admission:
        self.seen.append(body)
        return self.answer


class Failing:
    async def admit(self, body: Mapping[str, object]) -> Admission:
        raise RuntimeError("it broke")


@dataclass
class Client:
    """Calls the application in an event loop of its own, without a server."""

    app: Starlette

    def request(self, method: str, path: str, content: bytes | str = b"", **more: Any) -> httpx.Response:
        async def call() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://newsdesk.test") as client:
                return await client.request(method, path, content=content, **more)

        return anyio.run(call)

    def get(self, path: str) -> httpx.Response:
        return self.request("GET", path)

    def signed(self, content: bytes | str, kind: str = JSON) -> httpx.Response:
        body = content.encode() if isinstance(content, str) else content
        return self.request("POST", "/slack/events", body, headers={"content-type": kind, **SIGNER.headers(body)})


def client(
    door: Door | None = None,
    ready: dict[str, Callable[[], None]] | None = None,
    metrics: Metrics | None = None,
    metrics_token: str = "",
) -> Client:
    app = build(
        door=door or Noting(),
        signing_secret=SIGNER.secret,
        metrics=metrics or Metrics(),
        ready=ready or {},
        metrics_token=metrics_token,
    )
    return Client(app)


def test_what_slack_signed_comes_through_the_door_and_its_answer_goes_back() -> None:
    door = Noting(Admission(201, {"options": []}))
    answer = client(door).signed(urlencode(COMMAND), FORM)
    assert door.seen == [COMMAND]
    assert (answer.status_code, answer.json()) == (201, {"options": []})


@pytest.mark.parametrize("body", [b"{}", b"\xff", b"payload=%7Bbad", json.dumps(EVENT).encode(), b"a&" * 400_000])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-slack-request-timestamp": "soon", "x-slack-signature": "v0=0"},
        {"x-slack-request-timestamp": "1" * 5000, "x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-request-timestamp": "1700000000", "x-slack-signature": "v0=" + "0" * 64},
        {**Signer("another-secret", SIGNER.clock).headers(b"{}")},
        {**SIGNER.headers(b"something else")},
    ],
    ids=["none", "nonsense", "5,000 digits", "old", "another secret", "another body"],
)
def test_who_can_t_sign_hears_no_more_than_that(
    body: bytes, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    door = Noting()
    for kind in (JSON, FORM):
        answer = client(door).request("POST", "/slack/events", body, headers={"content-type": kind, **headers})
        assert (answer.status_code, answer.json()) == (401, {"error": "invalid request"})
    assert door.seen == []
    assert [record for record in caplog.records if record.name.startswith("bot")] == []


def test_a_header_that_is_no_text_is_no_signature() -> None:
    headers = [(b"x-slack-request-timestamp", b"1700000000"), (b"x-slack-signature", b"v0=\xe9")]
    assert client().request("POST", "/slack/events", b"{}", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "error"),
    [
        ("POST", "/slack/events", b"x" * (LARGEST_BODY + 1), 413, "too large"),
        ("GET", "/slack/events", b"", 405, "method not allowed"),
        ("PUT", "/slack/events", b"", 405, "method not allowed"),
        ("GET", "/nowhere", b"", 404, "not found"),
        ("GET", "/slack/install", b"", 404, "not found"),
    ],
)
def test_what_is_refused_is_refused_in_json(method: str, path: str, content: bytes, status: int, error: str) -> None:
    answer = client().request(method, path, content=content, headers=SIGNER.headers(content))
    assert (answer.status_code, answer.json()) == (status, {"error": error})
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("body", [b"{not json", b"[]", b"null", b"\xff", b"{}", b'{"type": 5}', b"[" * 100_000, b""])
@pytest.mark.parametrize("kind", [JSON, FORM, "text/plain", ""])
def test_signed_nonsense_is_refused(body: bytes, kind: str) -> None:
    door = Noting()
    assert client(door).signed(body, kind).status_code == 400
    assert door.seen == []


def test_slack_looks_at_the_certificate() -> None:
    look = urlencode({"ssl_check": "1", "token": "deprecated"})
    unsigned = client().request("POST", "/slack/events", look, headers={"content-type": FORM})
    for answer in (unsigned, client().signed(look, FORM), client().get(f"/slack/events?{look}")):
        assert (answer.status_code, answer.content) == (200, b"")
    assert client().request("POST", "/slack/events", b"ssl_check=0").status_code == 401


def test_slack_checks_the_address() -> None:
    answer = client().signed(json.dumps({"type": "url_verification", "challenge": "3eZbrw", "token": "x"}))
    assert (answer.status_code, answer.json()) == (200, {"challenge": "3eZbrw"})
    assert client().request("POST", "/slack/events", b'{"type": "url_verification"}').status_code == 401


@pytest.mark.parametrize("kind", ["interactive_message", "dialog_submission", "workflow_step_edit", "new_in_2031"])
def test_what_nobody_here_listens_for_is_acknowledged(kind: str) -> None:
    door = Noting()
    answer = client(door).signed(urlencode({"payload": json.dumps({"type": kind, "actions": 5})}), FORM)
    assert (answer.status_code, answer.content, door.seen) == (200, b"", [])


def test_that_slack_holds_events_back_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert client().signed(json.dumps({"type": "app_rate_limited", "team_id": "T1"})).status_code == 200
    assert "Slack holds events back" in caplog.text


def test_a_failure_tells_nothing_and_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    answer = client(Failing()).signed(urlencode(COMMAND), FORM)
    assert (answer.status_code, answer.json()) == (500, {"error": "internal error"})
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
        "a request could not be taken in (command)"
    ]
    assert "rocket payload" not in caplog.text


def test_health_and_readiness() -> None:
    def broken_store() -> None:
        raise StorageError("the store failed", "host/database", "password=secret")

    def bug() -> None:
        raise RuntimeError("secret")

    assert client().get("/healthz").json() == {"alive": True}
    ready = client(ready={"store": lambda: None}).get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "checks": {"store": "ok"}})
    not_ready = client(ready={"store": broken_store, "index": bug}).get("/readyz")
    assert not_ready.status_code == 503
    assert not_ready.json() == {"ready": False, "checks": {"store": "the store failed", "index": "failed"}}


def test_a_check_that_hangs_is_said_soon_and_holds_one_thread(caplog: pytest.LogCaptureFixture) -> None:
    go_on, begun = threading.Event(), []

    def hang() -> None:
        begun.append(threading.current_thread())
        go_on.wait()

    readiness = Readiness({"store": hang, "index": lambda: None}, seconds=0.05)
    expected = {"store": "no answer in time", "index": "ok"}
    with ThreadPoolExecutor(8) as probes:
        assert list(probes.map(lambda _: readiness.found(), range(24))) == [expected] * 24
    assert len(begun) == 1
    assert [record.message for record in caplog.records] == ["not ready: store: no answer in time"]
    go_on.set()
    patient = Readiness({"store": hang})
    assert patient.found() == {"store": "ok"}


def test_what_stays_as_it_is_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    troubles: list[Exception | None] = [None, None]

    def check() -> None:
        if trouble := troubles.pop(0):
            raise trouble

    index, away = StorageError("the index is catching up"), StoreUnavailable("the store failed", "host/db", "gone")
    troubles += [index] * 3 + [None] * 2 + [away] * 3 + [None] + [RuntimeError("a bug")] * 3 + [None]
    readiness = Readiness({"store": check})
    for _ in range(len(troubles)):
        readiness.found()
    assert [record.message for record in caplog.records if record.name == "bot.web.health"] == [
        "not ready: store: the index is catching up",
        "ready again: store",
        "ready again: store",  # that it was away, the store has logged itself
        "not ready: store",
        "ready again: store",
    ]


def test_metrics_count_what_happened() -> None:
    metrics = Metrics()
    metrics.answered("quotes", "answered")
    metrics.digest("posted")
    metrics.watch("articles", "Articles in the index.", lambda: 7)
    running = client(metrics=metrics, metrics_token="a-token")
    running.signed(json.dumps(EVENT))
    text = running.request("GET", "/metrics", headers={"authorization": "Bearer a-token"}).text
    assert 'newsdesk_requests_total{kind="quotes",outcome="answered"} 1.0' in text
    assert 'newsdesk_digests_total{outcome="posted"} 1.0' in text
    assert "newsdesk_ack_seconds_count 1.0" in text
    assert "newsdesk_articles 7.0" in text


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Bearer x", "a-token", "Basic a-token", "Bearer a-token ä"])
def test_metrics_ask_for_the_token(given: str) -> None:
    headers = {"authorization": given.encode("latin-1")}
    answer = client(metrics_token="a-token").request("GET", "/metrics", headers=headers)
    assert (answer.status_code, answer.json()) == (401, {"error": "a token is needed"})
    assert "newsdesk" not in answer.text


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer "])
def test_without_a_token_there_are_no_metrics_for_everybody(given: str) -> None:
    assert client().request("GET", "/metrics", headers={"authorization": given}).status_code == 404


def test_metrics_have_an_address_of_their_own() -> None:
    metrics = Metrics()
    metrics.digest("posted")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with metrics.served("127.0.0.1", port):
        answer = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False)
        assert 'newsdesk_digests_total{outcome="posted"} 1.0' in answer.text
        with metrics.served("127.0.0.1", None):
            pass
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False)


def test_a_process_goes_on_where_the_metrics_address_is_taken(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with Metrics().served("127.0.0.1", port):
            pass
    assert f"no metrics on port {port} of 127.0.0.1: it is already in use" in caplog.text


def test_starting_and_stopping_run_what_they_are_given() -> None:
    steps: list[str] = []
    app = build(
        door=None,
        metrics=Metrics(),
        ready={},
        on_start=lambda: steps.append("start"),
        on_stop=lambda: steps.append("stop"),
    )

    async def live() -> None:
        async with app.router.lifespan_context(app):
            steps.append("run")

    anyio.run(live)
    assert steps == ["start", "run", "stop"]


def test_without_a_door_there_is_health_but_no_slack() -> None:
    running = Client(build(door=None, metrics=Metrics(), ready={}))
    assert running.get("/healthz").status_code == 200
    assert running.signed(json.dumps(EVENT)).status_code == 404
