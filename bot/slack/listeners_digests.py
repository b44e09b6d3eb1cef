"""The form that sets a digest up: opened at once, filled in a moment later, checked when it is submitted."""

from __future__ import annotations

import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress

from slack_bolt import Ack, App
from slack_bolt.context import BoltContext

from bot.digests.grammar import Change
from bot.domain.errors import NewsdeskError
from bot.slack import digest_form
from bot.slack.answering import Ticket
from bot.slack.callers import Caller
from bot.slack.digest_form import Form
from bot.slack.listeners_events import show_home
from bot.slack.modals import opened
from bot.slack.newsroom import Newsroom
from bot.slack.refusals import code_of, delivery_errors
from bot.slack.sending import Destination, InModal
from bot.slack.text import plain_text
from bot.slack.views import digest_form as form_view
from bot.slack.views import notices
from bot.slack.views.blocks import Block

_log = logging.getLogger(__name__)
_VIEWS_KEPT = 1000


class _Newest:
    """Which of the changes to a modal came last: the preview of an earlier one must not take its place."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, str] = OrderedDict()

    def note(self, view_id: str, change: str) -> None:
        with self._lock:
            self._seen[view_id] = max(change, self._seen.pop(view_id, ""))
            while len(self._seen) > _VIEWS_KEPT:
                self._seen.popitem(last=False)

    def is_newest(self, view_id: str, change: str) -> bool:
        with self._lock:
            return self._seen.get(view_id, "") <= change


def register(app: App, newsroom: Newsroom) -> None:
    """Listen to the form: to what is typed into it, what is searched in its choosers, and its submission."""
    newest = _Newest()

    @app.action(re.compile(rf"{digest_form.CALLBACK}:.*"))
    def typed(ack: Ack, body: Mapping[str, object], context: BoltContext) -> None:
        ack()
        view, actions = body.get("view"), body.get("actions")
        if not isinstance(view, Mapping) or not isinstance(actions, list):
            return
        view_id, change = str(view["id"]), str(actions[0].get("action_ts") or "")
        newest.note(view_id, change)
        caller = newsroom.caller(context, body)

        filled = Form.read(view)
        try:
            shown = form_view.modal(filled, newsroom.digests.glance(filled, caller))
            if newest.is_newest(view_id, change):
                with delivery_errors("could not show a preview"):
                    caller.client.views_update(view_id=view_id, view=shown)
        except NewsdeskError as error:
            # Perhaps it was closed meanwhile. The form itself is there as it was.
            _log.info("could not show a preview: %s", code_of(error))

    def offer(field: str, options: Callable[[str, Caller], list[Block]]) -> None:
        @app.options(field)
        def searched(ack: Ack, payload: Mapping[str, object], body: Mapping[str, object], context: BoltContext) -> None:
            try:
                offered = options(plain_text(str(payload.get("value") or "")), newsroom.caller(context, body))
            except NewsdeskError as error:
                _log.warning("could not offer options: %s", error)
                offered = []
            ack(options=offered)

    offer(digest_form.ZONE, newsroom.digests.zones_offered)
    offer(digest_form.OUTLETS, newsroom.digests.outlets_offered)

    @app.view(digest_form.CALLBACK)
    def submitted(ack: Ack, body: Mapping[str, object], view: Mapping[str, object], context: BoltContext) -> None:
        caller, filled = newsroom.caller(context, body), Form.read(view)
        try:
            saved, problems = newsroom.digests.save(filled, caller)
        except NewsdeskError as error:
            ack(response_action="update", view=form_view.told(notices.problem(error)))
            return newsroom.count("digest", "refused")
        if saved is None:
            ack(response_action="errors", errors=problems)
            return newsroom.count("digest", "refused")
        done = newsroom.digests.saved(saved, caller, changed=filled.number is not None)
        ack(response_action="update", view=form_view.told(done))
        if filled.in_home:
            newsroom.pool.submit(caller.workspace, lambda: _refresh(newsroom, caller))
        return newsroom.count("digest", "answered")


def _refresh(newsroom: Newsroom, caller: Caller) -> None:
    # What keeps it from being shown is logged there; the digest itself is saved.
    with suppress(NewsdeskError):
        show_home(newsroom, caller)


def open_form(
    newsroom: Newsroom,
    caller: Caller,
    ticket: Ticket,
    trigger_id: str,
    to: Destination,
    *,
    channel: str,
    edit: Change | None,
    in_home: bool = False,
) -> None:
    """Open the form, for a new digest in ``channel`` or for the one that ``edit`` means there.

    A trigger dies after three seconds: the modal opens empty, before anything is looked up. ``to`` is told if Slack
    does not open it.
    """
    again = "Press it again." if in_home or edit else "Type /digest again."
    view_id = opened(newsroom, caller, ticket, trigger_id, form_view.loading(), to, again=again)
    if view_id is None:
        return

    def fill() -> None:
        filled = newsroom.digests.form(caller, channel=channel, edit=edit, in_home=in_home)
        shown = form_view.modal(filled, newsroom.digests.glance(filled, caller))
        with delivery_errors("could not show the form"):
            caller.client.views_update(view_id=view_id, view=shown)
        newsroom.count("digest", "answered")

    newsroom.settle("digest", ticket, InModal(view_id), fill)
