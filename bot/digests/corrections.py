"""What changed since a digest told a story: a corrected or a new figure, a notice, a headline. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from bot.domain.analysis import Figure
from bot.domain.answer import FigureHit
from bot.domain.article import Passage, Span, paragraph_around
from bot.domain.claim import Claim, Claims, Measure, claim_in, claim_of, measure_of, record_of
from bot.domain.digest import Correction
from bot.storage.digests import Changed, Told
from bot.storage.store import Stored

_MOST = 4
_NOTICE = re.compile(
    r"(?:^|\n)[ \t]*(?:(?:a |an )?(?:correction|clarification|editor[’']s note)\b|this (?:article|story|report) "
    r"(?:has been|was) (?:corrected|amended|updated to correct))",
    re.I,
)

_FORMAT = 2
"""Of what ``baseline`` writes. Before it had a number, a claim was its number with its unit and its noun alone."""


@dataclass(frozen=True, slots=True)
class _Baseline:
    """What was told of an article: headline, each claim's words, claims to be asked, marks of sentences, notices."""

    format: int
    title: str
    words: dict[Claim, str]
    claims: Claims
    sentences: frozenset[str]
    notices: tuple[str, ...]

    def claim(self, figure: Figure) -> Claim | None:
        """What a figure of now says, as far as it was kept; None for what was not kept at all."""
        if self.format >= _FORMAT:
            return claim_of(figure)
        return _as_was(figure.value, figure.low, figure.high, figure.unit, figure.noun) if _was_kept(figure) else None

    def gives(self, figure: Figure) -> bool:
        """Whether its number was told for what it counts, or may have been: not all was kept once."""
        claim = self.claim(figure)
        return claim is None or self.claims.give(claim.number)


def baseline(stored: Stored) -> str:
    """What a digest has told of an article, as text to be kept: its headline, its figures, its notices."""
    text, figures = stored.article.text, _counting(stored)
    return json.dumps(
        {
            "format": _FORMAT,
            "title": stored.article.title,
            "claims": [[record_of(claim_of(figure)), _told(figure)] for figure in figures],
            "sentences": sorted({_mark(figure, text) for figure in figures}),
            "notices": [notice.text for notice in _notices(stored)],
        },
        ensure_ascii=False,
    )


def _kept(words: str) -> _Baseline:
    """What ``baseline`` wrote down, in this format or the one before."""
    kept: dict[str, Any] = json.loads(words)
    if "format" in kept:
        told = {claim_in(record): said for record, said in kept["claims"]}
    else:
        told = {_as_was(*entry[:5]): str(entry[5]) for entry in kept["figures"]}
    return _Baseline(
        kept.get("format", 1),
        kept["title"],
        told,
        Claims(told),
        sentences=frozenset(kept.get("sentences", ())),
        notices=tuple(kept["notices"]),
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
    kept = [_kept(words) for words in beside]
    new = _first_of_each(figure for figure in _counting(stored) if not any(each.gives(figure) for each in kept))
    if not new:
        return None
    return Correction(stored.article, tuple(FigureHit(stored.article, figure) for figure in new[:_MOST]), joined=True)


def correction(before: str, stored: Stored) -> Correction | None:
    """What the article says now that it did not when ``before`` was kept, None if that is nothing worth telling.

    A sentence that stood there before corrects nothing, however a later version reads its figures.
    """
    kept, text = _kept(before), stored.article.text
    now = [(figure, claim) for figure in _counting(stored) if (claim := kept.claim(figure)) is not None]
    new = [figure for figure, claim in now if _mark(figure, text) not in kept.sentences and not kept.claims.say(claim)]
    notices = tuple(notice for notice in _notices(stored) if notice.text not in kept.notices)
    claims = Claims(claim for _, claim in now)
    old_title = kept.title if kept.title != stored.article.title else None
    if not new and not notices and old_title is None:
        return None
    return Correction(
        stored.article,
        figures=tuple(FigureHit(stored.article, figure) for figure in _first_of_each(new)[:_MOST]),
        gone=tuple(told for claim, told in kept.words.items() if not claims.say(claim))[:_MOST],
        notices=notices[:_MOST],
        old_title=old_title,
    )


def _counting(stored: Stored) -> list[Figure]:
    """The figures that count something, in the article's order."""
    counting = (figure for figure in stored.analysis.figures if not measure_of(figure).is_empty)
    return sorted(counting, key=lambda figure: figure.words.start)


def _told(figure: Figure) -> str:
    """A figure's words, with the fate that they leave out: "17" of "the death toll rose to 17" is "17 killed"."""
    fate, words = figure.fate, figure.words.text
    return f"{words} {fate}" if fate and fate not in words.casefold() else words


def _first_of_each(figures: Iterable[Figure]) -> list[Figure]:
    """Each number once for what it counts."""
    first: dict[object, Figure] = {}
    for figure in figures:
        first.setdefault(claim_of(figure).number, figure)
    return list(first.values())


def _as_was(value: float | None, low: float | None, high: float | None, unit: str | None, noun: str | None) -> Claim:
    """A claim as it was kept before there were measures."""
    return Claim(Measure(counted=unit or noun), value, low, high)


def _was_kept(figure: Figure) -> bool:
    return figure.unit is not None or figure.noun is not None


def _mark(figure: Figure, text: str) -> str:
    """What tells a figure's sentence from others, short enough to be kept of each."""
    sentence = " ".join(figure.sentence.of(text).split())
    return sha256(sentence.encode()).hexdigest()[:16]


def _notices(stored: Stored) -> list[Passage]:
    text = stored.article.text
    starts = [match.end() for match in _NOTICE.finditer(text)]
    return [paragraph_around(text, Span(start - 1, start)) for start in starts]
