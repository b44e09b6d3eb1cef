"""``/digest …`` and the buttons of its list: parse → ask the subscriptions → render."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.digests import grammar
from bot.digests.grammar import Change, Create, HelpWanted, Listing, SetUp, Verb
from bot.digests.subscriptions import Member, Subscriptions
from bot.digests.zones import zones_offered
from bot.domain.digest import Delivery, DeliveryState, Digest, Subscription
from bot.domain.errors import NewsdeskError, NotAllowed, QueryError
from bot.domain.query import Reader
from bot.slack import digest_form
from bot.slack.callers import Caller
from bot.slack.channels import Channels
from bot.slack.digest_form import Form
from bot.slack.digest_places import check_place
from bot.slack.principal import Standing
from bot.slack.views import digest_choices as choices
from bot.slack.views import digests, notices
from bot.slack.views.blocks import Block, Message
from bot.slack.views.digest_form import Glimpse
from bot.slack.views.digests import Row

_EXAMPLES = (
    "Set one up: /digest alone asks how. Or in one line: /digest 08:30 weekdays Europe/Berlin climate",
    "Days: daily, weekdays, mon,thu. Without a zone it is yours; without words it brings everything new.",
    "Add quiet:yes to hear of quiet days too.",
    "Then: /digest list, and with its number /digest edit 1, preview, now, pause, resume or stop",
)


@dataclass(frozen=True, slots=True)
class DigestCommands:
    """What people do with digests in Slack, as messages.

    ``outlets`` are those of what a reader may see and how many articles each has, the most first. ``channels`` knows
    who is in a channel, and so who sees its digests.
    """

    subscriptions: Subscriptions
    outlets: Callable[[Reader], Sequence[tuple[str, int]]]
    clock: Callable[[], datetime]
    channels: Channels

    def command(self, text: str, caller: Caller, channel: str, reader: Reader) -> Message:
        """What ``/digest text`` typed in ``channel`` comes to.

        Raises:
            QueryError, NotAllowed, NotFound: what the user can do something about.
        """
        match grammar.parse(text, default_zone=reader.zone):
            case Create() as wanted:
                member = self._maker(caller)
                check_place(caller, channel)
                return self.saved(self.subscriptions.create(wanted, channel=channel, member=member), caller)
            case Change() as wanted:
                return self.change(wanted, caller, channel, reader)
            case SetUp():
                return digests.subscriptions(self._rows(self._member(caller)), reader)
            case Listing(page):
                return digests.subscriptions(self._rows(self._member(caller)), reader, page)
            case HelpWanted():
                return notices.told("A digest brings the stories that are new, at a time of your choice", *_EXAMPLES)

    def change(self, wanted: Change, caller: Caller, channel: str, reader: Reader) -> Message:
        """What a change comes to, asked by a command or a button. Raises: as ``command``."""
        member = self._member(caller)
        match self.subscriptions.change(wanted, channel=channel, member=member):
            case Delivery() as delivery:
                return _delivered(delivery)
            case Digest() as digest:
                return digests.previewed(digest)
            case Subscription() as changed:
                return self._changed(wanted.verb, changed, reader, member)

    def rows(self, caller: Caller) -> list[Row]:
        """What the caller may see, each with its next times; who is no full member of the workspace sees none."""
        return self._rows(self._member(caller)) if caller.principal().sees_digests else []

    def _rows(self, member: Member) -> list[Row]:
        return [(each, self.times(each)) for each in self.subscriptions.visible(member)]

    def form(self, caller: Caller, *, channel: str, edit: Change | None, in_home: bool = False) -> Form:
        """The form for a new digest in ``channel``, or for the one that ``edit`` means there.

        Raises: as ``command``.
        """
        if edit is None:
            self._maker(caller)
            here = channel if channel[:1] in {"C", "G"} else ""
            return Form(channel=here, zone=caller.profile().zone, in_home=in_home)
        found = self.subscriptions.change(edit, channel=channel, member=self._member(caller))
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
            holds = self.subscriptions.glance(wanted, self._member(caller), number=filled.number)
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
        member = self._member(caller) if filled.number else self._maker(caller)
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

    def saved(self, subscription: Subscription, caller: Caller, *, changed: bool = False) -> Message:
        """What is said of a digest that was set up or ``changed``, with those that would tell its stories twice."""
        told = digests.resaved if changed else digests.subscribed
        overlapping = self.subscriptions.overlapping(subscription, self._member(caller))
        return told(subscription, self.times(subscription), caller.reader(), overlapping)

    def history(self, caller: Caller) -> list[tuple[Subscription, Delivery]]:
        """The last deliveries of what the caller may see, the latest first."""
        return self.subscriptions.history(self._member(caller)) if caller.principal().sees_digests else []

    def _changed(self, verb: Verb, subscription: Subscription, reader: Reader, member: Member) -> Message:
        if verb is Verb.STOP:
            return digests.removed(subscription)
        if subscription.paused is not None:
            return digests.paused(subscription, reader)
        overlapping = self.subscriptions.overlapping(subscription, member)
        return digests.resumed(subscription, self.times(subscription), reader, overlapping)

    def times(self, subscription: Subscription) -> tuple[datetime, ...]:
        """When it comes next, in UTC."""
        return tuple(self.subscriptions.next_times(subscription))

    def _member(self, caller: Caller) -> Member:
        """The caller as a member of the workspace. Raises: NotAllowed if they are none, or only a guest."""
        who = caller.principal()
        if who.standing is Standing.GUEST:
            raise NotAllowed("digests are for the full members of this workspace", hint="Ask one of them.")
        if not who.sees_digests:
            raise NotAllowed("digests belong to the workspace that has Newsdesk", hint="Ask somebody from there.")

        def is_in(channel: str) -> bool:
            return self.channels.holds(caller, channel)

        return Member(workspace=caller.workspace, user=caller.user, is_admin=who.is_admin, is_in=is_in)

    def _maker(self, caller: Caller) -> Member:
        """The caller as somebody who sets a digest up. Raises: NotAllowed if they may not, or who knows who they are.

        A guest's digest would go on for ever, and without a profile its hour would be in a zone that nobody meant.
        """
        member = self._member(caller)
        if not caller.principal().makes_digests:
            raise NotAllowed("Slack doesn't tell right now who you are", hint="Try again in a minute.")
        return member


def _place(filled: Form, known: Subscription | None, wanted: Create, caller: Caller) -> str:
    """Where the digest goes. Raises: NotAllowed if we can't post there."""
    if filled.channel:
        if known is None or known.channel != filled.channel:
            check_place(caller, filled.channel)
        return filled.channel
    if known is not None and known.channel.startswith("D"):
        return known.channel
    # Only a message that was posted there tells which conversation it is without asking for another scope.
    told = notices.told(f"Your digest will come here: {digests.wall_time(wanted.schedule)}")

    def post(client: WebClient) -> str:
        return str(client.chat_postMessage(channel=caller.user, text=told.text, blocks=list(told.blocks))["channel"])

    try:
        return caller.patience.ask(caller.client, post)
    except (SlackClientError, OSError) as error:
        raise NotAllowed("I can't write to you directly", hint="Choose a channel.") from error


def form_wanted(text: str) -> SetUp | Change | None:
    """Whether ``/digest text`` asks for the form: for a new digest, or for one that there is."""
    try:
        match grammar.parse(text, default_zone="UTC"):
            case SetUp() as new:
                return new
            case Change(verb=Verb.EDIT) as edit:
                return edit
            case _:
                pass
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
