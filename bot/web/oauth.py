"""Installing the app in many workspaces: Bolt's OAuth flow, with nothing left to the environment."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from urllib.parse import urljoin

from slack_bolt.error import BoltError
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import FailureArgs
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient
from slack_sdk.oauth import OAuthStateStore
from slack_sdk.oauth.installation_store import Installation, InstallationStore

from bot.domain.errors import NewsdeskError
from bot.web import install_pages

INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"

_log = logging.getLogger(__name__)
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
    installed: Callable[[str], None] = lambda workspace: None,
) -> OAuthFlow:
    """The flow behind ``/slack/install`` (straight on to Slack's page) and ``/slack/oauth_redirect``.

    Bots only: no user token is asked for. ``authorization_url`` is another address of Slack's own page.
    ``installed`` is told of each workspace that was installed.
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
    return _Flow(client, settings, installed)


class _Flow(OAuthFlow):
    """Bolt's flow, but for installs of a whole organisation: of those nothing is stored, and the page says why.

    There is a page too where Bolt's would fail: what it failed at may hold a token, so the log gets no traceback.
    """

    def __init__(self, client: WebClient, settings: OAuthSettings, installed: Callable[[str], None]) -> None:
        super().__init__(client=client, settings=settings, logger=_quiet)
        self._installed = installed
        self.failure_handler = _failed

    def handle_installation(self, request: BoltRequest) -> BoltResponse:
        return _told(super().handle_installation, request)

    def handle_callback(self, request: BoltRequest) -> BoltResponse:
        return _told(super().handle_callback, request)

    def store_installation(self, request: BoltRequest, installation: Installation) -> None:
        if installation.is_enterprise_install or not installation.team_id:
            raise _WholeOrganisation("an install of a whole organisation")
        super().store_installation(request, installation)
        self._installed(installation.team_id)


def _failed(args: FailureArgs) -> BoltResponse:
    whole = isinstance(args.error, _WholeOrganisation)
    return install_pages.whole_organisation(args) if whole else install_pages.failed(args)


def _told(handle: Callable[[BoltRequest], BoltResponse], request: BoltRequest) -> BoltResponse:
    try:
        return handle(request)
    except NewsdeskError as error:
        _log.error("an installation failed: %s", error)
    except Exception as error:
        _log.error("an installation failed: %s", type(error).__name__)
    return install_pages.not_kept(INSTALL)


class _WholeOrganisation(BoltError):
    """Somebody installed the app for a whole organisation."""
