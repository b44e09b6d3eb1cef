"""What who added a feed hears when it is not read any more."""

from __future__ import annotations

import logging

from bot.domain.errors import DeliveryError
from bot.domain.feed import Feed
from bot.slack.refusals import code_of
from bot.slack.sending import Post, Sender
from bot.slack.views import feeds

_log = logging.getLogger(__name__)


def tell_maker(sender: Sender, feed: Feed, message: str) -> None:
    """Tell it in a direct message, as what feeds do is no news for a channel; who can't be told finds it in the list of
    feeds, and so does everybody of one that nobody in Slack added.
    """
    if not feed.made_by:
        return
    try:
        sender.send(Post(feed.made_by), feeds.ended(feed, message), workspace=feed.workspace, key=f"feed {feed.id}")
    except DeliveryError as error:
        _log.warning("a feed's maker could not be told of it: %s", code_of(error))
