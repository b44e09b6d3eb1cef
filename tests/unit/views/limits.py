"""Slack's limits on a message or a view, checked on the JSON that we send; every breach as one line.

Sources: https://docs.slack.dev/reference/block-kit/blocks and /reference/views; the total of a message is undocumented
(``msg_blocks_too_long`` from about 11,300 characters).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import slackblocks

Json = Mapping[str, Any]

MAX_TOTAL = 10_000
_TOKEN = re.compile(r"<(?:https?://[^<>|\s]+(?:\|[^<>|\n]+)?|@[UW][A-Z0-9]+|#[CG][A-Z0-9]+)>")
_LOOSE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
_GROUP_PING = re.compile(r"@(?:here|channel|everyone)\b", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def message_breaches(text: str, blocks: Sequence[Json]) -> list[str]:
    """What Slack would refuse in a message of ``text`` and ``blocks``, and whatever in it could ping or mislead."""
    found = [*_mrkdwn_breaches("text", text), *_blocks_breaches(blocks, most=50)]
    if not 0 < len(text) <= 4000:
        found.append(f"text: {len(text)} characters")
    if _TOKEN.search(text) or _GROUP_PING.search(text):
        found.append(f"text can ping: {text!r}")
    if (total := len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))) > MAX_TOTAL:
        found.append(f"blocks: {total} characters in all")
    return found or _second_opinion(blocks, lambda built: slackblocks.Message("C1", text, built))


def view_breaches(view: Json) -> list[str]:
    """What Slack would refuse in a modal or a home tab."""
    found = list(_blocks_breaches(view["blocks"], most=100))
    texts = {name: view[name]["text"] for name in ("title", "submit", "close") if name in view}
    found += [f"{name}: {text!r}" for name, text in texts.items() if not 0 < len(text) <= 24]
    if view["type"] == "home":
        return found or _second_opinion(view["blocks"], slackblocks.HomeTabView)
    if "title" not in view:
        found.append("a modal without a title")
    return found or _second_opinion(view["blocks"], lambda built: slackblocks.ModalView(view["title"]["text"], built))


def _blocks_breaches(blocks: Sequence[Json], *, most: int) -> Iterator[str]:
    if not 0 < len(blocks) <= most:
        yield f"{len(blocks)} blocks"
    for name in ("action_id", "block_id"):
        for value, times in Counter(each[name] for each in _objects(blocks) if name in each).items():
            if times > 1 or not 0 < len(value) <= 255:
                yield f"{name} {value!r} {times} times"
    for place, block in enumerate(blocks):
        yield from (f"block {place} ({block['type']}): {breach}" for breach in _BLOCKS[block["type"]](block))
    for each in _objects(blocks):
        for name, value in each.items():
            if isinstance(value, str) and (not value.strip() and each.get("type") != "text"):
                yield f"{name} is empty in {each}"
            if isinstance(value, str) and _CONTROL.search(value):
                yield f"{name} holds a control character: {value!r}"
        if each.get("type") == "mrkdwn":
            yield from _mrkdwn_breaches("mrkdwn", each["text"])
            if each.get("verbatim") is not True:
                yield "mrkdwn is not verbatim"


def _objects(value: Any) -> Iterator[Json]:
    """Every JSON object in ``value``, itself included."""
    if isinstance(value, Mapping):
        yield value
        for each in value.values():
            yield from _objects(each)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            yield from _objects(each)


def _mrkdwn_breaches(where: str, text: str) -> Iterator[str]:
    rest = _TOKEN.sub("", text)
    if "<" in rest or ">" in rest or _LOOSE_AMPERSAND.search(rest):
        yield f"{where} is not escaped: {text!r}"


def _text(value: Json, most: int, kind: str | None = None) -> Iterator[str]:
    if not 0 < len(value["text"]) <= most:
        yield f"{len(value['text'])} characters: {value['text'][:40]!r}"
    if kind and value["type"] != kind:
        yield f"{value['type']} instead of {kind}"


def _section(block: Json) -> Iterator[str]:
    yield from _text(block["text"], 3000)
    if "accessory" in block:
        yield from _button(block["accessory"])


def _header(block: Json) -> Iterator[str]:
    yield from _text(block["text"], 150, "plain_text")


def _context(block: Json) -> Iterator[str]:
    if not 0 < len(block["elements"]) <= 10:
        yield f"{len(block['elements'])} elements"
    for element in block["elements"]:
        yield from _text(element, 3000)


def _actions(block: Json) -> Iterator[str]:
    if not 0 < len(block["elements"]) <= 25:
        yield f"{len(block['elements'])} elements"
    for element in block["elements"]:
        yield from _button(element)


def _button(button: Json) -> Iterator[str]:
    if button["type"] != "button":
        yield f"not a button: {button['type']}"
    yield from _text(button["text"], 75, "plain_text")
    if not 0 < len(button["value"]) <= 2000:
        yield f"value of {len(button['value'])} characters"
    if len(button.get("accessibility_label", "-")) > 75:
        yield "a long accessibility label"
    if confirm := button.get("confirm"):
        limits = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
        for name, most in limits.items():
            yield from _text(confirm[name], most)


def _rich_text(block: Json) -> Iterator[str]:
    if not block["elements"]:
        yield "no elements"
    for element in block["elements"]:
        if element["type"] == "rich_text_list":
            if not element["elements"] or element["style"] not in {"ordered", "bullet"}:
                yield f"a bad list: {element}"
            for item in element["elements"]:
                yield from _runs(item, {"rich_text_section"})
        else:
            yield from _runs(element, {"rich_text_section", "rich_text_quote"})


def _runs(element: Json, kinds: set[str]) -> Iterator[str]:
    if element["type"] not in kinds or not element["elements"]:
        yield f"a bad element: {element}"
    for run in element["elements"]:
        if run["type"] == "channel":
            continue
        if run["type"] not in {"text", "link"} or not 0 < len(run["text"]) <= 3000:
            yield f"a bad run: {run['type']} of {len(run['text'])} characters"
        if run["type"] == "link" and not re.fullmatch(r"https?://[^<>|\s]{1,2990}", run["url"]):
            yield f"a bad link: {run['url']!r}"


def _divider(block: Json) -> Iterator[str]:
    yield from ()


_BLOCKS: dict[str, Callable[[Json], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "rich_text": _rich_text,
    "divider": _divider,
}


# slackblocks knows the same limits from its own reading of Slack's pages: built with it, the blocks must pass too


def _second_opinion(blocks: Sequence[Json], build: Callable[[list[slackblocks.Block]], object]) -> list[str]:
    try:
        build([_rebuilt(block) for block in blocks])
    except slackblocks.InvalidUsageError as error:
        return [f"slackblocks: {error}"]
    return []


def _rebuilt(block: Json) -> slackblocks.Block:
    match block["type"]:
        case "section":
            accessory = _rebuilt_button(block["accessory"]) if "accessory" in block else None
            return slackblocks.SectionBlock(slackblocks.Text(block["text"]["text"]), accessory=accessory)
        case "header":
            return slackblocks.HeaderBlock(block["text"]["text"])
        case "context":
            return slackblocks.ContextBlock([slackblocks.Text(each["text"]) for each in block["elements"]])
        case "actions":
            return slackblocks.ActionsBlock([_rebuilt_button(each) for each in block["elements"]])
        case "rich_text":
            return slackblocks.RichTextBlock([_rebuilt_part(each) for each in block["elements"]])
        case _:
            return slackblocks.DividerBlock()


def _rebuilt_button(button: Json) -> slackblocks.Button:
    return slackblocks.Button(
        slackblocks.Text(button["text"]["text"], type_=slackblocks.TextType.PLAINTEXT),
        action_id=button["action_id"],
        value=button["value"],
        accessibility_label=button.get("accessibility_label"),
    )


def _rebuilt_part(element: Json) -> slackblocks.RichTextObject:
    match element["type"]:
        case "rich_text_list":
            items = [slackblocks.RichTextSection(_rebuilt_runs(item)) for item in element["elements"]]
            return slackblocks.RichTextList(element["style"], items)
        case "rich_text_quote":
            return slackblocks.RichTextQuote(_rebuilt_runs(element))
        case _:
            return slackblocks.RichTextSection(_rebuilt_runs(element))


def _rebuilt_runs(element: Json) -> list[slackblocks.RichTextElement]:
    return [
        slackblocks.RichTextLink(run["url"], run["text"])
        if run["type"] == "link"
        else slackblocks.RichTextChannel(run["channel_id"])
        if run["type"] == "channel"
        else slackblocks.RichText(run["text"])
        for run in element["elements"]
    ]
