"""The article store over SQL, the same for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Engine, Row, Select, delete, func, select

from bot.domain.analysis import Analysis
from bot.domain.article import Article, Document
from bot.domain.outlets import NOBODY, Whose
from bot.storage import removals
from bot.storage.article_rows import article_of, columns_of, stored_of
from bot.storage.digest_tables import told_articles
from bot.storage.engine import reading, writing
from bot.storage.filing import file, find
from bot.storage.ledger import Ledger, set_counter
from bot.storage.outlines import outlines
from bot.storage.planner import off_index
from bot.storage.schema import articles, counters, deleted
from bot.storage.store import Card, Change, Filed, Filing, Outline, Stored

FORGET_DELETIONS_AFTER = timedelta(days=30)
"""How long an index may be away and still hear of a deletion; a longer absence means a rebuild."""

_Value = TypeVar("_Value")

_KEPT_OUT_BY = tuple(articles.c[name] for name in "id workspace locator fingerprint outlet_key url published".split())
_CARD = (articles.c.id, articles.c.story, articles.c.added_revision)
_ARTICLE = tuple(column for column in articles.c if column.name != "analysis")
_AT_ONCE = 500
"""Ids in one statement, well under SQLite's limit of bound values."""


class SqlArticleStore:
    """``ArticleStore`` (see there) over an engine whose tables are current."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, workspace: str, locator: str, fingerprint: str, whose: Whose = NOBODY) -> Stored | None:
        with reading(self._engine) as connection:
            row = find(connection, workspace, locator, fingerprint, whose)
        return stored_of(row) if row else None

    def put(
        self,
        document: Document,
        analysis: Analysis,
        *,
        fingerprint: str,
        workspace: str,
        story: int | None,
        now: datetime,
    ) -> Filed:
        filing = Filing(document=document, analysis=analysis, fingerprint=fingerprint, workspace=workspace, story=story)
        return self.put_many([filing], now=now)[0]

    def put_many(self, filings: Iterable[Filing], *, now: datetime) -> list[Filed]:
        encoded = [(filing, columns_of(filing)) for filing in filings]
        with writing(self._engine) as connection:
            ledger = Ledger(connection)
            filed = [file(connection, ledger, filing, columns, now) for filing, columns in encoded]
            ledger.close()
        return filed

    def delete(self, article_id: str, *, workspace: str, now: datetime, named: str | None = None) -> bool:
        mine = (articles.c.id == article_id) & (articles.c.workspace == workspace)
        with writing(self._engine) as connection:
            ledger = Ledger(connection)
            row = connection.execute(delete(articles).where(mine).returning(*_KEPT_OUT_BY)).mappings().first()
            if row is None:
                return False
            if named is not None:
                removals.keep_out(connection, [row], now, named=named)
            ledger.bury([article_id], now)
            ledger.close()
        return True

    def is_removed(self, document: Document, fingerprint: str, workspace: str) -> bool:
        with reading(self._engine) as connection:
            return removals.is_kept_out(connection, document, fingerprint, workspace)

    def let_back(self, named: Collection[str], workspace: str) -> int:
        with writing(self._engine) as connection:
            return removals.let_back(connection, named, workspace)

    def below(self, folder: str, workspace: str) -> list[Stored]:
        inside = articles.c.locator.startswith(f"{folder.rstrip('/')}/", autoescape=True)
        query = select(articles).where(articles.c.workspace == workspace, inside)
        return self._all(query.order_by(articles.c.locator))

    def delete_all(self, workspace: str, *, now: datetime) -> int:
        """Delete all of a workspace's articles; how many they were. Other writers get their turn between."""
        return self._delete_some(articles.c.workspace == workspace, now)

    def expire(self, before: datetime, now: datetime) -> int:
        return self._delete_some(articles.c.dated < before, now, aged=True)

    def _delete_some(self, which: ColumnElement[bool], now: datetime, *, aged: bool = False) -> int:
        """Delete articles, some at a time; how many they were."""
        some = select(*_KEPT_OUT_BY).where(which).limit(_AT_ONCE)
        count = 0
        while True:
            with writing(self._engine) as connection:
                ledger = Ledger(connection)
                rows = connection.execute(some).mappings().all()
                ids = [row["id"] for row in rows]
                connection.execute(delete(articles).where(articles.c.id.in_(ids)))
                if aged:
                    # Where the date stands in the article it keeps it out by itself.
                    removals.keep_out(connection, (row for row in rows if row["published"] is None), now, aged=True)
                    connection.execute(delete(told_articles).where(told_articles.c.article.in_(ids)))
                ledger.bury(ids, now)
                ledger.close()
            if not rows:
                return count
            count += len(rows)

    def read(self, article_ids: Sequence[str], readable: Collection[str]) -> list[Stored]:
        return self._named(select(articles), article_ids, readable, stored_of)

    def articles(self, article_ids: Sequence[str], readable: Collection[str]) -> list[Article]:
        return self._named(select(*_ARTICLE), article_ids, readable, article_of)

    def _named(
        self,
        query: Select[Any],
        article_ids: Sequence[str],
        readable: Collection[str],
        made: Callable[[Mapping[Any, Any]], _Value],
    ) -> list[_Value]:
        """What is ``made`` of the readable rows of these ids, in the order asked for."""
        found: dict[str, _Value] = {}
        with reading(self._engine) as connection:
            for some in _batches(article_ids):
                rows = connection.execute(query.where(articles.c.id.in_(some), _if_within(readable))).mappings()
                found |= {row["id"]: made(row) for row in rows}
        return [found[article_id] for article_id in article_ids if article_id in found]

    def story(self, number: int, readable: Collection[str]) -> list[Stored]:
        return self._all(_newest_first(readable).where(articles.c.story == number))

    def by_url(self, url: str, readable: Collection[str]) -> Stored | None:
        # The workspace's own article comes before the shared one of the same address.
        query = select(articles).where(articles.c.url == url, _if_within(readable))
        found = self._all(query.order_by(articles.c.workspace.desc(), articles.c.dated.desc(), articles.c.id).limit(1))
        return found[0] if found else None

    def stories(self, numbers: Collection[int], readable: Collection[str]) -> dict[int, list[Stored]]:
        found: dict[int, list[Stored]] = {}
        for some in _batches(sorted(numbers)):
            for stored in self._all(_newest_first(readable).where(articles.c.story.in_(some))):
                found.setdefault(stored.article.story, []).append(stored)
        return found

    def outlines(self, numbers: Collection[int], readable: Collection[str]) -> list[Outline]:
        with reading(self._engine) as connection:
            return [each for some in _batches(sorted(numbers)) for each in outlines(connection, some, readable)]

    def outlets(self, readable: Collection[str]) -> list[tuple[str, int]]:
        amount = func.count().label("amount")
        query = select(articles.c.outlet, amount).where(_within(readable), articles.c.outlet.is_not(None))
        with reading(self._engine) as connection:
            rows = connection.execute(query.group_by(articles.c.outlet).order_by(amount.desc(), articles.c.outlet))
            return [(row.outlet, row.amount) for row in rows]

    def cards(self, article_ids: Sequence[str], readable: Collection[str]) -> list[Card]:
        found: dict[str, Card] = {}
        with reading(self._engine) as connection:
            for some in _batches(article_ids):
                query = select(*_CARD).where(articles.c.id.in_(some), _if_within(readable))
                rows = connection.execute(query)
                found |= {row.id: Card(row.id, row.story, row.added_revision) for row in rows}
        return [found[article_id] for article_id in article_ids if article_id in found]

    def newest_cards(self, readable: Collection[str], *, limit: int) -> list[Card]:
        # One query for each workspace: with several in one, the database sorts all of their articles.
        found: list[Row[Any]] = []
        with reading(self._engine) as connection:
            for workspace in readable:
                query = select(*_CARD, articles.c.dated).where(articles.c.workspace == workspace)
                newest = query.order_by(articles.c.dated.desc(), articles.c.id).limit(limit)
                found += connection.execute(newest)
        found.sort(key=lambda row: row.id)
        found.sort(key=lambda row: row.dated, reverse=True)
        return [Card(row.id, row.story, row.added_revision) for row in found[:limit]]

    def added_by(self, workspace: str, user: str, *, limit: int) -> list[Stored]:
        mine = (articles.c.workspace == workspace) & (articles.c.added_by == user)
        return self._all(
            select(articles)
            .where(mine)
            .order_by(articles.c.added.desc(), articles.c.added_revision.desc())
            .limit(limit)
        )

    def added(
        self, readable: Collection[str], *, after: int = 0, since: datetime | None = None, limit: int = 10_000
    ) -> list[Card]:
        query = select(*_CARD).where(articles.c.added_revision > after, articles.c.is_news, _if_within(readable))
        if since is not None:
            query = query.where(articles.c.added >= since)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(articles.c.added_revision).limit(limit))
            return [Card(row.id, row.story, row.added_revision) for row in rows]

    def no_news(self, readable: Collection[str], *, since: datetime) -> list[datetime]:
        query = select(articles.c.dated).where(articles.c.added >= since, ~articles.c.is_news, _within(readable))
        with reading(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def changes(self, after: int, limit: int = 1000) -> list[Change]:
        changed = select(articles).where(articles.c.revision > after).order_by(articles.c.revision).limit(limit)
        gone = select(deleted).where(deleted.c.revision > after).order_by(deleted.c.revision).limit(limit)
        # Both statements must see one state of the store, or a deletion could be told before an older change, and the
        # reader would believe that it knows everything up to it: ``reading`` promises that.
        with reading(self._engine) as connection:
            rows = connection.execute(changed).mappings().all()
            tombs = connection.execute(gone).all()
        steps = [Change(row["revision"], row["id"], stored_of(row)) for row in rows]
        steps += [Change(tomb.revision, tomb.id, None) for tomb in tombs]
        return sorted(steps, key=lambda change: change.revision)[:limit]

    def revision(self) -> int:
        return self._counter("revision")

    def complete_since(self) -> int:
        return self._counter("pruned")

    def identity(self) -> int:
        return self._counter("identity")

    def prune(self, now: datetime) -> int:
        """Forget deletions older than ``FORGET_DELETIONS_AFTER``; how many they were."""
        with writing(self._engine) as connection:
            Ledger(connection)  # nobody may count on a deletion's being remembered while we forget it
            old = deleted.c.at < now - FORGET_DELETIONS_AFTER
            last = connection.execute(select(func.max(deleted.c.revision)).where(old)).scalar()
            if last is None:
                return 0
            set_counter(connection, "pruned", last)
            return connection.execute(delete(deleted).where(deleted.c.revision <= last)).rowcount

    def outdated(self, version: str, limit: int = 100) -> list[Stored]:
        query = select(articles).where(articles.c.analysis_version != version)
        return self._all(query.order_by(articles.c.dated.desc(), articles.c.id).limit(limit))

    def count(self, readable: Collection[str]) -> int:
        with reading(self._engine) as connection:
            found: int = connection.execute(
                select(func.count()).select_from(articles).where(_within(readable))
            ).scalar_one()
        return found

    def _all(self, query: Select[Any]) -> list[Stored]:
        with reading(self._engine) as connection:
            return [stored_of(row) for row in connection.execute(query).mappings()]

    def _counter(self, name: str) -> int:
        with reading(self._engine) as connection:
            value: int = connection.execute(select(counters.c.value).where(counters.c.name == name)).scalar_one()
        return value


def _batches(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    """``values`` in pieces that a database takes in one statement."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _within(readable: Collection[str]) -> ColumnElement[bool]:
    """All that is readable: found by the workspace."""
    return articles.c.workspace.in_(sorted(readable))


def _if_within(readable: Collection[str]) -> ColumnElement[bool]:
    """What of something else's finds is readable: found by that something."""
    return off_index(articles.c.workspace).in_(sorted(readable))


def _newest_first(readable: Collection[str]) -> Select[Any]:
    return select(articles).where(_if_within(readable)).order_by(articles.c.dated.desc(), articles.c.id)
