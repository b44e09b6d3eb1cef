"""A path, a folder, an address or a feed → documents and the errors beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot.domain.article import Document
from bot.domain.errors import SourceError
from bot.sources.address import canonical, is_address, without_credentials
from bot.sources.dates import believable
from bot.sources.entry import Entry
from bot.sources.feed import begins_as_feed, entries_of, looks_like_feed
from bot.sources.files import read_path
from bot.sources.formats import articles_in
from bot.sources.formats.feed import carried
from bot.sources.furniture import Furniture, load
from bot.sources.http import Fetched, Fetcher
from bot.sources.outlet import outlet_of_feed
from bot.sources.teaser import is_another_page, teaser_of
from bot.sources.unread import Embargoed, Gone, Refused, Unread, plain, unforeseen

PAGES = frozenset({"text/html", "application/xhtml+xml"})
MAY_COME = frozenset({"no article found", "nothing to read", "too short to be an article"})
"""Problems of a page that another time may show its article: a robot check, an empty answer."""


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
    problems: list[SourceError] = []
    try:
        fetched = fetcher.fetch(url)
        if fetched is None:
            return
        if not is_feed(fetched):
            yield from map(_told, documents_of(fetched, now=now, furniture=furniture))
            return
        entries = entries_in(fetched, problems)
    except SourceError as error:
        yield plain(error)
        return
    except Exception as error:
        yield unforeseen(without_credentials(url), error)
        return
    yield from problems
    if not entries and not problems:
        yield SourceError("nothing to read", without_credentials(url), "the feed has no entries")
    for entry in entries:
        try:
            yield from_entry(entry, fetcher, now=now, furniture=furniture)
        except SourceError as error:
            yield from instead(entry, error, now=now, furniture=furniture)


def entries_in(fetched: Fetched, problems: list[SourceError]) -> list[Entry]:
    """The entries of a feed that was fetched; what can't be read goes to ``problems``. Raises: SourceError."""
    return entries_of(
        fetched.content,
        url=fetched.url,
        media_type=fetched.media_type,
        charset=fetched.charset,
        problems=problems,
    )


def document_of(
    fetched: Fetched, *, now: datetime, title: str | None = None, furniture: Furniture | None = None
) -> Document:
    """The article in what an address gave, the first of several: see ``documents_of``.

    Raises: SourceError if there is none.
    """
    problem: SourceError | None = None
    for found in documents_of(fetched, now=now, title=title, furniture=furniture):
        if isinstance(found, Document):
            return found
        problem = problem or found
    raise problem or SourceError("nothing to read", fetched.url)


def documents_of(
    fetched: Fetched, *, now: datetime, title: str | None = None, furniture: Furniture | None = None
) -> Iterator[Document | SourceError]:
    """The articles in what an address gave; the locator of one is its canonical address, ``title`` is for one that
    shows none.
    """
    url = canonical(fetched.url) or fetched.url
    found = articles_in(
        fetched.content,
        name=urlsplit(url).path.rpartition("/")[2],
        media_type=fetched.media_type,
        charset=fetched.charset,
        locator=url,
        url=url,
        now=now,
        furniture=furniture,
        title=title,
    )
    for each in found:
        yield replace(each, locator=each.url) if isinstance(each, Document) and each.url else each


def is_feed(fetched: Fetched) -> bool:
    """Whether what was fetched is a feed, whatever its server calls it."""
    kind = fetched.media_type
    if kind in PAGES:  # some servers call every answer that
        return begins_as_feed(fetched.content)
    return kind.endswith(("rss+xml", "atom+xml", "rdf+xml", "feed+json")) or looks_like_feed(fetched.content)


def _told(found: Document | SourceError) -> Document | SourceError:
    return plain(found) if isinstance(found, SourceError) else found


def _believed(document: Document, now: datetime) -> Document:
    return replace(document, published=believable(document.published, now))


def from_entry(entry: Entry, fetcher: Fetcher, *, now: datetime, furniture: Furniture | None = None) -> Document:
    """The article of one entry: what the feed carries of it, if that is all of it, else its page.

    Raises: SourceError; Unread, if another time may bring it.
    """
    try:
        if entry.content is not None or entry.link is None:
            return _believed(carried(entry, furniture), now)
        fetched = fetcher.fetch(entry.link)
        if fetched is None:
            raise Unread("nothing to read", entry.link)
        try:
            document = document_of(fetched, title=entry.title, furniture=furniture, now=now)
        except SourceError as error:
            if error.problem in MAY_COME:
                raise Unread(error.problem, error.subject, error.cause, hint=error.hint) from error
            raise
        if is_another_page(document, entry):
            raise Unread("no article found", entry.link, "what its page shows is not what the feed announces")
        return _believed(_completed(document, entry, furniture), now)
    except SourceError:
        raise
    except Exception as error:
        raise unforeseen(entry.locator, error) from error


def _completed(document: Document, entry: Entry, furniture: Furniture | None) -> Document:
    """What a page told of its article, and what only its feed tells; the page goes first."""
    outlet = document.outlet or outlet_of_feed(entry.outlet, entry.link, furniture or load())
    published = _surer(document.published, entry.published)
    return replace(document, byline=document.byline or entry.author, outlet=outlet, published=published)


def _surer(shown: datetime | None, told: datetime | None) -> datetime | None:
    """The page's time, unless it knows only the day and the feed the hour of it.

    Feeds list old articles anew, with the time of it: a day that is far from the feed's is the page's.
    """
    if shown is None or told is None:
        return shown or told
    is_day = (shown.hour, shown.minute, shown.second) == (0, 0, 0)
    return told if is_day and abs(told - shown) < timedelta(hours=36) else shown


def instead(
    entry: Entry, error: SourceError, *, now: datetime, furniture: Furniture | None = None
) -> Iterator[Document | SourceError]:
    """What stands in for an entry whose page could not be read: what the feed tells of it, and why it is no more.

    Nothing stands in for what was taken back, for what our own rules refuse or for what is in another language.
    """
    refused = isinstance(error, Gone | Refused | Embargoed) or error.problem == "not in English"
    document = None if refused else teaser_of(entry, furniture)
    if document is None:
        yield plain(error)
        return
    yield _believed(document, now)
    cause = "; ".join(filter(None, (error.cause, "until it can be, what the feed tells of it stands in its place")))
    yield SourceError(error.problem, error.subject, cause, hint=error.hint)
