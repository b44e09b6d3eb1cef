"""The desk: what one can ask of the library. Slack and the command line both ask here, and get the same answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.desk.compare import figure_disputes, quote_variants
from bot.desk.people import gathered
from bot.domain.answer import (
    Answer,
    Comparison,
    FigureHit,
    Figures,
    Help,
    InContext,
    NothingFound,
    Page,
    People,
    QuoteHit,
    Quotes,
    Stories,
    StoryHit,
    Summary,
)
from bot.domain.article import Passage, Span, paragraph_around
from bot.domain.errors import NotFound
from bot.domain.query import Kind, Query, Reader, Request
from bot.sources import canonical
from bot.storage.entries import EntryKind
from bot.storage.index import Found
from bot.storage.library import Library
from bot.storage.store import Stored

_STORIES = 200  # how many matching articles are grouped into stories
_NEAREST = 3


class Desk:
    """Answers requests for one reader at a time; safe to share between threads.

    ``page_size`` is how many stories, quotes or figures a page holds.
    """

    def __init__(self, library: Library, clock: Callable[[], datetime], *, page_size: int = 5) -> None:
        self._library, self._clock, self._page_size = library, clock, page_size

    def answer(self, request: Request, reader: Reader) -> Answer:
        """What the library holds on ``request``; a ``NothingFound`` names the nearest stories instead.

        Raises:
            NotFound: if it names a story or an address that this reader's library does not hold.
        """
        request = replace(request, page=max(1, request.page))
        return {
            Kind.NEWS: self._news,
            Kind.SUMMARY: self._summary,
            Kind.QUOTES: self._quotes,
            Kind.FIGURES: self._figures,
            Kind.PEOPLE: self._people,
            Kind.COMPARE: self._comparison,
            Kind.HELP: self._help,
        }[request.kind](request, reader)

    def in_context(self, article_id: str, span: Span, reader: Reader) -> InContext:
        """The passage at ``span`` of an article with the paragraph around it.

        Raises:
            NotFound: if the reader has no such article, or it has changed and is shorter now.
        """
        for stored in self._library.read([article_id], reader.readable):
            text = stored.article.text
            if span.end <= len(text):
                return InContext(stored.article, paragraph_around(text, span), Passage.at(text, span.start, span.end))
        raise NotFound("the article is gone or has changed", hint="Search for it again: /news")

    def story(self, number: int, reader: Reader) -> StoryHit | None:
        """The story of this number as the reader may see it."""
        stored = self._library.story(number, reader.readable)
        return _story_hit(number, stored) if stored else None

    def newest(self, reader: Reader, count: int) -> tuple[StoryHit, ...]:
        """The newest stories, at most ``count``."""
        return self._grouped(self._library.newest(reader.readable, limit=count * 4))[:count]

    # One method for each kind of request ------------------------------------------------------------------------

    def _news(self, request: Request, reader: Reader) -> Answer:
        stored, respelt = self._articles(request.query, reader)
        hits = self._grouped(stored)
        if not hits:
            return self._nothing(request, reader)
        page = self._page(request, len(hits))
        return Stories(request, hits[page.first - 1 :][: page.size], page, respelt)

    def _summary(self, request: Request, reader: Reader) -> Answer:
        stored, respelt = self._articles(request.query, reader)
        if not stored:
            return self._nothing(request, reader)
        number = stored[0].article.story
        whole = self._library.story(number, reader.readable)
        lead = stored[0] if request.query.url else _fullest(whole)
        others = tuple(each.article for each in whole if each.article.id != lead.article.id)
        return Summary(request, lead.article, lead.analysis.key_sentences(request.sentences), others, respelt)

    def _quotes(self, request: Request, reader: Reader) -> Answer:
        found, stored = self._passages(request.query, "quote", reader)
        if found is not None:
            page = self._page(request, found.total)
            found = self._search(request.query, "quote", reader, limit=page.size, offset=page.first - 1)
            return Quotes(request, tuple(self._quote_hits(found, reader)), page, found.respelt)
        hits = [QuoteHit(each.article, quote) for each in stored for quote in each.analysis.quotes]
        if not hits:
            return self._nothing(request, reader)
        page = self._page(request, len(hits))
        return Quotes(request, tuple(hits[page.first - 1 :][: page.size]), page)

    def _figures(self, request: Request, reader: Reader) -> Answer:
        found, stored = self._passages(request.query, "figure", reader)
        if found is not None:
            page = self._page(request, found.total)
            found = self._search(request.query, "figure", reader, limit=page.size, offset=page.first - 1)
            return Figures(request, tuple(self._figure_hits(found, reader)), page, found.respelt)
        hits = [FigureHit(each.article, figure) for each in stored for figure in each.analysis.figures]
        if not hits:
            return self._nothing(request, reader)
        page = self._page(request, len(hits))
        return Figures(request, tuple(hits[page.first - 1 :][: page.size]), page)

    def _people(self, request: Request, reader: Reader) -> Answer:
        stored, respelt = self._articles(replace(request.query, person=None), reader, or_story=True)
        hits = gathered(stored, named=(*request.query.words, *request.query.phrases, *_given(request.query.person)))
        if not hits:
            return self._nothing(request, reader)
        page = self._page(request, len(hits), size=2 * self._page_size)
        return People(request, hits[page.first - 1 :][: page.size], page, respelt)

    def _comparison(self, request: Request, reader: Reader) -> Answer:
        stored, _ = self._articles(request.query, reader)
        if not stored:
            return self._nothing(request, reader)
        number = stored[0].article.story
        whole = _fullest_first(self._library.story(number, reader.readable))
        quotes = [QuoteHit(each.article, quote) for each in whole for quote in each.analysis.quotes]
        figures = [FigureHit(each.article, figure) for each in whole for figure in each.analysis.figures]
        return Comparison(request, _story_hit(number, whole), quote_variants(quotes), figure_disputes(figures))

    def _help(self, request: Request, reader: Reader) -> Answer:
        return Help(request, tuple(self._examples(reader)))

    # What they share --------------------------------------------------------------------------------------------

    def _search(self, query: Query, kind: EntryKind, reader: Reader, *, limit: int, offset: int = 0) -> Found:
        return self._library.search(query, kind, reader.readable, now=self._clock(), limit=limit, offset=offset)

    def _articles(
        self, query: Query, reader: Reader, *, or_story: bool = False
    ) -> tuple[list[Stored], tuple[str, ...]]:
        """The articles that the query means, best first, and the words that were found in another spelling.

        Raises:
            NotFound: if it names a story or an address that is not here.
        """
        if query.url:
            stored = self._library.by_url(canonical(query.url) or query.url, reader.readable)
            if stored is None:
                raise NotFound("no article from this address", query.url, hint="Add it with: newsdesk add ADDRESS")
            return [stored], ()
        if query.story is not None:
            whole = _fullest_first(self._story(query.story, reader))
            if or_story or not query.has_text:
                return whole, ()
        if query.is_empty:
            return self._library.newest(reader.readable, limit=_STORIES), ()
        found = self._search(query, "article", reader, limit=_STORIES)
        return self._library.read([hit.article_id for hit in found.hits], reader.readable), found.respelt

    def _story(self, number: int, reader: Reader) -> list[Stored]:
        stored = self._library.story(number, reader.readable)
        if not stored:
            raise NotFound("no such story", f"#{number}", hint="/news lists the newest stories with their numbers.")
        return stored

    def _passages(self, query: Query, kind: EntryKind, reader: Reader) -> tuple[Found | None, list[Stored]]:
        """Either matches by the passages' own words, or the articles whose passages are all meant.

        Words are looked for in the quotes or figures themselves first, then as the subject of whole articles.
        """
        if query.url or not (query.has_text or query.person or query.outlet or query.since or query.until):
            stored, _ = self._articles(query, reader)
            return None, stored[:1] if query.is_empty else stored
        if query.story is not None:
            self._story(query.story, reader)
        found = self._search(query, kind, reader, limit=1)
        if found.total and not found.respelt:
            return found, []
        articles = self._search(query, "article", reader, limit=self._page_size)
        if articles.total and not articles.respelt and not query.person:
            return None, self._library.read([hit.article_id for hit in articles.hits], reader.readable)
        return (found, []) if found.total else (None, [])

    def _quote_hits(self, found: Found, reader: Reader) -> Iterable[QuoteHit]:
        for stored, place in self._places(found, reader):
            if place < len(stored.analysis.quotes):
                yield QuoteHit(stored.article, stored.analysis.quotes[place])

    def _figure_hits(self, found: Found, reader: Reader) -> Iterable[FigureHit]:
        for stored, place in self._places(found, reader):
            if place < len(stored.analysis.figures):
                yield FigureHit(stored.article, stored.analysis.figures[place])

    def _places(self, found: Found, reader: Reader) -> Iterable[tuple[Stored, int]]:
        """Each hit's article with the place in its analysis; an article that is gone since is left out."""
        ids = list(dict.fromkeys(hit.article_id for hit in found.hits))
        stored = {each.article.id: each for each in self._library.read(ids, reader.readable)}
        for hit in found.hits:
            if hit.article_id in stored and hit.place is not None:
                yield stored[hit.article_id], hit.place

    def _grouped(self, stored: Iterable[Stored]) -> tuple[StoryHit, ...]:
        """Stories in the order of their first article."""
        groups: dict[int, list[Stored]] = {}
        for each in stored:
            groups.setdefault(each.article.story, []).append(each)
        return tuple(_story_hit(number, articles) for number, articles in groups.items())

    def _page(self, request: Request, total: int, size: int | None = None) -> Page:
        page = Page(request.page, size or self._page_size, total)
        return replace(page, number=min(page.number, page.count))

    def _nothing(self, request: Request, reader: Reader) -> NothingFound:
        found = self._library.nearest(request.query, reader.readable, now=self._clock(), limit=_NEAREST * 4)
        near = self._library.read([hit.article_id for hit in found.hits], reader.readable)
        nearest = self._grouped(near)[:_NEAREST] or self.newest(reader, _NEAREST)
        return NothingFound(request, nearest, next(iter(self._examples(reader)), None))

    def _examples(self, reader: Reader) -> Iterable[str]:
        """Commands that find something in this reader's library, the newest story's own words in them."""
        for stored in self._library.newest(reader.readable, limit=1):
            speakers = [quote.speaker for quote in stored.analysis.quotes if quote.speaker]
            nouns = [figure.noun for figure in stored.analysis.figures if figure.noun]
            if speakers:
                yield f"/quotes {speakers[0].split()[-1]}"
            if nouns:
                yield f"/figures {nouns[0]}"
            yield f"/summary #{stored.article.story}"
            yield f"/news people #{stored.article.story}"


def _given(person: str | None) -> tuple[str, ...]:
    return (person,) if person else ()


def _fullest(stored: Sequence[Stored]) -> Stored:
    """The article that tells most: the one with the longest body, the newer of equals."""
    return max(stored, key=lambda each: (len(each.analysis.quotes), len(each.article.text), each.article.dated))


def _fullest_first(stored: Sequence[Stored]) -> list[Stored]:
    lead = _fullest(stored)
    return [lead, *(each for each in stored if each is not lead)]


def _story_hit(number: int, stored: Sequence[Stored]) -> StoryHit:
    sentences = stored[0].analysis.key_sentences(1)
    return StoryHit(number, tuple(each.article for each in stored), sentences[0].words if sentences else None)
