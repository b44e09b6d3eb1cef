"""Which index SQLite walks for each question to the store: never a whole workspace for what a key finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text

from bot.domain.analysis import Analysis
from bot.domain.article import SHARED
from bot.domain.digest import Delivery, DeliveryState
from bot.storage.articles import SqlArticleStore
from bot.storage.codec import encode_analysis
from bot.storage.digests import SqlDigestStore
from bot.storage.engine import connect
from bot.storage.migrate import upgrade
from bot.storage.planner import off_index
from bot.storage.schema import articles

ROWS = 3_000
READABLE = {SHARED, "T1"}
NOW = datetime(2026, 3, 2, tzinfo=UTC)

FILLED = """
WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < :rows)
INSERT INTO articles (id, workspace, locator, fingerprint, story, title, outlet, url, dated, added, updated, language,
                      text, excluded, analysis, analysis_version, added_revision, revision)
SELECT lower(hex(randomblob(10))), CASE i % 3 WHEN 0 THEN '' ELSE 'T' || i % 3 END, '/' || i, i, i / 3, 'A title',
       'Outlet ' || i % 40, 'https://news.example/' || i, datetime(1700000000 + i * 60, 'unixepoch'),
       '2026-03-01 00:00:00.000000', '2026-03-01 00:00:00.000000', 'en', hex(randomblob(300)), '[]',
       :analysis, '7', i, i
FROM numbers
"""


@pytest.fixture(scope="module", params=["without statistics", "after ANALYZE"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = connect(path=tmp_path_factory.mktemp("plans") / "newsdesk.sqlite")
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text(FILLED), {"rows": ROWS, "analysis": encode_analysis(Analysis("7"))})
    if request.param == "after ANALYZE":
        with engine.begin() as connection:
            connection.execute(text("ANALYZE"))
        engine.dispose()  # an open connection keeps to the statistics that it has read
    yield engine
    engine.dispose()


@contextmanager
def plans(engine: Engine) -> Iterator[list[str]]:
    """What SQLite says of how it will run each statement, as they are run."""
    told: list[str] = []

    def explain(_: Any, cursor: Any, statement: str, parameters: Any, *__: Any) -> None:
        if re.match(r"SELECT|DELETE|UPDATE", statement):
            told.extend(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall())

    event.listen(engine, "before_cursor_execute", explain)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", explain)


def ids(engine: Engine, count: int) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(select(articles.c.id).order_by(articles.c.locator).limit(count)).scalars())


Ask = Callable[[SqlArticleStore, list[str]], object]
BY_ID, BY_STORY, BY_WORKSPACE = r"sqlite_autoindex_articles_1 \(id=", r"ix_articles_story \(story=", r"\(workspace="


@pytest.mark.parametrize("count", [1, 10, 200, 1_200])
@pytest.mark.parametrize("ask", [lambda s, i: s.cards(i, READABLE), lambda s, i: s.read(i, READABLE)])
def test_articles_are_found_by_their_ids(engine: Engine, ask: Ask, count: int) -> None:
    some = ids(engine, count)
    with plans(engine) as told:
        ask(SqlArticleStore(engine), some)
    assert told
    assert [step for step in told if not re.search(BY_ID, step)] == []


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda s: s.story(7, READABLE), BY_STORY),
        (lambda s: s.stories(range(5), READABLE), BY_STORY),
        (lambda s: s.stories(range(60), READABLE), BY_STORY),
        (lambda s: s.outlines(range(5), READABLE), BY_STORY),
        (lambda s: s.by_url("https://news.example/7", READABLE), r"ix_articles_url \(url="),
        (lambda s: s.added(READABLE, after=ROWS - 9), r"ix_articles_added_revision \(added_revision>"),
        (lambda s: s.added(READABLE, after=9, since=NOW), r"ix_articles_added_revision \(added_revision>"),
        (lambda s: s.changes(ROWS - 9), r"revision \(revision>"),
        (lambda s: s.find("T1", "/", "-"), r"\(workspace=\? AND (locator|fingerprint)="),
        (lambda s: s.delete("-", workspace="T1", now=NOW), rf"{BY_ID}|counters"),
        # These ask for what is in a workspace.
        (lambda s: s.newest_cards(READABLE, limit=10), rf"ix_articles_workspace_dated_id {BY_WORKSPACE}"),
        (lambda s: s.outlets(READABLE), rf"COVERING INDEX ix_articles_workspace_outlet {BY_WORKSPACE}"),
        (lambda s: s.count(READABLE), rf"COVERING INDEX \w+ {BY_WORKSPACE}"),
    ],
)
def test_each_question_walks_its_own_index(
    engine: Engine, ask: Callable[[SqlArticleStore], object], index: str
) -> None:
    with plans(engine) as told:
        ask(SqlArticleStore(engine))
    assert told
    assert [step for step in told if not re.search(f"{index}|TEMP B-TREE", step)] == []


def test_what_joined_a_digest_is_found_by_story(engine: Engine) -> None:
    store = SqlDigestStore(engine)
    correction = Delivery(
        subscription="s", workspace="T1", slot=NOW, state=DeliveryState.CLAIMED, channel="C1", ts="1.0", corrects=True
    )
    with plans(engine) as told:
        store.told.changed(NOW)
        store.told.articles_before(correction)
    assert [step for step in told if "ix_articles_workspace" in step or re.match("SCAN (articles|other)", step)] == []


@pytest.mark.parametrize(
    ("url", "condition"),
    [("sqlite://", "+articles.workspace IN ('a')"), ("postgresql://host/db", "articles.workspace IN ('a')")],
)
def test_only_sqlite_is_told(url: str, condition: str) -> None:
    made = off_index(articles.c.workspace).in_(["a"])
    assert str(made.compile(connect(url), compile_kwargs={"literal_binds": True})) == condition
