"""One text is one article for each outlet, what was removed stays away, what is old goes: on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic import command
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, bindparam, create_engine, func, insert, select, text

from bot.domain.analysis import Analysis
from bot.domain.article import SHARED, Article, Document
from bot.domain.outlets import whose
from bot.storage import migrate
from bot.storage.articles import SqlArticleStore
from bot.storage.codec import encode_analysis
from bot.storage.digest_tables import told_articles
from bot.storage.engine import connect, reading, writing
from bot.storage.schema import articles, removed
from bot.storage.store import Filed, Filing, Outcome

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def store(engine: Engine) -> SqlArticleStore:
    return SqlArticleStore(engine)


def document(locator: str, outlet: str | None = None, words: str = "F", **more: object) -> Document:
    return replace(Document(locator=locator, text=words, title=words, outlet=outlet), **more)  # type: ignore[arg-type]


def put(
    store: SqlArticleStore,
    locator: str,
    outlet: str | None = None,
    words: str = "F",
    *,
    workspace: str = SHARED,
    now: datetime = NOW,
    explicit: bool = False,
    is_news: bool = True,
    added_by: str = "",
    **more: object,
) -> Filed:
    filing = Filing(
        document=document(locator, outlet, words, **more),
        analysis=Analysis(version="7"),
        fingerprint=words,
        workspace=workspace,
        explicit=explicit,
        is_news=is_news,
        added_by=added_by,
    )
    return store.put_many([filing], now=now)[0]


def shelf(store: SqlArticleStore, workspace: str = SHARED) -> set[tuple[str, str | None]]:
    cards = store.newest_cards({workspace}, limit=99)
    found = store.read([card.article_id for card in cards], {workspace})
    return {(each.article.locator, each.article.outlet) for each in found}


# Whose it is ----------------------------------------------------------------------------------------------------

ONE = [
    (("Coast Herald", None), ("coast  HERALD", None)),
    (("CoastHerald", None), ("Coast Herald", None)),
    (("Coast Herald", "https://www.herald.example/a"), ("Herald Online", "https://m.herald.example/a?x=1")),
    (("herald.example", None), (None, "https://amp.herald.example/a")),
    ((None, None), ("Coast Herald", "https://herald.example/a")),
    ((None, None), (None, None)),
    (("10.1.2.3", "http://10.1.2.3/a"), ("Coast Herald", "http://10.1.2.3/b")),
]
TWO = [
    (("Coast Herald", None), ("Eastbury Gazette", None)),
    (("Coast Herald", "https://herald.example/a"), ("Eastbury Gazette", "https://gazette.example/a")),
    ((None, "https://herald.example/a"), (None, "https://gazette.example/a")),
    ((None, "https://m.example/a"), (None, "https://amp.example/a")),
    (("Coast Herald", None), (None, "https://gazette.example/a")),
    (("Coast Herald", "http://10.1.2.3/a"), ("Eastbury Gazette", "http://10.1.2.3:8080/b")),
    (("Coast Herald", "http://localhost/a"), ("Eastbury Gazette", "http://localhost/b")),
    (("Coast Herald", "http://[::1]/a"), ("Eastbury Gazette", "http://[::1]/b")),
]


@pytest.mark.parametrize(("one", "other"), ONE)
def test_one_outlet(one: tuple[str | None, str | None], other: tuple[str | None, str | None]) -> None:
    assert whose(*one).is_one(whose(*other))
    assert whose(*other).is_one(whose(*one))


@pytest.mark.parametrize(("one", "other"), TWO)
def test_two_outlets(one: tuple[str | None, str | None], other: tuple[str | None, str | None]) -> None:
    assert not whose(*one).is_one(whose(*other))
    assert not whose(*other).is_one(whose(*one))


def test_each_outlet_has_the_words_once_in_one_story(store: SqlArticleStore) -> None:
    gazette, herald = put(store, "g", "Gazette"), put(store, "h", "Herald")
    assert (gazette.outcome, herald.outcome) == (Outcome.ADDED, Outcome.ADDED)
    assert herald.article.story == gazette.article.story
    assert put(store, "h2", "HERALD") == Filed(Outcome.UNCHANGED, herald.article)
    assert put(store, "copy").outcome is Outcome.UNCHANGED
    assert put(store, "other", "Other", "G").article.story != gazette.article.story


def test_a_workspaces_copy_joins_the_shared_story_and_not_the_other_way_round(store: SqlArticleStore) -> None:
    shared = put(store, "g", "Gazette")
    assert put(store, "h", "Herald", workspace="T1").article.story == shared.article.story
    own = put(store, "g", "Gazette", "G", workspace="T1")
    assert put(store, "h", "Herald", "G").article.story != own.article.story
    assert put(store, "h", "Herald", "G", workspace="T2").article.story != own.article.story


def test_a_copy_of_nobody_becomes_the_outlets(store: SqlArticleStore) -> None:
    copy = put(store, "/copy.txt", added_by="U1")
    named = put(store, "https://gazette.example/a", "Gazette", url="https://gazette.example/a")
    assert named.outcome is Outcome.UPDATED
    assert (named.article.id, named.article.story, named.article.added_by) == (copy.article.id, 1, "U1")
    assert put(store, "/copy.txt").outcome is Outcome.UNCHANGED
    assert shelf(store) == {("https://gazette.example/a", "Gazette")}
    # What is another text by now at the copy's place is another article; both are found under their ids.
    other = put(store, "/copy.txt", None, "G")
    assert (other.outcome, other.article.id != copy.article.id) == (Outcome.ADDED, True)
    assert put(store, "https://gazette.example/a", "Gazette", "H").article.id == copy.article.id
    assert shelf(store) == {("/copy.txt", None), ("https://gazette.example/a", "Gazette")}


def test_what_becomes_a_copy_of_its_own_outlet_gives_way_and_of_another_does_not(store: SqlArticleStore) -> None:
    put(store, "1", "Gazette", "F")
    put(store, "2", "Gazette", "G")
    put(store, "3", "Herald", "H")
    assert put(store, "3", "Herald", "F").outcome is Outcome.UPDATED
    assert put(store, "2", "Gazette", "F").outcome is Outcome.UNCHANGED
    assert shelf(store) == {("1", "Gazette"), ("3", "Herald")}
    put(store, "4", None, "J")
    assert put(store, "1", "Gazette", "J").outcome is Outcome.UPDATED  # nobody's copy gives way
    assert shelf(store) == {("1", "Gazette"), ("3", "Herald")}


STEPS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from([None, "Gazette", "gazette ", "Herald"]), st.sampled_from("FG")),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_however_it_comes_in_no_outlet_has_its_words_twice(steps: list[tuple[str, str | None, str]]) -> None:
    engine = connect("sqlite://")
    migrate.upgrade(engine)
    store = SqlArticleStore(engine)
    for locator, outlet, words in steps:
        put(store, locator, outlet, words)
        cards = store.newest_cards({SHARED}, limit=99)
        found = [each.article for each in store.read([card.article_id for card in cards], {SHARED})]
        assert any(each.text == words and _is_one(each, outlet) for each in found)
        for one in found:
            assert not any(
                one is not other and one.text == other.text and _is_one(one, other.outlet) for other in found
            )
        # Nothing is filed by a second look at the same place.
        assert not put(store, locator, outlet, words).is_change
    engine.dispose()


def _is_one(article: Article, outlet: str | None) -> bool:
    return whose(article.outlet, article.url).is_one(whose(outlet, None))


def _file_here(url: str, outlet: str) -> list[int]:
    engine = connect(url)
    store = SqlArticleStore(engine)
    stories = [put(store, f"{outlet}/{number}", outlet, f"words {number}").article.story for number in range(25)]
    engine.dispose()
    return stories


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_two_processes_that_file_copies_make_one_story(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    sqlite = database == "sqlite"
    url = f"sqlite:///{tmp_path / 'news.sqlite'}" if sqlite else request.getfixturevalue("postgres_url")
    engine = connect(url)
    migrate.upgrade(engine)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        gazette, herald = pool.map(_file_here, [url, url], ["Gazette", "Herald"])
    assert gazette == herald
    assert SqlArticleStore(engine).count({SHARED}) == 50
    engine.dispose()


# Gone -----------------------------------------------------------------------------------------------------------


def gone(store: SqlArticleStore, filed: Filed, workspace: str = SHARED) -> None:
    assert store.delete(filed.article.id, workspace=workspace, now=NOW, named=filed.article.locator)


def test_what_was_removed_is_kept_out_by_place_words_and_address(store: SqlArticleStore) -> None:
    gone(store, put(store, "a", "Gazette", url="https://gazette.example/a"))
    for again in (
        put(store, "a", "Gazette", "changed"),
        put(store, "moved", "gazette"),
        put(store, "copy"),
        put(store, "b", "Gazette", "changed", url="https://gazette.example/a"),
    ):
        assert (again.outcome, again.article.story, again.why) == (Outcome.LEFT_OUT, 0, "it was removed")
    assert put(store, "h", "Herald").outcome is Outcome.ADDED  # another outlet's article
    assert put(store, "a", "Gazette", workspace="T1").outcome is Outcome.ADDED  # another library
    assert put(store, "a", "Gazette", explicit=True).outcome is Outcome.ADDED
    assert put(store, "a", "Gazette", "changed").outcome is Outcome.UPDATED
    assert store.is_removed(document("a"), "F", "T2") is False


def test_an_article_that_is_there_is_updated_whatever_was_removed(store: SqlArticleStore) -> None:
    stays = put(store, "a", "Gazette", "F")
    gone(store, put(store, "b", "Gazette", "G"))
    assert put(store, "a", "Gazette", "G").article.id == stays.article.id
    assert shelf(store) == {("a", "Gazette")}


def test_what_was_removed_under_one_name_is_let_back_under_it(store: SqlArticleStore) -> None:
    for locator in ("/f/a", "/f/b"):
        store.delete(put(store, locator, "Gazette", locator).article.id, workspace=SHARED, now=NOW, named="/f")
    gone(store, put(store, "/f/c", "Gazette", "C"))
    assert store.let_back(["/f"], "T1") == 0
    assert store.let_back(["/f"], SHARED) == 2
    assert put(store, "/f/a", "Gazette", "/f/a").outcome is Outcome.ADDED
    assert put(store, "/f/c", "Gazette", "C").outcome is Outcome.LEFT_OUT


def test_what_is_merely_deleted_may_come_again(store: SqlArticleStore) -> None:
    filed = put(store, "a")
    assert store.delete(filed.article.id, workspace=SHARED, now=NOW)
    assert put(store, "a").outcome is Outcome.ADDED


def test_below_a_folder_is_what_its_path_says(store: SqlArticleStore) -> None:
    for locator in ("/f_%/a", "/f_%/in/b", "/f_%c", "/fx%/d"):
        put(store, locator, None, locator)
    assert [each.article.locator for each in store.below("/f_%/", SHARED)] == ["/f_%/a", "/f_%/in/b"]
    assert store.below("/f_%", "T1") == []


# Old ------------------------------------------------------------------------------------------------------------


def test_what_is_old_goes_with_what_was_told_of_it(store: SqlArticleStore, engine: Engine) -> None:
    old = [put(store, f"{n}", None, f"{n}", workspace=w, published=NOW - 40 * DAY) for n, w in enumerate(["", "T1"])]
    undated = put(store, "undated", None, "undated", now=NOW - 40 * DAY)
    fresh = put(store, "fresh", None, "fresh", published=NOW - 10 * DAY)
    with writing(engine) as connection:
        for each in (*old, fresh):
            row = {"subscription": "s", "article": each.article.id, "slot": NOW, "revision": 1}
            connection.execute(insert(told_articles), row | {"fingerprint": "-", "told": "{}"})
    before = store.revision()
    assert store.expire(NOW - 30 * DAY, NOW) == 3
    assert shelf(store) | shelf(store, "T1") == {("fresh", None)}
    buried = {each.article.id for each in (*old, undated)}
    assert {change.article_id for change in store.changes(before) if change.stored is None} == buried
    with reading(engine) as connection:
        assert list(connection.execute(select(told_articles.c.article)).scalars()) == [fresh.article.id]
        assert list(connection.execute(select(removed.c.locator)).scalars()) == ["undated"]
    assert put(store, "undated", None, "undated").outcome is Outcome.LEFT_OUT
    assert put(store, "undated", None, "other words").outcome is Outcome.ADDED  # its file holds another story now
    assert put(store, "new", None, "new").article.story > undated.article.story
    assert store.expire(NOW - 30 * DAY, NOW) == 0


def test_many_old_articles_go_in_steps(store: SqlArticleStore) -> None:
    filings = [
        Filing(document=document(f"{n}"), analysis=Analysis("7"), fingerprint=f"{n}", workspace=SHARED)
        for n in range(1_203)
    ]
    store.put_many(filings, now=NOW)
    assert store.expire(NOW + DAY, NOW + 2 * DAY) == 1_203
    assert store.count({SHARED}) == 0


# News -----------------------------------------------------------------------------------------------------------


def test_only_news_is_added_to_a_digest(store: SqlArticleStore) -> None:
    news = put(store, "a", "Gazette", "a")
    old = put(store, "b", "Herald", "b", is_news=False, published=NOW - 400 * DAY)
    put(store, "b", "Herald", "changed", is_news=True)
    put(store, "c", "Herald", "a")
    assert put(store, "d", "Gazette", "changed", is_news=True).article.story == old.article.story
    assert [card.story for card in store.added({SHARED})] == [news.article.story] * 2
    assert len(store.no_news({SHARED}, since=NOW)) == 2
    assert store.no_news({SHARED}, since=NOW + DAY) == store.no_news({"T1"}, since=NOW) == []


# From the version before ----------------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def at_0009(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database as the version before left it, with more articles than are changed in one step."""
    if request.param == "sqlite":
        engine = connect(path=tmp_path / "old.sqlite")
    else:
        server, name = request.getfixturevalue("postgres"), f"old_{tmp_path.name}".lower().replace("-", "_")[:60]
        creating = create_engine(server.replace("postgresql:", "postgresql+psycopg:", 1), isolation_level="AUTOCOMMIT")
        with creating.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        creating.dispose()
        head, _, query = server.partition("?")
        engine = connect(f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else ""))
    config = migrate._config()
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0009")
        rows = [
            {
                "id": f"{n:05}",
                "workspace": "" if n % 2 else "T1",
                "locator": f"/{n}",
                "fingerprint": f"{n // 2}",
                "story": n,
                "title": f"Title {n} — “Ω”",
                "outlet": [None, "Coast  Herald", "www.gazette.example"][n % 3],
                "byline": None,
                "url": None if n % 4 else f"https://m.site.example/{n}",
                "published": None if n % 5 else NOW,
                "dated": NOW,
                "added": NOW,
                "updated": NOW,
                "language": "en",
                "text": "Wörter",
                "excluded": "[]",
                "analysis": encode_analysis(Analysis("7")),
                "analysis_version": "7",
                "added_revision": n + 1,
                "revision": n + 1,
            }
            for n in range(2_501)
        ]
        typed = [bindparam(name, type_=articles.c[name].type) for name in rows[0]]
        statement = f"INSERT INTO articles ({', '.join(rows[0])}) VALUES ({', '.join(f':{name}' for name in rows[0])})"
        connection.execute(text(statement).bindparams(*typed), rows)
        connection.execute(text("UPDATE counters SET value = 2501 WHERE name IN ('revision', 'story')"))
    yield engine
    engine.dispose()


