"""Relevance and age make one order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.ranking import ADVANTAGE, HALF_LIFE, by_relevance_and_age, weight

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ages = st.timedeltas(timedelta(days=-400), timedelta(days=40_000))


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(), 1 + ADVANTAGE),
        (-HALF_LIFE, 1 + ADVANTAGE),
        (HALF_LIFE, 1 + ADVANTAGE / 2),
        (HALF_LIFE * 2, 1 + ADVANTAGE / 4),
        (timedelta.max, 1.0),
    ],
)
def test_what_being_new_is_worth(age: timedelta, expected: float) -> None:
    assert weight(age) == pytest.approx(expected)


@given(ages, ages)
def test_an_older_article_never_weighs_more(one: timedelta, other: timedelta) -> None:
    assert weight(max(one, other)) <= weight(min(one, other))


@pytest.mark.parametrize(
    ("scored", "order"),
    [
        ([("old", 1.0, 300), ("new", 1.0, 0)], ["new", "old"]),
        ([("new and poor", 1.0, 0), ("old and far better", 3.0, 300)], ["old and far better", "new and poor"]),
        ([("old and a little better", 1.5, 300), ("new", 1.0, 0)], ["new", "old and a little better"]),
        ([("first", 1.0, 5), ("second", 1.0, 5)], ["first", "second"]),
        ([("older", 0.0, 2), ("newer", 0.0, 1)], ["newer", "older"]),
        ([], []),
    ],
)
def test_the_order(scored: list[tuple[str, float, int]], order: list[str]) -> None:
    dated = [(name, relevance, NOW - timedelta(days=days)) for name, relevance, days in scored]
    assert [name for name, _ in by_relevance_and_age(dated, NOW)] == order
