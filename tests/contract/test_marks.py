"""What is remembered of the conversation with Slack, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.storage.marks import EVENTS_KEPT, THREADS_KEPT, SqlMarks

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def marks(engine: Engine) -> SqlMarks:
    return SqlMarks(engine)


def test_an_event_is_new_once(marks: SqlMarks) -> None:
    assert [marks.first_time(key, NOW) for key in ("T1:E1", "T1:E1", "T2:E1")] == [True, False, True]


def test_of_many_threads_one_sees_an_event_first(marks: SqlMarks) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(lambda _: marks.first_time("T1:E1", NOW), range(20))) == [False] * 19 + [True]


def test_an_event_is_remembered_as_long_as_slack_repeats_it(marks: SqlMarks) -> None:
    assert marks.first_time("T1:E1", NOW)
    marks.prune(NOW + EVENTS_KEPT)
    assert not marks.first_time("T1:E1", NOW + EVENTS_KEPT)
    marks.prune(NOW + EVENTS_KEPT * 2)
    assert marks.first_time("T1:E1", NOW + EVENTS_KEPT * 2)


def test_a_thread_keeps_the_story_it_was_last_about(marks: SqlMarks) -> None:
    assert marks.thread_story("T1", "C1", "1.2") is None
    for story in (3, 4):
        marks.remember_thread("T1", "C1", "1.2", story, NOW)
    assert marks.thread_story("T1", "C1", "1.2") == 4


def test_threads_of_other_workspaces_and_channels_are_others(marks: SqlMarks) -> None:
    marks.remember_thread("T1", "C1", "1.2", 3, NOW)
    others = [("T2", "C1", "1.2"), ("T1", "C2", "1.2"), ("T1", "C1", "1.3")]
    assert [marks.thread_story(*other) for other in others] == [None] * 3


def test_a_conversation_keeps_what_was_asked_last(marks: SqlMarks) -> None:
    assert marks.asked("T1", "C1", "1.2", NOW - EVENTS_KEPT) is None
    for kind, person in (("people", "Mara Quist"), ("quotes", None)):
        marks.remember_asked("T1", "C1", "1.2", kind, person, NOW)
        assert marks.asked("T1", "C1", "1.2", NOW - EVENTS_KEPT) == (kind, person)
    for other in (("T2", "C1", "1.2"), ("T1", "C2", "1.2"), ("T1", "C1", "")):
        assert marks.asked(*other, NOW - EVENTS_KEPT) is None
    assert marks.asked("T1", "C1", "1.2", NOW + EVENTS_KEPT) is None


def test_an_old_thread_is_forgotten(marks: SqlMarks) -> None:
    marks.remember_thread("T1", "C1", "1.2", 3, NOW)
    marks.remember_thread("T1", "C1", "9.9", 4, NOW + THREADS_KEPT * 2)
    marks.prune(NOW + THREADS_KEPT * 2)
    assert marks.thread_story("T1", "C1", "1.2") is None
    assert marks.thread_story("T1", "C1", "9.9") == 4


def test_what_was_kept_too_long_ago_for_the_question_is_not_told(marks: SqlMarks) -> None:
    marks.remember_thread("T1", "D1", "", 3, NOW)
    assert marks.thread_story("T1", "D1", "", NOW - timedelta(hours=1)) == 3
    assert marks.thread_story("T1", "D1", "", NOW) is None
