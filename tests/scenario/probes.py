"""Everything that can be sent to the product from one workspace with what belongs to another in it.

Made from the product's own lists (commands, kinds, verbs, events, buttons, fields), so that a new one is tried as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle

from bot.digests.grammar import Change, Verb
from bot.domain.article import Span
from bot.domain.query import Kind
from bot.slack import actions, digest_form
from bot.slack.actions import Ask, FeedPress, Give, Place, Take
from bot.slack.digest_form import Form
from bot.slack.feed_words import FeedVerb
from bot.slack.manifest import COMMANDS, SHORTCUTS
from bot.slack.views import feeds as feed_form
from bot.web.playground import requests
from bot.web.playground.people import User
from bot.web.playground.requests import Request
from bot.web.playground.server import LocalSlack
from bot.web.playground.shapes import Json

FAMILIES: dict[object, str] = {
    actions.ASK: "ask",
    actions.SHARE: "share",
    actions.CONTEXT: "context",
    actions.DIGEST: "digest",
    actions.GIVE: "give",
    actions.TAKE: "take",
    actions.FEED: "feed",
}
"""Each kind of button, by what the listeners know it by."""
FIELDS = tuple(
    value for value in vars(digest_form).values() if isinstance(value, str) and value.startswith(digest_form.CALLBACK)
)
"""The form's fields, and its own name."""


@dataclass(frozen=True)
class Things:
    """What belongs to a workspace. ``words`` are found in nobody else's texts; the rest are ids and names."""

    team: str
    articles: tuple[tuple[str, tuple[Span, ...]], ...]
    stories: tuple[int, ...]
    title: str
    url: str
    outlet: str
    person: str
    words: tuple[str, ...]
    misspelt: tuple[str, ...]
    passage: str
    digests: tuple[int, ...]
    query: str
    channel: str
    channel_name: str
    user: str
    dm: str
    thread: str
    feeds: tuple[int, ...]
    file: str
    others: tuple[str, ...] = ()

    def chief(self) -> Iterator[str]:
        """The shortest list that names it in every way that is read by rules of its own."""
        yield from (f"#{number}" for number in self.stories)
        yield from (self.url, self.title, f"from:{self.outlet}", f"by:{self.person}", self.words[0], self.misspelt[0])

    def texts(self) -> Iterator[str]:
        """Every way to name something of it in words."""
        for number in self.stories:
            yield from (f"#{number}", str(number))
        yield from (self.title, self.url, f"<{self.url}>", f"from:{self.outlet}", f'from:"{self.outlet}"')
        yield from (f"by:{self.person}", self.person, f'"{self.passage}"', f"-{self.words[0]}")
        yield from (*self.words, *self.misspelt, " ".join(self.words))
        yield from (article for article, _ in self.articles)
        yield from (f"<#{self.channel}|{self.channel_name}>", f"<@{self.user}>", self.thread, *self.others)


