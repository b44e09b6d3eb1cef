"""Opening a modal: while its trigger lives, or with a word to who waits for it."""

from __future__ import annotations

import logging

from bot.domain.errors import DeliveryError
from bot.slack.answering import Ticket
from bot.slack.callers import Caller
from bot.slack.newsroom import Newsroom
from bot.slack.refusals import code_of, delivery_errors
from bot.slack.sending import Destination
from bot.slack.views import notices
from bot.slack.views.blocks import Block

_log = logging.getLogger(__name__)


def opened(
    newsroom: Newsroom, caller: Caller, ticket: Ticket, trigger_id: str, view: Block, to: Destination, *, again: str
) -> str | None:
    """The id of the modal that Slack has opened; None if it did not, which ``to`` is then told, with ``again``.

    Slack wants a trigger used within three seconds; after a crash or in a crowd it is older.
    """
    try:
        with delivery_errors("could not open a modal"):
            answer = caller.client.views_open(trigger_id=trigger_id, view=view)
    except DeliveryError as error:
        _log.warning("could not open a modal: %s", code_of(error))
        newsroom.send("modal", ticket, to, notices.no_form(again, code_of(error)), outcome="unopened")
        return None
    return str(answer["view"]["id"])
