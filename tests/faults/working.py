"""``newsdesk work`` as it is, but that what waits for the dead, and for another try, waits less long."""

from __future__ import annotations

import importlib
from datetime import timedelta

SHORTER = [
    ("bot.domain.job", "LEASE", timedelta(seconds=6)),
    ("bot.desk.folders", "LEASE", timedelta(seconds=6)),
    ("bot.sources.feed_pace", "PAUSES", (timedelta(seconds=3),)),
    ("bot.desk.feed_look", "LEASE", timedelta(seconds=6)),
    ("bot.desk.feed_look", "BUSY", timedelta(seconds=2)),
    ("bot.desk.feed_work", "HANDED_OUT", timedelta(seconds=6)),
    ("bot.app.working", "_FEEDS_EVERY", 1.0),
]
"""Module, name and value, in the order of the layers: a value is taken over by who imports it later."""


def main() -> None:
    """Exchange the values, then run the command line."""
    for module, name, value in SHORTER:
        part = importlib.import_module(module)
        assert type(getattr(part, name)) is type(value), f"{module}.{name} is another kind of value"
        setattr(part, name, value)
    from bot.__main__ import main as newsdesk

    newsdesk()


if __name__ == "__main__":
    main()
