"""Feeds over SQL: whose they are, how they stand, and who looks at one. The same for SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.feed import Feed, FeedState
from bot.storage.engine import reading, writing
from bot.storage.feed_tables import feed_entries, feeds
from bot.storage.hosts import take_host
from bot.storage.leases import Leases
from bot.storage.portable import wordable
from bot.storage.schema import departures

LARGEST_NUMBER = 2**31 - 1
"""What the column of a feed's number holds."""
_LEASES = Leases(feeds)
_AT_ONCE = 200
_AWAY = select(departures.c.workspace).where(departures.c.returned.is_(None))
HERE: ColumnElement[bool] = feeds.c.workspace.not_in(_AWAY)
"""Of the feeds that are read for somebody: their workspace has the app."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A feed with what only who looks at it needs: the validators of its last answer, whether its first entries are in
    the store, its earlier addresses, the host that it is asked for at.
    """

    feed: Feed
    host: str
    etag: str | None = None
    last_modified: str | None = None
    archived: bool = False
    moved_from: tuple[str, ...] = ()


class SqlFeedStore:
    """Safe for several threads and processes. Times are aware, in UTC; every method may raise ``StorageError``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    def add(self, stand: Stand, *, most: int, now: datetime) -> Feed | None:
        """The feed as it was filed, under its workspace's next number; None if the workspace has ``most`` already.

        Where the workspace has one of that address already, that one comes back.
        """
        feed = stand.feed
        mine = feeds.c.workspace == feed.workspace
        used = select(func.coalesce(func.max(feeds.c.number), 0), func.count()).where(mine)
        there = select(feeds).where(mine, feeds.c.url == feed.url)
        with writing(self._engine) as connection:
            while True:
                if (row := connection.execute(there).first()) is not None:
                    return _feed(row)
                number, amount = connection.execute(used).one()
                if amount >= most:
                    return None
                filed = replace(stand, feed=replace(feed, number=number + 1))
                values = {**_row(filed), "id": feed.id, "workspace": feed.workspace, "number": number + 1}
                # Two at once read the same number: the second one finds it taken and asks again.
                made = self._insert(feeds).values(**values, holder=None, lease=now).on_conflict_do_nothing()
                if connection.execute(made.returning(feeds.c.id)).first() is not None:
                    return filed.feed

    def all(self, workspace: str) -> list[Stand]:
        """The workspace's feeds, by number."""
        return self._found(feeds.c.workspace == workspace)

    def everyones(self) -> list[Feed]:
        """All feeds, by workspace and number: for whoever runs it."""
        query = select(feeds).order_by(feeds.c.workspace, feeds.c.number)
        with reading(self._engine) as connection:
            return [_feed(row) for row in connection.execute(query)]

    def one(self, workspace: str, number: int) -> Feed | None:
        """The workspace's feed of that number."""
        if number > LARGEST_NUMBER:  # what somebody typed; a database would break on it
            return None
        found = self._found(feeds.c.workspace == workspace, feeds.c.number == number)
        return found[0].feed if found else None

    def set_state(self, feed: Feed, state: FeedState) -> None:
        """Pause it, or let it be read again as if it had never failed."""
        anew = {"failures": 0, "last_error": None} if state is FeedState.ACTIVE else {}
        self._change(feed, state=state, **anew)

    def hurry(self, feed: Feed, now: datetime) -> None:
        """Let it be looked at ``now``."""
        self._change(feed, next_at=now)
        with writing(self._engine) as connection:
            unheld = (feeds.c.id == feed.id) & feeds.c.holder.is_(None)
            connection.execute(update(feeds).where(unheld).values(lease=now))

    def set_configured(self, feed: Feed, configured: bool) -> None:
        """Note whether the configuration alone keeps it."""
        self._change(feed, configured=configured)

    def remove(self, feed: Feed) -> bool:
        """Forget it and what was seen in it; its articles stay. False if it is gone already."""
        with writing(self._engine) as connection:
            connection.execute(delete(feed_entries).where(feed_entries.c.feed == feed.id))
            mine = (feeds.c.id == feed.id) & (feeds.c.workspace == feed.workspace)
            return connection.execute(delete(feeds).where(mine)).rowcount == 1

    def hand_out(self, now: datetime, until: datetime, *, limit: int = _AT_ONCE) -> list[tuple[str, str]]:
        """(id, host) of feeds that are due, the longest due first; nobody else is given them before ``until``."""
        due = (feeds.c.state == FeedState.ACTIVE) & (feeds.c.next_at <= now) & _LEASES.free(now) & HERE
        query = select(feeds.c.id).where(due).order_by(feeds.c.next_at, feeds.c.id).limit(limit)
        with reading(self._engine) as connection:
            # Nearly always there is nothing: to find that out needs no write.
            found = connection.execute(query).scalars().all()
        if not found:
            return []
        given = update(feeds).where(feeds.c.id.in_(found), due).values(**_LEASES.put_back(until))
        with writing(self._engine) as connection:
            rows = connection.execute(given.returning(feeds.c.id, feeds.c.host, feeds.c.next_at)).all()
        return [(row.id, row.host) for row in sorted(rows, key=lambda row: (row.next_at, row.id))]

    def begin(self, feed: str, *, holder: str, now: datetime, until: datetime, again: datetime) -> Stand | None:
        """The feed with that id, if it is due and neither it nor its host is somebody else's: both are ``holder``'s
        ``until`` then. Where they are somebody else's, it is due ``again``.
        """
        free = or_(feeds.c.holder.is_(None), _LEASES.free(now))
        due = (feeds.c.id == feed) & (feeds.c.state == FeedState.ACTIVE) & (feeds.c.next_at <= now) & free
        with writing(self._engine) as connection:
            row = connection.execute(select(feeds).where(due)).first()
            if row is None:
                return None
            if not take_host(connection, self._insert, row.host, holder=holder, now=now, until=until):
                connection.execute(update(feeds).where(due).values(**_LEASES.put_back(again)))
                return None
            taken = update(feeds).where(due).values(**_LEASES.taken(holder, until))
            return _stand(row) if connection.execute(taken).rowcount == 1 else None

    def _found(self, *where: ColumnElement[bool]) -> list[Stand]:
        query = select(feeds).where(*where).order_by(feeds.c.number)
        with reading(self._engine) as connection:
            return [_stand(row) for row in connection.execute(query)]

    def _change(self, feed: Feed, **values: object) -> None:
        mine = (feeds.c.id == feed.id) & (feeds.c.workspace == feed.workspace)
        with writing(self._engine) as connection:
            connection.execute(update(feeds).where(mine).values(**values))


