"""Installing the app in many workspaces: Bolt's OAuth flow, with nothing left to the environment."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient
from slack_sdk.oauth import OAuthStateStore
from slack_sdk.oauth.installation_store import InstallationStore

INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"

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
    return OAuthFlow(client=client, settings=settings, logger=_quiet)
