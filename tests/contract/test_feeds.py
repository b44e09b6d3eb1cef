"""Feeds and their entries in the store, on both databases: whose they are, who has them, what waits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.domain.feed import EntryState, Feed, FeedState
from bot.storage.feed_entries import REMEMBERED, Page, SqlEntryStore, Waiting
from bot.storage.feeds import SqlFeedStore, Stand
from bot.storage.hosts import Host, SqlHostStore
from bot.storage.workspaces import SqlWorkspaces

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LATER = NOW + 5 * MINUTE
HOST = "daily.example"


@pytest.fixture
def feeds(engine: Engine) -> SqlFeedStore:
    return SqlFeedStore(engine)


@pytest.fixture
def entries(engine: Engine) -> SqlEntryStore:
    return SqlEntryStore(engine)


@pytest.fixture
def hosts(engine: Engine) -> SqlHostStore:
    return SqlHostStore(engine)


def a_feed(name: str, workspace: str = "T1", **changes: object) -> Feed:
    feed = Feed(
        id=f"{workspace}-{name}",
        workspace=workspace,
        number=0,
        url=f"https://{HOST}/{name}",
        title=f"The Daily \0 {name} \ud800",
        state=FeedState.ACTIVE,
        next_at=NOW,
        interval=15 * MINUTE,
        made_by="U1",
        made_in="C1",
    )
    return replace(feed, **changes)  # type: ignore[arg-type]


def filed(feeds: SqlFeedStore, feed: Feed) -> Feed:
    added = feeds.add(Stand(feed, HOST), most=100, now=NOW)
    assert added is not None
    return added


def waiting(key: str, *, archive: bool = False, age: timedelta | None = MINUTE, stamp: str = "1") -> Waiting:
    return Waiting(
        key=key,
        host=HOST,
        locator=f"https://{HOST}/{key}",
        title=f"{key} \0",
        published=None if age is None else NOW - age,
        stamp=stamp,
        entry="{}",
        archive=archive,
    )


def looked(
    feeds: SqlFeedStore, entries: SqlEntryStore, feed: Feed, *found: Waiting, now: datetime = NOW, **changes: object
) -> Stand:
    """A look at a feed that found these, as one process does it."""
    stand = feeds.begin(feed.id, holder="me", now=now, until=now + 5 * MINUTE, again=now)
    assert stand is not None
    after = replace(stand, feed=replace(stand.feed, next_at=now + 15 * MINUTE, last_success=now), **changes)  # type: ignore[arg-type]
    assert entries.record(after, found, {each.key for each in found}, holder="me", now=now)
    return after


def taken(entries: SqlEntryStore, hosts: SqlHostStore, now: datetime = NOW, holder: str = "me") -> list[Page]:
    """All that is due at the host, in its order, as one process takes it."""
    assert hosts.take(HOST, holder=holder, now=now, until=now + 5 * MINUTE)
    pages = []
    while page := entries.next(HOST, holder=holder, now=now, until=now + 5 * MINUTE, again=[5 * MINUTE, 10 * MINUTE]):
        pages.append(page)
    hosts.free(HOST, holder=holder, now=now)
    return pages


def test_a_feed_comes_back_as_it_was_filed_with_its_number(feeds: SqlFeedStore) -> None:
    one, two = filed(feeds, a_feed("one")), filed(feeds, a_feed("two"))
    other = filed(feeds, a_feed("one", "T2"))
    assert [one.number, two.number, other.number] == [1, 2, 1]
    shown = replace(one, title="The Daily  one ?")
    assert [stand.feed for stand in feeds.all("T1")] == [shown, replace(two, title="The Daily  two ?")]
    assert (feeds.one("T1", 1), feeds.one("T1", 3), feeds.one("T3", 1)) == (shown, None, None)
    assert [feed.id for feed in feeds.everyones()] == [one.id, two.id, other.id]


def test_an_address_is_there_once_in_a_workspace(feeds: SqlFeedStore) -> None:
    filed(feeds, a_feed("one"))
    again = feeds.add(Stand(replace(a_feed("one"), id="another"), HOST), most=1, now=NOW)
    assert again and again.id == "T1-one"
    assert feeds.add(Stand(a_feed("two"), HOST), most=1, now=NOW) is None


def test_many_that_add_at_once_get_a_number_each(feeds: SqlFeedStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda n: feeds.add(Stand(a_feed(str(n)), HOST), most=10, now=NOW), range(16)))
    numbers = sorted(feed.number for feed in added if feed)
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 10


def test_one_process_at_a_time_looks_at_a_feed_and_at_its_host(feeds: SqlFeedStore, hosts: SqlHostStore) -> None:
    one, two = filed(feeds, a_feed("one")), filed(feeds, a_feed("two"))

    def begins(feed: Feed, holder: str, now: datetime) -> bool:
        until = now + 4 * MINUTE
        return feeds.begin(feed.id, holder=holder, now=now, until=until, again=now + MINUTE) is not None

    assert begins(one, "me", NOW)
    assert not begins(one, "you", NOW)
    assert not begins(two, "you", NOW)
    assert hosts.take(HOST, holder="you", now=NOW, until=LATER) is None
    assert feeds.hand_out(NOW, LATER) == []
    assert feeds.hand_out(NOW + MINUTE, NOW + 2 * MINUTE) == [(two.id, HOST)]
    assert begins(one, "you", LATER)


def test_what_is_due_is_handed_out_once(feeds: SqlFeedStore, entries: SqlEntryStore) -> None:
    for number in range(20):
        filed(feeds, a_feed(str(number)))
    filed(feeds, a_feed("later", next_at=LATER))
    feeds.set_state(filed(feeds, a_feed("paused")), FeedState.PAUSED)
    with ThreadPoolExecutor(4) as pool:
        handed = [each for some in pool.map(lambda _: feeds.hand_out(NOW, LATER), range(4)) for each in some]
    assert len(handed) == len(set(handed)) == 20
    assert feeds.hand_out(NOW, LATER) == []
    assert len(feeds.hand_out(LATER, LATER + MINUTE)) == 21


def test_a_workspace_that_has_left_reads_nothing(engine: Engine, feeds: SqlFeedStore, entries: SqlEntryStore) -> None:
    feed = filed(feeds, a_feed("one"))
    looked(feeds, entries, feed, waiting("a"))
    workspaces = SqlWorkspaces(engine)
    workspaces.leave("T1", NOW)
    assert (feeds.hand_out(NOW + DAY, NOW + DAY), entries.hand_out(NOW, LATER)) == ([], [])
    workspaces.come_back("T1", NOW)
    assert len(feeds.hand_out(NOW + DAY, NOW + DAY)) == 1


def test_a_look_is_written_whole_or_not_at_all(feeds: SqlFeedStore, entries: SqlEntryStore) -> None:
    feed = filed(feeds, a_feed("one"))
    stand = feeds.begin(feed.id, holder="me", now=NOW, until=LATER, again=NOW)
    assert stand
    assert feeds.begin(feed.id, holder="you", now=LATER, until=LATER + DAY, again=LATER)
    late = replace(stand, etag='"1"', archived=True)
    assert not entries.record(late, [waiting("a")], holder="me", now=LATER)
    assert (entries.known(feed.id), feeds.all("T1")[0].etag) == ([], None)
    assert entries.record(late, [waiting("a")], holder="you", now=LATER)
    assert ([each.key for each in entries.known(feed.id)], feeds.all("T1")[0].etag) == (["a"], '"1"')


def test_what_is_said_of_a_feed_while_it_is_looked_at_stands(feeds: SqlFeedStore, entries: SqlEntryStore) -> None:
    feed = filed(feeds, a_feed("one"))
    stand = feeds.begin(feed.id, holder="me", now=NOW, until=LATER, again=NOW)
    assert stand
    feeds.set_state(feed, FeedState.PAUSED)
    feeds.set_configured(feed, True)
    entries.record(stand, [], holder="me", now=NOW)
    after = feeds.one("T1", 1)
    assert after
    assert (after.state, after.configured) == (FeedState.PAUSED, True)
    assert feeds.remove(feed)
    assert not entries.record(stand, [waiting("a")], holder="me", now=NOW)
    assert entries.known(feed.id) == []


def test_a_feed_that_moves_keeps_its_earlier_addresses(feeds: SqlFeedStore, entries: SqlEntryStore) -> None:
    feed = filed(feeds, a_feed("one"))
    stand = feeds.begin(feed.id, holder="me", now=NOW, until=LATER, again=NOW)
    assert stand
    moved = replace(
        stand, feed=replace(stand.feed, url="https://new.example/"), host="new.example", moved_from=(feed.url,)
    )
    assert entries.record(moved, [], holder="me", now=NOW)
    (now,) = feeds.all("T1")
    assert (now.feed.url, now.host, now.moved_from) == ("https://new.example/", "new.example", (feed.url,))


def test_news_come_before_an_archive_and_the_newest_first(
    feeds: SqlFeedStore, entries: SqlEntryStore, hosts: SqlHostStore
) -> None:
    feed = filed(feeds, a_feed("one"))
    old = [waiting(f"old{age}", archive=True, age=age * DAY) for age in (3, 1, 2)]
    looked(feeds, entries, feed, *old, waiting("undated", age=None), waiting("new"))
    assert [page.key for page in taken(entries, hosts)] == ["new", "undated", "old1", "old2", "old3"]


def test_what_is_tried_is_due_after_a_pause_whoever_dies_of_it(
    feeds: SqlFeedStore, entries: SqlEntryStore, hosts: SqlHostStore
) -> None:
    looked(feeds, entries, filed(feeds, a_feed("one")), waiting("a"))
    assert [page.tries for page in taken(entries, hosts)] == [1]
    assert entries.hand_out(NOW + 4 * MINUTE, LATER) == []
    assert entries.hand_out(NOW + 5 * MINUTE, NOW + 6 * MINUTE) == [HOST]
    assert entries.hand_out(NOW + 5 * MINUTE, NOW + 6 * MINUTE) == []
    assert [page.tries for page in taken(entries, hosts, NOW + 5 * MINUTE)] == [2]
    assert [page.tries for page in taken(entries, hosts, NOW + 15 * MINUTE)] == [3]
    assert taken(entries, hosts, NOW + 24 * MINUTE) == []


def test_who_has_lost_a_host_gets_no_page_of_it(
    feeds: SqlFeedStore, entries: SqlEntryStore, hosts: SqlHostStore
) -> None:
    looked(feeds, entries, filed(feeds, a_feed("one")), waiting("a"))
    assert hosts.take(HOST, holder="me", now=NOW, until=LATER)
    assert hosts.take(HOST, holder="you", now=LATER, until=LATER + DAY)
    assert entries.next(HOST, holder="me", now=LATER, until=LATER + DAY, again=[MINUTE]) is None
    hosts.free(HOST, holder="me", now=LATER)
    assert hosts.take(HOST, holder="me", now=LATER, until=LATER + DAY) is None


Settle = Callable[[SqlEntryStore, Page], None]


@pytest.mark.parametrize(
    ("settle", "state", "due_again"),
    [
        (lambda entries, page: entries.settle(page, EntryState.READ, filed="x", now=NOW), EntryState.READ, False),
        (
            lambda entries, page: entries.settle(page, EntryState.REFUSED, filed=None, now=NOW),
            EntryState.REFUSED,
            False,
        ),
        (lambda entries, page: entries.put_off(page, NOW + DAY, filed="x"), EntryState.WAITING, True),
    ],
)
def test_a_page_is_read_given_up_or_put_off(
    feeds: SqlFeedStore, entries: SqlEntryStore, hosts: SqlHostStore, settle: Settle, state: EntryState, due_again: bool
) -> None:
    feed = filed(feeds, a_feed("one"))
    looked(feeds, entries, feed, waiting("a"))
    (page,) = taken(entries, hosts)
    settle(entries, page)
    assert entries.count(feed.id, state) == 1
    assert entries.hand_out(NOW + DAY - MINUTE, NOW + DAY) == []
    assert bool(taken(entries, hosts, NOW + DAY)) is due_again


def test_what_changes_while_it_is_read_waits_anew(
    feeds: SqlFeedStore, entries: SqlEntryStore, hosts: SqlHostStore
) -> None:
    feed = filed(feeds, a_feed("one"))
    looked(feeds, entries, feed, waiting("a"))
    (page,) = taken(entries, hosts)
    looked(feeds, entries, feed, waiting("a", stamp="2"), now=NOW + 15 * MINUTE)
    entries.settle(page, EntryState.READ, filed="x", now=NOW + 16 * MINUTE, added=True)
    (again,) = taken(entries, hosts, NOW + 16 * MINUTE)
    assert (again.tries, again.filed, again.since) == (1, "x", NOW + 15 * MINUTE)
    now = feeds.one("T1", 1)
    assert now and now.articles == 1


def test_a_paused_feed_waits_with_its_pages(feeds: SqlFeedStore, entries: SqlEntryStore, hosts: SqlHostStore) -> None:
    feed = filed(feeds, a_feed("one"))
    looked(feeds, entries, feed, waiting("a"))
    feeds.set_state(feed, FeedState.PAUSED)
    assert (entries.hand_out(NOW, LATER), taken(entries, hosts)) == ([], [])
    feeds.set_state(feed, FeedState.ACTIVE)
    assert len(taken(entries, hosts)) == 1


def test_what_another_feed_told_of_is_not_read_again(
    feeds: SqlFeedStore, entries: SqlEntryStore, hosts: SqlHostStore
) -> None:
    address = f"https://{HOST}/a"
    looked(feeds, entries, filed(feeds, a_feed("one")), waiting("a"))
    (first,) = taken(entries, hosts)
    entries.settle(first, EntryState.READ, filed="x", now=NOW)
    for name, workspace in (("two", "T1"), ("three", "T2")):
        looked(feeds, entries, filed(feeds, a_feed(name, workspace)), waiting("a"), now=NOW + MINUTE)
    two, three = sorted(taken(entries, hosts, NOW + MINUTE), key=lambda page: page.workspace)
    assert entries.elsewhere(two, address, "a \0") == "x"
    assert entries.elsewhere(two, address, "another headline") is None
    assert entries.elsewhere(three, address, "a \0") is None


def test_what_left_its_feed_long_ago_is_forgotten(
    feeds: SqlFeedStore, entries: SqlEntryStore, hosts: SqlHostStore
) -> None:
    feed = filed(feeds, a_feed("one"))
    looked(feeds, entries, feed, waiting("gone"), waiting("stays"))
    for page in taken(entries, hosts):
        entries.settle(page, EntryState.READ, filed=page.key, now=NOW)
    long_after = NOW + REMEMBERED + DAY
    stand = feeds.begin(feed.id, holder="me", now=long_after, until=long_after + DAY, again=long_after)
    assert stand
    entries.record(stand, [], {"stays"}, [("stays", "2")], holder="me", now=long_after)
    assert [(each.key, each.stamp) for each in entries.known(feed.id)] == [("stays", "2")]


def test_a_host_is_slowed_down_and_what_it_says_is_kept(
    feeds: SqlFeedStore, entries: SqlEntryStore, hosts: SqlHostStore
) -> None:
    looked(feeds, entries, filed(feeds, a_feed("one")), waiting("a"))
    entries.slow_down(HOST, LATER)
    assert (taken(entries, hosts, NOW + MINUTE), len(taken(entries, hosts, LATER))) == ([], 1)
    said = Host(HOST, "User-agent: *", NOW, None, LATER)
    hosts.note(said)
    assert hosts.take(HOST, holder="me", now=LATER, until=LATER) == said
    hosts.free(HOST, holder="me", now=LATER)
    assert hosts.prune(LATER) == 0
    assert (hosts.prune(LATER + MINUTE), hosts.names()) == (1, [])
