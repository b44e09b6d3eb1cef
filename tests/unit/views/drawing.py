"""Blocks as the lines that a reader sees, for tests that read like Slack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.slack.views.blocks import Message


def drawn(message: Message) -> list[str]:
    """The lines of a message: **bold**, [label](url), "> " before quotes, [Button]."""
    return [text for block in message.blocks for text in _lines(block)]


def buttons(blocks: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Every button, in the order in which they stand."""
    for block in blocks:
        if block["type"] == "actions":
            yield from block["elements"]
        if "accessory" in block:
            yield block["accessory"]


def button(message: Message, label: str) -> dict[str, Any]:
    return next(each for each in buttons(message.blocks) if each["text"]["text"] == label)


def _lines(block: Any) -> Iterator[str]:
    match block["type"]:
        case "rich_text":
            for element in block["elements"]:
                yield from _rich(element)
        case "actions":
            yield " ".join(f"[{each['text']['text']}]" for each in block["elements"])
        case "section":
            beside = f" [{block['accessory']['text']['text']}]" if "accessory" in block else ""
            first, *rest = block["text"]["text"].split("\n")
            yield from [first + beside, *rest]
        case "context":
            yield f"({block['elements'][0]['text']})"
        case "header":
            yield f"# {block['text']['text']}"
        case _:
            pass


def _rich(element: Any) -> Iterator[str]:
    match element["type"]:
        case "rich_text_list":
            for place, item in enumerate(element["elements"], start=1):
                mark = f"{place}. " if element["style"] == "ordered" else "• "
                yield mark + _runs(item)
        case "rich_text_quote":
            yield from (f"> {each}" for each in _runs(element).split("\n"))
        case _:
            yield from _runs(element).split("\n")


def _runs(element: Any) -> str:
    return "".join(map(_run, element["elements"]))


def _run(run: Any) -> str:
    if run["type"] == "channel":
        return f"#{run['channel_id']}"
    text = f"[{run['text']}]({run['url']})" if run["type"] == "link" else run["text"]
    style = run.get("style", {})
    return f"**{text}**" if style.get("bold") else f"`{text}`" if style.get("code") else text
