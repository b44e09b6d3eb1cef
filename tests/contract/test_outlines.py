"""Outlines and outlets: what the store counts without reading an article, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from bot.domain.analysis import Analysis, Figure, Quote, QuoteKind
from bot.domain.article import SHARED, Document, Excluded, Passage, Reason, Span
from bot.storage.articles import SqlArticleStore
from bot.storage.store import Filing, Outline

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TEXT = "Bridge closes 🌉\nThe bridge is shut for 12 days."
QUOTE = Quote(Passage.at(TEXT, 16, 26), QuoteKind.DIRECT)
FIGURE = Figure(words=Passage.at(TEXT, 39, 46), sentence=Span(16, 47), value=12, noun="day")


@pytest.fixture
def store(engine: Engine) -> SqlArticleStore:
    return SqlArticleStore(engine)


def file(store: SqlArticleStore, locator: str, story: int, *, workspace: str = "T1", outlet: str | None = "AP") -> str:
    """The id of an article with one quote and two figures."""
    document = Document(
        locator=locator,
        text=TEXT,
        title="Bridge closes",
        outlet=outlet,
        excluded=(Excluded(Span(0, 15), Reason.TITLE),),
    )
    analysis = Analysis("1", quotes=(QUOTE,), figures=(FIGURE, FIGURE))
    filing = Filing(document=document, analysis=analysis, fingerprint=locator, workspace=workspace, story=story)
    return store.put_many([filing], now=NOW)[0].article.id


def test_an_outline_counts_what_an_article_holds(store: SqlArticleStore) -> None:
    article = file(store, "/1", 7)
    assert store.outlines([7], {"T1"}) == [Outline(article, 7, "AP", "/1", len(TEXT) - 15, 1, 2)]


def test_outlines_come_by_story_and_only_what_is_readable(store: SqlArticleStore) -> None:
    for number in range(1200):
        file(store, f"/{number}", number % 600)
    file(store, "/other", 5, workspace="T2")
    file(store, "/shared", 5, workspace=SHARED)
    found = store.outlines(range(600), {"T1", SHARED})
    assert len(found) == 1201
    assert [outline.story for outline in found] == sorted(outline.story for outline in found)
    assert {outline.locator for outline in found if outline.story == 5} == {"/5", "/605", "/shared"}
    assert store.outlines([], {"T1"}) == []


def test_outlets_come_with_the_most_articles_first(store: SqlArticleStore) -> None:
    for number, outlet in enumerate(["Reuters", "AP", "CNN", "Reuters", None]):
        file(store, f"/{number}", number, outlet=outlet)
    file(store, "/other", 9, workspace="T2", outlet="BBC")
    assert store.outlets({"T1"}) == [("Reuters", 2), ("AP", 1), ("CNN", 1)]
