"""What filing a document does to the articles that there are, in a transaction that holds the ledger.

An article is a workspace's words of one outlet. See ``ArticleStore.put`` for what is promised.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bot.domain.article import SHARED
from bot.domain.outlets import Whose, whose
from bot.storage import removals
from bot.storage.article_rows import Row, article_id, article_of, unfiled, whose_of
from bot.storage.ledger import Ledger
from bot.storage.schema import articles, deleted
from bot.storage.store import Filed, Filing, Outcome


def file(connection: Connection, ledger: Ledger, filing: Filing, columns: dict[str, Any], now: datetime) -> Filed:
    """File one document, whose own ``columns`` these are."""
    document, its = filing.document, whose(filing.document.outlet, filing.document.url)
    before = find(connection, filing.workspace, document.locator, filing.fingerprint, its)
    is_own = before is not None and before["locator"] == document.locator
    if not is_own and (kept_out := _kept_out(connection, filing, now)):
        return kept_out
    if before is None:
        return _add(connection, ledger, filing, columns, now)
    if not is_own and (whose_of(before).is_known or not its.is_known):
        return Filed(Outcome.UNCHANGED, article_of(before))
    for twin in _same_words(connection, filing.workspace, filing.fingerprint):
        if twin["id"] == before["id"] or not whose_of(twin).is_one(its):
            continue
        # The document has become a copy of another article. Two articles would say the same, and the one filed under
        # this locator says what its source no longer says. The one of which nobody knows whose it is gives way.
        gone, stays = (twin, before) if its.is_known and not whose_of(twin).is_known else (before, twin)
        connection.execute(delete(articles).where(articles.c.id == gone["id"]))
        ledger.bury([gone["id"]], now)
        if stays is twin:
            return Filed(Outcome.UNCHANGED, article_of(twin))
    if all(before[name] == value for name, value in columns.items()):
        return Filed(Outcome.UNCHANGED, article_of(before))
    changed = columns | {
        "dated": columns["published"] or before["added"],
        "updated": now,
        "revision": ledger.next_revision(),
    }
    connection.execute(update(articles).where(articles.c.id == before["id"]).values(changed))
    return Filed(Outcome.UPDATED, article_of({**before, **changed}))


def find(connection: Connection, workspace: str, locator: str, fingerprint: str, its: Whose) -> Row | None:
    """The article from ``locator``, else the one with the same words of one outlet: by name before by site, and a copy
    of which nobody knows whose it is last.
    """
    mine = select(articles).where(articles.c.workspace == workspace, articles.c.locator == locator)
    if (own := connection.execute(mine).mappings().first()) is not None:
        return own
    same = [row for row in _same_words(connection, workspace, fingerprint) if whose_of(row).is_one(its)]
    return min(same, key=lambda row: (row["outlet_key"] != its.key, not whose_of(row).is_known), default=None)


def _kept_out(connection: Connection, filing: Filing, now: datetime) -> Filed | None:
    """That it was removed, unless it is wanted all the same."""
    if filing.explicit:
        removals.let_in(connection, filing.document, filing.fingerprint, filing.workspace)
    elif removals.is_kept_out(connection, filing.document, filing.fingerprint, filing.workspace):
        return Filed(Outcome.LEFT_OUT, unfiled(filing.document, filing.workspace, now), REMOVED)
    return None


REMOVED = "it was removed"
"""Why something is left out that was removed."""


def _add(connection: Connection, ledger: Ledger, filing: Filing, columns: dict[str, Any], now: datetime) -> Filed:
    story, is_news = filing.story, filing.is_news
    if copied := _copied(connection, filing.workspace, filing.fingerprint):
        # The same words elsewhere are no other story, and not news where they were none.
        story, is_news = copied["story"], is_news and copied["is_news"]
    revision = ledger.next_revision()
    row = columns | {
        "id": _free_id(connection, filing),
        "story": ledger.next_story() if story is None else story,
        "dated": filing.document.published or now,
        "added": now,
        "added_by": filing.added_by,
        "is_news": is_news,
        "updated": now,
        "added_revision": revision,
        "revision": revision,
    }
    connection.execute(delete(deleted).where(deleted.c.id == row["id"]))
    connection.execute(insert(articles), row)
    return Filed(Outcome.ADDED, article_of(row))


def _free_id(connection: Connection, filing: Filing) -> str:
    """The article's id: another than usual if the one that was filed under this locator has become an outlet's."""
    usual = article_id(filing.workspace, filing.document.locator)
    taken = connection.execute(select(articles.c.id).where(articles.c.id == usual)).first()
    return article_id(filing.workspace, f"{filing.document.locator}\0{filing.fingerprint}") if taken else usual


def _same_words(connection: Connection, workspace: str, fingerprint: str) -> Sequence[Row]:
    same = (articles.c.workspace == workspace) & (articles.c.fingerprint == fingerprint)
    return connection.execute(select(articles).where(same).order_by(articles.c.added_revision)).mappings().all()


def _copied(connection: Connection, workspace: str, fingerprint: str) -> Row | None:
    """The first article with these words that readers of the workspace may see: its story, and whether it was news."""
    for readable in dict.fromkeys([workspace, SHARED]):
        if same := _same_words(connection, readable, fingerprint):
            return same[0]
    return None
