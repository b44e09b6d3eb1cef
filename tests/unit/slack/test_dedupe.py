from datetime import UTC, datetime

import pytest

from bot.slack.dedupe import first_time, keys

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Memory:
    """Marks in a set."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def first_time(self, key: str, now: datetime) -> bool:
        is_new = key not in self.seen
        self.seen.add(key)
        return is_new

    def remember_thread(self, workspace: str, channel: str, thread_ts: str, story: int, now: datetime) -> None: ...

    def thread_story(self, workspace: str, channel: str, thread_ts: str) -> int | None: ...

    def remember_asked(
        self, workspace: str, channel: str, thread_ts: str, kind: str, person: str | None, now: datetime
    ) -> None: ...

    def asked(self, workspace: str, channel: str, thread_ts: str, since: datetime) -> tuple[str, str | None] | None: ...


def an_event(event_id: str = "Ev1", team: str = "T1", **event: object) -> dict[str, object]:
    told: dict[str, object] = {"type": "app_mention", "channel": "C1", "ts": "1.5"}
    return {"team_id": team, "event_id": event_id, "event": told | event}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (an_event(), ("event:T1:Ev1", "message:T1:C1:1.5")),
        (an_event(type="message"), ("event:T1:Ev1", "message:T1:C1:1.5")),
        (an_event(type="app_home_opened"), ("event:T1:Ev1",)),
        ({"enterprise_id": "E1", "event_id": "Ev2", "event": {"type": "x"}}, ("event:E1:Ev2",)),
        ({"trigger_id": "9.9"}, ("trigger:9.9",)),
        ({"command": "/news"}, ()),
    ],
)
def test_keys(body: dict[str, object], expected: tuple[str, ...]) -> None:
    assert keys(body) == expected


@pytest.mark.parametrize(
    ("second", "is_new"),
    [
        pytest.param(an_event(), False, id="a retry"),
        pytest.param(an_event("Ev2"), False, id="one message, another event id"),
        pytest.param(an_event(ts="2.5"), False, id="one event id"),
        pytest.param(an_event("Ev2", ts="2.5"), True, id="another message"),
        pytest.param(an_event("Ev2", channel="C2"), True, id="the same time in another channel"),
        pytest.param(an_event(team="T2"), True, id="another workspace"),
    ],
)
def test_a_second_request_is_new_only_if_nothing_identifies_it(second: dict[str, object], is_new: bool) -> None:
    marks = Memory()
    assert first_time(marks, an_event(), NOW)
    assert first_time(marks, second, NOW) is is_new


def test_a_repetition_marks_its_other_keys_too() -> None:
    marks = Memory()
    for body in (an_event(), an_event("Ev2")):
        first_time(marks, body, NOW)
    assert not first_time(marks, an_event("Ev2", ts="7.5"), NOW)


def test_what_has_no_key_is_always_new() -> None:
    marks = Memory()
    assert first_time(marks, {}, NOW)
    assert first_time(marks, {}, NOW)
