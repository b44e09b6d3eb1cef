"""Buttons: ask again, turn the page, show in context, share, manage a digest."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from slack_bolt import Ack, App
from slack_bolt.context import BoltContext

from bot.desk.grammar import parse_command
from bot.digests.grammar import Verb
from bot.domain.errors import DeliveryError, QueryError
from bot.slack import actions, envelope
from bot.slack.actions import Ask, Place
from bot.slack.answering import Ticket
from bot.slack.callers import Caller
from bot.slack.listeners_digests import open_form
from bot.slack.listeners_events import show_home
from bot.slack.modals import opened
from bot.slack.newsroom import Newsroom
from bot.slack.refusals import delivery_errors
from bot.slack.sending import ByUrl, Destination, InModal, Post
from bot.slack.views import answers, notices
from bot.slack.views import context as context_view
from bot.slack.views.blocks import Message, modal_view
from bot.slack.views.company import for_asker_alone

_SAME_ANSWER = frozenset({"ask:previous", "ask:next", "ask:longer"})
"""What shows another part of the answer that it stands under."""


_TOLD = frozenset({Verb.NOW, Verb.PREVIEW, Verb.STOP})
"""What is answered even where the home tab shows what became of it; a removed digest comes with its undo."""


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a button: what it carries, and the message that it stands under.

    ``message_ts`` is empty on the home tab. ``response_url`` answers the one who pressed. ``in_company``: people of
    other organisations read what is said there, and the presser may see more than they.
    """

    caller: Caller
    ticket: Ticket = field(repr=False)
    action_id: str
    value: str
    channel: str
    message_ts: str
    thread_ts: str | None
    is_ephemeral: bool
    response_url: str = field(repr=False)
    in_company: bool = False

    @classmethod
    def of(cls, body: Mapping[str, object], context: BoltContext, caller: Caller, ticket: Ticket) -> Press:
        """The press in a ``block_actions`` body; of a menu the chosen option's value."""
        action = _mapping(_list(body.get("actions"))[0])
        container = _mapping(body.get("container"))
        chosen = _mapping(action.get("selected_option"))
        thread_ts = container.get("thread_ts") or _mapping(body.get("message")).get("thread_ts")
        return cls(
            caller,
            ticket,
            str(action.get("action_id") or ""),
            str(action.get("value") or chosen.get("value") or ""),
            str(container.get("channel_id") or context.channel_id or ""),
            str(container.get("message_ts") or ""),
            str(thread_ts) if thread_ts else None,
            bool(container.get("is_ephemeral")),
            str(body.get("response_url") or ""),
        )

    @property
    def is_home(self) -> bool:
        """Whether it was pressed on the home tab, where nothing can be answered."""
        return not self.message_ts

    @property
    def is_open(self) -> bool:
        """Whether everybody in the conversation sees the message, and may see what is asked below it."""
        if self.is_ephemeral or self.in_company:
            return False
        return bool(self.thread_ts or self.channel.startswith("D"))

    def reply(self) -> Destination:
        """Where a new answer goes.

        In a thread or a direct message where everybody sees the question, everybody sees the answer; elsewhere in a
        channel the presser alone.
        """
        if self.is_home:
            return Post(self.caller.user)
        if self.is_open:
            return Post(self.channel, self.thread_ts)
        return ByUrl(self.response_url, thread_ts=self.thread_ts)

    def alone(self) -> Destination:
        """Where only the presser is told something."""
        return ByUrl(self.response_url, thread_ts=self.thread_ts) if self.response_url else Post(self.caller.user)

    def in_place(self) -> Destination:
        """The next page takes the place of the last one where only the presser sees it."""
        return ByUrl(self.response_url, replace=True) if self.is_ephemeral else self.reply()

    def share(self) -> Destination:
        """Where everybody sees it; the ``response_url`` works even where the app is not a member."""
        if self.thread_ts:
            return Post(self.channel, self.thread_ts)
        return ByUrl(self.response_url, in_channel=True)


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
    answer = newsroom.desk.answer(request, reader)
    if is_open:
        newsroom.threads.keep(answer, press.caller.workspace, press.channel, press.thread_ts)
    message = answers.render(answer, reader)
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


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) and value else [{}]
