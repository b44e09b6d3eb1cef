"""What a feed tells of an article whose page can't be read, as an article that says so."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.domain.article import BEHIND_A_PAYWALL, FROM_THE_FEED, Document, Excluded, Reason, Span, note_of
from bot.domain.errors import SourceError
from bot.domain.fingerprint import body_of
from bot.sources.entry import Entry
from bot.sources.furniture import Furniture, load
from bot.sources.outlet import outlet_of_feed
from bot.sources.text import read_text

WHOLE = 2
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
    return with_note(document, FROM_THE_FEED)


def with_note(document: Document, note: str) -> Document:
    """The document, its last line a notice that it is not the whole article."""
    text = f"{document.text.rstrip()}\n\n{note}"
    notice = Excluded(Span(len(text) - len(note), len(text)), Reason.NOTICE)
    return replace(document, text=text, excluded=(*document.excluded, notice))


def completeness(document: Document) -> int:
    """How much of its article a document holds: 0 what its feed tells, 1 what stands before a paywall, ``WHOLE``."""
    return {FROM_THE_FEED: 0, BEHIND_A_PAYWALL: 1}.get(note_of(document) or "", WHOLE)


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
