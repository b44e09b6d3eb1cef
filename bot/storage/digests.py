"""Subscriptions and deliveries over SQL, the same for SQLite and PostgreSQL.

A delivery is worked on by its holder alone: each step says who takes it and is refused when somebody else took over.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.article import SHARED
from bot.domain.digest import Delivery, DeliveryState, Schedule, Subscription
from bot.storage.articles import SqlArticleStore
from bot.storage.digest_tables import deliveries, subscriptions, told, turns
from bot.storage.digest_tables import told_articles as _told
from bot.storage.engine import reading, writing
from bot.storage.schema import articles
from bot.storage.store import Stored

_TOLD = (DeliveryState.POSTED, DeliveryState.QUIET, DeliveryState.UNKNOWN)
"""How a delivery may end so that its reader knows, or may know, what it held."""

_OPEN = deliveries.c.finished.is_(None)
_LIVE = subscriptions.c.removed.is_(None)
_BUSY = exists().where(deliveries.c.subscription == subscriptions.c.id, _OPEN).correlate(subscriptions)
_TURN_LIMIT = timedelta(minutes=10)
_CHUNK = 1000


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


@dataclass(frozen=True, slots=True)
class Thread:
    """A digest in Slack: its channel and its ``ts``, under which its thread runs."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the digest of ``slot`` told of an article with that ``fingerprint``, as ``digests.corrections`` has it.

    ``revision`` is the article's, None if that is not known: an article that has another fingerprint by now counts as
    changed.
    """

    article: str
    words: str
    slot: datetime
    fingerprint: str
    revision: int | None = None


class SqlDigestStore:
    """Safe for several threads and processes. Times are aware, in UTC; every method may raise ``StorageError``."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._articles = engine, SqlArticleStore(engine)
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    # Subscriptions

    def add(self, subscription: Subscription) -> Subscription:
        """The subscription as it was filed, under its workspace's next number; the one it brings is not looked at."""
        used = select(func.coalesce(func.max(subscriptions.c.number), 0)).where(
            subscriptions.c.workspace == subscription.workspace
        )
        with writing(self._engine) as connection:
            while True:
                number = connection.execute(used).scalar_one() + 1
                row = self._insert(subscriptions).values(**_row(replace(subscription, number=number)))
                # Two at once read the same number: the second one finds it taken and asks again.
                # Not rowcount: SQLAlchemy leaves it at -1 for an INSERT.
                if connection.execute(row.on_conflict_do_nothing().returning(subscriptions.c.id)).first() is not None:
                    return replace(subscription, number=number)

    def subscription(self, workspace: str, number: int, *, removed: bool = False) -> Subscription | None:
        """The workspace's subscription of that number, among the removed ones if ``removed``."""
        found = self._subscriptions(
            subscriptions.c.workspace == workspace,
            subscriptions.c.number == number,
            subscriptions.c.removed.is_not(None) if removed else _LIVE,
        )
        return found[0] if found else None

    def subscriptions(self, workspace: str) -> list[Subscription]:
        """The workspace's subscriptions by number, without the removed ones."""
        return self._subscriptions(subscriptions.c.workspace == workspace, _LIVE)

    def pause(self, subscription: Subscription, why: str) -> None:
        """Stop its slots from falling due; an earlier reason is kept."""
        self._change(subscription, subscriptions.c.paused.is_(None), paused=why)

    def resume(self, subscription: Subscription, now: datetime) -> None:
        """Let its slots after ``now`` fall due again."""
        self._change(subscription, paused=None, active_since=now)

    def remove(self, subscription: Subscription, now: datetime) -> None:
        """Take it off the list; its number stays taken, and ``restore`` brings it back."""
        self._change(subscription, removed=now)

    def restore(self, subscription: Subscription) -> None:
        """Put a removed one back as it was."""
        self._change(subscription, removed=None)

    def edit(self, subscription: Subscription, now: datetime) -> None:
        """Give it the channel, schedule, query and rules of ``subscription``; slots after ``now`` count."""
        row = _row(subscription)
        wanted = ("channel", "at", "weekdays", "zone", "query", "announce_quiet", "outlets", "most")
        self._change(subscription, **{name: row[name] for name in wanted}, active_since=now)

    def pause_all(self, workspace: str, why: str) -> None:
        """Pause every subscription of a workspace that runs."""
        mine = and_(subscriptions.c.workspace == workspace, _LIVE, subscriptions.c.paused.is_(None))
        with writing(self._engine) as connection:
            connection.execute(update(subscriptions).where(mine).values(paused=why))

    def running(self) -> list[tuple[Subscription, datetime | None]]:
        """What may fall due, each with the last slot that its schedule brought.

        Not the paused and removed ones, nor those with an open delivery: its end is awaited first.
        """
        last = (
            select(func.max(deliveries.c.slot))
            .where(
                deliveries.c.subscription == subscriptions.c.id,
                deliveries.c.asked_by.is_(None),
                ~deliveries.c.corrects,
            )
            .scalar_subquery()
        )
        query = select(subscriptions, last.label("last_slot")).where(_LIVE, subscriptions.c.paused.is_(None), ~_BUSY)
        with reading(self._engine) as connection:
            return [
                (_subscription(row), row.last_slot) for row in connection.execute(query.order_by(subscriptions.c.id))
            ]

    # Deliveries

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
        query = select(deliveries.c.subscription, deliveries.c.slot).where(_OPEN, deliveries.c.lease <= now)
        with reading(self._engine) as connection:
            return [(row.subscription, row.slot) for row in connection.execute(query.order_by(deliveries.c.slot))]

    def take_over(
        self, subscription: str, slot: datetime, *, holder: str, now: datetime, lease: timedelta
    ) -> Claim | None:
        """An abandoned delivery for its new ``holder``; None if somebody else was quicker."""
        return self._step(
            and_(_at(subscription, slot), _OPEN, deliveries.c.lease <= now),
            holder,
            holder=holder,
            lease=now + lease,
        )

    def changed(self, since: datetime) -> list[tuple[Subscription, Thread]]:
        """The digests due after ``since`` of which an article has changed since it was told there.

        Not of subscriptions that are paused, removed or busy.
        """
        query = (
            select(subscriptions, deliveries.c.channel.label("place"), deliveries.c.ts, _told.c.slot)
            .distinct()
            .join(_told, _told.c.subscription == subscriptions.c.id)
            .join(
                deliveries, and_(deliveries.c.subscription == _told.c.subscription, deliveries.c.slot == _told.c.slot)
            )
            .join(articles, and_(articles.c.id == _told.c.article, articles.c.revision > _told.c.revision))
            .where(
                _LIVE,
                subscriptions.c.paused.is_(None),
                ~_BUSY,
                deliveries.c.state == DeliveryState.POSTED,
                deliveries.c.ts.is_not(None),
                _told.c.slot > since,
            )
            .order_by(subscriptions.c.id, _told.c.slot)
        )
        with reading(self._engine) as connection:
            return [(_subscription(row), Thread(row.place, row.ts)) for row in connection.execute(query)]

    def told_before(self, claim: Claim) -> list[tuple[Told, Stored | None]]:
        """What the digest that a correction follows told of each article, where that changed; and the article now.

        None for an article whose words are the same as then. Fingerprint and revision are those of now: with other
        words it is what is told next.
        """
        delivery = claim.delivery
        query = (
            select(_told, articles.c.fingerprint.label("present"), articles.c.revision.label("stands"))
            .join(articles, and_(articles.c.id == _told.c.article, articles.c.revision > _told.c.revision))
            .join(
                deliveries, and_(deliveries.c.subscription == _told.c.subscription, deliveries.c.slot == _told.c.slot)
            )
            .where(
                _told.c.subscription == delivery.subscription,
                deliveries.c.channel == delivery.channel,
                deliveries.c.ts == delivery.ts,
                ~deliveries.c.corrects,
            )
            .order_by(_told.c.article)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        readable = {SHARED, delivery.workspace}
        now = {each.article.id: each for each in self._articles.read([row.article for row in rows], readable)}
        return [
            (
                Told(row.article, row.told, row.slot, row.present, row.stands),
                now.get(row.article) if row.present != row.fingerprint else None,
            )
            for row in rows
        ]

    def freeze(
        self,
        claim: Claim,
        content: str,
        *,
        upto: int = 0,
        stories: Collection[int] = (),
        listed: int = 0,
        told: Collection[Told] = (),
    ) -> Claim | None:
        """Keep what will be posted, which ``stories`` it tells (``listed`` of them in full), what of each article."""
        return self._step(
            _held(claim),
            claim.holder,
            tells=stories,
            of_articles=told,
            state=DeliveryState.COMPOSED,
            content=content,
            upto=upto,
            stories=listed,
        )

    def begin(self, claim: Claim, *, now: datetime, lease: timedelta) -> Claim | None:
        """Say, before the post, that one is begun, with a fresh lease."""
        return self._step(_held(claim), claim.holder, state=DeliveryState.SENDING, lease=now + lease, looks=0)

    def posted(self, claim: Claim, ts: str, *, last: bool, now: datetime) -> Claim | None:
        """Record that the message being sent is in Slack as ``ts``; the ``last`` one ends the delivery.

        That is a fact, whoever holds the delivery by now. None if it was known already.
        """
        delivery = claim.delivery
        known = or_(_OPEN, deliveries.c.state == DeliveryState.UNKNOWN)
        values: dict[str, Any] = {
            "sent": delivery.sent + 1,
            "ts": delivery.ts or ts,
            "looks": 0,
            "state": DeliveryState.POSTED if last else DeliveryState.COMPOSED,
            "error": None,
        }
        if last:
            values |= {"finished": now, "content": None, "holder": None, "lease": None}
        where = and_(_at(delivery.subscription, delivery.slot), deliveries.c.sent == delivery.sent, known)
        return self._step(where, claim.holder, **values)

    def missed_look(self, claim: Claim, *, until: datetime) -> Claim | None:
        """Record that the message was not found, and leave the delivery alone until ``until``."""
        return self._step(_held(claim), claim.holder, looks=claim.delivery.looks + 1, lease=until, holder=None)

    def defer(self, claim: Claim, *, until: datetime, error: str, state: DeliveryState) -> Claim | None:
        """Leave the delivery alone until ``until``, in ``state``, with the reason."""
        return self._step(_held(claim), claim.holder, lease=until, error=error, state=state, holder=None)

    def close(
        self,
        claim: Claim,
        state: DeliveryState,
        *,
        now: datetime,
        error: str | None = None,
        upto: int | None = None,
        told: Collection[Told] = (),
    ) -> Claim | None:
        """End the delivery in ``state``; None if somebody else holds it. ``told``: what needs no correction."""
        values: dict[str, Any] = {"state": state, "finished": now, "error": error, "content": None}
        if upto is not None:
            values["upto"] = upto
        return self._step(_held(claim), claim.holder, of_articles=told, **values, holder=None, lease=None)

    def covered(self, subscription: str) -> int | None:
        """The revision up to which its reader was told, None before the first digest."""
        query = select(func.max(deliveries.c.upto)).where(
            deliveries.c.subscription == subscription, deliveries.c.state.in_(_TOLD)
        )
        with reading(self._engine) as connection:
            return connection.execute(query).scalar_one_or_none()

    def told(self, subscription: str, stories: Sequence[int]) -> set[int]:
        """Those of ``stories`` that its reader was told before."""
        query = (
            select(told.c.story)
            .join(deliveries, and_(deliveries.c.subscription == told.c.subscription, deliveries.c.slot == told.c.slot))
            .where(told.c.subscription == subscription, deliveries.c.state.in_(_TOLD))
        )
        found: set[int] = set()
        with reading(self._engine) as connection:
            for start in range(0, len(stories), _CHUNK):
                chunk = query.where(told.c.story.in_(stories[start : start + _CHUNK]))
                found.update(connection.execute(chunk).scalars())
        return found

    def log(self, workspace: str, *, limit: int = 50) -> list[Delivery]:
        """The workspace's deliveries, the latest first."""
        query = select(deliveries).where(deliveries.c.workspace == workspace)
        latest = query.order_by(deliveries.c.claimed.desc(), deliveries.c.subscription).limit(limit)
        with reading(self._engine) as connection:
            return [_delivery(row) for row in connection.execute(latest)]

    def history(self, workspace: str | None = None, *, limit: int = 50) -> list[tuple[Subscription, Delivery]]:
        """The deliveries of a workspace, of all of them without one, with what they deliver; the latest first."""
        query = select(deliveries).where(~and_(deliveries.c.corrects, deliveries.c.state == DeliveryState.QUIET))
        if workspace is not None:
            query = query.where(deliveries.c.workspace == workspace)
        latest = query.order_by(deliveries.c.claimed.desc(), deliveries.c.subscription).limit(limit)
        with reading(self._engine) as connection:
            found = [_delivery(row) for row in connection.execute(latest)]
            named = {each.subscription for each in found}
            owners = connection.execute(select(subscriptions).where(subscriptions.c.id.in_(named)))
            by_id = {row.id: _subscription(row) for row in owners}
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

    def _keep_told(self, connection: Connection, subscription: str, told: Told) -> None:
        """The article as it stands now counts as told, in the words of ``told``."""
        # An article that has changed since it was read is at once one that has changed since it was told.
        known = case((articles.c.fingerprint == told.fingerprint, articles.c.revision), else_=0)
        as_told = known if told.revision is None else literal(told.revision, _told.c.revision.type)
        present = select(
            literal(subscription),
            articles.c.id,
            literal(told.slot, _told.c.slot.type),
            as_told,
            literal(told.fingerprint),
            literal(told.words),
        ).where(articles.c.id == told.article)
        columns = ["subscription", "article", "slot", "revision", "fingerprint", "told"]
        kept = self._insert(_told).from_select(columns, present)
        key = [_told.c.subscription, _told.c.article, _told.c.slot]
        new = {name: kept.excluded[name] for name in ("revision", "fingerprint", "told")}
        connection.execute(kept.on_conflict_do_update(index_elements=key, set_=new))

    def _subscriptions(self, *where: ColumnElement[bool]) -> list[Subscription]:
        query = select(subscriptions).where(*where).order_by(subscriptions.c.number)
        with reading(self._engine) as connection:
            return [_subscription(row) for row in connection.execute(query)]

    def _change(self, subscription: Subscription, *where: ColumnElement[bool], **values: object) -> None:
        mine = and_(subscriptions.c.id == subscription.id, subscriptions.c.workspace == subscription.workspace, *where)
        with writing(self._engine) as connection:
            connection.execute(update(subscriptions).where(mine).values(**values))

    def _record(self, delivery: Delivery, *, holder: str | None = None, lease: datetime | None = None) -> bool:
        values = {field.name: getattr(delivery, field.name) for field in fields(Delivery)}
        row = self._insert(deliveries).values(**values, holder=holder, lease=lease)
        with writing(self._engine) as connection:
            made = connection.execute(row.on_conflict_do_nothing().returning(deliveries.c.slot))
            return made.first() is not None

    def _step(
        self,
        where: ColumnElement[bool],
        reader: str,
        *,
        tells: Collection[int] = (),
        of_articles: Collection[Told] = (),
        **values: object,
    ) -> Claim | None:
        """The row after the change; None if no row is as ``where`` wants it, or another than ``reader`` holds it."""
        changed = update(deliveries).where(where).values(**values).returning(deliveries)
        with writing(self._engine) as connection:
            row = connection.execute(changed).one_or_none()
            if row is None:
                return None
            if tells:
                key = {"subscription": row.subscription, "slot": row.slot}
                connection.execute(insert(told), [{**key, "story": story} for story in sorted(tells)])
            for each in of_articles:
                self._keep_told(connection, row.subscription, each)
            owner = connection.execute(select(subscriptions).where(subscriptions.c.id == row.subscription)).one()
        if row.holder not in (None, reader):
            return None
        return Claim(
            _delivery(row),
            _subscription(owner),
            reader,
            content=row.content,
            removed=owner.removed is not None,
            is_held=row.holder is not None,
        )


def _at(subscription: str, slot: datetime) -> ColumnElement[bool]:
    return and_(deliveries.c.subscription == subscription, deliveries.c.slot == slot)


def _held(claim: Claim) -> ColumnElement[bool]:
    """Still open, in the same hands, with nothing posted since."""
    delivery = claim.delivery
    return and_(
        _at(delivery.subscription, delivery.slot),
        _OPEN,
        deliveries.c.holder == claim.holder,
        deliveries.c.sent == delivery.sent,
    )


def _delivery(row: Row[Any]) -> Delivery:
    values = {field.name: getattr(row, field.name) for field in fields(Delivery)}
    return Delivery(**{**values, "state": DeliveryState(row.state)})


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        workspace=row.workspace,
        number=row.number,
        channel=row.channel,
        creator=row.creator,
        schedule=Schedule(
            at=time.fromisoformat(row.at), weekdays=frozenset(int(day) for day in row.weekdays), zone=row.zone
        ),
        created=row.created,
        query=row.query,
        announce_quiet=row.announce_quiet,
        outlets=tuple(row.outlets.splitlines()),
        most=row.most,
        paused=row.paused,
        active_since=row.active_since,
    )


def _row(subscription: Subscription) -> dict[str, Any]:
    plain = ("id", "workspace", "number", "channel", "creator", "created", "query", "announce_quiet", "most", "paused")
    schedule = subscription.schedule
    return {
        **{name: getattr(subscription, name) for name in plain},
        "at": f"{schedule.at:%H:%M}",
        "weekdays": "".join(str(day) for day in sorted(schedule.weekdays)),
        "zone": schedule.zone,
        "outlets": "\n".join(subscription.outlets),
        "active_since": subscription.active_since,
    }
