"""Installing the app in many workspaces: Bolt's OAuth flow, with nothing left to the environment."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from urllib.parse import urljoin

from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import CallbackOptions
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient
from slack_sdk.oauth import OAuthStateStore
from slack_sdk.oauth.installation_store import InstallationStore

from bot.web import install_pages

INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"

# Bolt warns with the one-time code of a failed installation, and its debug lines hold states.
_quiet = logging.getLogger("bot.web.oauth.bolt")
_quiet.setLevel(logging.ERROR)


def authorization_page(api_url: str | None) -> str | None:
    """Slack's own page beside a Web API that is not slack.com's, such as GovSlack's; None is slack.com's."""
    return urljoin(api_url, "/oauth/v2/authorize") if api_url else None


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

    Bots only: no user token is asked for. ``authorization_url`` is another address of Slack's own page.
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
    settings.callback_options = CallbackOptions(lambda done: done.default.success(done), install_pages.failed)
    return OAuthFlow(client=client, settings=settings, logger=_quiet)
