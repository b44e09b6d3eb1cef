"""What a query means: the stories, articles, quotes and figures of the library that it names or that match it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from bot.desk.aptness import Told
from bot.desk.wording import Alike
from bot.digests.compose import body_length
from bot.domain.analysis import Figure
from bot.domain.answer import QuoteHit
from bot.domain.deadline import checked
from bot.domain.errors import NoSuchPage, NotFound
from bot.domain.query import Query, Reader
from bot.sources import canonical
from bot.storage.entries import EntryKind
from bot.storage.index import Found, Hit
from bot.storage.library import Library
from bot.storage.store import Card, Stored

_SUBJECTS = 5  # articles whose passages are all given, where none has the words itself
_STORIES = 200  # how many matching articles are grouped into stories


class Lookup:
    """Finds what is meant, for one reader at a time; safe to share between threads."""

    def __init__(self, library: Library, clock: Callable[[], datetime], alike: Alike) -> None:
        self._library, self._clock, self._alike = library, clock, alike

    def search(self, query: Query, kind: EntryKind, reader: Reader, *, limit: int, offset: int = 0) -> Found:
        """What matches all of the query: see ``Index.search``."""
        return self._library.search(query, kind, reader.readable, now=self._clock(), limit=limit, offset=offset)

    def articles(self, query: Query, reader: Reader) -> tuple[list[Card], tuple[str, ...]]:
        """The articles that the query means, best first, and the words that were found in another spelling.

        Raises:
            NotFound: if it names a story or an address that is not here.
        """
        if query.url:
            return [_card(self.at(query.url, reader))], ()
        if query.story is not None:
            whole = self.story(query.story, reader)
            if not query.has_text:
                return [_card(each) for each in whole], ()
        if query.is_empty:
            return self._library.newest_cards(reader.readable, limit=_STORIES), ()
        found = self.search(query, "article", reader, limit=_STORIES)
        return self._library.cards([hit.article_id for hit in found.hits], reader.readable), found.respelt

    def best_story(self, query: Query, reader: Reader) -> tuple[list[Stored], tuple[str, ...]]:
        """The articles of the story that matches best, the fullest first (the one named, if an address names it)."""
        cards, respelt = self.articles(query, reader)
        if not cards:
            return [], respelt
        whole = self.story(cards[0].story, reader)
        if query.url:
            whole.sort(key=lambda each: each.article.id != cards[0].article_id)
        return whole, respelt

    def at(self, url: str, reader: Reader) -> Stored:
        """The article from an address. Raises: NotFound."""
        stored = self._library.by_url(canonical(url) or url, reader.readable)
        if stored is None:
            raise NoSuchPage("no article from this address", url)
        return stored

    def story(self, number: int, reader: Reader) -> list[Stored]:
        """The story's articles, the fullest first. Raises: NotFound."""
        stored = self._library.story(number, reader.readable)
        if not stored:
            hint = f'/news lists the newest stories with their numbers. To search for a number, write "{number}".'
            raise NotFound("no such story", f"#{number}", hint=hint)
        lead = max(stored, key=fullness)
        return [lead, *(each for each in stored if each is not lead)]

    def passages(self, query: Query, kind: EntryKind, reader: Reader) -> tuple[Found | None, list[Stored]]:
        """Either matches by the passages' own words, or the articles whose passages are all meant.

        Words are looked for in the quotes or figures themselves first, then as the subject of whole articles.
        """
        if query.url:
            return None, [self.at(query.url, reader)]
        if query.story is not None:
            whole = self.story(query.story, reader)
            if query == Query(story=query.story):
                return None, whole
        if query.is_empty:
            newest = self._library.newest_cards(reader.readable, limit=1)
            return None, self.story(newest[0].story, reader) if newest else []
        found = self.search(query, kind, reader, limit=1)
        if found.total and not found.respelt:
            return found, []
        articles = self.search(query, "article", reader, limit=_SUBJECTS)
        if articles.total and not articles.respelt and not query.person:
            return None, self._library.read([hit.article_id for hit in articles.hits], reader.readable)
        return (found, []) if found.total else (None, [])

    def quotes(self, found: Found, reader: Reader) -> Iterable[QuoteHit]:
        """The quotes that were found."""
        copies = list(dict.fromkeys(other for hit in found.hits for other in hit.also))
        also = {each.article.id: each.article for each in self._library.read(copies, reader.readable)}
        for hit, stored, place in self._places(found, reader):
            if place < len(stored.analysis.quotes):
                others = tuple(also[other] for other in hit.also if other in also)
                yield QuoteHit(stored.article, stored.analysis.quotes[place], others)

    def figures_nearby(
        self, query: Query, found: Sequence[tuple[Stored, Figure]], reader: Reader
    ) -> Iterable[tuple[Stored, Figure]]:
        """Where no figure has all the words about it: others of the same articles that have one of the words.

        "How much did Calder steal?" is answered by "A clerk who stole $80,000"; the name stands elsewhere.
        """
        asked = (*query.words, *query.phrases)
        told = {stored.article.id: Told(stored, self._alike) for stored, _ in found}
        if any(told[stored.article.id].answers(figure, asked)[1] for stored, figure in found):
            return
        known = {(stored.article.id, figure.words.start) for stored, figure in found}
        whole = {stored.article.id: stored for stored, _ in found}
        for stored in whole.values():
            for figure in stored.analysis.figures:
                is_known = (stored.article.id, figure.words.start) in known
                if not is_known and told[stored.article.id].answers(figure, asked)[0]:
                    yield stored, figure

    def figures(self, found: Found, reader: Reader) -> Iterable[tuple[Stored, Figure]]:
        """The figures that were found, each with its article."""
        for _, stored, place in self._places(found, reader):
            if place < len(stored.analysis.figures):
                yield stored, stored.analysis.figures[place]

    def _places(self, found: Found, reader: Reader) -> Iterable[tuple[Hit, Stored, int]]:
        """Each hit with its article and the place in its analysis; an article that is gone since is left out."""
        ids = list(dict.fromkeys(hit.article_id for hit in found.hits))
        stored = {each.article.id: each for each in self._library.read(ids, reader.readable)}
        for hit in checked(found.hits):
            if hit.article_id in stored and hit.place is not None:
                yield hit, stored[hit.article_id], hit.place


def fullness(stored: Stored) -> tuple[int, datetime]:
    """How much an article tells: by the length of its body, as digests judge it; the newer of equals."""
    return body_length(stored), stored.article.dated


def _card(stored: Stored) -> Card:
    return Card(stored.article.id, stored.article.story, stored.added_revision)
