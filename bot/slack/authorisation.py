"""Which token speaks for a workspace, and Bolt's ``authorize`` over it."""

from __future__ import annotations

import logging
import threading
from typing import Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.authorize import Authorize
from slack_bolt.context import BoltContext
from slack_sdk import WebClient

_log = logging.getLogger(__name__)


class Tokens(Protocol):
    """The bot tokens, by workspace."""

    def token(self, workspace: str) -> str | None:
        """The bot token of a workspace (its team id or, for an organisation's install, the enterprise id)."""


class OneToken:
    """The one token of an app that is installed in one workspace."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __repr__(self) -> str:
        return "OneToken(…)"

    def token(self, workspace: str) -> str | None:
        """The token, whatever the workspace; ``Authorisation`` checks that it belongs there."""
        return self._token


class Authorisation(Authorize):
    """Bolt's ``authorize``: a request is served with its own workspace's token, or not at all.

    ``auth.test`` is asked once for each token: it is a trip to Slack inside the 3 seconds of the acknowledgement.
    """

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._known: dict[str, AuthorizeResult] = {}
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
        """Who we are in the request's workspace; None if the app is not installed there.

        None too if Slack can't be reached to ask: the request is refused, and the next one asks again.

        Raises:
            SlackApiError: if Slack refuses the token (Bolt tells the user to install again).
        """
        workspace = team_id or enterprise_id
        token = self._tokens.token(workspace) if workspace else None
        if token is None:
            return None
        try:
            ours = self._tested(token, context.client)
        except OSError as error:
            _log.warning("Slack can't be reached to test a token: %s", type(error).__name__)
            return None
        for_team = ours.team_id == team_id
        for_organisation = bool(context.is_enterprise_install) and ours.enterprise_id == enterprise_id
        return ours if for_team or for_organisation else None

    def _tested(self, token: str, client: WebClient) -> AuthorizeResult:
        # The lock makes a burst of first requests ask once; a known token never waits for it.
        if (known := self._known.get(token)) is None:
            with self._lock:
                if (known := self._known.get(token)) is None:
                    answer = client.auth_test(token=token)
                    known = AuthorizeResult.from_auth_test_response(bot_token=token, auth_test_response=answer)
                    self._known[token] = known
        return known
