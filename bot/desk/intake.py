"""The way into the library: read, analyse, find the story, file. One bad article never stops a batch; a store that
can't be used does.

Reading and analysing go on for several articles at once, filing for one after the other, in the order of the input.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sized
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Protocol, TypeVar

from bot.desk.filing import Filer
from bot.desk.ordered import in_order, pieces
from bot.desk.removal import Removal, names_of
from bot.domain.ages import Ages
from bot.domain.analysis import Analysis
from bot.domain.article import SHARED, Article, Document
from bot.domain.errors import AnalysisError, NewsdeskError, SettingsError, SourceError, StoreUnavailable
from bot.domain.fingerprint import fingerprint
from bot.domain.outlets import whose
from bot.sources import Fetcher, completeness, is_address, read
from bot.sources.files import InFile, Reading, readings, shown
from bot.sources.outlet import named
from bot.storage.article_rows import unfiled
from bot.storage.filing import REMOVED
from bot.storage.library import Library
from bot.storage.store import Filed, Filing, Outcome, Stored

_log = logging.getLogger(__name__)
_AHEAD = 40
"""Articles that are read and analysed before the first of them is filed."""
_FEW = 4
"""So few are read one after another: a second process takes longer to start than they to be read."""
_TOGETHER = 20
"""Articles that are filed in one step: more would keep one that comes from Slack waiting for over half a second."""
_TOO_OLD = "older than the library keeps"
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_Ready = Filing | Filed | NewsdeskError
"""An article to be filed, or what became of it without that."""


class Analyser(Protocol):
    """What reads articles, ``width`` of them at once; ``bot.nlp.pool.Pool`` is the one we ship."""

    @property
    def version(self) -> str: ...

    @property
    def width(self) -> int: ...

    def analyse(self, document: Document) -> Analysis: ...

    def run(self, reading: Callable[[], _Result], subject: str) -> _Result: ...


class Intake:
    """Files documents in the library; safe to share between threads and to run in several processes."""

    def __init__(
        self,
        library: Library,
        analyser: Analyser,
        fetcher: Fetcher | None,
        clock: Callable[[], datetime],
        ages: Ages = Ages(),  # noqa: B008 - a frozen value
        *,
        outlets: Mapping[str, str] | None = None,
    ) -> None:
        """``outlets`` are the names of papers by their hosts that this desk goes by."""
        self._library, self._analyser, self._fetcher, self._clock = library, analyser, fetcher, clock
        self._ages, self._removal = ages, Removal(library.store, clock, library.catch_up)
        self._filer, self._outlets = Filer(library, clock), outlets or {}

    def take_in(self, locator: str, *, workspace: str = SHARED, added_by: str = "") -> Iterator[Filed | NewsdeskError]:
        """What became of each article at a path, folder, address or feed: filed, or why not.

        What was removed under this name may come back; what else was removed, and lies in the folder or feed, is left
        out. ``added_by`` is the member who asked for it. Raises: StoreUnavailable if the rest can't be filed now.
        """
        return self.take_in_all([locator], workspace=workspace, added_by=added_by)

    def take_in_all(
        self,
        locators: Iterable[str],
        *,
        workspace: str = SHARED,
        added_by: str = "",
        expect: Callable[[int | None], object] = lambda _: None,
    ) -> Iterator[Filed | NewsdeskError]:
        """What became of each article at these places, in their order: see ``take_in``.

        ``expect`` hears how many there are, None if that can't be known, before the first is read.
        """
        names: set[str] = set()
        unread: list[Iterable[Reading]] = []
        counts: list[int | None] = []
        for locator in locators:
            names.update(names_of(locator))
            self._removal.let_back(locator, workspace=workspace)
            if is_address(locator.strip()) or not locator.strip():
                found = read(locator, self._fetcher, now=self._clock())
                unread.append(map(_read_already, found))
                counts.append(None)
            else:
                files = readings(Path(locator.strip()), now=self._clock())
                unread.append(files)
                counts.append(len(files))
        known = [count for count in counts if count is not None]
        expect(sum(known) if len(known) == len(counts) else None)
        together = self.read_in(chain.from_iterable(unread), workspace=workspace, added_by=added_by, meant=names)
        yield from chain.from_iterable(together)

    def read_in(
        self,
        unread: Iterable[Reading],
        *,
        workspace: str = SHARED,
        added_by: str = "",
        meant: Collection[str] = frozenset(),
    ) -> Iterator[list[Filed | NewsdeskError]]:
        """What became of the articles of each of these, in their order; several are read at once, and several filed in
        one step.

        ``meant`` are locators and addresses of articles that somebody wants, even if they were removed.
        Raises: StoreUnavailable if the rest can't be filed now; SettingsError if nothing can be analysed.
        """

        def ready(document: Document | NewsdeskError) -> _Ready:
            if isinstance(document, NewsdeskError):
                return document
            # Of a file of several, each is what was asked for.
            explicit = document.locator.partition("#")[0] in meant or document.locator in meant or document.url in meant
            return self._prepared(document, workspace, added_by=added_by, explicit=explicit)

        return self._filed_in_order(lambda reading: [_or_error(ready, found) for found in self._read(reading)], unread)

    def _read(self, reading: Reading) -> Iterable[Document | NewsdeskError]:
        """What there is to read, made by another process where that is possible: see ``Analyser.run``."""
        if not isinstance(reading, InFile):
            return reading()
        try:
            return self._analyser.run(reading, shown(reading.path))
        except SettingsError:
            raise
        except NewsdeskError as e:
            return [e]

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
        ready = self._prepared(document, workspace, added_by=added_by, explicit=explicit, archive=archive)
        return ready if isinstance(ready, Filed) else self._filer.file(ready)

    def _prepared(
        self,
        document: Document,
        workspace: str,
        *,
        added_by: str = "",
        explicit: bool = False,
        archive: bool = False,
    ) -> Filing | Filed:
        """The document analysed and ready to be filed, or what it is without that; as ``file``."""
        if name := named(document.url, self._outlets):
            document = replace(document, outlet=name)
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
        return Filing(
            document=document,
            analysis=self._analysed(document),
            fingerprint=print_,
            workspace=workspace,
            story=known.article.story if known else None,
            added_by=added_by,
            explicit=explicit,
            is_news=not archive and self._ages.is_news(document, now),
        )

    def _says_no_more(self, document: Document, print_: str, known: Stored) -> bool:
        """Whether filing it would change nothing: it is the same, or the page fails or asks for money today, and what
        was read of it stands.
        """
        article = known.article
        is_read = known.analysis.version == self._analyser.version and fingerprint(article) == print_
        names_outlet = article.outlet is None and document.outlet is not None
        return (is_read and not names_outlet) or completeness(document) < completeness(article)

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

    def withdraw(self, article_id: str) -> bool:
        """Take out a shared article whose source is gone, with which it may come back; False if there is none."""
        gone = self._library.store.delete(article_id, workspace=SHARED, now=self._clock())
        self._library.catch_up()
        return gone

    def expire(self) -> int:
        """How many articles were deleted because they are older than the library keeps. Raises: StorageError."""
        if self._ages.kept is None:
            return 0
        now = self._clock()
        return self._library.expire(now - self._ages.kept, now)

    def reanalyse(self, limit: int) -> int:
        """How many of at most ``limit`` articles were read again because the extractor has changed since they were.

        Raises: StoreUnavailable if the rest can't be filed now.
        """
        outdated = self._library.outdated(self._analyser.version, limit)
        again = self._filed_in_order(lambda stored: [_or_error(self._read_again, stored.article)], outdated)
        return sum(isinstance(each, Filed) and each.is_change for each in chain.from_iterable(again))

    def _filed_in_order(
        self, prepare: Callable[[_Item], list[_Ready]], items: Iterable[_Item]
    ) -> Iterator[list[Filed | NewsdeskError]]:
        width = 1 if isinstance(items, Sized) and len(items) <= _FEW else self._analyser.width
        # With one process nothing is gained by threads; with more, one reads while the others wait for their analyses.
        found = in_order(prepare, items, threads=width + 1 if width > 1 else 1, ahead=_AHEAD)
        with closing(found):
            for some in pieces(found, _TOGETHER):
                filed = iter(self._filer.file_all([each for of in some for each in of if isinstance(each, Filing)]))
                yield from [[next(filed) if isinstance(each, Filing) else each for each in of] for of in some]

    def _read_again(self, article: Article) -> Filing:
        return Filing(
            document=article,
            analysis=self._analysed(article),
            fingerprint=fingerprint(article),
            workspace=article.workspace,
            story=article.story,
        )

    def _analysed(self, document: Document) -> Analysis:
        try:
            return self._analyser.analyse(document)
        except NewsdeskError:
            raise
        except Exception as e:
            _log.exception("analysis failed: %s", document.locator)
            raise AnalysisError("could not be analysed", document.locator, type(e).__name__) from e


def _or_error(prepare: Callable[[_Item], _Ready], item: _Item) -> _Ready:
    """What ``prepare`` gives, or the problem that it raises, unless that is one of all articles."""
    try:
        return prepare(item)
    except (StoreUnavailable, SettingsError):
        raise
    except NewsdeskError as e:
        return e


def _read_already(document: Document | SourceError) -> Reading:
    return lambda: [document]


def _too_old(document: Document, ages: Ages) -> SourceError:
    days = ages.kept.days if ages.kept else 0
    day = f"{document.published.day} {document.published:%B %Y}" if document.published else ""
    cause = f"it is of {day}, and articles are kept for {days:,} {'day' if days == 1 else 'days'}"
    return SourceError(_TOO_OLD, document.locator, cause, hint="Whoever runs Newsdesk sets this: library.keep_days.")
