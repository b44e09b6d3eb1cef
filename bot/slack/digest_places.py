"""Whether a digest can go where it is wanted: found out now, not tomorrow at half past eight."""

from __future__ import annotations

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.errors import NotAllowed
from bot.slack.callers import Caller
from bot.slack.refusals import code_of

_NOT_HERE = frozenset({"not_in_channel", "channel_not_found"})
_MISSING = "missing_scope"


def check_place(caller: Caller, channel: str) -> None:
    """Nothing, if we can post in the channel as far as Slack tells.

    Raises:
        NotAllowed: if we are not in it, or may not see whether we are, as in a private channel where that was not
            allowed when Newsdesk was installed; whatever else keeps us from looking is no reason to refuse.
    """
    try:
        is_there = caller.patience.ask(caller.client, lambda client: _is_there(client, channel))
    except SlackApiError as error:
        if code_of(error) in _NOT_HERE:
            is_there = False
        elif code_of(error) == _MISSING:
            raise _unseen(error) from error
        else:
            return
    except (SlackClientError, OSError):
        return
    if not is_there:
        raise NotAllowed(
            "I am not in this conversation",
            hint="Type /invite @newsdesk here and try again, or set the digest up in a message to me.",
        )


def _is_there(client: WebClient, channel: str) -> bool:
    """Whether we are in the channel. Raises: SlackApiError if Slack does not say so, or may not."""
    try:
        client.conversations_history(channel=channel, limit=1)
    except SlackApiError as error:
        if code_of(error) != _MISSING:
            raise
        # What stands in it may be closed to us where who is in it is not.
        return bool(client.conversations_info(channel=channel)["channel"].get("is_member"))
    return True


def _unseen(error: SlackApiError) -> NotAllowed:
    """What to say where the app may not look; Slack names the scope that it would take, or all of the kind."""
    needed = str(error.response.get("needed") or "").split(",")
    if all(scope.strip().startswith("mpim:") for scope in needed):
        return NotAllowed(
            "a digest can't go to a group message",
            "",
            "I am not allowed to see those here",
            hint="Choose a channel, or set it up in a message to me.",
        )
    return NotAllowed(
        "I can't see whether I am in this private channel",
        "",
        "that was not allowed when Newsdesk was installed",
        hint="Choose a public channel, or ask an admin to install Newsdesk again with private channels allowed.",
    )
