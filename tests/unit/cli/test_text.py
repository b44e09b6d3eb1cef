"""Answers as plain text: a line for each figure, above the sentence that states it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.cli.text import answer_text
from bot.domain.analysis import Figure
from bot.domain.answer import FigureHit, Figures, Page
from bot.domain.article import Article, Passage, Span
from bot.domain.query import Kind, Request
from bot.domain.when import AsOf

ADDED = datetime(2024, 7, 1, tzinfo=UTC)
JUNE = AsOf(Passage(0, 7, "In June"), "2024-06")


def shown(words: str, **more: Any) -> str:
    """The line for a figure that an article words as ``words``."""
    text = f"Here it says {words}."
    article = Article(locator="a", text=text, title="Title", id="1", workspace="", story=1, added=ADDED, updated=ADDED)
    at = text.index(words)
    figure = Figure(Passage.at(text, at, at + len(words)), Span(0, len(text)), **more)
    answer = Figures(Request(kind=Kind.FIGURES), (FigureHit(article, figure),), Page(1, 10, 1))
    return answer_text(answer).splitlines()[3]


@pytest.mark.parametrize(
    ("words", "more", "line"),
    [
        ("17 people", {"value": 17, "noun": "person"}, "17 people"),
        ("3,500", {"value": 3500, "noun": "troop", "hedge": "about"}, "about 3,500 (troops)"),
        ("19", {"value": 19, "unit": "year", "subject": "Ana Ruiz"}, "Ana Ruiz: 19 (years)"),
        ("4%", {"value": 4, "unit": "percent", "as_of": JUNE, "attributed_to": "Ali"}, "4% in June — Ali"),
        ("$12", {"value": 12, "unit": "USD", "per": "hour"}, "$12 (USD, per hour)"),
        ("17", {"value": 17, "fate": "killed", "subject": "The blast"}, "The blast: 17 (killed)"),
    ],
)
def test_a_figure_is_one_line_with_what_its_words_leave_open(words: str, more: dict[str, Any], line: str) -> None:
    assert shown(words, **more) == f"  {line}"
