from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Event, Lock, Thread

import pytest

from bot.domain.answer import Answer, Help, InContext, StoryHit
from bot.domain.article import SHARED, Span
from bot.domain.deadline import check, remaining
from bot.domain.errors import Busy, NewsdeskError, TookTooLong
from bot.domain.query import Kind, Reader, Request
from bot.slack.pacing import AT_ONCE, AT_ONCE_EACH, FairPool, FairTurns, Load, PacedDesk

SOON = 10.0  # seconds after which a test is broken, not slow


class Gate:
    """Jobs that write down that they began, and wait to be let go."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self._open, self._lock = Event(), Lock()
        self._reached: dict[int, Event] = {}

    def job(self, name: str) -> Callable[[], None]:
        def work() -> None:
            with self._lock:
                self.begun.append(name)
                if event := self._reached.get(len(self.begun)):
                    event.set()
            assert self._open.wait(SOON)

        return work

    def wait_for(self, count: int) -> None:
        """Until ``count`` jobs have begun."""
        with self._lock:
            event = self._reached.setdefault(count, Event())
            if len(self.begun) >= count:
                event.set()
        assert event.wait(SOON)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open()


def quickly(pool: FairPool, jobs: list[tuple[str, str]]) -> list[str]:
    """The order in which one thread does jobs of (workspace, name) that were all submitted before the first began."""
    first, done, over = Event(), list[str](), Event()

    def wait() -> None:
        assert first.wait(SOON)

    pool.submit("first", wait)
    for workspace, name in jobs:
        pool.submit(workspace, lambda name=name: done.append(name))  # type: ignore[misc]
    pool.submit("last", over.set)
    first.set()
    assert over.wait(SOON)
    while pool.size != Load(0, 0):  # "last" comes in its turn, which is not the end
        Event().wait(0.001)
    return done


@pytest.mark.parametrize(
    ("submitted", "order"),
    [
        pytest.param("A1 A2 A3", "A1 A2 A3", id="one workspace: in its order"),
        pytest.param("A1 A2 A3 B1", "A1 B1 A2 A3", id="who comes later does not wait for all of the other's"),
        pytest.param("A1 A2 A3 B1 B2 C1", "A1 B1 C1 A2 B2 A3", id="in turns"),
        pytest.param("A1 B1 B2 B3 A2", "A1 B1 A2 B2 B3", id="each in its order"),
    ],
)
def test_workspaces_come_in_turns(submitted: str, order: str) -> None:
    pool = FairPool(threads=1, share=1)
    assert quickly(pool, [(name[0], name) for name in submitted.split()]) == order.split()
    pool.stop(SOON)


def test_one_workspace_never_holds_more_than_its_share(gate: Gate) -> None:
    pool = FairPool(threads=4, share=3)
    for number in range(10):
        pool.submit("A", gate.job(f"A{number}"))
    gate.wait_for(3)
    assert pool.size == Load(queued=7, running=3)
    pool.submit("B", gate.job("B0"))
    gate.wait_for(4)
    assert gate.begun[-1] == "B0"
    assert (pool.waiting("A"), pool.waiting("B"), pool.waiting("C")) == (7, 0, 0)
    gate.open()
    gate.wait_for(11)
    assert pool.stop(SOON) == []
    assert pool.size == Load(0, 0)


def test_what_a_job_raises_is_logged_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    pool, done = FairPool(threads=1, share=1), Event()

    def broken(error: BaseException) -> Callable[[], None]:
        def work() -> None:
            raise error

        return work

    pool.submit("A", broken(ValueError("broken")))
    pool.submit("A", broken(SystemExit()))
    pool.submit("A", done.set)
    assert done.wait(SOON)
    pool.stop(SOON)
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]


def test_a_stop_gives_back_what_was_not_begun_and_waits_for_what_was(gate: Gate) -> None:
    pool = FairPool(threads=2, share=2)
    for name in ("A1", "A2"):
        pool.submit("A", gate.job(name))
    gate.wait_for(2)
    jobs = {name: gate.job(name) for name in ("A3", "B1", "A4")}
    for name, job in jobs.items():
        pool.submit(name[0], job)
    assert pool.stop(0) == [jobs["A3"], jobs["A4"], jobs["B1"]]
    assert pool.size == Load(queued=0, running=2)
    gate.open()
    assert pool.stop(SOON) == []
    assert pool.size == Load(0, 0)
    assert sorted(gate.begun) == ["A1", "A2"]


def test_a_pool_that_has_stopped_takes_nothing() -> None:
    pool = FairPool(threads=1, share=1, name="answering")
    assert pool.stop(0) == []
    with pytest.raises(RuntimeError, match="answering"):
        pool.submit("A", lambda: None)


def test_a_process_ends_though_a_job_hangs() -> None:
    program = (
        "from threading import Event\nfrom bot.slack.pacing import FairPool\n"
        "pool, begun = FairPool(1, 1), Event()\n"
        "pool.submit('A', lambda: (begun.set(), Event().wait()))\n"
        "pool.submit('A', print)\nbegun.wait()\nprint(len(pool.stop(0)))\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout == "1\n"


@pytest.mark.parametrize(("threads", "share"), [(0, 1), (1, 0)])
def test_a_pool_without_threads_or_a_share_is_refused(threads: int, share: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        FairPool(threads, share)


class Turns:
    """Holders of turns in threads of their own, that write down when they have theirs."""

    def __init__(self, at_once: int) -> None:
        self.turns, self.held = FairTurns(at_once), list[str]()
        self._leave: dict[str, Event] = {}
        self._threads: dict[str, Thread] = {}
        self._count = 0

    def ask(self, name: str) -> None:
        """Ask for a turn of the workspace that begins the name, and return once it waits or holds."""
        self._leave[name] = Event()
        self._threads[name] = Thread(target=self._hold, args=[name], daemon=True)
        self._threads[name].start()
        self._count += 1
        while sum(map(len, self.turns._waiting.values())) + len(self.held) < self._count:
            Event().wait(0.001)

    def leave(self, name: str) -> None:
        self._leave[name].set()
        self._threads[name].join(SOON)

    def _hold(self, name: str) -> None:
        with self.turns.turn(name[0], SOON):
            self.held.append(name)
            self._leave[name].wait(SOON)

    def until(self, count: int) -> list[str]:
        """Who has had a turn so far, once they are ``count``."""
        while len(self.held) < count:
            Event().wait(0.001)
        return self.held


def test_while_others_wait_a_workspace_holds_one_turn() -> None:
    them = Turns(at_once=2)
    for name in ("A1", "A2", "A3", "A4", "B1", "C1", "B2"):
        them.ask(name)
    assert them.until(2) == ["A1", "A2"]  # alone, it has both
    them.leave("A1")
    assert them.until(3)[2:] == ["B1"]
    them.leave("A2")
    assert them.until(4)[3:] == ["A3"]  # it holds none now, and has stood in line for longest
    them.leave("B1")
    assert them.until(5)[4:] == ["C1"]
    them.leave("A3")
    assert them.until(6)[5:] == ["B2"]
    them.leave("B2")
    assert them.until(7)[6:] == ["A4"]
    them.leave("C1")
    them.leave("A4")


def test_the_last_turn_is_free_for_another_workspace() -> None:
    turns = FairTurns(2, 1)
    with turns.turn("A", 0):
        with pytest.raises(Busy), turns.turn("A", 0):
            pass
        with turns.turn("B", 0):
            pass
    with turns.turn("A", 0):
        pass


def test_a_turn_that_does_not_come_in_time_is_told_and_leaves_no_trace() -> None:
    turns = FairTurns(1)
    with turns.turn("A", None):
        with pytest.raises(Busy) as busy, turns.turn("B", 0):
            pass
        assert isinstance(busy.value, NewsdeskError)
        assert busy.value.hint
    for workspace in ("B", "A"):
        with turns.turn(workspace, 0):
            pass


def test_a_turn_is_given_back_when_its_work_fails() -> None:
    turns = FairTurns(1)
    for _ in range(2):
        with pytest.raises(KeyError), turns.turn("A", 0):
            raise KeyError


class Desk:
    """A desk whose answers run a function given to it."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work

    def answer(self, request: Request, reader: Reader) -> Answer:
        self._work()
        return Help(request)

    def in_context(self, article_id: str, span: Span, reader: Reader) -> InContext:
        self._work()
        raise AssertionError

    def newest(self, reader: Reader, count: int) -> tuple[StoryHit, ...]:
        self._work()
        return ()


