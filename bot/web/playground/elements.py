"""What stands inside blocks: text objects, options, and the elements that people press, choose and fill in.

Source: the Block Kit reference (composition objects, block elements) and the limits in slack_sdk's own models.
"""

from __future__ import annotations

from bot.web.playground.shapes import (
    Check,
    Json,
    Problems,
    anything,
    boolean,
    listing,
    needs_one_of,
    not_together,
    number,
    one_of,
    shape,
    text,
    typed,
    url,
)


def text_object(most: int, *kinds: str) -> Check:
    """A text object of at most ``most`` characters; of either kind where none is named."""
    shapes = {
        "plain_text": shape({"type": anything, "text": text(most)}, {"emoji": boolean}),
        "mrkdwn": shape({"type": anything, "text": text(most)}, {"verbatim": boolean}),
    }
    return typed({kind: shapes[kind] for kind in kinds or tuple(shapes)})


def plain(most: int) -> Check:
    return text_object(most, "plain_text")


CONFIRM = shape(
    {"title": plain(100), "text": text_object(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)

SLACK_FILE = shape({}, {"id": text(255), "url": url()}, needs_one_of("id", "url"))

IMAGE_ELEMENT = shape(
    {"type": anything, "alt_text": text(2000)},
    {"image_url": url(), "slack_file": SLACK_FILE},
    needs_one_of("image_url", "slack_file"),
    not_together("image_url", "slack_file"),
)


def option(*kinds: str) -> Check:
    return shape(
        {"text": text_object(75, *kinds), "value": text(150)}, {"description": text_object(75, *kinds), "url": url()}
    )


MENU_OPTION = option("plain_text")
BOX_OPTION = option()
OPTION_GROUP = shape({"label": plain(75), "options": listing(MENU_OPTION, 1, 100)})
DISPATCH = shape({"trigger_actions_on": listing(one_of("on_enter_pressed", "on_character_entered"), 1, 2)})
FILTER = shape(
    {},
    {
        "include": listing(one_of("im", "mpim", "private", "public"), 1),
        "exclude_bot_users": boolean,
        "exclude_external_shared_channels": boolean,
    },
)


def element(required: dict[str, Check], optional: dict[str, Check], *rules: Check) -> Check:
    """An interactive element: its own fields, and an action_id."""
    return shape({"type": anything, **required}, {"action_id": text(255), **optional}, *rules)


def field(required: dict[str, Check], optional: dict[str, Check], *rules: Check) -> Check:
    """An element that holds a value: also a placeholder and the focus."""
    return element(required, {"placeholder": plain(150), "focus_on_load": boolean, **optional}, *rules)


def menu(required: dict[str, Check], optional: dict[str, Check], *rules: Check) -> Check:
    return field(required, {"confirm": CONFIRM, **optional}, *rules)


SUGGESTIONS = shape(
    {},
    {"options": listing(MENU_OPTION, 0, 100), "option_groups": listing(OPTION_GROUP, 0, 100)},
    needs_one_of("options", "option_groups"),
    not_together("options", "option_groups"),
)
"""What an app may answer when somebody searches an external select."""

_OPTIONS: dict[str, Check] = {"options": listing(MENU_OPTION, 1, 100), "option_groups": listing(OPTION_GROUP, 1, 100)}
_ONE_SOURCE = (needs_one_of("options", "option_groups"), not_together("options", "option_groups"))
_ID = text(255)
_SEVERAL: dict[str, Check] = {"max_selected_items": number(1, whole=True)}
_LABEL: dict[str, Check] = {"accessibility_label": text(75)}
_USERS: dict[str, Check] = {"visible_to_user_ids": listing(_ID, 1, 10)}


def _lengths(value: Json, at: str, problems: Problems) -> None:
    if value.get("min_length", 0) > value.get("max_length", 3000):
        problems.add("min_length must be less than max_length", at)


_FEEDBACK = shape({"text": plain(75), "value": text(2000)}, _LABEL)

BUTTON = element(
    {"text": plain(75)},
    {
        "value": text(2000),
        "url": url(),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "agent_prompt": text(4000),
        "agent_prompt_display": text(4000),
        **_LABEL,
        **_USERS,
    },
)
FEEDBACK_BUTTONS = element({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {})
ICON_BUTTON = element(
    {"icon": text(255), "text": plain(75)}, {"value": text(2000), "confirm": CONFIRM, **_LABEL, **_USERS}
)
WORKFLOW_BUTTON = element(
    {"text": plain(75), "workflow": shape({"trigger": anything})}, {"style": one_of("primary", "danger"), **_LABEL}
)
OVERFLOW = element({"options": listing(MENU_OPTION, 1, 5)}, {"confirm": CONFIRM})

# What may stand in an actions block, beside a section, or (most of it) in an input block.
CHOOSERS: dict[str, Check] = {
    "static_select": menu({}, {**_OPTIONS, "initial_option": MENU_OPTION}, *_ONE_SOURCE),
    "multi_static_select": menu({}, {**_OPTIONS, **_SEVERAL, "initial_options": listing(MENU_OPTION, 1)}, *_ONE_SOURCE),
    "external_select": menu({}, {"min_query_length": number(0, whole=True), "initial_option": MENU_OPTION}),
    "multi_external_select": menu(
        {}, {**_SEVERAL, "min_query_length": number(0, whole=True), "initial_options": listing(MENU_OPTION, 1)}
    ),
    "users_select": menu({}, {"initial_user": _ID}),
    "multi_users_select": menu({}, {**_SEVERAL, "initial_users": listing(_ID)}),
    "conversations_select": menu(
        {},
        {
            "initial_conversation": _ID,
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": FILTER,
        },
    ),
    "multi_conversations_select": menu(
        {},
        {
            **_SEVERAL,
            "initial_conversations": listing(_ID),
            "default_to_current_conversation": boolean,
            "filter": FILTER,
        },
    ),
    "channels_select": menu({}, {"initial_channel": _ID, "response_url_enabled": boolean}),
    "multi_channels_select": menu({}, {**_SEVERAL, "initial_channels": listing(_ID)}),
    "datepicker": menu({}, {"initial_date": text(10, matching=r"^\d{4}-\d{2}-\d{2}$")}),
    "timepicker": menu({}, {"initial_time": text(5, matching=r"^([01]\d|2[0-3]):[0-5]\d$"), "timezone": text(255)}),
    "datetimepicker": menu({}, {"initial_date_time": number(0, whole=True)}),
    "radio_buttons": menu({"options": listing(BOX_OPTION, 1, 10)}, {"initial_option": BOX_OPTION}),
    "checkboxes": menu({"options": listing(BOX_OPTION, 1, 10)}, {"initial_options": listing(BOX_OPTION, 1)}),
}

# What may stand in an input block only.
FIELDS: dict[str, Check] = {
    "plain_text_input": field(
        {},
        {
            "initial_value": text(3000),
            "multiline": boolean,
            "min_length": number(0, 3000, whole=True),
            "max_length": number(1, 3000, whole=True),
            "dispatch_action_config": DISPATCH,
        },
        _lengths,
    ),
    "rich_text_input": field({}, {"initial_value": anything, "dispatch_action_config": DISPATCH}),
    "email_text_input": field({}, {"initial_value": text(3000), "dispatch_action_config": DISPATCH}),
    "url_text_input": field({}, {"initial_value": text(3000), "dispatch_action_config": DISPATCH}),
    "number_input": field(
        {"is_decimal_allowed": boolean},
        {
            "initial_value": text(255),
            "min_value": text(255),
            "max_value": text(255),
            "dispatch_action_config": DISPATCH,
        },
    ),
    "file_input": element({}, {"filetypes": listing(text(255)), "max_files": number(1, 10, whole=True)}),
}

IN_ACTIONS = typed({"button": BUTTON, "overflow": OVERFLOW, "workflow_button": WORKFLOW_BUTTON, **CHOOSERS})
IN_SECTION = typed(
    {"button": BUTTON, "overflow": OVERFLOW, "workflow_button": WORKFLOW_BUTTON, "image": IMAGE_ELEMENT, **CHOOSERS}
)
IN_INPUT = typed({**CHOOSERS, **FIELDS})
IN_CONTEXT_ACTIONS = typed({"feedback_buttons": FEEDBACK_BUTTONS, "icon_button": ICON_BUTTON})
