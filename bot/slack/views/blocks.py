"""Block Kit's parts as plain dicts, Slack's limits in one place, and the budget that every message passes.

Words from outside go into ``run`` (literal: never escaped, never parsed) or through ``words.literal`` into mrkdwn.
Nothing here raises for any text: a part with nothing to show is None, and None is left out wherever parts meet.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.domain.showable import strip_unshowable
from bot.slack.views.words import counted, cut, one_line, plain, showable, web_address

Block = dict[str, object]
Part = Block | None

MAX_BLOCKS = 49
"""Slack takes 50: one is kept for the line that says who shared a message."""
MAX_VIEW_BLOCKS = 100
MAX_TEXT = 3000
MAX_HEADER = 150
MAX_BUTTON = 75
MAX_CONFIRM = 30
MAX_VIEW_TITLE = 24
MAX_TOTAL = 9_850
"""10,000 less that line, of all blocks as JSON. Slack refuses from about 11,300 (``msg_blocks_too_long``) without
documenting what it counts; the JSON is more than any way of counting the texts."""
MAX_HOME = 60_000
"""Of a home tab's blocks as JSON: what is said of messages is not said of views, which Slack takes up to 250 kB
(``view_too_large``). Source: Slack, Web API, views.publish."""
FALLBACK = 300
"""How long a notification's text may be: far under Slack's 4,000, and as much as anybody reads in one."""
ROOMS = (2800, 1400, 700, 350, 200, 120)
"""How many characters a passage of an article may take: the first at which the message fits is used."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted: the blocks, and the text of the notification, escaped."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before its length is known. ``groups`` may be dropped from the end, ``head`` and ``foot`` stay."""

    text: str
    head: Sequence[Part] = ()
    groups: Sequence[Sequence[Part]] = ()
    foot: Sequence[Part] = ()


def fit(draft: Callable[[int], Draft]) -> Message:
    """The message that ``draft`` makes with the most room for each passage that keeps within Slack's budget.

    If even the least room is too much, groups are dropped from the end and the message says how many.
    """
    parts = draft(ROOMS[0])
    blocks: tuple[Block, ...] = ()
    for room in ROOMS:
        parts = draft(room)
        if fits(parts):
            return Message(parts.text, _joined(parts.head, *parts.groups, parts.foot))
    for shown in range(len(parts.groups) - 1, -1, -1):
        note = context(f"{counted(len(parts.groups) - shown, 'more result')} did not fit into one message.")
        blocks = _joined(parts.head, *parts.groups[:shown], [note], parts.foot)
        if _within(blocks):
            break
    return Message(parts.text, blocks)


def fits(draft: Draft) -> bool:
    """Whether the whole draft keeps within Slack's budget."""
    return _within(_joined(draft.head, *draft.groups, draft.foot))


def fit_lines(*lines: str) -> Message:
    """A message of plain lines, the first of them its notification."""
    return Message(plain(" ".join(lines), FALLBACK), _joined([rich(*(line(run(each)) for each in lines))]))


def fit_view(draft: Callable[[int], Sequence[Part]], most: int = MAX_TOTAL) -> list[Block]:
    """The blocks of a modal or home view, ``most`` characters of JSON, with the most room for each passage; the last
    ones are left out if need be.
    """
    blocks: tuple[Block, ...] = ()
    for room in ROOMS:
        blocks = _joined(draft(room))
        if _size(blocks) <= most and len(blocks) <= MAX_VIEW_BLOCKS:
            return list(blocks)
    while _size(blocks) > most or len(blocks) > MAX_VIEW_BLOCKS:
        blocks = blocks[:-1]
    return list(blocks)


def _joined(*parts: Iterable[Part]) -> tuple[Block, ...]:
    return tuple(block for group in parts for block in group if block is not None)


def _within(blocks: Sequence[Block]) -> bool:
    return len(blocks) <= MAX_BLOCKS and _size(blocks) <= MAX_TOTAL


