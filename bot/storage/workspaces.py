"""What the store holds of each workspace, which ones have left, and how all of one's data is deleted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, Table, column, delete, func, select, table, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.article import SHARED
from bot.storage.articles import SqlArticleStore
from bot.storage.digest_tables import subscriptions, told_articles, told_stories
from bot.storage.engine import reading, writing
from bot.storage.feed_tables import feeds
from bot.storage.schema import articles, departures, metadata, seen
from bot.storage.subscriptions import LIVE

_BOTS = table("slack_bots", column("team_id"))
_INSTALLATIONS = table("slack_installations", column("team_id"))
"""slack_sdk's own tables; of them only this is looked at here."""


@dataclass(frozen=True, slots=True)
class Departure:
    """When a workspace took the app away last, and when it came back since, if it did. Times are aware, in UTC."""

    at: datetime
    returned: datetime | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """What is stored of a workspace. ``left`` is None while it has not left, or has come back."""

    workspace: str
    is_installed: bool
    left: datetime | None
    articles: int
    digests: int


class SqlWorkspaces:
    """Safe for several threads and processes. Times are aware, in UTC; every method may raise ``StorageError``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    def leave(self, workspace: str, at: datetime) -> None:
        """Record that the workspace took the app away."""
        left = {"at": at, "returned": None}
        row = self._insert(departures).values(workspace=workspace, **left)
        with writing(self._engine) as connection:
            connection.execute(row.on_conflict_do_update(index_elements=[departures.c.workspace], set_=left))

    def come_back(self, workspace: str, now: datetime) -> bool:
        """Record that the workspace has the app again; False if it was not away."""
        away = (departures.c.workspace == workspace) & departures.c.returned.is_(None)
        back = update(departures).where(away).values(returned=now)
        with writing(self._engine) as connection:
            return connection.execute(back.returning(departures.c.workspace)).first() is not None

    def departure(self, workspace: str) -> Departure | None:
        """The workspace's last departure."""
        query = select(departures).where(departures.c.workspace == workspace)
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        return None if row is None else Departure(row.at, row.returned)

    def gone(self, before: datetime) -> list[str]:
        """The workspaces that left not after ``before``, have not come back and are not installed."""
        query = select(departures.c.workspace).where(
            departures.c.at <= before,
            departures.c.returned.is_(None),
            departures.c.workspace.not_in(select(_BOTS.c.team_id).where(_BOTS.c.team_id.is_not(None))),
        )
        with reading(self._engine) as connection:
            return list(connection.execute(query.order_by(departures.c.workspace)).scalars())

    def holdings(self) -> list[Holding]:
        """What is stored of each workspace, by its id."""
        with reading(self._engine) as connection:
            filed = _counted(connection, articles)
            digests = _counted(connection, subscriptions, LIVE)
            fed = _counted(connection, feeds)
            installed = set(connection.execute(select(_BOTS.c.team_id).distinct()).scalars())
            left = {row.workspace: row.at for row in connection.execute(select(departures)) if row.returned is None}
        return [
            Holding(each, each in installed, left.get(each), filed[each], digests[each])
            for each in sorted({*filed, *digests, *fed, *installed, *left} - {SHARED, None})
        ]

    def purge(self, workspace: str, now: datetime) -> Counter[str]:
        """Delete everything of a workspace; how many rows went, by table.

        Its articles go through their tombstones, so that every index hears of it. What is cut off goes on when it is
        called again: the departure is the last to go. Raises: ValueError for what belongs to no workspace.
        """
        if workspace == SHARED:
            raise ValueError("what every workspace reads belongs to none")
        gone = Counter({articles.name: SqlArticleStore(self._engine).delete_all(workspace, now=now)})
        its_digests = select(subscriptions.c.id).where(subscriptions.c.workspace == workspace)
        with writing(self._engine) as connection:
            for told in (told_stories, told_articles):
                gone[told.name] = connection.execute(delete(told).where(told.c.subscription.in_(its_digests))).rowcount
            for each in reversed(metadata.sorted_tables):
                if "workspace" in each.c and each is not articles:
                    gone[each.name] = connection.execute(delete(each).where(each.c.workspace == workspace)).rowcount
            # The mark of an event names its workspace between two colons, see ``bot.slack.envelope``.
            marked = seen.c.key.contains(f":{workspace}:", autoescape=True)
            gone[seen.name] = connection.execute(delete(seen).where(marked)).rowcount
            for installed in (_BOTS, _INSTALLATIONS):
                mine = installed.c.team_id == workspace
                gone[installed.name] = connection.execute(delete(installed).where(mine)).rowcount
        return +gone


def _counted(connection: Connection, counted: Table, *where: ColumnElement[bool]) -> Counter[str]:
    """How many rows each workspace has there."""
    query = select(counted.c.workspace, func.count().label("amount")).where(*where).group_by(counted.c.workspace)
    return Counter({row.workspace: row.amount for row in connection.execute(query)})
