"""What a carrier (NITF, NewsML-G2, ninjs, a mail, a document) tells of an article → the document of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.article import Document, Reason
from bot.domain.errors import SourceError
from bot.sources.byline import byline_in
from bot.sources.formats.given import Given
from bot.sources.text import read_text
from bot.sources.unread import Embargoed, Gone

USABLE = frozenset({"", "usable"})
HELD = frozenset({"withheld", "embargoed", "embargo"})
BY = re.compile(r"^by:?\s+", re.IGNORECASE)
UNFIT = re.compile("[\x00\ud800-\udfff]")
"""What no database stores: some fonts of PDFs give halves of characters."""
LONGEST_LINE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article as its carrier tells it: ``text`` is its body, a paragraph a line with a blank line between."""

    text: str
    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    published: datetime | None = None
    url: str | None = None
    notes: Mapping[str, Reason] | None = None
    """Lines that are no part of the article, by their ``key_of``."""


def document_of(story: Story, given: Given) -> Document:
    """The document of a story; what its text itself tells fills what the carrier leaves out.

    Raises: SourceError if there is no article in it, or it is not in English.
    """
    names, outlet = _credit(one_line(story.byline), given)
    document = read_text(
        UNFIT.sub("\ufffd", story.text),
        locator=given.locator,
        title=one_line(story.title),
        url=story.url or given.url,
        byline=names,
        outlet=one_line(story.outlet),
        published=story.published,
        furniture=given.furniture,
        notes=story.notes,
    )
    return replace(document, outlet=document.outlet or outlet)


def _credit(byline: str | None, given: Given) -> tuple[str | None, str | None]:
    """The names of a byline field and the outlet beside them."""
    if not byline:
        return None, None
    bare = BY.sub("", byline)
    if found := byline_in(f"By {bare}", given.phrases):
        return found.names or bare, found.outlet
    return bare, None


def one_line(words: str | None) -> str | None:
    """``words`` on one line of a length that a headline may have; None if there are none."""
    return " ".join(UNFIT.sub("\ufffd", words or "").split())[:LONGEST_LINE].strip() or None


def check_release(status: str, embargo: datetime | None, given: Given, *, held: bool = False) -> None:
    """Nothing, if who sends a story lets it out: ``status`` is its state ("usable", "canceled"), as one word.

    Raises:
        Embargoed: if it may come out later, after ``embargo`` or (``held``) at an unknown time.
        Gone: if it was withdrawn.
    """
    if embargo is not None and embargo > given.now:
        when = f"{embargo:%d %B %Y, %H:%M} UTC".removeprefix("0")
        raise Embargoed("not for publication", given.locator, f"it is embargoed until {when}", hint=LATER)
    word = status.strip().casefold()
    if (word in HELD and embargo is None) or held:
        raise Embargoed("not for publication", given.locator, "its sender holds it back", hint=LATER)
    if word not in USABLE | HELD:
        raise Gone("not for publication", given.locator, f"its sender calls it {word[:40]}", hint=WITHDRAWN)


LATER = "Take it in again when it may be published."
WITHDRAWN = "Use the version that its sender sends instead, if there is one."


def refusal(given: Given, what: str, hint: str = "") -> SourceError:
    """The error about what holds no article, whatever it is otherwise."""
    return SourceError("not an article", given.locator, what, hint=hint or KINDS)


KINDS = "Give a text, a page, a mail, a PDF, a .docx or an agency's NITF, NewsML-G2 or ninjs."
