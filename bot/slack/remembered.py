"""What Slack was asked about people and channels, remembered for a while: one memory for each kind of question."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Generic, TypeVar

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack.refusals import wait_of

KEPT_AFTER_FAILURE = timedelta(minutes=1)
_MOST = 10_000

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Remembered(Generic[_T]):
    """Answers by workspace and subject, each asked at most once in the time that it is ``kept``.

    While Slack tells nothing, the answer is ``otherwise`` or, if ``stale`` ones do, the last that was told. After a
    rate limit nothing is asked for the workspace until that is over: nobody waits for it.
    """

    def __init__(self, clock: Callable[[], datetime], *, kept: timedelta, otherwise: _T, stale: bool = False) -> None:
        self._clock, self._keep, self._otherwise, self._stale = clock, kept, otherwise, stale
        self._kept: dict[tuple[str, str], tuple[datetime, _T]] = {}
        self._limited: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def of(self, workspace: str, subject: str, ask: Callable[[], _T]) -> _T:
        """The answer about the subject, from memory or from ``ask``, which may raise what slack_sdk does."""
        now, key = self._clock(), (workspace, subject)
        with self._lock:
            until, last = self._kept.get(key, (now, self._otherwise))
            if until > now:
                return last
            fallback = last if self._stale else self._otherwise
            if self._limited.get(workspace, now) > now:
                return fallback
        try:
            answer, until = ask(), now + self._keep
        except (SlackClientError, OSError, HTTPException) as error:
            _log.info("Slack does not tell of a person or a channel: %s", type(error).__name__)
            answer, until = fallback, now + KEPT_AFTER_FAILURE
            if isinstance(error, SlackApiError) and (wait := wait_of(error)):
                with self._lock:
                    self._limited[workspace] = until = now + wait
        with self._lock:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[key] = (until, answer)
        return answer
