"""The contract of the article store. SQL is the truth; the index is made from it and can always be made again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.analysis import Analysis
from bot.domain.article import Article, Document
from bot.domain.outlets import NOBODY, Whose


class Outcome(StrEnum):
    """What filing a document did to the library."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left out"
    """It was removed, or is older than the library keeps: it is not there, and nothing has to be tried again."""


@dataclass(frozen=True, slots=True)
class Filed:
    """The article as it stands after filing, and what filing did.

    Of what is left out, ``why`` says the reason; its ``article`` belongs to no story (0).
    """

    outcome: Outcome
    article: Article
    why: str = ""

    @property
    def is_change(self) -> bool:
        """Whether the library holds something else than before."""
        return self.outcome in (Outcome.ADDED, Outcome.UPDATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A document on its way into the store: see ``ArticleStore.put``.

    ``added_by`` is the member who adds it, "" for a folder or feed. What is not ``is_news`` is no news to digests.
    ``explicit``: somebody wants just this, even if it was removed before.
    """

    document: Document
    analysis: Analysis
    fingerprint: str
    workspace: str
    story: int | None = None
    added_by: str = ""
    is_news: bool = True
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """An article with its analysis. ``added_revision`` is the store's revision at which it first came in."""

    article: Article
    analysis: Analysis
    added_revision: int


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of an article without reading it: enough to group a long list into stories.

    ``added_revision`` is the store's revision at which it first came in.
    """

    article_id: str
    story: int
    added_revision: int


@dataclass(frozen=True, slots=True)
class Outline:
    """What an article amounts to, without reading it: enough to weigh its story.

    ``length`` is its body's in code points; ``quotes`` and ``figures`` count what was found in it.
    """

    article_id: str
    story: int
    outlet: str | None
    locator: str
    length: int
    quotes: int
    figures: int


@dataclass(frozen=True, slots=True)
class Change:
    """One step of the store's history: the article as it is now, or None if it was deleted."""

    revision: int
    article_id: str
    stored: Stored | None


class ArticleStore(Protocol):
    """Articles and their analyses, by workspace.

    Every write raises the store's one revision counter by one, and revisions become visible in their order (the
    counter's row is locked until the commit), so that a reader who has seen revision r has seen all before it.
    ``readable`` names the workspaces that the reader may see; nothing else is ever returned. Times are aware, in UTC.
    Every failure of the database is a ``StorageError``.
    """

    def find(self, workspace: str, locator: str, fingerprint: str, whose: Whose = NOBODY) -> Stored | None:
        """The workspace's article from ``locator`` or, failing that, one of ``whose`` with the same ``fingerprint``."""

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
        """File a document: a new article, or an update of the one with its locator, or nothing if it is the same.

        An outlet's words are one article wherever they stand: under another locator they change nothing, and a document
        that has become a copy of another article takes its own old article away. At another outlet they are another
        article of the same story. A copy of which nobody knows whose it is adds nothing; where it came first, it
        becomes the outlet's. ``story`` None opens a new story; an update keeps the article's id, story, added time and
        who added it, and whether it was news. What was removed is left out, unless it is filed explicitly. Safe when
        several processes file one document.
        """

    def put_many(self, filings: Iterable[Filing], *, now: datetime) -> list[Filed]:
        """File documents as ``put`` does, in their order and all or none: the fast way for many."""

    def delete(self, article_id: str, *, workspace: str, now: datetime, named: str | None = None) -> bool:
        """Delete an article; False if the workspace has no such article.

        With what somebody ``named`` to be rid of it, it is removed for good: it stays away until it is filed
        explicitly, or what was named is let back.
        """

    def is_removed(self, document: Document, fingerprint: str, workspace: str) -> bool:
        """Whether this was removed for good."""

    def let_back(self, named: Collection[str], workspace: str) -> int:
        """Forget that what was named so was removed for good; how many articles may come again."""

    def below(self, folder: str, workspace: str) -> list[Stored]:
        """The workspace's articles from files below a folder, an absolute path."""

    def expire(self, before: datetime, now: datetime) -> int:
        """Delete what is dated before a moment, of all workspaces, with what digests told of it; how many they were.

        Other writers get their turn between. What does not say when it was published stays away.
        """

    def read(self, article_ids: Sequence[str], readable: Collection[str]) -> list[Stored]:
        """The articles of these ids that are readable, in the order asked for."""

    def articles(self, article_ids: Sequence[str], readable: Collection[str]) -> list[Article]:
        """As ``read``, without the analyses: those take most of the time."""

    def story(self, number: int, readable: Collection[str]) -> list[Stored]:
        """The readable articles of one story, newest first (by ``Article.dated``, then by id)."""

    def stories(self, numbers: Collection[int], readable: Collection[str]) -> dict[int, list[Stored]]:
        """The readable articles of each of these stories, newest first; a story without any is left out."""

    def cards(self, article_ids: Sequence[str], readable: Collection[str]) -> list[Card]:
        """The cards of those articles of these ids that are readable, in the order asked for."""

    def newest_cards(self, readable: Collection[str], *, limit: int) -> list[Card]:
        """The cards of the newest readable articles (by ``Article.dated``, then by id), at most ``limit``."""

    def outlines(self, numbers: Collection[int], readable: Collection[str]) -> list[Outline]:
        """The outlines of all readable articles of these stories, by story."""

    def outlets(self, readable: Collection[str]) -> list[tuple[str, int]]:
        """The outlets of readable articles and how many each has, the most first."""

    def by_url(self, url: str, readable: Collection[str]) -> Stored | None:
        """The readable article published at ``url``."""

    def added_by(self, workspace: str, user: str, *, limit: int) -> list[Stored]:
        """What a member added to the workspace's own articles, the latest first, at most ``limit``."""

    def added(
        self, readable: Collection[str], *, after: int = 0, since: datetime | None = None, limit: int = 10_000
    ) -> list[Card]:
        """Cards of readable news first filed after revision ``after`` and not before ``since``, oldest first."""

    def no_news(self, readable: Collection[str], *, since: datetime) -> list[datetime]:
        """Of each readable article that was first filed not before ``since`` and is no news, what it is dated."""

    def changes(self, after: int, limit: int = 1000) -> list[Change]:
        """What changed after revision ``after``, in order; only the last change of each article is told."""

    def revision(self) -> int:
        """The revision of the last change, 0 in an empty store."""

    def complete_since(self) -> int:
        """The revision from which on ``changes`` tells everything; deletions up to it may be forgotten."""

    def identity(self) -> int:
        """A number that no other store has, so that an index can tell whose history it has read."""

    def outdated(self, version: str, limit: int = 100) -> list[Stored]:
        """Articles whose analysis was made by another version of the extractor than ``version``."""

    def prune(self, now: datetime) -> int:
        """Forget deletions that every index in use has heard of; how many they were."""

    def count(self, readable: Collection[str]) -> int:
        """How many articles are readable."""
