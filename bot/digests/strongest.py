"""The quote that an editor would pull out of a story. Pure but for its word list, which is read once."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from bot.domain.analysis import Quote, QuoteKind
from bot.domain.answer import QuoteHit
from bot.domain.article import Article, Passage
from bot.domain.copies import once
from bot.nlp.lexicon import directory_of, read
from bot.storage.store import Stored

_FRAGMENT = 6
"""Partial quotes of fewer words are colour in somebody else's sentence: “vandalism”."""
_GLANCE, _LONG = 10, 45
"""Between so many words a quote says something and is read at a glance."""
_LEANING = frozenset(
    "it its that this these those he she they him her them his their which who but and so because or nor then".split()
)
"""A quote that begins so is about something said before it."""
_PRONOUNS = frozenset({"i", "he", "she", "it", "we", "they", "you"})
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject\w*|dismiss\w*|disput\w*|refut\w*|not|never|without|nobody|no one)\b|n['’]t\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?]['\"’”]?\s|\n")
_BRACKETED = re.compile(r"\([^()]*\)")
_REACH = 300
"""Code points before a quote in which its sentence began."""


def strongest_quote(articles: Sequence[Stored], *, shown: Collection[Passage] = ()) -> QuoteHit | None:
    """The words in marks that say the most; ``shown`` are passages of the first article that already stand there.

    Of equals, the one that comes first. A statement without marks is never taken for somebody's words, nor is a
    fragment, nor are words out of a sentence that denies them.
    """
    return max(
        (
            hit
            for hit in once(QuoteHit(stored.article, quote) for stored in articles for quote in stored.analysis.quotes)
            if _stands_alone(hit.article, hit.quote)
        ),
        key=lambda hit: _strength(hit.quote) * (0.5 if hit.article is articles[0].article and _seen(hit, shown) else 1),
        default=None,
    )


def _seen(hit: QuoteHit, shown: Collection[Passage]) -> bool:
    return any(passage.span.overlaps(hit.quote.words.span) for passage in shown)


def _stands_alone(article: Article, quote: Quote) -> bool:
    """Whether the words mean without their sentence what they mean in it."""
    if not {"(", ")"}.isdisjoint(_BRACKETED.sub("", quote.words.text)):
        return False  # it begins or ends inside a bracket
    if quote.kind is QuoteKind.DIRECT:
        return True
    before = article.text[max(0, quote.words.start - _REACH) : quote.words.start]
    sentence = _SENTENCE_END.split(before)[-1]
    long_enough = len(quote.words.text.split()) >= _FRAGMENT
    return quote.kind is QuoteKind.MIXED and long_enough and not _DENIED.search(sentence)


def _strength(quote: Quote) -> float:
    """From 0 to 1: named, certain, in full, short enough, understood alone, and no commonplace."""
    text = quote.words.text.strip()
    words = len(text.split())
    length = min(words / _GLANCE, 1.0) if words <= _LONG else max(_LONG / words, 0.4)
    kind = 1.0 if quote.kind is QuoteKind.DIRECT else 0.85
    opening = next(iter(re.findall(r"[^\W_]+", text)), "")
    leans = 0.75 if opening[:1].islower() or opening.lower() in _LEANING else 1.0
    plain = " ".join(text.lower().replace("’", "'").split())
    said_before = 0.4 if any(cliche in plain for cliche in _cliches()) else 1.0
    named = 1.0 if quote.speaker and quote.speaker.lower() not in _PRONOUNS else 0.4
    return quote.confidence * length * kind * leans * said_before * named


@cache
def _cliches() -> tuple[str, ...]:
    """Raises: SettingsError if the word list can't be read."""
    [(_, entry)] = read(directory_of(None), "cliches").table("cliches").items()
    return tuple(word.lower() for word in entry.words())
