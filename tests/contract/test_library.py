"""The library: the index follows the store, whatever happens."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, update

from bot.domain.analysis import Analysis, Figure, Person, PersonKind, Quote, QuoteKind
from bot.domain.article import SHARED, Document, Passage, Span
from bot.domain.query import Query
from bot.storage.article_rows import article_id
from bot.storage.articles import FORGET_DELETIONS_AFTER, SqlArticleStore
from bot.storage.engine import connect, writing
from bot.storage.entries import FORMAT, EntryKind
from bot.storage.index import Index
from bot.storage.library import Library
from bot.storage.migrate import upgrade
from bot.storage.schema import articles, counters, deleted
from bot.storage.store import Filed, Outcome

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
READERS = (frozenset({SHARED}), frozenset({SHARED, "T1"}), frozenset({SHARED, "T2"}))
KINDS: tuple[EntryKind, ...] = ("article", "quote", "figure")


def put(
    library: Library, locator: str, words: str = "plain words", *, workspace: str = SHARED, now: datetime = NOW
) -> Filed:
    """File an article whose body, quote and figure say ``words``."""
    text = f"{words}.\n“{words},” said Ann Lee of 7 {words}."
    at = text.index("“") + 1
    number = text.index("7")
    analysis = Analysis(
        "1",
        quotes=(Quote(Passage.at(text, at, at + len(words)), QuoteKind.DIRECT, "Ann Lee"),),
        figures=(Figure(Passage.at(text, number, len(text) - 1), Span(at - 1, len(text)), value=7, noun=words),),
        people=(Person("Ann Lee", PersonKind.PERSON),),
    )
    document = Document(locator=locator, text=text, title=f"On {words}", outlet="The Times", published=now)
    return library.put(
        document, analysis, fingerprint=f"{workspace} {locator} {words}", workspace=workspace, story=None, now=now
    )


def answers(index: Index) -> list[object]:
    """All that every reader finds by a set of questions of every kind."""
    asked = [
        Query(),
        *(Query(words=(word,)) for word in ("alpha", "betas", "gamma", "alpah", "lee", "times")),
        Query(words=("alpha", "beta")),
        Query(phrases=("beta gamma",)),
        Query(words=("beta",), excluded=("alpha",)),
        Query(person="ann"),
        Query(outlet="times", since=NOW + timedelta(hours=2)),
        Query(story=1),
    ]
    told: list[object] = [index.count(), index.high_water]
    for query in asked:
        for kind in KINDS:
            for readable in READERS:
                found = index.search(query, kind, readable, now=NOW, limit=100)
                told.append(
                    (sorted((hit.article_id, hit.place or 0) for hit in found.hits), found.total, found.respelt)
                )
    return told


def remove(library: Library, article: str, *, workspace: str = SHARED, now: datetime = NOW) -> bool:
    removed = library.store.delete(article, workspace=workspace, now=now)
    library.catch_up()
    return removed


def found(library: Library, word: str, readable: frozenset[str] = READERS[1]) -> list[str]:
    query = Query(words=(word,))
    return sorted(hit.article_id for hit in library.search(query, "article", readable, now=NOW, limit=100).hits)


@pytest.fixture
def library(engine: Engine) -> Iterator[Library]:
    library = Library(SqlArticleStore(engine), Index())
    yield library
    library.index.close()


@pytest.fixture(scope="module")
def scratch() -> Iterator[Engine]:
    """One store for all examples of a property; each empties it first."""
    engine = connect("sqlite://")
    upgrade(engine)
    yield engine
    engine.dispose()


def emptied(engine: Engine) -> SqlArticleStore:
    with writing(engine) as connection:
        connection.execute(delete(articles))
        connection.execute(delete(deleted))
        connection.execute(update(counters).where(counters.c.name != "identity").values(value=0))
    return SqlArticleStore(engine)


locators = st.sampled_from(["1", "2", "3"])
workspaces = st.sampled_from([SHARED, "T1", "T2"])
texts = st.lists(st.sampled_from(["alpha", "beta", "gamma"]), min_size=1, max_size=3).map(" ".join)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), locators, workspaces, texts),
        st.tuples(st.just("remove"), locators, workspaces, st.just("")),
        st.tuples(st.sampled_from(["catch up", "prune"]), st.just(""), st.just(""), st.just("")),
    ),
    max_size=10,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_the_index_equals_a_rebuild_after_any_sequence_of_changes(
    scratch: Engine, history: list[tuple[str, str, str, str]]
) -> None:
    store, kept = emptied(scratch), Index()
    library, other = Library(store, kept), Library(store, Index())
    for hour, (step, locator, workspace, text) in enumerate(history):
        now = NOW + timedelta(hours=hour)
        match step:
            case "put":
                put(other, locator, text, workspace=workspace, now=now)
            case "remove":
                remove(other, article_id(workspace, locator), workspace=workspace, now=now)
            case "catch up":
                library.catch_up()
            case "prune":
                store.prune(now + FORGET_DELETIONS_AFTER)
            case _:
                pass
    library.catch_up()
    rebuilt = Library(store, Index())
    rebuilt.catch_up()
    other.catch_up()
    assert answers(library.index) == answers(other.index) == answers(rebuilt.index)
    for each in (library, other, rebuilt):
        each.index.close()


def test_what_is_filed_is_found_at_once(library: Library) -> None:
    filed = put(library, "1", "kandahar")
    assert filed.outcome is Outcome.ADDED
    assert found(library, "kandahar") == [filed.article.id]
    assert [each.article for each in library.read([filed.article.id], READERS[0])] == [filed.article]
    assert remove(library, filed.article.id)
    assert found(library, "kandahar") == []
    assert not remove(library, filed.article.id)


def test_what_another_process_filed_is_found_after_catching_up(library: Library) -> None:
    other = Library(library.store, Index())
    filed = put(library, "1", "kandahar")
    assert not other.is_current()
    assert (other.catch_up(), other.is_current(), other.catch_up()) == (1, True, 0)
    assert found(other, "kandahar") == [filed.article.id]


def test_a_long_history_is_read_in_steps(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        put(library, str(number))
    monkeypatch.setattr("bot.storage.library._STEP", 3)
    other = Library(library.store, Index())
    assert (other.catch_up(), len(found(other, "words"))) == (7, 7)


def test_threads_that_file_and_search_never_disturb_each_other(library: Library) -> None:
    def file(number: int) -> bool:
        filed = put(library, str(number), f"kandahar {number}")
        return filed.article.id in found(library, "kandahar")

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(file, range(24)))
    assert len(found(library, "kandahar")) == library.count() == 24


def test_an_index_that_missed_forgotten_deletions_is_made_again_once(library: Library) -> None:
    late = Library(library.store, Index())
    kept, gone = put(library, "1", "kandahar"), put(library, "2", "kandahar")
    late.catch_up()
    remove(library, gone.article.id)
    assert isinstance(library.store, SqlArticleStore)
    library.store.prune(NOW + FORGET_DELETIONS_AFTER * 2)
    assert (late.catch_up(), late.catch_up(), late.is_current()) == (1, 0, True)
    assert found(late, "kandahar") == [kept.article.id]


def test_an_index_of_another_store_is_made_again(library: Library, scratch: Engine) -> None:
    put(Library(emptied(scratch), library.index), "1", "from elsewhere")
    assert found(library, "elsewhere") != []
    assert not library.is_current()
    library.catch_up()
    assert (found(library, "elsewhere"), library.count(), library.is_current()) == ([], 0, True)


def test_a_directory_outlives_the_process(engine: Engine, tmp_path: Path) -> None:
    store, directory = SqlArticleStore(engine), tmp_path / "index"
    first = Library(store, Index(directory))
    filed = put(first, "1", "kandahar")
    told = answers(first.index)
    first.index.close()
    second = Library(store, Index(directory))
    assert (second.catch_up(), second.is_current()) == (0, True)
    assert answers(second.index) == told
    put(second, "1", "herat")
    assert (found(second, "herat"), found(second, "kandahar")) == ([filed.article.id], [])
    second.index.close()


def test_a_second_writer_keeps_its_index_in_memory(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = Library(SqlArticleStore(engine), Index(tmp_path))
    put(first, "1", "kandahar")
    with caplog.at_level(logging.WARNING):
        second = Library(SqlArticleStore(engine), Index(tmp_path))
    assert "keeps its index in memory" in caplog.text
    assert second.catch_up() == 1
    put(second, "2", "kandahar")
    assert (len(found(second, "kandahar")), len(found(first, "kandahar")), first.catch_up()) == (2, 1, 1)
    for each in (first, second):
        each.index.close()


def test_an_index_of_another_format_is_made_again_in_a_fresh_directory(engine: Engine, tmp_path: Path) -> None:
    old, ours = tmp_path / "index" / f"newsdesk-index-v{FORMAT - 1}", tmp_path / "index" / "videos"
    for folder in (old, ours):
        folder.mkdir(parents=True)
    (old / "meta.json").write_text("of another schema")
    library = Library(SqlArticleStore(engine), Index(tmp_path / "index"))
    put(library, "1", "kandahar")
    assert found(library, "kandahar") != []
    assert {folder.name for folder in old.parent.iterdir()} == {f"newsdesk-index-v{FORMAT}", "videos"}
    library.index.close()


def test_an_index_that_cannot_be_read_is_made_again(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = Library(SqlArticleStore(engine), Index(tmp_path))
    filed = put(first, "1", "kandahar")
    first.index.close()
    (tmp_path / f"newsdesk-index-v{FORMAT}" / "meta.json").write_text("{ broken")
    with caplog.at_level(logging.WARNING):
        second = Library(SqlArticleStore(engine), Index(tmp_path))
    assert "is made again" in caplog.text
    assert (second.catch_up(), found(second, "kandahar")) == (1, [filed.article.id])
    second.index.close()


def test_an_article_read_again_by_a_new_extractor_is_found_by_its_new_quotes(library: Library) -> None:
    filed = put(library, "1", "kandahar")
    [stored] = library.read([filed.article.id], READERS[0])
    again = library.put(
        stored.article,
        replace(stored.analysis, version="2", quotes=()),
        fingerprint=f"{SHARED} 1 kandahar",
        workspace=SHARED,
        story=None,
        now=NOW,
    )
    assert again.outcome is Outcome.UPDATED
    assert library.search(Query(words=("kandahar",)), "quote", READERS[0], now=NOW, limit=9).total == 0
    assert found(library, "kandahar") == [filed.article.id]
