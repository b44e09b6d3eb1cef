"""Deliveries over SQL, the same for SQLite and PostgreSQL.

A delivery is worked on by its holder alone: each step says who takes it and is refused when somebody else took over.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, and_, case, delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.digest import Delivery, DeliveryState, Subscription
from bot.storage.digest_tables import BUSY, OPEN, deliveries, subscriptions, told_articles, turns
from bot.storage.engine import reading, writing
from bot.storage.leases import Leases
from bot.storage.subscriptions import LIVE, as_subscription
from bot.storage.told import NOTHING, Telling, Thread, keep

_TURN_LIMIT = timedelta(minutes=10)
_LEASES = Leases(deliveries)


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery in the hands of its ``holder``: the row as it stands.

    ``content`` is what was frozen, None before that. ``removed`` says that its subscription was removed meanwhile.
    ``is_held`` is False once it was laid down, to be taken up later or never.
    """

    delivery: Delivery
    subscription: Subscription
    holder: str
    content: str | None = None
    removed: bool = False
    is_held: bool = True


class SqlDeliveryStore:
    """Safe for several threads and processes. Times are aware, in UTC; every method may raise ``StorageError``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    def running(self) -> list[tuple[Subscription, datetime | None]]:
        """The subscriptions that may fall due, each with the last slot that its schedule brought.

        Not the paused and removed ones, nor those with an open delivery: its end is awaited first.
        """
        last = (
            select(func.max(deliveries.c.slot))
            .where(deliveries.c.subscription == subscriptions.c.id, _SCHEDULED)
            .scalar_subquery()
        )
        query = select(subscriptions, last.label("last_slot")).where(LIVE, subscriptions.c.paused.is_(None), ~BUSY)
        with reading(self._engine) as connection:
            return [
                (as_subscription(row), row.last_slot) for row in connection.execute(query.order_by(subscriptions.c.id))
            ]

    def claim(
        self,
        subscription: Subscription,
        slot: datetime,
        *,
        holder: str,
        now: datetime,
        lease: timedelta,
        asked_by: str | None = None,
        corrected: Thread | None = None,
    ) -> Claim | None:
        """The delivery of that slot if nobody has it and no other of the subscription is open, else None.

        With ``corrected`` it is a correction, for that digest's thread.
        """
        delivery = Delivery(
            subscription=subscription.id,
            slot=slot,
            workspace=subscription.workspace,
            channel=corrected.channel if corrected else subscription.channel,
            claimed=now,
            asked_by=asked_by,
            ts=corrected.ts if corrected else None,
            corrects=corrected is not None,
        )
        won = self._record(delivery, holder=holder, lease=now + lease)
        return Claim(delivery, subscription, holder) if won else None

    def miss(self, subscription: Subscription, slot: datetime, now: datetime) -> Delivery | None:
        """The record that nobody came for that slot in time; None if somebody has it after all."""
        delivery = Delivery(
            subscription=subscription.id,
            slot=slot,
            workspace=subscription.workspace,
            channel=subscription.channel,
            state=DeliveryState.MISSED,
            claimed=now,
            finished=now,
        )
        return delivery if self._record(delivery) else None

    def abandoned(self, now: datetime) -> list[tuple[str, datetime]]:
        """The open deliveries (subscription's id and slot) whose lease has run out at ``now``, the oldest first."""
        query = select(deliveries.c.subscription, deliveries.c.slot).where(OPEN, _LEASES.free(now))
        with reading(self._engine) as connection:
            return [(row.subscription, row.slot) for row in connection.execute(query.order_by(deliveries.c.slot))]

    def take_over(
        self, subscription: str, slot: datetime, *, holder: str, now: datetime, lease: timedelta
    ) -> Claim | None:
        """An abandoned delivery for its new ``holder``; None if somebody else was quicker."""
        where = and_(_at(subscription, slot), OPEN, _LEASES.free(now))
        return self._step(where, holder, **_LEASES.taken(holder, now + lease))

    def freeze(self, claim: Claim, content: str, *, upto: int = 0) -> Claim | None:
        """Keep what will be posted, and up to which revision of the library that tells."""
        return self._step(_held(claim), claim.holder, state=DeliveryState.COMPOSED, content=content, upto=upto)

    def begin(self, claim: Claim, *, now: datetime, lease: timedelta) -> Claim | None:
        """Say, before the post, that one is begun, with a fresh lease."""
        return self._step(_held(claim), claim.holder, state=DeliveryState.SENDING, lease=now + lease, looks=0)

    def posted(self, claim: Claim, ts: str, *, last: bool, now: datetime, telling: Telling = NOTHING) -> Claim | None:
        """Record that the message being sent is in Slack as ``ts``, and what it tells; the ``last`` one ends it.

        That is a fact, whoever holds the delivery by now. None if it was known already.
        """
        delivery = claim.delivery
        known = or_(OPEN, deliveries.c.state == DeliveryState.UNKNOWN)
        values: dict[str, Any] = {
            "sent": delivery.sent + 1,
            "stories": delivery.stories + len(telling.listed),
            "ts": delivery.ts or ts,
            "looks": 0,
            # One that was given up as unknown stays at its end: what should have followed comes with the next one.
            "state": case((OPEN, DeliveryState.COMPOSED.value), else_=DeliveryState.POSTED.value),
        }
        if last:
            values |= {"state": DeliveryState.POSTED, "error": None}
            values |= {"finished": now, "content": None, **_LEASES.ended()}
        where = and_(_at(delivery.subscription, delivery.slot), deliveries.c.sent == delivery.sent, known)
        return self._step(where, claim.holder, telling=telling, **values)

    def missed_look(self, claim: Claim, *, until: datetime) -> Claim | None:
        """Record that the message was not found, and leave the delivery alone until ``until``."""
        return self._step(_held(claim), claim.holder, looks=claim.delivery.looks + 1, **_LEASES.put_back(until))

    def defer(self, claim: Claim, *, until: datetime, error: str, state: DeliveryState) -> Claim | None:
        """Leave the delivery alone until ``until``, in ``state``, with the reason."""
        return self._step(_held(claim), claim.holder, error=error, state=state, **_LEASES.put_back(until))

    def close(
        self,
        claim: Claim,
        state: DeliveryState,
        *,
        now: datetime,
        error: str | None = None,
        upto: int | None = None,
        telling: Telling = NOTHING,
    ) -> Claim | None:
        """End the delivery in ``state``; None if somebody else holds it.

        ``upto`` corrects up to which revision it told everything. ``telling`` is what counts as told all the same.
        """
        values: dict[str, Any] = {"state": state, "finished": now, "error": error, "content": None}
        if upto is not None:
            values["upto"] = upto
        return self._step(_held(claim), claim.holder, telling=telling, **values, **_LEASES.ended())

    def history(self, workspace: str | None = None, *, limit: int = 50) -> list[tuple[Subscription, Delivery]]:
        """The deliveries of a workspace, of all of them without one, with what they deliver; the latest first.

        Without the looks at a change that found nothing worth telling.
        """
        query = select(deliveries).where(~and_(deliveries.c.corrects, deliveries.c.state == DeliveryState.QUIET))
        if workspace is not None:
            query = query.where(deliveries.c.workspace == workspace)
        latest = query.order_by(deliveries.c.claimed.desc(), deliveries.c.subscription).limit(limit)
        with reading(self._engine) as connection:
            found = [_delivery(row) for row in connection.execute(latest)]
            named = {each.subscription for each in found}
            owners = connection.execute(select(subscriptions).where(subscriptions.c.id.in_(named)))
            by_id = {row.id: as_subscription(row) for row in owners}
        return [(by_id[each.subscription], each) for each in found]

    def turn(self, workspace: str, channel: str, *, now: datetime, gap: timedelta) -> datetime:
        """When the caller may post to the channel: ``gap`` after whoever asked before, not before ``now``."""
        where = and_(turns.c.workspace == workspace, turns.c.channel == channel)
        with writing(self._engine) as connection:
            row = self._insert(turns).values(workspace=workspace, channel=channel, free=now)
            connection.execute(row.on_conflict_do_nothing())
            free = connection.execute(select(turns.c.free).where(where).with_for_update()).scalar_one()
            # A turn far ahead was taken by a clock that ran wrong.
            mine = free if now < free < now + _TURN_LIMIT else now
            connection.execute(update(turns).where(where).values(free=mine + gap))
        return mine

    def prune(self, *, finished_before: datetime, told_before: datetime) -> int:
        """Forget deliveries that ended before the one time, and what digests due before the other told of articles;
        how many deliveries they were.

        Of each subscription stay, whatever their age and however wrong the clock, the last slot, so that it is not
        served again, and the delivery that says how far its reader was told. Which stories were told is never
        forgotten: an article that is found late could bring an old one back.
        """
        other = deliveries.alias()
        same = other.c.subscription == deliveries.c.subscription
        last = select(func.max(other.c.slot)).where(same, other.c.asked_by.is_(None), ~other.c.corrects)
        outrun = exists().where(same, other.c.slot > deliveries.c.slot, other.c.upto >= deliveries.c.upto)
        forgotten = and_(
            deliveries.c.finished < finished_before,
            deliveries.c.slot.is_distinct_from(last.scalar_subquery()),
            or_(deliveries.c.upto == 0, outrun),
        )
        with writing(self._engine) as connection:
            connection.execute(delete(told_articles).where(told_articles.c.slot < told_before))
            return connection.execute(delete(deliveries).where(forgotten)).rowcount

    def _record(self, delivery: Delivery, *, holder: str | None = None, lease: datetime | None = None) -> bool:
        values = {field.name: getattr(delivery, field.name) for field in fields(Delivery)}
        row = self._insert(deliveries).values(**values, holder=holder, lease=lease)
        with writing(self._engine) as connection:
            made = connection.execute(row.on_conflict_do_nothing().returning(deliveries.c.slot))
            return made.first() is not None

    def _step(
        self, where: ColumnElement[bool], reader: str, *, telling: Telling = NOTHING, **values: object
    ) -> Claim | None:
        """The row after the change; None if no row is as ``where`` wants it, or another than ``reader`` holds it."""
        changed = update(deliveries).where(where).values(**values).returning(deliveries)
        with writing(self._engine) as connection:
            row = connection.execute(changed).one_or_none()
            if row is None:
                return None
            keep(connection, row.subscription, row.slot, telling)
            owner = connection.execute(select(subscriptions).where(subscriptions.c.id == row.subscription)).one()
        if row.holder not in (None, reader):
            return None
        return Claim(
            _delivery(row),
            as_subscription(owner),
            reader,
            content=row.content,
            removed=owner.removed is not None,
            is_held=row.holder is not None,
        )


_SCHEDULED = and_(deliveries.c.asked_by.is_(None), ~deliveries.c.corrects)


def _at(subscription: str, slot: datetime) -> ColumnElement[bool]:
    return and_(deliveries.c.subscription == subscription, deliveries.c.slot == slot)


def _held(claim: Claim) -> ColumnElement[bool]:
    """Still open, in the same hands, with nothing posted since."""
    delivery = claim.delivery
    return and_(
        _at(delivery.subscription, delivery.slot),
        OPEN,
        _LEASES.held_by(claim.holder),
        deliveries.c.sent == delivery.sent,
    )


def _delivery(row: Row[Any]) -> Delivery:
    values = {field.name: getattr(row, field.name) for field in fields(Delivery)}
    return Delivery(**{**values, "state": DeliveryState(row.state)})
