"""Bolt's ``App``, with everything said explicitly: nothing comes from the environment."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from slack_bolt import App

from bot.slack import listeners
from bot.slack.authorisation import Authorisation, Installed
from bot.slack.departures import Departures
from bot.slack.newsroom import Newsroom
from bot.slack.organisations import refuse_organisations
from bot.slack.pacing import PacedDesk
from bot.slack.replies import web_client

ACKNOWLEDGING = 32
"""Threads that run listeners up to their acknowledgement. Bolt's own 5 made a sixth command miss its 3 seconds."""
WORKING = 16
"""Threads that find answers and send them."""

NOT_AUTHORISED = (
    "Newsdesk has no access to this workspace right now. Try again in a minute; if it stays so, "
    "ask an admin to install Newsdesk again."
)

log = logging.getLogger("bot.slack.bolt")
# At info level Bolt logs the body of a request with a wrong signature, at debug level every body.
log.setLevel(logging.WARNING)


def build(
    *,
    newsroom: Newsroom,
    departures: Departures,
    tokens: Installed,
    signing_secret: str,
    api_url: str | None = None,
) -> App:
    """The Bolt app with Newsdesk's listeners.

    ``signing_secret`` may be empty for Socket Mode, where Slack signs nothing. ``api_url`` is another Web API base.
    """
    with _without_slack_environment():
        app = App(
            name="newsdesk",
            logger=log,
            signing_secret=signing_secret,
            client=web_client(api_url=api_url),
            before_authorize=refuse_organisations,
            authorize=Authorisation(tokens, departures.returned),  # type: ignore[arg-type]  # Bolt does take None for "not installed here"
            request_verification_enabled=True,
            user_facing_authorize_error_message=NOT_AUTHORISED,
            attaching_conversation_kwargs_enabled=False,
            listener_executor=ThreadPoolExecutor(ACKNOWLEDGING, "acknowledging"),
        )
    listeners.register(app, replace(newsroom, desk=PacedDesk(newsroom.desk)), departures)
    return app


def working_pool() -> Executor:
    """The pool for ``Newsroom.pool``."""
    return ThreadPoolExecutor(WORKING, "answering")


def stop(app: App, pool: Executor) -> None:
    """Finish what was acknowledged: every listener first, then the work that they started."""
    app.listener_runner.listener_executor.shutdown(wait=True)
    pool.shutdown(wait=True)


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
