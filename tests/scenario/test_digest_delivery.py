"""Digests from slot to channel: the real store, a Slack in memory that can fail, and a clock that the test moves."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import count, pairwise
from pathlib import Path
from threading import Lock

import pytest
from sqlalchemy import Engine

from bot.digests.deliver import Deliverer, _in_turns
from bot.digests.news import NewStories, StoryMaterial, StoryOutline
from bot.digests.posting import FrozenMessage, Posted, part_mark
from bot.digests.terms import Terms
from bot.domain.analysis import Analysis
from bot.domain.answer import FigureDispute
from bot.domain.article import Article
from bot.domain.digest import Corrections, Delivery, DeliveryState, Digest, Schedule, Subscription, Trouble
from bot.domain.errors import DeliveryError, QueryError
from bot.storage.digests import Claim, SqlDigestStore
from bot.storage.engine import connect
from bot.storage.migrate import upgrade
from bot.storage.store import Outline, Stored

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
MORNING = datetime(2024, 7, 1, 6, 30, tzinfo=UTC)


class Killed(BaseException):
    """What a process feels when it is killed: nothing of it runs on."""


@dataclass
class Clock:
    """Time that passes when somebody waits, or the test says so."""

    now: datetime = MORNING - DAY / 2
    lock: Lock = field(default_factory=Lock)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, amount: timedelta) -> None:
        with self.lock:
            self.now += amount


class FakeNews:
    """Stories that the test adds, one article each unless a number comes twice."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.stored = clock, list[Stored]()

    def add(self, *numbers: int) -> None:
        for number in numbers:
            revision = len(self.stored) + 1
            article = Article(
                id=f"a{revision}",
                workspace="T1",
                story=number,
                locator=f"/{revision}",
                title=f"Story {number}",
                text="It happened.",
                added=self.clock(),
                updated=self.clock(),
            )
            self.stored.append(Stored(article, Analysis("1"), revision))

    def since(self, workspace: str, query: str, *, after: int, since: datetime, now: datetime) -> NewStories:
        if query == "broken":
            raise QueryError("can't read", query)
        new = {
            each.article.story for each in self.stored if each.added_revision > after and each.article.added >= since
        }
        return NewStories(len(self.stored), tuple(StoryOutline(number, self._outlines(number)) for number in new))

    def material(self, workspace: str, numbers: Sequence[int]) -> list[StoryMaterial]:
        return [
            StoryMaterial(number, tuple(each for each in self.stored if each.article.story == number))
            for number in numbers
        ]

    def _outlines(self, number: int) -> tuple[Outline, ...]:
        return tuple(
            Outline(each.article.id, number, None, each.article.locator, len(each.article.text), 0, 0)
            for each in self.stored
            if each.article.story == number
        )

    def disputes(self, articles: Sequence[Stored]) -> tuple[FigureDispute, ...]:
        return ()


@dataclass(frozen=True)
class Message:
    channel: str
    ts: str
    text: str
    key: str
    thread_ts: str | None
    at: datetime


Fault = Callable[[], None]


