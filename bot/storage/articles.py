"""The article store over SQL, the same for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Row, RowMapping, Select, delete, func, insert, select, update

from bot.domain.analysis import Analysis
from bot.domain.article import Article, Document
from bot.domain.errors import StorageError
from bot.storage.codec import decode_analysis, decode_excluded, encode_analysis, encode_excluded
from bot.storage.engine import reading, writing
from bot.storage.outlines import outlines
from bot.storage.planner import off_index
from bot.storage.schema import articles, counters, deleted
from bot.storage.store import Card, Change, Filed, Filing, Outcome, Outline, Stored

FORGET_DELETIONS_AFTER = timedelta(days=30)
"""How long an index may be away and still hear of a deletion; a longer absence means a rebuild."""

_Row = Mapping[Any, Any]
_Value = TypeVar("_Value")

_CARD = (articles.c.id, articles.c.story, articles.c.added_revision)
_AT_ONCE = 500
"""Ids in one statement, well under SQLite's limit of bound values."""


class SqlArticleStore:
    """``ArticleStore`` (see there) over an engine whose tables are current."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, workspace: str, locator: str, fingerprint: str) -> Stored | None:
        with reading(self._engine) as connection:
            row = _find(connection, workspace, locator, fingerprint)
        return _stored(row) if row else None

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
        encoded = [(filing, _columns(filing)) for filing in filings]
        with writing(self._engine) as connection:
            ledger = _Ledger(connection)
            filed = [_file(connection, ledger, filing, columns, now) for filing, columns in encoded]
            ledger.close()
        return filed

    def delete(self, article_id: str, *, workspace: str, now: datetime) -> bool:
        with writing(self._engine) as connection:
            ledger = _Ledger(connection)
            mine = (articles.c.id == article_id) & (articles.c.workspace == workspace)
            if connection.execute(delete(articles).where(mine)).rowcount == 0:
                return False
            _bury(connection, ledger, article_id, now)
            ledger.close()
        return True

    def delete_all(self, workspace: str, *, now: datetime) -> int:
        """Remove all of a workspace's articles for good; how many they were. Other writers get their turn between."""
        mine = select(articles.c.id).where(articles.c.workspace == workspace).limit(_AT_ONCE)
        removed = 0
        while True:
            with writing(self._engine) as connection:
                ledger = _Ledger(connection)
                some = list(connection.execute(mine).scalars())
                connection.execute(delete(articles).where(articles.c.id.in_(some)))
                for article in some:
                    _bury(connection, ledger, article, now)
                ledger.close()
            if not some:
                return removed
            removed += len(some)

    def read(self, article_ids: Sequence[str], readable: Collection[str]) -> list[Stored]:
        found: dict[str, Stored] = {}
        with reading(self._engine) as connection:
            for some in _batches(article_ids):
                query = select(articles).where(articles.c.id.in_(some), _if_within(readable))
                rows = connection.execute(query).mappings()
                found |= {row["id"]: _stored(row) for row in rows}
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
        query = select(*_CARD).where(articles.c.added_revision > after, _if_within(readable))
        if since is not None:
            query = query.where(articles.c.added >= since)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(articles.c.added_revision).limit(limit))
            return [Card(row.id, row.story, row.added_revision) for row in rows]

    def changes(self, after: int, limit: int = 1000) -> list[Change]:
        changed = select(articles).where(articles.c.revision > after).order_by(articles.c.revision).limit(limit)
        gone = select(deleted).where(deleted.c.revision > after).order_by(deleted.c.revision).limit(limit)
        # Both statements must see one state of the store, or a deletion could be told before an older change, and the
        # reader would believe that it knows everything up to it: ``reading`` promises that.
        with reading(self._engine) as connection:
            rows = connection.execute(changed).mappings().all()
            tombs = connection.execute(gone).all()
        steps = [Change(row["revision"], row["id"], _stored(row)) for row in rows]
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
            _Ledger(connection)  # nobody may count on a deletion's being remembered while we forget it
            old = deleted.c.at < now - FORGET_DELETIONS_AFTER
            last = connection.execute(select(func.max(deleted.c.revision)).where(old)).scalar()
            if last is None:
                return 0
            _set(connection, "pruned", last)
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
            return [_stored(row) for row in connection.execute(query).mappings()]

    def _counter(self, name: str) -> int:
        with reading(self._engine) as connection:
            value: int = connection.execute(select(counters.c.value).where(counters.c.name == name)).scalar_one()
        return value


