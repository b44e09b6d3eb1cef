"""How relevance and age make one order. Pure: the scores come from the index, the clock from the caller."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

HALF_LIFE = timedelta(days=14)
"""After this time half of an article's advantage of being new is gone."""

ADVANTAGE = 1.0
"""What being new adds: an article of this minute counts as much as an old one that matches twice as well."""

Match = TypeVar("Match")


def weight(age: timedelta) -> float:
    """The factor for an article's relevance: from ``1 + ADVANTAGE`` when it is new (or of the future) down to 1."""
    half_lives = max(timedelta(), age) / HALF_LIFE
    return 1.0 + ADVANTAGE * math.exp2(-half_lives)


def by_relevance_and_age(scored: Iterable[tuple[Match, float, datetime]], now: datetime) -> list[tuple[Match, float]]:
    """The matches, given with relevance and date, best first with their weighted scores.

    Of equal scores the newer comes first; of equal dates the order given stays.
    """
    weighed = [(match, relevance * weight(now - dated), dated) for match, relevance, dated in scored]
    weighed.sort(key=lambda each: (each[1], each[2]), reverse=True)
    return [(match, score) for match, score, _ in weighed]
