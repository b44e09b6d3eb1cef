"""The store of digests, over SQLite and PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine

from bot.domain.analysis import Analysis
from bot.domain.article import Document
from bot.domain.digest import WEEKDAYS, DeliveryState, Schedule, Subscription
from bot.domain.errors import StorageError
from bot.domain.fingerprint import fingerprint
from bot.storage.articles import SqlArticleStore
from bot.storage.digests import Claim, SqlDigestStore, Thread, Told
from bot.storage.engine import connect

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
    claim = store.claim(subscription, slot, holder=holder, now=NOW, lease=LEASE)
    assert claim is not None
    return claim


def frozen(
    store: SqlDigestStore,
    subscription: Subscription,
    slot: datetime = NOW,
    upto: int = 7,
    stories: tuple[int, ...] = (3,),
) -> Claim:
    claim = store.freeze(claimed(store, subscription, slot), "[{}]", upto=upto, stories=stories, listed=len(stories))
    assert claim is not None
    return claim


def begun(store: SqlDigestStore, claim: Claim) -> Claim:
    sending = store.begin(claim, now=NOW, lease=LEASE)
    assert sending is not None
    return sending


def test_a_subscription_comes_back_as_it_was_filed(store: SqlDigestStore) -> None:
    filed = store.add(a_subscription())
    assert filed == replace(a_subscription(), number=1)
    assert store.subscription("T1", 1) == filed
    assert store.subscriptions("T1") == [filed]


def test_numbers_count_in_each_workspace_and_are_never_given_twice(store: SqlDigestStore) -> None:
    first = store.add(a_subscription("s1"))
    store.remove(first, NOW)
    numbers = [
        store.add(a_subscription(f"s{number}", workspace)).number
        for number, workspace in ((2, "T1"), (3, "T2"), (4, "T1"))
    ]
    assert numbers == [2, 1, 3]


def test_numbers_are_never_given_twice_to_twenty_at_once(store: SqlDigestStore) -> None:
    with ThreadPoolExecutor(20) as pool:
        filed = list(pool.map(lambda number: store.add(a_subscription(f"s{number}")).number, range(20)))
    assert sorted(filed) == list(range(1, 21))


def test_a_workspace_never_sees_anothers_rows(store: SqlDigestStore) -> None:
    mine, other = store.add(a_subscription("s1", "T1")), store.add(a_subscription("s2", "T2"))
    claimed(store, mine)
    assert store.subscriptions("T2") == [other]
    assert (len(store.log("T1")), store.log("T2")) == (1, [])
    store.pause(replace(mine, workspace="T2"), "by a stranger")
    store.remove(replace(mine, workspace="T2"), NOW)
    assert store.subscription("T1", 1) == mine


def test_pause_resume_remove_restore_edit(store: SqlDigestStore) -> None:
    subscription = store.add(a_subscription())
    store.pause(subscription, "first reason")
    store.pause(subscription, "second reason")
    assert store.subscriptions("T1") == [replace(subscription, paused="first reason")]
    store.resume(subscription, NOW)
    assert store.subscriptions("T1") == [replace(subscription, active_since=NOW)]
    store.remove(subscription, NOW)
    assert store.subscriptions("T1") == []
    assert store.subscription("T1", 1) is None
    assert store.subscription("T1", 1, removed=True) is not None
    store.restore(subscription)
    assert store.subscription("T1", 1, removed=True) is None
    edited = replace(subscription, channel="C2", query="", schedule=Schedule(at=time(17)), announce_quiet=False)
    store.edit(edited, NOW + DAY)
    assert store.subscriptions("T1") == [replace(edited, active_since=NOW + DAY)]


def test_a_workspace_is_paused_as_a_whole(store: SqlDigestStore) -> None:
    for name, workspace in (("s1", "T1"), ("s2", "T1"), ("s3", "T2")):
        store.add(a_subscription(name, workspace))
    store.pause_all("T1", "gone")
    assert [each.paused for each in store.subscriptions("T1")] == ["gone", "gone"]
    assert [subscription.id for subscription, _ in store.running()] == ["s3"]


def test_a_slot_is_claimed_by_one_of_twenty(store: SqlDigestStore) -> None:
    subscription = store.add(a_subscription())
    start = Barrier(20)

    def claim(number: int) -> Claim | None:
        start.wait()
        return store.claim(subscription, NOW, holder=f"holder {number}", now=NOW, lease=LEASE)

    with ThreadPoolExecutor(20) as pool:
        won = [each for each in pool.map(claim, range(20)) if each is not None]
    assert len(won) == 1
    assert store.begin(won[0], now=NOW, lease=LEASE) is not None


def test_a_lost_delivery_is_taken_over_by_one_of_twenty(store: SqlDigestStore) -> None:
    frozen(store, store.add(a_subscription()))
    start = Barrier(20)

    def take_over(number: int) -> Claim | None:
        start.wait()
        return store.take_over("s1", NOW, holder=f"holder {number}", now=NOW + LEASE, lease=LEASE)

    with ThreadPoolExecutor(20) as pool:
        won = [each for each in pool.map(take_over, range(20)) if each is not None]
    assert [(claim.content, claim.delivery.state) for claim in won] == [("[{}]", DeliveryState.COMPOSED)]


def test_a_subscription_has_one_open_delivery(store: SqlDigestStore) -> None:
    subscription = store.add(a_subscription())
    first = claimed(store, subscription)
    assert store.claim(subscription, NOW + DAY, holder="b", now=NOW, lease=LEASE) is None
    assert store.running() == []
    assert store.close(first, DeliveryState.QUIET, now=NOW, upto=4) is not None
    assert store.running() == [(subscription, NOW)]
    assert store.claim(subscription, NOW, holder="b", now=NOW, lease=LEASE) is None, "the slot is served for ever"
    assert claimed(store, subscription, NOW + DAY, holder="b")


def test_a_lease_is_respected_until_it_runs_out(store: SqlDigestStore) -> None:
    first = claimed(store, store.add(a_subscription()))
    early, late = NOW + LEASE - timedelta(microseconds=1), NOW + LEASE
    assert store.abandoned(early) == []
    assert store.take_over("s1", NOW, holder="b", now=early, lease=LEASE) is None
    assert store.abandoned(late) == [("s1", NOW)]
    second = store.take_over("s1", NOW, holder="b", now=late, lease=LEASE)
    assert second is not None
    assert store.freeze(first, "[{}]", upto=1, stories=(), listed=0) is None, "the first holder is out"
    assert store.begin(first, now=late, lease=LEASE) is None
    assert store.close(first, DeliveryState.FAILED, now=late) is None
    assert store.freeze(second, "[{}]", upto=1, stories=(), listed=0) is not None


def test_a_delivery_from_claim_to_record(store: SqlDigestStore) -> None:
    subscription = store.add(a_subscription())
    sending = begun(store, frozen(store, subscription, stories=(3, 4)))
    done = store.posted(sending, "17.1", last=True, now=NOW + LEASE)
    assert done is not None
    expected = replace(
        sending.delivery, state=DeliveryState.POSTED, ts="17.1", sent=1, finished=NOW + LEASE, upto=7, stories=2
    )
    assert done.delivery == expected
    assert not done.is_held
    assert store.log("T1") == [expected]
    assert store.covered("s1") == 7
    assert store.told("s1", [2, 3, 4]) == {3, 4}
    assert store.told("s2", [2, 3, 4]) == set()


def test_the_messages_of_one_delivery_are_recorded_one_by_one(store: SqlDigestStore) -> None:
    first = store.posted(begun(store, frozen(store, store.add(a_subscription()))), "17.1", last=False, now=NOW)
    assert first is not None
    assert (first.delivery.sent, first.delivery.state, first.content) == (1, DeliveryState.COMPOSED, "[{}]")
    second = store.posted(begun(store, first), "17.2", last=True, now=NOW)
    assert second is not None
    assert (second.delivery.sent, second.delivery.ts) == (2, "17.1"), "the thread's parent stays its id"


def test_a_post_is_a_fact_whoever_holds_the_delivery(store: SqlDigestStore) -> None:
    slow = begun(store, frozen(store, store.add(a_subscription())))
    quick = store.take_over("s1", NOW, holder="b", now=NOW + LEASE, lease=LEASE)
    assert quick is not None
    assert store.posted(slow, "17.1", last=True, now=NOW) is not None
    assert store.begin(quick, now=NOW, lease=LEASE) is None, "so that it is not posted again"
    assert store.posted(slow, "17.2", last=True, now=NOW) is None
    assert store.log("T1")[0].ts == "17.1"


def test_an_uncertain_post_can_still_turn_out_to_be_there(store: SqlDigestStore) -> None:
    slow = begun(store, frozen(store, store.add(a_subscription())))
    quick = store.take_over("s1", NOW, holder="b", now=NOW + LEASE, lease=LEASE)
    assert quick is not None
    assert store.close(quick, DeliveryState.UNKNOWN, now=NOW, error="history: missing_scope") is not None
    assert store.posted(slow, "17.1", last=True, now=NOW) is not None
    assert store.log("T1")[0].state is DeliveryState.POSTED


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (DeliveryState.POSTED, True),
        (DeliveryState.QUIET, True),
        (DeliveryState.UNKNOWN, True),
        (DeliveryState.FAILED, False),
    ],
)
def test_what_was_not_posted_comes_again(store: SqlDigestStore, state: DeliveryState, counts: bool) -> None:
    assert store.covered("s1") is None
    claim = frozen(store, store.add(a_subscription()))
    assert store.told("s1", [3]) == set(), "not told before its end"
    store.close(claim, state, now=NOW)
    assert store.told("s1", [3]) == ({3} if counts else set())
    assert store.covered("s1") == (7 if counts else None)


def test_told_asks_for_any_number_of_stories(store: SqlDigestStore) -> None:
    claim = frozen(store, store.add(a_subscription()), stories=tuple(range(5000)))
    store.close(claim, DeliveryState.POSTED, now=NOW)
    assert store.told("s1", range(4000, 40_000)) == set(range(4000, 5000))


def test_what_is_laid_down_is_left_alone_until_its_time(store: SqlDigestStore) -> None:
    sending = begun(store, frozen(store, store.add(a_subscription())))
    down = store.defer(sending, until=NOW + DAY, error="reset", state=DeliveryState.SENDING)
    assert down is not None
    assert (down.is_held, down.delivery.error) == (False, "reset")
    assert store.abandoned(NOW + DAY - timedelta(seconds=1)) == []
    looking = store.take_over("s1", NOW, holder="b", now=NOW + DAY, lease=LEASE)
    assert looking is not None
    missed = store.missed_look(looking, until=NOW + 2 * DAY)
    assert missed is not None
    assert (missed.is_held, missed.delivery.looks) == (False, 1)
    again = store.take_over("s1", NOW, holder="c", now=NOW + 2 * DAY, lease=LEASE)
    assert again is not None
    assert begun(store, again).delivery.looks == 0


def test_a_missed_slot_is_recorded_once(store: SqlDigestStore) -> None:
    subscription = store.add(a_subscription())
    missed = store.miss(subscription, NOW, NOW + DAY)
    assert missed is not None
    assert missed.state is DeliveryState.MISSED
    assert store.miss(subscription, NOW, NOW + DAY) is None
    assert store.log("T1") == [missed]
    assert store.running() == [(subscription, NOW)]
    assert store.covered("s1") is None


def test_a_digest_asked_for_does_not_move_the_schedule(store: SqlDigestStore) -> None:
    subscription = store.add(a_subscription())
    claim = store.claim(subscription, NOW, holder="a", now=NOW, lease=LEASE, asked_by="U2")
    assert claim is not None
    assert claim.delivery.asked_by == "U2"
    store.close(claim, DeliveryState.QUIET, now=NOW, upto=5)
    assert store.running() == [(subscription, None)]
    assert store.covered("s1") == 5


def test_a_take_over_sees_what_became_of_the_subscription(store: SqlDigestStore) -> None:
    subscription = store.add(a_subscription())
    claimed(store, subscription)
    store.pause(subscription, "on request")
    store.remove(subscription, NOW)
    claim = store.take_over("s1", NOW, holder="b", now=NOW + LEASE, lease=LEASE)
    assert claim is not None
    assert (claim.subscription.paused, claim.removed) == ("on request", True)


def test_everybody_gets_a_second_of_their_own_in_a_channel(store: SqlDigestStore) -> None:
    second = timedelta(seconds=1)
    with ThreadPoolExecutor(10) as pool:
        turns = list(pool.map(lambda _: store.turn("T1", "C1", now=NOW, gap=second), range(10)))
    assert sorted(turns) == [NOW + number * second for number in range(10)]
    assert store.turn("T1", "C2", now=NOW, gap=second) == NOW
    assert store.turn("T1", "C1", now=NOW + DAY, gap=second) == NOW + DAY
    assert store.turn("T1", "C1", now=NOW, gap=second) == NOW, "a clock that ran a day ahead blocks nobody"


def test_a_subscription_keeps_its_outlets_and_its_most(store: SqlDigestStore) -> None:
    made = store.add(replace(a_subscription(), outlets=("Khaama Press", "CNN"), most=5))
    assert store.subscription("T1", 1) == made
    store.edit(replace(made, outlets=(), most=None), NOW)
    changed = store.subscription("T1", 1)
    assert changed is not None
    assert (changed.outlets, changed.most) == ((), None)


def test_the_history_is_of_one_workspace_or_of_all(store: SqlDigestStore) -> None:
    mine, other = store.add(a_subscription()), store.add(a_subscription("s2", "T2"))
    for subscription in (mine, other):
        store.close(claimed(store, subscription), DeliveryState.QUIET, now=NOW)
    assert [(each.id, delivery.state) for each, delivery in store.history("T1")] == [("s1", DeliveryState.QUIET)]
    assert [each.id for each, _ in store.history()] == ["s1", "s2"]
    assert store.history("T3") == []


def file(engine: Engine, text: str) -> str:
    """The id of an article of workspace T1, filed or changed."""
    document = Document(locator="/1", text=text, title="Troops stay")
    store = SqlArticleStore(engine)
    mark = fingerprint(document)
    filed = store.put(document, Analysis("1"), fingerprint=mark, workspace="T1", story=None, now=NOW)
    return filed.article.id


def as_told(article: str, text: str, words: str = "first") -> Told:
    return Told(article, words, NOW, fingerprint(Document(locator="/1", text=text, title="Troops stay")))


def told_in_a_digest(store: SqlDigestStore, subscription: Subscription, told: Told) -> None:
    """A posted digest that told an article."""
    claim = store.freeze(claimed(store, subscription), "[{}]", upto=1, stories=(1,), listed=1, told=[told])
    assert claim is not None
    store.posted(begun(store, claim), "17.1", last=True, now=NOW)


def correcting(store: SqlDigestStore, thread: Thread, at: datetime) -> Claim:
    subscription = store.subscriptions("T1")[0]
    claim = store.claim(subscription, at, holder="b", now=at, lease=LEASE, corrected=thread)
    assert claim is not None
    return claim


def test_an_article_that_changes_after_its_digest_is_told_once(engine: Engine, store: SqlDigestStore) -> None:
    article = file(engine, "2,500 troops")
    told_in_a_digest(store, store.add(a_subscription()), as_told(article, "2,500 troops"))
    assert store.changed(NOW - DAY) == []
    file(engine, "3,500 troops")
    ((subscription, thread),) = store.changed(NOW - DAY)
    assert (subscription.id, thread) == ("s1", Thread("C1", "17.1"))
    assert store.changed(NOW) == [], "too long ago"
    claim = correcting(store, thread, NOW + LEASE)
    assert (claim.delivery.corrects, claim.delivery.ts) == (True, "17.1")
    assert store.changed(NOW - DAY) == [], "somebody is at it"
    ((before, now),) = store.told_before(claim)
    assert before.words == "first"
    assert now is not None
    assert now.article.text == "3,500 troops"
    frozen_claim = store.freeze(claim, "[{}]", told=[as_told(article, "3,500 troops", "second")])
    assert frozen_claim is not None
    store.posted(begun(store, frozen_claim), "17.2", last=True, now=NOW)
    assert store.changed(NOW - DAY) == []
    assert store.covered("s1") == 1, "a correction covers nothing"
    assert [last for _, last in store.running()] == [NOW], "nor is it a slot"


def test_an_article_that_changed_while_it_was_composed_is_seen(engine: Engine, store: SqlDigestStore) -> None:
    article = file(engine, "3,500 troops")
    told_in_a_digest(store, store.add(a_subscription()), as_told(article, "2,500 troops"))
    assert [thread.ts for _, thread in store.changed(NOW - DAY)] == ["17.1"]


def test_a_change_that_was_looked_at_is_not_looked_at_again(engine: Engine, store: SqlDigestStore) -> None:
    told_in_a_digest(store, store.add(a_subscription()), as_told(file(engine, "2,500 troops"), "other words"))
    ((_, thread),) = store.changed(NOW - DAY)
    claim = correcting(store, thread, NOW + LEASE)
    ((before, now),) = store.told_before(claim)
    assert now is not None
    store.close(claim, DeliveryState.QUIET, now=NOW, told=[replace(before, words="second")])
    assert store.changed(NOW - DAY) == []


def test_an_article_read_again_says_the_same(engine: Engine, store: SqlDigestStore) -> None:
    article = file(engine, "2,500 troops")
    told_in_a_digest(store, store.add(a_subscription()), as_told(article, "2,500 troops"))
    file(engine, "3,500 troops")
    file(engine, "2,500 troops")
    ((_, thread),) = store.changed(NOW - DAY)
    claim = correcting(store, thread, NOW + LEASE)
    ((before, now),) = store.told_before(claim)
    assert now is None
    store.close(claim, DeliveryState.QUIET, now=NOW, told=[before])
    assert store.changed(NOW - DAY) == []
    assert [delivery.corrects for _, delivery in store.history("T1")] == [False], "nothing was told"


def test_a_store_that_cannot_be_reached_is_a_storage_error() -> None:
    store = SqlDigestStore(connect("postgresql://desk@127.0.0.1:1/news"))
    with pytest.raises(StorageError):
        store.running()
    with pytest.raises(StorageError):
        store.add(a_subscription())
