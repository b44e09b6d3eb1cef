"""The one way in which rows of work are held: digests' deliveries, Slack's requests, and what else must be done once.

A row of work has a ``holder`` (a random name of a process or a run) and a ``lease``: until then the holder works on it,
afterwards anybody may take it over. A row without a holder waits until its ``lease``. Every step of a holder names
itself in its ``where``, so that one who was too slow changes nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table


@dataclass(frozen=True, slots=True)
class Leases:
    """The leases of a table with the columns ``holder`` and ``lease``; times are aware, in UTC."""

    table: Table

    def free(self, now: datetime) -> ColumnElement[bool]:
        """Of the rows that anybody may take at ``now``."""
        return self.table.c.lease <= now

    def held_by(self, holder: str) -> ColumnElement[bool]:
        """Of the rows that ``holder`` still has, however old the lease."""
        return self.table.c.holder == holder

    def taken(self, holder: str, until: datetime) -> dict[str, Any]:
        """The values of a row that ``holder`` has ``until`` then."""
        return {"holder": holder, "lease": until}

    def put_back(self, until: datetime) -> dict[str, Any]:
        """The values of a row that nobody has, and nobody may take before ``until``."""
        return {"holder": None, "lease": until}

    def ended(self) -> dict[str, Any]:
        """The values of a row that is done."""
        return {"holder": None, "lease": None}
