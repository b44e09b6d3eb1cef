"""Who holds the signing secret may send anything: it is taken or refused, and is never an accident of ours."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.web.playground.signing import Signer
from tests.scenario.conftest import Newsdesk
from tests.unit.web.requests_of_slack import ANYTHING, mutated, real

KINDS = ["application/json", "application/x-www-form-urlencoded", "text/plain"]


def written(body: object) -> tuple[str, bytes]:
    """As Slack would send it: a command as a form, an event as JSON, the rest as JSON in a form."""
    if isinstance(body, dict) and "command" in body:
        return KINDS[1], urlencode({key: str(value) for key, value in body.items()}).encode()
    text = json.dumps(body)
    if isinstance(body, dict) and "event" in body:
        return KINDS[0], text.encode()
    return KINDS[1], urlencode({"payload": text}).encode()


GARBAGE = st.one_of(
    mutated().map(written),
    ANYTHING.map(written),
    st.tuples(st.sampled_from(KINDS), st.binary() | st.text().map(str.encode)),
    st.tuples(st.sampled_from(KINDS), st.sampled_from([written(body)[1] for body in real().values()])),
)


def test_signed_garbage_of_any_shape_is_taken_or_refused(
    newsdesk: Newsdesk, caplog: pytest.LogCaptureFixture, may_warn: None
) -> None:
    signer = Signer("playground-signing-secret", lambda: datetime.now(UTC))

    with httpx.Client(trust_env=False) as client:

        @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
        @given(garbage=GARBAGE)
        def send(garbage: tuple[str, bytes]) -> None:
            kind, body = garbage
            answer = client.post(
                newsdesk.events_url, content=body, headers={"content-type": kind, **signer.headers(body)}
            )
            assert answer.status_code < 300 or 400 <= answer.status_code < 500

        send()
    newsdesk.served.stop()
    # That an answer could not be sent to where nobody is, is told after the acknowledgement, and rightly so.
    heard = [record for record in caplog.records if record.name != "bot.slack.newsroom"]
    assert [(each.name, each.getMessage()) for each in heard if each.levelno >= logging.ERROR] == []
