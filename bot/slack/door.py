"""The door: every request of Slack's, verified and parsed, is acknowledged here, over HTTP and Socket Mode alike.

An acknowledgement waits for one insert and for nothing else. What can't be stored in time is not promised: an event is
refused, so that Slack sends it again, and who typed a command or pressed a button is told to try again.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt.response import BoltResponse

from bot.domain.errors import DeliveryError, StorageError
from bot.slack import envelope
from bot.slack.answering import Answering
from bot.slack.pacing import FairPool
from bot.slack.refusals import code_of
from bot.slack.sending import ByUrl, Sender
from bot.slack.views import notices
from bot.slack.views.blocks import Message
from bot.slack.views.digest_form import told
from bot.storage.inbox import Entry, SqlInbox
from bot.storage.limits import time_limit

PATIENCE = 2.0
"""Seconds for the insert that an acknowledgement waits for; Slack waits three for all of it."""
PATIENCE_WITH_FORMS = 2.5
"""Seconds for what has to be answered in the acknowledgement itself."""

_log = logging.getLogger(__name__)

Dispatch = Callable[[Mapping[str, Any]], BoltResponse]


@dataclass(frozen=True, slots=True)
class Admission:
    """The answer to Slack's request: an HTTP status and what goes into the body, JSON unless it is empty."""

    status: int = 200
    body: Mapping[str, Any] = field(default_factory=dict)


_ACKNOWLEDGED = Admission()
_AGAIN = Admission(503)


class Door:
    """Takes requests in. ``dispatch`` answers what is answered in the acknowledgement, in the threads of ``pool``."""

    def __init__(
        self,
        inbox: SqlInbox,
        answering: Answering,
        sender: Sender,
        dispatch: Dispatch,
        pool: FairPool,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._inbox, self._answering, self._sender = inbox, answering, sender
        self._dispatch, self._pool, self._clock = dispatch, pool, clock

    async def admit(self, body: Mapping[str, Any]) -> Admission:
        """What to answer to a request whose signature was checked."""
        if envelope.is_answered_at_once(body):
            asked = self._ask(body)
            try:
                return await asyncio.wait_for(asyncio.wrap_future(asked), PATIENCE_WITH_FORMS)
            except TimeoutError:
                return _too_slow(body)
        if not envelope.is_answered_later(body):
            return _ACKNOWLEDGED
        taken = self._take_in(body)
        try:
            entry = await asyncio.wait_for(asyncio.wrap_future(taken), PATIENCE)
        except (TimeoutError, StorageError, CancelledError):
            taken.add_done_callback(partial(self._stored_too_late, body))
            return self._refused(body)
        return self._begun(entry)

    def admit_now(self, body: Mapping[str, Any]) -> Admission:
        """The same for a thread that may wait."""
        if envelope.is_answered_at_once(body):
            try:
                return self._ask(body).result(PATIENCE_WITH_FORMS)
            except TimeoutError:
                return _too_slow(body)
        if not envelope.is_answered_later(body):
            return _ACKNOWLEDGED
        taken = self._take_in(body)
        try:
            return self._begun(taken.result(PATIENCE))
        except (TimeoutError, StorageError, CancelledError):
            taken.cancel()
            taken.add_done_callback(partial(self._stored_too_late, body))
            return self._refused(body)

    def _take_in(self, body: Mapping[str, Any]) -> Future[Entry | None]:
        workspace = envelope.workspace_of(body)
        return self._inbox.take_in(body, workspace=workspace, keys=envelope.keys(body), now=self._clock())

    def _begun(self, entry: Entry | None) -> Admission:
        if entry is not None:
            self._answering.begin(entry)
        return _ACKNOWLEDGED

    def _stored_too_late(self, body: Mapping[str, Any], taken: Future[Entry | None]) -> None:
        """What was being stored just when it was refused: an event that comes again is known then, and answered now;
        a person was told to try again, and is not to be answered twice.
        """
        if taken.cancelled() or taken.exception() is not None or (entry := taken.result()) is None:
            return
        if "event" in body:
            self._answering.begin(entry)
        else:
            self._inbox.forget(entry)

    def _refused(self, body: Mapping[str, Any]) -> Admission:
        """What can't be promised: Slack sends an event again, a person has to."""
        if "event" in body:
            return _AGAIN
        message = notices.busy()
        if url := str(body.get("response_url") or "") if "command" not in body else "":
            # Of the answer to a click Slack shows nothing.
            self._pool.submit(envelope.workspace_of(body), lambda: self._tell(url, message))
        return Admission(200, {"response_type": "ephemeral", "text": message.text, "blocks": list(message.blocks)})

    def _tell(self, url: str, message: Message) -> None:
        try:
            self._sender.send(ByUrl(url), message, workspace="", key="")
        except DeliveryError as error:
            _log.warning("could not tell who pressed a button: %s", code_of(error))

    def _ask(self, body: Mapping[str, Any]) -> Future[Admission]:
        answer: Future[Admission] = Future()

        def ask() -> None:
            if not answer.set_running_or_notify_cancel():
                return
            try:
                with time_limit(PATIENCE_WITH_FORMS):
                    answer.set_result(_admission(self._dispatch(body)))
            except Exception:
                _log.exception("could not answer a form")
                answer.set_result(_too_slow(body))

        self._pool.submit(envelope.workspace_of(body), ask)
        return answer


def _admission(response: BoltResponse) -> Admission:
    """Bolt's answer; what nobody listens for is acknowledged as well."""
    is_answer = response.status == 200 and response.body.startswith("{")
    return Admission(200, json.loads(response.body)) if is_answer else _ACKNOWLEDGED


def _too_slow(body: Mapping[str, Any]) -> Admission:
    if body.get("type") == "block_suggestion":
        return Admission(200, {"options": []})
    return Admission(200, {"response_action": "update", "view": told(notices.slow_form())})
