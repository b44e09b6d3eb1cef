"""What changed since a digest told a story: a corrected or a new figure, a notice, a headline. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.domain.analysis import Figure
from bot.domain.answer import FigureHit
from bot.domain.article import Passage, Span, paragraph_around
from bot.domain.digest import Correction
from bot.storage.digests import Changed, Told
from bot.storage.store import Stored

_MOST = 4
_NOTICE = re.compile(
    r"(?:^|\n)[ \t]*(?:(?:a |an )?(?:correction|clarification|editor[’']s note)\b|this (?:article|story|report) "
    r"(?:has been|was) (?:corrected|amended|updated to correct))",
    re.I,
)

_Claim = tuple[float | None, float | None, float | None, str | None, str | None]


def baseline(stored: Stored) -> str:
    """What a digest has told of an article, as text to be kept: its headline, its figures, its notices."""
    figures = {_claim(figure): figure.words.text for figure in stored.analysis.figures if _counts(figure)}
    return json.dumps(
        {
            "title": stored.article.title,
            "figures": [[*claim, words] for claim, words in figures.items()],
            "notices": [notice.text for notice in _notices(stored)],
        },
        ensure_ascii=False,
    )


def changes(before: Iterable[Changed]) -> tuple[tuple[Correction, ...], tuple[Told, ...]]:
    """What is worth telling of what has changed, and what counts as told of each article once that is done."""
    found: list[Correction] = []
    told: list[Told] = []
    for each in before:
        if each.now is None:
            told += [each.told] if each.told.words else []
            continue
        # Should it have changed again since: it is looked at again.
        told.append(replace(each.told, words=baseline(each.now)))
        if changed := correction(each.told.words, each.now) if each.told.words else joined(each.beside, each.now):
            found.append(changed)
    return tuple(found), tuple(told)


def joined(beside: Iterable[str], stored: Stored) -> Correction | None:
    """The figures of an article that has joined its story which none of the others gave, as was kept of them; None if
    it has no such figure: that another outlet has the story too is no news.
    """
    old = {claim for words in beside for claim in _kept(json.loads(words))}
    new = _first_of_each(figure for figure in stored.analysis.figures if _counts(figure) and _claim(figure) not in old)
    if not new:
        return None
    return Correction(stored.article, tuple(FigureHit(stored.article, figure) for figure in new[:_MOST]), joined=True)


def correction(before: str, stored: Stored) -> Correction | None:
    """What the article says now that it did not when ``before`` was kept, None if that is nothing worth telling."""
    kept = json.loads(before)
    old = _kept(kept)
    counted = _first_of_each(figure for figure in stored.analysis.figures if _counts(figure))
    now = {_claim(figure) for figure in counted}
    new = [figure for figure in counted if _claim(figure) not in old]
    notices = tuple(notice for notice in _notices(stored) if notice.text not in kept["notices"])
    old_title = kept["title"] if kept["title"] != stored.article.title else None
    if not new and not notices and old_title is None:
        return None
    return Correction(
        stored.article,
        figures=tuple(FigureHit(stored.article, figure) for figure in new[:_MOST]),
        gone=tuple(words for claim, words in old.items() if claim not in now)[:_MOST],
        notices=notices[:_MOST],
        old_title=old_title,
    )


def _kept(kept: dict[str, Any]) -> dict[_Claim, str]:
    """The words of each claim that ``baseline`` wrote down."""
    return {_key(*entry[:5]): str(entry[5]) for entry in kept["figures"]}


def _first_of_each(figures: Iterable[Figure]) -> list[Figure]:
    """In the article's order, each claim once."""
    first: dict[_Claim, Figure] = {}
    for figure in sorted(figures, key=lambda figure: figure.words.start):
        first.setdefault(_claim(figure), figure)
    return list(first.values())


def _counts(figure: Figure) -> bool:
    return figure.unit is not None or figure.noun is not None


def _claim(figure: Figure) -> _Claim:
    return _key(figure.value, figure.low, figure.high, figure.unit, figure.noun)


def _key(value: float | None, low: float | None, high: float | None, unit: str | None, noun: str | None) -> _Claim:
    return value, low, high, unit, noun


def _notices(stored: Stored) -> list[Passage]:
    text = stored.article.text
    starts = [match.end() for match in _NOTICE.finditer(text)]
    return [paragraph_around(text, Span(start - 1, start)) for start in starts]
