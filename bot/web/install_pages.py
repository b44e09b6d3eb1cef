"""What somebody reads whose installation came to nothing: why, and what to do. Nothing of theirs is repeated."""

from __future__ import annotations

import logging

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
    why, what = _WHY.get(args.reason, _OTHER)
    return BoltResponse(
        status=args.suggested_status_code,
        headers={
            "Content-Type": "text/html; charset=utf-8",
            "Set-Cookie": args.settings.state_utils.build_set_cookie_for_deletion(),
        },
        body=_PAGE.format(why=why, what=what.format(install=args.settings.install_path)),
    )
