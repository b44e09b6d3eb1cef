"""Buttons: ask again, turn the page, show in context, share, manage a digest."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from slack_bolt import Ack, App
from slack_bolt.context import BoltContext
from slack_sdk.errors import SlackClientError

from bot.desk.grammar import parse_command
from bot.digests.grammar import Verb
from bot.domain.errors import QueryError
from bot.slack import actions
from bot.slack.actions import Ask, Place
from bot.slack.callers import Caller
from bot.slack.listeners_digests import open_form
from bot.slack.listeners_events import show_home
from bot.slack.newsroom import Newsroom
from bot.slack.replies import ByUrl, InModal, Posted, Reply
from bot.slack.views import answers
from bot.slack.views import context as context_view
from bot.slack.views.blocks import Message
from bot.slack.views.company import for_asker_alone

_log = logging.getLogger(__name__)

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
    action_id: str
    value: str
    channel: str
    message_ts: str
    thread_ts: str | None
    is_ephemeral: bool
    response_url: str = field(repr=False)
    in_company: bool = False

    @classmethod
    def of(cls, body: Mapping[str, object], context: BoltContext, caller: Caller) -> Press:
        """The press in a ``block_actions`` body; of a menu the chosen option's value."""
        action = _mapping(_list(body.get("actions"))[0])
        container = _mapping(body.get("container"))
        chosen = _mapping(action.get("selected_option"))
        thread_ts = container.get("thread_ts") or _mapping(body.get("message")).get("thread_ts")
        return cls(
            caller,
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
    def conversation(self) -> str | None:
        """The thread in which everybody sees the message: its own, or in direct messages the one it begins."""
        if self.is_ephemeral or self.in_company:
            return None
        return self.thread_ts or (self.message_ts or None if self.channel.startswith("D") else None)

    def reply(self) -> Reply:
        """Where a new answer goes: into the thread or, elsewhere in a channel, to the presser alone."""
        if self.is_home:
            return Posted(self.caller.client, self.caller.user)
        if self.conversation:
            return Posted(self.caller.client, self.channel, self.conversation)
        return ByUrl(self.response_url, thread_ts=self.thread_ts)

    def in_place(self) -> Reply:
        """The next page takes the place of the last one where only the presser sees it."""
        return ByUrl(self.response_url, replace=True) if self.is_ephemeral else self.reply()

    def share(self) -> Reply:
        """Where everybody sees it; the ``response_url`` works even where the app is not a member."""
        if self.thread_ts:
            return Posted(self.caller.client, self.channel, self.thread_ts)
        return ByUrl(self.response_url, in_channel=True)


def register(app: App, newsroom: Newsroom) -> None:
    """Listen to every button that a view of ours has or ever had."""

    def listen(ids: str | re.Pattern[str], handle: Callable[[Newsroom, Press, Mapping[str, object]], None]) -> None:
        @app.action(ids)
        def pressed(ack: Ack, body: Mapping[str, object], context: BoltContext) -> None:
            ack()
            handle(newsroom, Press.of(body, context, newsroom.caller(context, body)), body)

    listen(actions.ASK, _ask)
    listen(actions.SHARE, _share)
    listen(actions.CONTEXT, _show_in_context)
    listen(actions.DIGEST, _manage)
    listen(re.compile(""), _unknown)


def _ask(newsroom: Newsroom, press: Press, body: Mapping[str, object]) -> None:
    if press.conversation and newsroom.digests.channels.is_in_company(press.caller, press.channel):
        press = replace(press, in_company=True)
    asked = actions.read_ask(press.value)
    reply = press.in_place() if press.action_id in _SAME_ANSWER else press.reply()
    kind = asked.kind.value if asked else "ask"
    newsroom.later(
        kind,
        body,
        reply,
        lambda: _again(newsroom, press, asked, keep_in=press.conversation),
        problems=press.reply(),
    )


def _share(newsroom: Newsroom, press: Press, body: Mapping[str, object]) -> None:
    asked = actions.read_ask(press.value)

    def shared() -> Message:
        return answers.shared_by(_again(newsroom, press, asked, keep_in=press.thread_ts), press.caller.user)

    # What everybody would see must not be a problem of the presser's alone.
    newsroom.later("share", body, press.share(), shared, problems=press.reply())


def _again(newsroom: Newsroom, press: Press, asked: Ask | None, *, keep_in: str | None) -> Message:
    """The answer to what a button carries, for the one who pressed it: anybody in the channel can."""
    if asked is None:
        raise _stale()
    reader = press.caller.reader()
    parsed = parse_command(asked.kind, asked.text, now=newsroom.clock(), zone=reader.zone)
    request = replace(parsed, page=asked.page, sentences=asked.sentences)
    answer = newsroom.desk.answer(request, reader)
    if keep_in:
        newsroom.threads.keep(answer, press.caller.workspace, press.channel, keep_in)
    message = answers.render(answer, reader)
    if press.in_company:
        return for_asker_alone(message)
    return answers.without_share(message) if keep_in else message


def _show_in_context(newsroom: Newsroom, press: Press, body: Mapping[str, object]) -> None:
    place = actions.read_place(press.value)
    if place is None:
        return newsroom.later("context", body, press.reply(), _refuse)
    # A trigger dies after 3 seconds: the modal opens empty, before anything is looked up.
    try:
        opened = press.caller.client.views_open(trigger_id=str(body["trigger_id"]), view=context_view.loading_modal())
    except (SlackClientError, OSError) as error:
        _log.warning("could not open a modal: %s", type(error).__name__)
        return newsroom.count("context", "unsent")
    newsroom.pool.submit(_fill_modal, newsroom, press, place, str(opened["view"]["id"]))
    return None


def _fill_modal(newsroom: Newsroom, press: Press, place: Place, view_id: str) -> None:
    client = press.caller.client

    def fill() -> None:
        reader = press.caller.reader()
        shown = newsroom.desk.in_context(place.article, place.span, reader)
        client.views_update(view_id=view_id, view=context_view.modal(shown, reader.zone))
        newsroom.count("context", "answered")

    newsroom.settle("context", InModal(client, view_id), fill)


def _manage(newsroom: Newsroom, press: Press, body: Mapping[str, object]) -> None:
    asked = actions.read_change(press.value)
    if asked is not None and asked.verb is Verb.EDIT:
        trigger_id = str(body.get("trigger_id") or "")
        return open_form(newsroom, press.caller, trigger_id, channel=press.channel, edit=asked, in_home=press.is_home)

    def managed() -> Message | None:
        if asked is None:
            raise _stale()
        told = newsroom.digests.change(asked, press.caller, press.channel, press.caller.reader())
        if press.is_home:
            show_home(newsroom, press.caller)
        # The home tab shows what became of a digest; not one that was posted at once, nor what it would hold.
        return told if not press.is_home or asked.verb in _TOLD else None

    newsroom.later("digest", body, press.reply(), managed)
    return None


def _unknown(newsroom: Newsroom, press: Press, body: Mapping[str, object]) -> None:
    # A button that is a link tells of its press as well; it has no value.
    if press.value:
        newsroom.later("stale", body, press.reply(), _refuse)


def _refuse() -> Message:
    raise _stale()


def _stale() -> QueryError:
    return QueryError("this button is from an earlier version of Newsdesk", hint="Ask again, for example: /news")


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) and value else [{}]
