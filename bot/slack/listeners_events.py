"""Questions in plain words: mentions in channels, direct messages; and the home tab."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

from slack_bolt import App
from slack_bolt.context import BoltContext

from bot.desk.questions import parse_question
from bot.domain.answer import Answer, Help
from bot.domain.query import Kind, Reader, Request
from bot.slack.callers import Caller
from bot.slack.commands import NEWS, AskDigests, route
from bot.slack.in_company import Alone, in_company, speaks_openly
from bot.slack.mentions import question_in
from bot.slack.newsroom import Newsroom
from bot.slack.replies import Posted
from bot.slack.views import answers, home
from bot.slack.views.blocks import Message
from bot.slack.views.notices import digests_elsewhere

NEWEST = 5
"""Stories on the home tab."""

_log = logging.getLogger(__name__)


def register(app: App, newsroom: Newsroom) -> None:
    """Listen to mentions, direct messages and openings of the home tab; Bolt acknowledges events by itself."""

    @app.event("app_mention")
    def mentioned(event: Mapping[str, str], body: Mapping[str, object], context: BoltContext) -> None:
        if _is_from_a_person(event):
            _asked(newsroom, event, body, context)

    @app.event("message")
    def messaged(event: Mapping[str, str], body: Mapping[str, object], context: BoltContext) -> None:
        if event.get("channel_type") == "im" and _is_from_a_person(event):
            _asked(newsroom, event, body, context)

    @app.event("app_home_opened")
    def home_opened(event: Mapping[str, str], body: Mapping[str, object], context: BoltContext) -> None:
        if event.get("tab") == "home":
            newsroom.pool.submit(show_home, newsroom, newsroom.caller(context, body))

    # Slack sends what the app's page subscribes to, which may be more than our manifest.
    @app.event(re.compile(""))
    def anything_else() -> None: ...


def show_home(newsroom: Newsroom, caller: Caller) -> None:
    """Publish the caller's home tab; a failure is logged, for there is nowhere to tell it."""
    try:
        caller.client.views_publish(user_id=caller.user, view=_home(newsroom, caller))
    except Exception:
        _log.exception("could not show the home tab")
        newsroom.count("home", "failed")
    else:
        newsroom.count("home", "answered")


def _home(newsroom: Newsroom, caller: Caller) -> dict[str, object]:
    reader = caller.reader()
    helped = newsroom.desk.answer(Request(kind=Kind.HELP), reader)
    examples = helped.examples if isinstance(helped, Help) else ()
    return home.home(
        newsroom.digests.rows(caller),
        newsroom.desk.newest(reader, NEWEST),
        examples,
        reader,
        deliveries=newsroom.digests.history(caller),
    )


def _is_from_a_person(event: Mapping[str, str]) -> bool:
    """Not from a bot (two that answer each other never stop), nor an edit, a deletion or a join."""
    return not event.get("bot_id") and not event.get("subtype") and bool(event.get("user"))


def _asked(newsroom: Newsroom, event: Mapping[str, str], body: Mapping[str, object], context: BoltContext) -> None:
    caller = newsroom.caller(context, body)
    channel, thread_ts = event["channel"], event.get("thread_ts")
    question = question_in(event.get("text") or "", context.bot_user_id)
    # An answer always opens or continues a thread: there, a follow-up knows its story.
    reply = Posted(caller.client, channel, thread_ts or event["ts"])

    def answer() -> Message:
        reader = caller.reader()
        if isinstance(wanted := route(NEWS, question), AskDigests):
            # What is asked in a channel everybody reads: somebody's digests are nothing for all.
            in_private = channel.startswith("D")
            return newsroom.digests.command(wanted.text, caller, channel, reader) if in_private else digests_elsewhere()
        alone = Alone(caller.client, channel, caller.user, thread_ts)
        found = ask(reader) if speaks_openly(caller, channel) else in_company(ask, reader, alone)
        outside = thread_ts is None and channel.startswith("D")
        newsroom.threads.keep(found, caller.workspace, channel, reply.thread_ts or "", outside=outside)
        return answers.without_share(answers.render(found, reader))

    def ask(reader: Reader) -> Answer:
        talk = newsroom.threads.talk(caller.client, reader, caller.workspace, channel, thread_ts)
        request = parse_question(question, now=newsroom.clock(), zone=reader.zone, talk=talk)
        return newsroom.desk.answer(request, reader)

    newsroom.pool.submit(newsroom.settle, "question", reply, answer)