@dataclass(frozen=True)
class Hand:
    """Somebody in one workspace, and how Slack would tell of what they do there."""

    slack: LocalSlack
    user: User
    channel: str
    dm: str

    def command(self, name: str, text: str) -> Request:
        state = self.slack.state
        hook = state.hooks.new(self.user.id, self.channel)
        trigger = state.surfaces.new_trigger(self.user.id)
        where = state.conversations.channels[self.channel]
        return requests.slash_command(state, self.user, where, name, text, state.response_url(hook.id), trigger)

    def _message(self, channel: str, text: str, thread_ts: str = "") -> Json:
        fields = {"user": self.user.id, "text": text, "team": self.user.team or self.slack.state.team.id}
        return self.slack.state.conversations.post(channel, fields, thread_ts=thread_ts)

    def mention(self, text: str, root: str = "") -> Request:
        """A mention in the channel, below ``root`` if that is given."""
        state = self.slack.state
        thread_ts = self._message(self.channel, root)["ts"] if root else ""
        said = self._message(self.channel, f"<@{state.app.bot_user}> {text}", thread_ts)
        return requests.mention_event(state, state.conversations.channels[self.channel], said)

    def mention_in(self, text: str, channel: str, thread_ts: str) -> Request:
        """A mention whose event names a channel and a thread of somebody else's."""
        body = json.loads(self.mention(text).body)
        body["event"] |= {"channel": channel, "thread_ts": thread_ts}
        return requests.event(self.slack.state, body["event"])

    def direct(self, text: str, thread_ts: str = "") -> Request:
        state = self.slack.state
        said = self._message(self.dm, text) | ({"thread_ts": thread_ts} if thread_ts else {})
        return requests.message_event(state, state.conversations.channels[self.dm], said)

    def press(self, action_id: str, value: str, place: str = "ephemeral", response_url: str = "") -> Request:
        """A press in a message (``ephemeral``, ``message``, ``thread``, ``direct``) or on the home tab (``home``)."""
        state = self.slack.state
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
        trigger = state.surfaces.new_trigger(self.user.id)
        if place == "home":
            view = {"id": "V0HOME", "type": "home", "team_id": state.team.id, "blocks": []}
            return requests.block_actions(state, self.user, requests.in_view(view), action, trigger_id=trigger)
        where = state.conversations.channels[self.dm if place == "direct" else self.channel]
        root = self._message(where.id, "root")["ts"] if place == "thread" else ""
        fields = {**state.conversations.by_bot(), "text": "old"}
        if place == "ephemeral":
            message = state.conversations.whisper(where.id, self.user.id, fields)
        else:
            message = state.conversations.post(where.id, fields, thread_ts=root)
        hook = state.hooks.new(self.user.id, where.id, original=message["ts"], thread_ts=root)
        url = response_url or state.response_url(hook.id)
        told = requests.in_message(where, message, {})
        return requests.block_actions(state, self.user, told, action, trigger_id=trigger, response_url=url)

    def _view(self, form: Form) -> Json:
        state = self.slack.state
        days = [{"value": str(day)} for day in sorted(form.days)]
        values: dict[str, Json] = {
            digest_form.QUERY: {"value": form.query},
            digest_form.CHANNEL: {"selected_conversation": form.channel or None},
            digest_form.TIME: {"selected_time": form.at},
            digest_form.DAYS: {"selected_options": days},
            digest_form.ZONE: {"selected_option": {"value": form.zone}},
            digest_form.OUTLETS: {"selected_options": [{"value": name} for name in form.outlets]},
            digest_form.MOST: {"value": form.most},
            digest_form.QUIET: {"selected_options": []},
        }
        return {
            "id": "V0FORM",
            "type": "modal",
            "callback_id": digest_form.CALLBACK,
            "private_metadata": form.metadata,
            "team_id": state.team.id,
            "app_installed_team_id": state.team.id,
            "notify_on_close": True,
            "state": {"values": {name: {name: {"type": "x", **value}} for name, value in values.items()}},
            "blocks": [],
        }

    def types_into(self, form: Form, name: str) -> Request:
        state, view = self.slack.state, self._view(form)
        action = {"type": "plain_text_input", "action_id": name, "block_id": name, "value": "x"}
        trigger = state.surfaces.new_trigger(self.user.id)
        return requests.block_actions(state, self.user, requests.in_view(view), action, trigger_id=trigger)

    def submits(self, form: Form) -> Request:
        state = self.slack.state
        return requests.view_submission(state, self.user, self._view(form), state.surfaces.new_trigger("U"))

    def closes(self, form: Form) -> Request:
        return requests.view_closed(self.slack.state, self.user, self._view(form), is_cleared=False)

    def submits_feed(self, address: str) -> Request:
        state = self.slack.state
        view = self._view(Form()) | {"callback_id": feed_form.CALLBACK, "private_metadata": self.dm}
        view["state"] = {"values": {feed_form.ADDRESS: {feed_form.ADDRESS: {"type": "x", "value": address}}}}
        return requests.view_submission(state, self.user, view, state.surfaces.new_trigger("U"))

    def drops(self, file: str, text: str) -> Request:
        """A message with a file that is somebody else's."""
        said = self._message(self.dm, text) | {"subtype": "file_share", "files": [{"id": file, "name": "a.txt"}]}
        return requests.message_event(self.slack.state, self.slack.state.conversations.channels[self.dm], said)

    def looks_up(self, name: str, typed: str) -> Request:
        state = self.slack.state
        return requests.suggestion(state, self.user, requests.in_view(self._view(Form())), name, name, typed)

    def shortcut(self, callback: str, text: str) -> Request:
        state = self.slack.state
        message = self._message(self.channel, text)
        where = state.conversations.channels[self.channel]
        hook, trigger = state.hooks.new(self.user.id, where.id), state.surfaces.new_trigger(self.user.id)
        url = state.response_url(hook.id)
        return requests.message_shortcut(
            state, self.user, where, message, callback, trigger_id=trigger, response_url=url
        )

    def home(self) -> Request:
        state = self.slack.state
        return requests.home_event(state, self.user, state.conversations.channels[self.dm], "home")


