"""What an element says once somebody has chosen or typed: its part of an action, or of ``state.values``."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from bot.web.playground.shapes import Json

# Which field holds the choice of an element that takes one plain value, and the element's field for its first value.
_PLAIN = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
}
_ONE_OPTION = frozenset({"static_select", "external_select", "radio_buttons", "overflow"})
_OPTIONS = frozenset({"multi_static_select", "multi_external_select", "checkboxes"})


def choice(element: Json, value: object, offered: Iterable[Json] = ()) -> Json:
    """The element's fields once ``value`` was chosen: an option's value, several of them, or what was typed.

    A button needs no value: it says its own. ``offered`` are the options that the app gave for an external select.

    Raises:
        ValueError: the element does not offer that.
    """
    kind = element["type"]
    if kind in _PLAIN:
        return {_PLAIN[kind][0]: value}
    if kind in _ONE_OPTION:
        return {"selected_option": None if value is None else _option(element, value, offered)}
    if kind in _OPTIONS:
        chosen = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
        return {"selected_options": [_option(element, one, offered) for one in chosen]}
    if kind == "feedback_buttons":
        for button in (element["positive_button"], element["negative_button"]):
            if value in (button["value"], button["text"]["text"]):
                return {"value": button["value"], "text": button["text"]}
        raise ValueError(f"{element['action_id']} does not offer {value!r}")
    return {name: element[name] for name in ("value", "text", "style", "url") if name in element}


def initial(element: Json) -> Json | None:
    """What the element holds before anybody touches it, as ``state.values`` has it; ``None`` if it holds nothing."""
    kind = element["type"]
    if kind in _PLAIN:
        name, first = _PLAIN[kind]
        return {"type": kind, name: element.get(first)}
    if kind in _ONE_OPTION - {"overflow"}:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in _OPTIONS:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    return {"type": kind, "files": []} if kind == "file_input" else None


def is_empty(value: Json) -> bool:
    """Whether nothing was typed or chosen: what Slack does not let a required field be."""
    return not any(entry for name, entry in value.items() if name != "type")


def _option(element: Json, value: object, offered: Iterable[Json]) -> Json:
    groups = (group["options"] for group in element.get("option_groups", []))
    first = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    for option in chain(element.get("options", []), *groups, offered, first):
        if option["value"] == value:
            return dict(option)
    raise ValueError(f"{element['action_id']} does not offer {value!r}")
