"""What was removed stays away: the rows that say so, and what they keep out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, and_, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.article import Document
from bot.domain.outlets import whose
from bot.storage.article_rows import Row, whose_of
from bot.storage.schema import removed

_KEY = ("workspace", "locator", "fingerprint")


def keep_out(
    connection: Connection, rows: Iterable[Row], now: datetime, *, named: str = "", aged: bool = False
) -> None:
    """Record that the articles of these rows are to stay away."""
    same = ("workspace", "locator", "fingerprint", "outlet_key", "url")
    more = {"named": named, "is_aged": aged, "at": now}
    made = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    kept = made(removed)
    for row in rows:
        values = {name: row[name] for name in same} | more
        connection.execute(kept.values(values).on_conflict_do_update(index_elements=_KEY, set_=more))


def is_kept_out(connection: Connection, document: Document, fingerprint: str, workspace: str) -> bool:
    """Whether a document is, or has the words of, what was removed."""
    return bool(_keeping_out(connection, document, fingerprint, workspace))


def let_in(connection: Connection, document: Document, fingerprint: str, workspace: str) -> None:
    """Forget whatever keeps a document out."""
    for row in _keeping_out(connection, document, fingerprint, workspace):
        connection.execute(delete(removed).where(*(removed.c[name] == row[name] for name in _KEY)))


def let_back(connection: Connection, named: Collection[str], workspace: str) -> int:
    """Forget what was removed under one of these names; how many articles that were."""
    theirs = and_(removed.c.workspace == workspace, removed.c.named.in_(sorted(named)))
    return connection.execute(delete(removed).where(theirs)).rowcount


def _keeping_out(connection: Connection, document: Document, fingerprint: str, workspace: str) -> list[Row]:
    alike = or_(
        removed.c.locator == document.locator,
        removed.c.fingerprint == fingerprint,
        removed.c.url == document.url if document.url else removed.c.url.in_(()),
    )
    rows = connection.execute(select(removed).where(removed.c.workspace == workspace, alike)).mappings()
    return [row for row in rows if _keeps_out(row, document, fingerprint)]


def _keeps_out(row: Row, document: Document, fingerprint: str) -> bool:
    """Whether it is the same place, or the same words of the same outlet.

    Of what went because it was old only the words: a file may hold another story every day.
    """
    same_words = row["fingerprint"] == fingerprint and whose_of(row).is_one(whose(document.outlet, document.url))
    same_place = row["locator"] == document.locator or (row["url"] is not None and row["url"] == document.url)
    return same_words or (same_place and not row["is_aged"])
