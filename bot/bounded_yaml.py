"""YAML as people write it, weighed before anything is built of it: few bytes can stand for more than fits anywhere."""

from __future__ import annotations

from typing import Any

import yaml

MOST = 20_000
"""Keys and values in a file of settings, with every alias written out."""
DEEPEST = 20
"""Lists and tables inside each other."""


class Loader(yaml.SafeLoader):
    """PyYAML's safe loader, which says where a number, a date or a tagged value is that Python makes nothing of."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, LookupError, AttributeError, TypeError) as error:
            problem = "this number, date or tag can't be read"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from error


def excess(text: str, loader: type = yaml.SafeLoader, *, most: int = MOST) -> str | None:
    """What is too much in ``text``, with its line; None if nothing is. ``most`` keys and values are not.

    It reads one event after the other: what builds a tree goes as deep as the text does, libyaml's until it crashes.

    Raises:
        yaml.YAMLError: if it is not YAML.
    """
    sizes: dict[str, int] = {}
    above: list[tuple[str | None, int]] = []
    here: tuple[str | None, int] = (None, 0)
    for event in yaml.parse(text, Loader=loader):
        where = f"line {event.start_mark.line + 1}: " if event.start_mark else ""
        size = 0
        match event:
            case yaml.AliasEvent(anchor=name):
                if any(name == outer for outer, _ in (*above, here)):
                    return f"{where}an alias (*) refers to itself"
                size = sizes.get(name or "", 0)
            case yaml.ScalarEvent(anchor=name):
                size = sizes[name or ""] = 1
            case yaml.CollectionStartEvent(anchor=name):
                above.append(here)
                here = (name, 1)
                if len(above) > DEEPEST:
                    return f"{where}lists and keys stand more than {DEEPEST} deep in each other"
            case yaml.CollectionEndEvent():
                name, size = here
                here = above.pop()
                sizes[name or ""] = size
            case _:
                pass
        here = (here[0], here[1] + size)
        if here[1] > most:
            return f"{where}more than {most:,} keys and values, with each alias (*) written out"
    return None
