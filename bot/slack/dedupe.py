"""Once only: Slack sends an event again after a slow answer, and sometimes one message under several event ids."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

MESSAGE_EVENTS = frozenset({"app_mention", "message"})


class Marks(Protocol):
    """What is remembered between requests (``bot.storage.marks.SqlMarks``)."""

    def first_time(self, key: str, now: datetime) -> bool:
        """Whether ``key`` was never seen before; from now on it was."""

    def remember_thread(self, workspace: str, channel: str, thread_ts: str, story: int, now: datetime) -> None:
        """Keep the story that a thread is about."""

    def thread_story(self, workspace: str, channel: str, thread_ts: str) -> int | None:
        """The story that a thread is about, if it was kept."""

    def remember_asked(
        self, workspace: str, channel: str, thread_ts: str, kind: str, person: str | None, now: datetime
    ) -> None:
        """Keep what was asked last in a conversation, and about whom."""

    def asked(self, workspace: str, channel: str, thread_ts: str, since: datetime) -> tuple[str, str | None] | None:
        """What was asked last in a conversation and about whom, if that was after ``since``."""


def keys(body: Mapping[str, object]) -> tuple[str, ...]:
    """What identifies a request from Slack; a second request with any of these is the same again.

    Of an event its id, and of a message also channel and time: up to 11 event ids were seen for one message
    (slackapi/node-slack-sdk#2141). Of a command or a click its trigger id, which Slack makes afresh for each.
    """
    event = body.get("event")
    if not isinstance(event, Mapping):
        trigger = body.get("trigger_id")
        return (f"trigger:{trigger}",) if trigger else ()
    team = body.get("team_id") or body.get("enterprise_id") or ""
    found = [f"event:{team}:{body['event_id']}"] if body.get("event_id") else []
    if event.get("type") in MESSAGE_EVENTS and event.get("ts"):
        found.append(f"message:{team}:{event.get('channel')}:{event['ts']}")
    return tuple(found)


def first_time(marks: Marks, body: Mapping[str, object], now: datetime) -> bool:
    """Whether nothing that identifies this request was seen before; all of it is marked."""
    unseen = [marks.first_time(key, now) for key in keys(body)]
    return all(unseen)
