"""The store of digests, over SQLite and PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from threading import Barrier

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, insert, text

from bot.domain.analysis import Analysis
from bot.domain.article import Document
from bot.domain.digest import WEEKDAYS, Delivery, DeliveryState, Schedule, Subscription
from bot.domain.errors import StorageError
from bot.domain.fingerprint import fingerprint
from bot.storage.articles import SqlArticleStore
from bot.storage.digest_tables import told_stories
from bot.storage.digests import Claim, SqlDigestStore, Telling, Thread, Told
from bot.storage.engine import connect, writing
from bot.storage.migrations.versions import v0005_told_when_posted

NOW = datetime(2024, 7, 1, 6, 30, tzinfo=UTC)
LEASE = timedelta(minutes=3)
DAY = timedelta(days=1)


@pytest.fixture
def store(engine: Engine) -> SqlDigestStore:
    return SqlDigestStore(engine)


def a_subscription(name: str = "s1", workspace: str = "T1", channel: str = "C1") -> Subscription:
    return Subscription(
        id=name,
        workspace=workspace,
        number=0,
        channel=channel,
        creator="U1",
        schedule=Schedule(at=time(8, 30), weekdays=WEEKDAYS, zone="Europe/Berlin"),
        created=NOW - DAY,
        query='taliban "peace talks"',
        announce_quiet=True,
    )


def claimed(store: SqlDigestStore, subscription: Subscription, slot: datetime = NOW, holder: str = "a") -> Claim:
    claim = store.deliveries.claim(subscription, slot, holder=holder, now=NOW, lease=LEASE)
    assert claim is not None
    return claim


def frozen(
    store: SqlDigestStore,
    subscription: Subscription,
    slot: datetime = NOW,
    upto: int = 7,
) -> Claim:
    claim = store.deliveries.freeze(claimed(store, subscription, slot), "[{}]", upto=upto)
    assert claim is not None
    return claim


def log(store: SqlDigestStore, workspace: str) -> list[Delivery]:
    return [delivery for _, delivery in store.deliveries.history(workspace)]


def begun(store: SqlDigestStore, claim: Claim) -> Claim:
    sending = store.deliveries.begin(claim, now=NOW, lease=LEASE)
    assert sending is not None
    return sending


def test_a_subscription_comes_back_as_it_was_filed(store: SqlDigestStore) -> None:
    filed = store.subscriptions.add(a_subscription())
    assert filed == replace(a_subscription(), number=1)
    assert store.subscriptions.one("T1", 1) == filed
    assert store.subscriptions.all("T1") == [filed]


@pytest.mark.parametrize("query", ["Q&A", "5 > 3 <b>", "&amp;", "Q&amp;amp;A &lt;", "AT&T; &copy"])
def test_a_query_comes_back_as_it_was_typed(store: SqlDigestStore, query: str) -> None:
    assert store.subscriptions.add(replace(a_subscription(), query=query)).query == query
    (filed,) = store.subscriptions.all("T1")
    assert filed.query == query
    store.subscriptions.edit(replace(filed, query=f"{query} &amp;"), NOW)
    assert store.subscriptions.all("T1")[0].query == f"{query} &amp;"


def test_a_query_that_an_older_version_kept_escaped_is_read(store: SqlDigestStore, engine: Engine) -> None:
    store.subscriptions.add(a_subscription())
    with writing(engine) as connection:
        connection.execute(text("UPDATE subscriptions SET query = 'Marks &amp; Rowe \"5 &gt; 3\"'"))
    assert store.subscriptions.all("T1")[0].query == 'Marks & Rowe "5 > 3"'


def test_numbers_count_in_each_workspace_and_are_never_given_twice(store: SqlDigestStore) -> None:
    first = store.subscriptions.add(a_subscription("s1"))
    store.subscriptions.remove(first, NOW)
    numbers = [
        store.subscriptions.add(a_subscription(f"s{number}", workspace)).number
        for number, workspace in ((2, "T1"), (3, "T2"), (4, "T1"))
    ]
    assert numbers == [2, 1, 3]


def test_numbers_are_never_given_twice_to_twenty_at_once(store: SqlDigestStore) -> None:
    with ThreadPoolExecutor(20) as pool:
        filed = list(pool.map(lambda number: store.subscriptions.add(a_subscription(f"s{number}")).number, range(20)))
    assert sorted(filed) == list(range(1, 21))


def test_a_workspace_never_sees_anothers_rows(store: SqlDigestStore) -> None:
    mine, other = (
        store.subscriptions.add(a_subscription("s1", "T1")),
        store.subscriptions.add(a_subscription("s2", "T2")),
    )
    claimed(store, mine)
    assert store.subscriptions.all("T2") == [other]
    assert (len(log(store, "T1")), log(store, "T2")) == (1, [])
    store.subscriptions.pause(replace(mine, workspace="T2"), "by a stranger")
    store.subscriptions.remove(replace(mine, workspace="T2"), NOW)
    assert store.subscriptions.one("T1", 1) == mine


def test_pause_resume_remove_restore_edit(store: SqlDigestStore) -> None:
    subscription = store.subscriptions.add(a_subscription())
    store.subscriptions.pause(subscription, "first reason")
    store.subscriptions.pause(subscription, "second reason")
    assert store.subscriptions.all("T1") == [replace(subscription, paused="first reason")]
    store.subscriptions.resume(subscription, NOW)
    assert store.subscriptions.all("T1") == [replace(subscription, active_since=NOW)]
    store.subscriptions.remove(subscription, NOW)
    assert store.subscriptions.all("T1") == []
    assert store.subscriptions.one("T1", 1) is None
    assert store.subscriptions.one("T1", 1, removed=True) is not None
    store.subscriptions.restore(subscription)
    assert store.subscriptions.one("T1", 1, removed=True) is None
    edited = replace(subscription, channel="C2", query="", schedule=Schedule(at=time(17)), announce_quiet=False)
    store.subscriptions.edit(edited, NOW + DAY)
    assert store.subscriptions.all("T1") == [replace(edited, active_since=NOW + DAY)]


def test_a_workspace_is_paused_as_a_whole(store: SqlDigestStore) -> None:
    for name, workspace in (("s1", "T1"), ("s2", "T1"), ("s3", "T2")):
        store.subscriptions.add(a_subscription(name, workspace))
    store.subscriptions.pause_all("T1", "gone")
    assert [each.paused for each in store.subscriptions.all("T1")] == ["gone", "gone"]
    assert [subscription.id for subscription, _ in store.deliveries.running()] == ["s3"]


def test_a_slot_is_claimed_by_one_of_twenty(store: SqlDigestStore) -> None:
    subscription = store.subscriptions.add(a_subscription())
    start = Barrier(20)

    def claim(number: int) -> Claim | None:
        start.wait()
        return store.deliveries.claim(subscription, NOW, holder=f"holder {number}", now=NOW, lease=LEASE)

    with ThreadPoolExecutor(20) as pool:
        won = [each for each in pool.map(claim, range(20)) if each is not None]
    assert len(won) == 1
    assert store.deliveries.begin(won[0], now=NOW, lease=LEASE) is not None


def test_a_lost_delivery_is_taken_over_by_one_of_twenty(store: SqlDigestStore) -> None:
    frozen(store, store.subscriptions.add(a_subscription()))
    start = Barrier(20)

    def take_over(number: int) -> Claim | None:
        start.wait()
        return store.deliveries.take_over("s1", NOW, holder=f"holder {number}", now=NOW + LEASE, lease=LEASE)

    with ThreadPoolExecutor(20) as pool:
        won = [each for each in pool.map(take_over, range(20)) if each is not None]
    assert [(claim.content, claim.delivery.state) for claim in won] == [("[{}]", DeliveryState.COMPOSED)]


def test_a_subscription_has_one_open_delivery(store: SqlDigestStore) -> None:
    subscription = store.subscriptions.add(a_subscription())
    first = claimed(store, subscription)
    assert store.deliveries.claim(subscription, NOW + DAY, holder="b", now=NOW, lease=LEASE) is None
    assert store.deliveries.running() == []
    assert store.deliveries.close(first, DeliveryState.QUIET, now=NOW, upto=4) is not None
    assert store.deliveries.running() == [(subscription, NOW)]
    assert store.deliveries.claim(subscription, NOW, holder="b", now=NOW, lease=LEASE) is None, (
        "the slot is served for ever"
    )
    assert claimed(store, subscription, NOW + DAY, holder="b")


def test_a_lease_is_respected_until_it_runs_out(store: SqlDigestStore) -> None:
    first = claimed(store, store.subscriptions.add(a_subscription()))
    early, late = NOW + LEASE - timedelta(microseconds=1), NOW + LEASE
    assert store.deliveries.abandoned(early) == []
    assert store.deliveries.take_over("s1", NOW, holder="b", now=early, lease=LEASE) is None
    assert store.deliveries.abandoned(late) == [("s1", NOW)]
    second = store.deliveries.take_over("s1", NOW, holder="b", now=late, lease=LEASE)
    assert second is not None
    assert store.deliveries.freeze(first, "[{}]", upto=1) is None, "the first holder is out"
    assert store.deliveries.begin(first, now=late, lease=LEASE) is None
    assert store.deliveries.close(first, DeliveryState.FAILED, now=late) is None
    assert store.deliveries.freeze(second, "[{}]", upto=1) is not None


def test_a_delivery_from_claim_to_record(store: SqlDigestStore) -> None:
    subscription = store.subscriptions.add(a_subscription())
    sending = begun(store, frozen(store, subscription))
    assert store.told.stories("s1", [2, 3, 4]) == set(), "not told before it is posted"
    telling = Telling(listed=(3,), counted=(4,))
    done = store.deliveries.posted(sending, "17.1", last=True, now=NOW + LEASE, telling=telling)
    assert done is not None
    expected = replace(
        sending.delivery, state=DeliveryState.POSTED, ts="17.1", sent=1, finished=NOW + LEASE, upto=7, stories=1
    )
    assert done.delivery == expected
    assert not done.is_held
    assert log(store, "T1") == [expected]
    assert store.told.covered("s1") == 7
    assert store.told.stories("s1", [2, 3, 4]) == {3, 4}
    assert store.told.stories("s2", [2, 3, 4]) == set()


def test_the_messages_of_one_delivery_are_recorded_one_by_one(store: SqlDigestStore) -> None:
    first = store.deliveries.posted(
        begun(store, frozen(store, store.subscriptions.add(a_subscription()))), "17.1", last=False, now=NOW
    )
    assert first is not None
    assert (first.delivery.sent, first.delivery.state, first.content) == (1, DeliveryState.COMPOSED, "[{}]")
    second = store.deliveries.posted(begun(store, first), "17.2", last=True, now=NOW)
    assert second is not None
    assert (second.delivery.sent, second.delivery.ts) == (2, "17.1"), "the thread's parent stays its id"


def test_a_post_is_a_fact_whoever_holds_the_delivery(store: SqlDigestStore) -> None:
    slow = begun(store, frozen(store, store.subscriptions.add(a_subscription())))
    quick = store.deliveries.take_over("s1", NOW, holder="b", now=NOW + LEASE, lease=LEASE)
    assert quick is not None
    assert store.deliveries.posted(slow, "17.1", last=True, now=NOW) is not None
    assert store.deliveries.begin(quick, now=NOW, lease=LEASE) is None, "so that it is not posted again"
    assert store.deliveries.posted(slow, "17.2", last=True, now=NOW) is None
    assert log(store, "T1")[0].ts == "17.1"


def test_an_uncertain_post_can_still_turn_out_to_be_there(store: SqlDigestStore) -> None:
    slow = begun(store, frozen(store, store.subscriptions.add(a_subscription())))
    quick = store.deliveries.take_over("s1", NOW, holder="b", now=NOW + LEASE, lease=LEASE)
    assert quick is not None
    assert store.deliveries.close(quick, DeliveryState.UNKNOWN, now=NOW, error="history: missing_scope") is not None
    assert store.deliveries.posted(slow, "17.1", last=True, now=NOW) is not None
    assert log(store, "T1")[0].state is DeliveryState.POSTED


@pytest.mark.parametrize(
    ("state", "upto", "covered"),
    [
        pytest.param(DeliveryState.POSTED, 7, 7, id="posted"),
        pytest.param(DeliveryState.QUIET, 7, 7, id="nothing new"),
        pytest.param(DeliveryState.UNKNOWN, 7, 7, id="perhaps posted"),
        pytest.param(DeliveryState.FAILED, 0, None, id="not posted"),
        pytest.param(DeliveryState.POSTED, 0, None, id="posted in part"),
        pytest.param(DeliveryState.UNKNOWN, 0, None, id="perhaps posted in part"),
    ],
)
def test_only_what_came_whole_covers_the_library(
    store: SqlDigestStore, state: DeliveryState, upto: int, covered: int | None
) -> None:
    subscription = store.subscriptions.add(a_subscription())
    assert store.told.covered("s1") is None
    assert store.told.first_missing("s1", after=NOW - DAY) is None
    store.deliveries.close(frozen(store, subscription), state, now=NOW, upto=upto)
    assert store.told.covered("s1") == covered
    assert store.told.first_missing("s1", after=NOW - DAY) == (None if covered else NOW)
    assert store.told.first_missing("s1", after=NOW + DAY) is None
    store.deliveries.close(frozen(store, subscription, NOW + DAY, upto=9), DeliveryState.QUIET, now=NOW)
    assert store.told.covered("s1") == 9
    assert store.told.first_missing("s1", after=NOW - DAY) is None, "what was missing came with it"


def test_what_ends_in_doubt_counts_as_told(store: SqlDigestStore) -> None:
    claim = frozen(store, store.subscriptions.add(a_subscription()))
    store.deliveries.close(claim, DeliveryState.UNKNOWN, now=NOW, telling=Telling(listed=(3,)))
    assert store.told.stories("s1", [2, 3]) == {3}


def test_told_asks_for_any_number_of_stories(store: SqlDigestStore) -> None:
    claim = begun(store, frozen(store, store.subscriptions.add(a_subscription())))
    store.deliveries.posted(claim, "17.1", last=True, now=NOW, telling=Telling(counted=tuple(range(5000))))
    assert store.told.stories("s1", range(4000, 40_000)) == set(range(4000, 5000))


def test_what_is_laid_down_is_left_alone_until_its_time(store: SqlDigestStore) -> None:
    sending = begun(store, frozen(store, store.subscriptions.add(a_subscription())))
    down = store.deliveries.defer(sending, until=NOW + DAY, error="reset", state=DeliveryState.SENDING)
    assert down is not None
    assert (down.is_held, down.delivery.error) == (False, "reset")
    assert store.deliveries.abandoned(NOW + DAY - timedelta(seconds=1)) == []
    looking = store.deliveries.take_over("s1", NOW, holder="b", now=NOW + DAY, lease=LEASE)
    assert looking is not None
    missed = store.deliveries.missed_look(looking, until=NOW + 2 * DAY)
    assert missed is not None
    assert (missed.is_held, missed.delivery.looks) == (False, 1)
    again = store.deliveries.take_over("s1", NOW, holder="c", now=NOW + 2 * DAY, lease=LEASE)
    assert again is not None
    assert begun(store, again).delivery.looks == 0


def test_a_missed_slot_is_recorded_once(store: SqlDigestStore) -> None:
    subscription = store.subscriptions.add(a_subscription())
    missed = store.deliveries.miss(subscription, NOW, NOW + DAY)
    assert missed is not None
    assert missed.state is DeliveryState.MISSED
    assert store.deliveries.miss(subscription, NOW, NOW + DAY) is None
    assert log(store, "T1") == [missed]
    assert store.deliveries.running() == [(subscription, NOW)]
    assert store.told.covered("s1") is None


def test_a_digest_asked_for_does_not_move_the_schedule(store: SqlDigestStore) -> None:
    subscription = store.subscriptions.add(a_subscription())
    claim = store.deliveries.claim(subscription, NOW, holder="a", now=NOW, lease=LEASE, asked_by="U2")
    assert claim is not None
    assert claim.delivery.asked_by == "U2"
    store.deliveries.close(claim, DeliveryState.QUIET, now=NOW, upto=5)
    assert store.deliveries.running() == [(subscription, None)]
    assert store.told.covered("s1") == 5


def test_a_take_over_sees_what_became_of_the_subscription(store: SqlDigestStore) -> None:
    subscription = store.subscriptions.add(a_subscription())
    claimed(store, subscription)
    store.subscriptions.pause(subscription, "on request")
    store.subscriptions.remove(subscription, NOW)
    claim = store.deliveries.take_over("s1", NOW, holder="b", now=NOW + LEASE, lease=LEASE)
    assert claim is not None
    assert (claim.subscription.paused, claim.removed) == ("on request", True)


def test_everybody_gets_a_second_of_their_own_in_a_channel(store: SqlDigestStore) -> None:
    second = timedelta(seconds=1)
    with ThreadPoolExecutor(10) as pool:
        turns = list(pool.map(lambda _: store.deliveries.turn("T1", "C1", now=NOW, gap=second), range(10)))
    assert sorted(turns) == [NOW + number * second for number in range(10)]
    assert store.deliveries.turn("T1", "C2", now=NOW, gap=second) == NOW
    assert store.deliveries.turn("T1", "C1", now=NOW + DAY, gap=second) == NOW + DAY
    assert store.deliveries.turn("T1", "C1", now=NOW, gap=second) == NOW, "a clock that ran a day ahead blocks nobody"


def test_a_subscription_keeps_its_outlets_and_its_most(store: SqlDigestStore) -> None:
    made = store.subscriptions.add(replace(a_subscription(), outlets=("Khaama Press", "CNN"), most=5))
    assert store.subscriptions.one("T1", 1) == made
    store.subscriptions.edit(replace(made, outlets=(), most=None), NOW)
    changed = store.subscriptions.one("T1", 1)
    assert changed is not None
    assert (changed.outlets, changed.most) == ((), None)


def test_the_history_is_of_one_workspace_or_of_all(store: SqlDigestStore) -> None:
    mine, other = store.subscriptions.add(a_subscription()), store.subscriptions.add(a_subscription("s2", "T2"))
    for subscription in (mine, other):
        store.deliveries.close(claimed(store, subscription), DeliveryState.QUIET, now=NOW)
    assert [(each.id, delivery.state) for each, delivery in store.deliveries.history("T1")] == [
        ("s1", DeliveryState.QUIET)
    ]
    assert [each.id for each, _ in store.deliveries.history()] == ["s1", "s2"]
    assert store.deliveries.history("T3") == []


def file(engine: Engine, words: str, *, locator: str = "/1", story: int | None = None, workspace: str = "T1") -> str:
    """The id of an article, filed or changed."""
    document = Document(locator=locator, text=words, title="Troops stay")
    store = SqlArticleStore(engine)
    mark = fingerprint(document)
    filed = store.put(document, Analysis("1"), fingerprint=mark, workspace=workspace, story=story, now=NOW)
    return filed.article.id


def as_told(article: str, text: str, words: str = "first") -> Told:
    return Told(article, words, NOW, fingerprint(Document(locator="/1", text=text, title="Troops stay")))


def told_in_a_digest(store: SqlDigestStore, subscription: Subscription, told: Told) -> None:
    """A posted digest that told an article."""
    claim = begun(store, frozen(store, subscription, upto=1))
    store.deliveries.posted(claim, "17.1", last=True, now=NOW, telling=Telling(listed=(1,), articles=(told,)))


def correcting(store: SqlDigestStore, thread: Thread, at: datetime) -> Claim:
    subscription = store.subscriptions.all("T1")[0]
    claim = store.deliveries.claim(subscription, at, holder="b", now=at, lease=LEASE, corrected=thread)
    assert claim is not None
    return claim


def test_an_article_that_changes_after_its_digest_is_told_once(engine: Engine, store: SqlDigestStore) -> None:
    article = file(engine, "2,500 troops")
    told_in_a_digest(store, store.subscriptions.add(a_subscription()), as_told(article, "2,500 troops"))
    assert store.told.changed(NOW - DAY) == []
    file(engine, "3,500 troops")
    ((subscription, thread),) = store.told.changed(NOW - DAY)
    assert (subscription.id, thread) == ("s1", Thread("C1", "17.1"))
    assert store.told.changed(NOW) == [], "too long ago"
    claim = correcting(store, thread, NOW + LEASE)
    assert (claim.delivery.corrects, claim.delivery.ts) == (True, "17.1")
    assert store.told.changed(NOW - DAY) == [], "somebody is at it"
    (changed,) = store.told.articles_before(claim.delivery)
    assert changed.told.words == "first"
    assert changed.now is not None
    assert changed.now.article.text == "3,500 troops"
    telling = Telling(articles=(as_told(article, "3,500 troops", "second"),))
    store.deliveries.posted(begun(store, claim), "17.2", last=True, now=NOW, telling=telling)
    assert store.told.changed(NOW - DAY) == []
    assert store.told.covered("s1") == 1, "a correction covers nothing"
    assert [last for _, last in store.deliveries.running()] == [NOW], "nor is it a slot"


def test_an_article_that_joins_a_told_story_is_told_once(engine: Engine, store: SqlDigestStore) -> None:
    article = file(engine, "2,500 troops")
    subscription = store.subscriptions.add(a_subscription())
    told_in_a_digest(store, subscription, as_told(article, "2,500 troops"))
    file(engine, "elsewhere", locator="/2")
    file(engine, "a stranger's", locator="/3", story=1, workspace="T2")
    assert store.told.changed(NOW - DAY) == []
    joining = file(engine, "3,500 troops", locator="/4", story=1)
    ((_, thread),) = store.told.changed(NOW - DAY)
    claim = correcting(store, thread, NOW + LEASE)
    (joined,) = store.told.articles_before(claim.delivery)
    assert (joined.told.article, joined.told.words, joined.told.slot) == (joining, "", NOW)
    assert joined.beside == ("first",)
    assert joined.now is not None
    assert joined.now.article.text == "3,500 troops"
    telling = Telling(articles=(replace(joined.told, words="second"),))
    store.deliveries.close(claim, DeliveryState.QUIET, now=NOW, telling=telling)
    assert store.told.changed(NOW - DAY) == []
    file(engine, "4,500 troops", locator="/4")
    ((_, thread),) = store.told.changed(NOW - DAY)
    (changed,) = store.told.articles_before(correcting(store, thread, NOW + 2 * LEASE).delivery)
    assert (changed.told.words, changed.beside) == ("second", ())


def test_what_one_reader_was_told_of_a_joining_article_another_was_not(engine: Engine, store: SqlDigestStore) -> None:
    article = file(engine, "2,500 troops")
    for name in ("s1", "s2"):
        subscription = store.subscriptions.add(a_subscription(name))
        told_in_a_digest(store, subscription, as_told(article, "2,500 troops"))
    file(engine, "3,500 troops", locator="/2", story=1)
    assert [each.id for each, _ in store.told.changed(NOW - DAY)] == ["s1", "s2"]
    claim = correcting(store, Thread("C1", "17.1"), NOW + LEASE)
    (joined,) = store.told.articles_before(claim.delivery)
    store.deliveries.close(claim, DeliveryState.QUIET, now=NOW, telling=Telling(articles=(joined.told,)))
    assert [each.id for each, _ in store.told.changed(NOW - DAY)] == ["s2"]


def test_an_article_that_changed_while_it_was_composed_is_seen(engine: Engine, store: SqlDigestStore) -> None:
    article = file(engine, "3,500 troops")
    told_in_a_digest(store, store.subscriptions.add(a_subscription()), as_told(article, "2,500 troops"))
    assert [thread.ts for _, thread in store.told.changed(NOW - DAY)] == ["17.1"]


def test_a_change_that_was_looked_at_is_not_looked_at_again(engine: Engine, store: SqlDigestStore) -> None:
    told_in_a_digest(
        store, store.subscriptions.add(a_subscription()), as_told(file(engine, "2,500 troops"), "other words")
    )
    ((_, thread),) = store.told.changed(NOW - DAY)
    claim = correcting(store, thread, NOW + LEASE)
    (changed,) = store.told.articles_before(claim.delivery)
    assert changed.now is not None
    store.deliveries.close(
        claim, DeliveryState.QUIET, now=NOW, telling=Telling(articles=(replace(changed.told, words="second"),))
    )
    assert store.told.changed(NOW - DAY) == []


def test_an_article_read_again_says_the_same(engine: Engine, store: SqlDigestStore) -> None:
    article = file(engine, "2,500 troops")
    told_in_a_digest(store, store.subscriptions.add(a_subscription()), as_told(article, "2,500 troops"))
    file(engine, "3,500 troops")
    file(engine, "2,500 troops")
    ((_, thread),) = store.told.changed(NOW - DAY)
    claim = correcting(store, thread, NOW + LEASE)
    (changed,) = store.told.articles_before(claim.delivery)
    assert changed.now is None
    store.deliveries.close(claim, DeliveryState.QUIET, now=NOW, telling=Telling(articles=(changed.told,)))
    assert store.told.changed(NOW - DAY) == []
    assert [delivery.corrects for _, delivery in store.deliveries.history("T1")] == [False], "nothing was told"


def test_an_uncertain_message_that_was_not_the_last_ends_its_delivery(store: SqlDigestStore) -> None:
    slow = begun(store, frozen(store, store.subscriptions.add(a_subscription())))
    quick = store.deliveries.take_over("s1", NOW, holder="b", now=NOW + LEASE, lease=LEASE)
    assert quick is not None
    store.deliveries.close(quick, DeliveryState.UNKNOWN, now=NOW, upto=0)
    store.deliveries.posted(slow, "17.1", last=False, now=NOW, telling=Telling(listed=(3,)))
    assert [(each.state, each.ts) for each in log(store, "T1")] == [(DeliveryState.POSTED, "17.1")]
    assert store.told.stories("s1", [3]) == {3}


def ended(store: SqlDigestStore, subscription: Subscription, slot: datetime, upto: int) -> None:
    """A delivery that ended when it was due; without ``upto`` it failed."""
    claim = store.deliveries.freeze(claimed(store, subscription, slot), "[{}]", upto=upto)
    assert claim is not None
    state = DeliveryState.QUIET if upto else DeliveryState.FAILED
    store.deliveries.close(claim, state, now=slot, upto=upto, telling=Telling(listed=(3,) if upto else ()))


def test_old_deliveries_are_forgotten_but_never_what_they_mean(store: SqlDigestStore) -> None:
    subscription = store.subscriptions.add(a_subscription())
    for days, upto in ((0, 5), (1, 6), (2, 0), (3, 0)):
        ended(store, subscription, NOW + days * DAY, upto)
    # A clock that runs years ahead forgets what it can; what must hold holds all the same.
    assert store.deliveries.prune(finished_before=NOW + 1000 * DAY, told_before=NOW) == 2
    assert sorted(each.slot for each in log(store, "T1")) == [NOW + DAY, NOW + 3 * DAY]
    assert store.deliveries.running() == [(subscription, NOW + 3 * DAY)], "the last slot is not served again"
    assert store.deliveries.claim(subscription, NOW + 3 * DAY, holder="b", now=NOW, lease=LEASE) is None
    assert store.told.covered("s1") == 6, "nor is told again what was"
    assert store.told.stories("s1", [3]) == {3}
    assert store.deliveries.prune(finished_before=NOW + 1000 * DAY, told_before=NOW) == 0


def test_what_is_recent_or_open_is_kept(store: SqlDigestStore) -> None:
    subscription = store.subscriptions.add(a_subscription())
    for days in range(3):
        ended(store, subscription, NOW + days * DAY, 5 + days)
    claimed(store, subscription, NOW - DAY)
    assert store.deliveries.prune(finished_before=NOW + DAY, told_before=NOW) == 1
    assert sorted(each.slot for each in log(store, "T1")) == [NOW - DAY, NOW + DAY, NOW + 2 * DAY]


def test_what_was_told_of_an_article_is_forgotten_when_nobody_follows_it(engine: Engine, store: SqlDigestStore) -> None:
    article = file(engine, "2,500 troops")
    told_in_a_digest(store, store.subscriptions.add(a_subscription()), as_told(article, "2,500 troops"))
    file(engine, "3,500 troops")
    store.deliveries.prune(finished_before=NOW - DAY, told_before=NOW)
    assert len(store.told.changed(NOW - DAY)) == 1
    store.deliveries.prune(finished_before=NOW - DAY, told_before=NOW + DAY)
    assert store.told.changed(NOW - DAY) == []
    assert store.told.stories("s1", [1]) == {1}


def test_what_the_last_version_told_is_still_told(engine: Engine, store: SqlDigestStore) -> None:
    """It wrote down what a delivery tells when it was composed; what it never posted must not count."""
    subscriptions = [store.subscriptions.add(a_subscription(f"s{number}")) for number in range(3)]
    posted, unsent = (frozen(store, each) for each in subscriptions[:2])
    store.deliveries.posted(begun(store, posted), "17.1", last=True, now=NOW)
    store.deliveries.close(frozen(store, subscriptions[2]), DeliveryState.FAILED, now=NOW, upto=7)
    rows = [{"subscription": each.id, "story": 3, "slot": NOW} for each in subscriptions]
    with writing(engine) as connection:
        connection.execute(insert(told_stories), rows)
        # That step alone: the later ones have been taken, and change nothing that it touches.
        connection.execute(text("DROP INDEX ix_articles_workspace_outlet"))
        with Operations.context(MigrationContext.configure(connection)):
            v0005_told_when_posted.upgrade()
    assert [store.told.stories(each.id, [3]) for each in subscriptions] == [{3}, set(), set()]
    again = store.deliveries.take_over("s1", NOW, holder="b", now=NOW + LEASE, lease=LEASE)
    assert again is not None
    assert (again.delivery.state, again.content) == (DeliveryState.CLAIMED, None), "it is composed again"
    assert unsent.content is not None
    assert {each.upto for each in log(store, "T1") if each.state is DeliveryState.FAILED} == {0}


def test_a_store_that_cannot_be_reached_is_a_storage_error() -> None:
    store = SqlDigestStore(connect("postgresql://desk@127.0.0.1:1/news"))
    with pytest.raises(StorageError):
        store.deliveries.running()
    with pytest.raises(StorageError):
        store.subscriptions.add(a_subscription())
