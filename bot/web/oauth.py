"""Installing the app in many workspaces: Bolt's OAuth flow, with nothing left to the environment."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient
from slack_sdk.oauth import OAuthStateStore
from slack_sdk.oauth.installation_store import InstallationStore

from bot.domain.errors import NewsdeskError

INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"

_FAILED = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Not installed</title></head>
<body><h1>Not installed</h1>
<p>Newsdesk could not keep this installation just now, so it is not in your workspace yet.
<a href="{INSTALL}">Try again</a> in a minute; if it stays so, tell whoever runs Newsdesk.</p></body></html>
"""

_log = logging.getLogger(__name__)
# Bolt warns with the one-time code of a failed installation, and its debug lines hold states.
_quiet = logging.getLogger("bot.web.oauth.bolt")
_quiet.setLevel(logging.ERROR)


def flow(
    *,
    client_id: str,
    client_secret: str,
    scopes: Sequence[str],
    installations: InstallationStore,
    states: OAuthStateStore,
    client: WebClient,
    authorization_url: str | None = None,
) -> OAuthFlow:
    """The flow behind ``/slack/install`` (straight on to Slack's page) and ``/slack/oauth_redirect``.

    Bots only: no user token is asked for. ``authorization_url`` is another address of Slack's own page, for tests.
    """
    settings = OAuthSettings(
        client_id=client_id,
        client_secret=client_secret,
        scopes=list(scopes),
        user_scopes=[],
        install_path=INSTALL,
        redirect_uri_path=REDIRECT,
        install_page_rendering_enabled=False,
        authorization_url=authorization_url,
        installation_store=installations,
        installation_store_bot_only=True,
        state_store=states,
        logger=_quiet,
    )
    return _Flow(client=client, settings=settings, logger=_quiet)


class _Flow(OAuthFlow):
    """Bolt's flow, and a page where it would fail: what it failed at may hold a token, so the log gets no traceback."""

    def handle_installation(self, request: BoltRequest) -> BoltResponse:
        return _told(super().handle_installation, request)

    def handle_callback(self, request: BoltRequest) -> BoltResponse:
        return _told(super().handle_callback, request)


def _told(handle: Callable[[BoltRequest], BoltResponse], request: BoltRequest) -> BoltResponse:
    try:
        return handle(request)
    except NewsdeskError as error:
        _log.error("an installation failed: %s", error)
    except Exception as error:
        _log.error("an installation failed: %s", type(error).__name__)
    return BoltResponse(status=503, body=_FAILED, headers={"content-type": "text/html; charset=utf-8"})
