"""Questions in plain words: mentions in channels, direct messages; and the home tab."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

from slack_bolt import App
from slack_bolt.context import BoltContext

from bot.desk.questions import parse_question
from bot.digests.troubles import Verdict, verdict
from bot.domain.answer import Answer, Help
from bot.domain.errors import DeliveryError, StorageError
from bot.domain.query import Kind, Reader, Request
from bot.slack import adding, envelope
from bot.slack.adding import Dropped
from bot.slack.answering import AGAIN, Ticket
from bot.slack.callers import Caller
from bot.slack.commands import NEWS, AskDigests, AskFeeds, AskToAdd, in_words, route
from bot.slack.feed_commands import reads_pages
from bot.slack.in_company import in_company, speaks_openly
from bot.slack.newsroom import Newsroom
from bot.slack.refusals import code_of, delivery_errors
from bot.slack.sending import Destination, Post, ToOne
from bot.slack.text import plain_text
from bot.slack.views import additions, answers, home
from bot.slack.views.blocks import Message
from bot.slack.views.notices import digests_elsewhere, feeds_elsewhere

NEWEST, OWN = 5, 3
"""Stories on the home tab, and articles that the caller added."""
HOME_TRIES = 3
"""How often a home tab is shown again after an answer of Slack's that says nothing."""

_log = logging.getLogger(__name__)


def register(app: App, newsroom: Newsroom) -> None:
    """Listen to mentions, direct messages and openings of the home tab."""

    @app.event("app_mention")
    def mentioned(event: Mapping[str, str], body: Mapping[str, object], context: BoltContext) -> None:
        if envelope.is_question(event):
            _asked(newsroom, event, body, context)

    @app.event("message")
    def messaged(event: Mapping[str, str], body: Mapping[str, object], context: BoltContext) -> None:
        if envelope.is_question(event):
            _asked(newsroom, event, body, context)

    @app.event("app_home_opened")
    def home_opened(event: Mapping[str, str], body: Mapping[str, object], context: BoltContext) -> None:
        if event.get("tab") != "home":
            return
        ticket = newsroom.ticket(context)
        try:
            show_home(newsroom, newsroom.caller(context, body))
        except DeliveryError as error:
            # The same view twice is one view, so an unclear answer is no reason to look for it.
            passing = verdict(error)
            if passing is Verdict.WAIT or (passing is Verdict.LOOK and ticket.entry.looks < HOME_TRIES):
                ticket.later(error.retry_after or AGAIN)

    # Slack sends what the app's page subscribes to, which may be more than our manifest.
    @app.event(re.compile(""))
    def anything_else() -> None: ...


def show_home(newsroom: Newsroom, caller: Caller) -> None:
    """Publish the caller's home tab; a failure is logged, for there is nowhere to tell it.

    Raises: StorageError; DeliveryError if Slack refuses it, now or for good.
    """
    try:
        with delivery_errors("could not show the home tab"):
            caller.client.views_publish(user_id=caller.user, view=_home(newsroom, caller))
    except (StorageError, DeliveryError) as error:
        _log.warning("could not show the home tab: %s", code_of(error))
        newsroom.count("home", "failed")
        raise
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
        feeds=newsroom.feeds.rows(caller),
        may_keep_feeds=newsroom.feeds.may_keep(caller),
        added=newsroom.additions.recent(caller, OWN),
    )


def _asked(newsroom: Newsroom, event: Mapping[str, str], body: Mapping[str, object], context: BoltContext) -> None:
    caller, ticket = newsroom.caller(context, body), newsroom.ticket(context)
    channel, thread_ts = event["channel"], event.get("thread_ts")
    is_private = channel.startswith("D")
    # In a channel an answer always opens or continues a thread: there, a follow-up knows its story.
    to = Post(channel, thread_ts or (None if is_private else event["ts"]))
    # What is the workspace's own is no news for people of other organisations.
    own: Destination = to if speaks_openly(caller, channel) else ToOne(channel, caller.user, thread_ts)
    given = plain_text(event.get("text") or "", bot_user=context.bot_user_id)
    files, words = adding.files_in(event), adding.read(given)
    if files.all and not words.links and (words.is_bare or words.says_so):
        return _dropped(newsroom, caller, ticket, own, files, says_so=words.says_so)
    if isinstance(wanted := route(NEWS, in_words(given)), AskToAdd):
        return newsroom.add(caller, ticket, own, wanted.links, files.all)
    if isinstance(wanted, AskFeeds):
        return _feeds(newsroom, caller, ticket, to, channel, wanted.text)

    def answer() -> Message:
        reader = caller.reader()
        said = plain_text(event.get("text") or "", bot_user=context.bot_user_id, people=caller.name_of)
        question = in_words(said)
        if isinstance(wanted := route(NEWS, question), AskDigests):
            # What is asked in a channel everybody reads: somebody's digests are nothing for all.
            return newsroom.digests.command(wanted.text, caller, channel, reader) if is_private else digests_elsewhere()
        if words.is_bare and len(words.links) > 1 and (missing := newsroom.additions.missing(words.links, caller)):
            return newsroom.additions.offer(missing, (), caller)

        def ask(asker: Reader) -> Answer:
            talk = newsroom.threads.talk(caller.client, asker, caller.workspace, channel, thread_ts)
            request = parse_question(question, now=newsroom.clock(), zone=asker.zone, talk=talk)
            return newsroom.desk.answer(request, asker)

        def alone(message: Message) -> None:
            ticket.tell(ToOne(channel, caller.user, thread_ts), message)

        def found() -> Message:
            found = ask(reader) if speaks_openly(caller, channel) else in_company(ask, reader, alone)
            newsroom.threads.keep(found, caller.workspace, channel, to.thread_ts)
            return answers.without_share(answers.render(found, reader))

        return newsroom.answer(caller, found)

    return newsroom.settle("question", ticket, to, answer)


def _dropped(
    newsroom: Newsroom, caller: Caller, ticket: Ticket, to: Destination, files: Dropped, *, says_so: bool
) -> None:
    """Files without a question: added, if their message says so, else offered to be."""
    if files.feeds and not files.texts:
        return newsroom.settle("feeds", ticket, to, lambda: newsroom.feeds.offer(files.feeds, caller))
    if not files.texts and not files.feeds:
        return newsroom.settle("add", ticket, to, additions.not_texts)
    if says_so:
        return newsroom.add(caller, ticket, to, (), files.texts)
    return newsroom.settle("add", ticket, to, lambda: newsroom.additions.offer((), files.texts, caller))


def _feeds(newsroom: Newsroom, caller: Caller, ticket: Ticket, to: Destination, channel: str, text: str) -> None:
    """What a message says about feeds. In a channel everybody reads along: they are kept elsewhere."""
    if not channel.startswith("D"):
        return newsroom.settle("feeds", ticket, to, feeds_elsewhere)

    def kept() -> Message:
        return newsroom.feeds.command(text, caller, channel)

    if reads_pages(text):
        return newsroom.read_pages("feeds", caller, ticket, to, kept)
    return newsroom.settle("feeds", ticket, to, kept)
