"""What people do with digests: set one up, pause it, stop it, run it at once. Everything stays in their workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.digests.deliver import Deliverer
from bot.digests.due import next_slots
from bot.digests.grammar import Change, Create, Verb
from bot.digests.overlap import is_same, overlaps
from bot.digests.troubles import NO_ACCESS
from bot.domain.digest import Delivery, Digest, Schedule, Subscription
from bot.domain.errors import NotAllowed, NotFound, QueryError
from bot.storage.digests import SqlDigestStore

LIMIT = 50
"""How many digests one workspace may have."""

_LEFT = "Newsdesk was removed from this workspace"

_DIRECT_MESSAGE = "D"
"""How Slack's ids of direct messages begin."""


def _in_none(channel: str) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Who does it, by Slack's ids, and whether they are an admin or owner of the workspace.

    ``is_in`` says whether they are in a channel, as far as anybody can tell; it may take a moment.
    """

    workspace: str
    user: str
    is_admin: bool = False
    is_in: Callable[[str], bool] = field(default=_in_none, repr=False, compare=False)


def may_change(subscription: Subscription, member: Member) -> bool:
    """Whether ``member`` may pause, edit, stop or run it: its maker may, and the admins of its workspace."""
    return subscription.workspace == member.workspace and (subscription.creator == member.user or member.is_admin)


def may_see(subscription: Subscription, member: Member) -> bool:
    """Whether it is on ``member``'s list, and counts in what they are told.

    Only its maker, the admins and who is in its channel see it: what a channel follows can be a secret of its own.
    """
    if subscription.workspace != member.workspace:
        return False
    is_direct = subscription.channel.startswith(_DIRECT_MESSAGE)
    return may_change(subscription, member) or (not is_direct and member.is_in(subscription.channel))


class Subscriptions:
    """The subscriptions of every workspace; each member reaches those of their own.

    ``check_query`` raises ``QueryError`` for a query that can't be read. Every method may raise ``StorageError``.
    """

    def __init__(
        self,
        store: SqlDigestStore,
        deliverer: Deliverer,
        *,
        check_query: Callable[[str], object],
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        limit: int = LIMIT,
    ) -> None:
        self._store, self._deliverer = store, deliverer
        self._check_query, self._clock, self._new_id, self._limit = check_query, clock, new_id, limit

    def create(self, wanted: Create, *, channel: str, member: Member) -> Subscription:
        """The new subscription. Raises: as ``check``; NotAllowed if the workspace has too many."""
        self.check(wanted, channel=channel, member=member)
        if len(self._store.subscriptions.all(member.workspace)) >= self._limit:
            raise NotAllowed(
                "too many digests",
                str(self._limit),
                "that is the most for one workspace",
                hint="Stop one: /digest list",
            )
        made = self._wanted(wanted, channel, member)
        return self._store.subscriptions.add(replace(made, id=self._new_id()))

    def check(self, wanted: Create, *, channel: str, member: Member, number: int | None = None) -> None:
        """Nothing, if such a digest, or that of this ``number``, may be so; ``channel`` is "" for a direct message.

        Raises: QueryError for its query; NotAllowed if another that the member sees brings the same to the same place
        at the same times.
        """
        self._check_query(wanted.query)
        made = self._wanted(wanted, channel, member)
        for other in self._store.subscriptions.all(member.workspace):
            if other.number != number and is_same(made, other) and may_see(other, member):
                raise _told_already(other)

    def overlapping(self, subscription: Subscription, member: Member) -> list[Subscription]:
        """The other digests that tell stories of this one in the same place, by number, of those that the member sees;
        what is paused tells none.
        """
        others = self._store.subscriptions.all(subscription.workspace)
        return [
            each
            for each in others
            if each.number != subscription.number
            and each.paused is None
            and overlaps(subscription, each)
            and may_see(each, member)
        ]

    def _wanted(self, wanted: Create, channel: str, member: Member) -> Subscription:
        """A new subscription as it is wanted, without its id and number."""
        return Subscription(
            id="",
            workspace=member.workspace,
            number=0,
            channel=channel,
            creator=member.user,
            schedule=wanted.schedule,
            created=self._clock(),
            query=wanted.query,
            announce_quiet=wanted.announce_quiet,
            outlets=wanted.outlets,
            most=wanted.most,
        )

    def edit(self, number: int, wanted: Create, *, channel: str, member: Member) -> Subscription:
        """The subscription of that number as it is wanted now. Raises: NotFound, NotAllowed, QueryError."""
        subscription = self.editable(number, member)
        # Its maker's direct messages are meant where it goes to some, whoever changes it.
        self.check(wanted, channel=channel, member=replace(member, user=subscription.creator), number=number)
        changed = replace(
            subscription,
            channel=channel,
            schedule=wanted.schedule,
            query=wanted.query,
            announce_quiet=wanted.announce_quiet,
            outlets=wanted.outlets,
            most=wanted.most,
        )
        self._store.subscriptions.edit(changed, self._clock())
        return self._again(changed)

    def editable(self, number: int, member: Member) -> Subscription:
        """The subscription of that number, if the member may change it. Raises: NotFound, NotAllowed."""
        return _changeable(self.find(number, member), member)

    def glance(self, wanted: Create, member: Member, *, number: int | None = None) -> Digest:
        """What a digest that is wanted so would hold today; of one that there is, what is new since its last one.

        Raises: QueryError for its query; NotFound, NotAllowed for the ``number``.
        """
        known = self.editable(number, member) if number else None
        subscription = self._wanted(wanted, "", member)
        if known:
            subscription = replace(subscription, id=known.id, created=known.created)
        return self._deliverer.preview(subscription, self._clock())

    def visible(self, member: Member) -> list[Subscription]:
        """What the member may see, by number."""
        return [each for each in self._store.subscriptions.all(member.workspace) if may_see(each, member)]

    def next_times(self, subscription: Subscription, count: int = 3) -> list[datetime]:
        """When it falls due next, in UTC; nothing while it is paused."""
        return [] if subscription.paused else self.upcoming(subscription.schedule, count)

    def upcoming(self, schedule: Schedule, count: int = 3) -> list[datetime]:
        """When such a schedule falls due next, in UTC."""
        return next_slots(schedule, self._clock(), count)

    def change(self, wanted: Change, *, channel: str, member: Member) -> Subscription | Delivery | Digest:
        """What came of it: the subscription as it now stands, for ``NOW`` the delivery, for ``PREVIEW`` the digest.

        ``EDIT`` only gives the subscription, if the member may change it.

        Without a number, the one meant is the only one in ``channel``, or the only one that the member has.
        Raises: NotFound, NotAllowed, QueryError where it could mean several or makes no sense.
        """
        subscription = self._meant(wanted, channel, member)
        match wanted.verb:
            case Verb.NOW:
                return self.run_now(subscription, member)
            case Verb.PAUSE:
                return self.pause(subscription, member)
            case Verb.RESUME:
                return self.resume(subscription, member)
            case Verb.STOP:
                return self.remove(subscription, member)
            case Verb.UNDO:
                return self.restore(subscription, member)
            case Verb.EDIT:
                return _changeable(subscription, member)
            case Verb.PREVIEW:
                return self.preview(subscription, self._clock())

    def pause(self, subscription: Subscription, member: Member) -> Subscription:
        """It brings nothing until it is resumed."""
        self._store.subscriptions.pause(_changeable(subscription, member), f"by <@{member.user}>")
        return self._again(subscription)

    def resume(self, subscription: Subscription, member: Member) -> Subscription:
        """It goes on with its next slot; what fell into the pause is not made up for."""
        self._store.subscriptions.resume(_changeable(subscription, member), self._clock())
        return self._again(subscription)

    def remove(self, subscription: Subscription, member: Member) -> Subscription:
        """It is off the list; ``restore`` brings it back under its number."""
        self._store.subscriptions.remove(_changeable(subscription, member), self._clock())
        return subscription

    def restore(self, subscription: Subscription, member: Member) -> Subscription:
        """A removed one, back as it was."""
        self._store.subscriptions.restore(_changeable(subscription, member))
        return self._again(subscription)

    def run_now(self, subscription: Subscription, member: Member) -> Delivery:
        """What came of posting at once what is new since the last digest; ``QUIET``: nothing is, nothing was posted.

        Raises: QueryError if one is on its way already.
        """
        delivery = self._deliverer.run_now(_changeable(subscription, member), member.user)
        if delivery is None:
            raise QueryError(
                "a digest is on its way", f"#{subscription.number}", "wait until it is there", hint="Try: /digest list"
            )
        return delivery

    def preview(self, subscription: Subscription, slot: datetime) -> Digest:
        """What would be posted if it fell due at ``slot``, of what is new now."""
        return self._deliverer.preview(subscription, slot)

    def history(self, member: Member, limit: int = 20) -> list[tuple[Subscription, Delivery]]:
        """The deliveries of what the member may see, the latest first, of the workspace's last ``limit``."""
        found = self._store.deliveries.history(member.workspace, limit=limit)
        return [(subscription, delivery) for subscription, delivery in found if may_see(subscription, member)]

    def workspace_left(self, workspace: str) -> None:
        """Pause everything of a workspace that has removed the app."""
        self._store.subscriptions.pause_all(workspace, _LEFT)

    def workspace_returned(self, workspace: str) -> list[Subscription]:
        """Resume what paused because the app was gone, and what that was; what its people had paused stays so."""
        return self._store.subscriptions.resume_all(workspace, (_LEFT, NO_ACCESS), self._clock())

    def find(self, number: int, member: Member, *, removed: bool = False) -> Subscription:
        """The workspace's subscription of that number. Raises: NotFound, also for one that ``member`` may not see."""
        found = self._store.subscriptions.one(member.workspace, number, removed=removed)
        if found is None or not may_see(found, member):
            hint = "/digest list shows the numbers." if not removed else "Only a stopped digest can be brought back."
            raise NotFound("no such digest", f"#{number}", hint=hint)
        return found

    def _meant(self, wanted: Change, channel: str, member: Member) -> Subscription:
        if wanted.number is not None:
            return self.find(wanted.number, member, removed=wanted.verb is Verb.UNDO)
        if wanted.verb is Verb.UNDO:
            raise QueryError("which digest?", "undo", hint="Try: /digest undo 1")
        seen = self.visible(member)
        here = [each for each in seen if each.channel == channel]
        mine = here or [each for each in seen if each.creator == member.user]
        if len(mine) == 1:
            return mine[0]
        if not mine:
            raise NotFound("no digest here", hint="Set one up: /digest 08:30 weekdays")
        numbers = " or ".join(f"#{each.number}" for each in mine[:4])
        raise QueryError("which digest?", numbers, hint=f"Try: /digest {wanted.verb} {mine[0].number}")

    def _again(self, subscription: Subscription) -> Subscription:
        """As it stands now."""
        found = self._store.subscriptions.one(subscription.workspace, subscription.number)
        if found is None:
            raise NotFound("no such digest", f"#{subscription.number}", hint="/digest list shows the numbers.")
        return found


def _changeable(subscription: Subscription, member: Member) -> Subscription:
    if not may_change(subscription, member):
        raise NotAllowed(
            "you can't change this digest", f"#{subscription.number}", hint="Its maker and the workspace's admins can."
        )
    return subscription


def _told_already(other: Subscription) -> NotAllowed:
    """What to say to who wants ``other`` once more."""
    if other.paused is not None:
        which, hint = f"Digest {other.number}, which is paused,", f"/digest resume {other.number} lets it go on."
    else:
        which, hint = f"Digest {other.number}", f"/digest edit {other.number} changes it."
    return NotAllowed(f"{which} already brings the same here at the same time", hint=hint)
