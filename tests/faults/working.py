"""``newsdesk work`` as it is, but that what waits for the dead, and for another try, waits less long."""

from __future__ import annotations

import importlib
from datetime import timedelta
from functools import partial

SHORT = timedelta(seconds=6)
"""Longer than a busy machine lets a living process wait."""
SHORTER: list[tuple[str, str, object]] = [
    ("bot.domain.job", "LEASE", SHORT),
    ("bot.desk.folders", "Folders", {"lease": SHORT}),
    ("bot.sources.feed_pace", "PAUSES", (timedelta(seconds=3),)),
    ("bot.desk.feed_look", "LEASE", SHORT),
    ("bot.desk.feed_look", "BUSY", timedelta(seconds=1)),
    ("bot.desk.feed_work", "HANDED_OUT", SHORT),
    ("bot.app.working", "_FEEDS_EVERY", 1.0),
]
"""Module, name, and the value or the arguments, in the order of the layers: who imports it later takes it over."""


def main() -> None:
    """Exchange the values, then run the command line."""
    for module, name, value in SHORTER:
        part = importlib.import_module(module)
        old = getattr(part, name)  # a value that is exchanged has to be there
        setattr(part, name, partial(old, **value) if isinstance(value, dict) else value)
    from bot.__main__ import main as newsdesk

    newsdesk()


if __name__ == "__main__":
    main()
