"""The desk: what one can ask of the library. Slack and the command line both ask here, and get the same answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.desk.across import across
from bot.desk.disputes import figure_disputes
from bot.desk.examples import examples
from bot.desk.people import gathered
from bot.desk.variants import quote_variants
from bot.digests.compose import body_length
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
from bot.storage.store import Card, Stored

_STORIES = 200  # how many matching articles are grouped into stories
_READ = 20  # articles of which the people, or the sentences of a summary, are put together
_NEAREST = 3
_NEWEST = 3  # stories whose words make the examples
_NONE: tuple[str, ...] = ()


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

    def newest(self, reader: Reader, count: int) -> tuple[StoryHit, ...]:
        """The newest stories, at most ``count``."""
        cards = self._library.newest_cards(reader.readable, limit=count * 4)
        return self._hits(_by_story(cards), reader, slice(count), matched=False)

    # One method for each kind of request ------------------------------------------------------------------------

    def _news(self, request: Request, reader: Reader) -> Answer:
        cards, respelt = self._matching(request.query, reader)
        groups = _by_story(cards)
        if not groups:
            return self._nothing(request, reader)
        page = self._page(request, len(groups))
        shown = slice(page.first - 1, page.first - 1 + page.size)
        hits = self._hits(groups, reader, shown, matched=request.query.has_text)
        return Stories(request, hits, page, respelt)

    def _summary(self, request: Request, reader: Reader) -> Answer:
        whole, respelt = self._best_story(request.query, reader)
        if not whole:
            return self._nothing(request, reader)
        lead = whole[0]
        others = tuple(each.article for each in whole[1:])
        # Who names an address asks for that one article.
        told = across(whole[:1] if request.query.url else whole[:_READ], request.sentences)
        return Summary(request, lead.article, told, others, respelt)

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
        query, respelt = request.query, _NONE
        if query.story is not None:
            # The words after a story's number name people in it; they need not stand in every article.
            stored = self._story(query.story, reader)
        else:
            anywhere = replace(query, person=None, words=(*query.words, *(query.person or "").split()))
            cards, respelt = self._matching(anywhere, reader)
            stored = self._library.read([card.article_id for card in cards[:_READ]], reader.readable)
        hits = gathered(stored, named=(*query.words, *query.phrases), person=query.person)
        if not hits:
            return self._nothing(request, reader)
        page = self._page(request, len(hits), size=2 * self._page_size)
        return People(request, hits[page.first - 1 :][: page.size], page, respelt)

    def _comparison(self, request: Request, reader: Reader) -> Answer:
        whole, _ = self._best_story(request.query, reader)
        if not whole:
            return self._nothing(request, reader)
        quotes = [QuoteHit(each.article, quote) for each in whole for quote in each.analysis.quotes]
        figures = [FigureHit(each.article, figure) for each in whole for figure in each.analysis.figures]
        return Comparison(request, _story_hit(whole), quote_variants(quotes), figure_disputes(figures))

    def _help(self, request: Request, reader: Reader) -> Answer:
        return Help(request, self._examples(reader))

    # What they share --------------------------------------------------------------------------------------------

    def _search(self, query: Query, kind: EntryKind, reader: Reader, *, limit: int, offset: int = 0) -> Found:
        return self._library.search(query, kind, reader.readable, now=self._clock(), limit=limit, offset=offset)

    def _matching(self, query: Query, reader: Reader) -> tuple[list[Card], tuple[str, ...]]:
        """The articles that the query means, best first, and the words that were found in another spelling.

        Raises:
            NotFound: if it names a story or an address that is not here.
        """
        if query.url:
            return [_card(self._at(query.url, reader))], ()
        if query.story is not None:
            whole = self._story(query.story, reader)
            if not query.has_text:
                return [_card(each) for each in whole], ()
        if query.is_empty:
            return self._library.newest_cards(reader.readable, limit=_STORIES), ()
        found = self._search(query, "article", reader, limit=_STORIES)
        return self._library.cards([hit.article_id for hit in found.hits], reader.readable), found.respelt

    def _best_story(self, query: Query, reader: Reader) -> tuple[list[Stored], tuple[str, ...]]:
        """The articles of the story that matches best, the fullest first (the one named, if an address names it)."""
        cards, respelt = self._matching(query, reader)
        if not cards:
            return [], respelt
        whole = self._story(cards[0].story, reader)
        if query.url:
            whole.sort(key=lambda each: each.article.id != cards[0].article_id)
        return whole, respelt

    def _at(self, url: str, reader: Reader) -> Stored:
        stored = self._library.by_url(canonical(url) or url, reader.readable)
        if stored is None:
            raise NotFound("no article from this address", url, hint="Add it with: newsdesk add ADDRESS")
        return stored

    def _story(self, number: int, reader: Reader) -> list[Stored]:
        """The story's articles, the fullest first."""
        stored = self._library.story(number, reader.readable)
        if not stored:
            hint = f'/news lists the newest stories with their numbers. To search for a number, write "{number}".'
            raise NotFound("no such story", f"#{number}", hint=hint)
        lead = max(stored, key=_fullness)
        return [lead, *(each for each in stored if each is not lead)]

    def _passages(self, query: Query, kind: EntryKind, reader: Reader) -> tuple[Found | None, list[Stored]]:
        """Either matches by the passages' own words, or the articles whose passages are all meant.

        Words are looked for in the quotes or figures themselves first, then as the subject of whole articles.
        """
        if query.url:
            return None, [self._at(query.url, reader)]
        if query.story is not None:
            whole = self._story(query.story, reader)
            if query == Query(story=query.story):
                return None, whole
        if query.is_empty:
            newest = self._library.newest_cards(reader.readable, limit=1)
            return None, self._story(newest[0].story, reader) if newest else []
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

    def _hits(
        self, groups: Mapping[int, Sequence[str]], reader: Reader, shown: slice, *, matched: bool = True
    ) -> tuple[StoryHit, ...]:
        """Some of the stories, each whole: its best match first or, if no words were asked for, its fullest article.

        The others follow, the newest first.
        """
        numbers = list(groups)[shown]
        whole = self._library.stories(numbers, reader.readable)
        hits = []
        for number in numbers:
            stored = whole.get(number, [])
            if not stored:
                continue
            rank = {article_id: place for place, article_id in enumerate(groups[number])}
            if not matched:
                rank = {max(stored, key=_fullness).article.id: 0}
            hits.append(_story_hit(sorted(stored, key=lambda each: rank.get(each.article.id, len(rank)))))
        return tuple(hits)

    def _page(self, request: Request, total: int, size: int | None = None) -> Page:
        page = Page(request.page, size or self._page_size, total)
        return replace(page, number=min(page.number, page.count))

    def _nothing(self, request: Request, reader: Reader) -> NothingFound:
        found = self._library.nearest(request.query, reader.readable, now=self._clock(), limit=_NEAREST * 4)
        groups = _by_story(self._library.cards([hit.article_id for hit in found.hits], reader.readable))
        nearest = self._hits(groups, reader, slice(_NEAREST)) or self.newest(reader, _NEAREST)
        return NothingFound(request, nearest, next(iter(self._examples(reader)), None))

    def _examples(self, reader: Reader) -> tuple[str, ...]:
        """Commands that find something in this reader's library, in the words of its newest stories."""
        numbers = list(_by_story(self._library.newest_cards(reader.readable, limit=_NEWEST * 20)))[:_NEWEST]
        stories = self._library.stories(numbers, reader.readable)
        return examples([stories.get(number, []) for number in numbers])


def _by_story(cards: Iterable[Card]) -> dict[int, list[str]]:
    """The articles' ids by story, both in the order given."""
    groups: dict[int, list[str]] = {}
    for card in cards:
        groups.setdefault(card.story, []).append(card.article_id)
    return groups


def _card(stored: Stored) -> Card:
    return Card(stored.article.id, stored.article.story, stored.added_revision)


def _fullness(stored: Stored) -> tuple[int, datetime]:
    """How much an article tells: by the length of its body, as digests judge it; the newer of equals."""
    return body_length(stored), stored.article.dated


def _story_hit(stored: Sequence[Stored]) -> StoryHit:
    sentences = stored[0].analysis.key_sentences(1)
    articles = tuple(each.article for each in stored)
    return StoryHit(articles[0].story, articles, sentences[0].words if sentences else None)
