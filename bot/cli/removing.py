"""``newsdesk remove`` without an index and without reading anything, and what ``newsdesk add`` leaves out."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bot.app.core import opened_store, settings_here, utc_now
from bot.desk.removal import Removal
from bot.domain.article import Article
from bot.storage.articles import SqlArticleStore
from bot.storage.filing import REMOVED
from bot.storage.store import Filed


@contextmanager
def removal_here() -> Iterator[Removal]:
    """The way out of this folder's library; running processes hear of what is gone.

    Raises: SettingsError, StorageError.
    """
    engine = opened_store(settings_here())
    try:
        yield Removal(SqlArticleStore(engine), utc_now)
    finally:
        engine.dispose()


def removed_lines(articles: Sequence[Article]) -> list[str]:
    """A line for each article that was removed."""
    return [f"removed: {article.title}" for article in articles]


def numbered(article: Article) -> str:
    """The article's title behind the number of its story, if it has one."""
    return f"#{article.story} {article.title}" if article.story else article.title


def left_out(filed: Filed) -> str:
    """Why something was left out and, if that can be undone, how."""
    undo = f"; to bring it back: newsdesk add {shlex.quote(filed.article.locator)}" if filed.why == REMOVED else ""
    return f"  {filed.why}{undo}"