HELP = Request(kind=Kind.HELP)


def test_a_question_has_a_deadline_and_the_next_one_a_new_one() -> None:
    left: list[float | None] = []
    desk = PacedDesk(Desk(lambda: left.append(remaining())), seconds=7, clock=lambda: 0)
    desk.answer(HELP, Reader(workspace="T1"))
    desk.newest(Reader(workspace="T1"), 3)
    assert left == [7, 7]
    assert remaining() is None


def test_work_that_looks_at_the_time_is_stopped() -> None:
    now = iter(range(100))

    def long() -> None:
        while True:
            check()

    desk = PacedDesk(Desk(long), seconds=7, clock=lambda: next(now))
    with pytest.raises(TookTooLong):
        desk.in_context("1", Span(0, 1), Reader(workspace="T1"))
    assert next(now) < 20


@pytest.mark.parametrize("asking", ["A", "B", SHARED])
def test_who_waits_too_long_is_told_that_newsdesk_is_busy(asking: str) -> None:
    begun, leave = [Event() for _ in range(AT_ONCE)], Event()
    places = iter(begun)

    def hold() -> None:
        next(places).set()
        assert leave.wait(SOON)

    slow = PacedDesk(Desk(hold), seconds=SOON)
    quick = PacedDesk(Desk(lambda: None), seconds=0)
    quick._turns = slow._turns
    with ExitStack() as stack:
        stack.callback(leave.set)
        for number, event in enumerate(begun):
            # The first two of one workspace, which gets no more.
            reader = Reader(workspace="A" if number < AT_ONCE_EACH else f"A{number}")
            Thread(target=slow.answer, args=[HELP, reader], daemon=True).start()
            assert event.wait(SOON)
        with pytest.raises(Busy):
            quick.answer(HELP, Reader(workspace=asking))


def test_a_pool_is_drained_when_all_of_its_jobs_are_done() -> None:
    gate, done = Event(), list[int]()

    def job(number: int) -> Callable[[], None]:
        def work() -> None:
            assert gate.wait(SOON)
            done.append(number)

        return work

    pool = FairPool(2, 1)
    for number in range(5):
        pool.submit("A", job(number))
    assert not pool.drain(0.05)
    gate.set()
    assert pool.drain(SOON)
    assert done == [0, 1, 2, 3, 4]
    assert pool.stop(SOON) == []
