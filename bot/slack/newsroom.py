"""What every listener works with, and the one shape that they share: parse → ask the desk → render → reply."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from slack_bolt.context import BoltContext
from slack_sdk.errors import SlackClientError

from bot.domain.answer import Answer, InContext, StoryHit
from bot.domain.article import Span
from bot.domain.errors import NewsdeskError, StorageError
from bot.domain.query import Reader, Request
from bot.slack import dedupe
from bot.slack.callers import Caller
from bot.slack.dedupe import Marks
from bot.slack.digest_commands import DigestCommands
from bot.slack.profiles import Profiles
from bot.slack.replies import Reply
from bot.slack.threads import Threads
from bot.slack.views import notices
from bot.slack.views.blocks import Message

_log = logging.getLogger(__name__)


class Desk(Protocol):
    """What the listeners ask (``bot.desk.Desk``)."""

    def answer(self, request: Request, reader: Reader) -> Answer:
        """The answer to a request."""

    def in_context(self, article_id: str, span: Span, reader: Reader) -> InContext:
        """A passage with its paragraph."""

    def newest(self, reader: Reader, count: int) -> tuple[StoryHit, ...]:
        """The newest stories, at most ``count``."""


@dataclass(frozen=True, kw_only=True)
class Newsroom:
    """The listeners' collaborators. ``count`` is told the kind and the outcome of each answer.

    ``pool`` does the work after the acknowledgement: another pool than Bolt's own, so that slow answers never keep a
    new request waiting for its acknowledgement.
    """

    desk: Desk
    marks: Marks
    profiles: Profiles
    digests: DigestCommands
    clock: Callable[[], datetime]
    pool: Executor
    count: Callable[[str, str], None] = lambda kind, outcome: None

    @property
    def threads(self) -> Threads:
        """The stories of threads."""
        return Threads(self.marks, self.desk.answer, self.clock)

    def caller(self, context: BoltContext, body: Mapping[str, object]) -> Caller:
        """Who sent a request."""
        return Caller.of(context, body, self.profiles)

    def later(
        self,
        kind: str,
        body: Mapping[str, object],
        reply: Reply,
        work: Callable[[], Message | None],
        *,
        problems: Reply | None = None,
    ) -> None:
        """Do ``work`` in the pool and reply with what it gives, unless the same request was seen before.

        ``problems`` is where what went wrong is told, if not where the answer goes.
        """

        def once() -> Message | None:
            return work() if dedupe.first_time(self.marks, body, self.clock()) else None

        self.pool.submit(self.settle, kind, reply, once, problems)

    def settle(
        self, kind: str, reply: Reply, work: Callable[[], Message | None], problems: Reply | None = None
    ) -> None:
        """Reply with what ``work`` gives, with the problem that it raises, or with an apology; None replies nothing.

        The one place where an error becomes words for a user. A broken store is nothing that they can mend.
        """
        problems = problems or reply
        send = problems
        try:
            message, outcome, send = work(), "answered", reply
        except StorageError:
            message, outcome = _apology(kind), "failed"
        except NewsdeskError as error:
            message, outcome = notices.problem(error), "refused"
        except Exception:
            message, outcome = _apology(kind), "failed"
        if message is None:
            return
        try:
            send(message)
        except (NewsdeskError, SlackClientError, OSError):
            outcome = "unsent"
            with suppress(NewsdeskError, SlackClientError, OSError):
                problems(_apology(kind))
        self.count(kind, outcome)


def _apology(kind: str) -> Message:
    """An apology with a reference, under which the exception at hand is logged: never with what was asked."""
    reference = secrets.token_hex(3)
    _log.exception("reference %s: could not answer (%s)", reference, kind)
    return notices.apology(reference)
