"""Buttons: ask again, turn the page, show in context, share, manage a digest."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from slack_bolt import Ack, App
from slack_bolt.context import BoltContext

from bot.desk.grammar import parse_command
from bot.digests.grammar import Verb
from bot.domain.errors import DeliveryError, QueryError
from bot.slack import actions, envelope
from bot.slack.actions import Ask, Place
from bot.slack.listeners_digests import open_form
from bot.slack.listeners_events import show_home
from bot.slack.modals import opened
from bot.slack.newsroom import Newsroom
from bot.slack.presses import Press
from bot.slack.refusals import delivery_errors
from bot.slack.sending import InModal
from bot.slack.views import answers, notices
from bot.slack.views import context as context_view
from bot.slack.views.blocks import Message, modal_view
from bot.slack.views.company import for_asker_alone

_SAME_ANSWER = frozenset({"ask:previous", "ask:next", "ask:longer"})
"""What shows another part of the answer that it stands under."""


_TOLD = frozenset({Verb.NOW, Verb.PREVIEW, Verb.STOP})
"""What is answered even where the home tab shows what became of it; a removed digest comes with its undo."""


def register(app: App, newsroom: Newsroom) -> None:
    """Listen to every button that a view of ours has or ever had."""

    def listen(ids: str | re.Pattern[str], handle: Callable[[Newsroom, Press, Mapping[str, object]], None]) -> None:
        @app.action(ids)
        def pressed(ack: Ack, body: Mapping[str, object], context: BoltContext) -> None:
            ack()
            handle(newsroom, Press.of(body, context, newsroom.caller(context, body), newsroom.ticket(context)), body)

    listen(actions.ASK, _ask)
    listen(actions.SHARE, _share)
    listen(actions.CONTEXT, _show_in_context)
    listen(actions.DIGEST, _manage)
    listen(re.compile(""), _unknown)
    app.message_shortcut(re.compile(""))(_shortcut(newsroom))
    # Bolt logs what it finds no listener for, and what was typed with it.
    app.options(re.compile(""))(_nothing_to_choose)
    app.view(re.compile(""))(_unknown_form)


def _ask(newsroom: Newsroom, press: Press, body: Mapping[str, object]) -> None:
    if press.is_open and newsroom.digests.channels.is_in_company(press.caller, press.channel):
        press = replace(press, in_company=True)
    asked = actions.read_ask(press.value)
    to = press.in_place() if press.action_id in _SAME_ANSWER else press.reply()
    kind = asked.kind.value if asked else "ask"
    newsroom.settle(
        kind, press.ticket, to, lambda: _again(newsroom, press, asked, is_open=press.is_open), problems=press.reply()
    )


def _share(newsroom: Newsroom, press: Press, body: Mapping[str, object]) -> None:
    asked = actions.read_ask(press.value)

    def shared() -> Message:
        is_open = press.thread_ts is not None
        return answers.shared_by(_again(newsroom, press, asked, is_open=is_open), press.caller.user)

    # What everybody would see must not be a problem of the presser's alone.
    newsroom.settle("share", press.ticket, press.share(), shared, problems=press.reply())


def _again(newsroom: Newsroom, press: Press, asked: Ask | None, *, is_open: bool) -> Message:
    """The answer to what a button carries, for the one who pressed it: anybody in the channel can."""
    if asked is None:
        raise _stale()
    reader = press.caller.reader()
    parsed = parse_command(asked.kind, asked.text, now=newsroom.clock(), zone=reader.zone)
    request = replace(parsed, page=asked.page, sentences=asked.sentences)

    def ask() -> Message:
        answer = newsroom.desk.answer(request, reader)
        if is_open:
            newsroom.threads.keep(answer, press.caller.workspace, press.channel, press.thread_ts)
        return answers.render(answer, reader)

    message = newsroom.answer(press.caller, ask)
    if press.in_company:
        return for_asker_alone(message)
    return answers.without_share(message) if is_open else message


def _show_in_context(newsroom: Newsroom, press: Press, body: Mapping[str, object]) -> None:
    place = actions.read_place(press.value)
    if place is None:
        return newsroom.settle("context", press.ticket, press.reply(), _refuse)
    # A trigger dies after 3 seconds: the modal opens empty, before anything is looked up.
    trigger, loading = str(body.get("trigger_id") or ""), context_view.loading_modal()
    view_id = opened(newsroom, press.caller, press.ticket, trigger, loading, press.alone(), again="Press it again.")
    if view_id is not None:
        newsroom.settle("context", press.ticket, InModal(view_id), lambda: _fill(newsroom, press, place, view_id))
    return None


def _fill(newsroom: Newsroom, press: Press, place: Place, view_id: str) -> None:
    reader = press.caller.reader()
    shown = newsroom.desk.in_context(place.article, place.span, reader)
    with delivery_errors("could not show the article"):
        press.caller.client.views_update(view_id=view_id, view=context_view.modal(shown, reader.zone))
    newsroom.count("context", "answered")


def _manage(newsroom: Newsroom, press: Press, body: Mapping[str, object]) -> None:
    asked = actions.read_change(press.value)
    if asked is not None and asked.verb is Verb.EDIT:
        trigger_id = str(body.get("trigger_id") or "")
        to = press.alone()
        return open_form(
            newsroom,
            press.caller,
            press.ticket,
            trigger_id,
            to,
            channel=press.channel,
            edit=asked,
            in_home=press.is_home,
        )

    def managed() -> Message | None:
        if asked is None:
            raise _stale()
        told = newsroom.digests.change(asked, press.caller, press.channel, press.caller.reader())
        if press.is_home:
            with suppress(DeliveryError):
                show_home(newsroom, press.caller)
        # The home tab shows what became of a digest; not one that was posted at once, nor what it would hold.
        return told if not press.is_home or asked.verb in _TOLD else None

    newsroom.settle("digest", press.ticket, press.reply(), managed)
    return None


def _unknown(newsroom: Newsroom, press: Press, body: Mapping[str, object]) -> None:
    # A button that is a link tells of its press as well; it has no value.
    if press.value:
        newsroom.settle("stale", press.ticket, press.reply(), _refuse)


def _shortcut(newsroom: Newsroom) -> Callable[..., None]:
    def unknown(ack: Ack, body: Mapping[str, object], context: BoltContext) -> None:
        ack()
        if to := envelope.asker(body):
            newsroom.settle("stale", newsroom.ticket(context), to, _refuse)

    return unknown


def _nothing_to_choose(ack: Ack) -> None:
    ack(options=[])


def _unknown_form(ack: Ack) -> None:
    ack(response_action="update", view=modal_view("Newsdesk", list(notices.problem(_stale()).blocks)))


def _refuse() -> Message:
    raise _stale()


def _stale() -> QueryError:
    return QueryError("this is from another version of Newsdesk", hint="Ask again, for example: /news")
