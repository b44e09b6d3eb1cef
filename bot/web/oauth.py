"""Installing the app in many workspaces: Bolt's OAuth flow, with nothing left to the environment."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

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
    installed: Callable[[str], None] = lambda workspace: None,
) -> OAuthFlow:
    """The flow behind ``/slack/install`` (straight on to Slack's page) and ``/slack/oauth_redirect``.

    Bots only: no user token is asked for. ``authorization_url`` is another address of Slack's own page, for tests.
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
        self._installed, self._fail = installed, self.failure_handler
        self.failure_handler = self._failed

    def handle_installation(self, request: BoltRequest) -> BoltResponse:
        return _told(super().handle_installation, request)

    def handle_callback(self, request: BoltRequest) -> BoltResponse:
        return _told(super().handle_callback, request)

    def store_installation(self, request: BoltRequest, installation: Installation) -> None:
        if installation.is_enterprise_install or not installation.team_id:
            raise _WholeOrganisation("an install of a whole organisation")
        super().store_installation(request, installation)
        self._installed(installation.team_id)

    def _failed(self, args: FailureArgs) -> BoltResponse:
        if not isinstance(args.error, _WholeOrganisation):
            return self._fail(args)
        headers: dict[str, str | Sequence[str]] = {
            "Content-Type": "text/html; charset=utf-8",
            "Set-Cookie": self.settings.state_utils.build_set_cookie_for_deletion(),
        }
        return BoltResponse(status=403, headers=headers, body=_REFUSED)


def _told(handle: Callable[[BoltRequest], BoltResponse], request: BoltRequest) -> BoltResponse:
    try:
        return handle(request)
    except NewsdeskError as error:
        _log.error("an installation failed: %s", error)
    except Exception as error:
        _log.error("an installation failed: %s", type(error).__name__)
    return BoltResponse(status=503, body=_FAILED, headers={"content-type": "text/html; charset=utf-8"})


class _WholeOrganisation(BoltError):
    """Somebody installed the app for a whole organisation."""


_REFUSED = f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Newsdesk is not installed</title>
<style>body {{ font: 16px/1.5 sans-serif; max-width: 36em; margin: 3em auto; padding: 0 1em }}</style></head>
<body>
<h1>Newsdesk is not installed</h1>
<p>You chose the whole organisation. Newsdesk is installed in one workspace at a time, because
articles and digests belong to one workspace, and people outside of it must not see them. Nothing was stored.</p>
<p>Please remove it from the organisation's apps again, then <a href="{INSTALL}">install it</a> anew, and choose a
workspace on Slack's page; once for each workspace that shall have it.</p>
</body>
</html>
"""
