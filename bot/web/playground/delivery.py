"""The way from the workspace to the app: sign, post, wait three seconds, say what came of it."""

from __future__ import annotations

import json
import ssl
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from bot.web.playground.requests import Request, RetryReason
from bot.web.playground.signing import Signer
from bot.web.playground.timeline import Timeline

PATIENCE = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the app answered. ``status`` is 0 where no answer came, and ``problem`` is then Slack's word for it.

    ``since`` is the feed's number just before the request went out: what follows from it has a greater one.
    """

    request: Request
    status: int
    body: str
    elapsed: timedelta
    since: int
    problem: str = ""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def json(self) -> Any:
        """The body as JSON; ``None`` when there is none, or it is plain text."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Doorway:
    """Sends requests to the app's one URL. Thread-safe; ``close`` it."""

    def __init__(self, timeline: Timeline, signer: Signer, patience: timedelta = PATIENCE) -> None:
        self._timeline = timeline
        self._patience = patience
        # The environment's proxies are for the world outside; the app is on this machine, in plain HTTP, so that the
        # certificates need not be read either (that takes longer than all the rest).
        trusting_nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._client = httpx.Client(timeout=patience.total_seconds(), trust_env=False, verify=trusting_nobody)
        self.signer = signer
        self.url = ""

    def send(self, request: Request) -> Delivery:
        """Deliver a request once, signed; never raises for what the app does."""
        if not self.url:
            raise ValueError("the workspace has not been told where the app is: set app_url")
        since = self._timeline.latest
        headers = {"Content-Type": request.content_type, **request.headers, **self.signer.headers(request.body)}
        started = time.perf_counter()
        try:
            answer = self._client.post(self.url, content=request.body, headers=headers)
            status, body, problem = answer.status_code, answer.text, _problem(answer.status_code)
        except httpx.TimeoutException:
            status, body, problem = 0, "", "operation_timeout"
        except httpx.HTTPError:
            status, body, problem = 0, "", "dispatch_failed"
        elapsed = timedelta(seconds=time.perf_counter() - started)
        told = {"kind": request.kind, "payload": request.payload, "status": status, "body": body, "problem": problem}
        self._timeline.publish("request", told)
        return Delivery(request, status, body, elapsed, since, problem)

    def send_again(self, delivery: Delivery, number: int = 1, reason: RetryReason = "http_timeout") -> Delivery:
        """Deliver an event once more as Slack does when it was not acknowledged: the same id, marked as a retry."""
        return self.send(delivery.request.again(number, reason))

    def close(self) -> None:
        self._client.close()


def _problem(status: int) -> str:
    if 200 <= status < 300:
        return ""
    return "http_client_error" if status < 500 else "http_service_error"
