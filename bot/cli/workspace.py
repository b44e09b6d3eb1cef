"""``newsdesk workspace``: what is stored of each workspace, and deleting all of one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from bot.domain.errors import NotFound
from bot.storage.workspaces import Holding

_COLUMNS = ("workspace", "state", "articles", "digests")
_NAMES = {
    "articles": "article",
    "subscriptions": "digest",
    "deliveries": "delivery",
    "slack_bots": "installation",
}
"""What people call the rows that they know of; the others are notes of ours."""


def list_text(holdings: Sequence[Holding]) -> str:
    """A line for each workspace."""
    if not holdings:
        return "Nothing is stored of any workspace."
    rows = [(each.workspace, _state(each), str(each.articles), str(each.digests)) for each in holdings]
    widths = [max(map(len, cells)) for cells in zip(_COLUMNS, *rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (_COLUMNS, *rows))
    return "\n".join(line.rstrip() for line in lines)


def list_json(holdings: Iterable[Holding]) -> str:
    """The same as JSON; ``left`` is ISO 8601 in UTC, or null."""
    return json.dumps([{**asdict(each), "left": each.left.isoformat() if each.left else None} for each in holdings])


def holding_of(holdings: Iterable[Holding], workspace: str) -> Holding:
    """What is stored of that workspace. Raises: NotFound if it is nothing."""
    for each in holdings:
        if each.workspace == workspace:
            return each
    raise NotFound("nothing is stored of this workspace", workspace, hint="newsdesk workspace list names them.")


def question(holding: Holding) -> str:
    """What to ask before all of it is deleted."""
    installed = " Newsdesk is installed there, and will have to be installed anew." if holding.is_installed else ""
    articles, digests = _counted(holding.articles, "article"), _counted(holding.digests, "digest")
    return f"Delete all that is stored of {holding.workspace} ({articles}, {digests}) for good?{installed}"


def purged_text(workspace: str, gone: Mapping[str, int]) -> str:
    """What was deleted."""
    named = [_counted(gone[table], name) for table, name in _NAMES.items() if gone.get(table)]
    notes = sum(rows for table, rows in gone.items() if table not in _NAMES)
    parts = [*named, *([_counted(notes, "note") + " of threads, digests and requests"] if notes else [])]
    return f"deleted of {workspace}: {', '.join(parts) or 'nothing'}"


def _state(holding: Holding) -> str:
    if holding.is_installed:
        return "installed"
    return f"left {holding.left:%Y-%m-%d %H:%M} UTC" if holding.left else "-"


def _counted(amount: int, name: str) -> str:
    plural = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
    return f"{amount:,} {name if amount == 1 else plural}"
