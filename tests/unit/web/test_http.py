"""The ASGI application with a stand-in for Bolt."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import anyio
import httpx
import pytest
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse
from starlette.applications import Starlette

from bot.domain.errors import StorageError, StoreUnavailable
from bot.web.app import LARGEST_BODY, build
from bot.web.health import Readiness
from bot.web.metrics import Metrics

HEADERS = {"x-slack-request-timestamp": "1700000000", "content-type": "application/json"}


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

    def post(self, path: str, content: str) -> httpx.Response:
        return self.request("POST", path, content, headers=HEADERS)


def client(
    dispatch: Callable[[BoltRequest], BoltResponse] | None = lambda _: BoltResponse(status=200),
    ready: dict[str, Callable[[], None]] | None = None,
    metrics: Metrics | None = None,
) -> Client:
    return Client(build(dispatch=dispatch, metrics=metrics or Metrics(), ready=ready or {}))


def test_a_request_reaches_bolt_as_it_came_and_its_answer_goes_back() -> None:
    seen: list[BoltRequest] = []

    def dispatch(request: BoltRequest) -> BoltResponse:
        seen.append(request)
        return BoltResponse(status=201, body={"ok": True}, headers={"Set-Cookie": ["a=1", "b=2"]})

    answer = client(dispatch).post("/slack/events?x=y", '{"type": "x", "é": "ü"}')
    assert (seen[0].raw_body, seen[0].query, seen[0].mode) == ('{"type": "x", "é": "ü"}', {"x": ["y"]}, "http")
    assert (answer.status_code, answer.json()) == (201, {"ok": True})
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_bolt_runs_in_a_thread_of_its_own() -> None:
    threads: set[int] = set()

    def dispatch(_: BoltRequest) -> BoltResponse:
        threads.add(threading.get_ident())
        return BoltResponse(status=200)

    client(dispatch).post("/slack/events", "{}")
    assert len(threads - {threading.get_ident()}) == 1


@pytest.mark.parametrize(
    ("method", "path", "content", "headers", "status", "error"),
    [
        ("POST", "/slack/events", b"x" * (LARGEST_BODY + 1), HEADERS, 413, "too large"),
        ("POST", "/slack/events", b"\xff", HEADERS, 400, "not utf-8"),
        ("POST", "/slack/events", b"{}", {}, 401, "invalid request"),
        ("POST", "/slack/events", b"{}", {"x-slack-request-timestamp": "soon"}, 401, "invalid request"),
        ("GET", "/slack/events", b"", {}, 405, "method not allowed"),
        ("GET", "/nowhere", b"", {}, 404, "not found"),
        ("GET", "/slack/install", b"", {}, 404, "not found"),
    ],
)
def test_what_is_refused_is_refused_in_json(
    method: str, path: str, content: bytes, headers: dict[str, str], status: int, error: str
) -> None:
    answer = client().request(method, path, content=content, headers=headers)
    assert (answer.status_code, answer.json()) == (status, {"error": error})
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "body", ["{not json", "[]", '"authorizations"', '{"event": 5, "authorizations": 6}', "payload=%7Bbad"]
)
def test_a_body_that_cant_be_taken_apart_is_refused_quietly(body: str) -> None:
    answers = []
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        headers = HEADERS | {"content-type": kind}
        answers.append(client().request("POST", "/slack/events", body, headers=headers))
    assert {answer.status_code for answer in answers} <= {200, 400}
    assert 400 in {answer.status_code for answer in answers}


def test_a_failure_tells_nothing() -> None:
    def dispatch(_: BoltRequest) -> BoltResponse:
        raise RuntimeError("xoxb-secret")

    answer = client(dispatch).post("/slack/events", "{}")
    assert (answer.status_code, answer.json()) == (500, {"error": "internal error"})


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
    running = client(metrics=metrics)
    running.post("/slack/events", "{}")
    text = running.get("/metrics").text
    assert 'newsdesk_requests_total{kind="quotes",outcome="answered"} 1.0' in text
    assert 'newsdesk_digests_total{outcome="posted"} 1.0' in text
    assert "newsdesk_ack_seconds_count 1.0" in text
    assert "newsdesk_articles 7.0" in text


def test_starting_and_stopping_run_what_they_are_given() -> None:
    steps: list[str] = []
    app = build(
        dispatch=None,
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


def test_without_bolt_there_is_health_but_no_slack() -> None:
    assert client(None).get("/healthz").status_code == 200
    assert client(None).post("/slack/events", "{}").status_code == 404
