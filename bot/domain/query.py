"""What somebody asks of the library, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.article import SHARED


class Kind(StrEnum):
    """The kinds of question; each is a slash command or a word after ``/news``."""

    NEWS = "news"
    SUMMARY = "summary"
    QUOTES = "quotes"
    FIGURES = "figures"
    PEOPLE = "people"
    COMPARE = "compare"
    HELP = "help"


class Courtesy(StrEnum):
    """What asks for nothing and still wants an answer."""

    HELLO = "hello"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which articles are meant.

    ``words`` must match by stem (all of them), ``phrases`` word for word, ``excluded`` not at all. ``outlet`` and
    ``person`` are given by a part of their name. ``since`` (inclusive) and ``until`` (exclusive) are aware, in UTC, and
    mean articles that say when they were published; ``undated`` those that don't. ``added`` (inclusive) is when an
    article was first seen. ``story`` and ``url`` name one story or article; with neither, and nothing else, everything
    is meant.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    outlet: str | None = None
    person: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    added: datetime | None = None
    undated: bool = False
    story: int | None = None
    url: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it names nothing at all, so that everything is meant."""
        return self == Query()

    @property
    def has_text(self) -> bool:
        """Whether it holds words that an article can match (filters apart)."""
        return bool(self.words or self.phrases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question: its kind, what it is about, which page of the answer, how long a summary.

    ``text`` is what was typed after the kind, so that a button can ask the same again. ``note`` tells how something in
    it was read that may have been meant otherwise. ``courtesy`` comes with the kind ``HELP``.
    """

    kind: Kind
    query: Query = field(default_factory=Query)
    text: str = ""
    page: int = 1
    sentences: int = 3
    note: str = ""
    courtesy: Courtesy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What a conversation is about: its story, who was asked about last, and what kind of thing was asked last."""

    story: int | None = None
    person: str | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who asks: the workspace whose articles they may see besides the shared ones, and their IANA zone."""

    workspace: str = SHARED
    zone: str = "UTC"

    @property
    def readable(self) -> frozenset[str]:
        """The workspaces whose articles this reader may see."""
        return frozenset({SHARED, self.workspace})
