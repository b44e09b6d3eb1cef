"""JSON Feed → entries. Source: https://www.jsonfeed.org/version/1.1/, which version 1 is a part of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from bot.domain.errors import SourceError
from bot.sources.entry import Entry, entry_of
from bot.sources.unread import unforeseen

NOT_A_FEED = "not a feed"
"""The problem of what is no feed at all, rather than one that can't be read."""
JSON_FEED = b"jsonfeed.org/version/"
VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1\b")
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
LONGEST_AUTHORS = 200


def not_a_feed(url: str) -> SourceError:
    """The error about what is no feed in any format."""
    return SourceError(NOT_A_FEED, url, "it is neither RSS, Atom nor a JSON Feed")


def json_feed(text: str, url: str, _media_type: str) -> tuple[str | None, Iterator[Entry | SourceError]]:
    """A JSON Feed's title and its entries, in its order; what can't be read is given as an error in its place.

    Raises: SourceError if it is none.
    """
    try:
        feed: object = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise not_a_feed(url) from error
    if not isinstance(feed, dict) or not VERSION.match(_words(feed, "version") or ""):
        raise not_a_feed(url)
    return _line(_words(feed, "title")), _entries(feed, url)


def _entries(feed: dict[str, object], url: str) -> Iterator[Entry | SourceError]:
    items = feed.get("items")
    for item in items if isinstance(items, list) else []:
        try:
            entry = _entry(item, url, feed) if isinstance(item, dict) else None
        except Exception as error:
            yield unforeseen(url, error)
        else:
            if entry is not None:
                yield entry


def _entry(item: dict[str, object], url: str, feed: dict[str, object]) -> Entry:
    html = _words(item, "content_html")
    text = _words(item, "content_text") or _words(item, "summary") or ""
    return entry_of(
        feed=url,
        name=_words(item, "id") or "",
        link=_words(item, "url") or _words(item, "external_url") or "",
        title=_line(_words(item, "title")),
        author=_authors(item) or _authors(feed),
        outlet=_line(_words(feed, "title")),
        times=filter(None, (_words(item, "date_published"), _words(item, "date_modified"))),
        body=html or text,
        is_html=html is not None,
    )


def _authors(of: dict[str, object]) -> str | None:
    people = of.get("authors")
    told = people if isinstance(people, list) else [of.get("author")]  # "author" is of version 1
    names = [_line(_words(person, "name")) for person in told if isinstance(person, dict)]
    return ", ".join(filter(None, names))[:LONGEST_AUTHORS] or None


def _words(of: dict[str, object], key: str) -> str | None:
    """A text, without what no text holds; a number is one too, as ids often are; None if it is empty."""
    value = of.get(key)
    words = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return UNFIT.sub("\ufffd", words).strip() or None


def _line(words: str | None) -> str | None:
    return " ".join((words or "").split()) or None
