"""When a figure stood, in the article's words and as a date."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from bot.domain.article import Passage


@dataclass(frozen=True, slots=True)
class AsOf:
    """When a figure stood: the article's ``words`` for it ("in June", "a year earlier").

    ``date`` says the same by ISO 8601 where the words and the article's date make it certain, None elsewhere: a day, a
    month ("2024-06") or a year ("2023"), from one to another ("2015/2019"), or open to one side ("2024-01/..").
    """

    words: Passage
    date: str | None = None


def period(written: str) -> tuple[date, date]:
    """The first and the last day of the ``date`` of an ``AsOf``.

    Raises: ValueError if it is none.
    """
    first, _, last = written.partition("/")
    return (
        date.min if first == ".." else _days(first)[0],
        date.max if last == ".." else _days(last or first)[1],
    )


def _days(written: str) -> tuple[date, date]:
    year, *more = map(int, written.split("-"))
    if not more:
        return date(year, 1, 1), date(year, 12, 31)
    month, *days = more
    first, last = (days[0], days[0]) if days else (1, monthrange(year, month)[1])
    return date(year, month, first), date(year, month, last)


def at_other_times(one: AsOf | None, other: AsOf | None) -> bool:
    """Whether two figures certainly stood at different times, so that they can't contradict one another."""
    if one is None or other is None or one.date is None or other.date is None:
        return False
    (first, last), (other_first, other_last) = period(one.date), period(other.date)
    return last < other_first or other_last < first
