"""A workspace that goes leaves nothing, and the others keep everything, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, Table, insert, select

from bot.domain.analysis import Analysis
from bot.domain.article import SHARED, Document
from bot.domain.query import Query
from bot.storage.articles import SqlArticleStore
from bot.storage.engine import reading, writing
from bot.storage.index import Index
from bot.storage.library import Library
from bot.storage.schema import deleted
from bot.storage.workspaces import Departure, Holding, SqlWorkspaces

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
OF_NOBODY = frozenset(
    {"alembic_version", "counters", "slack_oauth_states", "deleted_articles", "files", "hosts", "jobs"}
)
"""Tables of which no row belongs to a workspace; of a deleted article there is only its id, a hash, of a job what it is
about: a feed's id, a host, a path of the operator's.
"""


@pytest.fixture
def workspaces(engine: Engine) -> SqlWorkspaces:
    return SqlWorkspaces(engine)


def tables(engine: Engine) -> list[Table]:
    """All tables that the database has, whoever declared them, those first that others point to."""
    found = MetaData()
    found.reflect(engine)
    return [
        each
        for each in found.sorted_tables
        if each.name not in OF_NOBODY and not each.name.startswith("procrastinate_")
    ]


def a_row(of: Table, workspace: str, number: int) -> dict[str, Any]:
    """A row that names its workspace in every text; a digest's own rows point to it."""
    row: dict[str, Any] = {}
    for each in of.columns:
        kind = each.type.python_type
        if each.name == "id" and kind is int:
            continue
        if each.name in {"workspace", "team_id"}:
            row[each.name] = workspace
        elif kind is str:
            row[each.name] = f"{workspace}-1"
        else:
            row[each.name] = {int: number, bool: False, datetime: NOW.replace(tzinfo=None)}[kind]
    if of.name == "seen_events":
        row["key"] = f"event:{workspace}:Ev1"
    if of.name == "articles":
        row |= {"excluded": "[]", "analysis": "{}"}
    return row


def contents(engine: Engine) -> dict[str, list[str]]:
    found = tables(engine)
    with reading(engine) as connection:
        return {each.name: sorted(map(repr, connection.execute(select(each)).all())) for each in found}


def naming(engine: Engine, workspace: str) -> list[str]:
    """The rows in which the workspace is named."""
    return [row for rows in contents(engine).values() for row in rows if workspace in row]


@pytest.fixture
def filled(engine: Engine) -> Iterator[Engine]:
    """A database in which every table has a row of each of two workspaces."""
    found = tables(engine)
    with writing(engine) as connection:
        for each in found:
            for number, workspace in enumerate(("T1", "T2"), start=1):
                connection.execute(insert(each), a_row(each, workspace, number))
    yield engine


def test_nothing_is_left_of_a_workspace_and_everything_of_the_others(filled: Engine, workspaces: SqlWorkspaces) -> None:
    assert {name for name, rows in contents(filled).items() if len(rows) != 2} == set(), "each table is filled"
    before = naming(filled, "T2")
    gone = workspaces.purge("T1", NOW)
    assert naming(filled, "T1") == []
    assert naming(filled, "T2") == before
    assert set(gone) == set(contents(filled))
    assert workspaces.purge("T1", NOW).total() == 0
    with reading(filled) as connection:
        assert list(connection.execute(select(deleted.c.id)).scalars()) == ["T1-1"]


def test_marks_are_of_the_workspace_that_they_name_and_of_no_other_alike(
    engine: Engine, workspaces: SqlWorkspaces
) -> None:
    keys = ["event:T1:Ev1", "message:T1:C1:1.2", "event:T12:Ev1", "event:T_:Ev1", "trigger:1.T1.2", "event:T2:T1"]
    seen = next(each for each in tables(engine) if each.name == "seen_events")
    with writing(engine) as connection:
        connection.execute(insert(seen), [{"key": key, "at": NOW.replace(tzinfo=None)} for key in keys])
    workspaces.purge("T1", NOW)
    workspaces.purge("T_", NOW)
    with reading(engine) as connection:
        assert sorted(connection.execute(select(seen.c.key)).scalars()) == [
            "event:T12:Ev1",
            "event:T2:T1",
            "trigger:1.T1.2",
        ]


def test_what_every_workspace_reads_is_no_workspaces(workspaces: SqlWorkspaces) -> None:
    with pytest.raises(ValueError, match="every workspace"):
        workspaces.purge(SHARED, NOW)


def test_an_index_hears_of_it(engine: Engine, workspaces: SqlWorkspaces) -> None:
    store, index = SqlArticleStore(engine), Index()
    library = Library(store, index)
    for number, workspace in enumerate(("T1", "T1", "T2", SHARED)):
        document = Document(locator=f"/{number}", text="words", title="words", published=NOW)
        library.put(document, Analysis("1"), fingerprint=f"{number}", workspace=workspace, story=None, now=NOW)
    workspaces.purge("T1", NOW)
    library.catch_up()
    readable = frozenset({SHARED, "T1", "T2"})
    assert index.search(Query(words=("words",)), "article", readable, now=NOW, limit=10).total == 2
    assert store.count({"T1"}) == 0
    index.close()


def test_many_articles_go_in_several_steps(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.articles._AT_ONCE", 2)
    store = SqlArticleStore(engine)
    for number in range(5):
        document = Document(locator=f"/{number}", text="words", title="words")
        store.put(document, Analysis("1"), fingerprint=f"{number}", workspace="T1", story=None, now=NOW)
    assert store.delete_all("T1", now=NOW) == 5
    assert [change.stored for change in store.changes(5)] == [None] * 5


def test_who_is_gone(engine: Engine, workspaces: SqlWorkspaces) -> None:
    for workspace in ("T1", "T2", "T3"):
        workspaces.leave(workspace, NOW)
    assert workspaces.come_back("T2", NOW + timedelta(hours=1))
    assert not workspaces.come_back("T2", NOW + timedelta(hours=2))
    assert not workspaces.come_back("T9", NOW)
    bots = next(each for each in tables(engine) if each.name == "slack_bots")
    with writing(engine) as connection:
        connection.execute(insert(bots), a_row(bots, "T3", 1))
    assert workspaces.gone(NOW) == ["T1"]
    assert workspaces.gone(NOW - timedelta(seconds=1)) == []
    assert workspaces.departure("T2") == Departure(NOW, NOW + timedelta(hours=1))
    workspaces.leave("T2", NOW + timedelta(days=1))
    assert workspaces.departure("T2") == Departure(NOW + timedelta(days=1))
    assert workspaces.departure("T9") is None


def test_what_is_stored_of_each(filled: Engine, workspaces: SqlWorkspaces) -> None:
    assert workspaces.holdings() == [
        Holding("T1", is_installed=True, left=None, articles=1, digests=0),
        Holding("T2", is_installed=True, left=None, articles=1, digests=0),
    ]
    workspaces.leave("T3", NOW)
    assert workspaces.holdings()[2] == Holding("T3", is_installed=False, left=NOW, articles=0, digests=0)
