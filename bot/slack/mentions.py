"""What somebody asked in a message: its text without Slack's own tokens."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"<([@#!])([^|>]*)(?:\|([^>]*))?>")
_MAIL = re.compile(r"<(?:mailto|tel):[^|>]*\|([^>]*)>")


def question_in(text: str, bot_user: str | None) -> str:
    """The words of a message: without the mention of the bot, other people and channels by their names.

    A person whom Slack gives no name for, and ``<!here>``, leave nothing. Links stay as Slack writes them
    (``<https://…|label>``): the desk's grammar reads them.
    """

    def read(token: re.Match[str]) -> str:
        mark, subject, label = token.groups()
        return " " if mark == "@" and subject == bot_user else f" {label or ''} "

    return " ".join(_MAIL.sub(r"\1", _TOKEN.sub(read, text)).split())
