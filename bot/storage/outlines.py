"""The outlines of articles, counted by the database: no text and no analysis is sent, and none is decoded."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import JSON, Connection, Function, cast, func, select

from bot.storage.planner import off_index
from bot.storage.schema import articles
from bot.storage.store import Outline


def outlines(connection: Connection, numbers: Sequence[int], readable: Collection[str]) -> list[Outline]:
    """The outlines of the readable articles of these stories, by story."""

    def amount(part: str) -> Function[Any]:
        """How many of them the analysis holds."""
        if connection.dialect.name == "sqlite":
            return func.json_array_length(articles.c.analysis, f"$.{part}")
        return func.json_array_length(cast(articles.c.analysis, JSON)[part])

    query = (
        select(
            articles.c.id,
            articles.c.story,
            articles.c.outlet,
            articles.c.locator,
            func.length(articles.c.text),
            articles.c.excluded,
            amount("quotes"),
            amount("figures"),
        )
        .where(articles.c.story.in_(numbers), off_index(articles.c.workspace).in_(sorted(readable)))
        .order_by(articles.c.story)
    )
    return [
        Outline(article_id, story, outlet, locator, length - _left_out(excluded), quotes, figures)
        for article_id, story, outlet, locator, length, excluded, quotes, figures in connection.execute(query)
    ]


def _left_out(excluded: str) -> int:
    """How many code points the excluded spans of an article hold (see ``codec``)."""
    return sum(end - start for start, end, _ in json.loads(excluded)) if excluded != "[]" else 0
