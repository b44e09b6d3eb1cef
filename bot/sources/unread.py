"""Why something was not read: what another time may bring, what is gone, what our own rules refuse, what broke."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.domain.errors import SourceError

_log = logging.getLogger(__name__)


class Unread(SourceError):
    """It could not be read now, and another time it may be; ``after`` is how long its server asked us to wait,
    ``status`` what it answered, None if that was no answer.
    """

    def __init__(
        self,
        problem: str,
        subject: str = "",
        cause: str = "",
        *,
        hint: str = "",
        after: timedelta = timedelta(0),
        status: int | None = None,
    ) -> None:
        super().__init__(problem, subject, cause, hint=hint)
        self.after, self.status = after, status


class Embargoed(Unread):
    """Who sent it does not let it out yet; nothing of it may be shown."""


class Gone(SourceError):
    """Who published it took it back for good."""


class Refused(SourceError):
    """It is nothing that Newsdesk opens: no web address, or one of a private network."""


def plain(error: SourceError) -> SourceError:
    """The error without what only a watch needs to know."""
    return SourceError(error.problem, error.subject, error.cause, hint=error.hint)


def unforeseen(locator: str, error: Exception) -> SourceError:
    """The error about one thing on which a reader broke, so that it costs only itself; the log has where it broke."""
    _log.warning("a reader broke on %s", locator, exc_info=error)
    return SourceError("could not read", locator, "it is broken in a way that no reader expects")
