"""Filling in what an app has put on the screen: finding an element, typing into a modal, doing what the app answers."""

from __future__ import annotations

from collections.abc import Mapping

from bot.web.playground.blocks import elements_of, nested
from bot.web.playground.choices import choice, is_empty
from bot.web.playground.shapes import Json
from bot.web.playground.surfaces import Surfaces


def element_in(blocks: list[Json], action_id: str, block_id: str = "") -> tuple[Json, Json]:
    """The block and the element with this action_id (in the block with ``block_id``, where that is given).

    Raises:
        ValueError: there is none; the message lists those that there are.
    """
    for block in nested(blocks):
        for element in elements_of(block):
            if element["action_id"] == action_id and block_id in ("", block["block_id"]):
                return block, element
    present = [element["action_id"] for block in nested(blocks) for element in elements_of(block)]
    raise ValueError(f"no element {action_id!r} there, only {present}")


def fill(view: Json, values: Mapping[str, object], offers: Mapping[str, list[Json]]) -> None:
    """Put what was typed into the view's state, by action_id or block_id.

    ``offers`` are the options that the app gave for each external select, by action_id.

    Raises:
        ValueError: there is no such field or option, or a required field is still empty: Slack sends neither.
    """
    view.pop("errors", None)
    state = view["state"]["values"]
    left = dict(values)
    for block in nested(view["blocks"]):
        for element in elements_of(block):
            for key in (element["action_id"], block["block_id"]):
                if key in left:
                    offered = offers.get(element["action_id"], [])
                    typed = {"type": element["type"], **choice(element, left.pop(key), offered)}
                    state.setdefault(block["block_id"], {})[element["action_id"]] = typed
    if left:
        raise ValueError(f"the view has no field {', '.join(left)}")
    for block in nested(view["blocks"]):
        if block["type"] == "input" and not block.get("optional"):
            for action_id, value in state.get(block["block_id"], {}).items():
                if is_empty(value):
                    raise ValueError(f"a required field is empty: {block['block_id']}/{action_id}")


def follow(surfaces: Surfaces, user: str, view: Json, answer: Json) -> None:
    """Do what the app answered to a submission: an empty answer closes the view.

    Raises:
        Refused: the view that it wants to show is not a good one.
    """
    match answer.get("response_action"):
        case "errors":
            view["errors"] = answer["errors"]
            surfaces.touch(user, view, "errors")
        case "update":
            surfaces.update(answer["view"], view_id=view["id"])
        case "push":
            surfaces.push_for(user, surfaces.made(answer["view"]))
        case "clear":
            surfaces.close(user, view["id"], everything=True)
        case _:
            surfaces.close(user, view["id"])
