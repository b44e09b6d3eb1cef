"""Few questions at a time, so that acknowledgements get their share of the processor."""

from __future__ import annotations

from threading import BoundedSemaphore

from bot.domain.answer import Answer, InContext, StoryHit
from bot.domain.article import Span
from bot.domain.query import Reader, Request
from bot.slack.newsroom import Desk

AT_ONCE = 2
"""Finding an answer is work for the processor, and Python's threads share one: each more that computes makes every
acknowledgement wait another few milliseconds at each of its steps. At 50 commands a second, more than the desk could
keep up with, the median acknowledgement took 1.6 s with 16 at once and 49 ms with 2. Waiting for Slack is not limited.
"""


class PacedDesk:
    """A desk that is asked ``AT_ONCE`` questions at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._turns = desk, BoundedSemaphore(AT_ONCE)

    def answer(self, request: Request, reader: Reader) -> Answer:
        """The answer to a request."""
        with self._turns:
            return self._desk.answer(request, reader)

    def in_context(self, article_id: str, span: Span, reader: Reader) -> InContext:
        """A passage with its paragraph."""
        with self._turns:
            return self._desk.in_context(article_id, span, reader)

    def newest(self, reader: Reader, count: int) -> tuple[StoryHit, ...]:
        """The newest stories, at most ``count``."""
        with self._turns:
            return self._desk.newest(reader, count)
