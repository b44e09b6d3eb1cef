"""The workspace as its people use it: they type, say, press, submit and open; the app is told as Slack tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass

from bot.web.playground import requests, typing_in
from bot.web.playground.choices import choice
from bot.web.playground.delivery import Delivery, Doorway
from bot.web.playground.elements import SUGGESTIONS
from bot.web.playground.faults import Faults
from bot.web.playground.forms import element_in, fill, follow
from bot.web.playground.hooks import Hook
from bot.web.playground.people import Channel, User
from bot.web.playground.refusal import Refused
from bot.web.playground.requests import Request, RetryReason
from bot.web.playground.shapes import Json, Problems
from bot.web.playground.signing import Signer
from bot.web.playground.state import State
from bot.web.playground.surfaces import first_values
from bot.web.playground.timeline import Change

_SEARCHED_FROM = 3
"""Characters from which Slack asks for options where ``min_query_length`` is not given."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message that a person sent, and the events that told the app of it: none, one, or two (a mention in a DM)."""

    channel: str
    ts: str
    since: int
    deliveries: tuple[Delivery, ...]

    @property
    def ok(self) -> bool:
        return all(delivery.ok for delivery in self.deliveries)


class Workspace:
    """Users are named by id or name, channels by id or name (``"#newsroom"``); ``"@newsdesk"`` is the DM with the app.

    Each act blocks until the app has acknowledged it or Slack's patience is over; what the app does afterwards comes
    by the feed: ``wait_for``.
    """

    def __init__(self, state: State, signer: Signer, *, should_escape: bool = True) -> None:
        self.state = state
        self.timeline = state.timeline
        self.faults = Faults()
        self.doorway = Doorway(state.timeline, signer)
        self._should_escape = should_escape
        self._offers: defaultdict[str, dict[str, list[Json]]] = defaultdict(dict)
        """What the app offered each user for an external select, by action_id: nothing else can be chosen."""

    @property
    def app_url(self) -> str:
        """Where the app takes requests: ``http://…/slack/events``."""
        return self.doorway.url

    @app_url.setter
    def app_url(self, url: str) -> None:
        self.doorway.url = url

    # What people do

    def types(self, user: str, channel: str, text: str) -> Delivery:
        """Somebody types a slash command. An answer in the acknowledgement is shown; a failure is, too."""
        command, _, rest = text.partition(" ")
        if not command.startswith("/"):
            raise ValueError(f"not a slash command: {text!r}")
        with self.timeline.lock:
            who, where = self.user(user), self.channel(channel, user)
            hook = self.state.hooks.new(who.id, where.id)
            words = typing_in.as_command(self.state, rest.strip(), should_escape=self._should_escape)
            trigger_id = self.state.surfaces.new_trigger(who.id)
            url = self.state.response_url(hook.id)
            request = requests.slash_command(self.state, who, where, command, words, url, trigger_id)
        delivery = self.doorway.send(request)
        self._show_answer(command, hook, delivery)
        return delivery

    def says(self, user: str, channel: str, text: str, *, thread_ts: str = "") -> Said:
        """Somebody sends a message. The app hears of it where it is mentioned, and in its direct messages."""
        with self.timeline.lock:
            who, where = self.user(user), self.channel(channel, user)
            if who.id not in where.members:
                raise ValueError(f"{who.name} is not in {where.name}")
            since = self.timeline.latest
            message = self._store(who, where, text, thread_ts)
            events = self._told_of(where, message)
        return Said(where.id, message["ts"], since, tuple(self.doorway.send(event) for event in events))

    def drops(
        self,
        user: str,
        channel: str,
        files: Mapping[str, bytes],
        text: str = "",
        *,
        thread_ts: str = "",
        more: Json | None = None,
    ) -> Said:
        """Somebody drops files (name → bytes) into a conversation, with a text beside them if they wrote one.

        ``more`` is what Slack tells of a file that is none of the usual: see ``File``.
        """
        with self.timeline.lock:
            who, where = self.user(user), self.channel(channel, user)
            if who.id not in where.members:
                raise ValueError(f"{who.name} is not in {where.name}")
            since = self.timeline.latest
            dropped = [
                self.state.files.drop(name, content, who.id, where.id, more or {}) for name, content in files.items()
            ]
            shown = [file.json(self.state.base_url) for file in dropped]
            message = self._store(
                who, where, text, thread_ts, {"subtype": "file_share", "files": shown, "upload": False}
            )
            events = self._told_of(where, message)
        return Said(where.id, message["ts"], since, tuple(self.doorway.send(event) for event in events))

    def _told_of(self, where: Channel, message: Json) -> list[Request]:
        """What the app hears of a message that somebody wrote."""
        events: list[Request] = []
        present = self.state.app.bot_user in where.members
        if present and f"<@{self.state.app.bot_user}>" in message["text"]:
            events.append(requests.mention_event(self.state, where, message))
        if where.kind == "im":
            events.append(requests.message_event(self.state, where, message))
        return events

    def presses(self, user: str, place: str, action_id: str, value: object = None, *, block_id: str = "") -> Delivery:
        """Somebody presses a button or chooses from a menu; ``place`` is a message's ts or a view's id.

        ``value`` is an option's value, a date, several options …; a button needs none.

        Raises:
            ValueError: this user sees no such element there, or it does not offer that value.
        """
        with self.timeline.lock:
            who = self.user(user)
            where, blocks, hook, view = self._place(who, place)
            block, element = element_in(blocks, action_id, block_id)
            if element.get("visible_to_user_ids") and who.id not in element["visible_to_user_ids"]:
                raise ValueError(f"{who.name} does not see {action_id}")
            offered = self._offers[who.id].get(action_id, [])
            chosen = {"type": element["type"], **choice(element, value, offered)}
            if view is not None and element["type"] not in {"button", "overflow"}:
                view["state"]["values"].setdefault(block["block_id"], {})[element["action_id"]] = chosen
            action = {**chosen, "action_id": element["action_id"], "block_id": block["block_id"]}
            trigger_id = self.state.surfaces.new_trigger(who.id, view["id"] if view else "")
            url = self.state.response_url(hook.id) if hook else ""
            request = requests.block_actions(self.state, who, where, action, trigger_id=trigger_id, response_url=url)
        return self.doorway.send(request)

    def looks_up(self, user: str, place: str, action_id: str, typed: str, *, block_id: str = "") -> list[Json]:
        """Somebody types into an external select; the options that the app offers (groups are flattened).

        Before as many characters are typed as the element wants (three, unless it says so) the app is not asked. An
        answer that Slack would refuse offers nothing, and somebody is told.
        """
        with self.timeline.lock:
            who = self.user(user)
            where, blocks, _, _ = self._place(who, place)
            block, element = element_in(blocks, action_id, block_id)
            if len(typed) < element.get("min_query_length", _SEARCHED_FROM):
                return []
            ids = (block["block_id"], element["action_id"])
            request = requests.suggestion(self.state, who, where, *ids, typed)
        answer = self.doorway.send(request).json or {}
        problems = Problems()
        SUGGESTIONS(answer, "", problems)
        with self.timeline.lock:
            if problems:
                self._complain(who.id, "", f"The app's options were refused: {problems[0]}")
                return []
            groups = [option for group in answer.get("option_groups", []) for option in group["options"]]
            offered: list[Json] = [*answer.get("options", []), *groups]
            self._offers[who.id].setdefault(action_id, []).extend(offered)
        return offered

    def submits(self, user: str, view_id: str, values: Mapping[str, object] | None = None) -> Delivery:
        """Somebody fills in a modal and submits it; ``values`` are keyed by action_id or block_id.

        What the app answers is done: errors are shown, the view is replaced, another is pushed, or all are cleared;
        an empty answer closes the view.

        Raises:
            ValueError: a required field is empty (Slack does not send that), or there is no such field or option.
        """
        with self.timeline.lock:
            who, view = self.user(user), self._view(user, view_id)
            fill(view, values or {}, self._offers[who.id])
            request = requests.view_submission(self.state, who, view, self.state.surfaces.new_trigger(who.id, view_id))
        delivery = self.doorway.send(request)
        with self.timeline.lock:
            if not delivery.ok:
                self._complain(who.id, "", "We had some trouble connecting. Try again?")
                return delivery
            try:
                follow(self.state.surfaces, who.id, view, delivery.json or {})
            except Refused as refusal:
                self._complain(who.id, "", f"The app's answer was refused: {refusal}")
        return delivery

    def closes(self, user: str, view_id: str) -> Delivery | None:
        """Somebody closes a modal; the app is told if the view asked for it (``notify_on_close``)."""
        with self.timeline.lock:
            who, view = self.user(user), self._view(user, view_id)
            everything = bool(view.get("clear_on_close"))
            self.state.surfaces.close(who.id, view_id, everything=everything)
            request = requests.view_closed(self.state, who, view, is_cleared=everything)
        return self.doorway.send(request) if view["notify_on_close"] else None

    def opens_home(self, user: str, tab: str = "home") -> Delivery:
        """Somebody opens the app's home (or with ``tab="messages"`` its direct messages)."""
        with self.timeline.lock:
            who = self.user(user)
            request = requests.home_event(self.state, who, self.state.conversations.direct(who.id), tab)
        return self.doorway.send(request)

    def uses_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Delivery:
        """Somebody chooses the app's shortcut in a message's menu."""
        with self.timeline.lock:
            who, where = self.user(user), self.channel(channel, user)
            message = self.state.conversations.find(where.id, ts)
            if message is None:
                raise ValueError(f"no message {ts} in {where.name}")
            hook = self.state.hooks.new(who.id, where.id)
            request = requests.message_shortcut(
                self.state,
                who,
                where,
                message,
                callback_id,
                trigger_id=self.state.surfaces.new_trigger(who.id),
                response_url=self.state.response_url(hook.id),
            )
        return self.doorway.send(request)

    def happens(self, event: Json) -> Delivery:
        """Slack tells the app of an event that is not about messages: ``app_uninstalled``, ``tokens_revoked`` …"""
        with self.timeline.lock:
            request = requests.event(self.state, event)
        return self.doorway.send(request)

    def retries(self, delivery: Delivery, number: int = 1, reason: RetryReason = "http_timeout") -> Delivery:
        """Slack sends an event again, as it does when the app was late or failed."""
        return self.doorway.send_again(delivery, number, reason)

    # What one can see

    def wait_for(
        self,
        kind: str,
        words: str = "",
        *,
        channel: str = "",
        user: str = "",
        where: Callable[[Change], bool] = lambda change: True,
        since: int = 0,
        timeout: float = 5.0,
    ) -> Change:
        """The first change of this kind after ``since`` that shows ``words``, waiting up to ``timeout`` seconds.

        ``user`` is who sees it or, of a message, who wrote it; beside the app's direct messages it says whose they are.

        Raises:
            TimeoutError: none came; the message lists what did.
        """
        channel_id = self.channel(channel, user).id if channel else ""
        user_id = self.user(user).id if user and channel != f"@{self.state.app.name}" else ""

        def fits(change: Change) -> bool:
            return (
                change.kind == kind
                and words in change.words
                and channel_id in ("", change.channel)
                and user_id in ("", change.user)
                and where(change)
            )

        return self.timeline.wait_for(fits, timeout, since=since)

    def messages(self, channel: str, *, user: str = "", thread_ts: str = "") -> list[Json]:
        """What stands in a channel, or in one of its threads, oldest first."""
        with self.timeline.lock:
            place = self.channel(channel, user).id
            talk = self.state.conversations
            return deepcopy(talk.thread(place, thread_ts) if thread_ts else talk.messages[place])

    def calls(self, method: str, *, since: int = 0) -> list[Json]:
        """Calls of a method (or of ``response_url``) that have come, oldest first: what ``Change`` says of ``call``."""
        changes = self.timeline.changes(since)
        return [c.payload for c in changes if c.kind == "call" and c.payload["method"] == method]

    def user(self, name: str) -> User:
        """The user with this id or name."""
        for user in self.state.users.values():
            if name.removeprefix("@") in (user.id, user.name):
                return user
        raise ValueError(f"no user {name!r}")

    def channel(self, name: str, user: str = "") -> Channel:
        """The channel with this id or name; the app's name means its direct messages with ``user``."""
        if name.startswith("@") and name[1:] == self.state.app.name:
            return self.state.conversations.direct(self.user(user).id)
        for channel in self.state.conversations.channels.values():
            if name == channel.id or (channel.kind != "im" and name.removeprefix("#") == channel.name):
                return channel
        raise ValueError(f"no channel {name!r}")

    # The other side of what people do

    def _store(self, who: User, where: Channel, text: str, thread_ts: str, more: Json | None = None) -> Json:
        talk = self.state.conversations
        fields = {
            "user": who.id,
            "text": typing_in.as_message(self.state, text),
            "team": who.team or self.state.team.id,
            "client_msg_id": self.timeline.new_id("m"),
            "blocks": typing_in.as_blocks(self.state, text, self.timeline.new_id("b")) if text else [],
            **(more or {}),
        }
        return talk.post(where.id, fields, thread_ts=talk.root(where.id, thread_ts) if thread_ts else "")

    def _place(self, who: User, place: str) -> tuple[Json, list[Json], Hook | None, Json | None]:
        """Where an element stands: its part of the payload, the blocks, and the message's hook or else the view."""
        talk = self.state.conversations
        if place.startswith("V"):
            view = self._view(who.id, place)
            return requests.in_view(view), view["blocks"], None, view
        entry = talk.whispered(place)
        if entry is not None and entry["user"] == who.id:
            message, where = entry["message"], talk.channels[entry["channel"]]
        else:
            seen = [channel for channel in talk.channels.values() if who.id in channel.members]
            found = [(channel, one) for channel in seen if (one := talk.find(channel.id, place))]
            if not found:
                raise ValueError(f"{who.name} sees no message {place}")
            where, message = found[0]
        thread_ts = message.get("thread_ts", "")
        hook = self.state.hooks.new(who.id, where.id, original=message["ts"], thread_ts=thread_ts)
        blocks = message.get("blocks", [])
        return requests.in_message(where, message, first_values(blocks)), blocks, hook, None

    def _view(self, user: str, view_id: str) -> Json:
        shown = self.state.surfaces.find(view_id)
        if shown[0] != self.user(user).id:
            raise ValueError(f"{user} does not see {view_id}")
        return shown[1]

    def _show_answer(self, command: str, hook: Hook, delivery: Delivery) -> None:
        if delivery.ok and not delivery.body.strip():
            return
        with self.timeline.lock:
            problem = delivery.problem
            if delivery.ok:
                answer = delivery.json
                try:
                    self.state.hooks.show(hook, answer if isinstance(answer, dict) else {"text": delivery.body})
                except Refused as refusal:
                    problem = refusal.code
            if problem:
                self._complain(hook.user, hook.channel, f'{command} failed with the error "{problem}"')

    def _complain(self, user: str, channel: str, text: str) -> None:
        self.timeline.publish("problem", {"user": user, "channel": channel, "text": text})
