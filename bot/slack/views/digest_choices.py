"""The options of the form's choosers: time zones and outlets, as somebody searches them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.slack.digest_form import LONGEST_OUTLET
from bot.slack.views.blocks import Block
from bot.slack.views.words import counted, cut, one_line, showable

MOST = 100
"""Slack refuses more options."""
_LABEL = 75


def options(labelled: Iterable[tuple[str, str]]) -> list[Block]:
    """Options of (value, label), without those of which nothing is to be seen."""
    return [option(label, value) for value, label in labelled if showable(one_line(label))]


def outlets(known: Sequence[tuple[str, int]], typed: str) -> list[Block]:
    """The outlets whose name holds what was typed, those that begin with it first, with how many articles each has.

    Last comes what was typed itself, unless an outlet is called so: a part of names (see ``compose.carried_by``), or
    one that has no article yet.
    """
    typed = one_line(typed)[:LONGEST_OUTLET]
    key = typed.casefold()
    found = [
        (name, amount)
        for name, amount in known
        if key in name.casefold() and len(name) <= LONGEST_OUTLET and showable(one_line(name))
    ]
    found.sort(key=lambda each: not each[0].casefold().startswith(key))
    offered = [option(name, name, about=counted(amount, "article")) for name, amount in found[: MOST - 1]]
    if showable(key) and all(name.casefold() != key for name, _ in found):
        offered.append(option(f"“{cut(typed, 40)}…” in the name", typed))
    return offered


def option(label: str, value: str, *, about: str = "") -> Block:
    """One option; ``about`` stands beside its label."""
    made: Block = {"text": _plain(cut(one_line(label), _LABEL)), "value": value}
    return made | ({"description": _plain(about)} if about else {})


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
