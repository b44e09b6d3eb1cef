"""What people put into the library and take out again: the message shortcut, the buttons, the form for a feed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress

from slack_bolt import Ack, App
from slack_bolt.context import BoltContext

from bot.domain.errors import DeliveryError, NewsdeskError, QueryError
from bot.slack import actions, adding, manifest
from bot.slack.answering import Ticket
from bot.slack.callers import Caller
from bot.slack.listeners_events import show_home
from bot.slack.modals import opened
from bot.slack.newsroom import Newsroom, apology
from bot.slack.presses import Press
from bot.slack.refusals import delivery_errors
from bot.slack.sending import ByUrl, Destination, InModal, Post
from bot.slack.text import plain_text
from bot.slack.views import additions, feeds, notices
from bot.slack.views.blocks import Message

_KEPT = frozenset({"page", "add", "import", "remove"})
"""What is answered even where the home tab shows what became of it."""
_ASKS_SITES = frozenset({"add", "import"})


def register(app: App, newsroom: Newsroom) -> None:
    """Listen to the shortcut, to the buttons under what was added, to those of feeds and to their form."""

    @app.message_shortcut(manifest.ADD)
    def chosen(ack: Ack, body: Mapping[str, object], context: BoltContext) -> None:
        ack()
        caller, ticket = newsroom.caller(context, body), newsroom.ticket(context)
        message, to = body.get("message"), ByUrl(str(body.get("response_url") or ""))
        message = message if isinstance(message, Mapping) else {}
        links, files = adding.links_in(message), adding.files_in(message).all
        if links or files:
            newsroom.add(caller, ticket, to, links, files)
        else:
            newsroom.settle("add", ticket, to, additions.nothing_given)

    def listen(ids: re.Pattern[str], handle: Callable[[Newsroom, Press, Mapping[str, object]], None]) -> None:
        @app.action(ids)
        def pressed(ack: Ack, body: Mapping[str, object], context: BoltContext) -> None:
            ack()
            handle(newsroom, Press.of(body, context, newsroom.caller(context, body), newsroom.ticket(context)), body)

    listen(actions.GIVE, _give)
    listen(actions.TAKE, _take)
    listen(actions.FEED, _keep)

    @app.view(feeds.CALLBACK)
    def submitted(ack: Ack, body: Mapping[str, object], view: Mapping[str, object], context: BoltContext) -> None:
        caller, address = newsroom.caller(context, body), plain_text(feeds.typed(view))
        try:
            newsroom.feeds.check(caller)
        except NewsdeskError as error:
            ack(response_action="update", view=feeds.in_modal(notices.problem(error)))
            return
        # Its site is asked, which takes longer than Slack waits.
        ack(response_action="update", view=feeds.loading())
        place = str(view.get("private_metadata") or "")
        newsroom.pool.submit(caller.workspace, lambda: _fill(newsroom, caller, str(view["id"]), address, place))


def open_feed_form(
    newsroom: Newsroom, caller: Caller, ticket: Ticket, trigger_id: str, to: Destination, *, channel: str
) -> None:
    """Open the form that adds a feed; ``to`` is told if Slack does not open it.

    A trigger dies after three seconds: the modal opens empty, before anything is looked up.
    """
    view_id = opened(newsroom, caller, ticket, trigger_id, feeds.loading(), to, again="Try: /news feeds add ADDRESS")
    if view_id is None:
        return

    def fill() -> None:
        newsroom.feeds.check(caller)
        with delivery_errors("could not show the form"):
            caller.client.views_update(view_id=view_id, view=feeds.form(channel))
        newsroom.count("feeds", "answered")

    newsroom.settle("feeds", ticket, InModal(view_id), fill)


def _fill(newsroom: Newsroom, caller: Caller, view_id: str, address: str, place: str) -> None:
    """What became of the form, in its modal; the home tab follows."""
    try:
        told = newsroom.feeds.add(address, caller, place)
    except NewsdeskError as error:
        told = notices.problem(error)
    except Exception:
        told = apology("feeds")
    with suppress(DeliveryError), delivery_errors("could not show the answer"):
        caller.client.views_update(view_id=view_id, view=feeds.in_modal(told))
    _refresh(newsroom, caller)


def _give(newsroom: Newsroom, press: Press, body: Mapping[str, object]) -> None:
    give = actions.read_give(press.value)
    if give is None:
        return newsroom.settle("add", press.ticket, press.alone(), _refuse)
    links, files = ([give.link] if give.link else []), ([give.file] if give.file else [])
    to = _instead(newsroom, press, alone=give.alone)

    def begun() -> None:
        if isinstance(to, ByUrl) and to.replace:
            press.ticket.tell(to, additions.reading())

    newsroom.add(press.caller, press.ticket, to, links, files, begun=begun)
    return None


def _take(newsroom: Newsroom, press: Press, body: Mapping[str, object]) -> None:
    take = actions.read_take(press.value)
    if take is None:
        return newsroom.settle("remove", press.ticket, press.alone(), _refuse)

    def taken() -> Message:
        told = newsroom.additions.remove(take, press.caller)
        if press.is_home:
            _refresh(newsroom, press.caller)
        return told

    to = _instead(newsroom, press, alone=take.alone)
    # What went wrong must not take the place of the message: its buttons are still good, or another press was quicker.
    return newsroom.settle("remove", press.ticket, to, taken, problems=press.alone())


def _keep(newsroom: Newsroom, press: Press, body: Mapping[str, object]) -> None:
    asked = actions.read_feed(press.value)
    if asked is None:
        return newsroom.settle("feeds", press.ticket, press.alone(), _refuse)
    if asked.verb == "form":
        trigger_id = str(body.get("trigger_id") or "")
        place = "" if press.is_home else press.channel
        return open_feed_form(newsroom, press.caller, press.ticket, trigger_id, press.alone(), channel=place)

    def kept() -> Message | None:
        told = newsroom.feeds.press(asked, press.caller, press.channel)
        if press.is_home:
            _refresh(newsroom, press.caller)
        return told if not press.is_home or asked.verb in _KEPT else None

    to = press.in_place() if asked.verb == "page" else press.reply()
    if asked.verb in _ASKS_SITES:
        return newsroom.read_pages("feeds", press.caller, press.ticket, to, kept, problems=press.alone())
    return newsroom.settle("feeds", press.ticket, to, kept, problems=press.alone())


def _instead(newsroom: Newsroom, press: Press, *, alone: bool) -> Destination:
    """Where the answer to a press goes: into the place of its message, if that tells of nothing else."""
    if press.is_home:
        return Post(press.caller.user)
    if not press.is_ephemeral and newsroom.digests.channels.is_in_company(press.caller, press.channel):
        return press.alone()
    return ByUrl(press.response_url, replace=True, thread_ts=press.thread_ts) if alone else press.reply()


def _refresh(newsroom: Newsroom, caller: Caller) -> None:
    # What keeps it from being shown is logged there; what was done is done.
    with suppress(NewsdeskError):
        show_home(newsroom, caller)


def _refuse() -> Message:
    raise QueryError("this is from another version of Newsdesk", hint="Ask again, for example: /news")
