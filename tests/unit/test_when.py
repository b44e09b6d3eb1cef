"""Dates of figures as periods of days."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.article import Passage
from bot.domain.when import AsOf, at_other_times, period


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31)),
        ("2024-07-10", date(2024, 7, 10), date(2024, 7, 10)),
        ("2015/2019", date(2015, 1, 1), date(2019, 12, 31)),
        ("2024-04/2024-06", date(2024, 4, 1), date(2024, 6, 30)),
        ("2024-01/..", date(2024, 1, 1), date.max),
        ("../2019", date.min, date(2019, 12, 31)),
    ],
)
def test_a_date_is_a_period_of_days(written: str, first: date, last: date) -> None:
    assert period(written) == (first, last)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("2022", "2023", True),
        ("2023", "2023-05", False),
        ("2024-05", "2024-06", True),
        ("2024-01/..", "2023", True),
        ("2024-01/..", "2024-06", False),
        ("2023", None, False),
        (None, None, False),
    ],
)
def test_two_figures_are_of_other_times_only_where_both_dates_are_certain(
    one: str | None, other: str | None, differ: bool
) -> None:
    first, second = (AsOf(Passage(0, 4, "then"), date=written) for written in (one, other))
    assert at_other_times(first, second) is differ
    assert at_other_times(second, first) is differ


def test_a_figure_that_does_not_say_when_may_be_of_any_time() -> None:
    assert not at_other_times(None, AsOf(Passage(0, 4, "then"), date="2023"))
    assert not at_other_times(None, None)
