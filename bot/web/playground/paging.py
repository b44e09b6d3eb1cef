"""Slack's cursors: an opaque mark that says after which entry the next page begins."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence

from bot.web.playground.refusal import Refused
from bot.web.playground.shapes import Json

MOST = 1000


def page(entries: Sequence[Json], cursor: str, limit: int, key: Callable[[Json], str]) -> tuple[list[Json], Json]:
    """One page of the entries, and the ``response_metadata`` that leads to the next.

    The cursor names the last entry seen, not a place: entries that come meanwhile move nothing.

    Raises:
        Refused: ``invalid_cursor`` or ``invalid_limit``.
    """
    if not 1 <= limit <= MOST:
        raise Refused("invalid_limit")
    start = 0
    if cursor:
        after = _decode(cursor)
        start = next((index + 1 for index, entry in enumerate(entries) if key(entry) == after), -1)
        if start < 0:
            raise Refused("invalid_cursor")
    shown = list(entries[start : start + limit])
    more = start + limit < len(entries)
    mark = base64.b64encode(f"next:{key(shown[-1])}".encode()).decode() if more else ""
    return shown, {"next_cursor": mark}


def _decode(cursor: str) -> str:
    try:
        kind, _, key = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused("invalid_cursor") from None
    if kind != "next":
        raise Refused("invalid_cursor")
    return key
