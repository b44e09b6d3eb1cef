"""The entries of feeds over SQL: what was seen, and what waits to be read. The same for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.feed import EntryState, FeedState, KnownEntry
from bot.storage.engine import reading, writing
from bot.storage.feed_tables import feed_entries, feeds, hosts
from bot.storage.feeds import HERE, Stand, ended
from bot.storage.hosts import LEASES, know
from bot.storage.hosts import free_host as freed
from bot.storage.portable import wordable

REMEMBERED = timedelta(days=30)
"""How long an entry is known that has left its feed."""
SEEN_EVERY = timedelta(hours=12)
"""An entry that stays in its feed is noted as seen so often, not at each look."""
_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An entry that is new or has changed, as a look found it; ``entry`` is what the feed tells of it, as JSON.

    ``host`` is where its page is, or a name of its own for what needs no page.
    """

    key: str
    host: str
    locator: str
    title: str | None
    published: datetime | None
    stamp: str
    entry: str
    archive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An entry that is to be read now. ``filed`` is the locator of its article, where it has one; ``since`` is when it
    began to wait, and this is the ``tries``-th time that it is tried.
    """

    feed: str
    key: str
    workspace: str
    host: str
    entry: str
    archive: bool
    since: datetime
    tries: int
    filed: str | None


class SqlEntryStore:
    """Safe for several threads and processes. Times are aware, in UTC; every method may raise ``StorageError``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    def known(self, feed: str) -> list[KnownEntry]:
        """What is remembered of a feed's entries."""
        query = select(feed_entries).where(feed_entries.c.feed == feed).order_by(feed_entries.c.key)
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return [KnownEntry(row.key, row.locator, row.title, row.published, row.stamp) for row in rows]

    def record(
        self,
        stand: Stand,
        waiting: Sequence[Waiting],
        present: Collection[str] = (),
        restamped: Iterable[tuple[str, str]] = (),
        *,
        holder: str,
        now: datetime,
    ) -> bool:
        """Write what a look of ``holder``'s found: how the feed stands, what waits to be read, which entries are
        ``present`` in it and which of them got another stamp; then neither it nor its host is his any more. All of it
        or, if he had lost it, nothing: False.
        """
        with writing(self._engine) as connection:
            if not ended(connection, stand, holder=holder, now=now):
                return False
            feed = stand.feed
            for each in waiting:
                connection.execute(self._waits(each, feed.id, feed.workspace, now))
            for key, stamp in restamped:
                connection.execute(update(feed_entries).where(_at(feed.id, key)).values(stamp=stamp))
            for host in sorted({each.host for each in waiting}):
                know(connection, self._insert, host, now)
            if present:
                self._note_seen(connection, feed.id, present, now)
            freed(connection, stand.host, holder=holder, now=now)
        return True

    def hand_out(self, now: datetime, until: datetime, *, limit: int = _AT_ONCE) -> list[str]:
        """Hosts with entries to be read now; nobody else is given them before ``until``."""
        first = func.min(feed_entries.c.due)
        query = (
            select(feed_entries.c.host)
            .join(hosts, and_(hosts.c.host == feed_entries.c.host, LEASES.free(now)))
            .join(feeds, _READ)
            .where(feed_entries.c.due <= now)
            .group_by(feed_entries.c.host)
            .order_by(first, feed_entries.c.host)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            found = list(connection.execute(query).scalars())
        if not found:
            return []
        given = update(hosts).where(hosts.c.host.in_(found), LEASES.free(now)).values(**LEASES.put_back(until))
        with writing(self._engine) as connection:
            mine = set(connection.execute(given.returning(hosts.c.host)).scalars())
        return [host for host in found if host in mine]

    def next(
        self, host: str, *, holder: str, now: datetime, until: datetime, again: Sequence[timedelta]
    ) -> Page | None:
        """The entry to be read next at a host that is ``holder``'s, for ``until`` longer; None if there is none, or it
        is his no more.

        News come before an archive, and of both the newest first. That it is tried is written before it is: whoever
        dies of it, or with it, has tried, and it is due after a pause, which is the one of ``again`` for that try.
        """
        due = (feed_entries.c.host == host) & (feed_entries.c.due <= now)
        order = (
            feed_entries.c.tries > 0,
            feed_entries.c.archive,
            feed_entries.c.published.is_(None),
            feed_entries.c.published.desc(),
            feed_entries.c.key,
        )
        query = select(feed_entries).where(_READ, due).order_by(*order).limit(1)
        with writing(self._engine) as connection:
            mine = update(hosts).where(hosts.c.host == host, LEASES.held_by(holder)).values(lease=until)
            if connection.execute(mine).rowcount != 1:
                return None
            row = connection.execute(query).first()
            if row is None:
                return None
            tries = row.tries + 1
            pause = again[min(tries, len(again)) - 1]
            connection.execute(update(feed_entries).where(_at(row.feed, row.key)).values(tries=tries, due=now + pause))
        return Page(
            feed=row.feed,
            key=row.key,
            workspace=row.workspace,
            host=row.host,
            entry=row.entry,
            archive=row.archive,
            since=row.since,
            tries=tries,
            filed=row.filed,
        )

    def elsewhere(self, page: Page, locator: str, title: str | None) -> str | None:
        """The article of what another feed of the workspace told of too and what was read since ``page`` began to wait
        or, where that is new and is called the same, at any time; its locator.
        """
        twin = and_(
            feed_entries.c.workspace == page.workspace,
            feed_entries.c.locator == locator,
            feed_entries.c.feed != page.feed,
            feed_entries.c.state == EntryState.READ,
            feed_entries.c.filed.is_not(None),
        )
        same: ColumnElement[bool] = feed_entries.c.done >= page.since
        if page.filed is None and title:
            same = or_(same, feed_entries.c.title == wordable(title))
        query = select(feed_entries.c.filed).where(twin, same).order_by(feed_entries.c.done.desc()).limit(1)
        with reading(self._engine) as connection:
            return connection.execute(query).scalar()

    def put_off(self, page: Page, until: datetime, *, filed: str | None, added: bool = False) -> None:
        """Let it be tried again after ``until``; ``filed`` is what stands for it meanwhile, new if it was ``added``."""
        self._settle(page, added, due=until, filed=filed or page.filed)

    def settle(self, page: Page, state: EntryState, *, filed: str | None, now: datetime, added: bool = False) -> None:
        """It is read, or given up; ``added`` says that its article is new in the library."""
        self._settle(page, added, state=state, filed=filed or page.filed, done=now, due=None, entry=None)

    def slow_down(self, host: str, until: datetime) -> None:
        """Leave all that waits at a host alone ``until`` then."""
        soon = (feed_entries.c.host == host) & (feed_entries.c.due < until)
        with writing(self._engine) as connection:
            connection.execute(update(feed_entries).where(soon).values(due=until))

    def count(self, feed: str, state: EntryState) -> int:
        """How many entries of a feed are in that state."""
        query = select(func.count()).where(feed_entries.c.feed == feed, feed_entries.c.state == state)
        with reading(self._engine) as connection:
            return connection.execute(query).scalar_one()

    def _settle(self, page: Page, added: bool = False, **values: object) -> None:
        # What a look has found changed meanwhile waits anew, and goes on waiting.
        mine = and_(_at(page.feed, page.key), feed_entries.c.since == page.since, feed_entries.c.tries == page.tries)
        with writing(self._engine) as connection:
            done = connection.execute(update(feed_entries).where(mine).values(**values)).rowcount == 1
            if not done and values["filed"]:
                connection.execute(update(feed_entries).where(_at(page.feed, page.key)).values(filed=values["filed"]))
            if added:
                more = update(feeds).where(feeds.c.id == page.feed).values(articles=feeds.c.articles + 1)
                connection.execute(more)

    def _waits(self, each: Waiting, feed: str, workspace: str, now: datetime) -> Any:
        anew = {
            "host": each.host,
            "locator": wordable(each.locator),
            "title": wordable(each.title),
            "published": each.published,
            "stamp": each.stamp,
            "state": EntryState.WAITING,
            "seen": now,
            "entry": each.entry,
            "since": now,
            "tries": 0,
            "due": now,
        }
        row = {"feed": feed, "key": each.key, "workspace": workspace, "archive": each.archive}
        made = self._insert(feed_entries).values(**row, **anew)
        return made.on_conflict_do_update(index_elements=[feed_entries.c.feed, feed_entries.c.key], set_=anew)

    def _note_seen(self, connection: Connection, feed: str, present: Collection[str], now: datetime) -> None:
        mine = feed_entries.c.feed == feed
        stale = and_(mine, feed_entries.c.key.in_(present), feed_entries.c.seen < now - SEEN_EVERY)
        connection.execute(update(feed_entries).where(stale).values(seen=now))
        gone = and_(mine, feed_entries.c.seen < now - REMEMBERED, feed_entries.c.state != EntryState.WAITING)
        connection.execute(delete(feed_entries).where(gone))


_READ: ColumnElement[bool] = and_(feeds.c.id == feed_entries.c.feed, feeds.c.state != FeedState.PAUSED, HERE)
"""The feed of an entry, if somebody wants it to be read."""


def _at(feed: str, key: str) -> ColumnElement[bool]:
    return and_(feed_entries.c.feed == feed, feed_entries.c.key == key)
