"""What digests need of the desk: the stories that are new for one subscription."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.answer import FigureDispute
from bot.storage.store import Outline, Stored


@dataclass(frozen=True, slots=True)
class StoryOutline:
    """One story with the outline of every article on it that the workspace may read, at least one of them new."""

    number: int
    articles: tuple[Outline, ...]


@dataclass(frozen=True, slots=True)
class StoryMaterial:
    """The same story with its articles, read; in any order."""

    number: int
    articles: tuple[Stored, ...]


@dataclass(frozen=True, slots=True)
class NewStories:
    """The stories with an article that was added after the revision asked for, in any order, each once.

    ``upto`` is the store's revision that they cover, read before the articles were: nothing added at or before it is
    missing, so that the next digest can start there.
    """

    upto: int
    stories: tuple[StoryOutline, ...]


class News(Protocol):
    """The desk, as digests see it. Safe for several threads."""

    def since(self, workspace: str, query: str, *, after: int, since: datetime, now: datetime) -> NewStories:
        """What ``query`` finds of what ``workspace`` may read, filed after revision ``after`` and from ``since`` on.

        Both are about an article's first filing: an update brings nothing again.

        Raises: QueryError if the query can no longer be read; StorageError.
        """

    def material(self, workspace: str, numbers: Sequence[int]) -> list[StoryMaterial]:
        """The stories of these numbers in their order; one of which nothing is left to read is left out.

        Raises: StorageError.
        """

    def disputes(self, articles: Sequence[Stored]) -> tuple[FigureDispute, ...]:
        """Where the articles of one story give different numbers for one thing."""
