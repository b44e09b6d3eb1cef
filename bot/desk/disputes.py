"""Where the figures of one story's articles disagree. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from bot.desk.wording import content
from bot.domain.analysis import Figure
from bot.domain.answer import FigureDispute, FigureHit

_NEAR = 0.05  # figures closer than this are roundings of one another
_NEAR_BY = 60  # code points around a figure that say what it is about
_SHARED_BY_AMOUNTS = 2
_NUMBER = re.compile(r"[\d.,]+|[$€£¥]")
_AT_LEAST = frozenset({"at least", "more than", "over", "no fewer than", "no less than", "upwards of", "above"})
_AT_MOST = frozenset({"at most", "less than", "fewer than", "under", "up to", "no more than", "as many as", "below"})


def figure_disputes(hits: Sequence[FigureHit]) -> tuple[FigureDispute, ...]:
    """Things for which different sources give numbers that can't both hold, in the order of the first claim.

    A source is an article or whoever the article names. "at least 30" and 34 agree, and so do "about 7,000" and
    7,012; what one source says of two things is no dispute.
    """
    used: set[int] = set()
    found: list[FigureDispute] = []
    for place, hit in enumerate(hits):
        if place in used:
            continue
        claims = [(place, hit)]
        for other_place, other in list(enumerate(hits))[place + 1 :]:
            if other_place not in used and all(_disagree(each, other) for _, each in claims):
                claims.append((other_place, other))
        if len(claims) > 1:
            used |= {each for each, _ in claims}
            found.append(FigureDispute(_about([each for _, each in claims]), tuple(each for _, each in claims)))
    return tuple(found)


def _disagree(one: FigureHit, other: FigureHit) -> bool:
    a, b = one.figure, other.figure
    sources = {(hit.article.id, hit.figure.attributed_to) for hit in (one, other)}
    named = (a.unit or a.noun) and (a.unit, a.noun) == (b.unit, b.noun)
    return bool(len(sources) == 2 and named and _one_thing(one, other) and not _both_hold(a, b))


def _one_thing(one: FigureHit, other: FigureHit) -> bool:
    """Whether two figures are said of one thing.

    Things that are counted, by their subjects; amounts, and where a subject is missing, by the words around them: of
    an amount the subject is who names it. Within one article only its subjects tell: it has many figures.
    """
    first, second = (content(hit.figure.subject or "") for hit in (one, other))
    if first and second and (one.figure.unit is None or one.article.id == other.article.id):
        return first <= second or second <= first
    if one.article.id == other.article.id:
        return False
    shared = _around(one) & _around(other)
    return len(shared) >= (_SHARED_BY_AMOUNTS if one.figure.unit else 1)


def _around(hit: FigureHit) -> frozenset[str]:
    """The telling words near a figure in its sentence, without numbers and what is counted."""
    sentence, words_ = hit.figure.sentence, hit.figure.words
    start = max(sentence.start, words_.start - _NEAR_BY)
    end = min(sentence.end, words_.end + _NEAR_BY)
    near = content(hit.article.text[start : words_.start]) | content(hit.article.text[words_.end : end])
    counted = content(f"{hit.figure.noun or ''} {hit.figure.unit or ''} {words_.text}")
    return frozenset(key for key in near - counted if not any(char.isdigit() for char in key))


def _both_hold(a: Figure, b: Figure) -> bool:
    (low, high), (other_low, other_high) = _range(a), _range(b)
    return low <= other_high and other_low <= high


def _range(figure: Figure) -> tuple[float, float]:
    hedge = (figure.hedge or "").lower()
    low = figure.low if figure.low is not None else figure.value
    high = figure.high if figure.high is not None else figure.value
    low, high = -math.inf if low is None else low, math.inf if high is None else high
    slack = _NEAR * max(abs(low), abs(high)) / 2 if math.isfinite(low) and math.isfinite(high) else 0
    if hedge in _AT_LEAST:
        high = math.inf
    elif hedge in _AT_MOST:
        low = -math.inf
    return low - slack, high + slack


def _about(claims: Sequence[FigureHit]) -> str:
    """What is counted, as the first claim that says so words it: "US: troops"."""
    figure = claims[0].figure
    worded = (_NUMBER.sub("", claim.figure.words.text).strip(" -") for claim in claims)
    counted = next(filter(None, worded), figure.noun or figure.unit or "")
    subject = next((claim.figure.subject for claim in claims if claim.figure.subject), None)
    return f"{subject.removeprefix('The ').removeprefix('the ')}: {counted}" if subject else counted