def ended(connection: Connection, stand: Stand, *, holder: str, now: datetime) -> bool:
    """Write how a feed stands after a look of ``holder``'s, who has it no more; False if he had not, or it is gone.

    What people said of it meanwhile (paused, to be looked at now) stands.
    """
    feed = stand.feed
    mine = (feeds.c.id == feed.id) & _LEASES.held_by(holder)
    values = _row(stand)
    for name in ("made_by", "made_in", "articles", "configured"):
        del values[name]
    state = connection.execute(select(feeds.c.state).where(mine)).scalar()
    if state != FeedState.ACTIVE:
        del values["state"]
    written = update(feeds).where(mine).values(**values, **_LEASES.put_back(now))
    return connection.execute(written).rowcount == 1


def _row(stand: Stand) -> dict[str, Any]:
    feed = stand.feed
    return {
        "url": feed.url,
        "host": stand.host,
        "title": wordable(feed.title),
        "state": feed.state,
        "next_at": feed.next_at,
        "interval": round(feed.interval.total_seconds()),
        "failures": feed.failures,
        "last_success": feed.last_success,
        "last_new": feed.last_new,
        "last_error": wordable(feed.last_error),
        "made_by": feed.made_by,
        "made_in": feed.made_in,
        "articles": feed.articles,
        "configured": feed.configured,
        "etag": wordable(stand.etag),
        "last_modified": wordable(stand.last_modified),
        "archived": stand.archived,
        "moved_from": "\n".join(stand.moved_from),
    }


def _stand(row: Row[Any]) -> Stand:
    moved_from = tuple(filter(None, row.moved_from.split("\n")))
    return Stand(_feed(row), row.host, row.etag, row.last_modified, row.archived, moved_from)


def _feed(row: Row[Any]) -> Feed:
    return Feed(
        id=row.id,
        workspace=row.workspace,
        number=row.number,
        url=row.url,
        title=row.title,
        state=FeedState(row.state),
        next_at=row.next_at,
        interval=timedelta(seconds=row.interval),
        failures=row.failures,
        last_success=row.last_success,
        last_new=row.last_new,
        last_error=row.last_error,
        made_by=row.made_by,
        made_in=row.made_in,
        articles=row.articles,
        configured=row.configured,
    )
