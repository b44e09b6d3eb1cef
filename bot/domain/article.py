"""What was published: spans of text, documents as a source read them, articles as the library filed them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

SHARED = ""
"""The workspace of what the operator's own configuration brought in: every workspace may read it."""


NOT_ENGLISH = "not English: quotes and figures may be missed"
"""What is said of an article in another language."""
FROM_THE_FEED = "From the feed only: the page itself was not read."
BEHIND_A_PAYWALL = "Part of the article only: the rest is behind a paywall."
"""The last line of a stored text that is not the whole article; it is no part of the body."""
_IN_SHORT = {FROM_THE_FEED: "only what its feed tells", BEHIND_A_PAYWALL: "only a part: the rest is behind a paywall"}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open ``[start, end)`` offsets into an article's stored text, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """The words of ``text`` at this span."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """Words of an article with the place where they stand: ``text == article.text[start:end]``."""

    start: int
    end: int
    text: str

    @classmethod
    def at(cls, text: str, start: int, end: int) -> Passage:
        """The passage ``[start, end)`` of ``text``."""
        return cls(start, end, text[start:end])

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class Reason(StrEnum):
    """Why a span of the text is not part of the article's body."""

    TITLE = "title"
    BYLINE = "byline"
    DATELINE = "dateline"
    PAGE_DATE = "page date"
    MENU = "menu"
    ADVERTISEMENT = "advertisement"
    AUTHOR_BOX = "author box"
    COMMENTS = "comments"
    CAPTCHA = "captcha"
    RELATED = "related"
    SHARING = "sharing"
    NOTICE = "notice"
    """A caption, a copyright line, a newsletter prompt: words of the site about itself."""


@dataclass(frozen=True, slots=True, order=True)
class Excluded:
    """A span that stays in the stored text but is never summarised, quoted or counted."""

    span: Span
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One article as a source read it, before the library files it.

    ``text`` is kept as it was read: the title line, the byline and the furniture of the site stand in it and are
    marked in ``excluded`` (sorted, never overlapping), so that offsets hold in the original.
    ``published`` is aware, in UTC, and None unless the article itself gives a time of publication.
    ``locator`` is the absolute path or the address that it came from, and its identity in a workspace.
    """

    locator: str
    text: str
    title: str
    outlet: str | None = None
    byline: str | None = None
    url: str | None = None
    published: datetime | None = None
    language: str = "en"
    excluded: tuple[Excluded, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Document):
    """A document that the library has filed.

    ``story`` is the number that a person types as ``#12``; articles on one event share it. ``added`` and
    ``updated`` are aware and in UTC. ``workspace`` is the Slack team that it belongs to, or ``SHARED``. ``added_by`` is
    the member of it who added it, "" for what a folder, a feed or the operator brought in.
    """

    id: str
    workspace: str
    story: int
    added: datetime
    updated: datetime
    added_by: str = ""

    @property
    def dated(self) -> datetime:
        """When it was published or, for an undated article, first seen: what the newest are ordered by."""
        return self.published or self.added


def note_of(document: Document) -> str | None:
    """The line of the text that says that it is not the whole article, or None."""
    marked = (each.span.of(document.text) for each in document.excluded if each.reason is Reason.NOTICE)
    return next((words for words in marked if words in _IN_SHORT), None)


def caveats(document: Document) -> list[str]:
    """What readers are told beside the title: that it is another language, or not the whole article."""
    note = note_of(document)
    return [*([NOT_ENGLISH] if document.language != "en" else []), *([_IN_SHORT[note]] if note else [])]


def paragraph_around(text: str, span: Span) -> Passage:
    """The paragraph (newline to newline, white space stripped) of ``text`` that holds ``span``.

    A span over several paragraphs gives all of them.
    """
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end
    while start < span.start and text[start].isspace():
        start += 1
    while end > span.end and text[end - 1].isspace():
        end -= 1
    return Passage.at(text, start, end)
