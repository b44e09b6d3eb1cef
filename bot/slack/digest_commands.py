"""``/digest …`` and the buttons of its list: parse → ask the subscriptions → render."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.digests import grammar
from bot.digests.grammar import Change, Create, HelpWanted, Listing, SetUp, Verb
from bot.digests.subscriptions import Member, Subscriptions
from bot.digests.zones import zones_offered
from bot.domain.digest import Delivery, DeliveryState, Digest, Subscription
from bot.domain.errors import NewsdeskError, NotAllowed, QueryError
from bot.domain.query import Reader
from bot.slack import digest_form
from bot.slack.callers import Caller
from bot.slack.clients import quiet
from bot.slack.digest_form import Form
from bot.slack.views import digest_choices as choices
from bot.slack.views import digests, notices
from bot.slack.views.blocks import Block, Message
from bot.slack.views.digest_form import Glimpse
from bot.slack.views.digests import Row

_NOT_HERE = frozenset({"not_in_channel", "channel_not_found"})
_PATIENCE = 2
"""Seconds that Slack has to answer while a form waits for its acknowledgement, for which we have three."""
_EXAMPLES = (
    "Set one up: /digest alone asks how. Or in one line: /digest 08:30 weekdays Europe/Berlin climate",
    "Days: daily, weekdays, mon,thu. Without a zone it is yours; without words it brings everything new.",
    "Add quiet:yes to hear of quiet days too.",
    "Then: /digest list, and with its number /digest edit 1, preview, now, pause, resume or stop",
)


@dataclass(frozen=True, slots=True)
class DigestCommands:
    """What people do with digests in Slack, as messages.

    ``outlets`` are those of what a reader may see and how many articles each has, the most first.
    """

    subscriptions: Subscriptions
    outlets: Callable[[Reader], Sequence[tuple[str, int]]]
    clock: Callable[[], datetime]

    def command(self, text: str, caller: Caller, channel: str, reader: Reader) -> Message:
        """What ``/digest text`` typed in ``channel`` comes to.

        Raises:
            QueryError, NotAllowed, NotFound: what the user can do something about.
        """
        match grammar.parse(text, default_zone=reader.zone):
            case Create() as wanted:
                _check_member(caller, channel)
                made = self.subscriptions.create(wanted, channel=channel, member=_member(caller))
                return self.saved(made, reader)
            case Change() as wanted:
                return self.change(wanted, caller, channel, reader)
            case SetUp():
                return digests.subscriptions(self.rows(caller), reader)
            case Listing(page):
                return digests.subscriptions(self.rows(caller), reader, page)
            case HelpWanted():
                return notices.told("A digest brings the stories that are new, at a time of your choice", *_EXAMPLES)

    def change(self, wanted: Change, caller: Caller, channel: str, reader: Reader) -> Message:
        """What a change comes to, asked by a command or a button. Raises: as ``command``."""
        match self.subscriptions.change(wanted, channel=channel, member=_member(caller)):
            case Delivery() as delivery:
                return _delivered(delivery)
            case Digest() as digest:
                return digests.previewed(digest)
            case Subscription() as changed:
                return self._changed(wanted.verb, changed, reader)

    def rows(self, caller: Caller) -> list[Row]:
        """What the caller may see, each with its next times; a guest from another organisation sees none."""
        if caller.is_guest:
            return []
        return [(each, self.times(each)) for each in self.subscriptions.visible(_member(caller))]

    def form(self, caller: Caller, *, channel: str, edit: Change | None, in_home: bool = False) -> Form:
        """The form for a new digest in ``channel``, or for the one that ``edit`` means there.

        Raises: as ``command``.
        """
        member = _member(caller)
        if edit is None:
            here = channel if channel[:1] in {"C", "G"} else ""
            return Form(channel=here, zone=caller.profile().zone, in_home=in_home)
        found = self.subscriptions.change(edit, channel=channel, member=member)
        if not isinstance(found, Subscription):
            raise QueryError("nothing to change", edit.verb.value, hint="Try: /digest list")
        return Form.of(found, in_home=in_home)

    def glance(self, filled: Form, caller: Caller) -> Glimpse:
        """What the form leads to; while it is half filled in, nothing."""
        wanted, _ = filled.wanted()
        if wanted is None:
            return Glimpse(self.clock())
        holds: Digest | NewsdeskError
        try:
            holds = self.subscriptions.glance(wanted, _member(caller), number=filled.number)
        except NewsdeskError as error:
            holds = error
        return Glimpse(self.clock(), holds, tuple(self.subscriptions.upcoming(wanted.schedule)))

    def zones_offered(self, typed: str, caller: Caller) -> list[Block]:
        """The zones that the form offers to who typed this, as options."""
        return choices.options(zones_offered(typed, own=caller.profile().zone, now=self.clock()))

    def outlets_offered(self, typed: str, caller: Caller) -> list[Block]:
        """The outlets that the form offers to who typed this, as options. Raises: StorageError."""
        return choices.outlets(self.outlets(caller.reader()), typed)

    def save(self, filled: Form, caller: Caller) -> tuple[Subscription | None, dict[str, str]]:
        """The digest as the form wants it, or for each field that keeps it from being saved what is wrong there.

        Slack waits three seconds for this: it asks Slack one thing at most, and not for long.
        Raises: NotAllowed, NotFound, StorageError.
        """
        wanted, problems = filled.wanted()
        if wanted is None:
            return None, problems
        member = _member(caller)
        known = self.subscriptions.editable(filled.number, member) if filled.number else None
        place = filled.channel or (known.channel if known and known.channel.startswith("D") else "")
        try:
            self.subscriptions.check(wanted, channel=place, member=member, number=filled.number)
        except QueryError as error:
            return None, {digest_form.QUERY: digest_form.points_at(error)}
        except NotAllowed as error:
            return None, {digest_form.QUERY: digest_form.says(error)}
        try:
            channel = _place(filled, known, wanted, caller)
        except NotAllowed as error:
            return None, {digest_form.CHANNEL: digest_form.says(error)}
        if known is not None:
            return self.subscriptions.edit(known.number, wanted, channel=channel, member=member), {}
        return self.subscriptions.create(wanted, channel=channel, member=member), {}

    def saved(self, subscription: Subscription, reader: Reader, *, changed: bool = False) -> Message:
        """What is said of a digest that was set up or ``changed``, with those that would tell its stories twice."""
        told = digests.resaved if changed else digests.subscribed
        return told(subscription, self.times(subscription), reader, self.subscriptions.overlapping(subscription))

    def history(self, caller: Caller) -> list[tuple[Subscription, Delivery]]:
        """The last deliveries of what the caller may see, the latest first."""
        return [] if caller.is_guest else self.subscriptions.history(_member(caller))

    def _changed(self, verb: Verb, subscription: Subscription, reader: Reader) -> Message:
        if verb is Verb.STOP:
            return digests.removed(subscription)
        if subscription.paused is not None:
            return digests.paused(subscription, reader)
        overlapping = self.subscriptions.overlapping(subscription)
        return digests.resumed(subscription, self.times(subscription), reader, overlapping)

    def times(self, subscription: Subscription) -> tuple[datetime, ...]:
        """When it comes next, in UTC."""
        return tuple(self.subscriptions.next_times(subscription))


def _member(caller: Caller) -> Member:
    if caller.is_guest:
        raise NotAllowed("digests belong to the workspace that has Newsdesk", hint="Ask somebody from there.")
    return Member(workspace=caller.workspace, user=caller.user, is_admin=caller.profile().is_admin)


def _check_member(caller: Caller, channel: str) -> None:
    """Make sure that we may post where a digest is wanted: found out now, not tomorrow at half past eight.

    Raises:
        NotAllowed: if we are not in the channel; whatever else keeps us from looking is no reason to refuse.
    """
    try:
        _hurried(caller.client).conversations_history(channel=channel, limit=1)
    except SlackApiError as error:
        if error.response.get("error") in _NOT_HERE:
            raise NotAllowed(
                "I am not in this conversation",
                hint="Type /invite @newsdesk here and try again, or set the digest up in a message to me.",
            ) from error
    except (SlackClientError, OSError):
        return


def _place(filled: Form, known: Subscription | None, wanted: Create, caller: Caller) -> str:
    """Where the digest goes. Raises: NotAllowed if we can't post there."""
    if filled.channel:
        if known is None or known.channel != filled.channel:
            _check_member(caller, filled.channel)
        return filled.channel
    if known is not None and known.channel.startswith("D"):
        return known.channel
    # Only a message that was posted there tells which conversation it is without asking for another scope.
    told = notices.told(f"Your digest will come here: {digests.wall_time(wanted.schedule)}")
    try:
        posted = _hurried(caller.client).chat_postMessage(channel=caller.user, text=told.text, blocks=list(told.blocks))
    except (SlackClientError, OSError) as error:
        raise NotAllowed("I can't write to you directly", hint="Choose a channel.") from error
    return str(posted["channel"])


def _hurried(client: WebClient) -> WebClient:
    """The same client with less patience: somebody waits in front of a form."""
    return WebClient(client.token, base_url=client.base_url, timeout=_PATIENCE, logger=quiet, retry_handlers=[])


def form_wanted(text: str) -> SetUp | Change | None:
    """Whether ``/digest text`` asks for the form: for a new digest, or for one that there is."""
    try:
        match grammar.parse(text, default_zone="UTC"):
            case SetUp() as new:
                return new
            case Change(verb=Verb.EDIT) as edit:
                return edit
    except QueryError:
        return None
    return None


def _delivered(delivery: Delivery) -> Message:
    match delivery.state:
        case DeliveryState.POSTED:
            return notices.told(f"The digest is posted in <#{delivery.channel}>")
        case DeliveryState.QUIET:
            return notices.told("Nothing is new since the last digest, so nothing was posted")
        case DeliveryState.FAILED | DeliveryState.MISSED:
            return notices.told(f"The digest could not be posted: {delivery.error}")
        case _:
            return notices.told("The digest is on its way: Slack has not said yet whether it took it")
