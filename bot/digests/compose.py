"""From new stories to a digest, as an editor would lay it out. Pure: no clock, no store."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from heapq import nlargest

from bot.digests.key_figure import key_figure
from bot.digests.news import StoryMaterial, StoryOutline
from bot.domain.analysis import Quote, QuoteKind
from bot.domain.answer import FigureDispute, QuoteHit, StoryHit
from bot.domain.article import Passage
from bot.domain.digest import Digest, DigestEntry, Subscription
from bot.storage.store import Stored

MOST_STORIES = 8
"""How many stories a digest lists before it only counts them."""

_SENTENCES = 2
_SENTENCES_LENGTH = 420
"""Above this many code points together, the second key sentence is left out."""

Disputes = Callable[[Sequence[Stored]], tuple[FigureDispute, ...]]


def compose(
    stories: Sequence[StoryMaterial],
    subscription: Subscription,
    slot: datetime,
    *,
    disputes: Disputes,
    more: int = 0,
    late: bool = False,
    asked_by: str | None = None,
) -> Digest:
    """The digest that lists ``stories`` in their order, and counts ``more``."""
    entries = tuple(entry(story, disputes) for story in stories)
    return Digest(subscription, slot, entries, more=more, late=late, asked_by=asked_by)


def heaviest(stories: Collection[StoryOutline], most: int = MOST_STORIES) -> list[int]:
    """The numbers of the ``most`` weightiest stories, heaviest first; of equals, the one that came first."""
    return [story.number for story in nlargest(most, stories, key=lambda story: (weight(story), -story.number))]


def carried_by(story: StoryOutline, outlets: Sequence[str]) -> bool:
    """Whether one of ``outlets`` carries the story; without any, it is.

    Each is a name or the beginning of some word in one, in any case: "AP" is AP News, but not the Japan Times.
    """
    return not outlets or any(
        re.search(rf"(?<!\w){re.escape(part)}", article.outlet or "", re.I)
        for part in outlets
        for article in story.articles
    )


def weight(story: StoryOutline) -> float:
    """How much a story matters: first how many outlets carry it, then how much there is to read, quote and count."""
    outlets = {article.outlet or article.locator for article in story.articles}
    fullest = max(article.length for article in story.articles)
    quotes = max(article.quotes for article in story.articles)
    figures = max(article.figures for article in story.articles)
    return (
        3 * len(outlets) + 0.5 * len(story.articles) + min(fullest / 2500, 2) + min(quotes, 8) / 4 + min(figures, 8) / 8
    )


def body_length(stored: Stored) -> int:
    """The code points of an article's body, without what is excluded from it."""
    article = stored.article
    return len(article.text) - sum(excluded.span.end - excluded.span.start for excluded in article.excluded)


def entry(story: StoryMaterial, disputes: Disputes) -> DigestEntry:
    """The story as the digest shows it, its fullest article leading; the others follow, the newest first."""
    newest = sorted(story.articles, key=lambda stored: (stored.article.dated, stored.article.id), reverse=True)
    lead = max(newest, key=body_length)
    articles = [lead, *(stored for stored in newest if stored is not lead)]
    sentences = key_sentences(lead)
    return DigestEntry(
        story=StoryHit(story.number, tuple(stored.article for stored in articles), sentences[0] if sentences else None),
        sentences=sentences,
        quote=strongest_quote(articles, shown=sentences),
        figure=key_figure(articles),
        disputes=disputes(articles) if len(articles) > 1 else (),
    )


def key_sentences(stored: Stored) -> tuple[Passage, ...]:
    """The one or two sentences that carry the article, in its order; two only if they are short."""
    sentences = tuple(sentence.words for sentence in stored.analysis.key_sentences(_SENTENCES))
    if sum(len(words.text) for words in sentences) > _SENTENCES_LENGTH:
        return tuple(sentence.words for sentence in stored.analysis.key_sentences(1))
    return sentences


def strongest_quote(articles: Sequence[Stored], *, shown: Collection[Passage] = ()) -> QuoteHit | None:
    """The words in marks that say the most; ``shown`` are passages of the first article that already stand there.

    Of equals, the one that comes first. A statement without marks is never taken for somebody's words.
    """
    return max(
        (
            QuoteHit(stored.article, quote)
            for stored in articles
            for quote in stored.analysis.quotes
            if quote.kind is not QuoteKind.INDIRECT
        ),
        key=lambda hit: _strength(hit.quote) * (0.5 if hit.article is articles[0].article and _seen(hit, shown) else 1),
        default=None,
    )


def _seen(hit: QuoteHit, shown: Collection[Passage]) -> bool:
    return any(passage.span.overlaps(hit.quote.words.span) for passage in shown)


def _strength(quote: Quote) -> float:
    """From 0 to 1: named, certain, in full, and of a length that one reads at a glance."""
    words = len(quote.words.text.split())
    length = min(words / 10, 1.0) if words <= 45 else max(45 / words, 0.4)
    kind = 1.0 if quote.kind is QuoteKind.DIRECT else 0.85
    return quote.confidence * length * kind * (1.0 if quote.speaker else 0.4)
