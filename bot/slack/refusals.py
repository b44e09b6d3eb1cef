"""What Slack's refusals mean: wait, come back later, or never."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from slack_sdk.errors import SlackApiError

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


def code_of(error: SlackApiError) -> str:
    """Slack's word for what was wrong ("missing_scope"), "" if it said none."""
    data = getattr(error.response, "data", None)
    return str(data.get("error") or "") if isinstance(data, Mapping) else ""


def wait_of(error: SlackApiError) -> timedelta | None:
    """How long Slack asks us to wait after a rate limit; None if it was none. Without a number, a second."""
    answer = error.response
    if answer.status_code != 429 and code_of(error) != "ratelimited":
        return None
    headers = {name.lower(): value for name, value in answer.headers.items()}
    seconds = str(headers.get("retry-after", ""))
    return timedelta(seconds=int(seconds) if seconds.isdecimal() else 1)
