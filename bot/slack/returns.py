"""What the makers of digests hear when their workspace has the app again."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from slack_sdk.errors import SlackClientError

from bot.domain.digest import Subscription
from bot.slack.authorisation import Tokens
from bot.slack.replies import Posted, web_client
from bot.slack.views import notices

_log = logging.getLogger(__name__)


def tell_makers(tokens: Tokens, workspace: str, resumed: Sequence[Subscription], *, api_url: str | None = None) -> None:
    """Tell each maker, in a direct message, which digests go on; who can't be told finds them in their list."""
    token = tokens.token(workspace)
    client = web_client(token, api_url=api_url)
    for maker in dict.fromkeys(each.creator for each in resumed):
        numbers = ", ".join(str(each.number) for each in resumed if each.creator == maker)
        message = notices.told(
            "Newsdesk is back in this workspace, and your digests go on",
            f"They were paused when it was removed: {numbers}. /digest list shows them.",
        )
        try:
            Posted(client, maker)(message)
        except (SlackClientError, OSError) as error:
            _log.warning("a digest's maker could not be told that it goes on: %s", type(error).__name__)
