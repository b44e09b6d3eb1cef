"""The feed, and the timestamps that order everything."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.playground.timeline import Change, Timeline

START = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def a_timeline() -> Timeline:
    return Timeline(lambda: START)


@given(st.lists(st.integers(min_value=-5_000_000, max_value=5_000_000), min_size=2))
def test_timestamps_only_grow_whatever_the_clock_does(steps: list[int]) -> None:
    moments = iter([START + timedelta(microseconds=step) for step in steps])
    timeline = Timeline(lambda: next(moments))
    stamps = [timeline.next_ts() for _ in steps]
    assert all(earlier < later for earlier, later in pairwise(stamps))


def test_a_timestamp_is_the_clocks_time() -> None:
    timeline = a_timeline()
    assert [timeline.next_ts(), timeline.next_ts()] == ["1795422600.000000", "1795422600.000001"]


def test_changes_are_numbered_and_kept() -> None:
    timeline = a_timeline()
    timeline.publish("status", {"status": "reading"})
    timeline.publish("status", {"status": ""})
    assert [change.number for change in timeline.changes()] == [1, 2]
    assert [change.payload["status"] for change in timeline.changes(since=1)] == [""]
    assert timeline.latest == 2


def test_what_was_published_does_not_change_afterwards() -> None:
    timeline = a_timeline()
    message = {"text": "before"}
    timeline.publish("message", {"channel": "C1", "message": message})
    message["text"] = "after"
    assert timeline.changes()[0].words == "before"


def test_waiting_ends_when_the_change_comes_from_another_thread() -> None:
    timeline = a_timeline()
    publisher = threading.Thread(target=timeline.publish, args=("status", {"status": "reading"}))
    with timeline.lock:
        publisher.start()
        found = timeline.wait_for(lambda change: change.kind == "status")
    publisher.join()
    assert found.payload == {"status": "reading"}


def test_waiting_looks_back_to_since_only() -> None:
    timeline = a_timeline()
    timeline.publish("message", {"channel": "C1", "message": {"text": "old"}})
    with pytest.raises(TimeoutError):
        timeline.wait_for(lambda change: True, timeout=0, since=1)


def test_waiting_in_vain_tells_what_did_come() -> None:
    timeline = a_timeline()
    timeline.publish("message", {"channel": "C1", "message": {"text": "something else"}})
    with pytest.raises(TimeoutError, match=r"1 message .*something else"):
        timeline.wait_for(lambda change: change.kind == "home", timeout=0)


def test_a_subscriber_gets_what_was_missed_then_what_comes_then_the_end() -> None:
    timeline = a_timeline()
    timeline.publish("status", {"status": "one"})
    with timeline.subscription() as queue:
        timeline.publish("status", {"status": "two"})
        timeline.close()
        got: list[Change | None] = [queue.get() for _ in range(3)]
    assert [change and change.payload["status"] for change in got] == ["one", "two", None]


def test_ids_are_never_given_twice() -> None:
    timeline = a_timeline()
    assert len({timeline.new_id("V") for _ in range(100)}) == 100
