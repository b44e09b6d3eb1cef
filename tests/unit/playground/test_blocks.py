"""Slack's rules for blocks: one good and one bad payload for each rule, and slackblocks as a second opinion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import slackblocks
from slackblocks._surfaces import _BLOCK_TYPES_BY_SURFACE
from slackblocks.errors import InvalidUsageError

from bot.web.playground.blocks import (
    ALLOWED,
    BLOCKS,
    MESSAGE_TEXT,
    Surface,
    block_problems,
    too_long,
    view_problems,
)
from bot.web.playground.shapes import Json


def plain(text: str = "words") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "words") -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "words", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(action_id: str = "ask", **more: Any) -> Json:
    return {"type": "button", "text": plain(), "action_id": action_id, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(value: str = "a", text: str = "A") -> Json:
    return {"text": plain(text), "value": value}


def rich(*elements: Json, kind: str = "rich_text_section", **more: Any) -> Json:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(elements), **more}]}


def raw(text: str = "cell") -> Json:
    return {"type": "raw_text", "text": text}


def raw_number(value: float = 1) -> Json:
    return {"type": "raw_number", "value": value, "text": str(value)}


def table(*rows: list[Json], **more: Any) -> Json:
    return {"type": "table", "rows": list(rows), **more}


def data_table(*rows: list[Json], **more: Any) -> Json:
    return {"type": "data_table", "caption": "Figures", "rows": list(rows), **more}


def chart(kind: str = "bar", points: tuple[str, ...] = ("Mon",), names: tuple[str, ...] = ("BBC",)) -> Json:
    series = [{"name": name, "data": [{"label": point, "value": 3} for point in points]} for name in names]
    inner = {"type": kind, "series": series, "axis_config": {"categories": list(points)}}
    return {"type": "data_visualization", "title": "Stories", "chart": inner}


def pie(*values: float) -> Json:
    segments = [{"label": str(place), "value": value} for place, value in enumerate(values)]
    return {"type": "data_visualization", "title": "Share", "chart": {"type": "pie", "segments": segments}}


def card(**more: Any) -> Json:
    return {"type": "card", "title": mrkdwn(), **more}


def container(*children: Json, **more: Any) -> Json:
    return {"type": "container", "title": plain(), "child_blocks": list(children), **more}


def text_input(**more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "typed", **more}
    return {"type": "input", "block_id": "field", "label": plain(), "element": element}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", **more}


FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "fb",
    "positive_button": {"text": plain("Good"), "value": "up"},
    "negative_button": {"text": plain("Bad"), "value": "down"},
}
ICON = {"type": "icon_button", "icon": "trash", "text": plain("Delete"), "action_id": "del"}
IMAGE = {"type": "image", "image_url": "https://a.example/x.png", "alt_text": "a map"}
TASK = {"task_id": "1", "title": "Search", "status": "complete"}
DATE = {"type": "date", "timestamp": 1795443512, "format": "{date_short}", "fallback": "23 Nov"}
CONFIRM = {"title": plain(), "text": mrkdwn(), "confirm": plain("Yes"), "deny": plain("No")}

GOOD: dict[str, Json] = {
    "section": section(),
    "section with fields": {"type": "section", "fields": [mrkdwn(), plain()]},
    "section at the limit": section("x" * 3000),
    "section, expanded, with a button": section(expand=True, accessory=button(confirm=CONFIRM)),
    "section with an image": section(accessory=IMAGE),
    "verbatim": {"type": "section", "text": {**mrkdwn(), "verbatim": True}},
    "divider": {"type": "divider", "block_id": "d"},
    "header": {"type": "header", "text": plain("x" * 150)},
    "context": {"type": "context", "elements": [mrkdwn(), plain(), IMAGE]},
    "actions": actions(button("a", value="x" * 2000, style="primary"), button("b", url="https://a.example")),
    "menus": actions(
        select(options=[option()], placeholder=plain()),
        {"type": "overflow", "action_id": "more", "options": [option(str(n)) for n in range(5)]},
        {"type": "timepicker", "action_id": "at", "initial_time": "08:30"},
        {"type": "checkboxes", "action_id": "days", "options": [option("mon"), option("tue")]},
    ),
    "image": {**IMAGE, "title": plain()},
    "input": text_input(multiline=True, max_length=3000),
    "rich text": rich({"type": "text", "text": "*literal*", "style": {"bold": True}}, DATE),
    "rich quote": rich({"type": "text", "text": "“words”"}, kind="rich_text_quote", border=1),
    "rich list": rich({"type": "rich_text_section", "elements": []}, kind="rich_text_list", style="bullet", indent=1),
    "rich code": rich({"type": "text", "text": "x = 1"}, kind="rich_text_preformatted"),
    "rich link, user, emoji": rich(
        {"type": "link", "url": "https://a.example", "text": "BBC"},
        {"type": "user", "user_id": "U1"},
        {"type": "emoji", "name": "newspaper"},
        {"type": "broadcast", "range": "here"},
    ),
    "markdown": {"type": "markdown", "text": "**bold**"},
    "table": table([raw(), raw_number()], [rich({"type": "text", "text": "x"})], column_settings=[None, {}]),
    "data table": data_table([raw(), raw()], [raw(), raw_number()], page_size=10, row_header_column_index=1),
    "bar": chart("bar", ("Mon", "Tue"), ("BBC", "CNN")),
    "pie": pie(1, 2.5),
    "card": card(subtitle=mrkdwn(), body=mrkdwn("x" * 200), actions=[button()], hero_image=IMAGE),
    "card with an icon": card(slack_icon={"type": "icon", "name": "bookmark"}),
    "carousel": {"type": "carousel", "elements": [card(), card()]},
    "container": container(section(), table([raw()]), is_collapsible=True, default_collapsed=True, width="wide"),
    "context actions": {"type": "context_actions", "elements": [FEEDBACK, ICON]},
    "task card": {"type": "task_card", **TASK, "sources": [{"type": "url", "url": "https://a.example", "text": "A"}]},
    "file": {"type": "file", "external_id": "F1", "source": "remote"},
    "video": {
        "type": "video",
        "title": plain(),
        "alt_text": "a speech",
        "video_url": "https://a.example/v",
        "thumbnail_url": "https://a.example/t.png",
    },
    "plan": {"type": "plan", "title": "Doing", "tasks": [TASK, {**TASK, "task_id": "2", "status": "pending"}]},
}

BAD: dict[str, tuple[Json, str]] = {
    "no type": ({"text": mrkdwn()}, "missing required field: type [json-pointer:/blocks/0]"),
    "unknown type": ({"type": "poster"}, "unsupported type: poster [json-pointer:/blocks/0/type]"),
    "alert outside a modal": ({"type": "alert", "text": plain()}, "unsupported type: alert"),
    "unknown field": (section(colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
    "missing text": ({"type": "header"}, "missing required field: text [json-pointer:/blocks/0]"),
    "empty text": (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "long section": (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    "text of no kind": ({"type": "section", "text": {"type": "html", "text": "x"}}, "unsupported type: html"),
    "text that is a string": ({"type": "section", "text": "x"}, "must be an object [json-pointer:/blocks/0/text]"),
    "emoji in mrkdwn": ({"type": "section", "text": {**mrkdwn(), "emoji": True}}, "additional property: emoji"),
    "neither text nor fields": ({"type": "section"}, "must define one of: text, fields"),
    "eleven fields": ({"type": "section", "fields": [mrkdwn()] * 11}, "no more than 10 items allowed"),
    "long field": ({"type": "section", "fields": [mrkdwn("x" * 2001)]}, "less than 2001 characters"),
    "mrkdwn header": ({"type": "header", "text": mrkdwn()}, "unsupported type: mrkdwn"),
    "long header": ({"type": "header", "text": plain("x" * 151)}, "less than 151 characters"),
    "empty context": ({"type": "context", "elements": []}, "no fewer than 1 items"),
    "eleven in context": ({"type": "context", "elements": [mrkdwn()] * 11}, "no more than 10 items"),
    "button in context": ({"type": "context", "elements": [button()]}, "unsupported type: button"),
    "26 actions": (actions(*(button(str(n)) for n in range(26))), "no more than 25 items"),
    "no actions": (actions(), "no fewer than 1 items"),
    "long button": (actions(button(text=plain("x" * 76))), "less than 76 characters"),
    "long value": (actions(button(value="x" * 2001)), "less than 2001 characters"),
    "long action_id": (actions(button("x" * 256)), "less than 256 characters"),
    "odd style": (actions(button(style="loud")), "must be a valid enum value: primary, danger"),
    "bad address": (actions(button(url="javascript:alert(1)")), "does not match the expected format"),
    "same action_id": (actions(button("a"), button("a")), "action_id already exists in this block: a"),
    "text input in actions": (actions({"type": "plain_text_input"}), "unsupported type: plain_text_input"),
    "no options": (actions(select()), "must define one of: options, option_groups"),
    "101 options": (actions(select(options=[option(str(n)) for n in range(101)])), "no more than 100 items"),
    "long option": (actions(select(options=[option(text="x" * 76)])), "less than 76 characters"),
    "long option value": (actions(select(options=[option("x" * 151)])), "less than 151 characters"),
    "six in overflow": (
        actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]}),
        "no more than 5 items",
    ),
    "bad time": (actions({"type": "timepicker", "initial_time": "25:00"}), "does not match"),
    "half a confirmation": (actions(button(confirm={"title": plain()})), "missing required field: text"),
    "image without words": ({"type": "image", "image_url": "https://a.example/x.png"}, "required field: alt_text"),
    "image of nothing": ({"type": "image", "alt_text": "x"}, "must define one of: image_url, slack_file"),
    "odd lengths": (text_input(min_length=9, max_length=3), "min_length must be less than max_length"),
    "empty rich text": (rich({"type": "text", "text": ""}), "must be more than 0 characters"),
    "mrkdwn in rich text": (rich(mrkdwn()), "unsupported type: mrkdwn"),
    "list without style": (rich(kind="rich_text_list"), "missing required field: style"),
    "deep list": (rich(kind="rich_text_list", style="bullet", indent=9), "must be at most 8"),
    "user in code": (rich({"type": "user", "user_id": "U1"}, kind="rich_text_preformatted"), "unsupported type: user"),
    "date without braces": (rich({**DATE, "format": "short"}), "does not match"),
    "odd style in rich text": (rich({"type": "text", "text": "x", "style": {"loud": True}}), "property: loud"),
    "long markdown": ({"type": "markdown", "text": "x" * 12_001}, "less than 12001 characters"),
    "101 rows": (table(*([raw()] for _ in range(101))), "no more than 100 items"),
    "21 cells": (table([raw()] * 21), "no more than 20 items"),
    "empty cell": (table([raw("")]), "must be more than 0 characters"),
    "mrkdwn cell": (table([mrkdwn()]), "unsupported type: mrkdwn"),
    "long table": (table([raw("x" * 5001)], [raw("x" * 5000)]), "less than 10001 characters in all"),
    "number that is text": (table([{"type": "raw_number", "value": "1"}]), "must be a number"),
    "data table without caption": ({"type": "data_table", "rows": [[raw()], [raw()]]}, "required field: caption"),
    "data table with a header only": (data_table([raw()]), "no fewer than 2 items"),
    "uneven rows": (data_table([raw(), raw()], [raw()]), "must have 2 cells"),
    "rich header": (data_table([rich({"type": "text", "text": "x"})], [raw()]), "must not be rich_text"),
    "row header elsewhere": (data_table([raw()], [raw()], row_header_column_index=1), "must name a column"),
    "page of 101": (data_table([raw()], [raw()], page_size=101), "must be at most 100"),
    "long data table": (data_table(*([raw("x" * 5000)] for _ in range(5))), "less than 20001 characters in all"),
    "unknown chart": (chart("radar"), "unsupported type: radar"),
    "seven series": (chart(names=tuple("abcdefg")), "no more than 6 items"),
    "same series": (chart(names=("BBC", "BBC")), "series names must be unique"),
    "same categories": (chart(points=("Mon", "Mon")), "categories must be unique"),
    "long chart title": ({**chart(), "title": "x" * 51}, "less than 51 characters"),
    "empty segment": (pie(0), "must be greater than 0"),
    "long label": (chart(points=("x" * 21,)), "less than 21 characters"),
    "empty card": ({"type": "card", "subtitle": mrkdwn()}, "must define one of: hero_image"),
    "long card": (card(body=mrkdwn("x" * 201)), "less than 201 characters"),
    "two icons": (card(icon=IMAGE, slack_icon={"type": "icon", "name": "x"}), "cannot be used together"),
    "four buttons": (card(actions=[button(str(n)) for n in range(4)]), "no more than 3 items"),
    "carousel of sections": ({"type": "carousel", "elements": [section()]}, "unsupported type: section"),
    "empty carousel": ({"type": "carousel", "elements": []}, "no fewer than 1 items"),
    "card in a container": (container(card()), "unsupported type: card"),
    "data table in a container": (container(data_table([raw()], [raw()])), "unsupported type: data_table"),
    "eleven in a container": (container(*[section()] * 11), "no more than 10 items"),
    "container without title": ({"type": "container", "child_blocks": [section()]}, "title, rich_text_title"),
    "collapsed, not collapsible": (container(section(), default_collapsed=True), "requires is_collapsible"),
    "divider on collapsible": (
        container(section(), is_collapsible=True, has_header_divider=True),
        "cannot be used together",
    ),
    "six context actions": ({"type": "context_actions", "elements": [ICON] * 6}, "no more than 5 items"),
    "button in context actions": ({"type": "context_actions", "elements": [button()]}, "unsupported type: button"),
    "pending task card": ({"type": "task_card", **TASK, "status": "pending"}, "must be a valid enum value"),
    "same task": ({"type": "plan", "title": "Doing", "tasks": [TASK, TASK]}, "task_id must be unique"),
}


@pytest.mark.parametrize("block", GOOD.values(), ids=GOOD.keys())
def test_good_blocks_pass(block: Json) -> None:
    assert block_problems([block]) == []


@pytest.mark.parametrize(("block", "problem"), BAD.values(), ids=BAD.keys())
def test_bad_blocks_are_named(block: Json, problem: str) -> None:
    problems = block_problems([block])
    assert any(problem in line for line in problems), problems


def test_every_kind_of_block_has_a_good_example() -> None:
    assert {block["type"] for block in GOOD.values()} == set(BLOCKS) - {"alert"}


@pytest.mark.parametrize(
    ("blocks", "problem"),
    [
        ([section()] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        ([section(block_id="b"), section(block_id="b")], "block_id already exists: b"),
        ([section(block_id="b"), container(section(block_id="b"))], "block_id already exists: b"),
        ([{"type": "markdown", "text": "x" * 6001}] * 2, "markdown blocks must be less than 12001"),
        ([table([raw("x" * 6000)])] * 2, "table blocks must be less than 10001"),
        ([chart()] * 3, "no more than 2 data_visualization blocks"),
        (["words"], "must be an object [json-pointer:/blocks/0]"),
        ({"type": "section"}, "must be an array [json-pointer:/blocks]"),
    ],
)
def test_a_payload_has_limits_of_its_own(blocks: object, problem: str) -> None:
    problems = block_problems(blocks)
    assert any(problem in line for line in problems), problems


def test_the_same_action_in_two_blocks_is_fine() -> None:
    assert block_problems([actions(button("a")), actions(button("a"))]) == []


def test_the_text_of_a_message_is_counted_over_its_blocks() -> None:
    full = [section("x" * 3000)] * 4 + [section("x" * (MESSAGE_TEXT - 12_000))]
    assert not too_long(full)
    assert too_long([*full, table([raw("x")])])


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("In context"), "blocks": list(blocks), **more}


@pytest.mark.parametrize(
    "view",
    [
        modal(section(), close=plain("Close"), private_metadata="x" * 3000, callback_id="context"),
        modal(text_input(), submit=plain("Save"), notify_on_close=True),
        modal({"type": "alert", "text": mrkdwn(), "level": "warning"}),
        modal(*[section()] * 100),
        {"type": "home", "blocks": [section(), table([raw()]), {"type": "carousel", "elements": [card()]}]},
    ],
)
def test_good_views_pass(view: Json) -> None:
    assert view_problems(view) == []


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        (modal(section(), title=plain("x" * 25)), "less than 25 characters [json-pointer:/view/title/text]"),
        (modal(section(), submit=plain("x" * 25)), "less than 25 characters"),
        (modal(section(), private_metadata="x" * 3001), "less than 3001 characters"),
        (modal(text_input()), "missing required field: submit"),
        (modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (modal(table([raw()])), "unsupported type: table"),
        (modal({"type": "carousel", "elements": [card()]}), "unsupported type: carousel"),
        ({"type": "modal", "blocks": []}, "missing required field: title"),
        ({"type": "modal", "title": plain()}, "missing required field: blocks"),
        ({"type": "home", "blocks": [], "title": plain()}, "invalid additional property: title"),
        ({"type": "home", "blocks": [{"type": "markdown", "text": "x"}]}, "unsupported type: markdown"),
        ({"type": "home", "blocks": [{"type": "alert", "text": mrkdwn()}]}, "unsupported type: alert"),
        ({"type": "window", "blocks": []}, "unsupported type: window"),
        ("words", "must be an object [json-pointer:/view]"),
    ],
)
def test_bad_views_are_named(view: object, problem: str) -> None:
    problems = view_problems(view)
    assert any(problem in line for line in problems), problems


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
def test_surfaces_are_those_of_slackblocks(surface: Surface) -> None:
    assert ALLOWED[surface] == _BLOCK_TYPES_BY_SURFACE[surface]


def sized(build: Callable[[int], Any], most: int, *, id: str) -> Any:  # noqa: A002 - pytest's name
    return pytest.param(build, most, id=id)


@pytest.mark.parametrize(
    ("build", "most"),
    [
        sized(lambda n: slackblocks.SectionBlock("x" * n), 3000, id="section"),
        sized(lambda n: slackblocks.SectionBlock(fields=["x" * n]), 2000, id="field"),
        sized(lambda n: slackblocks.SectionBlock(fields=["x"] * n), 10, id="fields"),
        sized(lambda n: slackblocks.HeaderBlock("x" * n), 150, id="header"),
        sized(lambda n: slackblocks.ContextBlock([slackblocks.Text("x")] * n), 10, id="context"),
        sized(
            lambda n: slackblocks.ActionsBlock([slackblocks.Button("x", action_id=str(i)) for i in range(n)]),
            25,
            id="actions",
        ),
        sized(lambda n: slackblocks.ActionsBlock([slackblocks.Button("x" * n, action_id="a")]), 75, id="button"),
        sized(
            lambda n: slackblocks.ActionsBlock([slackblocks.Button("x", action_id="a", value="x" * n)]),
            2000,
            id="value",
        ),
        sized(lambda n: slackblocks.MarkdownBlock("x" * n), 12_000, id="markdown"),
        sized(lambda n: slackblocks.TableBlock([[slackblocks.RawText("x")]] * n), 100, id="rows"),
        sized(lambda n: slackblocks.TableBlock([[slackblocks.RawText("x")] * n]), 20, id="cells"),
        sized(lambda n: slackblocks.CardBlock(body="x" * n), 200, id="card"),
        sized(lambda n: slackblocks.CardBlock(title="x" * n), 150, id="card title"),
        sized(lambda n: slackblocks.CarouselBlock([slackblocks.CardBlock(title="x")] * n), 10, id="carousel"),
        sized(
            lambda n: slackblocks.ContainerBlock([slackblocks.DividerBlock() for _ in range(n)], title="x"),
            10,
            id="container",
        ),
    ],
)
def test_limits_are_those_of_slackblocks(build: Callable[[int], Any], most: int) -> None:
    at_the_limit = build(most)._resolve()
    for element in at_the_limit.get("elements", []):
        element.pop("block_id", None)  # slackblocks gives the same card the same id
    assert block_problems([at_the_limit]) == []
    with pytest.raises(InvalidUsageError):
        build(most + 1)
