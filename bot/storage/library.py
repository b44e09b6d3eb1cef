"""The library: the store and the index that follows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from threading import Lock

from bot.domain.analysis import Analysis
from bot.domain.article import Article, Document
from bot.domain.outlets import NOBODY, Whose
from bot.domain.query import Query
from bot.storage.entries import EntryKind
from bot.storage.index import Found, Index
from bot.storage.store import ArticleStore, Card, Change, Filed, Filing, Stored

_STEP = 1000


class Library:
    """Store and index as one. What this process files is found when ``put`` returns; what another process filed is
    found after the next ``catch_up``, which a thread of the application calls.
    """

    def __init__(self, store: ArticleStore, index: Index) -> None:
        self.store, self.index = store, index
        self._catching_up = Lock()

    def catch_up(self) -> int:
        """Bring the index to the store's last revision, and how many changes that took.

        An index of another store, or one that missed deletions that the store has forgotten, is made again; until that
        is done, the old one answers. Raises: StorageError.
        """
        with self._catching_up:
            store, index = self.store, self.index
            identity, revision, high_water = store.identity(), store.revision(), index.high_water
            afresh = identity != index.identity or high_water < store.complete_since()
            if not afresh and revision <= high_water:
                return 0
            # ``upto``, because the last revision may be a deletion that the store no longer tells of.
            history = self._history(0 if afresh else high_water)
            return index.apply(history, identity=identity, upto=revision, afresh=afresh)

    def is_current(self) -> bool:
        """Whether the index has read all that the store holds. Raises: StorageError."""
        return self.index.identity == self.store.identity() and self.index.high_water >= self.store.revision()

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
        """File a document as ``ArticleStore.put`` does; it is found from now on."""
        filed = self.store.put(document, analysis, fingerprint=fingerprint, workspace=workspace, story=story, now=now)
        self.catch_up()
        return filed

    def put_many(self, filings: Iterable[Filing], *, now: datetime) -> list[Filed]:
        """File documents as ``ArticleStore.put_many`` does; they are found from now on."""
        filed = self.store.put_many(filings, now=now)
        self.catch_up()
        return filed

    def expire(self, before: datetime, now: datetime) -> int:
        """Delete what is dated before a moment, as ``ArticleStore.expire`` does; it is found no more."""
        expired = self.store.expire(before, now)
        self.catch_up()
        return expired

    # The index answers ------------------------------------------------------------------------------------------

    def search(
        self, query: Query, kind: EntryKind, readable: frozenset[str], *, now: datetime, limit: int, offset: int = 0
    ) -> Found:
        """See ``Index.search``."""
        return self.index.search(query, kind, readable, now=now, limit=limit, offset=offset)

    def nearest(self, query: Query, readable: frozenset[str], *, now: datetime, limit: int) -> Found:
        """See ``Index.nearest``."""
        return self.index.nearest(query, readable, now=now, limit=limit)

    def similar(self, title: str, text: str, readable: Collection[str], *, limit: int) -> list[str]:
        """See ``Index.similar``."""
        return self.index.similar(title, text, readable, limit=limit)

    def frequency(self, words: Iterable[str]) -> dict[str, int]:
        """See ``Index.frequency``."""
        return self.index.frequency(words)

    def count(self) -> int:
        """How many articles the index holds, of all workspaces."""
        return self.index.count()

    # The store answers ------------------------------------------------------------------------------------------

    def find(self, workspace: str, locator: str, fingerprint: str, whose: Whose = NOBODY) -> Stored | None:
        """See ``ArticleStore.find``."""
        return self.store.find(workspace, locator, fingerprint, whose)

    def is_removed(self, document: Document, fingerprint: str, workspace: str) -> bool:
        """See ``ArticleStore.is_removed``."""
        return self.store.is_removed(document, fingerprint, workspace)

    def read(self, article_ids: Sequence[str], readable: Collection[str]) -> list[Stored]:
        """See ``ArticleStore.read``."""
        return self.store.read(article_ids, readable)

    def articles(self, article_ids: Sequence[str], readable: Collection[str]) -> list[Article]:
        """See ``ArticleStore.articles``."""
        return self.store.articles(article_ids, readable)

    def story(self, number: int, readable: Collection[str]) -> list[Stored]:
        """See ``ArticleStore.story``."""
        return self.store.story(number, readable)

    def by_url(self, url: str, readable: Collection[str]) -> Stored | None:
        """See ``ArticleStore.by_url``."""
        return self.store.by_url(url, readable)

    def stories(self, numbers: Collection[int], readable: Collection[str]) -> dict[int, list[Stored]]:
        """See ``ArticleStore.stories``."""
        return self.store.stories(numbers, readable)

    def cards(self, article_ids: Sequence[str], readable: Collection[str]) -> list[Card]:
        """See ``ArticleStore.cards``."""
        return self.store.cards(article_ids, readable)

    def newest_cards(self, readable: Collection[str], *, limit: int) -> list[Card]:
        """See ``ArticleStore.newest_cards``."""
        return self.store.newest_cards(readable, limit=limit)

    def added_by(self, workspace: str, user: str, *, limit: int) -> list[Stored]:
        """See ``ArticleStore.added_by``."""
        return self.store.added_by(workspace, user, limit=limit)

    def outdated(self, version: str, limit: int = 100) -> list[Stored]:
        """See ``ArticleStore.outdated``."""
        return self.store.outdated(version, limit)

    def _history(self, after: int) -> Iterator[Change]:
        while step := self.store.changes(after, _STEP):
            yield from step
            after = step[-1].revision
