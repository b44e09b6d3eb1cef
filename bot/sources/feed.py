"""RSS and Atom → entries (pure), and the look at a feed that tells only what is new or changed."""

from __future__ import annotations

import io
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urljoin

import feedparser

from bot.domain.errors import SourceError
from bot.sources.address import canonical

MOST_ENTRIES = 100
"""More entries than this are an archive, not news."""
WORDS_OF_AN_ARTICLE = 150
"""An entry with this many words carries the article itself, so that its page need not be fetched."""
CUT_OFF = ("[…]", "[...]", "…", "...", "read more", "continue reading")


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed. ``locator`` is its canonical address, else one made of the feed's and the item's id.

    A reused id swallows no story: the address comes first, and two items without one that share an id differ in the
    title. ``content`` is HTML, only where the feed carries the whole article. ``stamp`` changes when the item does.
    """

    locator: str
    link: str | None
    title: str | None
    outlet: str | None
    published: datetime | None
    content: str | None
    stamp: str


def entries_of(content: bytes, *, url: str, media_type: str = "") -> list[Entry]:
    """The entries of the feed at ``url``, in the feed's order, each once, at most a hundred.

    Raises: SourceError if it is not a feed.
    """
    headers = {"content-location": url, "content-type": media_type or "application/xml"}
    parsed = feedparser.parse(io.BytesIO(content), response_headers=headers)
    if not parsed.get("version"):
        raise SourceError("not a feed", url, "it is neither RSS nor Atom")
    outlet = _clean(parsed.feed.get("title"))
    entries = (_entry(item, url, outlet) for item in parsed.entries[:MOST_ENTRIES])
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.locator, entry)
    return list(first.values())


def _entry(item: feedparser.FeedParserDict, feed: str, outlet: str | None) -> Entry:
    title = _clean(item.get("title"))
    raw_link = str(item.get("link") or "").strip()
    link = canonical(urljoin(feed, raw_link)) if raw_link else None
    name = str(item.get("id") or "")
    blocks = [str(block.get("value", "")) for block in item.get("content", [])] or [str(item.get("summary", ""))]
    html = max(blocks, key=len)
    source = item.get("source")
    # feedparser's own get() warns, and answers with "published" where there is no "updated".
    updated = dict.get(item, "updated")
    return Entry(
        locator=link or f"{feed}#{sha256(f'{name} {title}'.encode()).hexdigest()[:16]}",
        link=link,
        title=title,
        outlet=_clean(source.get("title")) if source else outlet,
        published=_moment(item.get("published_parsed")),
        content=html if link is None or _is_whole(html) else None,
        stamp=sha256(repr((title, item.get("published"), updated, html)).encode()).hexdigest(),
    )


def _is_whole(html: str) -> bool:
    text = " ".join(part.partition(">")[2] for part in f">{html}".split("<")).strip()
    return len(text.split()) >= WORDS_OF_AN_ARTICLE and not text.casefold().endswith(CUT_OFF)


def _moment(parsed: object) -> datetime | None:
    if not isinstance(parsed, tuple):
        return None
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _clean(words: object) -> str | None:
    return " ".join(str(words or "").split()) or None


def looks_like_feed(content: bytes) -> bool:
    """Whether bytes of an unknown kind are RSS or Atom."""
    opening = content[:2000].lower()
    return any(mark in opening for mark in (b"<rss", b"<feed", b"<rdf:rdf")) and b"<html" not in opening


class SeenEntries:
    """Which entries of which feeds this process has read, so that each look reads only what is new or changed."""

    def __init__(self) -> None:
        self._stamps: dict[str, dict[str, str]] = {}

    def unread(self, feed: str, entries: list[Entry]) -> Iterator[Entry]:
        """The entries that are new or changed since the last call for ``feed``; each is seen once it was taken."""
        before = self._stamps.get(feed, {})
        now = self._stamps[feed] = {}
        for entry in entries:
            if before.get(entry.locator) == entry.stamp:
                now[entry.locator] = entry.stamp
        for entry in entries:
            if entry.locator not in now:
                yield entry
                now[entry.locator] = entry.stamp
