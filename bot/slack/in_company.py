"""Answers where people of other organisations read: what all may see is said openly, the rest to the asker alone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.domain.answer import Answer, Help
from bot.domain.article import SHARED
from bot.domain.errors import NotFound, QueryError
from bot.domain.query import Reader
from bot.slack.callers import Caller
from bot.slack.views import answers
from bot.slack.views.blocks import Message
from bot.slack.views.company import for_asker_alone

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Alone:
    """A message that one person sees in a channel, for as long as Slack keeps such ones."""

    client: WebClient = field(repr=False)
    channel: str
    user: str
    thread_ts: str | None = None

    def __call__(self, message: Message) -> None:
        """Raises: SlackApiError if Slack refuses it."""
        self.client.chat_postEphemeral(
            channel=self.channel,
            user=self.user,
            thread_ts=self.thread_ts,
            text=message.text,
            blocks=list(message.blocks),
        )


def speaks_openly(caller: Caller, channel: str) -> bool:
    """Whether what somebody asks in a conversation may be answered there with all that they may see."""
    return channel.startswith("D") or not caller.is_externally_shared


def in_company(ask: Callable[[Reader], Answer], reader: Reader, alone: Callable[[Message], None]) -> Answer:
    """What all may hear of what ``ask`` answers: its reader's own articles are shared only by their word.

    If those say more, ``alone`` gets the answer with them, and a button to share it. Raises: what ``ask`` raises.
    """
    try:
        openly = ask(replace(reader, workspace=SHARED))
    except (NotFound, QueryError):
        _tell(ask, reader, None, alone)
        raise
    _tell(ask, reader, openly, alone)
    return openly


def _tell(
    ask: Callable[[Reader], Answer], reader: Reader, openly: Answer | None, alone: Callable[[Message], None]
) -> None:
    """Give ``alone`` what ``reader`` finds beyond what is said openly, if that is anything."""
    if reader.workspace == SHARED or isinstance(openly, Help):
        return
    try:
        whole = answers.render(ask(reader), reader)
    except (NotFound, QueryError):
        return
    if openly is not None and whole == answers.render(openly, reader):
        return
    try:
        alone(for_asker_alone(whole))
    except (SlackClientError, OSError) as error:
        _log.warning("an answer could not be shown to its asker alone: %s", type(error).__name__)
