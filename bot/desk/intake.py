"""The way into the library: read, analyse, find the story, file. One bad article never stops a batch; a store that
can't be used does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from bot.desk.stories import story_of, terms
from bot.domain.analysis import Analysis
from bot.domain.article import SHARED, Article, Document
from bot.domain.errors import AnalysisError, NewsdeskError, NotFound, SourceError, StoreUnavailable
from bot.domain.fingerprint import fingerprint
from bot.sources import FeedWatch, Fetcher, FolderWatch, completeness, read
from bot.sources.files import locator_of
from bot.sources.outlet import named
from bot.storage.library import Library
from bot.storage.store import Filed, Outcome, Stored

_log = logging.getLogger(__name__)
_CANDIDATES = 20


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
        *,
        outlets: Mapping[str, str] | None = None,
    ) -> None:
        """``outlets`` are the names of papers by their hosts that this desk goes by."""
        self._library, self._analyser, self._fetcher, self._clock = library, analyser, fetcher, clock
        self._outlets = outlets or {}
        self._watches: dict[Path | str, FolderWatch | FeedWatch] = {}
        self._looking = Lock()

    def take_in(self, locator: str, *, workspace: str = SHARED) -> Iterator[Filed | NewsdeskError]:
        """What became of each article at a path, folder, address or feed: filed, or why not.

        Raises: StoreUnavailable if the rest can't be filed now.
        """
        for document in read(locator, self._fetcher, now=self._clock()):
            yield document if isinstance(document, SourceError) else self._filed(document, workspace)

    def look(self, place: Path | str) -> Iterator[Filed | NewsdeskError]:
        """What became of each article that is new or changed in a folder or feed since the last look there.

        Raises: StoreUnavailable if the rest can't be filed now; it is new to the next look.
        """
        with self._looking:
            for document in self._watch(place).look(now=self._clock()):
                yield document if isinstance(document, SourceError) else self._filed(document, SHARED)

    def _watch(self, place: Path | str) -> FolderWatch | FeedWatch:
        if place not in self._watches:
            if isinstance(place, Path):
                self._watches[place] = FolderWatch(place)
            elif self._fetcher is not None:
                self._watches[place] = FeedWatch(place, self._fetcher)
            else:
                raise SourceError("not opened", place, "only files are read here")
        return self._watches[place]

    def file(self, document: Document, *, workspace: str = SHARED) -> Filed:
        """The document in the library: added, updated, or unchanged if it is there already.

        Raises:
            AnalysisError: if the extractor fails on it.
            StorageError: if the store refuses it.
        """
        if name := named(document.url, self._outlets):
            document = replace(document, outlet=name)
        print_ = fingerprint(document)
        known = self._library.find(workspace, document.locator, print_)
        if known and known.analysis.version == self._analyser.version and fingerprint(known.article) == print_:
            return Filed(Outcome.UNCHANGED, known.article)
        if known and completeness(document) < completeness(known.article):
            # The page fails or asks for money today; what was read of it stands.
            return Filed(Outcome.UNCHANGED, known.article)
        analysis = self._analysed(document)
        story = known.article.story if known else self._story(document, workspace)
        return self._library.put(
            document, analysis, fingerprint=print_, workspace=workspace, story=story, now=self._clock()
        )

    def remove(self, locator: str, *, workspace: str = SHARED) -> Article:
        """The article that was taken out for good, named by its path, its address or its page's address.

        Raises:
            NotFound: if the workspace has no such article.
        """
        path = locator_of(Path(locator).expanduser())
        known = next(filter(None, (self._library.find(workspace, each, "") for each in (locator, path))), None)
        known = known or self._library.by_url(locator, {workspace})
        if known is None or not self._library.remove(known.article.id, workspace=workspace, now=self._clock()):
            raise NotFound("no such article", locator, hint="Name the path or the address that it was added from.")
        return known.article

    def reanalyse(self, *, stop: Callable[[], bool] = lambda: False, batch: int = 100) -> int:
        """How many articles were read again because the extractor has changed since they were; until ``stop``.

        Raises: StoreUnavailable if the rest can't be filed now.
        """
        done = 0
        while not stop() and (outdated := self._library.outdated(self._analyser.version, batch)):
            filed = [self._filed(stored.article, stored.article.workspace) for stored in outdated]
            done += sum(isinstance(each, Filed) for each in filed)
            if not any(isinstance(each, Filed) for each in filed):
                break
        return done

    def _filed(self, document: Document, workspace: str) -> Filed | NewsdeskError:
        try:
            return self.file(document, workspace=workspace)
        except StoreUnavailable:
            raise  # the watches have not seen what was not filed: the next look reads it again
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
