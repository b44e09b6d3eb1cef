"""The way out of the library: what is removed stays away until somebody adds it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.domain.article import SHARED, Article
from bot.domain.errors import NotFound
from bot.sources import canonical, is_address
from bot.sources.files import locator_of
from bot.storage.store import ArticleStore, Stored

_HINT = "Name the path or the address that it was added from."


class Removal:
    """Removes articles for good; safe to share between threads. ``removed`` is called when some are gone."""

    def __init__(
        self, store: ArticleStore, clock: Callable[[], datetime], removed: Callable[[], object] = lambda: None
    ) -> None:
        self._store, self._clock, self._removed = store, clock, removed

    def found(self, locator: str, *, workspace: str = SHARED) -> list[Article]:
        """What of the workspace's own articles a path, a folder or an address (also the page's) names.

        Raises: NotFound if it names none.
        """
        found: list[Stored] = []
        for name in names_of(locator):
            known = self._store.find(workspace, name, "")
            found += [known] if known else []
        if not found and is_address(locator):
            known = self._store.by_url(canonical(locator) or locator, {workspace})
            found += [known] if known else []
        elif not found and locator.strip():
            found = self._store.below(locator_of(Path(locator).expanduser()), workspace)
        if not found:
            raise NotFound("no such article", locator, hint=_HINT)
        return [each.article for each in found]

    def remove(self, locator: str, *, workspace: str = SHARED) -> list[Article]:
        """The articles that were removed: those that ``locator`` names, see ``found``. Raises: NotFound."""
        gone = self.found(locator, workspace=workspace)
        name = names_of(locator)[-1]
        now = self._clock()
        gone = [each for each in gone if self._store.delete(each.id, workspace=workspace, now=now, named=name)]
        self._removed()
        return gone

    def remove_article(self, article_id: str, *, workspace: str) -> Article:
        """The article of this id, which was removed. Raises: NotFound if the workspace has no such article."""
        for stored in self._store.read([article_id], {workspace}):
            article = stored.article
            if self._store.delete(article.id, workspace=workspace, now=self._clock(), named=article.locator):
                self._removed()
                return article
        raise NotFound("the article is gone", hint="Search for it again: /news")

    def let_back(self, locator: str, *, workspace: str = SHARED) -> int:
        """Undo the removal of what ``locator`` named; how many articles may come in again."""
        return self._store.let_back(names_of(locator), workspace)


def names_of(locator: str) -> list[str]:
    """What an article may be filed under that somebody names so; the last is what its removal is recorded under."""
    locator = locator.strip()
    if not locator:
        return [locator]
    if is_address(locator):
        return list(dict.fromkeys([locator, canonical(locator) or locator]))
    return list(dict.fromkeys([locator, locator_of(Path(locator).expanduser())]))
