"""What comes of requests that belong to an organisation and not to one of its workspaces: a refusal in words.

Articles, digests and rights are a workspace's. An install for a whole organisation would need to know of each request
from which workspace it is meant, and Slack does not say so of all of them; so it is refused at installing, and here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress

from slack_bolt.context import BoltContext
from slack_bolt.response import BoltResponse

from bot.slack.views import notices
from bot.slack.views.blocks import modal_view

REFUSAL = "Newsdesk is installed for a whole organisation here, and can't work so"
REASON = "articles and digests belong to one workspace, and people outside of it must not see them"
INSTEAD = "Ask an admin to install it in each workspace that shall have it."

_log = logging.getLogger(__name__)


def is_organisations(context: BoltContext) -> bool:
    """Whether a request names no workspace, or is there by an install for a whole organisation."""
    return bool(context.is_enterprise_install) or not context.team_id


def refuse_organisations(
    body: Mapping[str, object],
    context: BoltContext,
    next: Callable[[], BoltResponse],  # noqa: A002 - Bolt's name
) -> BoltResponse:
    """A middleware to run before anybody is authorised: such a request is told why, where Slack lets us tell it."""
    if not is_organisations(context) or body.get("type") == "url_verification" or body.get("ssl_check"):
        return next()
    _log.info("a request of a whole organisation is refused")
    told = notices.told(REFUSAL, f"The reason: {REASON}.", INSTEAD)
    if body.get("type") == "view_submission":
        view = modal_view("Newsdesk", list(told.blocks))
        return BoltResponse(status=200, body={"response_action": "update", "view": view})
    if body.get("type") == "block_suggestion":
        return BoltResponse(status=200, body={"options": []})
    if context.response_url and context.respond is not None:
        # Nothing is lost but the words: the request itself can't be served.
        with suppress(OSError):
            context.respond(text=told.text, blocks=list(told.blocks))
    return BoltResponse(status=200, body="")
