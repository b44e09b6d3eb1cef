"""Which parts of a document are its body. What is excluded stays in the text but gives no findings."""

from __future__ import annotations

from bisect import bisect_right

from spacy.tokens import Doc

from bot.domain.article import Excluded

EXCLUDED = "newsdesk.excluded"
"""Key of ``doc.user_data``: the document's ``Excluded`` spans, sorted and never overlapping."""

LEXICON = "newsdesk.lexicon"
"""Key of ``doc.user_data``: the ``Path`` of the folder with the word lists."""

PUBLISHED = "newsdesk.published"
"""Key of ``doc.user_data``: when the document was published, as an aware ``datetime``, or None."""


def excluded(doc: Doc) -> tuple[Excluded, ...]:
    """The spans of ``doc`` that are not its body, sorted."""
    found: tuple[Excluded, ...] = doc.user_data.get(EXCLUDED, ())
    return found


def in_body(doc: Doc, start: int, end: int) -> bool:
    """Whether no code point of ``[start, end)`` is excluded."""
    spans = excluded(doc)
    after = bisect_right(spans, start, key=lambda item: item.span.start)
    if after and spans[after - 1].span.end > start:
        return False
    return after == len(spans) or spans[after].span.start >= end


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """``[start, end)`` without the white space at both its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
