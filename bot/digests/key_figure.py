"""The number that matters in a story, weighed as an editor would. Pure.

An editor leads with the dead, then with the wounded and the missing, then with what the headline is about. Each figure
gets points, and the most win; of equals, the one that comes first:

- where it stands: 2 if its number is in its article's headline, and 3 at the article's beginning, ever less below;
- what it counts: 4 the dead, 2 the wounded or missing, 1 the displaced, ever less below as above unless the headline
  has the number; 1 money, percents and scores; half a point for any other thing; nothing for lengths, times and the
  like, of which only one in the headline is ever shown;
- half a point for each word that its sentence shares with the headline, up to three;
- 1 if it stands in one of the article's key sentences, 1 for another outlet with the same, up to two;
- 2 less if it counts only some of them ("including four children") or is as vague as "dozens".

Never shown are how things were before ("up from 12", "in 1998, when 41 people died"), ages, bare numbers, a handful of
things that the headline does not count ("three interviews"), and whatever has fewer than 2 points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.analysis import Figure
from bot.domain.answer import FigureHit
from bot.domain.article import Article
from bot.domain.claim import NOT, claim_of, is_age, measure_of
from bot.domain.deadline import checked
from bot.storage.store import Stored

_IN_HEADLINE, _FIRST, _KEY_SENTENCE, _OUTLET, _WORD = 2.0, 3.0, 1.0, 1.0, 0.5
_FATES = {"killed": 4.0, "wounded": 2.0, "missing": 2.0}
_OTHER_FATE, _AMOUNT, _THING, _SOME_OF_THEM, _VAGUE = 1.0, 1.0, 0.5, -2.0, -2.0
_MOST_OUTLETS, _MOST_WORDS = 2, 3
_LEAST = 2.0
_FEW = 10
_HALVED = 300
"""Code points of body after which a figure's place is worth half."""
_NEAR_BY = 60
"""Code points around a figure in which its sentence may say that it is of old."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_TELLING = re.compile(r"[a-z]{4,}")
_STEM = 5
_CLAUSE = re.compile(r"[;:–—]|,(?!\d)")
_FORMERLY = re.compile(r"\b(?:from|against|compared (?:with|to)|versus|vs\.?)\s*$", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_BACKGROUND = re.compile(
    r"\b(?:days?|weeks?|months?|years?|decades?) (?:ago|earlier|before|after)\b|\bpast (?:year|month|decade)"
    r"|\blast (?:year|month|season|spring|summer|autumn|winter)\b|\b(?:previous|so far this year|since the)\b",
    re.IGNORECASE,
)
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Candidate:
    stored: Stored
    figure: Figure
    points: float


def key_figure(articles: Sequence[Stored]) -> FigureHit | None:
    """The number that matters; None if the articles count nothing.

    It is shown as the first article gives it, if that does; of a toll, as the articles of the latest day do.
    """
    found = list(_candidates(articles))
    best = max(found, key=lambda each: each.points, default=None)
    if best is None or best.points < _LEAST:
        return None
    # A toll counts the same whatever its number; of other things only the same number surely does.
    like = measure_of if best.figure.fate else _number
    same = [each for each in found if like(each.figure) == like(best.figure)]
    if best.figure.fate:
        latest = max(_day(each.stored) for each in same)
        same = [each for each in same if _day(each.stored) == latest]
    shown = max(same, key=lambda each: (each.stored is articles[0], each.points))
    return FigureHit(shown.stored.article, shown.figure)


def is_former(article: Article, figure: Figure) -> bool:
    """Whether a figure says how things were, or are not: "up from 12", "in 1998, when 41 died", "not 100,000"."""
    if (figure.hedge or "").lower() == NOT:
        return True
    text = article.text
    before = text[max(figure.sentence.start, figure.words.start - _NEAR_BY) : figure.words.start].rstrip()
    if figure.hedge and before.lower().endswith(figure.hedge.lower()):
        before = before[: -len(figure.hedge)]
    near = f"{before} {_CLAUSE.split(text[figure.words.end : figure.sentence.end], maxsplit=1)[0]}"
    now = article.published
    of_old = any(now is None or int(year) != now.year for year in _YEAR.findall(near))
    return of_old or bool(_FORMERLY.search(before) or _BACKGROUND.search(near))


def _candidates(articles: Sequence[Stored]) -> Iterator[_Candidate]:
    outlets: dict[object, set[str | None]] = {}
    for stored in articles:
        for figure in stored.analysis.figures:
            outlets.setdefault(_number(figure), set()).add(stored.article.outlet)
    for stored in articles:
        for figure in checked(stored.analysis.figures, every=16):
            kind = _kind(stored.article, figure)
            if kind is not None and not is_former(stored.article, figure):
                others = len(outlets[_number(figure)] - {stored.article.outlet})
                told = _OUTLET * min(others, _MOST_OUTLETS)
                yield _Candidate(stored, figure, kind + _place(stored, figure) + told)


def _kind(article: Article, figure: Figure) -> float | None:
    """Points for what a figure counts; None for what is no news."""
    vague = _VAGUE if figure.value is None and figure.unit != "score" else 0.0
    if figure.fate:
        some = 0.0 if measure_of(figure).counted == "person" else _SOME_OF_THEM
        near = 1.0 if _in_headline(article, figure) else _nearness(article, figure)
        return near * _FATES.get(figure.fate, _OTHER_FATE) + some + vague
    if is_age(figure) or (figure.unit is None and figure.noun is None):
        return None
    if figure.unit is None:
        few = figure.value is not None and abs(figure.value) < _FEW and not _in_headline(article, figure)
        return None if few else _THING + vague
    if figure.unit in {"percent", "score"} or (figure.unit.isupper() and len(figure.unit) == 3):
        return _AMOUNT + vague
    return 0.0 if _in_headline(article, figure) else None


def _place(stored: Stored, figure: Figure) -> float:
    """Points for where it stands."""
    article = stored.article
    is_key = any(sentence.words.span.overlaps(figure.words.span) for sentence in stored.analysis.summary)
    shared = _telling(article.title) & _telling(figure.sentence.of(article.text))
    return (
        (_IN_HEADLINE if _in_headline(article, figure) else 0.0)
        + _FIRST * _nearness(article, figure)
        + (_KEY_SENTENCE if is_key else 0.0)
        + _WORD * min(len(shared), _MOST_WORDS)
    )


def _nearness(article: Article, figure: Figure) -> float:
    """1 at the beginning of the body, ever less below."""
    start = figure.words.start
    excluded = sum(min(each.span.end, start) - min(each.span.start, start) for each in article.excluded)
    return _HALVED / (_HALVED + start - excluded)


def _number(figure: Figure) -> object:
    return claim_of(figure).number


def _in_headline(article: Article, figure: Figure) -> bool:
    """Whether the headline holds the figure's number, be it rounded: "52" for "52.4 percent".

    A small number is many things: "four" in a headline is "four hours" only if "hours" stands there too.
    """
    title, words = article.title.lower(), figure.words.text.lower()
    number = _NUMBER.search(words)
    told = {number[0], number[0].split(".")[0]} if number else set(words.split()[:1])
    if told.isdisjoint(re.findall(r"\d+(?:[.,]\d+)*|[a-z]+(?:-[a-z]+)*", title)):
        return False
    small = figure.value is not None and abs(figure.value) < _FEW
    counted = figure.noun or figure.unit or ""
    return not small or bool(figure.fate) or counted.isupper() or counted == "percent" or counted[:3].lower() in title


def _telling(text: str) -> set[str]:
    return {word[:_STEM] for word in _TELLING.findall(text.lower())}


def _day(stored: Stored) -> datetime:
    published = stored.article.published
    return published.replace(hour=0, minute=0, second=0, microsecond=0) if published else _NEVER
