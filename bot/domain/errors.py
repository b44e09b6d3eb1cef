"""Every error that Newsdesk raises on purpose.

``str(error)`` is one line, *problem: subject: cause*; ``hint`` is what the reader can do about it. The subject is an
attribute, so that nothing has to take the text apart.
"""

from __future__ import annotations

import errno
import socket
import ssl
from datetime import timedelta


class NewsdeskError(Exception):
    """A problem that a user or an operator can understand and fix."""

    hint: str = ""

    def __init__(self, problem: str, subject: str = "", cause: str = "", *, hint: str = "") -> None:
        super().__init__(": ".join(part for part in (problem, subject, cause) if part))
        self.problem, self.subject, self.cause = problem, subject, cause
        self.hint = hint or type(self).hint


class SettingsError(NewsdeskError):
    """The configuration can't be used; ``problems`` holds one line for each fault found."""

    hint = "newsdesk doctor shows what is configured and what is missing."

    def __init__(self, problems: list[str], subject: str = "", *, hint: str = "") -> None:
        super().__init__("bad configuration", subject, "; ".join(problems), hint=hint)
        self.problems = problems


class SourceError(NewsdeskError):
    """An article could not be fetched or read; the subject is its path or address."""

    hint = "Check that it opens on your computer, then try again."


class AnalysisError(NewsdeskError):
    """A text could not be analysed."""


class AnalysisUnavailable(AnalysisError):
    """Nothing can be analysed for now: no process can be started, or they are being stopped. Nothing is wrong with the
    text, which is to be tried again.
    """


class QueryError(NewsdeskError):
    """What the user typed can't be read; the subject is the word that stopped us."""

    hint = "Try: /news help"


class NotFound(NewsdeskError):
    """The thing that was named is not here, or belongs to another workspace."""


class NoSuchPage(NotFound):
    """No article here comes from an address that was named; the subject is the address."""

    hint = "Add it with: newsdesk add ADDRESS"


class NotAllowed(NewsdeskError):
    """The thing is there, and this user may not do that with it."""


class TookTooLong(NewsdeskError):
    """A question was not answered in the time it has; nothing is wrong with it or with the library."""

    hint = "Narrow it down with more words, from:outlet or since:7d, or name one story by its number."


class Busy(NewsdeskError):
    """Others are being answered, and the time was up before it was this question's turn."""

    hint = "Try again in a moment."


class StorageError(NewsdeskError):
    """The store can't be reached or refused a write."""

    hint = "Check DATABASE_URL and that the database runs."


class StoreUnavailable(StorageError):
    """The store can't be used at all for now: away, hanging, busy, read-only or full; later it may work again.

    Its words are for the operator, to whom the log tells each outage once; nobody else has to log it. A user is told
    that the library can't be reached right now.
    """


class DeliveryError(NewsdeskError):
    """Slack did not take a message.

    ``code`` is Slack's error ("not_in_channel"); ``retry_after`` is how long Slack asked us to wait; ``unclear`` says
    that the message may have been stored all the same (a time-out, a reset, a 5xx).
    """

    def __init__(
        self,
        problem: str,
        subject: str = "",
        cause: str = "",
        *,
        code: str = "",
        retry_after: timedelta | None = None,
        unclear: bool = False,
        hint: str = "",
    ) -> None:
        super().__init__(problem, subject, cause, hint=hint)
        self.code, self.retry_after, self.unclear = code, retry_after, unclear


_IN_WORDS = {
    errno.ENOENT: "there is no such file or folder",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EISDIR: "it is a folder, not a file",
    errno.EEXIST: "there is a file of that name",
    errno.EACCES: "permission is denied",
    errno.EPERM: "permission is denied",
    errno.EROFS: "the disk can only be read",
    errno.ENOSPC: "the disk is full",
    errno.ELOOP: "the links lead in a circle",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EADDRINUSE: "it is already in use",
    errno.EADDRNOTAVAIL: "this machine has no such address",
    errno.ECONNREFUSED: "the connection was refused",
    errno.ECONNRESET: "the connection was cut off",
    errno.ENETUNREACH: "the network can't be reached",
    errno.EHOSTUNREACH: "the other machine can't be reached",
}


def cause_of(error: BaseException) -> str:
    """Why something failed, in words for a person: no error number, no name of a class or a codec."""
    inner = getattr(error, "reason", None)
    if isinstance(inner, OSError):  # urllib wraps what really happened
        return cause_of(inner)
    match error:
        case socket.gaierror():
            return "its name can't be looked up; is the network there?"
        case ssl.SSLCertVerificationError():
            return f"its certificate can't be trusted ({error.verify_message})"
        case ssl.SSLError():
            return "no secure connection could be made"
        case TimeoutError():
            return "no answer came in time"
        case UnicodeError():
            return "it is not UTF-8 text"
        case OSError(errno=number) if number in _IN_WORDS:
            return _IN_WORDS[number]
        case OSError(strerror=words) if words:
            return words[:1].lower() + words[1:]
    return " ".join(str(error).split()) or type(error).__name__
