"""From new stories to a digest, as an editor would lay it out. Pure: no clock, no store."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from heapq import nlargest

from bot.digests.key_figure import key_figure
from bot.digests.news import StoryMaterial, StoryOutline
from bot.digests.strongest import strongest_quote
from bot.domain.answer import FigureDispute, QuoteHit, StoryHit
from bot.domain.article import Passage
from bot.domain.deadline import checked
from bot.domain.digest import Digest, DigestEntry, Subscription
from bot.storage.store import Stored

MOST_STORIES = 8
"""How many stories a digest lists before it only counts them."""

_SENTENCES = 2
_SENTENCES_LENGTH = 420
"""Above this many code points together, the second key sentence is left out."""

_MORE = 4
"""Telling words beyond its headline's with which a sentence is no repetition."""
_STEM = 5
_TELLING = re.compile(r"[a-z]{4,}")
_NUMBER = re.compile(r"\d[\d.,]*")

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
    entries = tuple(entry(story, disputes) for story in checked(stories))
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
    quote = strongest_quote(articles, shown=sentences)
    return DigestEntry(
        story=StoryHit(story.number, tuple(stored.article for stored in articles), sentences[0] if sentences else None),
        sentences=sentences,
        quote=quote,
        figure=key_figure(articles),
        disputes=disputes(articles) if len(articles) > 1 else (),
        role=_role(quote, articles) if quote else None,
    )


def _role(hit: QuoteHit, articles: Sequence[Stored]) -> str | None:
    """What its article says the speaker of a quote is."""
    people = (person for stored in articles if stored.article is hit.article for person in stored.analysis.people)
    return next((person.role for person in people if person.name == hit.quote.speaker), None)


def key_sentences(stored: Stored) -> tuple[Passage, ...]:
    """The one or two sentences that carry the article, in its order; two only if they are short.

    One that says no more than the headline above it is left out if there is another, and so is one that leans on a
    sentence that is not there ("He also …").
    """
    summary, title = stored.analysis.summary, stored.article.title
    ranked = sorted(range(len(summary)), key=lambda place: (-summary[place].score, place))
    adding = [place for place in ranked if _adds(summary[place].words.text, title)] or ranked
    chosen: list[int] = []
    for place in adding:
        if len(chosen) < _SENTENCES and (not summary[place].leans or place - 1 in (-1, *chosen)):
            chosen.append(place)
    chosen = chosen or adding[:1]
    if sum(len(summary[place].words.text) for place in chosen) > _SENTENCES_LENGTH:
        chosen = chosen[:1]
    return tuple(summary[place].words for place in sorted(chosen))


def _adds(sentence: str, title: str) -> bool:
    """Whether a sentence says more than a headline: several other words, mostly other words, or a number."""
    told = {word[:_STEM] for word in _TELLING.findall(sentence.lower())}
    more = told - {word[:_STEM] for word in _TELLING.findall(title.lower())}
    is_more = len(more) >= _MORE or 2 * len(more) >= len(told)
    if sentence.lstrip("“\"' ")[:1].islower():
        return False  # the tail of a line that was cut
    return is_more or bool(set(_NUMBER.findall(sentence)) - set(_NUMBER.findall(title)))
