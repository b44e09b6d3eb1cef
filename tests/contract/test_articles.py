"""The contract of the article store, on both databases."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from multiprocessing import get_context

import pytest
from sqlalchemy import Engine

from bot.domain.analysis import Analysis, Figure, KeySentence, Person, PersonKind, Quote, QuoteKind
from bot.domain.article import SHARED, Document, Excluded, Passage, Reason, Span
from bot.domain.errors import StorageError
from bot.storage.articles import FORGET_DELETIONS_AFTER, SqlArticleStore
from bot.storage.engine import connect
from bot.storage.migrate import upgrade
from bot.storage.store import Card, Filed, Filing, Outcome, Stored

NOW = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
TEXT = "Talks go on\nBy Ann Lee\n“We will leave together,” Blinken said of 2,500 troops."
ANALYSIS = Analysis(
    version="7",
    summary=(KeySentence(Passage.at(TEXT, 23, 77), 0.5),),
    quotes=(
        Quote(
            words=Passage.at(TEXT, 24, 47),
            kind=QuoteKind.DIRECT,
            speaker="Antony Blinken",
            mention=Passage.at(TEXT, 49, 56),
            cue=Passage.at(TEXT, 57, 61),
            confidence=0.9,
            why="the name beside the cue",
        ),
    ),
    figures=(Figure(words=Passage.at(TEXT, 65, 77), sentence=Span(23, 78), value=2500, noun="troop", subject="US"),),
    people=(Person("Antony Blinken", PersonKind.PERSON, "Secretary of State", ("Blinken",), (Span(49, 56),)),),
    skipped=1,
)


def a_document(locator: str = "/news/talks.txt", **changes: object) -> Document:
    document = Document(
        locator=locator,
        text=TEXT,
        title="Talks go on",
        outlet="Khaama Press",
        byline="Ann Lee",
        url="https://news.example/talks",
        published=datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
        excluded=(Excluded(Span(0, 11), Reason.TITLE), Excluded(Span(12, 22), Reason.BYLINE)),
    )
    return replace(document, **changes)  # type: ignore[arg-type]


def filed(
    store: SqlArticleStore,
    locator: str = "/news/talks.txt",
    *,
    fingerprint: str = "",
    workspace: str = "T1",
    story: int | None = None,
    now: datetime = NOW,
    analysis: Analysis = ANALYSIS,
    **changes: object,
) -> Filed:
    return store.put(
        a_document(locator, **changes),
        analysis,
        fingerprint=fingerprint or f"print of {locator}",
        workspace=workspace,
        story=story,
        now=now,
    )


@pytest.fixture
def store(engine: Engine) -> SqlArticleStore:
    return SqlArticleStore(engine)


def ids(found: list[Stored]) -> list[str]:
    return [stored.article.id for stored in found]


def test_an_article_comes_back_as_it_was_filed(store: SqlArticleStore) -> None:
    added = filed(store)
    assert added.outcome is Outcome.ADDED
    [stored] = store.read([added.article.id], {"T1"})
    assert stored == Stored(added.article, ANALYSIS, added_revision=1)
    document = a_document()
    for name in ("locator", "text", "title", "outlet", "byline", "url", "published", "language", "excluded"):
        assert getattr(stored.article, name) == getattr(document, name)
    assert (stored.article.added, stored.article.updated, stored.article.story) == (NOW, NOW, 1)


def test_a_bare_article_comes_back_too(store: SqlArticleStore) -> None:
    bare = Document(locator="x", text="", title="")
    added = store.put(bare, Analysis(version=""), fingerprint="f", workspace=SHARED, story=None, now=NOW)
    assert store.read([added.article.id], {SHARED}) == [Stored(added.article, Analysis(version=""), 1)]
    assert added.article.dated == NOW


def test_times_of_another_zone_come_back_in_utc(store: SqlArticleStore) -> None:
    kabul = timezone(timedelta(hours=4, minutes=30))
    added = filed(store, published=datetime(2026, 3, 1, 8, 0, tzinfo=kabul))
    [stored] = store.read([added.article.id], {"T1"})
    assert stored.article.published == datetime(2026, 3, 1, 3, 30, tzinfo=UTC)
    assert stored.article.published.tzinfo is UTC


def test_filing_again_changes_nothing(store: SqlArticleStore) -> None:
    added = filed(store)
    again = filed(store, now=NOW + timedelta(days=1), story=99)
    assert (again.outcome, again.article) == (Outcome.UNCHANGED, added.article)
    assert store.revision() == 1


def test_a_changed_document_updates_its_article(store: SqlArticleStore) -> None:
    added, later = filed(store), NOW + timedelta(hours=1)
    updated = filed(store, fingerprint="changed", title="Talks end", published=None, story=99, now=later)
    assert updated.outcome is Outcome.UPDATED
    assert updated.article == replace(added.article, title="Talks end", published=None, updated=later)
    assert updated.article.dated == NOW
    assert store.read([added.article.id], {"T1"}) == [Stored(updated.article, ANALYSIS, added_revision=1)]
    assert (store.revision(), store.count({"T1"})) == (2, 1)


def test_an_update_can_change_nothing_but_the_analysis(store: SqlArticleStore) -> None:
    filed(store)
    assert filed(store, analysis=replace(ANALYSIS, version="8")).outcome is Outcome.UPDATED
    assert store.outdated("8") == []


def test_the_same_words_at_another_place_are_the_same_article(store: SqlArticleStore) -> None:
    added = filed(store)
    copy = filed(store, "/news/copy.txt", fingerprint="print of /news/talks.txt", title="Other")
    assert copy == Filed(Outcome.UNCHANGED, added.article)
    assert store.revision() == 1


def test_a_document_that_becomes_a_copy_gives_up_its_own_article(store: SqlArticleStore) -> None:
    one, two = filed(store, "1"), filed(store, "2")
    merged = filed(store, "1", fingerprint="print of 2")
    assert merged == Filed(Outcome.UNCHANGED, two.article)
    assert [card.article_id for card in store.newest_cards({"T1"}, limit=9)] == [two.article.id]
    assert [(step.revision, step.article_id, step.stored) for step in store.changes(2)] == [(3, one.article.id, None)]


def test_find_prefers_the_locator_to_the_fingerprint(store: SqlArticleStore) -> None:
    one, two = filed(store, "1"), filed(store, "2")
    assert _id(store.find("T1", "1", "print of 2")) == one.article.id
    assert _id(store.find("T1", "elsewhere", "print of 2")) == two.article.id
    assert store.find("T1", "elsewhere", "unknown") is None
    assert store.find("T2", "1", "print of 1") is None


def _id(stored: Stored | None) -> str | None:
    return stored.article.id if stored else None


def test_many_documents_are_filed_in_order_each_with_its_revision(store: SqlArticleStore) -> None:
    filings = [
        Filing(document=a_document(locator), analysis=ANALYSIS, fingerprint=print_, workspace="T1")
        for locator, print_ in [("1", "a"), ("2", "b"), ("1", "a"), ("2", "c"), ("3", "a")]
    ]
    outcomes = [each.outcome for each in store.put_many(filings, now=NOW)]
    assert outcomes == [Outcome.ADDED, Outcome.ADDED, Outcome.UNCHANGED, Outcome.UPDATED, Outcome.UNCHANGED]
    assert [(change.revision, _id(change.stored)) for change in store.changes(0)] == [
        (1, _id(store.find("T1", "1", ""))),
        (3, _id(store.find("T1", "2", ""))),
    ]


def test_many_documents_are_filed_all_or_none(store: SqlArticleStore) -> None:
    filings = [
        Filing(document=a_document(locator, title=title), analysis=ANALYSIS, fingerprint=locator, workspace="T1")
        for locator, title in [("1", "fine"), ("2", "not \0 fine")]
    ]
    with pytest.raises(StorageError, match="can't be filed: 2"):
        store.put_many(filings, now=NOW)
    assert (store.revision(), store.count({"T1"})) == (0, 0)


@pytest.mark.parametrize("text", ["nul \0", "half a pair \ud800"])
def test_text_that_no_database_takes_is_refused_alike(store: SqlArticleStore, text: str) -> None:
    with pytest.raises(StorageError, match=r"can't be filed: /news/talks\.txt"):
        filed(store, text=text)


def test_stories_are_numbered_in_one_sequence_and_never_again(store: SqlArticleStore) -> None:
    one, two = filed(store, "1"), filed(store, "2", workspace="T2")
    joined = filed(store, "3", story=one.article.story)
    assert [one.article.story, two.article.story, joined.article.story] == [1, 2, 1]
    store.delete(two.article.id, workspace="T2", now=NOW)
    assert filed(store, "4").article.story == 3


def test_a_story_is_told_newest_first(store: SqlArticleStore) -> None:
    days = [3, 1, 2]
    articles = [filed(store, str(day), story=5, published=datetime(2026, 3, day, tzinfo=UTC)).article for day in days]
    assert ids(store.story(5, {"T1"})) == [articles[0].id, articles[2].id, articles[1].id]
    assert store.story(6, {"T1"}) == []


def test_the_newest_come_by_their_date_then_by_id(store: SqlArticleStore) -> None:
    early = filed(store, "early", published=datetime(2026, 1, 1, tzinfo=UTC)).article
    undated = filed(store, "undated", published=None).article
    same = sorted(filed(store, name, published=datetime(2026, 2, 1, tzinfo=UTC)).article.id for name in "abc")
    other = filed(store, "other", workspace="T2", published=datetime(2026, 1, 15, tzinfo=UTC)).article
    newest = [undated.id, *same, other.id, early.id]
    assert [card.article_id for card in store.newest_cards({"T1", "T2"}, limit=9)] == newest
    assert [card.article_id for card in store.newest_cards({"T1", "T2"}, limit=2)] == newest[:2]
    assert [card.article_id for card in store.newest_cards({"T2"}, limit=2)] == [other.id]


def test_cards_and_whole_stories_by_number(store: SqlArticleStore) -> None:
    one, two, alone = (
        filed(store, name, story=story).article for name, story in (("one", 4), ("two", 4), ("alone", 6))
    )
    wanted = [two.id, "gone", alone.id, one.id]
    assert store.cards(wanted, {"T1"}) == [Card(two.id, 4, 2), Card(alone.id, 6, 3), Card(one.id, 4, 1)]
    assert store.cards(wanted, {"T2"}) == []
    whole = store.stories([4, 6, 9], {"T1"})
    assert {number: ids(stored) for number, stored in whole.items()} == {
        4: ids(store.story(4, {"T1"})),
        6: [alone.id],
    }
    assert store.stories([4], {"T2"}) == {}


def test_what_was_added_is_told_oldest_first_and_updates_are_not_additions(store: SqlArticleStore) -> None:
    one = filed(store, "1", now=NOW - timedelta(days=1)).article
    two, three = filed(store, "2").article, filed(store, "3").article
    filed(store, "1", fingerprint="changed")
    assert [card.article_id for card in store.added({"T1"})] == [one.id, two.id, three.id]
    assert [card.article_id for card in store.added({"T1"}, after=2)] == [three.id]
    assert [card.article_id for card in store.added({"T1"}, since=NOW)] == [two.id, three.id]
    assert [card.article_id for card in store.added({"T1"}, limit=1)] == [one.id]


def test_changes_tell_the_last_state_of_each_article_in_order(store: SqlArticleStore) -> None:
    one, two, three = (filed(store, name).article for name in "123")
    filed(store, "1", fingerprint="changed")
    store.delete(two.id, workspace="T1", now=NOW)
    told = [(change.revision, change.article_id, change.stored is None) for change in store.changes(0)]
    assert told == [(3, three.id, False), (4, one.id, False), (5, two.id, True)]
    assert [change.revision for change in store.changes(3, limit=1)] == [4]
    assert store.changes(store.revision()) == []


def test_a_deleted_article_can_be_filed_again(store: SqlArticleStore) -> None:
    first = filed(store)
    assert store.delete(first.article.id, workspace="T1", now=NOW)
    assert not store.delete(first.article.id, workspace="T1", now=NOW)
    again = filed(store)
    assert (again.outcome, again.article.id) == (Outcome.ADDED, first.article.id)
    assert [(change.revision, change.stored is None) for change in store.changes(0)] == [(3, False)]


def test_old_deletions_are_forgotten_and_the_store_says_so(store: SqlArticleStore) -> None:
    for name, when in [("old", NOW - FORGET_DELETIONS_AFTER - timedelta(seconds=1)), ("new", NOW)]:
        store.delete(filed(store, name).article.id, workspace="T1", now=when)
    assert (store.prune(NOW), store.complete_since()) == (1, 2)
    assert [change.revision for change in store.changes(2)] == [4]
    assert (store.prune(NOW), store.complete_since()) == (0, 2)


def test_outdated_analyses_come_newest_first(store: SqlArticleStore) -> None:
    old = replace(ANALYSIS, version="6")
    one = filed(store, "1", analysis=old, published=datetime(2026, 1, 1, tzinfo=UTC)).article
    two = filed(store, "2", analysis=old, published=datetime(2026, 2, 1, tzinfo=UTC), workspace="T2").article
    filed(store, "3")
    assert ids(store.outdated("7")) == [two.id, one.id]
    assert ids(store.outdated("7", limit=1)) == [two.id]


def test_articles_are_read_in_the_order_asked_for(store: SqlArticleStore) -> None:
    articles = [filed(store, str(number)).article.id for number in range(3)]
    assert ids(store.read([articles[2], "unknown", articles[0]], {"T1"})) == [articles[2], articles[0]]
    assert len(store.read([str(number) for number in range(2000)] + articles, {"T1"})) == 3
    assert store.read([], {"T1"}) == []


def test_articles_are_read_without_their_analyses(store: SqlArticleStore) -> None:
    names = [filed(store, str(number), workspace=of).article.id for number, of in enumerate(("T1", "T2", SHARED))]
    readable = {SHARED, "T1"}
    assert store.articles(names[::-1], readable) == [stored.article for stored in store.read(names[::-1], readable)]
    assert [article.id for article in store.articles(names, readable)] == [names[0], names[2]]


def test_a_reader_sees_the_shared_and_their_own_articles_only(store: SqlArticleStore) -> None:
    ours, theirs, shared = (filed(store, workspace=workspace, story=1).article for workspace in ("T1", "T2", SHARED))
    readable = frozenset({SHARED, "T1"})
    seen = {ours.id, shared.id}
    assert len({ours.id, theirs.id, shared.id}) == 3
    assert set(ids(store.read([ours.id, theirs.id, shared.id], readable))) == seen
    assert set(ids(store.story(1, readable))) == seen
    assert {card.article_id for card in store.newest_cards(readable, limit=9)} == seen
    assert {card.article_id for card in store.cards([ours.id, theirs.id, shared.id], readable)} == seen
    assert set(ids(store.stories([1], readable)[1])) == seen
    assert {card.article_id for card in store.added(readable)} == seen
    assert store.count(readable) == 2
    assert _id(store.by_url("https://news.example/talks", readable)) == ours.id
    assert _id(store.by_url("https://news.example/talks", {SHARED})) == shared.id
    assert store.by_url("https://news.example/talks", {"T3"}) is None
    assert store.by_url("https://news.example/other", readable) is None
    assert store.read([ours.id], frozenset()) == []
    assert not store.delete(theirs.id, workspace="T1", now=NOW)


def test_threads_that_file_one_document_make_one_article(store: SqlArticleStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        filings = list(pool.map(lambda _: filed(store), range(16)))
    assert sorted(each.outcome for each in filings) == [Outcome.ADDED] + [Outcome.UNCHANGED] * 15
    assert len({each.article.id for each in filings}) == 1
    assert (store.revision(), store.count({"T1"})) == (1, 1)


def test_threads_that_file_different_documents_get_different_revisions_and_stories(store: SqlArticleStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        filings = list(pool.map(lambda number: filed(store, str(number)), range(24)))
    assert sorted(each.article.story for each in filings) == list(range(1, 25))
    assert [change.revision for change in store.changes(0)] == list(range(1, 25))


def test_processes_that_file_one_document_make_one_article(store: SqlArticleStore, engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        outcomes = [outcome for some in pool.map(_file_three_times, [url] * 4) for outcome in some]
    assert sorted(outcomes) == [Outcome.ADDED] + [Outcome.UNCHANGED] * 11
    assert (store.revision(), store.count({"T1"})) == (1, 1)


def _file_three_times(url: str) -> list[Outcome]:
    engine = connect(url)
    outcomes = [filed(SqlArticleStore(engine)).outcome for _ in range(3)]
    engine.dispose()
    return outcomes


def test_a_reader_never_sees_a_revision_before_an_earlier_one(store: SqlArticleStore) -> None:
    def follow() -> list[int]:
        seen: list[int] = []
        while len(seen) < 30:
            seen += [change.revision for change in store.changes(seen[-1] if seen else 0)]
        return seen

    with ThreadPoolExecutor(6) as pool:
        followers = [pool.submit(follow) for _ in range(2)]
        list(pool.map(lambda number: filed(store, str(number)), range(30)))
        assert [follower.result(timeout=60) for follower in followers] == [list(range(1, 31))] * 2


def test_two_stores_are_told_apart(store: SqlArticleStore) -> None:
    other = connect("sqlite://")
    upgrade(other)
    assert store.identity() == store.identity() != SqlArticleStore(other).identity()
    other.dispose()
