"""Where the articles of a story differ, within limits that the answer tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.disputes import figure_disputes
from bot.desk.variants import quote_variants
from bot.domain.answer import FigureDispute, FigureHit, QuoteHit, QuoteVariant
from bot.domain.copies import once
from bot.storage.store import Stored

ARTICLES = 60
"""The newest articles of a story that are compared: nobody reads where a hundred differ, and a reader waits."""
FINDINGS = 1_200
"""Quotes, and figures, that are compared: twenty of each of so many articles. At worst, all alike, it takes a second or
two of a processor."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How articles differ; ``note`` tells what was left out, "" if nothing was."""

    variants: tuple[QuoteVariant, ...]
    disputes: tuple[FigureDispute, ...]
    note: str = ""


def compare(articles: Sequence[Stored]) -> Compared:
    """Where some articles of one story differ, in the order given. Raises: TookTooLong."""
    some, note = _newest(articles), ""
    if len(some) < len(articles):
        note = f"Only the newest {ARTICLES} of {len(articles)} articles are compared."
    quotes = _share([len(each.analysis.quotes) for each in some])
    figures = _share([len(each.analysis.figures) for each in some])
    if any(len(each.analysis.quotes) > quotes or len(each.analysis.figures) > figures for each in some):
        note = f"{note} Of long articles, only the first quotes and figures are compared.".strip()
    return Compared(
        quote_variants(once(QuoteHit(each.article, quote) for each in some for quote in each.analysis.quotes[:quotes])),
        _disputes(some, figures),
        note,
    )


def disputes_in(articles: Sequence[Stored]) -> tuple[FigureDispute, ...]:
    """Where the figures of some articles of one story differ, within the same limits. Raises: TookTooLong."""
    some = _newest(articles)
    return _disputes(some, _share([len(each.analysis.figures) for each in some]))


def _disputes(articles: Sequence[Stored], share: int) -> tuple[FigureDispute, ...]:
    return figure_disputes(
        [FigureHit(each.article, figure) for each in articles for figure in each.analysis.figures[:share]]
    )


def _newest(articles: Sequence[Stored]) -> Sequence[Stored]:
    """The newest articles, as many as are compared, in the order given; the first, which leads, is among them."""
    if len(articles) <= ARTICLES:
        return articles
    newest = sorted(range(1, len(articles)), key=lambda place: articles[place].article.dated, reverse=True)
    return [articles[place] for place in sorted([0, *newest[: ARTICLES - 1]])]


def _share(counts: Sequence[int]) -> int:
    """How many of each article's findings are compared, the same for all, so that together they are within bounds."""
    left = FINDINGS
    for place, count in enumerate(ordered := sorted(counts)):
        if count * (len(ordered) - place) > left:
            return left // (len(ordered) - place)
        left -= count
    return max(counts, default=0)
