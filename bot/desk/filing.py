"""Filing many articles in few steps: each one's story is found as if they came one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock

from bot.desk.stories import Terms, Weighed, may_share, story_of, terms, weighed
from bot.domain.article import SHARED, Article
from bot.domain.errors import NewsdeskError, StorageError, StoreUnavailable
from bot.storage.library import Library
from bot.storage.store import Filed, Filing

_CANDIDATES = 20
_REMEMBERED = 500
"""Articles whose telling words are kept: news is like the news of the last days, again and again."""

_Read = tuple[Filing, Terms]
"""A filing and the telling words of its document."""


class Filer:
    """Puts articles into the library, each with its story: the filing's own or, if it has none, that of the articles on
    its event, or a new one. One thread of a process at a time does so: reports of one event that come at once are one.
    """

    def __init__(self, library: Library, clock: Callable[[], datetime]) -> None:
        self._library, self._clock = library, clock
        self._filing = Lock()
        self._terms: dict[tuple[str, datetime], Terms] = {}

    def file(self, filing: Filing) -> Filed:
        """The article in the library. Raises: StorageError."""
        (filed,) = self.file_all([filing])
        if isinstance(filed, NewsdeskError):
            raise filed
        return filed

    def file_all(self, filings: Sequence[Filing]) -> list[Filed | NewsdeskError]:
        """What became of each, in their order; they are found from now on.

        Raises: StoreUnavailable if the rest can't be filed now.
        """
        with self._filing:
            self._library.catch_up()  # what another process has filed may be on the same event
            return [filed for some in self._apart(filings) for filed in self._put(some)]

    def _apart(self, filings: Sequence[Filing]) -> Iterator[list[_Read]]:
        """The filings with their stories, in pieces of which each knows those before it in the library."""
        piece: list[_Read] = []
        inside: list[Weighed] = []
        for filing in filings:
            own = terms(filing.document)
            frequency, articles = self._frequency(own), self._library.count()
            weights = weighed(own, frequency, articles)
            if any(may_share(weights, other) for other in inside):
                # Its story may be that of one that has no number yet, and that the index doesn't know.
                yield piece
                piece, inside = [], []
                frequency, articles = self._frequency(own), self._library.count()
            placed = filing if filing.story is not None else self._in_story(filing, own, frequency, articles)
            piece.append((placed, own))
            inside.append(weights)
        yield piece

    def _in_story(self, filing: Filing, own: Terms, frequency: Mapping[str, int], articles: int) -> Filing:
        readable = {SHARED, filing.workspace}
        document = filing.document
        ids = self._library.similar(document.title, document.text, readable, limit=_CANDIDATES)
        candidates = self._library.articles(ids, readable)
        story = story_of(document, candidates, frequency, articles, own=own, terms_of=self._terms_of)
        return filing if story is None else replace(filing, story=story)

    def _frequency(self, own: Terms) -> dict[str, int]:
        """In how many articles each key stands, by the word that it is in the text."""
        found = self._library.frequency(own.spelling.values())
        return {key: found.get(word, 0) for key, word in own.spelling.items()}

    def _terms_of(self, article: Article) -> Terms:
        found = self._terms.pop((article.id, article.updated), None) or terms(article)
        self._remember(article, found)
        return found

    def _remember(self, article: Article, found: Terms) -> None:
        self._terms[article.id, article.updated] = found  # the first is the one that was not asked for longest
        if len(self._terms) > _REMEMBERED:
            del self._terms[next(iter(self._terms))]

    def _put(self, read: Sequence[_Read]) -> list[Filed | NewsdeskError]:
        if not read:
            return []
        try:
            filed = self._library.put_many([filing for filing, _ in read], now=self._clock())
        except StoreUnavailable:
            raise
        except StorageError as e:
            if len(read) == 1:
                return [e]
            return [filed for each in read for filed in self._put([each])]
        for each, (_, own) in zip(filed, read, strict=True):
            if each.is_change:  # what the article says now is what was read of the document
                self._remember(each.article, own)
        return [*filed]
