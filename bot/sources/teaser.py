"""What a feed tells of an article whose page can't be read, as an article that says so."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.domain.article import Document, Excluded, Reason, Span
from bot.domain.errors import SourceError
from bot.domain.fingerprint import body_of
from bot.sources.entry import Entry
from bot.sources.furniture import Furniture, load
from bot.sources.outlet import outlet_of_feed
from bot.sources.text import read_text

NOTE = "From the feed only: the page itself was not read."
"""The last line of the stored text; it is no part of the body."""
SHORT = 120
"""Words of a page that may be a robot check, a consent wall or a paywall's stub, and no article."""
WORD = re.compile(r"\w{4,}")


def teaser_of(entry: Entry, furniture: Furniture | None = None) -> Document | None:
    """The article that an entry is by itself, its last line marked as a notice; None if the feed tells no more of it
    than a title.
    """
    try:
        document = read_text(
            entry.teaser,
            locator=entry.locator,
            title=entry.title,
            url=entry.link,
            byline=entry.author,
            outlet=outlet_of_feed(entry.outlet, entry.link, furniture or load()),
            published=entry.published,
            furniture=furniture,
        )
    except SourceError:
        return None
    text = f"{document.text.rstrip()}\n\n{NOTE}"
    notice = Excluded(Span(len(text) - len(NOTE), len(text)), Reason.NOTICE)
    return replace(document, text=text, excluded=(*document.excluded, notice))


def is_teaser(document: Document) -> bool:
    """Whether a document is what a feed tells of an article that was not read."""
    return any(each.reason is Reason.NOTICE and each.span.of(document.text) == NOTE for each in document.excluded)


def is_another_page(document: Document, entry: Entry) -> bool:
    """Whether a page is so short, and has so little of what the feed announces, that it can't be the article."""
    body = body_of(document)
    if len(body.split()) >= SHORT:
        return False
    if len(body.split()) < len(entry.teaser.split()) * 0.8:
        return True
    announced = _words(f"{entry.title or ''} {entry.teaser}")
    return len(announced) >= 4 and len(announced & _words(body)) * 5 < len(announced)


def _words(text: str) -> set[str]:
    return set(WORD.findall(text.casefold()))
