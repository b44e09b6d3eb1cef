"""Months and weekdays in every spelling."""

from __future__ import annotations

import re

import pytest

from bot.language.calendar import MONTH, month_of, weekday_of


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("January", 1),
        ("mar.", 3),
        ("Mar", 3),
        ("Apr", 4),
        ("MAY", 5),
        ("Jul.", 7),
        ("Sept.", 9),
        ("Sep", 9),
        ("Dec", 12),
    ],
)
def test_a_month_in_any_spelling(word: str, month: int) -> None:
    assert month_of(word) == month


@pytest.mark.parametrize("word", ["", "Mars", "Juneau", "Monday", "Decade", "9"])
def test_what_is_no_month(word: str) -> None:
    assert month_of(word) is None


@pytest.mark.parametrize(("word", "day"), [("Monday", 0), ("tues.", 1), ("Thur", 3), ("SUN", 6), ("Sundays", None)])
def test_a_weekday_in_any_spelling(word: str, day: int | None) -> None:
    assert weekday_of(word) == day


@pytest.mark.parametrize(
    ("text", "found"),
    [("in Mar. 2024", "Mar."), ("in March 2024", "March"), ("the Marches", None), ("Sept 3", "Sept"), ("in may", None)],
)
def test_months_in_a_text(text: str, found: str | None) -> None:
    match = re.search(rf"\b{MONTH}", text)
    assert (match and match[0]) == found
