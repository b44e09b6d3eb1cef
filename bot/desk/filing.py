"""Filing many articles in few steps: each one's story is found as if they came one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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

    def _apart(self, filings: Sequence[Filing]) -> Iterator[list[Filing]]:
        """The filings with their stories, in pieces of which each knows those before it in the library."""
        piece: list[Filing] = []
        inside: list[Weighed] = []
        for filing in filings:
            own = terms(filing.document)
            weights = weighed(own, self._frequency(own), self._library.count())
            if any(may_share(weights, other) for other in inside):
                # Its story may be that of one that has no number yet, and that the index doesn't know.
                yield piece
                piece, inside = [], []
            piece.append(filing if filing.story is not None else self._in_story(filing, own))
            inside.append(weights)
        yield piece

    def _in_story(self, filing: Filing, own: Terms) -> Filing:
        readable = {SHARED, filing.workspace}
        document = filing.document
        ids = self._library.similar(document.title, document.text, readable, limit=_CANDIDATES)
        candidates = [stored.article for stored in self._library.read(ids, readable)]
        story = story_of(document, candidates, self._frequency(own), self._library.count(), terms_of=self._terms_of)
        return filing if story is None else replace(filing, story=story)

    def _frequency(self, own: Terms) -> dict[str, int]:
        """In how many articles each key stands, by the word that it is in the text."""
        found = self._library.frequency(own.spelling.values())
        return {key: found.get(word, 0) for key, word in own.spelling.items()}

    def _terms_of(self, article: Article) -> Terms:
        key = article.id, article.updated
        found = self._terms.pop(key, None) or terms(article)
        self._terms[key] = found  # as the last one: the first is the one that was not asked for longest
        if len(self._terms) > _REMEMBERED:
            del self._terms[next(iter(self._terms))]
        return found

    def _put(self, filings: Sequence[Filing]) -> list[Filed | NewsdeskError]:
        if not filings:
            return []
        try:
            return [*self._library.put_many(filings, now=self._clock())]
        except StoreUnavailable:
            raise
        except StorageError as e:
            if len(filings) == 1:
                return [e]
        return [filed for filing in filings for filed in self._put([filing])]
