"""Slack's rules for blocks and views, as a table: which blocks, where, with which fields and limits.

``block_problems`` and ``view_problems`` give back every problem found, in the words of Slack's
``response_metadata.messages``. Source: the Block Kit reference as gathered in 2026; slackblocks is the second opinion
in the tests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

from bot.web.playground.charts import DATA_TABLE, DATA_TABLE_TEXT, DATA_VISUALIZATION, TABLE, TABLE_TEXT, words
from bot.web.playground.elements import (
    BUTTON,
    IMAGE_ELEMENT,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    SLACK_FILE,
    plain,
    text_object,
)
from bot.web.playground.rich_text import RICH_TEXT
from bot.web.playground.shapes import (
    Check,
    Json,
    Problems,
    anything,
    boolean,
    listing,
    needs_one_of,
    not_together,
    one_of,
    shape,
    text,
    typed,
    url,
)

Surface = Literal["message", "modal", "home"]

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
# Undocumented: chat.postMessage was seen to answer msg_blocks_too_long from about 13,200 characters on.
MESSAGE_TEXT = 13_000
MARKDOWN_TEXT = 12_000
CHARTS = 2
VIEW_BYTES = 250_000


def block(required: dict[str, Check], optional: dict[str, Check] | None = None, *rules: Check) -> Check:
    return shape({"type": anything, **required}, {"block_id": text(255), **(optional or {})}, *rules)


def _collapsing(value: Json, at: str, problems: Problems) -> None:
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        problems.add("default_collapsed requires is_collapsible", at)


_SOURCE = typed({"url": shape({"type": anything, "url": url(), "text": text(3000)})})
_TASK_FIELDS: dict[str, Check] = {
    "details": RICH_TEXT,
    "output": RICH_TEXT,
    "sources": listing(_SOURCE),
}
_TASK = shape(
    {"task_id": text(255), "title": text(3000)},
    {"status": one_of("pending", "in_progress", "complete", "error"), **_TASK_FIELDS},
)

SIMPLE: dict[str, Check] = {
    "section": block(
        {},
        {
            "text": text_object(3000),
            "fields": listing(text_object(2000), 1, 10),
            "accessory": IN_SECTION,
            "expand": boolean,
        },
        needs_one_of("text", "fields"),
    ),
    "divider": block({}),
    "header": block({"text": plain(150)}),
    "context": block(
        {
            "elements": listing(
                typed({"image": IMAGE_ELEMENT} | dict.fromkeys(("plain_text", "mrkdwn"), text_object(3000))), 1, 10
            )
        }
    ),
    "actions": block({"elements": listing(IN_ACTIONS, 1, 25)}),
    "image": block(
        {"alt_text": text(2000)},
        {"image_url": url(), "slack_file": SLACK_FILE, "title": plain(2000)},
        needs_one_of("image_url", "slack_file"),
        not_together("image_url", "slack_file"),
    ),
    "input": block(
        {"label": plain(2000), "element": IN_INPUT},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": RICH_TEXT,
    "file": block({"external_id": text(255), "source": one_of("remote")}),
    "video": block(
        {"alt_text": text(2000), "title": plain(199), "thumbnail_url": url(), "video_url": url()},
        {
            "author_name": text(49),
            "description": plain(200),
            "provider_icon_url": url(),
            "provider_name": text(50),
            "title_url": url(),
        },
    ),
    "table": TABLE,
}

CARD = block(
    {},
    {
        "hero_image": IMAGE_ELEMENT,
        "icon": IMAGE_ELEMENT,
        "slack_icon": shape({"type": one_of("icon"), "name": text(255)}),
        "title": text_object(150),
        "subtitle": text_object(150),
        "body": text_object(200),
        "subtext": text_object(200),
        "actions": listing(typed({"button": BUTTON}), 0, 3),
    },
    needs_one_of("hero_image", "title", "actions", "body"),
    not_together("icon", "slack_icon"),
)

CONTAINER = block(
    {"child_blocks": listing(typed(SIMPLE), 1, 10)},
    {
        "title": plain(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": text_object(150),
        "icon": IMAGE_ELEMENT,
        "width": one_of("narrow", "standard", "wide", "full"),
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    needs_one_of("title", "rich_text_title"),
    not_together("is_collapsible", "has_header_divider"),
    _collapsing,
)

BLOCKS: dict[str, Check] = {
    **SIMPLE,
    "markdown": block({"text": text(MARKDOWN_TEXT)}),
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "card": CARD,
    "carousel": block({"elements": listing(typed({"card": CARD}), 1, 10)}),
    "alert": block({"text": text_object(200)}, {"level": one_of("default", "info", "warning", "error", "success")}),
    "container": CONTAINER,
    "context_actions": block({"elements": listing(IN_CONTEXT_ACTIONS, 1, 5)}),
    "task_card": block(
        {"task_id": text(255), "title": text(3000)},
        # A card on its own shows something that runs or has run; only a plan may hold tasks still to come.
        {"status": one_of("in_progress", "complete", "error"), **_TASK_FIELDS},
    ),
    "plan": block({"title": text(3000)}, {"tasks": listing(_TASK, 0, 50)}),
}

_EVERYWHERE = frozenset(
    {"actions", "card", "context", "divider", "header", "image", "input", "rich_text", "section", "video"}
)
ALLOWED: dict[Surface, frozenset[str]] = {
    "message": frozenset(BLOCKS) - {"alert"},
    "modal": _EVERYWHERE | {"alert"},
    "home": _EVERYWHERE | {"carousel", "container", "data_table", "data_visualization", "table"},
}


def block_problems(blocks: object, surface: Surface = "message", at: str = "/blocks") -> list[str]:
    """Everything that Slack would refuse in these blocks on this surface; empty when they are good."""
    problems = Problems()
    allowed = {name: check for name, check in BLOCKS.items() if name in ALLOWED[surface]}
    listing(typed(allowed), 0, MESSAGE_BLOCKS if surface == "message" else VIEW_BLOCKS)(blocks, at, problems)
    if not problems:
        _check_ids(blocks, at, problems)
        _check_totals(blocks, at, problems)
    return problems


def _inputs_need_submit(value: Json, at: str, problems: Problems) -> None:
    inputs = any(entry.get("type") == "input" for entry in nested(value["blocks"]))
    if inputs and "submit" not in value:
        problems.add("missing required field: submit (the view has input blocks)", at)


_VIEW: dict[str, Check] = {
    "private_metadata": text(3000, least=0),
    "callback_id": text(255, least=0),
    "external_id": text(255, least=0),
}
VIEWS = typed(
    {
        "modal": shape(
            {"type": anything, "title": plain(24), "blocks": anything},
            {
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
                **_VIEW,
            },
            _inputs_need_submit,
        ),
        "home": shape({"type": anything, "blocks": anything}, _VIEW),
    }
)


def view_problems(view: object, at: str = "/view") -> list[str]:
    """Everything that Slack would refuse in a modal or a home tab; empty when it is good."""
    problems = Problems()
    blocks = view.get("blocks") if isinstance(view, dict) else None
    if blocks is not None:
        surface: Surface = "home" if isinstance(view, dict) and view.get("type") == "home" else "modal"
        problems.extend(block_problems(blocks, surface, f"{at}/blocks"))
    if not problems:
        VIEWS(view, at, problems)
    return problems


def too_long(blocks: list[Json]) -> bool:
    """Whether one message carries more text than chat.postMessage takes (``msg_blocks_too_long``)."""
    return sum(map(len, words(blocks))) > MESSAGE_TEXT


def nested(blocks: list[Json]) -> Iterator[Json]:
    """The blocks and those inside containers and carousels."""
    for entry in blocks:
        yield entry
        inner = entry.get("child_blocks", []) if entry.get("type") == "container" else []
        yield from nested(entry["elements"] if entry.get("type") == "carousel" else inner)


def elements_of(entry: Json) -> Iterator[Json]:
    """The interactive elements that stand in this block itself."""
    inside: list[Any] = [entry.get("accessory"), entry.get("element")]
    if entry.get("type") in {"actions", "context_actions"}:
        inside += entry["elements"]
    if entry.get("type") == "card":
        inside += entry.get("actions", [])
    yield from (element for element in inside if isinstance(element, dict) and element.get("type") != "image")


def _check_ids(blocks: Any, at: str, problems: Problems) -> None:
    everything = list(nested(blocks))
    for block_id, times in Counter(entry["block_id"] for entry in everything if "block_id" in entry).items():
        if times > 1:
            problems.add(f"block_id already exists: {block_id}", at)
    for entry in everything:
        for action_id, times in Counter(e["action_id"] for e in elements_of(entry) if "action_id" in e).items():
            if times > 1:
                problems.add(f"action_id already exists in this block: {action_id}", at)


def _check_totals(blocks: Any, at: str, problems: Problems) -> None:
    kinds: dict[str, list[Json]] = {}
    for entry in nested(blocks):
        kinds.setdefault(entry["type"], []).append(entry)
    for kind, most in (("markdown", MARKDOWN_TEXT), ("table", TABLE_TEXT), ("data_table", DATA_TABLE_TEXT)):
        if sum(map(len, words(kinds.get(kind, [])))) > most:
            problems.add(f"{kind} blocks must be less than {most + 1} characters in all", at)
    if len(kinds.get("data_visualization", [])) > CHARTS:
        problems.add(f"no more than {CHARTS} data_visualization blocks allowed", at)
    tasks = [task["task_id"] for entry in kinds.get("plan", []) for task in entry.get("tasks", [])]
    tasks += [entry["task_id"] for entry in kinds.get("task_card", [])]
    if len(set(tasks)) != len(tasks):
        problems.add("task_id must be unique", at)