class _Ledger:
    """The counters, held by this transaction until it ends.

    Every writer locks the revision's row first and holds it until its commit (SQLite locks the whole file). So there is
    one writer at a time, what it looks up cannot change under it, and revision r + 1 becomes visible after r: without
    the lock, a slow transaction could commit r after a reader had already seen r + 1 and moved on.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        locked = select(counters.c.value).where(counters.c.name == "revision").with_for_update()
        self.revision: int = connection.execute(locked).scalar_one()
        self._was = self.revision

    def next_revision(self) -> int:
        self.revision += 1
        return self.revision

    def next_story(self) -> int:
        raised = update(counters).where(counters.c.name == "story").values(value=counters.c.value + 1)
        number: int = self._connection.execute(raised.returning(counters.c.value)).scalar_one()
        return number

    def close(self) -> None:
        """Write the revision down, before the commit."""
        if self.revision != self._was:
            _set(self._connection, "revision", self.revision)


def _set(connection: Connection, name: str, value: int) -> None:
    connection.execute(update(counters).where(counters.c.name == name).values(value=value))


def _file(connection: Connection, ledger: _Ledger, filing: Filing, columns: dict[str, Any], now: datetime) -> Filed:
    """What ``ArticleStore.put`` promises, for one document, in a transaction that holds the ledger."""
    before = _find(connection, filing.workspace, filing.document.locator, filing.fingerprint)
    if before is None:
        return _add(connection, ledger, filing, columns, now)
    if before["locator"] != filing.document.locator:
        return Filed(Outcome.UNCHANGED, _article(before))
    twin = _find_twin(connection, before["id"], filing.workspace, filing.fingerprint)
    if twin is not None:
        # The document has become a copy of another article. Two articles would say the same, and the one filed under
        # this locator says what its source no longer says.
        connection.execute(delete(articles).where(articles.c.id == before["id"]))
        _bury(connection, ledger, before["id"], now)
        return Filed(Outcome.UNCHANGED, _article(twin))
    if all(before[name] == value for name, value in columns.items()):
        return Filed(Outcome.UNCHANGED, _article(before))
    changed = columns | {
        "dated": columns["published"] or before["added"],
        "updated": now,
        "revision": ledger.next_revision(),
    }
    connection.execute(update(articles).where(articles.c.id == before["id"]).values(changed))
    return Filed(Outcome.UPDATED, _article({**before, **changed}))


def _add(connection: Connection, ledger: _Ledger, filing: Filing, columns: dict[str, Any], now: datetime) -> Filed:
    revision = ledger.next_revision()
    row = columns | {
        "id": article_id(filing.workspace, filing.document.locator),
        "story": ledger.next_story() if filing.story is None else filing.story,
        "dated": filing.document.published or now,
        "added": now,
        "updated": now,
        "added_revision": revision,
        "revision": revision,
    }
    connection.execute(delete(deleted).where(deleted.c.id == row["id"]))
    connection.execute(insert(articles), row)
    return Filed(Outcome.ADDED, _article(row))


def article_id(workspace: str, locator: str) -> str:
    """The id of what a workspace files under a locator.

    It is the same after the store was lost and filled again, so that a button in an old message still finds it.
    """
    return blake2b(f"{workspace}\0{locator}".encode(), digest_size=10).hexdigest()


def _bury(connection: Connection, ledger: _Ledger, buried: str, now: datetime) -> None:
    connection.execute(insert(deleted), {"id": buried, "revision": ledger.next_revision(), "at": now})


def _find(connection: Connection, workspace: str, locator: str, fingerprint: str) -> RowMapping | None:
    for same in (articles.c.locator == locator, articles.c.fingerprint == fingerprint):
        row = connection.execute(select(articles).where(articles.c.workspace == workspace, same)).mappings().first()
        if row is not None:
            return row
    return None


def _find_twin(connection: Connection, own_id: str, workspace: str, fingerprint: str) -> RowMapping | None:
    twin = (articles.c.workspace == workspace) & (articles.c.fingerprint == fingerprint) & (articles.c.id != own_id)
    return connection.execute(select(articles).where(twin)).mappings().first()


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


_AS_THEY_ARE = ("locator", "title", "outlet", "byline", "url", "published", "language", "text")
"""The columns that hold a document's field of the same name."""


def _columns(filing: Filing) -> dict[str, Any]:
    """What the filing itself says: the columns that make two filings differ."""
    document = filing.document
    columns = {name: getattr(document, name) for name in _AS_THEY_ARE}
    if any(isinstance(value, str) and not _storable(value) for value in columns.values()):
        raise StorageError("can't be filed", document.locator, "it holds characters that no text may hold", hint=_HINT)
    return columns | {
        "workspace": filing.workspace,
        "fingerprint": filing.fingerprint,
        "excluded": encode_excluded(document.excluded),
        "analysis": encode_analysis(filing.analysis),
        "analysis_version": filing.analysis.version,
    }


_HINT = "Save it as UTF-8 text, then try again."


def _storable(text: str) -> bool:
    """Whether every database takes ``text``: PostgreSQL refuses NUL, and half a surrogate pair has no encoding."""
    return "\0" not in text and text.encode("utf-8", "replace").decode() == text


def _article(row: _Row) -> Article:
    return Article(
        **{name: row[name] for name in _AS_THEY_ARE},
        excluded=decode_excluded(row["excluded"]),
        id=row["id"],
        workspace=row["workspace"],
        story=row["story"],
        added=row["added"],
        updated=row["updated"],
    )


def _stored(row: _Row) -> Stored:
    return Stored(_article(row), decode_analysis(row["analysis"], row["text"]), row["added_revision"])
