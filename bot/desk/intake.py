"""The way into the library: read, analyse, find the story, file. One bad article never stops a batch; a store that
can't be used does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from bot.desk.removal import Removal, names_of
from bot.desk.stories import story_of, terms
from bot.domain.ages import Ages
from bot.domain.analysis import Analysis
from bot.domain.article import SHARED, Article, Document
from bot.domain.errors import AnalysisError, NewsdeskError, SourceError, StoreUnavailable
from bot.domain.fingerprint import fingerprint
from bot.domain.outlets import whose
from bot.sources import Fetcher, FolderWatch, is_teaser, read
from bot.storage.article_rows import unfiled
from bot.storage.filing import REMOVED
from bot.storage.library import Library
from bot.storage.store import Filed, Filing, Outcome, Stored

_log = logging.getLogger(__name__)
_CANDIDATES = 20
_TOO_OLD = "older than the library keeps"


class Analyser(Protocol):
    """What reads an article; ``bot.nlp.Analyser`` is the one we ship."""

    @property
    def version(self) -> str: ...

    def analyse(self, document: Document) -> Analysis: ...


class Intake:
    """Files documents in the library; safe to share between threads and to run in several processes."""

    def __init__(
        self,
        library: Library,
        analyser: Analyser,
        fetcher: Fetcher | None,
        clock: Callable[[], datetime],
        ages: Ages = Ages(),  # noqa: B008 - a frozen value
    ) -> None:
        self._library, self._analyser, self._fetcher, self._clock = library, analyser, fetcher, clock
        self._ages, self._removal = ages, Removal(library.store, clock, library.catch_up)
        self._watches: dict[Path, FolderWatch] = {}
        self._looking = Lock()

    def take_in(self, locator: str, *, workspace: str = SHARED, added_by: str = "") -> Iterator[Filed | NewsdeskError]:
        """What became of each article at a path, folder, address or feed: filed, or why not.

        What was removed under this name may come back; what else was removed, and lies in the folder or feed, is left
        out. ``added_by`` is the member who asked for it. Raises: StoreUnavailable if the rest can't be filed now.
        """
        names = names_of(locator)
        self._removal.let_back(locator, workspace=workspace)
        for document in read(locator, self._fetcher, now=self._clock()):
            if isinstance(document, SourceError):
                yield document
            else:
                is_meant = document.locator in names or document.url in names
                yield self._filed(document, workspace, added_by=added_by, explicit=is_meant)

    def look(self, folder: Path) -> Iterator[Filed | NewsdeskError]:
        """What became of each article that is new or changed in a folder since the last look there.

        Raises: StoreUnavailable if the rest can't be filed now; it is new to the next look.
        """
        with self._looking:
            watch = self._watches.setdefault(folder, FolderWatch(folder))
            for document in watch.look(now=self._clock()):
                yield document if isinstance(document, SourceError) else self._filed(document, SHARED)

    def file(
        self,
        document: Document,
        *,
        workspace: str = SHARED,
        added_by: str = "",
        explicit: bool = False,
        archive: bool = False,
    ) -> Filed:
        """The document in the library: added, updated, or unchanged if it is there already.

        ``explicit``: somebody wants just this, so that it comes in even if it was removed before; else it is left out
        then. What is older than the library keeps is left out, or refused if it is explicit. ``added_by`` is the member
        who adds it. ``archive``: it was there before anybody asked for its source, and is no news.

        Raises:
            SourceError: if it is wanted explicitly and older than the library keeps.
            AnalysisError: if the extractor fails on it.
            StorageError: if the store refuses it.
        """
        now, print_ = self._clock(), fingerprint(document)
        if self._ages.is_too_old(document, now):
            if explicit:
                raise _too_old(document, self._ages)
            return Filed(Outcome.LEFT_OUT, unfiled(document, workspace, now), _TOO_OLD)
        known = self._library.find(workspace, document.locator, print_, whose(document.outlet, document.url))
        if known and self._says_no_more(document, print_, known):
            return Filed(Outcome.UNCHANGED, known.article)
        if known is None and not explicit and self._library.is_removed(document, print_, workspace):
            return Filed(Outcome.LEFT_OUT, unfiled(document, workspace, now), REMOVED)
        return self._put(
            document,
            print_,
            workspace,
            story=known.article.story if known else self._story(document, workspace),
            added_by=added_by,
            explicit=explicit,
            is_news=not archive and self._ages.is_news(document, now),
        )

    def _says_no_more(self, document: Document, print_: str, known: Stored) -> bool:
        """Whether filing it would change nothing: it is the same, or the page fails today and what was read of it
        stands.
        """
        article = known.article
        is_read = known.analysis.version == self._analyser.version and fingerprint(article) == print_
        names_outlet = article.outlet is None and document.outlet is not None
        return (is_read and not names_outlet) or (is_teaser(document) and not is_teaser(article))

    def _put(
        self,
        document: Document,
        print_: str,
        workspace: str,
        *,
        story: int | None,
        added_by: str = "",
        explicit: bool = False,
        is_news: bool = True,
    ) -> Filed:
        filing = Filing(
            document=document,
            analysis=self._analysed(document),
            fingerprint=print_,
            workspace=workspace,
            story=story,
            added_by=added_by,
            is_news=is_news,
            explicit=explicit,
        )
        return self._library.put_many([filing], now=self._clock())[0]

    def remove(self, locator: str, *, workspace: str = SHARED) -> list[Article]:
        """The articles that were removed for good, named by path, folder, address or page's address: see ``Removal``.

        Raises:
            NotFound: if the workspace has no such article.
        """
        return self._removal.remove(locator, workspace=workspace)

    def remove_article(self, article_id: str, *, workspace: str) -> Article:
        """The article of this id, which was removed for good; adding it explicitly brings it back.

        Raises:
            NotFound: if the workspace has no such article.
        """
        return self._removal.remove_article(article_id, workspace=workspace)

    def expire(self) -> int:
        """How many articles were deleted because they are older than the library keeps. Raises: StorageError."""
        if self._ages.kept is None:
            return 0
        now = self._clock()
        return self._library.expire(now - self._ages.kept, now)

    def reanalyse(self, *, stop: Callable[[], bool] = lambda: False, batch: int = 100) -> int:
        """How many articles were read again because the extractor has changed since they were; until ``stop``.

        Raises: StoreUnavailable if the rest can't be filed now.
        """
        done = 0
        while not stop() and (outdated := self._library.outdated(self._analyser.version, batch)):
            filed = [self._read_again(stored.article) for stored in outdated]
            done += sum(isinstance(each, Filed) for each in filed)
            if not any(isinstance(each, Filed) for each in filed):
                break
        return done

    def _filed(
        self, document: Document, workspace: str, *, added_by: str = "", explicit: bool = False
    ) -> Filed | NewsdeskError:
        try:
            return self.file(document, workspace=workspace, added_by=added_by, explicit=explicit)
        except StoreUnavailable:
            raise  # the watches have not seen what was not filed: the next look reads it again
        except NewsdeskError as e:
            return e

    def _read_again(self, article: Article) -> Filed | NewsdeskError:
        try:
            return self._put(article, fingerprint(article), article.workspace, story=article.story)
        except StoreUnavailable:
            raise
        except NewsdeskError as e:
            return e

    def _analysed(self, document: Document) -> Analysis:
        try:
            return self._analyser.analyse(document)
        except Exception as e:
            _log.exception("analysis failed: %s", document.locator)
            raise AnalysisError("could not be analysed", document.locator, type(e).__name__) from e

    def _story(self, document: Document, workspace: str) -> int | None:
        """The story of an article on the same event that readers of ``workspace`` may see, or None for a new one."""
        readable = {SHARED, workspace}
        ids = self._library.similar(document.title, document.text, readable, limit=_CANDIDATES)
        candidates: Iterable[Stored] = self._library.read(ids, readable)
        spelling = terms(document).spelling
        frequency = self._library.frequency(spelling.values())
        by_key = {key: frequency.get(word, 0) for key, word in spelling.items()}
        return story_of(document, [each.article for each in candidates], by_key, self._library.count())


def _too_old(document: Document, ages: Ages) -> SourceError:
    days = ages.kept.days if ages.kept else 0
    day = f"{document.published.day} {document.published:%B %Y}" if document.published else ""
    cause = f"it is of {day}, and articles are kept for {days:,} {'day' if days == 1 else 'days'}"
    return SourceError(_TOO_OLD, document.locator, cause, hint="Whoever runs Newsdesk sets this: library.keep_days.")
