"""Answers where people of other organisations read: what all may see is said openly, the rest to the asker alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.domain.answer import Answer, Help
from bot.domain.article import SHARED
from bot.domain.errors import NotFound, QueryError
from bot.domain.query import Reader
from bot.slack.callers import Caller
from bot.slack.views import answers
from bot.slack.views.blocks import Message
from bot.slack.views.company import for_asker_alone


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
    alone(for_asker_alone(whole))
