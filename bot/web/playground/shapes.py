"""A small vocabulary for saying what JSON must look like, and which problems to report when it does not.

A check takes a value, where it stands (a JSON pointer) and the list of problems, and adds what is wrong in the words
that Slack uses. Checks are built from each other, so that the tables in ``blocks`` and ``elements`` read like Slack's
reference pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

# What json.loads gives back. The one place where a type is left open: Slack's payloads are not ours to type.
Json: TypeAlias = dict[str, Any]


class Problems(list[str]):
    """What is wrong with a payload, one line each, as Slack's ``response_metadata.messages`` puts it."""

    def add(self, text: str, at: str) -> None:
        self.append(f"[ERROR] {text} [json-pointer:{at}]")


Check: TypeAlias = Callable[[Any, str, Problems], None]


def text(most: int, least: int = 1, *, matching: str = "") -> Check:
    """A string of ``least`` to ``most`` characters."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add("must be a string", at)
        elif len(value) < least:
            problems.add(f"must be more than {least - 1} characters", at)
        elif len(value) > most:
            problems.add(f"must be less than {most + 1} characters", at)
        elif matching and not re.search(matching, value):
            problems.add("does not match the expected format", at)

    return check


def url(most: int = 3000) -> Check:
    """A web address: Slack refuses anything but http and https."""
    return text(most, matching=r"^https?://[^\s<>]+$")


def boolean(value: Any, at: str, problems: Problems) -> None:
    if not isinstance(value, bool):
        problems.add("must be a boolean", at)


def number(
    low: float | None = None, high: float | None = None, *, whole: bool = False, above: float | None = None
) -> Check:
    """A number in [low, high], and greater than ``above``."""
    kinds = (int,) if whole else (int, float)

    def check(value: Any, at: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, kinds):
            problems.add("must be an integer" if whole else "must be a number", at)
        elif low is not None and value < low:
            problems.add(f"must be at least {low}", at)
        elif high is not None and value > high:
            problems.add(f"must be at most {high}", at)
        elif above is not None and value <= above:
            problems.add(f"must be greater than {above}", at)

    return check


def one_of(*allowed: object) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if value not in allowed:
            problems.add(f"must be a valid enum value: {', '.join(map(str, allowed))}", at)

    return check


def null_or(inner: Check) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if value is not None:
            inner(value, at, problems)

    return check


def listing(item: Check, least: int = 0, most: int | None = None) -> Check:
    """An array of ``least`` to ``most`` items."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.add("must be an array", at)
            return
        if len(value) < least:
            problems.add(f"no fewer than {least} items allowed", at)
        if most is not None and len(value) > most:
            problems.add(f"no more than {most} items allowed", at)
        for position, entry in enumerate(value):
            item(entry, f"{at}/{position}", problems)

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Check) -> Check:
    """An object with these fields and no others; ``rules`` look at the whole object once its fields are sound."""
    fields = {**required, **(optional or {})}

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add("must be an object", at)
            return
        before = len(problems)
        for name in required:
            if name not in value:
                problems.add(f"missing required field: {name}", at)
        for name, entry in value.items():
            if name in fields:
                fields[name](entry, f"{at}/{name}", problems)
            else:
                problems.add(f"invalid additional property: {name}", at)
        if len(problems) == before:
            for rule in rules:
                rule(value, at, problems)

    return check


def typed(shapes: Mapping[str, Check]) -> Check:
    """An object whose ``type`` says which of the shapes it must have."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add("must be an object", at)
        elif "type" not in value:
            problems.add("missing required field: type", at)
        elif not isinstance(value["type"], str) or value["type"] not in shapes:
            problems.add(f"unsupported type: {value['type']}", f"{at}/type")
        else:
            shapes[value["type"]](value, at, problems)

    return check


def needs_one_of(*names: str) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if not any(name in value for name in names):
            problems.add(f"must define one of: {', '.join(names)}", at)

    return check


def not_together(*names: str) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if sum(bool(value.get(name)) for name in names) > 1:
            problems.add(f"cannot be used together: {', '.join(names)}", at)

    return check


def anything(value: Any, at: str, problems: Problems) -> None:
    """Whatever stands there is accepted: for ``type``, which ``typed`` has read already."""
