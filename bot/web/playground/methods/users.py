"""``users.*``: who is in the workspace, and in which time zone."""

from __future__ import annotations

from bot.web.playground.calls import method
from bot.web.playground.paging import page
from bot.web.playground.shapes import Json
from bot.web.playground.state import State


@method("users.info", "users:read")
def info(state: State, *, user: str, include_locale: bool = False) -> Json:
    seen = state.user(user).json(state.team, state.timeline.clock())
    return {"user": seen if include_locale else {name: value for name, value in seen.items() if name != "locale"}}


@method("users.list", "users:read")
def listing(state: State, *, limit: int = 1000, cursor: str = "", include_locale: bool = False) -> Json:
    now = state.timeline.clock()
    everybody = [user.json(state.team, now) for user in state.users.values()]
    members, metadata = page(everybody, cursor, limit, lambda user: str(user["id"]))
    return {"members": members, "cache_ts": int(now.timestamp()), "response_metadata": metadata}
