"""Subscriptions over SQL, the same for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, and_, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.digest import Schedule, Subscription
from bot.domain.escapes import kept, undone
from bot.storage.digest_tables import subscriptions
from bot.storage.engine import reading, writing

LIVE = subscriptions.c.removed.is_(None)


class SqlSubscriptionStore:
    """Safe for several threads and processes. Times are aware, in UTC; every method may raise ``StorageError``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

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

    def one(self, workspace: str, number: int, *, removed: bool = False) -> Subscription | None:
        """The workspace's subscription of that number, among the removed ones if ``removed``."""
        found = self._found(
            subscriptions.c.workspace == workspace,
            subscriptions.c.number == number,
            subscriptions.c.removed.is_not(None) if removed else LIVE,
        )
        return found[0] if found else None

    def all(self, workspace: str) -> list[Subscription]:
        """The workspace's subscriptions by number, without the removed ones."""
        return self._found(subscriptions.c.workspace == workspace, LIVE)

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
        mine = and_(subscriptions.c.workspace == workspace, LIVE, subscriptions.c.paused.is_(None))
        with writing(self._engine) as connection:
            connection.execute(update(subscriptions).where(mine).values(paused=why))

    def resume_all(self, workspace: str, reasons: Collection[str], now: datetime) -> list[Subscription]:
        """Let what was paused for one of these reasons fall due again after ``now``; all that will, by number."""
        mine = and_(subscriptions.c.workspace == workspace, LIVE, subscriptions.c.paused.in_(reasons))
        resumed = update(subscriptions).where(mine).values(paused=None, active_since=now)
        with writing(self._engine) as connection:
            numbers = list(connection.execute(resumed.returning(subscriptions.c.number)).scalars())
        return [each for each in self.all(workspace) if each.number in numbers]

    def _found(self, *where: ColumnElement[bool]) -> list[Subscription]:
        query = select(subscriptions).where(*where).order_by(subscriptions.c.number)
        with reading(self._engine) as connection:
            return [as_subscription(row) for row in connection.execute(query)]

    def _change(self, subscription: Subscription, *where: ColumnElement[bool], **values: object) -> None:
        mine = and_(subscriptions.c.id == subscription.id, subscriptions.c.workspace == subscription.workspace, *where)
        with writing(self._engine) as connection:
            connection.execute(update(subscriptions).where(mine).values(**values))


def as_subscription(row: Row[Any]) -> Subscription:
    """The subscription in a row that has all columns of its table."""
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
        query=undone(row.query),
        announce_quiet=row.announce_quiet,
        outlets=tuple(row.outlets.splitlines()),
        most=row.most,
        paused=row.paused,
        active_since=row.active_since,
    )


def _row(subscription: Subscription) -> dict[str, Any]:
    plain = ("id", "workspace", "number", "channel", "creator", "created", "announce_quiet", "most", "paused")
    schedule = subscription.schedule
    return {
        **{name: getattr(subscription, name) for name in plain},
        "at": f"{schedule.at:%H:%M}",
        "weekdays": "".join(str(day) for day in sorted(schedule.weekdays)),
        "zone": schedule.zone,
        "query": kept(subscription.query),
        "outlets": "\n".join(subscription.outlets),
        "active_since": subscription.active_since,
    }