class FakeSlack:
    """A Slack that keeps what is posted. ``before`` and ``after`` run around the keeping and may raise."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.lock, self.numbers = clock, Lock(), count(1)
        self.messages: list[Message] = []
        self.told: list[tuple[str, Trouble]] = []
        self.before: list[DeliveryError | Killed | None] = []
        self.after: list[DeliveryError | Killed | None] = []
        self.history: list[DeliveryError | Killed | None] = []
        self.direct: list[DeliveryError | Killed | None] = []
        self.keeps_metadata = True

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
        _next(self.before)
        with self.lock:
            metadata = key if self.keeps_metadata else ""
            kept = Message(channel, f"17.{next(self.numbers)}", message.text, metadata, thread_ts, self.clock())
            self.messages.append(kept)
        _next(self.after)
        return Posted(kept.ts)

    def find(
        self, channel: str, *, workspace: str, key: str, mark: str, since: datetime, thread_ts: str | None = None
    ) -> str | None:
        _next(self.history)
        for message in self.messages:
            mine = message.key == key or message.text.endswith(f"[{mark}]")
            if mine and (message.channel, message.thread_ts) == (channel, thread_ts) and message.at >= since:
                return message.ts
        return None

    def direct_message(self, user: str, trouble: Trouble, *, workspace: str) -> None:
        _next(self.direct)
        self.told.append((user, trouble))

    @property
    def texts(self) -> list[str]:
        return [message.text.partition(" [")[0] for message in self.messages]


def _next(faults: list[DeliveryError | Killed | None]) -> None:
    if faults and (fault := faults.pop(0)) is not None:
        raise fault


def render(digest: Digest | Corrections, mark: str) -> list[FrozenMessage]:
    """One line for each story; what is more than three goes into the thread."""
    if isinstance(digest, Corrections):
        changed = ",".join(str(item.article.story) for item in digest.items)
        return [FrozenMessage(f"changed {changed} [{mark}]", ({"type": "divider"},))]
    numbers = [entry.story.number for entry in digest.entries]
    parts = [numbers[start : start + 3] for start in range(0, len(numbers), 3)] or [[]]
    late = f" due {digest.slot:%H:%M}" if digest.late else ""
    more = f" +{digest.more}" if digest.more else ""
    return [
        FrozenMessage(
            f"{','.join(map(str, part)) or 'nothing new'}{late}{more} [{part_mark(mark, number)}]",
            ({"type": "divider"},),
            tuple(part),
        )
        for number, part in enumerate(parts)
    ]


class World:
    """Everything that one test needs; ``worker`` starts another process, so to speak."""

    def __init__(self, folder: Path) -> None:
        self.engine = connect(path=folder / "newsdesk.sqlite")
        upgrade(self.engine)
        self.clock = Clock()
        self.news, self.slack = FakeNews(self.clock), FakeSlack(self.clock)
        self.store = SqlDigestStore(self.engine)
        self.ids = count(1)
        self.terms = Terms(workers=1)

    def worker(self, store: SqlDigestStore | None = None) -> Deliverer:
        return Deliverer(
            store or self.store,
            self.news,
            self.slack,
            render,
            clock=self.clock,
            new_id=lambda: f"id{next(self.ids)}",
            wait=self.clock.wait,
            terms=self.terms,
        )

    def subscribe(self, *, channel: str = "C1", query: str = "", announce_quiet: bool = False) -> Subscription:
        return self.store.subscriptions.add(
            Subscription(
                id=f"s{next(self.ids)}",
                workspace="T1",
                number=0,
                channel=channel,
                creator="U1",
                schedule=Schedule(at=time(8, 30), zone="Europe/Berlin"),
                created=self.clock(),
                query=query,
                announce_quiet=announce_quiet,
            )
        )

    def tick_at(self, moment: datetime) -> list[Delivery]:
        self.clock.now = moment
        return self.worker().tick()

    def log(self) -> list[Delivery]:
        return [delivery for _, delivery in self.store.deliveries.history("T1")]

    def states(self) -> list[DeliveryState]:
        return [delivery.state for delivery in self.log()]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.engine.dispose()


def unclear() -> DeliveryError:
    return DeliveryError("could not post", "C1", "timed out", unclear=True)


def test_a_digest_comes_at_its_minute_once(world: World) -> None:
    world.subscribe()
    world.news.add(1, 2)
    assert world.tick_at(MORNING - MINUTE) == []
    (delivery,) = world.tick_at(MORNING)
    assert (delivery.state, delivery.slot, delivery.stories, delivery.ts) == (DeliveryState.POSTED, MORNING, 2, "17.1")
    assert world.slack.texts == ["1,2"]
    assert world.tick_at(MORNING) == []
    assert world.tick_at(MORNING + MINUTE) == []


def test_the_first_digest_holds_a_day_and_each_story_comes_once(world: World) -> None:
    world.news.add(1)
    world.clock.now = MORNING - DAY / 2
    world.subscribe()
    world.news.stored.clear()
    world.clock.now = MORNING - DAY - MINUTE
    world.news.add(1)
    world.clock.now = MORNING - DAY
    world.news.add(2)
    world.tick_at(MORNING)
    world.clock.now = MORNING + MINUTE
    world.news.add(2, 3)
    world.tick_at(MORNING + DAY)
    assert world.slack.texts == ["2", "3"]


def test_a_quiet_day_posts_nothing_unless_asked_to(world: World) -> None:
    world.subscribe()
    world.subscribe(channel="C2", announce_quiet=True)
    world.tick_at(MORNING)
    assert sorted(world.states()) == [DeliveryState.POSTED, DeliveryState.QUIET]
    assert [(message.channel, message.text[:11]) for message in world.slack.messages] == [("C2", "nothing new")]


@pytest.mark.parametrize(
    ("back", "texts", "state"),
    [
        pytest.param(4 * MINUTE, ["1"], DeliveryState.POSTED, id="hardly late"),
        pytest.param(11 * 60 * MINUTE, ["1 due 06:30"], DeliveryState.POSTED, id="late: it says so"),
        pytest.param(12 * 60 * MINUTE, [], DeliveryState.MISSED, id="too late"),
        pytest.param(3 * DAY + MINUTE, ["1"], DeliveryState.POSTED, id="days later: no backlog"),
    ],
)
def test_a_worker_that_was_down(world: World, back: timedelta, texts: list[str], state: DeliveryState) -> None:
    world.subscribe()
    world.news.add(1)
    world.clock.now = MORNING + back - MINUTE
    world.tick_at(MORNING + back)
    assert (world.slack.texts, world.states()) == (texts, [state])


def test_what_a_missed_digest_held_comes_with_the_next(world: World) -> None:
    world.subscribe()
    world.clock.now = MORNING - MINUTE
    world.news.add(1)
    world.tick_at(MORNING + DAY / 2)
    world.clock.now = MORNING + DAY / 2
    world.news.add(2)
    world.tick_at(MORNING + DAY)
    assert world.slack.texts == ["1,2"]
    world.clock.now = MORNING + DAY + MINUTE
    world.news.add(3)
    world.tick_at(MORNING + 5 * DAY / 2)
    assert world.states()[0] is DeliveryState.MISSED
    world.tick_at(MORNING + 3 * DAY)
    assert world.slack.texts == ["1,2", "3"]


def test_a_long_digest_goes_on_in_its_thread_under_one_message_a_second(world: World) -> None:
    world.subscribe()
    world.subscribe()
    world.news.add(*range(1, 13))
    world.tick_at(MORNING)
    first, *rest = world.slack.messages[:3]
    assert [message.thread_ts for message in rest] == [first.ts, first.ts]
    assert world.slack.texts[:3] == ["1,2,3 +4", "4,5,6 +4", "7,8 +4"]
    times = [message.at for message in world.slack.messages]
    assert len(times) == 6
    assert all(later - earlier >= timedelta(seconds=1) for earlier, later in pairwise(times))
    world.tick_at(MORNING + DAY)
    assert len(world.slack.messages) == 6, "what was only counted was told as well"


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("keeps_metadata", [True, False])
def test_an_unclear_answer_is_looked_up_before_anything_else(world: World, stored: bool, keeps_metadata: bool) -> None:
    world.subscribe()
    world.news.add(1)
    world.slack.keeps_metadata = keeps_metadata
    (world.slack.after if stored else world.slack.before).append(unclear())
    (delivery,) = world.tick_at(MORNING)
    assert delivery.state is DeliveryState.SENDING
    for minutes in range(1, 4):
        world.tick_at(MORNING + minutes * MINUTE)
    assert (world.slack.texts, world.states()) == (["1"], [DeliveryState.POSTED])


def test_what_is_posted_later_is_what_was_frozen(world: World) -> None:
    world.subscribe()
    world.news.add(1)
    world.slack.before.append(DeliveryError("could not post", "C1", "ratelimited", retry_after=timedelta(minutes=30)))
    world.tick_at(MORNING)
    world.news.add(2)
    assert world.tick_at(MORNING + 29 * MINUTE) == []
    world.tick_at(MORNING + 30 * MINUTE)
    world.tick_at(MORNING + DAY)
    assert world.slack.texts == ["1", "2"]


def test_an_outage_of_hours_loses_nothing(world: World) -> None:
    world.subscribe()
    world.news.add(1)
    world.slack.before = [DeliveryError("could not reach Slack", "C1", "connection refused") for _ in range(180)]
    for minutes in range(200):
        world.tick_at(MORNING + minutes * MINUTE)
    assert (world.slack.texts, world.states()) == (["1"], [DeliveryState.POSTED])


def test_an_outage_of_a_day_is_given_up_and_told(world: World) -> None:
    subscription = world.subscribe()
    world.news.add(1)
    world.slack.before = [DeliveryError("could not reach Slack", "C1", "connection refused") for _ in range(30)]
    for hours in range(13):
        world.tick_at(MORNING + hours * 60 * MINUTE)
    assert world.states() == [DeliveryState.FAILED]
    ((user, trouble),) = world.slack.told
    assert (user, trouble.subscription, trouble.paused) == ("U1", subscription, False)
    world.slack.before.clear()
    world.tick_at(MORNING + DAY)
    assert world.slack.texts == ["1"], "what it held comes with the next"


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("not_in_channel", "Type /invite @newsdesk there, then /digest resume 1."),
        ("channel_not_found", "If it is private, type /invite @newsdesk there"),
        ("is_archived", "Unarchive it and type /digest resume 1"),
        ("account_inactive", "Ask an admin to install Newsdesk again"),
        ("token_revoked", "Ask an admin to install Newsdesk again"),
        ("invalid_auth", "Ask an admin to install Newsdesk again"),
    ],
)
def test_a_refusal_for_good_pauses_and_tells_the_maker_what_to_do(world: World, code: str, hint: str) -> None:
    subscription = world.subscribe()
    world.news.add(1)
    world.slack.before.append(DeliveryError("could not post", "C1", code, code=code))
    world.tick_at(MORNING)
    assert world.states() == [DeliveryState.FAILED]
    ((user, trouble),) = world.slack.told
    assert (user, trouble.paused) == ("U1", True)
    assert trouble.hint.startswith(hint)
    assert world.store.subscriptions.all("T1")[0].paused == trouble.reason
    assert world.tick_at(MORNING + DAY) == []
    world.store.subscriptions.resume(subscription, MORNING + DAY + MINUTE)
    world.tick_at(MORNING + DAY + MINUTE)
    assert world.slack.texts == [], "what fell into the pause is not made up for"
    world.news.add(2)
    world.tick_at(MORNING + 2 * DAY)
    assert world.slack.texts == ["1,2"]


@pytest.mark.parametrize(("limits", "heard"), [(2, 1), (3, 0)])
def test_the_maker_is_told_when_the_rate_limit_is_over_and_nobody_waits_for_it(
    world: World, limits: int, heard: int
) -> None:
    world.subscribe()
    world.news.add(1)
    world.slack.before.append(DeliveryError("could not post", "C1", "is_archived", code="is_archived"))
    limit = DeliveryError("could not tell", "U1", "ratelimited", code="ratelimited", retry_after=timedelta(seconds=90))
    world.slack.direct = [limit] * limits
    worker = world.worker()
    world.clock.now = MORNING
    worker.tick()
    assert world.clock.now == MORNING, "it waited"
    for later in range(1, 6):
        world.clock.now = MORNING + later * MINUTE
        worker.tick()
        assert len(world.slack.told) == (heard if later >= 4 else 0)
    assert world.slack.direct == []


def test_nobody_waits_for_all_the_digests_of_somebody_else() -> None:
    done: list[str] = []
    names = "A1 A2 A3 B1 A4 C1 B2".split()
    jobs = [(name[0], lambda name=name: done.append(name)) for name in names]
    for job in _in_turns(jobs):
        job()
    assert done == "A1 B1 C1 A2 B2 A3 A4".split()


def test_another_refusal_fails_this_one_only(world: World) -> None:
    world.subscribe()
    world.news.add(1)
    world.slack.before.append(DeliveryError("could not post", "C1", "invalid_blocks", code="invalid_blocks"))
    world.tick_at(MORNING)
    assert world.states() == [DeliveryState.FAILED]
    assert "invalid_blocks" in world.slack.told[0][1].problem
    assert world.store.subscriptions.all("T1")[0].paused is None


@pytest.mark.parametrize(
    ("code", "paused"), [("invalid_blocks", False), ("restricted_action_thread_locked", False), ("is_archived", True)]
)
def test_the_rest_that_slack_refuses_comes_with_the_next(world: World, code: str, paused: bool) -> None:
    subscription = world.subscribe()
    world.news.add(*range(1, 11))
    world.slack.before = [None, DeliveryError("could not post", "C1", code, code=code)]
    (delivery,) = world.tick_at(MORNING)
    assert (delivery.state, delivery.stories, delivery.sent) == (DeliveryState.POSTED, 3, 1)
    assert code in (delivery.error or "")
    ((_, trouble),) = world.slack.told
    assert trouble.problem.startswith("The rest of digest 1 of 1 July, 08:30 could not be posted")
    assert trouble.paused is paused
    world.store.subscriptions.resume(subscription, MORNING + MINUTE)
    world.clock.now = MORNING + MINUTE
    world.news.add(11)
    world.tick_at(MORNING + DAY)
    assert world.slack.texts == ["1,2,3 +2", "4,5,6", "7,8,9", "10,11"], "none of them twice"
    world.tick_at(MORNING + 2 * DAY)
    assert world.states()[0] is DeliveryState.QUIET


def test_the_rest_of_a_weekly_digest_comes_a_week_later(world: World) -> None:
    world.clock.now = MORNING - 7 * DAY
    subscription = world.subscribe()
    weekly = replace(subscription, schedule=Schedule(at=time(8, 30), weekdays=frozenset({0}), zone="Europe/Berlin"))
    world.store.subscriptions.edit(weekly, world.clock())
    world.clock.now = MORNING - 6 * DAY
    world.news.add(1, 2, 3, 4)
    world.slack.before = [None, DeliveryError("could not post", "C1", "invalid_blocks", code="invalid_blocks")]
    world.tick_at(MORNING)
    world.tick_at(MORNING + 7 * DAY)
    assert world.slack.texts == ["1,2,3", "4"]


def test_a_first_digest_that_failed_comes_with_the_next_whole(world: World) -> None:
    world.clock.now = MORNING - DAY + MINUTE
    world.news.add(1)
    world.clock.now = MORNING - MINUTE
    world.subscribe()
    world.slack.before.append(DeliveryError("could not post", "C1", "invalid_blocks", code="invalid_blocks"))
    world.tick_at(MORNING)
    world.tick_at(MORNING + DAY)
    assert world.slack.texts == ["1"], "though it came in before the digest was set up"


def test_the_rest_of_a_digest_whose_second_message_is_in_doubt(world: World) -> None:
    world.subscribe()
    world.news.add(*range(1, 9))
    world.slack.after = [None, unclear()]
    world.slack.history.append(DeliveryError("could not read", "C1", "no_permission", code="no_permission"))
    world.tick_at(MORNING)
    world.tick_at(MORNING + MINUTE)
    ((_, trouble),) = world.slack.told
    assert trouble.problem.startswith("The rest of digest 1 of 1 July, 08:30 may or may not be posted")
    world.tick_at(MORNING + DAY)
    assert world.slack.texts == ["1,2,3", "4,5,6", "7,8"], "the third message was never begun"


def test_a_digest_removed_after_its_first_message_goes_on_when_it_is_back(world: World) -> None:
    subscription = world.subscribe()
    world.news.add(1, 2, 3, 4)
    world.slack.before = [None, DeliveryError("could not reach Slack", "", "refused")]
    world.tick_at(MORNING)
    world.store.subscriptions.remove(subscription, MORNING)
    world.tick_at(MORNING + 2 * MINUTE)
    world.store.subscriptions.restore(subscription)
    world.tick_at(MORNING + DAY)
    assert world.slack.texts == ["1,2,3", "4"]


def test_where_the_history_cannot_be_read_nothing_is_posted_again(world: World) -> None:
    world.subscribe()
    world.news.add(1)
    world.slack.after.append(unclear())
    world.slack.history.append(DeliveryError("could not read", "C1", "no_permission", code="no_permission"))
    world.tick_at(MORNING)
    world.tick_at(MORNING + MINUTE)
    world.tick_at(MORNING + 2 * MINUTE)
    assert (world.slack.texts, world.states()) == (["1"], [DeliveryState.UNKNOWN])
    assert "may or may not be posted" in world.slack.told[0][1].problem
    world.tick_at(MORNING + DAY)
    assert world.slack.texts == ["1"], "and its stories are not told again"


def test_a_history_that_fails_for_a_while_is_asked_again(world: World) -> None:
    world.subscribe()
    world.news.add(1)
    world.slack.after.append(unclear())
    world.slack.history = [DeliveryError("could not read", "C1", "reset", unclear=True) for _ in range(5)]
    for minutes in range(15):
        world.tick_at(MORNING + minutes * MINUTE)
    assert (world.slack.texts, world.states(), world.slack.told) == (["1"], [DeliveryState.POSTED], [])


def test_a_query_that_can_no_longer_be_read_pauses(world: World) -> None:
    world.subscribe(query="broken")
    world.tick_at(MORNING)
    assert world.states() == [DeliveryState.FAILED]
    assert world.slack.told[0][1].paused


def test_one_digest_that_breaks_stops_no_other(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.subscribe()
    world.subscribe(channel="C2")
    world.news.add(1)

    def render_badly(digest: Digest | Corrections, mark: str) -> list[FrozenMessage]:
        if digest.subscription.channel == "C1":
            raise RuntimeError("a bug")
        return render(digest, mark)

    world.clock.now = MORNING
    worker = Deliverer(
        world.store,
        world.news,
        world.slack,
        render_badly,
        clock=world.clock,
        new_id=lambda: f"id{next(world.ids)}",
        wait=world.clock.wait,
    )
    assert [delivery.channel for delivery in worker.tick()] == ["C2"]
    assert "could not be delivered" in caplog.text
    world.tick_at(MORNING + 3 * MINUTE)
    assert Counter(message.channel for message in world.slack.messages) == {"C1": 1, "C2": 1}


def test_now_posts_what_is_new_and_leaves_the_schedule_alone(world: World) -> None:
    subscription = world.subscribe()
    world.news.add(1)
    at_once = world.worker().run_now(subscription, "U2")
    assert at_once is not None
    assert (at_once.state, at_once.asked_by, world.slack.texts) == (DeliveryState.POSTED, "U2", ["1"])
    again = world.worker().run_now(subscription, "U2")
    assert again is None or again.state is DeliveryState.QUIET
    world.news.add(2)
    world.tick_at(MORNING)
    assert world.slack.texts == ["1", "2"]


def test_now_at_the_very_minute_does_not_take_the_slots_place(world: World) -> None:
    subscription = world.subscribe()
    world.news.add(1)
    world.clock.now = MORNING
    world.worker().run_now(subscription, "U2")
    world.news.add(2)
    world.tick_at(MORNING + MINUTE)
    assert world.slack.texts == ["1", "2"]


def test_now_waits_for_one_that_is_on_its_way(world: World) -> None:
    subscription = world.subscribe()
    world.news.add(1)
    world.slack.after.append(unclear())
    world.tick_at(MORNING)
    assert world.worker().run_now(subscription, "U2") is None


def test_a_digest_removed_or_paused_half_way_is_not_posted(world: World) -> None:
    removed, paused = world.subscribe(), world.subscribe(channel="C2")
    world.news.add(1)
    world.slack.before = [DeliveryError("could not reach Slack", "", "refused") for _ in range(2)]
    world.tick_at(MORNING)
    world.store.subscriptions.remove(removed, MORNING)
    world.store.subscriptions.pause(paused, "on request")
    world.tick_at(MORNING + 2 * MINUTE)
    assert (world.slack.texts, world.states()) == ([], [DeliveryState.FAILED] * 2)


def test_a_preview_leaves_no_trace(world: World) -> None:
    subscription = world.subscribe()
    world.news.add(1)
    assert [entry.story.number for entry in world.worker().preview(subscription, MORNING).entries] == [1]
    assert (world.slack.texts, world.states()) == ([], [])
    world.tick_at(MORNING)
    assert world.slack.texts == ["1"]


Plan = Callable[[str], bool]
"""Whether the process is killed at a moment, such as "before freeze"."""


class MortalStore(SqlDigestStore):
    """A store whose process is killed before or after one of its steps, as ``plan`` has it."""

    def __init__(self, engine: Engine, plan: Plan) -> None:
        super().__init__(engine)
        for part in (self.deliveries, self.told):
            for name in ("claim take_over freeze begin posted missed_look defer close turn covered stories").split():
                if step := getattr(part, name, None):
                    setattr(part, name, _mortal(name, step, plan))


def _mortal(name: str, step: Callable[..., object], plan: Plan) -> Callable[..., object]:
    def mortal(*args: object, **kwargs: object) -> object:
        if plan(f"before {name}"):
            raise Killed
        result = step(*args, **kwargs)
        if plan(f"after {name}"):
            raise Killed
        return result

    return mortal


DEATHS = [f"{when} {step}" for step in ("claim", "freeze", "turn", "begin", "posted") for when in ("before", "after")]


@pytest.mark.parametrize("death", [*DEATHS, "before post", "after post"])
def test_a_worker_killed_at_any_step_neither_loses_nor_repeats_a_digest(world: World, death: str) -> None:
    world.subscribe()
    world.news.add(1, 2, 3, 4)
    store = MortalStore(world.engine, lambda moment: moment == death)
    (world.slack.before if death == "before post" else world.slack.after).extend([Killed()] * death.endswith(" post"))
    world.clock.now = MORNING
    with pytest.raises(Killed):
        world.worker(store).tick()
    for minutes in range(1, 12):
        world.tick_at(MORNING + minutes * MINUTE)
    assert [text.split()[0] for text in world.slack.texts] == ["1,2,3", "4"]
    assert world.states() == [DeliveryState.POSTED]
    world.tick_at(MORNING + DAY)
    assert len(world.slack.messages) == 2


@pytest.mark.parametrize("seed", range(30))
def test_no_schedule_of_faults_loses_or_repeats_a_digest(world: World, seed: int) -> None:
    """Kills, unclear answers, outages, rate limits, two workers and a clock that jumps, for three days."""
    rng = random.Random(seed)
    for number in range(2):
        world.subscribe(channel=f"C{number}")
    story = count(1)
    added: list[int] = []
    store = MortalStore(world.engine, lambda moment: rng.random() < 0.03)

    def fault() -> DeliveryError | Killed | None:
        return rng.choice(
            [
                None,
                Killed(),
                unclear(),
                DeliveryError("could not post", "", "internal_error", code="internal_error"),
                DeliveryError("could not reach Slack", "", "refused"),
                DeliveryError("could not post", "", "ratelimited", retry_after=timedelta(seconds=rng.randint(1, 90))),
            ]
        )

    def after() -> DeliveryError | Killed | None:
        return rng.choice([None, None, Killed(), unclear()])

    for day in range(3):
        world.clock.now = MORNING + day * DAY - MINUTE
        new = [next(story) for _ in range(rng.randint(1, 5))]
        added += new
        world.news.add(*new)
        world.clock.now = MORNING + day * DAY
        for _ in range(30):
            world.slack.before = [fault()] if rng.random() < 0.3 else []
            world.slack.after = [after()] if rng.random() < 0.3 else []
            world.slack.history = [unclear()] if rng.random() < 0.2 else []
            for worker in range(rng.randint(1, 2)):
                try:
                    world.worker(store if worker == 0 or rng.random() < 0.5 else None).tick()
                except Killed:
                    continue
            world.clock.now += rng.choice([MINUTE] * 20 + [60 * MINUTE, -60 * MINUTE])
        world.slack.before, world.slack.after, world.slack.history = [], [], []
        # Long enough for a lease that was given while the clock ran hours ahead.
        for _ in range(20):
            world.clock.now = max(world.clock.now + 15 * MINUTE, MORNING + day * DAY + 90 * MINUTE)
            world.worker().tick()
    for channel in ("C0", "C1"):
        lines = [
            text.split()[0]
            for text, message in zip(world.slack.texts, world.slack.messages, strict=True)
            if message.channel == channel
        ]
        told = Counter(int(number) for line in lines for number in line.split(","))
        assert told - Counter(added) == Counter(), f"posted twice in {channel}"
        assert Counter(added) - told == Counter(), f"lost in {channel}: {world.log()}"
    assert set(world.states()) == {DeliveryState.POSTED}
    assert all(delivery.workspace == "T1" for delivery in world.log())


def test_ten_workers_at_once_post_each_digest_once(world: World) -> None:
    world.terms = Terms(workers=2)
    for number in range(6):
        world.subscribe(channel=f"C{number}")
    world.news.add(1)
    world.clock.now = MORNING
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: world.worker().tick(), range(10)))
    assert Counter(message.channel for message in world.slack.messages) == {f"C{number}": 1 for number in range(6)}


def test_what_is_forgotten_is_neither_told_nor_delivered_again(world: World) -> None:
    world.subscribe()
    world.news.add(1, 2)
    for day in range(3):
        world.tick_at(MORNING + day * DAY)
    world.clock.now += 365 * DAY
    assert world.worker().prune() == 2
    world.clock.now = MORNING + 2 * DAY
    world.news.add(1)
    assert world.tick_at(MORNING + 2 * DAY + MINUTE) == [], "the clock that ran ahead is set right again"
    world.news.add(3)
    world.tick_at(MORNING + 3 * DAY)
    assert world.slack.texts == ["1,2", "3"]


def test_the_claim_is_a_value(world: World) -> None:
    claim = world.store.deliveries.claim(world.subscribe(), MORNING, holder="a", now=MORNING, lease=MINUTE)
    assert isinstance(claim, Claim)
    assert len(claim.delivery.mark) == 6
