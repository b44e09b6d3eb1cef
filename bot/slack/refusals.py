"""What goes wrong between us and Slack, as a ``DeliveryError`` that says what may have happened."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPException
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.errors import DeliveryError, NotAllowed, cause_of

FOR_GOOD = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "user_removed_from_team",
    }
)
"""What Slack says of a token that will never be good again. Source: Slack, Web API, errors of auth.test."""

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_NEVER_CONNECTED = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)


@contextmanager
def delivery_errors(problem: str, subject: str = "") -> Iterator[None]:
    """Raise what slack_sdk raises as a ``DeliveryError`` on ``subject``."""
    try:
        yield
    except SlackApiError as error:
        raise _refused(problem, subject, error) from error
    except URLError as error:
        # urllib wraps what goes wrong until the request is sent; what cannot have been sent is not there.
        unclear = not isinstance(error.reason, _NEVER_CONNECTED)
        raise DeliveryError(problem, subject, cause_of(error), unclear=unclear) from error
    except (OSError, HTTPException) as error:
        raise DeliveryError(problem, subject, cause_of(error), unclear=True) from error
    except SlackClientError as error:
        raise DeliveryError(problem, subject, str(error), code="client_error") from error


def answered(problem: str, status: int, headers: Mapping[str, str], code: str) -> DeliveryError:
    """What an answer that is no yes means: its status, how long to wait, Slack's ``code`` ("" where there is none)."""
    if status == 429 or code in {"ratelimited", "rate_limited"}:
        named = {name.lower(): value for name, value in headers.items()}
        return DeliveryError(problem, "", "ratelimited", code="ratelimited", retry_after=_seconds(named))
    # Neither a page instead of JSON nor a server error says whether the message was stored.
    unclear = status >= 500 or (status == 200 and not code)
    return DeliveryError(problem, "", code or f"HTTP {status}", code=code, unclear=unclear)


def code_of(error: BaseException) -> str:
    """Slack's error code for the log, or what kind of failure it was: never what was sent."""
    if isinstance(error, DeliveryError):
        return error.code or error.cause
    if isinstance(error, SlackApiError):
        return _told(error.response.data) or f"HTTP {error.response.status_code}"
    return type(error).__name__


def wait_of(error: SlackApiError) -> timedelta | None:
    """How long Slack asks us to wait after a rate limit; None if it was none. Without a number, a second."""
    return _refused("", "", error).retry_after


def missing_scope(what: str, scope: str) -> NotAllowed:
    """What to say where the app may not do ``what`` because it was installed without ``scope``."""
    return NotAllowed(
        f"I am not allowed to {what} in this workspace",
        "",
        f"the permission {scope} is missing",
        hint="Ask an admin to install Newsdesk again, which asks for it.",
    )


def _refused(problem: str, subject: str, error: SlackApiError) -> DeliveryError:
    answer = error.response
    told = answered(problem, int(answer.status_code), dict(answer.headers), _told(answer.data))
    return DeliveryError(
        problem, subject, told.cause, code=told.code, retry_after=told.retry_after, unclear=told.unclear
    )


def _told(data: object) -> str:
    """Slack's code; where the body was no JSON, slack_sdk puts a sentence about it in its place."""
    code = str(data.get("error") or "") if isinstance(data, Mapping) else ""
    return code if _CODE.fullmatch(code) else ""


def _seconds(headers: Mapping[str, str]) -> timedelta:
    seconds = str(headers.get("retry-after", ""))
    is_number = seconds.isascii() and seconds.isdecimal() and len(seconds) <= 6
    return timedelta(seconds=int(seconds) if is_number else 1)
