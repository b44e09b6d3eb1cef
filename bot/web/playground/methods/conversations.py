"""``conversations.*`` and ``users.conversations``: what the bot can read."""

from __future__ import annotations

from collections.abc import Iterable

from bot.web.playground.calls import method
from bot.web.playground.paging import page
from bot.web.playground.people import Channel
from bot.web.playground.refusal import Refused
from bot.web.playground.shapes import Json
from bot.web.playground.state import State

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_PREFIX = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
_TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def _allowed(state: State, place: Channel, what: str) -> Channel:
    """``place``, if the scope for its kind was granted.

    Raises:
        Refused: ``missing_scope``, which names the one that it takes.
    """
    needed, granted = f"{_PREFIX[place.kind]}:{what}", state.access.scopes
    if granted is not None and needed not in granted:
        raise Refused("missing_scope", needed=needed, provided=",".join(sorted(granted)))
    return place


@method("conversations.info", *_READ)
def info(state: State, *, channel: str, include_num_members: bool = False, include_locale: bool = False) -> Json:
    seen = _allowed(state, state.conversations.channel(channel), "read").json(state.team, state.app.bot_user)
    if not include_num_members:
        seen.pop("num_members", None)
    return {"channel": seen}


def _listed(state: State, channels: Iterable[Channel], types: str, exclude_archived: bool) -> list[Json]:
    wanted = types.split(",")
    if unknown := [name for name in wanted if name not in _TYPES]:
        raise Refused("invalid_types", [f"unknown type: {name}" for name in unknown])
    kinds = {_TYPES[name] for name in wanted}
    return [
        channel.json(state.team, state.app.bot_user)
        for channel in channels
        if channel.kind in kinds
        and not (exclude_archived and channel.is_archived)
        and (channel.kind == "public" or state.app.bot_user in channel.members)
    ]


@method("conversations.list", *_READ)
def listing(
    state: State,
    *,
    types: str = "public_channel",
    exclude_archived: bool = False,
    limit: int = 100,
    cursor: str = "",
) -> Json:
    seen = _listed(state, state.conversations.channels.values(), types, exclude_archived)
    channels, metadata = page(seen, cursor, limit, lambda channel: str(channel["id"]))
    return {"channels": channels, "response_metadata": metadata}


@method("users.conversations", *_READ)
def users_conversations(
    state: State,
    *,
    user: str = "",
    types: str = "public_channel",
    exclude_archived: bool = False,
    limit: int = 100,
    cursor: str = "",
) -> Json:
    member = state.user(user).id if user else state.app.bot_user
    mine = [channel for channel in state.conversations.channels.values() if member in channel.members]
    channels, metadata = page(
        _listed(state, mine, types, exclude_archived), cursor, limit, lambda channel: str(channel["id"])
    )
    return {"channels": channels, "response_metadata": metadata}


def _moment(ts: str, otherwise: str) -> float:
    try:
        return float(ts)
    except ValueError:
        raise Refused(otherwise) from None


def _between(messages: list[Json], oldest: str, latest: str, inclusive: bool) -> list[Json]:
    """Those in the time asked for; the ends count only when ``inclusive``."""
    low = _moment(oldest, "invalid_ts_oldest") if oldest else 0.0
    high = _moment(latest, "invalid_ts_latest") if latest else float("inf")

    def stands(ts: float) -> bool:
        return low <= ts <= high if inclusive else low < ts < high

    return [message for message in messages if stands(float(message["ts"]))]


def _read(message: Json, include_all_metadata: bool) -> Json:
    return {name: value for name, value in message.items() if include_all_metadata or name != "metadata"}


def _ts(message: Json) -> str:
    return str(message["ts"])


@method("conversations.history", *_HISTORY)
def history(
    state: State,
    *,
    channel: str,
    oldest: str = "",
    latest: str = "",
    inclusive: bool = False,
    limit: int = 100,
    cursor: str = "",
    include_all_metadata: bool = False,
) -> Json:
    place = _allowed(state, state.conversations.joined(channel), "history")
    shown = [
        message
        for message in reversed(state.conversations.messages[place.id])
        if message.get("thread_ts", message["ts"]) == message["ts"] or message.get("subtype") == "thread_broadcast"
    ]
    messages, metadata = page(_between(shown, oldest, latest, inclusive), cursor, limit, _ts)
    return {
        "messages": [_read(message, include_all_metadata) for message in messages],
        "has_more": bool(metadata["next_cursor"]),
        "pin_count": 0,
        "response_metadata": metadata,
    }


@method("conversations.replies", *_HISTORY)
def replies(
    state: State,
    *,
    channel: str,
    ts: str,
    oldest: str = "",
    latest: str = "",
    inclusive: bool = False,
    limit: int = 1000,
    cursor: str = "",
    include_all_metadata: bool = False,
) -> Json:
    place = _allowed(state, state.conversations.joined(channel), "history")
    thread = state.conversations.thread(place.id, ts)
    if not thread:
        raise Refused("thread_not_found")
    # The root is always there, whatever time was asked for.
    root, answers = thread[0], _between(thread[1:], oldest, latest, inclusive)
    messages, metadata = page([root, *answers], cursor, limit, _ts)
    return {
        "messages": [_read(message, include_all_metadata) for message in messages],
        "has_more": bool(metadata["next_cursor"]),
        "response_metadata": metadata,
    }


@method("conversations.members", *_READ)
def members(state: State, *, channel: str, limit: int = 100, cursor: str = "") -> Json:
    place = _allowed(state, state.conversations.channel(channel), "read")
    ids, metadata = page([{"id": user} for user in sorted(place.members)], cursor, limit, lambda user: str(user["id"]))
    return {"members": [user["id"] for user in ids], "response_metadata": metadata}


@method("conversations.open", "im:write", "mpim:write", "channels:manage")
def open_conversation(
    state: State, *, users: str = "", channel: str = "", return_im: bool = False, prevent_creation: bool = False
) -> Json:
    if not users and not channel:
        raise Refused("users_list_not_supplied")
    if "," in users:
        raise Refused("not_enough_users", ["group messages are not modelled here"])
    place = state.conversations.channel(channel) if channel else state.conversations.direct(state.user(users).id)
    return {"channel": place.json(state.team, state.app.bot_user) if return_im else {"id": place.id}}


@method("conversations.join", "channels:join")
def join(state: State, *, channel: str) -> Json:
    place = state.conversations.channel(channel)
    if place.is_archived:
        raise Refused("is_archived")
    if place.kind != "public":
        raise Refused("method_not_supported_for_channel_type")
    place.members.add(state.app.bot_user)
    return {"channel": place.json(state.team, state.app.bot_user)}
