"""The desk: what one can ask of the library. Slack and the command line both ask here, and get the same answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from bot.desk.across import across
from bot.desk.aptness import aptest_first
from bot.desk.comparison import Compared, compare
from bot.desk.examples import examples
from bot.desk.kept import Kept
from bot.desk.lookup import Lookup, fullness
from bot.desk.people import gathered
from bot.desk.voices import MENTIONS, mentions_of, voice_of
from bot.domain.answer import (
    Answer,
    Comparison,
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
from bot.domain.copies import once
from bot.domain.errors import NotFound
from bot.domain.query import Kind, Query, Reader, Request
from bot.storage.entries import EntryKind
from bot.storage.index import Found
from bot.storage.library import Library
from bot.storage.store import Card, Stored

_READ = 20  # articles of which the people, or the sentences of a summary, are put together
_ORDERED = 25  # figures that match, of which those that answer come first
_NEAREST = 3
_NEWEST = 3  # stories whose words make the examples
_KEPT = 20_000_000  # code points of the articles of comparisons that are kept
_NONE: tuple[str, ...] = ()


class Desk:
    """Answers requests for one reader at a time; safe to share between threads.

    ``page_size`` is how many stories, quotes or figures a page holds; ``alike`` gives for a word its other forms.
    """

    def __init__(
        self,
        library: Library,
        clock: Callable[[], datetime],
        *,
        alike: Mapping[str, Collection[str]] | None = None,
        page_size: int = 5,
    ) -> None:
        self._library, self._clock, self._page_size, self._alike = library, clock, page_size, alike or {}
        self._lookup = Lookup(library, clock, self._alike)
        self._compared: Kept[tuple[object, ...], Compared] = Kept(_KEPT)

    def answer(self, request: Request, reader: Reader) -> Answer:
        """What the library holds on ``request``; a ``NothingFound`` names the nearest stories instead.

        Raises:
            NotFound: if it names a story or an address that this reader's library does not hold.
        """
        request = _noted(replace(request, page=max(1, request.page)), self._left_out(request.query, reader))
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
        cards, respelt = self._lookup.articles(request.query, reader)
        groups = _by_story(cards)
        if not groups:
            return self._nothing(request, reader)
        page = self._page(request, len(groups))
        shown = slice(page.first - 1, page.first - 1 + page.size)
        hits = self._hits(groups, reader, shown, matched=request.query.has_text)
        return Stories(request, hits, page, respelt)

    def _summary(self, request: Request, reader: Reader) -> Answer:
        whole, respelt = self._lookup.best_story(request.query, reader)
        if not whole:
            return self._nothing(request, reader)
        lead = whole[0]
        others = tuple(each.article for each in whole[1:])
        # Who names an address asks for that one article.
        told = across(whole[:1] if request.query.url else whole[:_READ], request.sentences)
        return Summary(request, lead.article, told, others, respelt)

    def _quotes(self, request: Request, reader: Reader) -> Answer:
        query, now = request.query, self._clock()
        if voice := voice_of(self._library, query, reader, alike=self._alike, now=now):
            page = self._page(request, len(voice.by) + len(voice.about))
            shown = Found((*voice.by, *voice.about)[page.first - 1 :][: page.size])
            theirs = tuple(self._lookup.quotes(shown, reader))
            return Quotes(request, theirs, page, named=voice.name, by=len(voice.by), mentions=voice.mentions)
        found, stored = self._lookup.passages(request.query, "quote", reader)
        if found is not None:
            page = self._page(request, found.total)
            found = self._lookup.search(request.query, "quote", reader, limit=page.size, offset=page.first - 1)
            return Quotes(request, tuple(self._lookup.quotes(found, reader)), page, found.respelt)
        hits = once(QuoteHit(each.article, quote) for each in stored for quote in each.analysis.quotes)
        if not hits and query.person and not query.words:
            return self._quotes_about(request, query.person, reader)
        if not hits:
            return self._nothing(request, reader)
        page = self._page(request, len(hits))
        return Quotes(_whole(request, "quote"), tuple(hits[page.first - 1 :][: page.size]), page)

    def _quotes_about(self, request: Request, name: str, reader: Reader) -> Answer:
        """Quotes that hold the name of somebody whom nobody here quotes: "and the bridge?", after the mayor's words."""
        about = replace(request.query, person=None, words=tuple(name.split()))
        total = self._lookup.search(about, "quote", reader, limit=1)
        if not total.total or total.respelt:
            return self._nothing(request, reader)
        page = self._page(request, total.total)
        found = self._lookup.search(about, "quote", reader, limit=page.size, offset=page.first - 1)
        noted = _noted(request, f"No quotes by “{name}”; these have it in them.")
        return Quotes(noted, tuple(self._lookup.quotes(found, reader)), page)

    def _figures(self, request: Request, reader: Reader) -> Answer:
        found, stored = self._lookup.passages(request.query, "figure", reader)
        if found is not None:
            page = self._page(request, found.total)
            # Ordered anew as far as anybody reads on.
            most = max(_ORDERED, page.first - 1 + page.size)
            best = self._lookup.search(request.query, "figure", reader, limit=most)
            figures = list(self._lookup.figures(best, reader))
            if not request.query.person and found.total <= _ORDERED:
                figures += self._lookup.figures_nearby(request.query, figures, reader)
                page = self._page(request, len(figures))
        else:
            figures = [(each, figure) for each in stored for figure in each.analysis.figures]
            page = self._page(request, len(figures))
        if not figures:
            return self._nothing(request, reader)
        if found is None:
            request = _whole(request, "figure")
        hits = aptest_first(figures, (*request.query.words, *request.query.phrases), self._alike)
        shown = tuple(hits[page.first - 1 :][: page.size])
        return Figures(request, shown, page, found.respelt if found else ())

    def _people(self, request: Request, reader: Reader) -> Answer:
        query, respelt = request.query, _NONE
        if query.story is not None:
            # The words after a story's number name people in it; they need not stand in every article.
            stored = self._lookup.story(query.story, reader)
        else:
            anywhere = replace(query, person=None, words=(*query.words, *(query.person or "").split()))
            cards, respelt = self._lookup.articles(anywhere, reader)
            stored = self._library.read([card.article_id for card in cards[:_READ]], reader.readable)
        hits = gathered(stored, named=(*query.words, *query.phrases), person=query.person, alike=self._alike)
        mentions: tuple[InContext, ...] = ()
        if query.person and not respelt:
            who = hits[0].person if len(hits) == 1 else None
            mentions = tuple(islice(mentions_of(stored, who, query.person), MENTIONS))
        if not hits and not mentions:
            return self._nothing(request, reader)
        page = self._page(request, len(hits), size=2 * self._page_size)
        return People(request, hits[page.first - 1 :][: page.size], page, respelt, mentions)

    def _comparison(self, request: Request, reader: Reader) -> Answer:
        whole, _ = self._lookup.best_story(request.query, reader)
        if not whole:
            return self._nothing(request, reader)
        # Until the story changes: another article, another text or reading of one, or another reader's selection.
        state = tuple((each.article.id, hash(each.article), each.analysis.version) for each in whole)
        size = sum(len(each.article.text) for each in whole)
        found = self._compared.get((reader.readable, *state), lambda: compare(whole), size=size)
        return Comparison(_noted(request, found.note), _story_hit(whole), found.variants, found.disputes)

    def _help(self, request: Request, reader: Reader) -> Answer:
        return Help(request, self._examples(reader))

    # What they share --------------------------------------------------------------------------------------------

    def _left_out(self, query: Query, reader: Reader) -> str:
        """How many articles a time leaves out because they do not say when they were published."""
        if not (query.since or query.until):
            return ""
        undated = replace(query, since=None, until=None, undated=True)
        count = self._lookup.search(undated, "article", reader, limit=1).total
        articles = "1 undated article was" if count == 1 else f"{count:,} undated articles were"
        return f"{articles} left out; added: goes by when an article came in." if count else ""

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
                rank = {max(stored, key=fullness).article.id: 0}
            hits.append(_story_hit(sorted(stored, key=lambda each: rank.get(each.article.id, len(rank)))))
        return tuple(hits)

    def _page(self, request: Request, total: int, size: int | None = None) -> Page:
        page = Page(request.page, size or self._page_size, total)
        return replace(page, number=min(page.number, page.count))

    def _nothing(self, request: Request, reader: Reader) -> NothingFound:
        found = self._library.nearest(request.query, reader.readable, now=self._clock(), limit=_NEAREST * 4)
        groups = _by_story(self._library.cards([hit.article_id for hit in found.hits], reader.readable))
        # What is not near in any word helps nobody who asked for words.
        asked = request.query.has_text or request.query.person
        nearest = self._hits(groups, reader, slice(_NEAREST)) or (() if asked else self.newest(reader, _NEAREST))
        return NothingFound(request, nearest, next(iter(self._examples(reader)), None))

    def _examples(self, reader: Reader) -> tuple[str, ...]:
        """Commands that find something in this reader's library, in the words of its newest stories."""
        numbers = list(_by_story(self._library.newest_cards(reader.readable, limit=_NEWEST * 20)))[:_NEWEST]
        stories = self._library.stories(numbers, reader.readable)
        return examples([stories.get(number, []) for number in numbers])


def _whole(request: Request, kind: EntryKind) -> Request:
    """The request with a note that no passage has its words, so that the whole of the articles is given."""
    if not request.query.has_text:
        return request
    words = " ".join((*request.query.words, *request.query.phrases))
    return _noted(request, f"No {kind} has “{words}” in it; these are all the {kind}s of the articles that do.")


def _noted(request: Request, note: str) -> Request:
    return replace(request, note=" ".join(filter(None, [request.note, note])))


def _by_story(cards: Iterable[Card]) -> dict[int, list[str]]:
    """The articles' ids by story, both in the order given."""
    groups: dict[int, list[str]] = {}
    for card in cards:
        groups.setdefault(card.story, []).append(card.article_id)
    return groups


def _story_hit(stored: Sequence[Stored]) -> StoryHit:
    sentences = stored[0].analysis.key_sentences(1)
    articles = tuple(each.article for each in stored)
    return StoryHit(articles[0].story, articles, sentences[0].words if sentences else None)
