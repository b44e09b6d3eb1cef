"""What is new: the desk as digests see it (``bot.digests.news.News``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from bot.desk.comparison import disputes_in
from bot.desk.grammar import parse_command
from bot.digests.news import NewStories, StoryMaterial, StoryOutline
from bot.domain.answer import FigureDispute
from bot.domain.query import Kind, Query, Reader
from bot.storage.library import Library
from bot.storage.store import Stored

_MOST = 10_000  # articles of one digest that a query is held against


class Wire:
    """New stories for subscriptions; safe for several threads."""

    def __init__(self, library: Library, clock: Callable[[], datetime]) -> None:
        self._library, self._clock = library, clock

    def check_query(self, text: str) -> None:
        """Nothing, if a subscription may have this query.

        Raises:
            QueryError: naming the word that can't be read.
        """
        parse_command(Kind.NEWS, text, now=self._clock(), zone="UTC")

    def since(self, workspace: str, query: str, *, after: int, since: datetime, now: datetime) -> NewStories:
        """What ``workspace`` may read and ``query`` finds, filed after revision ``after``, not before ``since``."""
        reader = Reader(workspace=workspace)
        asked = parse_command(Kind.NEWS, query, now=now, zone=reader.zone).query
        upto = self._library.store.revision()
        new = self._library.store.added(reader.readable, after=after, since=since, limit=_MOST)
        if len(new) == _MOST:
            # The rest comes with the next digest.
            upto = min(upto, new[-1].added_revision)
        if asked != Query():
            self._library.catch_up()
            found = self._library.search(asked, "article", reader.readable, now=now, limit=_MOST)
            matching = {hit.article_id for hit in found.hits} if not found.respelt else set()
            new = [card for card in new if card.article_id in matching]
        outlines = self._library.store.outlines({card.story for card in new}, reader.readable)
        by_story = groupby(outlines, lambda outline: outline.story)
        return NewStories(upto, tuple(StoryOutline(number, tuple(articles)) for number, articles in by_story))

    def material(self, workspace: str, numbers: Sequence[int]) -> list[StoryMaterial]:
        """The stories of these numbers with their articles."""
        found = self._library.stories(numbers, Reader(workspace=workspace).readable)
        return [StoryMaterial(number, tuple(found[number])) for number in numbers if number in found]

    def no_news(self, workspace: str, since: datetime) -> list[datetime]:
        """What of the articles that came in from ``since`` on was too old to be news: when each was published."""
        return self._library.store.no_news(Reader(workspace=workspace).readable, since=since)

    def outlets(self, reader: Reader) -> list[tuple[str, int]]:
        """The outlets of what the reader may see and how many articles each has, the most first."""
        return self._library.store.outlets(reader.readable)

    def disputes(self, articles: Sequence[Stored]) -> tuple[FigureDispute, ...]:
        """Where the articles of one story give different numbers for one thing."""
        return disputes_in(articles)
