"""What people do with digests, and what they may not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import count

import pytest

from bot.digests.deliver import Deliverer
from bot.digests.grammar import Change, Create, Verb
from bot.digests.news import NewStories, StoryMaterial
from bot.digests.posting import FrozenMessage, Posted
from bot.digests.subscriptions import Member, Subscriptions, may_change, may_see
from bot.domain.answer import FigureDispute
from bot.domain.digest import WEEKDAYS, Corrections, Delivery, DeliveryState, Digest, Schedule, Subscription, Trouble
from bot.domain.errors import NotAllowed, NotFound, QueryError
from bot.storage.digests import SqlDigestStore
from bot.storage.engine import connect
from bot.storage.migrate import upgrade
from bot.storage.store import Stored

NOW = datetime(2024, 7, 1, 12, 0, tzinfo=UTC)
MAKER = Member(workspace="T1", user="U1")
COLLEAGUE = Member(workspace="T1", user="U2", is_in=lambda channel: channel.startswith("C"))
ELSEWHERE = Member(workspace="T1", user="U4", is_in=lambda channel: channel == "C9")
ADMIN = Member(workspace="T1", user="U3", is_admin=True)
STRANGER = Member(workspace="T2", user="U1", is_admin=True)
MORNING = Create(Schedule(at=time(8, 30), weekdays=WEEKDAYS, zone="Europe/Berlin"), "taliban", announce_quiet=True)


class NoNews:
    """A library without news."""

    def since(self, workspace: str, query: str, *, after: int, since: datetime, now: datetime) -> NewStories:
        return NewStories(0, ())

    def material(self, workspace: str, numbers: Sequence[int]) -> list[StoryMaterial]:
        return []

    def disputes(self, articles: Sequence[Stored]) -> tuple[FigureDispute, ...]:
        return ()


class NoSlack:
    """A Slack to which nothing is ever posted."""

    def post(
        self,
        channel: str,
        message: FrozenMessage,
        *,
        workspace: str,
        key: str,
        mark: str,
        thread_ts: str | None = None,
    ) -> Posted:
        raise AssertionError("nothing is new")

    def find(
        self, channel: str, *, workspace: str, key: str, mark: str, since: datetime, thread_ts: str | None = None
    ) -> str | None:
        raise AssertionError("nothing was posted")

    def direct_message(self, user: str, trouble: Trouble, *, workspace: str) -> None:
        raise AssertionError("nothing went wrong")


def render(digest: Digest | Corrections, mark: str) -> list[FrozenMessage]:
    raise AssertionError("nothing is new")


def check_query(text: str) -> None:
    if text == "form:bbc":
        raise QueryError("unknown filter", text, hint="Did you mean from:bbc?")


@pytest.fixture
def store() -> Iterator[SqlDigestStore]:
    engine = connect("sqlite://")
    upgrade(engine)
    yield SqlDigestStore(engine)
    engine.dispose()


@pytest.fixture
def subscriptions(store: SqlDigestStore) -> Subscriptions:
    ids = count(1)

    def new_id() -> str:
        return f"id{next(ids)}"

    def wait(amount: timedelta) -> None:
        raise AssertionError("nobody has to wait")

    deliverer = Deliverer(store, NoNews(), NoSlack(), render, clock=lambda: NOW, new_id=new_id, wait=wait)
    return Subscriptions(store, deliverer, check_query=check_query, clock=lambda: NOW, new_id=new_id, limit=3)


def test_a_new_digest_is_as_it_was_wanted(subscriptions: Subscriptions) -> None:
    made = subscriptions.create(MORNING, channel="C1", member=MAKER)
    assert made == Subscription(
        id="id1",
        workspace="T1",
        number=1,
        channel="C1",
        creator="U1",
        schedule=MORNING.schedule,
        created=NOW,
        query="taliban",
        announce_quiet=True,
    )
    assert subscriptions.visible(COLLEAGUE) == [made]
    assert subscriptions.next_times(made, 2) == [NOW + timedelta(hours=18.5), NOW + timedelta(hours=42.5)]


def test_a_query_that_cannot_be_read_makes_no_digest(subscriptions: Subscriptions) -> None:
    with pytest.raises(QueryError, match="form:bbc"):
        subscriptions.create(Create(MORNING.schedule, "form:bbc"), channel="C1", member=MAKER)
    assert subscriptions.visible(MAKER) == []


def test_a_workspace_has_so_many_and_no_more(subscriptions: Subscriptions) -> None:
    for channel in ("C1", "C2", "C3"):
        subscriptions.create(MORNING, channel=channel, member=MAKER)
    with pytest.raises(NotAllowed, match="too many digests: 3"):
        subscriptions.create(MORNING, channel="C4", member=COLLEAGUE)
    subscriptions.create(MORNING, channel="C1", member=STRANGER)
    subscriptions.change(Change(Verb.STOP, 1), channel="C1", member=MAKER)
    assert subscriptions.create(MORNING, channel="C1", member=COLLEAGUE).number == 4


def test_the_same_digest_is_refused_and_the_one_that_there_is_named(subscriptions: Subscriptions) -> None:
    subscriptions.create(MORNING, channel="C1", member=MAKER)
    again = replace(MORNING, query="Taliban", announce_quiet=False)
    with pytest.raises(NotAllowed, match="Digest 1 already brings the same here at the same time") as refused:
        subscriptions.create(again, channel="C1", member=COLLEAGUE)
    assert "/digest edit 1" in refused.value.hint
    subscriptions.change(Change(Verb.PAUSE, 1), channel="C1", member=MAKER)
    with pytest.raises(NotAllowed, match="Digest 1, which is paused, already") as refused:
        subscriptions.create(again, channel="C1", member=COLLEAGUE)
    assert "/digest resume 1" in refused.value.hint
    assert subscriptions.edit(1, again, channel="C1", member=MAKER).query == "Taliban", "itself is no other"


def test_a_digest_is_not_changed_into_another(subscriptions: Subscriptions) -> None:
    subscriptions.create(MORNING, channel="C1", member=MAKER)
    subscriptions.create(replace(MORNING, query="floods"), channel="C1", member=MAKER)
    with pytest.raises(NotAllowed, match="Digest 1 already"):
        subscriptions.edit(2, MORNING, channel="C1", member=MAKER)


def test_digests_that_tell_a_story_twice_are_known(subscriptions: Subscriptions) -> None:
    everything = subscriptions.create(replace(MORNING, query=""), channel="C1", member=MAKER)
    floods = subscriptions.create(replace(MORNING, query="floods"), channel="C1", member=COLLEAGUE)
    assert subscriptions.overlapping(floods, COLLEAGUE) == [everything]
    subscriptions.change(Change(Verb.PAUSE, 1), channel="C1", member=MAKER)
    assert subscriptions.overlapping(floods, COLLEAGUE) == []


@pytest.mark.parametrize(
    ("member", "changes", "sees_channel", "sees_direct"),
    [
        (MAKER, True, True, True),
        (COLLEAGUE, False, True, False),
        (ELSEWHERE, False, False, False),
        (ADMIN, True, True, True),
        (STRANGER, False, False, False),
    ],
)
def test_who_may_do_what(
    subscriptions: Subscriptions, member: Member, changes: bool, sees_channel: bool, sees_direct: bool
) -> None:
    channel = subscriptions.create(MORNING, channel="C1", member=MAKER)
    direct = subscriptions.create(MORNING, channel="D1", member=MAKER)
    assert may_change(channel, member) is changes
    assert (may_see(channel, member), may_see(direct, member)) == (sees_channel, sees_direct)
    assert subscriptions.visible(member) == [channel] * sees_channel + [direct] * sees_direct


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb is not Verb.PREVIEW])
def test_only_its_maker_and_admins_change_a_digest(subscriptions: Subscriptions, verb: Verb) -> None:
    made = subscriptions.create(MORNING, channel="C1", member=MAKER)
    if verb is Verb.UNDO:
        subscriptions.remove(made, MAKER)
    with pytest.raises(NotAllowed, match="#1"):
        subscriptions.change(Change(verb, 1), channel="C1", member=COLLEAGUE)
    with pytest.raises(NotFound, match="#1"):
        subscriptions.change(Change(verb, 1), channel="C1", member=STRANGER)
    assert subscriptions.change(Change(verb, 1), channel="C1", member=ADMIN) is not None


def test_what_somebody_may_not_see_counts_in_nothing_that_they_are_told(subscriptions: Subscriptions) -> None:
    made = subscriptions.create(MORNING, channel="C1", member=MAKER)
    subscriptions.run_now(made, MAKER)
    assert subscriptions.visible(ELSEWHERE) == []
    assert subscriptions.history(ELSEWHERE) == []
    for verb in (Verb.PREVIEW, Verb.PAUSE, Verb.NOW, Verb.STOP, Verb.EDIT):
        with pytest.raises(NotFound, match="no such digest"):
            subscriptions.change(Change(verb, 1), channel="C2", member=ELSEWHERE)
    with pytest.raises(NotFound, match="no digest here"):
        subscriptions.change(Change(Verb.PAUSE), channel="C1", member=ELSEWHERE)
    subscriptions.check(MORNING, channel="C1", member=ELSEWHERE)
    twin = subscriptions.create(replace(MORNING, query=""), channel="C1", member=ELSEWHERE)
    assert subscriptions.overlapping(twin, ELSEWHERE) == []
    assert subscriptions.overlapping(twin, COLLEAGUE) == [made]
    subscriptions.remove(made, MAKER)
    with pytest.raises(NotFound, match="no such digest"):
        subscriptions.change(Change(Verb.UNDO, 1), channel="C1", member=ELSEWHERE)


def test_pause_and_resume(subscriptions: Subscriptions) -> None:
    subscriptions.create(MORNING, channel="C1", member=MAKER)
    paused = subscriptions.change(Change(Verb.PAUSE), channel="C1", member=MAKER)
    assert isinstance(paused, Subscription)
    assert paused.paused == "by <@U1>"
    assert subscriptions.next_times(paused) == []
    resumed = subscriptions.change(Change(Verb.RESUME), channel="C1", member=MAKER)
    assert isinstance(resumed, Subscription)
    assert (resumed.paused, resumed.active_since) == (None, NOW)


def test_stop_and_undo(subscriptions: Subscriptions) -> None:
    made = subscriptions.create(MORNING, channel="C1", member=MAKER)
    assert subscriptions.change(Change(Verb.STOP), channel="C1", member=MAKER) == made
    assert subscriptions.visible(MAKER) == []
    with pytest.raises(NotFound):
        subscriptions.change(Change(Verb.PAUSE, 1), channel="C1", member=MAKER)
    assert subscriptions.change(Change(Verb.UNDO, 1), channel="C1", member=MAKER) == made
    with pytest.raises(NotFound):
        subscriptions.change(Change(Verb.UNDO, 1), channel="C1", member=MAKER)


def test_now_says_that_nothing_is_new(subscriptions: Subscriptions) -> None:
    subscriptions.create(MORNING, channel="C1", member=MAKER)
    delivery = subscriptions.change(Change(Verb.NOW), channel="C1", member=MAKER)
    assert isinstance(delivery, Delivery)
    assert (delivery.state, delivery.asked_by) == (DeliveryState.QUIET, "U1")
    assert [each for _, each in subscriptions.history(MAKER)] == [delivery]
    assert subscriptions.history(replace(MAKER, workspace="T2")) == []


def test_now_while_one_is_on_its_way(subscriptions: Subscriptions, store: SqlDigestStore) -> None:
    made = subscriptions.create(MORNING, channel="C1", member=MAKER)
    store.deliveries.claim(made, NOW - timedelta(hours=1), holder="another", now=NOW, lease=timedelta(minutes=3))
    with pytest.raises(QueryError, match="on its way"):
        subscriptions.run_now(made, MAKER)


def test_without_a_number_the_only_one_that_can_be_meant(subscriptions: Subscriptions) -> None:
    with pytest.raises(NotFound, match="no digest here"):
        subscriptions.change(Change(Verb.PAUSE), channel="C1", member=MAKER)
    here = subscriptions.create(MORNING, channel="C1", member=MAKER)
    there = subscriptions.create(MORNING, channel="C2", member=MAKER)

    def paused(channel: str) -> object:
        got = subscriptions.change(Change(Verb.PAUSE), channel=channel, member=MAKER)
        return got.number if isinstance(got, Subscription) else got

    assert (paused("C1"), paused("C2")) == (here.number, there.number)
    with pytest.raises(QueryError, match="which digest") as raised:
        paused("C3")
    assert (raised.value.subject, raised.value.hint) == ("#1 or #2", "Try: /digest pause 1")
    with pytest.raises(QueryError, match="which digest"):
        subscriptions.change(Change(Verb.UNDO), channel="C1", member=MAKER)


def test_a_workspace_that_left_is_paused(subscriptions: Subscriptions) -> None:
    subscriptions.create(MORNING, channel="C1", member=MAKER)
    kept = subscriptions.create(MORNING, channel="C1", member=STRANGER)
    subscriptions.workspace_left("T1")
    assert subscriptions.visible(MAKER)[0].paused == "Newsdesk was removed from this workspace"
    assert subscriptions.visible(STRANGER) == [kept]


def test_a_workspace_that_returned_goes_on_where_leaving_stopped_it(subscriptions: Subscriptions) -> None:
    for channel in ("C1", "C2", "C3"):
        subscriptions.create(MORNING, channel=channel, member=MAKER)
    subscriptions.change(Change(Verb.PAUSE, 2), channel="C2", member=MAKER)
    subscriptions.workspace_left("T1")
    assert subscriptions.workspace_returned("T2") == []
    assert [each.number for each in subscriptions.workspace_returned("T1")] == [1, 3]
    assert [each.paused for each in subscriptions.visible(MAKER)] == [None, "by <@U1>", None]
    assert subscriptions.visible(MAKER)[0].active_since == NOW
    assert subscriptions.workspace_returned("T1") == []
