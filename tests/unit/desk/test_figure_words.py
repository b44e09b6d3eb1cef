"""How a figure is put into words, the same in Slack and in a terminal."""

from __future__ import annotations

from typing import Any

import pytest

from bot.desk.figure_words import left_open, plural, stated, when
from bot.domain.analysis import Figure
from bot.domain.article import Passage, Span
from bot.domain.when import AsOf


def figure(words: str, **more: Any) -> Figure:
    return Figure(Passage(0, len(words), words), Span(0, len(words)), **more)


@pytest.mark.parametrize(
    ("words", "more", "told"),
    [
        ("40 boats", {}, "40 boats"),
        ("40 boats", {"hedge": "about"}, "about 40 boats"),
        ("about 40 boats", {"hedge": "about"}, "about 40 boats"),
        ("40\n boats", {}, "40 boats"),
        ("40 or more", {"hedge": "or more"}, "40 or more"),
        ("40 boats", {"hedge": "or more"}, "40 boats or more"),
        ("40", {"hedge": "or so"}, "40 or so"),
    ],
)
def test_a_figure_is_stated_with_its_hedge_where_english_puts_it(words: str, more: dict[str, Any], told: str) -> None:
    assert stated(figure(words, **more)) == told


@pytest.mark.parametrize(
    ("words", "more", "points"),
    [
        ("1,200 people", {"value": 1200, "noun": "person"}, []),
        ("three men", {"value": 3, "noun": "man"}, []),
        ("30 allies", {"value": 30, "noun": "ally"}, []),
        ("10,000", {"value": 10000, "noun": "troop"}, ["troops"]),
        ("10,000", {"value": 10000, "noun": "troop", "subject": "foreign troops"}, []),
        ("$12", {"value": 12, "unit": "USD", "per": "hour"}, ["USD", "per hour"]),
        ("1", {"value": 1, "noun": "boat"}, ["boat"]),
        ("19", {"value": 19, "unit": "year"}, ["years"]),
        ("3-1", {"low": 1, "high": 3, "unit": "score"}, []),
        ("52-48", {"low": 48, "high": 52, "unit": "score", "noun": "vote"}, ["votes"]),
        ("three to one", {"value": 3, "unit": "ratio"}, []),
        ("£3m", {"value": 3000000, "unit": "GBP"}, ["3,000,000"]),
        ("40 pounds", {"value": 40, "unit": "GBP"}, []),
        ("40 euros", {"value": 40, "unit": "EUR"}, []),
        ("$40", {"value": 40, "unit": "USD"}, ["USD"]),
        ("C$40", {"value": 40, "unit": "CAD"}, []),
        ("US$40", {"value": 40, "unit": "USD"}, []),
        ("40 pesos", {"value": 40, "unit": "PHP"}, ["PHP"]),
        ("40 pesos", {"value": 40, "unit": "peso"}, []),
        ("40 dollars", {"value": 40, "unit": "USD"}, ["USD"]),
        ("CHF 40", {"value": 40, "unit": "CHF"}, []),
        ("4%", {"value": 4, "unit": "percent", "change": "up"}, ["up"]),
        ("4pc", {"value": 4, "unit": "percent"}, []),
        ("4", {"value": 4, "unit": "percent"}, ["percent"]),
        ("60 km", {"value": 60, "unit": "kilometre"}, ["kilometres"]),
        ("six feet", {"value": 6, "unit": "foot"}, []),
        ("17", {"value": 17, "fate": "killed"}, ["killed"]),
        ("17 people", {"value": 17, "noun": "person", "fate": "killed"}, []),
        ("40 others", {"value": 40, "noun": "other"}, []),
    ],
)
def test_only_what_the_words_leave_open_is_added(words: str, more: dict[str, Any], points: list[str]) -> None:
    assert list(left_open(figure(words, **more))) == points


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("in June", "in June"),
        ("As of May", "as of May"),
        ("Last year", "last year"),
        ("May", "May"),
        ("Monday", "Monday"),
    ],
)
def test_a_time_reads_on_behind_its_figure(words: str, told: str) -> None:
    assert when(figure("4%", as_of=AsOf(Passage(0, len(words), words)))) == told


def test_most_figures_have_no_time() -> None:
    assert when(figure("4%")) == ""


@pytest.mark.parametrize(
    ("noun", "nouns"),
    [("troop", "troops"), ("ally", "allies"), ("day", "days"), ("loss", "losses"), ("person", "people")],
)
def test_nouns_have_a_plural(noun: str, nouns: str) -> None:
    assert plural(noun) == nouns