@dataclass(frozen=True)
class Probe:
    """One thing that somebody does: ``act`` of their hand, with ``what``.

    ``says`` is what of it may be echoed; ``keeps`` that it stays and comes again.
    """

    family: str
    act: Callable[..., Request]
    what: tuple[object, ...]
    says: str
    keeps: bool = False

    @property
    def name(self) -> str:
        return f"{self.act.__name__} {self.what}"

    def make(self, hand: Hand) -> Request:
        return self.act(hand, *self.what)


def probes(of: Things) -> Iterator[Probe]:
    """Everything, with every identifier of ``of``; what stays comes last."""
    yield from _commands(of)
    yield from _events(of)
    yield from _buttons(of)
    yield from _forms(of)
    yield from _kept(of)


def _command(name: str, text: str, family: str = "", *, keeps: bool = False) -> Probe:
    return Probe(family or name, Hand.command, (name, text), text, keeps)


def _commands(of: Things) -> Iterator[Probe]:
    names = [name for name, *_ in COMMANDS]
    for name in names:
        for text in of.texts() if name != "/digest" else ():
            yield _command(name, text)
    for kind in Kind:
        for text in of.chief():
            yield _command("/news", f"{kind.value} {text}", f"/news {kind.value}")
    yield from (_command("/summary", f"#{number} sentences:7") for number in of.stories)
    yield from (_command("/digest", f"list{page}", "/digest list") for page in ("", " 1", " 2", " 9"))
    for verb in Verb:
        for number in (*of.digests, ""):
            yield _command("/digest", f"{verb.value} {number}", f"/digest {verb.value}")
            yield _command("/news", f"digest {number} {verb.value}", f"/digest {verb.value}")
    yield _command("/digest", "", "/digest form")
    for text in ("feeds", "feeds 2", "feeds export", "feeds import", "feeds help", "feeds add"):
        yield _command("/news", text, "/news feeds")
    for feed in of.feeds:
        yield from (_command("/news", f"feeds {verb.value} {feed}", "/news feeds") for verb in FeedVerb)
    yield _command("/news", f"add {of.url}", "/news add")


def _mention(text: str, root: str = "") -> Probe:
    return Probe("mention", Hand.mention, (text, root), f"{text} {root}")


def _direct(text: str) -> Probe:
    return Probe("direct", Hand.direct, (text,), text)


def _events(of: Things) -> Iterator[Probe]:
    asked = [*of.texts(), f"who is {of.person}?", f"what did {of.person} say?", f"how many {of.words[0]}?"]
    yield from map(_mention, asked)
    yield from map(_direct, asked)
    for kind in Kind:
        for root in (of.title, f"<{of.url}>", *(f"#{number}" for number in of.stories)):
            yield _mention(kind.value, root)
        text = f"{kind.value} of this story"
        for place in ((of.channel, of.thread), (of.channel, ""), (of.dm, of.thread)):
            yield Probe("foreign thread", Hand.mention_in, (text, *place), f"{text} {place}")
        yield Probe("foreign thread", Hand.direct, (text, of.thread), f"{text} {of.thread}")
    yield _direct("digest list")
    yield from (_direct(f"digest {verb.value} {number}") for verb in Verb for number in of.digests)
    yield from (_direct(text) for text in ("feeds", "feeds export", *(f"feeds pause {number}" for number in of.feeds)))
    yield from (Probe("file", Hand.drops, (of.file, text), text) for text in ("", "add this"))
    yield Probe("home", Hand.home, (), "")


PLACES = ("ephemeral", "message", "thread", "direct", "home")


def _press(family: str, action_id: str, value: str | None, place: str = "ephemeral", url: str = "") -> Probe:
    said = value or "{}"
    return Probe(f"button {family}", Hand.press, (action_id, said, place, url), f"{action_id} {said} {url}")


