"""``/digest …`` and the buttons of its list: parse → ask the subscriptions → render."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.digests import grammar
from bot.digests.grammar import Change, Create, HelpWanted, Listing, Verb
from bot.digests.subscriptions import Member, Subscriptions
from bot.domain.digest import Delivery, DeliveryState, Subscription
from bot.domain.errors import NotAllowed
from bot.domain.query import Reader
from bot.slack.callers import Caller
from bot.slack.views import digests, notices
from bot.slack.views.blocks import Message
from bot.slack.views.digests import Row

_NOT_HERE = frozenset({"not_in_channel", "channel_not_found"})
_EXAMPLES = (
    "Set one up: /digest 08:30 weekdays Europe/Berlin taliban",
    "Days: daily, weekdays, mon,thu. Without a zone it is yours; without words it brings everything new.",
    "Add quiet:yes to hear of quiet days too.",
    "Then: /digest list, /digest now 1, /digest pause 1, /digest resume 1, /digest stop 1",
)


@dataclass(frozen=True, slots=True)
class DigestCommands:
    """What people do with digests in Slack, as messages."""

    subscriptions: Subscriptions

    def command(self, text: str, caller: Caller, channel: str, reader: Reader) -> Message:
        """What ``/digest text`` typed in ``channel`` comes to.

        Raises:
            QueryError, NotAllowed, NotFound: what the user can do something about.
        """
        match grammar.parse(text, default_zone=reader.zone):
            case Create() as wanted:
                _check_member(caller, channel)
                made = self.subscriptions.create(wanted, channel=channel, member=_member(caller))
                return digests.subscribed(made, self._times(made), reader)
            case Change() as wanted:
                return self.change(wanted, caller, channel, reader)
            case Listing():
                return digests.subscriptions(self.rows(caller), reader)
            case HelpWanted():
                return notices.told("A digest brings the stories that are new, at a time of your choice", *_EXAMPLES)

    def change(self, wanted: Change, caller: Caller, channel: str, reader: Reader) -> Message:
        """What a change comes to, asked by a command or a button. Raises: as ``command``."""
        match self.subscriptions.change(wanted, channel=channel, member=_member(caller)):
            case Delivery() as delivery:
                return _delivered(delivery)
            case Subscription() as changed:
                return self._changed(wanted.verb, changed, reader)

    def rows(self, caller: Caller) -> list[Row]:
        """What the caller may see, each with its next times; a guest from another organisation sees none."""
        if caller.is_guest:
            return []
        return [(each, self._times(each)) for each in self.subscriptions.visible(_member(caller))]

    def _changed(self, verb: Verb, subscription: Subscription, reader: Reader) -> Message:
        if verb is Verb.STOP:
            return digests.removed(subscription)
        if subscription.paused is not None:
            return digests.paused(subscription, reader)
        return digests.resumed(subscription, self._times(subscription), reader)

    def _times(self, subscription: Subscription) -> tuple[datetime, ...]:
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
        caller.client.conversations_history(channel=channel, limit=1)
    except SlackApiError as error:
        if error.response.get("error") in _NOT_HERE:
            raise NotAllowed(
                "I am not in this conversation",
                hint="Type /invite @newsdesk here and try again, or set the digest up in a message to me.",
            ) from error
    except (SlackClientError, OSError):
        return


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
