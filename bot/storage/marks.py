"""Small memories of the conversation with Slack: which events were taken in, what a thread is about."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.engine import reading, writing
from bot.storage.schema import seen, talks, threads

EVENTS_KEPT = timedelta(days=2)
"""Slack repeats an event for an hour, or for a day where delayed events are on. Source: Slack, Events API, retries."""

THREADS_KEPT = timedelta(days=180)


class SqlMarks:
    """Marks over an engine whose tables are current. Every failure of the database is a ``StorageError``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def first_time(self, key: str, now: datetime) -> bool:
        """Whether ``key`` (a workspace and an event) was never seen; of several callers at once, one hears True."""
        with writing(self._engine) as connection:
            marked = self._insert(seen).values(key=key, at=now).on_conflict_do_nothing()
            return connection.execute(marked.returning(seen.c.key)).first() is not None

    def remember_thread(self, workspace: str, channel: str, thread_ts: str, story: int, now: datetime) -> None:
        """From now on the thread is about ``story``."""
        marked = self._insert(threads).values(
            workspace=workspace, channel=channel, thread_ts=thread_ts, story=story, at=now
        )
        key = [threads.c.workspace, threads.c.channel, threads.c.thread_ts]
        with writing(self._engine) as connection:
            connection.execute(marked.on_conflict_do_update(index_elements=key, set_={"story": story, "at": now}))

    def thread_story(self, workspace: str, channel: str, thread_ts: str, since: datetime | None = None) -> int | None:
        """The story that the thread is about, None if nobody said (after ``since``)."""
        this = (threads.c.workspace == workspace) & (threads.c.channel == channel) & (threads.c.thread_ts == thread_ts)
        with reading(self._engine) as connection:
            row = connection.execute(select(threads.c.story, threads.c.at).where(this)).first()
        return None if row is None or (since is not None and row.at <= since) else row.story

    def remember_asked(
        self, workspace: str, channel: str, thread_ts: str, kind: str, person: str | None, now: datetime
    ) -> None:
        """From now on this is what was asked last in the conversation, and about whom."""
        asked = {"kind": kind, "person": person, "at": now}
        marked = self._insert(talks).values(workspace=workspace, channel=channel, thread_ts=thread_ts, **asked)
        key = [talks.c.workspace, talks.c.channel, talks.c.thread_ts]
        with writing(self._engine) as connection:
            connection.execute(marked.on_conflict_do_update(index_elements=key, set_=asked))

    def asked(self, workspace: str, channel: str, thread_ts: str, since: datetime) -> tuple[str, str | None] | None:
        """The kind of what was asked last and the person it was about; None if nothing was asked after ``since``."""
        this = (talks.c.workspace == workspace) & (talks.c.channel == channel) & (talks.c.thread_ts == thread_ts)
        with reading(self._engine) as connection:
            row = connection.execute(select(talks.c.kind, talks.c.person).where(this, talks.c.at > since)).first()
        return None if row is None else (row.kind, row.person)

    def prune(self, now: datetime) -> None:
        """Forget what is too old to matter."""
        with writing(self._engine) as connection:
            connection.execute(delete(seen).where(seen.c.at < now - EVENTS_KEPT))
            connection.execute(delete(threads).where(threads.c.at < now - THREADS_KEPT))
            connection.execute(delete(talks).where(talks.c.at < now - THREADS_KEPT))

    def _insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        return sqlite.insert(table) if self._engine.dialect.name == "sqlite" else postgresql.insert(table)
