"""Slash commands, answered for the asker alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from slack_bolt import Ack, App
from slack_bolt.context import BoltContext

from bot.desk.grammar import parse_command
from bot.digests.grammar import Change
from bot.slack.callers import Caller
from bot.slack.commands import AskDesk, AskDigests, AskFeeds, AskToAdd, route
from bot.slack.digest_commands import form_wanted
from bot.slack.feed_commands import reads_pages, wants_form
from bot.slack.listeners_digests import open_form
from bot.slack.listeners_sources import open_feed_form
from bot.slack.newsroom import Newsroom
from bot.slack.sending import ByUrl
from bot.slack.text import plain_text
from bot.slack.views import answers
from bot.slack.views.blocks import Message


def register(app: App, newsroom: Newsroom) -> None:
    """Listen to every command that the manifest sends here."""

    @app.command(re.compile(""))
    def command(ack: Ack, body: Mapping[str, str], context: BoltContext) -> None:
        ack()
        caller, ticket = newsroom.caller(context, body), newsroom.ticket(context)
        said = plain_text(body.get("text") or "", bot_user=context.bot_user_id, people=caller.name_of)
        asked = route(body["command"], said)
        to, channel = ByUrl(body.get("response_url") or ""), body.get("channel_id") or ""
        match asked:
            case AskDesk():
                newsroom.settle(asked.kind.value, ticket, to, lambda: _answer(newsroom, caller, asked))
            case AskDigests() if (form := form_wanted(asked.text)) and body.get("trigger_id"):
                edit = form if isinstance(form, Change) else None
                open_form(newsroom, caller, ticket, body["trigger_id"], to, channel=channel, edit=edit)
            case AskDigests():
                newsroom.settle("digest", ticket, to, lambda: _arrange(newsroom, caller, asked, channel))
            case AskToAdd(links):
                newsroom.add(caller, ticket, to, links, ())
            case AskFeeds(text) if wants_form(text) and body.get("trigger_id"):
                open_feed_form(newsroom, caller, ticket, body["trigger_id"], to, channel=channel)
            case AskFeeds(text) if reads_pages(text):
                newsroom.read_pages("feeds", caller, ticket, to, lambda: newsroom.feeds.command(text, caller, channel))
            case AskFeeds(text):
                newsroom.settle("feeds", ticket, to, lambda: newsroom.feeds.command(text, caller, channel))


def _answer(newsroom: Newsroom, caller: Caller, asked: AskDesk) -> Message:
    reader = caller.reader()
    request = parse_command(asked.kind, asked.text, now=newsroom.clock(), zone=reader.zone)
    return newsroom.answer(caller, lambda: answers.render(newsroom.desk.answer(request, reader), reader))


def _arrange(newsroom: Newsroom, caller: Caller, asked: AskDigests, channel: str) -> Message:
    return newsroom.digests.command(asked.text, caller, channel, caller.reader())
