"""What a reader is given, and what it gives back: the same for every format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath

from bot.domain.article import Document
from bot.domain.errors import SourceError
from bot.sources.decoding import declared_in_xml, decoded
from bot.sources.furniture import Furniture, load

DEEPEST = 3
"""Files inside each other, as a mail in a mail."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """Bytes that may hold articles, and what is known of them from outside.

    ``name`` is a file's, or the last part of an address; ``url`` is where they stand in the web. ``title`` stands
    for that of an article which shows none.
    """

    data: bytes
    name: str
    locator: str
    now: datetime
    media_type: str = ""
    charset: str | None = None
    url: str | None = None
    furniture: Furniture | None = None
    title: str | None = None
    depth: int = 0

    @cached_property
    def text(self) -> str:
        """The bytes as text. Raises: SourceError if they are none."""
        charset = self.charset or declared_in_xml(self.data)
        return decoded(self.data, locator=self.locator, charset=charset)

    @property
    def suffix(self) -> str:
        """What the name ends with (".txt"), in lower case."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def phrases(self) -> Furniture:
        """What sites say about themselves."""
        return self.furniture or load()


@dataclass(frozen=True, slots=True)
class Found:
    """One article of a file, or why it is not taken; ``guid`` is its identity there, "" if the file tells none."""

    guid: str
    what: Document | SourceError


Reader = Callable[[Given], Iterator[Found]]
"""Gives the articles of a file in its order. What is wrong with one stands in its place; what is wrong with the file is
raised as SourceError.
"""
