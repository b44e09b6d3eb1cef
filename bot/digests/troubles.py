"""What Slack's refusals mean for a digest, and what its maker is told. Pure."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from bot.domain.digest import Delivery, Subscription, Trouble
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

NO_ACCESS = "Newsdesk no longer has the access that it needs in this workspace"
"""Why a digest is paused that a new install mends."""

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
            NO_ACCESS,
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


def refused(delivery: Delivery, subscription: Subscription, error: DeliveryError) -> Trouble:
    """What to tell when Slack will not take the message."""
    paused = verdict(error) is Verdict.PAUSE
    cause, hint = _GONE.get(
        error.code, (f"Slack refused it ({error.code})", f"{_kept(delivery)} Ask an admin what that means.")
    )
    return _trouble(delivery, subscription, f"could not be posted: {cause}", hint, reason=cause if paused else None)


def unreadable(delivery: Delivery, subscription: Subscription, query: NewsdeskError) -> Trouble:
    """What to tell when the subscription's query can no longer be read."""
    hint = "Set it up again and stop this one: /digest stop {number}."
    return _trouble(delivery, subscription, f"was not composed: {query}", hint, reason=str(query))


def uncertain(delivery: Delivery, subscription: Subscription, error: DeliveryError) -> Trouble:
    """What to tell when nobody can find out whether the message was posted."""
    paused = verdict(error) is Verdict.PAUSE
    return _trouble(
        delivery,
        subscription,
        "may or may not be posted: Slack gave no clear answer, and the channel's history can't be read"
        + (f" ({error.code})" if error.code else ""),
        "Please look in the channel. It is not posted again; if it is missing, /news shows what is new.",
        reason=_GONE[error.code][0] if paused else None,
    )


def given_up(delivery: Delivery, subscription: Subscription, why: str) -> Trouble:
    """What to tell when Slack could not be reached until it was too late."""
    cause = f" ({why})" if why else ""
    return _trouble(delivery, subscription, f"could not be posted in time{cause}", _kept(delivery))


def _kept(delivery: Delivery) -> str:
    """What becomes of what was not posted."""
    return "The article itself says it." if delivery.corrects else "Its stories come with the next one."


def _trouble(
    delivery: Delivery, subscription: Subscription, what: str, hint: str, *, reason: str | None = None
) -> Trouble:
    """``reason`` is why it is paused, None if it is not."""
    local = delivery.slot.astimezone(ZoneInfo(subscription.schedule.zone))
    number = subscription.number
    of = f"{number} of {local.day} {local:%B, %H:%M}"
    name, it = f"Digest {of}", "It"
    if delivery.corrects or delivery.sent:
        name, it = f"A correction to digest {number}" if delivery.corrects else f"The rest of digest {of}", "The digest"
    pause = f" {it} is paused." if reason is not None else ""
    return Trouble(
        subscription=subscription,
        slot=delivery.slot,
        problem=f"{name} {what}.{pause}",
        hint=hint.format(number=number),
        paused=reason is not None,
        reason=reason or "",
    )