def _buttons(of: Things) -> Iterator[Probe]:
    for kind, text in zip(cycle(Kind), of.texts(), strict=False):
        yield _press("ask", f"ask:{kind.value}:0", actions.ask_value(Ask(kind, text)))
    for kind in Kind:
        about = actions.ask_value(Ask(kind, f"#{of.stories[0]}"))
        asks = [Ask(kind, text) for text in of.chief()] + [Ask(kind, page=page) for page in (1, 2, 9)]
        asks += [Ask(kind, f"#{number}", sentences=7) for number in of.stories]
        for ask in asks:
            yield _press("ask", f"ask:{kind.value}:0", actions.ask_value(ask))
        for name in ("ask", "ask:next", "ask:previous", "ask:longer", "ask:elsewhere"):
            yield _press("ask", name, about)
        for place in PLACES:
            yield _press("ask", f"ask:{kind.value}:0", about, place)
            yield _press("share", actions.SHARE, about, place)
        yield from (_press("ask", f"ask:{kind.value}:0", about, url=url) for url in of.others if url.startswith("http"))
    for article, spans in of.articles:
        for span in (*spans, Span(0, 1), Span(0, 10_000)):
            yield _press("context", "context:0", actions.place_value(Place(article, span)))
        for place in PLACES:
            yield _press("context", "context:0", actions.place_value(Place(article, spans[0])), place)
    for verb in Verb:
        for number in of.digests:
            for place in PLACES:
                yield _press("digest", f"digest:{verb.value}:0", actions.change_value(Change(verb, number)), place)
    for give in (Give(link=of.url), Give(file=of.file), Give(link=of.url, alone=True)):
        yield _press("give", "give:add:0", actions.give_value(give))
    for article, _ in of.articles:
        for place in PLACES:
            yield _press("take", "take:0", actions.take_value(Take(article, alone=place == "message")), place)
    presses = [FeedPress("page", 1), FeedPress("form"), FeedPress("import", file=of.file)]
    presses += [FeedPress(verb.value, number) for verb in FeedVerb for number in of.feeds]
    for pressed in presses:
        yield _press("feed", f"feed:{pressed.verb}:0", actions.feed_value(pressed))
    yield _press("unknown", "another", of.title)


def _forms(of: Things) -> Iterator[Probe]:
    forms = [Form(number=number, zone="Europe/Berlin") for number in of.digests]
    forms += [Form(query=text) for text in of.texts()] + [Form(outlets=(of.outlet,)), Form(channel=of.channel)]
    for filled in forms:
        for name in FIELDS if filled.number else (digest_form.QUERY,):
            yield Probe("form typed", Hand.types_into, (filled, name), f"{filled}")
        yield Probe("form closed", Hand.closes, (filled,), f"{filled}")
    for name in FIELDS:
        for typed in ("", of.outlet, of.outlet[:4], of.words[0][:3]):
            yield Probe("options", Hand.looks_up, (name, typed), typed)
    yield Probe("feed form", Hand.submits_feed, (of.url,), of.url)
    yield from (Probe("shortcut", Hand.shortcut, (callback, of.url), of.url) for callback, *_ in SHORTCUTS)
    for callback in ("quotes", digest_form.CALLBACK, *(str(number) for number in of.digests)):
        yield Probe("shortcut", Hand.shortcut, (callback, of.title), of.title)


def _kept(of: Things) -> Iterator[Probe]:
    """What is stored for the workspace where it is done, and shown there again."""
    forms = [
        form
        for number in of.digests
        for form in (Form(number=number), Form(number=number, channel=of.channel), Form(number=number, in_home=True))
    ]
    forms += [Form(query=of.query), Form(outlets=(of.outlet,)), Form(channel=of.channel), Form(channel=of.dm)]
    yield from (Probe("form saved", Hand.submits, (form,), f"{form}", keeps=True) for form in forms)
    yield _command("/digest", f"08:30 daily {of.query}", "/digest new", keeps=True)
    yield _command("/digest", f"08:30 daily from:{of.outlet}", "/digest new", keeps=True)


def families_of_buttons() -> list[object]:
    """What ``bot.slack.actions`` says of each kind of button: a pattern, or the one id."""
    named = {name: value for name, value in vars(actions).items() if name.isupper() and not name.startswith("_")}
    return [value for value in named.values() if isinstance(value, str | re.Pattern)]
