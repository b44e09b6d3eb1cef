"""What people put into their workspace's library themselves, and take out again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.desk.intake import Intake
from bot.domain.article import SHARED, Article, Document
from bot.domain.errors import NewsdeskError, NotFound, SourceError, StorageError
from bot.sources import Fetcher, canonical, completeness
from bot.sources.formats import articles_in
from bot.sources.given import articles_at
from bot.sources.teaser import WHOLE
from bot.storage.library import Library
from bot.storage.store import Outcome, Stored


@dataclass(frozen=True, slots=True)
class Addition:
    """What became of something that somebody gave: the article as it stands, and whether it was there before."""

    outcome: Outcome
    stored: Stored

    @property
    def article(self) -> Article:
        return self.stored.article


@dataclass(frozen=True, slots=True)
class Additions:
    """Adds for one workspace at a time; safe to share between threads.

    ``fetcher`` bounds how long one page may take. Adding twice is adding once: ``since`` is when it was asked for, so
    that who asked once and is answered by a second process hears what the first one did.
    """

    library: Library
    intake: Intake
    fetcher: Fetcher
    clock: Callable[[], datetime]

    def link(self, url: str, *, workspace: str, by: str, since: datetime) -> Iterator[Addition | NewsdeskError]:
        """What became of the article at an address, or of each of several. What everybody may read is not added again.

        Raises: SourceError if the address can't be opened; FeedInstead if it is a feed's; StorageError.
        """
        if known := self._known(url, workspace, by, since):
            yield known
            return
        for found in articles_at(url, self.fetcher, now=self.clock()):
            if isinstance(found, Document) and (known := self._known(found.locator, workspace, by, since)):
                yield known
            else:
                yield self._filed(found, workspace, by, since)

    def file(
        self, data: bytes, *, name: str, media_type: str, locator: str, workspace: str, by: str, since: datetime
    ) -> Iterator[Addition | NewsdeskError]:
        """What became of each article in the bytes of a file called ``name``. Raises: StorageError."""
        for found in articles_in(data, name=name, media_type=media_type, locator=locator, now=self.clock()):
            told = self._filed(found, workspace, by, since)
            if isinstance(told, NewsdeskError):
                # The name is all that a person knows the file by.
                told = SourceError(told.problem, name, told.cause, hint=told.hint)
            yield told

    def is_here(self, url: str, readable: Collection[str]) -> bool:
        """Whether an article from an address is there."""
        return self.library.by_url(canonical(url) or url, readable) is not None

    def of(self, article_id: str, *, workspace: str) -> Article:
        """An article of the workspace's own. Raises: NotFound."""
        for stored in self.library.read([article_id], {workspace}):
            return stored.article
        raise NotFound("it is not here any more", hint="Perhaps somebody has removed it.")

    def remove(self, article_id: str, *, workspace: str) -> Article:
        """The article of the workspace's own that was taken out for good. Raises: NotFound."""
        return self.intake.remove_article(article_id, workspace=workspace)

    def recent(self, *, workspace: str, by: str, count: int) -> list[Article]:
        """What somebody added last to the workspace's library, the latest first, at most ``count``."""
        return [stored.article for stored in self.library.added_by(workspace, by, limit=count)]

    def _known(self, url: str, workspace: str, by: str, since: datetime) -> Addition | None:
        """What is there of an address, if that is the whole of the article."""
        stored = self.library.by_url(canonical(url) or url, {SHARED, workspace})
        if stored is None or completeness(stored.article) < WHOLE:
            return None
        return _told(Outcome.UNCHANGED, stored, by, since)

    def _filed(
        self, found: Document | SourceError, workspace: str, by: str, since: datetime
    ) -> Addition | NewsdeskError:
        if isinstance(found, SourceError):
            return found
        try:
            filed = self.intake.file(found, workspace=workspace, added_by=by, explicit=True)
        except StorageError:
            raise
        except NewsdeskError as error:
            return error
        for stored in self.library.read([filed.article.id], {workspace}):
            return _told(filed.outcome, stored, by, since)
        return NotFound("it was removed just now", filed.article.title, hint="Add it again.")


def _told(outcome: Outcome, stored: Stored, by: str, since: datetime) -> Addition:
    """What who asked is told: what the same request has added before it was cut off is added, not known."""
    article = stored.article
    is_ours = outcome is Outcome.UNCHANGED and article.added_by == by and article.added >= since
    return Addition(Outcome.ADDED if is_ours else outcome, stored)