def _size(blocks: Sequence[Block]) -> int:
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


# rich text: runs → lines, quotes and lists → a block


def run(text: str, *, bold: bool = False, code: bool = False) -> Part:
    """A stretch of literal text, its white space kept."""
    text = strip_unshowable(text)
    style = {name: True for name, wanted in (("bold", bold), ("code", code)) if wanted}
    made: Block = {"type": "text", "text": text}
    return (made | {"style": style} if style else made) if text else None


def link(label: str, url: str | None, *, bold: bool = False) -> Part:
    """A link, or only its label where ``url`` can't be one."""
    label, address = one_line(label), web_address(url)
    if address is None or not label:
        return run(label, bold=bold)
    made: Block = {"type": "link", "url": address, "text": label}
    return made | {"style": {"bold": True}} if bold else made


def line(*runs: Part) -> Part:
    return _runs("rich_text_section", runs)


def quote(*runs: Part) -> Part:
    return _runs("rich_text_quote", runs)


def bullets(lines: Iterable[Part], *, ordered: bool = False) -> Part:
    """A list of what ``line`` makes."""
    items = [item for item in lines if item is not None]
    return {"type": "rich_text_list", "style": "ordered" if ordered else "bullet", "elements": items} if items else None


def rich(*parts: Part) -> Part:
    """A block of what ``line``, ``quote`` and ``bullets`` make."""
    elements = [part for part in parts if part is not None]
    return {"type": "rich_text", "elements": elements} if elements else None


def _runs(kind: str, runs: Iterable[Part]) -> Part:
    elements = [element for element in runs if element is not None]
    visible = any(showable(str(element.get("text", "a name"))) for element in elements)
    return {"type": kind, "elements": elements} if visible else None


# the other blocks: their text is mrkdwn, so what is not ours in it has been through words.literal


def section(text: str, accessory: Part = None) -> Part:
    if not showable(text):
        return None
    made: Block = {"type": "section", "text": _mrkdwn(text)}
    return made | {"accessory": accessory} if accessory else made


def context(text: str) -> Part:
    return {"type": "context", "elements": [_mrkdwn(text)]} if showable(text) else None


def header(text: str) -> Part:
    text = cut(one_line(text), MAX_HEADER)
    return {"type": "header", "text": _plain_text(text)} if text else None


def actions(*buttons: Part) -> Part:
    elements = [button for button in buttons if button is not None]
    return {"type": "actions", "elements": elements[:25]} if elements else None


def button(label: str, action_id: str, value: str | None, *, says: str = "", danger: str = "") -> Part:
    """A button; None without a value. ``says`` is for screen readers; ``danger`` is a question asked before it acts."""
    if value is None:
        return None
    made: Block = {
        "type": "button",
        "text": {"type": "plain_text", "text": cut(one_line(label), MAX_BUTTON)},
        "action_id": action_id,
        "value": value,
    }
    if says := cut(one_line(says), MAX_BUTTON):
        made["accessibility_label"] = says
    if danger:
        made["style"] = "danger"
        made["confirm"] = {
            "title": _plain_text("Are you sure?"),
            "text": _plain_text(cut(one_line(danger), 300)),
            "confirm": _plain_text(cut(one_line(label), MAX_CONFIRM)),
            "deny": _plain_text("No"),
            "style": "danger",
        }
    return made


def modal_view(title: str, blocks: list[Block]) -> Block:
    """A modal with a Close button; ``title`` is cut to Slack's 24 characters."""
    return {
        "type": "modal",
        "title": _plain_text(cut(one_line(title), MAX_VIEW_TITLE)),
        "close": _plain_text("Close"),
        "blocks": blocks,
    }


def _mrkdwn(text: str) -> Block:
    # verbatim: Slack makes no links or mentions of plain "@here", "#name" and addresses.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _plain_text(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
