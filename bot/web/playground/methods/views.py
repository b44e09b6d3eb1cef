"""``views.*``: modals and the home tab."""

from __future__ import annotations

from typing import Any

from bot.web.playground.calls import method
from bot.web.playground.refusal import Refused
from bot.web.playground.shapes import Json
from bot.web.playground.state import State


@method("views.open")
def open_view(state: State, *, trigger_id: str, view: dict[str, Any]) -> Json:
    return {"view": dict(state.surfaces.open(trigger_id, view))}


@method("views.push")
def push(state: State, *, trigger_id: str, view: dict[str, Any]) -> Json:
    return {"view": dict(state.surfaces.push(trigger_id, view))}


@method("views.update")
def update(
    state: State,
    *,
    view: dict[str, Any],
    view_id: str = "",
    external_id: str = "",
    hash: str = "",  # noqa: A002 - Slack's name
) -> Json:
    if bool(view_id) == bool(external_id):
        raise Refused("invalid_arguments", ["[ERROR] exactly one of view_id, external_id is needed"])
    return {"view": dict(state.surfaces.update(view, view_id=view_id, external_id=external_id, guard=hash))}


@method("views.publish")
def publish(state: State, *, user_id: str, view: dict[str, Any], hash: str = "") -> Json:  # noqa: A002 - Slack's name
    return {"view": dict(state.surfaces.publish(state.user(user_id).id, view, guard=hash))}
