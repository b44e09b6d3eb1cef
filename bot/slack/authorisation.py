"""Which token speaks for a workspace, and Bolt's ``authorize`` over it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from http.client import HTTPException
from typing import Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.authorize import Authorize
from slack_bolt.context import BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.errors import DeliveryError, cause_of
from bot.slack.patience import Patience
from bot.slack.refusals import FOR_GOOD, code_of, wait_of

PAUSE = timedelta(seconds=5)
"""Between two questions about one token while Slack can't be reached."""

_log = logging.getLogger(__name__)


class Tokens(Protocol):
    """The bot tokens, by workspace."""

    def token(self, workspace: str) -> str | None:
        """The bot token of a workspace, by its team id."""


class Installed(Tokens, Protocol):
    """The tokens, and what was stored beside them when the app was installed."""

    def identity(self, workspace: str) -> AuthorizeResult | None:
        """Who we are in the workspace, without the token; None where that is not known without asking Slack."""


class OneToken:
    """The one token of an app that is installed in one workspace."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __repr__(self) -> str:
        return "OneToken(…)"

    def token(self, workspace: str) -> str | None:
        """The token, whatever the workspace; ``Authorisation`` checks that it belongs there."""
        return self._token

    def identity(self, workspace: str) -> AuthorizeResult | None:
        """None: only Slack knows where a token belongs."""
        return None


class Authorisation(Authorize):
    """Bolt's ``authorize``: a request is served with its own workspace's token, or not at all.

    Who we are stands beside the token where it was stored at installing; else ``auth.test`` is asked, once for each
    token. ``identified`` is told of each workspace whose token was tested so, and is good.
    """

    def __init__(self, tokens: Installed, identified: Callable[[str], None] = lambda workspace: None) -> None:
        self._tokens, self._identified = tokens, identified
        self._known: dict[str, AuthorizeResult] = {}
        self._failed: dict[str, tuple[float, DeliveryError | None]] = {}
        self._lock = threading.Lock()

    def __call__(
        self,
        *,
        context: BoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult | None:
        """Who we are in the request's workspace; None if the app is not installed there, or its token is refused.

        Raises:
            DeliveryError: with ``retry_after``, if Slack can't say now: the request is not served, but may be later.
            StorageError: if the installations can't be read.
        """
        if not team_id or context.is_enterprise_install:
            return None
        token = self._tokens.token(team_id)
        if token is None:
            return None
        ours = self._known.get(token) or self._stored(token, team_id) or self._tested(token, context.client)
        return ours if ours is not None and ours.team_id == team_id else None

    def _stored(self, token: str, team_id: str) -> AuthorizeResult | None:
        stored = self._tokens.identity(team_id)
        if stored is None:
            return None
        known = AuthorizeResult(**{**stored, "bot_token": token})
        self._known[token] = known
        return known

    def _tested(self, token: str, client: WebClient) -> AuthorizeResult | None:
        # The lock makes a burst of first requests ask once; a known token never waits for it, and a failure counts
        # for all who waited.
        with self._lock:
            if (known := self._known.get(token)) is not None:
                return known
            until, failure = self._failed.get(token, (0.0, None))
            if time.monotonic() < until:
                if failure is not None:
                    raise failure
                return None
            try:
                known = Patience().ask(client, lambda hurried: _ask(hurried, token))
            except (SlackClientError, OSError, HTTPException) as error:
                failure = _failure(error)
                pause = failure.retry_after if failure and failure.retry_after else PAUSE
                self._failed = {token: (time.monotonic() + pause.total_seconds(), failure)}
                if failure is not None:
                    raise failure from error
                return None
            self._known[token] = known
        self._identified(known.team_id or "")
        return known


def _ask(client: WebClient, token: str) -> AuthorizeResult:
    return AuthorizeResult.from_auth_test_response(bot_token=token, auth_test_response=client.auth_test(token=token))


def _failure(error: SlackClientError | OSError | HTTPException) -> DeliveryError | None:
    """What to raise, so that the request comes back later; None if the token will never be good again."""
    if not isinstance(error, SlackApiError):
        cause, wait = cause_of(error), None
    elif code_of(error) in FOR_GOOD:
        _log.warning("Slack refuses the token of a workspace: %s", code_of(error))
        return None
    else:
        # Where the body was no JSON, slack_sdk puts a sentence about it in place of the code.
        cause, wait = f"HTTP {error.response.status_code}", wait_of(error)
    _log.warning("Slack can't be asked whose a token is: %s", cause)
    return DeliveryError("Slack can't be reached", "", cause, retry_after=wait or PAUSE)
