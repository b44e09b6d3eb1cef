"""Which quotes of a story's articles are one: an outlet that prints another's report says nothing more. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from bot.domain.analysis import Quote
from bot.domain.answer import QuoteHit

SaidKey = tuple[str, str, int]
_Label = TypeVar("_Label")


def numbered(quotes: Iterable[tuple[_Label, Quote]]) -> Iterator[tuple[_Label, Quote, SaidKey]]:
    """An article's quotes, each with what it has in common with the same quote in another article of its story: the
    words, whatever marks stand between them, who said them, and which time it is that they stand in the article.
    """
    times: dict[tuple[str, str], int] = {}
    for label, quote in quotes:
        said = _plain(quote.words.text), _plain((quote.speaker or "").split()[-1] if quote.speaker else "")
        times[said] = times.get(said, 0) + 1
        yield label, quote, (*said, times[said])


def _plain(words: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", words).casefold() if char.isalnum())


def once(hits: Iterable[QuoteHit]) -> list[QuoteHit]:
    """The quotes, by article in the order given, each once for its story, with the other articles where it stands."""
    found: dict[tuple[object, ...], QuoteHit] = {}
    for hit, _, key in _keyed(hits):
        first = found.setdefault((hit.article.story, *key), hit)
        if first is not hit:
            found[hit.article.story, *key] = replace(first, also=(*first.also, hit.article))
    return list(found.values())


def _keyed(hits: Iterable[QuoteHit]) -> Iterator[tuple[QuoteHit, Quote, SaidKey]]:
    by_article: dict[str, list[QuoteHit]] = {}
    for hit in hits:
        by_article.setdefault(hit.article.id, []).append(hit)
    for some in by_article.values():
        yield from numbered((hit, hit.quote) for hit in some)
