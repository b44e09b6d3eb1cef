"""What Slack's refusals mean for a digest, and what its maker is told. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from bot.domain.digest import Subscription, Trouble
from bot.domain.errors import DeliveryError, NewsdeskError

BACKOFF = timedelta(minutes=1)
"""How long a post waits that never reached Slack, or was put off without saying for how long."""


class Verdict(Enum):
    """What to do after Slack did not take a message."""

    LOOK = "look"
    """It may be there all the same: look into the history before anything else."""
    WAIT = "wait"
    """It is certainly not there, and later it may be taken."""
    PAUSE = "pause"
    """Nothing will be taken until somebody mends something."""
    FAIL = "fail"
    """This one will never be taken; the next one may."""


# Source: the pages of chat.postMessage and conversations.history on docs.slack.dev.
_UNCLEAR = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
_PASSING = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded", "team_added_to_org", "accesslimited"})

_GONE = {
    "not_in_channel": ("Newsdesk is not in its channel", "Type /invite @newsdesk there, then /digest resume {number}."),
    "channel_not_found": (
        "its channel is gone, or Newsdesk can't see it",
        "If it is private, type /invite @newsdesk there, then /digest resume {number}; else /digest stop {number}.",
    ),
    "is_archived": (
        "its channel is archived",
        "Unarchive it and type /digest resume {number}, or stop it by /digest stop {number}.",
    ),
    **dict.fromkeys(
        ("account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed", "missing_scope"),
        (
            "Newsdesk no longer has the access that it needs in this workspace",
            "Ask an admin to install Newsdesk again, then type /digest resume {number}.",
        ),
    ),
}


def verdict(error: DeliveryError) -> Verdict:
    """What to do after ``error``."""
    if error.unclear or error.code in _UNCLEAR:
        return Verdict.LOOK
    # Without a code Slack was never reached.
    if error.retry_after is not None or error.code in _PASSING or not error.code:
        return Verdict.WAIT
    return Verdict.PAUSE if error.code in _GONE else Verdict.FAIL


def refused(subscription: Subscription, slot: datetime, error: DeliveryError) -> Trouble:
    """What to tell when Slack will not take the digest."""
    paused = verdict(error) is Verdict.PAUSE
    cause, hint = _GONE.get(
        error.code,
        (f"Slack refused it ({error.code})", "Its stories come with the next one; ask an admin what that means."),
    )
    return _trouble(subscription, slot, f"could not be posted: {cause}", hint, paused=paused, reason=cause)


def unreadable(subscription: Subscription, slot: datetime, query: NewsdeskError) -> Trouble:
    """What to tell when the subscription's query can no longer be read."""
    return _trouble(
        subscription,
        slot,
        f"was not composed: {query}",
        "Set it up again and stop this one: /digest stop {number}.",
        paused=True,
        reason=str(query),
    )


def uncertain(subscription: Subscription, slot: datetime, error: DeliveryError) -> Trouble:
    """What to tell when nobody can find out whether the digest was posted."""
    return _trouble(
        subscription,
        slot,
        "may or may not be posted: Slack gave no clear answer, and the channel's history can't be read"
        + (f" ({error.code})" if error.code else ""),
        "Please look in the channel. It is not posted again; if it is missing, /news shows what is new.",
        paused=verdict(error) is Verdict.PAUSE,
        reason=_GONE[error.code][0] if error.code in _GONE else "",
    )


def given_up(subscription: Subscription, slot: datetime, why: str) -> Trouble:
    """What to tell when Slack could not be reached until it was too late."""
    cause = f" ({why})" if why else ""
    return _trouble(subscription, slot, f"could not be posted in time{cause}", "Its stories come with the next one.")


def _trouble(
    subscription: Subscription, slot: datetime, what: str, hint: str, *, paused: bool = False, reason: str = ""
) -> Trouble:
    local = slot.astimezone(ZoneInfo(subscription.schedule.zone))
    number = subscription.number
    pause = " It is paused." if paused else ""
    return Trouble(
        subscription=subscription,
        slot=slot,
        problem=f"Digest {number} of {local.day} {local:%B, %H:%M} {what}.{pause}",
        hint=hint.format(number=number),
        paused=paused,
        reason=reason if paused else "",
    )
