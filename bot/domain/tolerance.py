"""How two numbers that are said of one thing differ, as their words let them range. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from bot.domain.analysis import Figure

_ROUNDED, _ROUGHLY = 0.025, 0.1  # how far a round number, or one with "about", may be off
_LITTLE = 0.1  # how far apart a bound and a number may be and still be roundings of one another
_COUNTED_ONE_BY_ONE = 100
_HALF = 0.49  # of the last digit's place: a little less, so that 61 and 62 percent are two numbers
_AT_LEAST = frozenset({"at least", "more than", "over", "no fewer than", "no less than", "upwards of", "above"})
_AT_MOST = frozenset({"at most", "less than", "fewer than", "under", "up to", "no more than", "as many as", "below"})
_ABOUT = frozenset(
    (
        "about",
        "around",
        "some",
        "roughly",
        "approximately",
        "nearly",
        "almost",
        "estimated",
        "circa",
        "approaching",
        "close to",
        "closer to",
        "in the region of",
    )
)


def is_at_least(hedge: str) -> bool:
    """Whether a hedge says that it may be more: "more than"."""
    return _bare(hedge) in _AT_LEAST


def is_at_most(hedge: str) -> bool:
    """Whether a hedge says that it may be less: "up to"."""
    return _bare(hedge) in _AT_MOST


def is_about(hedge: str) -> bool:
    """Whether a hedge says that the number is rough: "nearly"."""
    return _bare(hedge) in _ABOUT


def is_rough_for(value: float, other: float) -> bool:
    """Whether a number that is given roughly may stand for the other."""
    return abs(value - other) <= _ROUGHLY * max(abs(value), abs(other))


class Difference(Enum):
    """How two numbers for one thing differ."""

    CONTRADICTION = "they can't both hold"
    OPEN = "both can hold: one is only a bound"


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a figure and how far its words let it range: from ``least`` to ``most``, or off by ``slack``."""

    value: float | None
    low: float | None
    high: float | None
    is_score: bool
    is_bound: bool
    least: float
    most: float
    slack: float

    @classmethod
    def of(cls, figure: Figure) -> Number:
        value, low, high = figure.value, figure.low, figure.high
        hedge = _hedge(figure)
        least, most = _range(figure)
        slack = 0.0 if value is None else _slack(figure, value)
        is_bound = hedge in _AT_LEAST or hedge in _AT_MOST
        return cls(value, low, high, figure.unit == "score", is_bound, least, most, slack)


def difference(a: Number, b: Number) -> Difference | None:
    """How the numbers of two figures differ, which are said of one thing; None where one is the other, rounded."""
    if a.is_score:
        return None if (a.low, a.high) == (b.low, b.high) else Difference.CONTRADICTION
    if a.least > b.most or b.least > a.most:
        return Difference.CONTRADICTION
    if a.value is None or b.value is None or not (a.is_bound or b.is_bound):
        return None
    return None if _is_rounding(a.value, b.value) else Difference.OPEN


def _is_rounding(a: float, b: float) -> bool:
    """Whether "more than 200" says no less than 212: not for "at least 17" and 18, which somebody has counted."""
    if a == b:
        return True
    return abs(a - b) <= _LITTLE * max(abs(a), abs(b)) and (a % 10 == 0 or b % 10 == 0)


def is_equal(a: Number, b: Number) -> bool:
    """Whether two figures give one number, with whatever hedge."""
    if a.value is None or b.value is None:
        return (a.value, a.low, a.high) == (b.value, b.low, b.high)
    return abs(a.value - b.value) <= max(a.slack, b.slack)


def _range(figure: Figure) -> tuple[float, float]:
    low = figure.low if figure.low is not None else figure.value
    high = figure.high if figure.high is not None else figure.value
    low, high = -math.inf if low is None else low, math.inf if high is None else high
    if _hedge(figure) in _AT_LEAST:
        return low - _slack(figure, low), math.inf
    if _hedge(figure) in _AT_MOST:
        return -math.inf, high + _slack(figure, high)
    return low - _slack(figure, low), high + _slack(figure, high)


def _slack(figure: Figure, value: float) -> float:
    """How far a number may be off because it is rounded: half of its last digit's place, within bounds."""
    roughly = _hedge(figure) in _ABOUT
    if not math.isfinite(value) or (figure.unit is None and not roughly and value < _COUNTED_ONE_BY_ONE):
        return 0
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    half = _HALF * 10.0 ** (exponent if isinstance(exponent, int) else 0)
    return min(half, (_ROUGHLY if roughly else _ROUNDED) * abs(value))


def _hedge(figure: Figure) -> str:
    return _bare(figure.hedge or "")


def _bare(hedge: str) -> str:
    return hedge.lower().removeprefix("an ").removeprefix("a ")
