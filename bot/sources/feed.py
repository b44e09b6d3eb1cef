"""RSS and Atom → entries (pure), and the look at a feed that tells only what is new or changed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urljoin

import feedparser

from bot.domain.errors import SourceError
from bot.sources.address import canonical
from bot.sources.decoding import decoded, too_large
from bot.sources.entry_time import entry_time
from bot.sources.markup import as_xml, words_of
from bot.sources.unread import unforeseen

MOST_ENTRIES = 100
"""More entries than this are an archive, not news."""
WORDS_OF_AN_ARTICLE = 150
"""An entry with this many words carries the article itself, so that its page need not be fetched."""
CUT_OFF = re.compile(
    r"(?:\[?(?:…|\.\.\.)\]?"
    r"|(?:(?<=[.…!?\]”\"’\n])\s*(?i:read|see|continue)|\bRead|\bREAD|\bSee|\bContinue|\bCONTINUE)\s+"
    r"(?i:more|reading|the rest|the full (?:article|story))\b[^.\n]{0,80}"
    r"|\b(?i:to (?:read|continue)\b[^.\n]{0,60}\b(?:subscribe|sign (?:in|up)|log in))\b[^.\n]{0,60}"
    r"|\b(?i:the post|this (?:article|story|post))\b[^\n]{0,200}\b(?i:appeared first on)\b[^\n]{0,100}"
    r")[\s»→›>.]*$"
)
"""What stands at the end of a text that goes on elsewhere."""
LONGEST_ENDING = 400
LONGEST_AUTHOR = 200
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
DECLARATION = re.compile(r"<\?xml\s[^>]{0,200}\?>")
DECLARED_ENCODING = re.compile(rb"<\?xml\s[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{1,40})")


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed. ``locator`` is its canonical address, else one made of the feed's and the item's id.

    A reused id swallows no story: the address comes first, and two items without one that share an id differ in the
    title. ``content`` is HTML, only where the feed carries the whole article; ``teaser`` is what it tells in any case,
    as plain text. ``stamp`` changes when the item does.
    """

    locator: str
    link: str | None
    title: str | None
    author: str | None
    outlet: str | None
    published: datetime | None
    content: str | None
    teaser: str
    stamp: str


def entries_of(
    content: bytes,
    *,
    url: str,
    media_type: str = "",
    charset: str | None = None,
    problems: list[SourceError] | None = None,
) -> list[Entry]:
    """The entries of the feed at ``url``, each once, in the feed's order; of more than a hundred the newest, first.

    An entry that can't be read goes to ``problems``. ``charset`` is what the server declares.

    Raises: SourceError if it is not a feed, or no feed that can be read.
    """
    parsed = _parsed(content, url, media_type, charset)
    outlet = _clean(parsed.feed.get("title"))
    first: dict[str, Entry] = {}
    for item in parsed.entries:
        try:
            entry = _entry(item, url, outlet)
        except Exception as error:
            if problems is not None:
                problems.append(unforeseen(url, error))
            continue
        first.setdefault(entry.locator, entry)
    return _newest(list(first.values()))


def _newest(entries: list[Entry]) -> list[Entry]:
    if len(entries) <= MOST_ENTRIES:
        return entries
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(entries, key=lambda entry: entry.published or never, reverse=True)[:MOST_ENTRIES]


def _parsed(content: bytes, url: str, media_type: str, charset: str | None) -> feedparser.FeedParserDict:
    not_a_feed = SourceError("not a feed", url, "it is neither RSS nor Atom")
    declared = DECLARED_ENCODING.search(content[:1000])
    try:
        text = decoded(content, locator=url, charset=charset or (declared[1].decode("ascii") if declared else None))
    except SourceError as error:
        raise (error if error.problem == too_large(url).problem else not_a_feed) from error
    # feedparser believes any codec that Python knows, and breaks on a reference to no character.
    xml = DECLARATION.sub("", as_xml(text), count=1).encode("utf-8", errors="replace")
    kind = media_type if media_type.endswith("xml") else "application/xml"
    headers = {"content-location": url, "content-type": f"{kind}; charset=utf-8"}
    try:
        parsed = feedparser.parse(io.BytesIO(xml), response_headers=headers)
    except Exception as error:
        raise unforeseen(url, error) from error
    if not parsed.get("version"):
        raise not_a_feed
    return parsed


def _entry(item: feedparser.FeedParserDict, feed: str, outlet: str | None) -> Entry:
    title = _said(item, "title")
    link = _link(str(item.get("link") or ""), feed)
    name = str(item.get("id") or "")
    blocks = [(str(block.get("value", "")), block) for block in item.get("content", [])] or [
        (str(item.get("summary", "")), item.get("summary_detail") or {})
    ]
    html, detail = max(blocks, key=lambda block: len(block[0]))
    source = item.get("source")
    # feedparser's own get() warns, and answers with "published" where there is no "updated".
    times = [str(stamp) for key in ("published", "created", "updated") if (stamp := dict.get(item, key))]
    teaser = words_of(html) if detail.get("type", "text/html") in HTML_TYPES else html.strip()
    return Entry(
        locator=link or f"{feed}#{sha256(f'{name} {title}'.encode(errors='replace')).hexdigest()[:16]}",
        link=link,
        title=title,
        author=_author(item),
        outlet=_said(source, "title") if source else outlet,
        published=next(filter(None, map(entry_time, times)), None),
        content=html if link is None or _is_whole(teaser) else None,
        teaser=_without_ending(teaser),
        stamp=sha256(repr((title, item.get("published"), dict.get(item, "updated"), html)).encode()).hexdigest(),
    )


def _link(raw: str, feed: str) -> str | None:
    try:
        return canonical(urljoin(feed, raw.strip())) if raw.strip() else None
    except ValueError:
        return None


def _said(item: feedparser.FeedParserDict, key: str) -> str | None:
    """A text of an item on one line, without the markup that its declared type allows it."""
    value = str(item.get(key) or "")
    detail = item.get(f"{key}_detail") or {}
    return _clean(words_of(value) if detail.get("type") in HTML_TYPES else value)


def _author(item: feedparser.FeedParserDict) -> str | None:
    """Who wrote an item: names only, never an address of e-mail ("j@example.org (Jane Harrow)" is Jane Harrow)."""
    people = item.get("authors") or []
    written = [person.get("name") for person in people] if len(people) > 1 else [item.get("author")]
    names = [re.sub(r"\S+@\S+", " ", str(name or "").replace("(", " ").replace(")", " ")) for name in written]
    cleaned = [re.sub(r"^by\s+", "", words_of(name).replace("\n", " "), flags=re.IGNORECASE).strip() for name in names]
    return ", ".join(dict.fromkeys(filter(None, cleaned)))[:LONGEST_AUTHOR] or None


def _is_whole(text: str) -> bool:
    return len(text.split()) >= WORDS_OF_AN_ARTICLE and _without_ending(text) == text


def _without_ending(text: str) -> str:
    """``text`` without the words at its end that lead on to the rest of it."""
    while ending := CUT_OFF.search(text[-LONGEST_ENDING:]):
        text = text[: len(text) - len(ending[0])].rstrip()
    return text


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
