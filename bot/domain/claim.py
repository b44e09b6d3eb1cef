"""The identity of a claim: what a number counts, of whom, when, and who says so. Pure.

Whoever asks "is that the same figure?" asks here: corrections, key figures, comparisons and rankings. Two questions are
apart: whether two numbers are of one **measure** (killed persons, US dollars per hour), which is all that two outlets
can be compared by, and whether an article's **claim** is another one than it was, which is a correction.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any

from bot.domain.analysis import Figure
from bot.domain.tolerance import is_about, is_at_least, is_at_most, is_rough_for

NOT = "not"
"""The hedge of a number that is said not to hold."""
_ANYBODY = frozenset("person other death fatality killing murder injury life victim casualty".split())
"""Nouns that, beside a fate, tell nothing of whom it befell."""
_AGE = re.compile(r"(?:aged )?(?:\d+|\S+[- ]years?[- ]old)", re.IGNORECASE)
_ARTICLES = frozenset(("the", "a", "an"))


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted, so that two numbers that count the same give the same.

    "17 people were killed", "17 dead" and "a death toll of 17" all count killed persons. ``counted`` is the unit, or
    the noun in the singular, or "age"; ``fate`` what befell those counted; ``per`` what it is reckoned by ("hour").
    """

    fate: str | None = None
    counted: str | None = None
    per: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it is a bare number, which counts nothing."""
        return self.fate is None and self.counted is None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a figure says, without its place and its wording.

    ``bound`` is "at least", "at most" or "about" however the article words it; ``as_of`` an ISO 8601 date or period, or
    else the article's words; ``subject`` and ``source`` (whom it is said of, who says so) are in lower case without an
    article.
    """

    measure: Measure
    value: float | None = None
    low: float | None = None
    high: float | None = None
    bound: str | None = None
    negated: bool = False
    change: str | None = None
    as_of: str | None = None
    subject: str | None = None
    source: str | None = None

    @property
    def number(self) -> tuple[Measure, float | None, float | None, float | None]:
        """What two outlets share that give one number for one thing, whatever their words."""
        return self.measure, self.value, self.low, self.high


def claim_of(figure: Figure) -> Claim:
    """What a figure says."""
    hedge = (figure.hedge or "").lower()
    return Claim(
        measure_of(figure),
        figure.value,
        figure.low,
        figure.high,
        _bound(hedge),
        hedge == NOT,
        figure.change,
        (figure.as_of.date or _folded(figure.as_of.words.text)) if figure.as_of else None,
        None if figure.fate else _folded(figure.subject),  # of a toll it is the toll, or what killed
        _folded(figure.attributed_to),
    )


def measure_of(figure: Figure) -> Measure:
    """What a figure counts; somebody's age is no duration."""
    if is_age(figure):
        return Measure(counted="age")
    if figure.fate is not None:
        anybody = figure.noun is None or figure.noun.lower() in _ANYBODY
        return Measure(figure.fate, "person" if anybody else figure.noun, figure.per)
    return Measure(None, figure.unit or figure.noun, figure.per)


def is_age(figure: Figure) -> bool:
    """Whether it is somebody's age, which is counted in years as durations are."""
    return figure.unit == "year" and bool(_AGE.fullmatch(figure.words.text))


class Claims:
    """Some claims, to be asked whether another one is among them."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        # An article may give thousands of numbers: each is held against those that it could be.
        self._by_number: defaultdict[object, list[Claim]] = defaultdict(list)
        self._by_measure: defaultdict[Measure, list[Claim]] = defaultdict(list)
        self._bounded: defaultdict[Measure, list[Claim]] = defaultdict(list)
        for claim in claims:
            self._by_number[claim.number].append(claim)
            self._by_measure[claim.measure].append(claim)
            if claim.bound is not None:
                self._bounded[claim.measure].append(claim)

    def say(self, claim: Claim) -> bool:
        """Whether one of them is the same claim: all that both tell is the same.

        What only one of them tells makes no other claim: that "17 dead" is now "17 dead, the mayor said" corrects
        nothing, and neither does "7,012" that was "about 7,000", or "Mayor Ann Lee" who was "the mayor". A number, what
        it counts, and that it does not hold are always told.
        """
        rough = self._bounded if claim.bound is None else self._by_measure
        near = chain(
            self._by_number.get(claim.number, ()),
            (other for other in rough.get(claim.measure, ()) if _is_one_number(claim, other)),
        )
        return any(all(_agree(name, claim, other) for name in _FIELDS) for other in near)

    def give(self, number: object) -> bool:
        """Whether one of them gives this ``Claim.number``."""
        return number in self._by_number


_FIELDS = tuple(field.name for field in fields(Claim))
_ALWAYS_TOLD = frozenset(("measure", "low", "high", "negated"))
_NAMED = frozenset(("subject", "source"))


def _agree(field: str, one: Claim, other: Claim) -> bool:
    mine, its = getattr(one, field), getattr(other, field)
    if mine == its:
        return True
    if field == "value":
        return _is_one_number(one, other)
    if field in _ALWAYS_TOLD:
        return False
    if mine is None or its is None:
        return True
    return field in _NAMED and not set(mine.split()).isdisjoint(its.split())


def _is_one_number(one: Claim, other: Claim) -> bool:
    """Whether the one number is the other, given roughly: "about 7,000" and 7,012, "more than 200" and 212."""
    if one.value is None or other.value is None or not is_rough_for(one.value, other.value):
        return False
    if "about" in (one.bound, other.bound):
        return True
    return _rounds(one.bound, one.value, other.value) or _rounds(other.bound, other.value, one.value)


def _rounds(bound: str | None, round_number: float, exact: float) -> bool:
    """Whether "more than 200" says no less than 212."""
    holds = exact >= round_number if bound == "at least" else exact <= round_number
    return bound is not None and round_number % 10 == 0 and holds


def _bound(hedge: str) -> str | None:
    for bound, is_meant in (("at least", is_at_least), ("at most", is_at_most), ("about", is_about)):
        if is_meant(hedge):
            return bound
    return None


def record_of(claim: Claim) -> dict[str, Any]:
    """The claim as JSON holds it: what it does not tell is left out. ``claim_in`` reads it again."""
    measure = {field.name: getattr(claim.measure, field.name) for field in fields(Measure)}
    rest = {field.name: getattr(claim, field.name) for field in fields(Claim) if field.name != "measure"}
    return {key: value for key, value in {**measure, **rest}.items() if value is not None and value is not False}


def claim_in(record: dict[str, Any]) -> Claim:
    """The claim that ``record_of`` wrote down; keys of a later version are passed over."""
    measure = {field.name: record.get(field.name) for field in fields(Measure)}
    rest = {
        field.name: record[field.name] for field in fields(Claim) if field.name != "measure" and field.name in record
    }
    return Claim(Measure(**measure), **rest)


def _folded(words: str | None) -> str | None:
    """Words of the article to be compared: one space, lower case, no article before them."""
    if not words:
        return None
    first, *rest = words.casefold().split() or [""]
    return " ".join(rest if first in _ARTICLES and rest else [first, *rest])
