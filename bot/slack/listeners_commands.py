"""Slash commands: acknowledged at once, answered for the asker alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from slack_bolt import Ack, App
from slack_bolt.context import BoltContext

from bot.desk.grammar import parse_command
from bot.digests.grammar import Change
from bot.slack.callers import Caller
from bot.slack.commands import AskDesk, AskDigests, route
from bot.slack.digest_commands import form_wanted
from bot.slack.listeners_digests import open_form
from bot.slack.newsroom import Newsroom
from bot.slack.replies import ByUrl
from bot.slack.text import plain_text
from bot.slack.views import answers
from bot.slack.views.blocks import Message


def register(app: App, newsroom: Newsroom) -> None:
    """Listen to every command that the manifest sends here."""

    @app.command(re.compile(""))
    def command(ack: Ack, body: Mapping[str, str], context: BoltContext) -> None:
        ack()
        caller = newsroom.caller(context, body)
        asked = route(
            body["command"],
            plain_text(body.get("text") or "", bot_user=context.bot_user_id, people=caller.name_of),
        )
        reply = ByUrl(body["response_url"])
        match asked:
            case AskDesk():
                newsroom.later(asked.kind.value, body, reply, lambda: _answer(newsroom, caller, asked))
            case AskDigests() if (form := form_wanted(asked.text)) and body.get("trigger_id"):
                edit = form if isinstance(form, Change) else None
                open_form(newsroom, caller, body["trigger_id"], channel=body["channel_id"], edit=edit)
            case AskDigests():
                channel = body["channel_id"]
                newsroom.later("digest", body, reply, lambda: _arrange(newsroom, caller, asked, channel))


def _answer(newsroom: Newsroom, caller: Caller, asked: AskDesk) -> Message:
    reader = caller.reader()
    request = parse_command(asked.kind, asked.text, now=newsroom.clock(), zone=reader.zone)
    return answers.render(newsroom.desk.answer(request, reader), reader)


def _arrange(newsroom: Newsroom, caller: Caller, asked: AskDigests, channel: str) -> Message:
    return newsroom.digests.command(asked.text, caller, channel, caller.reader())
