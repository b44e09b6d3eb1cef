"""The way into the library: read, analyse, find the story, file. One bad article never stops a batch; a store that
can't be used does.

Reading and analysing go on for several articles at once, filing for one after the other, in the order of the input.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Protocol

from bot.desk.filing import Filer
from bot.desk.ordered import in_order, pieces
from bot.domain.analysis import Analysis
from bot.domain.article import SHARED, Article, Document
from bot.domain.errors import AnalysisError, NewsdeskError, NotFound, SettingsError, SourceError, StoreUnavailable
from bot.domain.fingerprint import fingerprint
from bot.sources import FeedWatch, Fetcher, is_address, is_teaser, read
from bot.sources.files import Reading, locator_of, readings
from bot.storage.library import Library
from bot.storage.store import Filed, Filing, Outcome

_log = logging.getLogger(__name__)
_AHEAD = 40
"""Articles that are read and analysed before the first of them is filed."""
_TOGETHER = 20
"""Articles that are filed in one step: more would keep one that comes from Slack waiting for over half a second."""


class Analyser(Protocol):
    """What reads articles, ``width`` of them at once; ``bot.nlp.pool.Pool`` is the one we ship."""

    @property
    def version(self) -> str: ...

    @property
    def width(self) -> int: ...

    def analyse(self, document: Document) -> Analysis: ...


class Intake:
    """Files documents in the library; safe to share between threads and to run in several processes."""

    def __init__(
        self, library: Library, analyser: Analyser, fetcher: Fetcher | None, clock: Callable[[], datetime]
    ) -> None:
        self._library, self._analyser, self._fetcher, self._clock = library, analyser, fetcher, clock
        self._filer = Filer(library, clock)
        self._watches: dict[str, FeedWatch] = {}
        self._looking = Lock()

    def take_in(self, locator: str, *, workspace: str = SHARED) -> Iterator[Filed | NewsdeskError]:
        """What became of each article at a path, folder, address or feed: filed, or why not.

        Raises: StoreUnavailable if the rest can't be filed now.
        """
        if is_address(locator):
            for document in read(locator, self._fetcher, now=self._clock()):
                yield document if isinstance(document, SourceError) else self._filed(document, workspace)
        elif not locator.strip():
            yield SourceError("nothing to read", "", "no path and no address was given")
        else:
            yield from self.read_in(readings(Path(locator.strip()), now=self._clock()), workspace=workspace)

    def read_in(self, unread: Iterable[Reading], *, workspace: str = SHARED) -> Iterator[Filed | NewsdeskError]:
        """What became of each of these, in their order; several are read at once, and several filed in one step.

        Raises: StoreUnavailable if the rest can't be filed now; SettingsError if nothing can be analysed.
        """

        def ready(reading: Reading) -> Filing | Filed | NewsdeskError:
            try:
                document = reading()
                return document if isinstance(document, SourceError) else self._prepared(document, workspace)
            except (StoreUnavailable, SettingsError):
                raise
            except NewsdeskError as e:
                return e

        width = self._analyser.width
        # With one process nothing is gained by threads; with more, one reads while the others wait for their analyses.
        found = in_order(ready, unread, threads=width + 1 if width > 1 else 1, ahead=_AHEAD)
        with closing(found):
            for some in pieces(found, _TOGETHER):
                filed = iter(self._filer.file_all([each for each in some if isinstance(each, Filing)]))
                yield from (next(filed) if isinstance(each, Filing) else each for each in some)

    def look(self, url: str) -> Iterator[Filed | NewsdeskError]:
        """What became of each article that is new or changed in a feed since the last look there.

        Raises: StoreUnavailable if the rest can't be filed now; it is new to the next look.
        """
        with self._looking:
            if url not in self._watches:
                if self._fetcher is None:
                    raise SourceError("not opened", url, "only files are read here")
                self._watches[url] = FeedWatch(url, self._fetcher)
            for document in self._watches[url].look(now=self._clock()):
                yield document if isinstance(document, SourceError) else self._filed(document, SHARED)

    def file(self, document: Document, *, workspace: str = SHARED) -> Filed:
        """The document in the library: added, updated, or unchanged if it is there already.

        Raises:
            AnalysisError: if the extractor fails on it.
            StorageError: if the store refuses it.
        """
        ready = self._prepared(document, workspace)
        return ready if isinstance(ready, Filed) else self._filer.file(ready)

    def _prepared(self, document: Document, workspace: str) -> Filing | Filed:
        """The document analysed and ready to be filed, or the article that it would not change.

        Raises: AnalysisError, SettingsError, StorageError.
        """
        print_ = fingerprint(document)
        known = self._library.find(workspace, document.locator, print_)
        if known and known.analysis.version == self._analyser.version and fingerprint(known.article) == print_:
            return Filed(Outcome.UNCHANGED, known.article)
        if known and is_teaser(document) and not is_teaser(known.article):
            # The page fails today; what was read of it stands.
            return Filed(Outcome.UNCHANGED, known.article)
        return Filing(
            document=document,
            analysis=self._analysed(document),
            fingerprint=print_,
            workspace=workspace,
            story=known.article.story if known else None,
        )

    def withdraw(self, article_id: str) -> bool:
        """Take out a shared article whose source is gone; it comes back with it. False if there is none."""
        return self._library.remove(article_id, workspace=SHARED, now=self._clock())

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
            articles = sorted((stored.article for stored in outdated), key=lambda article: article.workspace)
            filed = 0
            for workspace, some in groupby(articles, key=lambda article: article.workspace):
                # An article is a document.
                again = self.read_in((partial(_same, article) for article in some), workspace=workspace)
                filed += sum(isinstance(each, Filed) for each in again)
            if not filed:
                break
            done += filed
        return done

    def _filed(self, document: Document, workspace: str) -> Filed | NewsdeskError:
        try:
            return self.file(document, workspace=workspace)
        except (StoreUnavailable, SettingsError):
            raise  # the watches have not seen what was not filed: the next look reads it again
        except NewsdeskError as e:
            return e

    def _analysed(self, document: Document) -> Analysis:
        try:
            return self._analyser.analyse(document)
        except NewsdeskError:
            raise
        except Exception as e:
            _log.exception("analysis failed: %s", document.locator)
            raise AnalysisError("could not be analysed", document.locator, type(e).__name__) from e


def _same(document: Document) -> Document:
    return document
