"""A path, a folder, an address or a feed → documents and the errors beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from bot.domain.article import Document
from bot.domain.errors import SourceError
from bot.sources.address import canonical, is_address, without_credentials
from bot.sources.dates import believable
from bot.sources.decoding import decoded
from bot.sources.feed import Entry, SeenEntries, entries_of, looks_like_feed
from bot.sources.files import HTML, MARKDOWN, read_path
from bot.sources.furniture import Furniture
from bot.sources.html import looks_like_html, read_html
from bot.sources.http import Fetched, Fetcher, Validators
from bot.sources.markdown import read_markdown
from bot.sources.text import read_text

PAGES = frozenset({"text/html", "application/xhtml+xml"})
MARKDOWN_TYPES = frozenset({"text/markdown", "text/x-markdown"})


def read(
    locator: str, fetcher: Fetcher | None, *, now: datetime, furniture: Furniture | None = None
) -> Iterator[Document | SourceError]:
    """What ``locator`` holds: the article of a file, a page or a text; every article of a folder or a feed, in order.

    What can't be read is given as an error in its place, never raised, and the rest goes on. A time of publication that
    lies after ``now`` is not believed. Without a ``fetcher`` no address is opened.
    """
    locator = locator.strip()
    if not locator:
        yield SourceError("nothing to read", "", "no path and no address was given")
    elif not is_address(locator):
        yield from read_path(Path(locator), now=now, furniture=furniture)
    elif fetcher is None:
        hint = "To take in what is at an address: newsdesk add ADDRESS"
        yield SourceError("not opened", without_credentials(locator), "only files are read here", hint=hint)
    else:
        yield from _from_address(locator, fetcher, now, furniture)


def _from_address(
    url: str, fetcher: Fetcher, now: datetime, furniture: Furniture | None
) -> Iterator[Document | SourceError]:
    try:
        fetched = fetcher.fetch(url)
        if fetched is None:
            return
        if not _is_feed(fetched):
            yield _believed(document_of(fetched, furniture=furniture), now)
            return
        entries = entries_of(fetched.content, url=fetched.url, media_type=fetched.media_type)
    except SourceError as error:
        yield error
        return
    if not entries:
        yield SourceError("nothing to read", without_credentials(url), "the feed has no entries")
    for entry in entries:
        yield _from_entry(entry, fetcher, now, furniture)


def document_of(
    fetched: Fetched,
    *,
    title: str | None = None,
    outlet: str | None = None,
    published: datetime | None = None,
    furniture: Furniture | None = None,
) -> Document:
    """The article in what an address gave; its canonical address is its locator.

    Raises: SourceError if there is none.
    """
    url = canonical(fetched.url) or fetched.url
    text = decoded(fetched.content, locator=url, charset=fetched.charset)
    suffix = Path(urlsplit(url).path).suffix.lower()
    kind = fetched.media_type
    if kind in PAGES or (kind != "text/plain" and suffix not in MARKDOWN and (suffix in HTML or looks_like_html(text))):
        document = read_html(
            text, locator=url, url=url, title=title, outlet=outlet, published=published, furniture=furniture
        )
    elif kind in MARKDOWN_TYPES or suffix in MARKDOWN:
        document = read_markdown(text, locator=url, url=url, furniture=furniture)
    else:
        document = read_text(text, locator=url, url=url, title=title, furniture=furniture)
    return replace(
        document,
        locator=document.url or url,
        outlet=outlet or document.outlet,
        published=published or document.published,
    )


def _is_feed(fetched: Fetched) -> bool:
    kind = fetched.media_type
    return kind.endswith(("rss+xml", "atom+xml", "rdf+xml")) or (kind not in PAGES and looks_like_feed(fetched.content))


def _believed(document: Document, now: datetime) -> Document:
    return replace(document, published=believable(document.published, now))


def _from_entry(entry: Entry, fetcher: Fetcher, now: datetime, furniture: Furniture | None) -> Document | SourceError:
    """The article of one entry: what the feed carries of it, if that is all of it, else its page."""
    try:
        if entry.content is not None or entry.link is None:
            html = f"<html><body><article>{entry.content or ''}</article></body></html>"
            document = read_html(
                html,
                locator=entry.locator,
                url=entry.link,
                title=entry.title,
                outlet=entry.outlet,
                published=entry.published,
                furniture=furniture,
            )
            return _believed(document, now)
        fetched = fetcher.fetch(entry.link)
        if fetched is None:
            return SourceError("nothing to read", entry.link)
        document = document_of(
            fetched, title=entry.title, outlet=entry.outlet, published=entry.published, furniture=furniture
        )
        return _believed(document, now)
    except SourceError as error:
        return error


class FeedWatch:
    """A feed that is looked at again and again; each look reads only entries that are new or have changed."""

    def __init__(self, url: str, fetcher: Fetcher, furniture: Furniture | None = None) -> None:
        self.url = url
        self._fetcher, self._furniture = fetcher, furniture
        self._validators: Validators | None = None
        self._seen = SeenEntries()

    def look(self, *, now: datetime) -> Iterator[Document | SourceError]:
        """The articles of new and changed entries, in the feed's order; nothing if the server says "not modified"."""
        try:
            fetched = self._fetcher.fetch(self.url, unless=self._validators)
            if fetched is None:
                return
            entries = entries_of(fetched.content, url=fetched.url, media_type=fetched.media_type)
        except SourceError as error:
            yield error
            return
        for entry in self._seen.unread(self.url, entries):
            yield _from_entry(entry, self._fetcher, now, self._furniture)
        self._validators = fetched.validators
