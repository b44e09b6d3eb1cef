"""Bolt's ``App``, with everything said explicitly: nothing comes from the environment."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from slack_bolt import App
from slack_bolt.context import BoltContext
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse

from bot.digests.troubles import Verdict, verdict
from bot.domain.errors import DeliveryError, StoreUnavailable
from bot.slack import envelope, listeners
from bot.slack.answering import AGAIN, Ticket
from bot.slack.authorisation import Authorisation, Installed
from bot.slack.clients import web_client
from bot.slack.departures import Departures
from bot.slack.newsroom import TICKET, Newsroom, apology
from bot.slack.organisations import refuse_organisations
from bot.slack.pacing import PacedDesk

NOT_AUTHORISED = (
    "Newsdesk has no access to this workspace right now. Try again in a minute; if it stays so, "
    "ask an admin to install Newsdesk again."
)

log = logging.getLogger("bot.slack.bolt")
# At info level Bolt logs the body of a request with a wrong signature, at debug level every body.
log.setLevel(logging.WARNING)


def build(*, newsroom: Newsroom, departures: Departures, tokens: Installed, api_url: str | None = None) -> App:
    """The Bolt app with Newsdesk's listeners, which run where the request is dispatched, to their end.

    Signatures are checked at the door, before a request is stored. ``api_url`` is another Web API base.
    """
    with _without_slack_environment():
        app = App(
            name="newsdesk",
            logger=log,
            signing_secret="",
            client=web_client(api_url=api_url),
            before_authorize=refuse_organisations,
            authorize=Authorisation(tokens, departures.returned),  # type: ignore[arg-type]  # Bolt does take None for "not installed here"
            request_verification_enabled=False,
            process_before_response=True,
            user_facing_authorize_error_message=NOT_AUTHORISED,
            attaching_conversation_kwargs_enabled=False,
        )
    app.error(_failed)
    listeners.register(app, replace(newsroom, desk=PacedDesk(newsroom.desk)), departures)
    return app


def answer(app: App, ticket: Ticket) -> None:
    """Answer a request that stands in the inbox. Raises: StoreUnavailable if the store goes away meanwhile."""
    app.dispatch(_request(ticket.body, {TICKET: ticket}))
    if ticket.failure is not None:
        raise ticket.failure


def answer_now(app: App, body: Mapping[str, Any]) -> BoltResponse:
    """Bolt's response to a request that is answered in its acknowledgement."""
    return app.dispatch(_request(body, {}))


def _request(body: Mapping[str, Any], context: dict[str, Any]) -> BoltRequest:
    # Of a request in this mode Bolt takes the body as it is: parsed and verified, by whatever way it came.
    return BoltRequest(body=dict(body), mode="socket_mode", context=context)


def _failed(error: Exception, context: BoltContext, body: Mapping[str, Any]) -> None:
    """What a listener, or finding out who we are, had no words for."""
    ticket: Ticket | None = context.get(TICKET)
    if ticket is None:
        apology(str(body.get("type")))
    elif isinstance(error, StoreUnavailable):
        ticket.failure = error
    elif isinstance(error, DeliveryError) and verdict(error) in (Verdict.WAIT, Verdict.LOOK):
        # Slack could not be asked who we are.
        ticket.later(error.retry_after or AGAIN)
    else:
        message = apology(str(body.get("type")))
        if (to := envelope.asker(body)) is not None:
            ticket.tell(to, message)


@contextmanager
def _without_slack_environment() -> Iterator[None]:
    """Hide the SLACK_* variables while ``App`` is built.

    It reads them whatever it is given: a client id and secret alone turn OAuth on with files in the home folder, a
    bot token makes it warn (slack_bolt 1.30, app.py).
    """
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("SLACK_")}
    try:
        yield
    finally:
        os.environ.update(hidden)
