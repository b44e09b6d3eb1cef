"""The clockwork: it runs what it is given, survives what that raises, and stops cleanly."""

from __future__ import annotations

from threading import Event

import pytest

from bot.digests.schedule import Schedule
from bot.domain.errors import StoreUnavailable


def test_the_tick_comes_at_the_start_of_each_minute() -> None:
    schedule = Schedule(lambda: None, [("folders", 60, lambda: None)])
    assert schedule.next_runs() == {}
    schedule.start()
    runs = schedule.next_runs()
    schedule.stop()
    assert (runs["digests"].second, runs["digests"].microsecond) == (0, 0)
    assert set(runs) == {"digests", "folders"}


def test_a_job_that_fails_runs_again(caplog: pytest.LogCaptureFixture) -> None:
    runs: list[int] = []
    twice = Event()

    def fail() -> None:
        runs.append(1)
        if len(runs) == 2:
            twice.set()
        raise RuntimeError("no such folder")

    schedule = Schedule(lambda: None, [("folders", 0.01, fail)])
    schedule.start()
    assert twice.wait(30)
    schedule.stop()
    assert "folders: this run failed" in caplog.text
    assert "no such folder" in caplog.text


def test_that_the_store_cant_be_used_is_not_told_again(caplog: pytest.LogCaptureFixture) -> None:
    twice, runs = Event(), [0]

    def fail() -> None:
        runs[0] += 1
        if runs[0] == 2:
            twice.set()
        raise StoreUnavailable("the store failed", "host/db", "gone")

    schedule = Schedule(lambda: None, [("folders", 0.01, fail)])
    schedule.start()
    assert twice.wait(30)
    schedule.stop()
    assert caplog.text == ""


def test_stopping_waits_for_what_runs() -> None:
    started, stopping, done = Event(), Event(), Event()

    def work() -> None:
        started.set()
        stopping.wait(30)
        Event().wait(0.2)
        done.set()

    schedule = Schedule(lambda: None, [("work", 0.01, work)])
    schedule.start()
    assert started.wait(30)
    stopping.set()
    schedule.stop()
    assert done.is_set()
    schedule.stop()
