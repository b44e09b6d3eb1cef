"""A feed that was saved as a file: the entries that carry their article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.article import Document
from bot.domain.errors import SourceError
from bot.sources.entry import Entry
from bot.sources.feed import entries_of
from bot.sources.formats.given import Found, Given
from bot.sources.formats.ninjs import json_of
from bot.sources.formats.xml import root_of
from bot.sources.furniture import Furniture, load
from bot.sources.html import read_html
from bot.sources.json_feed import JSON_FEED
from bot.sources.outlet import outlet_of_feed

MOST_TAGS = 10_000
"""Of one entry: beside its article it holds no menus, no scripts and no other stories, as a page does."""
ROOTS = frozenset({"rss", "feed", "rdf"})


def is_feed(given: Given) -> bool:
    """Whether the text is RSS, Atom or a JSON Feed."""
    if root_of(given.text) in ROOTS:
        return True
    return JSON_FEED in given.data and isinstance(json_of(given), dict)


def read(given: Given) -> Iterator[Found]:
    """The articles that the feed carries; how many entries only announce theirs is told at its end.

    Raises: SourceError if it is no feed.
    """
    problems: list[SourceError] = []
    entries = entries_of(
        given.data, url=given.locator, media_type=given.media_type, charset=given.charset, problems=problems
    )
    for problem in problems:
        yield Found("", problem)
    whole = [entry for entry in entries if entry.content is not None]
    for entry in whole:
        try:
            yield Found(entry.locator, replace(carried(entry, given.furniture), locator=given.locator))
        except SourceError as error:
            yield Found(entry.locator, error)
    if left := len(entries) - len(whole):
        cause = f"{left} of its {len(entries)} entries only announce an article"
        raise SourceError("passed over", given.locator, cause, hint="Give the feed's address: the pages are read then.")
    if not entries and not problems:
        raise SourceError("nothing to read", given.locator, "the feed has no entries")


def carried(entry: Entry, furniture: Furniture | None) -> Document:
    """The article that an entry itself carries. Raises: SourceError if it is none."""
    if (entry.content or "").count("<") > MOST_TAGS:
        raise SourceError("too large", entry.locator, "the entry has too many elements")
    document = read_html(
        f"<html><body><article>{entry.content or ''}</article></body></html>",
        locator=entry.locator,
        url=entry.link,
        title=entry.title,
        outlet=outlet_of_feed(entry.outlet, entry.link, furniture or load()),
        published=entry.published,
        furniture=furniture,
    )
    return replace(document, byline=document.byline or entry.author)
