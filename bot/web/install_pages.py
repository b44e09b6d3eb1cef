"""What somebody reads whose installation came to nothing: why, and what to do. Nothing of theirs is repeated."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from slack_bolt.oauth.callback_options import FailureArgs
from slack_bolt.response import BoltResponse

_log = logging.getLogger(__name__)

_AGAIN = '<a href="{install}">Install Newsdesk from here</a>'
_WHY = {
    "access_denied": ("It was cancelled on Slack's page, and nothing was stored.", f"{_AGAIN} whenever you like."),
    "invalid_browser": (
        "This installation did not begin at Newsdesk, or it began in another browser.",
        f"{_AGAIN}, also if you came from Slack's Marketplace or its pages for admins: it leads to Slack and back.",
    ),
    "invalid_state": (
        "This installation took longer than ten minutes, or was finished already.",
        f"If Newsdesk is not in your workspace yet: {_AGAIN}.",
    ),
    "missing_code": ("Slack sent no code along.", f"{_AGAIN}."),
    "invalid_code": (
        "Slack does not confirm this installation. Its code can be used once only, and for ten minutes.",
        f"{_AGAIN}; if it stays so, tell whoever runs Newsdesk: perhaps the client secret is not the app's.",
    ),
}
_OTHER = ("Slack reports a problem with this installation.", f"{_AGAIN}; if it stays so, tell whoever runs Newsdesk.")
_WHOLE_ORGANISATION = (
    "You chose the whole organisation. Newsdesk is installed in one workspace at a time. Nothing was stored.",
    """Articles and digests belong to one workspace, and people outside of it must not see them. Please remove Newsdesk
from the organisation's apps again, then <a href="{install}">install it</a> once for each workspace that shall have it:
choose that one on Slack's page.""",
)
_NOT_KEPT = (
    "Newsdesk could not keep this installation just now, so it is not in your workspace yet.",
    '<a href="{install}">Try again</a> in a minute; if it stays so, tell whoever runs Newsdesk.',
)
_OPERATORS = frozenset({"invalid_code", "storage_error"})

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Newsdesk is not installed</title>
<style>body {{ font: 16px/1.5 sans-serif; max-width: 36em; margin: 3em auto; padding: 0 1em }}</style></head>
<body>
<h1>Newsdesk is not installed</h1>
<p>{why}</p>
<p>{what}</p>
</body>
</html>
"""


def failed(args: FailureArgs) -> BoltResponse:
    """The page for what Bolt's flow failed at, for ``CallbackOptions``."""
    if args.reason in _OPERATORS:
        _log.warning("an installation failed: %s", args.reason)
    return _page(_WHY.get(args.reason, _OTHER), args.suggested_status_code, args)


def whole_organisation(args: FailureArgs) -> BoltResponse:
    """The page for who wanted to install the app for an organisation as a whole."""
    return _page(_WHOLE_ORGANISATION, 403, args)


def not_kept(install: str) -> BoltResponse:
    """The page for who comes while the store fails; ``install`` is where to begin again."""
    why, what = _NOT_KEPT
    headers: dict[str, str | Sequence[str]] = {"Content-Type": "text/html; charset=utf-8"}
    return BoltResponse(status=503, headers=headers, body=_PAGE.format(why=why, what=what.format(install=install)))


def _page(words: tuple[str, str], status: int, args: FailureArgs) -> BoltResponse:
    why, what = words
    headers: dict[str, str | Sequence[str]] = {
        "Content-Type": "text/html; charset=utf-8",
        "Set-Cookie": args.settings.state_utils.build_set_cookie_for_deletion(),
    }
    body = _PAGE.format(why=why, what=what.format(install=args.settings.install_path))
    return BoltResponse(status=status, headers=headers, body=body)
