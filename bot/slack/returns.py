"""What the makers of digests hear when their workspace has the app again."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.domain.digest import Subscription
from bot.domain.errors import DeliveryError
from bot.slack.refusals import code_of
from bot.slack.sending import Post, Sender
from bot.slack.views import notices

_log = logging.getLogger(__name__)


def tell_makers(sender: Sender, workspace: str, resumed: Sequence[Subscription]) -> None:
    """Tell each maker, in a direct message, which digests go on; who can't be told finds them in their list."""
    for maker in dict.fromkeys(each.creator for each in resumed):
        numbers = ", ".join(str(each.number) for each in resumed if each.creator == maker)
        message = notices.told(
            "Newsdesk is back in this workspace, and your digests go on",
            f"They were paused when it was removed: {numbers}. /digest list shows them.",
        )
        try:
            sender.send(Post(maker), message, workspace=workspace, key=f"back {workspace}")
        except DeliveryError as error:
            _log.warning("a digest's maker could not be told that it goes on: %s", code_of(error))