def test_an_upgrade_keeps_every_article(at_0009: Engine) -> None:
    old = "id, locator, fingerprint, story, title, outlet, url, published, dated, added, text, analysis, revision"
    with reading(at_0009) as connection:
        before = connection.execute(text(f"SELECT {old} FROM articles ORDER BY id")).all()
    migrate.upgrade(at_0009)
    assert migrate.is_current(at_0009)
    store = SqlArticleStore(at_0009)
    with reading(at_0009) as connection:
        assert connection.execute(text(f"SELECT {old} FROM articles ORDER BY id")).all() == before
        keys = select(articles.c.outlet_key, func.count()).group_by(articles.c.outlet_key)
        found = {row[0]: row[1] for row in connection.execute(keys)}
    assert found == {"": 625, "coastherald": 834, "gazette.example": 833, "site.example": 209}
    assert (len(store.added({SHARED, "T1"})), store.count({SHARED, "T1"})) == (2_501, 2_501)
    [stored] = store.read(["00004"], {"T1"})
    assert (stored.article.added_by, stored.article.outlet) == ("", "Coast  Herald")
    copy = put(store, "https://herald.example/4", "COAST HERALD", "2", workspace="T1")
    assert (copy.outcome, copy.article.id) == (Outcome.UNCHANGED, "00004")
    other = put(store, "https://other.example/4", "Other", "2", workspace="T1")
    assert (other.outcome, other.article.story) == (Outcome.ADDED, 4)
