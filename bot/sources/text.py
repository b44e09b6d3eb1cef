"""Plain text → a document. The text itself is kept as it came; what is not its body is marked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.domain.article import Document, Reason
from bot.domain.errors import SourceError
from bot.sources.furniture import Furniture, load
from bot.sources.language import foreign_language, language_of
from bot.sources.layout import layout_of
from bot.sources.lines import Line, lines_of

LONGEST_GIVEN_TITLE = 300
LONGEST_MADE_TITLE = 100


def read_text(
    text: str,
    *,
    locator: str,
    title: str | None = None,
    url: str | None = None,
    byline: str | None = None,
    outlet: str | None = None,
    published: datetime | None = None,
    furniture: Furniture | None = None,
    notes: Mapping[str, Reason] | None = None,
) -> Document:
    """The article in ``text``, which is stored unchanged; what the caller knows goes before what the text says.

    The title is the text's headline. A text without one has the beginning of its first paragraph for a title, and that
    part of the body. ``notes`` are lines of which their source told that they are no part of it, by ``key_of``.

    Raises: SourceError if there is no article in the text, or it is not in English.
    """
    lines = lines_of(text)
    if not lines:
        raise SourceError("nothing to read", locator, "the text is empty", hint="Add the article's text and try again.")
    given = " ".join(title.split())[:LONGEST_GIVEN_TITLE] if title else None
    layout = layout_of(lines, furniture or load(), title=given or None, notes=notes)
    body = layout.body
    if not any(character.isalnum() for line in body for character in line.text):
        raise SourceError("nothing to read", locator, "there is no article in it", hint="Add the article's text.")
    words = "\n".join(line.text for line in body)
    if language := foreign_language(words):
        raise SourceError(
            "not in English", locator, f"it is in {language}", hint="Newsdesk reads English articles only."
        )
    return Document(
        locator=locator,
        text=text,
        title=given or layout.title or _made_title(body[0]),
        outlet=outlet or layout.outlet,
        byline=byline or layout.byline,
        url=url,
        published=published or layout.published,
        language=language_of(words),
        excluded=layout.excluded,
    )


def _made_title(first: Line) -> str:
    """The first words of a text that has no headline, whole words only."""
    words = " ".join(first.text.split())
    if len(words) <= LONGEST_MADE_TITLE:
        return words
    return words[:LONGEST_MADE_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:-–—") + "…"
