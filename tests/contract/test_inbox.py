"""The inbox, on both databases: what is acknowledged is kept until it is answered, by one process at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, select

from bot.domain.errors import StorageError
from bot.storage.engine import reading, writing
from bot.storage.group_commit import GroupCommit
from bot.storage.inbox import LEASE, Entry, SqlInbox, State
from bot.storage.schema import inbox as table
from bot.storage.schema import seen

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
LATER = NOW + LEASE + timedelta(seconds=1)

Process = Callable[[str], SqlInbox]


@pytest.fixture
def process(engine: Engine) -> Iterator[Process]:
    """Each call is another process with the same database."""
    opened: list[SqlInbox] = []

    def start(holder: str) -> SqlInbox:
        opened.append(SqlInbox(engine, GroupCommit(engine), holder=holder))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


def taken(inbox: SqlInbox, *keys: str, at: datetime = NOW, **body: object) -> Entry | None:
    return inbox.take_in(body or {"text": "x"}, workspace="T1", keys=keys, now=at).result(10)


def held(inbox: SqlInbox, *keys: str) -> Entry:
    entry = taken(inbox, *keys)
    assert entry is not None
    return entry


def test_a_request_is_taken_in_once(process: Process) -> None:
    one, two = process("a"), process("b")
    assert taken(one, "event:1", "message:1")
    assert taken(two, "event:1") is None
    assert taken(two, "event:2", "message:1") is None, "one message under another event id"
    assert taken(one, "event:2") is None, "a repetition marks its other keys as well"
    assert taken(two, "event:3")
    assert taken(one)
    assert taken(one), "what nothing identifies is always new"
    assert one.count() == 4


def test_of_thirty_at_once_one_is_taken_in(process: Process) -> None:
    processes = [process("a"), process("b")]
    with ThreadPoolExecutor(8) as pool:
        entries = list(pool.map(lambda n: taken(processes[n % 2], "event:1"), range(30)))
    assert len([entry for entry in entries if entry is not None]) == 1


@pytest.mark.parametrize("odd", ["\ud800", "\0", "é" * 300, "x" * 5000, "👋🏽"])
def test_odd_text_is_kept_as_it_is(process: Process, odd: str) -> None:
    one = process("a")
    assert taken(one, odd, text=odd)
    assert taken(one, odd, text=odd) is None
    (entry,) = process("b").take_over(LATER)
    assert entry.body == {"text": odd}


def test_nobody_takes_what_somebody_works_on(process: Process) -> None:
    one, two = process("a"), process("b")
    entry = held(one)
    assert two.take_over(NOW + LEASE / 2) == []
    one.renew(NOW + LEASE / 2, [entry.id])
    assert two.take_over(LATER) == []
    (over,) = two.take_over(LATER + LEASE)
    assert (over.id, over.attempts, over.received) == (entry.id, 1, NOW)
    assert not one.begin(entry, "answer"), "who was too slow sends nothing any more"
    assert not one.done(entry)
    assert not one.put_back(entry, until=NOW)
    assert two.begin(over, "answer")
    assert two.done(over)
    assert two.count() == 0


def test_what_is_put_back_waits_for_its_time(process: Process) -> None:
    one, two = process("a"), process("b")
    entry = held(one)
    assert one.put_back(entry, until=NOW + timedelta(seconds=20), state=State.COMPOSED, content="answer", looks=2)
    one.renew(NOW + timedelta(hours=1), [entry.id])
    assert two.take_over(NOW + timedelta(seconds=19)) == []
    (again,) = two.take_over(NOW + timedelta(seconds=20))
    assert (again.state, again.content, again.looks) == (State.COMPOSED, "answer", 2)
    assert again.attempts == 0, "nobody died with it"


def test_what_a_process_leaves_is_taken_over_at_once(process: Process) -> None:
    one, two = process("a"), process("b")
    ids = {held(one).id for _ in range(3)}
    assert one.release(NOW) == 3
    assert {entry.id for entry in two.take_over(NOW)} == ids


def test_two_that_take_over_at_once_share(process: Process) -> None:
    dead, heirs = process("dead"), [process("a"), process("b")]
    ids = sorted(held(dead).id for _ in range(40))
    with ThreadPoolExecutor(2) as pool:
        shares = list(pool.map(lambda heir: [entry.id for _ in range(4) for entry in heir.take_over(LATER)], heirs))
    assert sorted(shares[0] + shares[1]) == ids


def test_what_a_process_holds_without_knowing_is_found(process: Process) -> None:
    """It was stored, but whoever waited for that had given up, or lost the connection, and knows of nothing."""
    one = process("a")
    known, unknown = held(one), held(one)
    one.renew(NOW + LEASE / 2, [known.id])
    assert [entry.id for entry in one.take_over(LATER)] == [unknown.id]


def test_more_than_a_database_takes_in_one_statement_are_renewed(process: Process) -> None:
    one = process("a")
    entry = held(one)
    one.renew(NOW + LEASE / 2, [*(f"{number}" for number in range(2500)), entry.id])
    assert one.take_over(LATER) == []


def test_only_what_was_being_answered_is_suspected_of_killing(process: Process) -> None:
    for number in range(2):
        dead = process(f"dead {number}")
        if number == 0:
            ids = [held(dead).id for _ in range(3)]
        else:
            entries = dead.take_over(NOW + 2 * LEASE)
            assert dead.attempt(entries[0])
    attempts = {entry.id: entry.attempts for entry in process("heir").take_over(NOW + 4 * LEASE)}
    assert sorted(attempts) == sorted(ids)
    assert sorted(attempts.values()) == [1, 1, 2]
    assert not dead.attempt(entries[0]), "somebody else has it by now"


def test_what_is_forgotten_is_gone(process: Process) -> None:
    one = process("a")
    entry = held(one)
    one.forget(entry)
    assert one.release(NOW) == 0


def test_the_oldest_come_first(process: Process) -> None:
    one, two = process("a"), process("b")
    times = [NOW + timedelta(seconds=second) for second in (5, 1, 3)]
    for at in times:
        taken(one, at=at)
    assert [entry.received for entry in two.take_over(LATER + LEASE, limit=2)] == sorted(times)[:2]


def test_what_can_not_be_kept_is_not_marked(process: Process, engine: Engine) -> None:
    one = process("a")
    with writing(engine) as connection:
        table.drop(connection)
    with pytest.raises(StorageError):
        taken(one, "event:1")
    with reading(engine) as connection:
        assert connection.execute(select(seen)).all() == []


# The group commit ---------------------------------------------------------------------------------------------------


def test_a_write_that_fails_fails_alone(engine: Engine) -> None:
    gate, begun, writer = threading.Event(), threading.Event(), GroupCommit(engine)

    def held_up(connection: Connection) -> int:
        begun.set()
        gate.wait(10)
        return 0

    def fails(connection: Connection) -> int:
        raise ValueError("mine")

    first = writer.ask(held_up)
    begun.wait(10)
    # What comes meanwhile goes into one transaction.
    futures = [writer.ask(lambda connection, n=n: fails(connection) if n == 2 else n) for n in range(5)]  # type: ignore[misc]
    gate.set()
    assert first.result(10) == 0
    assert [future.exception(10) is None for future in futures] == [True, True, False, True, True]
    writer.stop()


def test_what_comes_too_late_is_not_written(engine: Engine) -> None:
    gate, begun, done = threading.Event(), threading.Event(), list[str]()
    writer = GroupCommit(engine, patience=0.2)

    def held_up(connection: Connection) -> bool:
        begun.set()
        return gate.wait(10)

    first = writer.ask(held_up)
    begun.wait(10)
    late = writer.ask(lambda connection: done.append("late"))
    given_up = writer.ask(lambda connection: done.append("given up"))
    assert given_up.cancel()
    threading.Event().wait(0.4)
    gate.set()
    first.exception(10)  # PostgreSQL has ended the transaction of the one that took so long
    with pytest.raises(StorageError, match="too slow"):
        late.result(10)
    writer.stop()
    assert done == []


def test_after_the_end_nothing_is_written(engine: Engine) -> None:
    writer = GroupCommit(engine)
    before = writer.ask(lambda connection: 1)
    writer.stop()
    assert before.result(10) == 1
    with pytest.raises(StorageError):
        writer.do(lambda connection: 2)
