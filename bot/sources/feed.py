"""RSS, Atom and JSON Feed → entries (pure)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import feedparser

from bot.domain.errors import SourceError
from bot.sources.decoding import LARGEST, decoded
from bot.sources.entry import Entry, apart, entry_of
from bot.sources.json_feed import JSON_FEED, json_feed, not_a_feed
from bot.sources.markup import as_xml, words_of
from bot.sources.unread import unforeseen

MOST_ENTRIES = 100
"""More entries than this are an archive, not news."""
MOST_MARKUP = 30_000
"""Tags of the biggest feed that is read: feedparser takes some 40 µs for each, and twice that for broken XML."""
MARKUP = re.compile(r"<[A-Za-z/!?]")
# Stops at the next beginning, so that beginnings without an end take no quadratic time.
CDATA = re.compile(r"<!\[CDATA\[(?:(?!\]\]>|<!\[CDATA\[).)*\]\]>", re.DOTALL)
LONGEST_AUTHOR = 200
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
DECLARATION = re.compile(r"<\?xml\s[^>]{0,200}\?>")
FIRST_ELEMENT = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<[?](?:(?![?]>).)*[?]>|<!--(?:(?!-->).)*-->)*<(?:rss|feed|rdf:rdf)[\s>]", re.I | re.S
)
DECLARED_ENCODING = re.compile(rb"<\?xml\s[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{1,40})")


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as it was read: what it calls itself, and its entries."""

    title: str | None
    entries: list[Entry]


def entries_of(
    content: bytes,
    *,
    url: str,
    media_type: str = "",
    charset: str | None = None,
    problems: list[SourceError] | None = None,
) -> list[Entry]:
    """The entries of the feed at ``url``, see ``parsed_feed``."""
    return parsed_feed(content, url=url, media_type=media_type, charset=charset, problems=problems).entries


def parsed_feed(
    content: bytes,
    *,
    url: str,
    media_type: str = "",
    charset: str | None = None,
    problems: list[SourceError] | None = None,
) -> ParsedFeed:
    """The feed at ``url``, its entries each once, in the feed's order; of more than a hundred the newest, first.

    An entry that can't be read goes to ``problems``. ``charset`` is what the server declares.

    Raises: SourceError if it is not a feed, or no feed that can be read.
    """
    try:
        text = decoded(content, locator=url, charset=charset or _declared(content))
    except SourceError as error:
        raise (error if len(content) > LARGEST else not_a_feed(url)) from error
    found: list[Entry] = []
    title, entries = (json_feed if text.lstrip().startswith("{") else _xml_feed)(text, url, media_type)
    for entry in entries:
        if isinstance(entry, Entry):
            found.append(entry)
        elif problems is not None:
            problems.append(entry)
    return ParsedFeed(title, _newest(apart(found)))


def _newest(entries: list[Entry]) -> list[Entry]:
    if len(entries) <= MOST_ENTRIES:
        return entries
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(entries, key=lambda entry: entry.published or never, reverse=True)[:MOST_ENTRIES]


def _declared(content: bytes) -> str | None:
    """The encoding that an XML declaration names."""
    declared = DECLARED_ENCODING.search(content[:1000])
    return declared[1].decode("ascii") if declared else None


def _xml_feed(text: str, url: str, media_type: str) -> tuple[str | None, Iterator[Entry | SourceError]]:
    # feedparser believes any codec that Python knows, and breaks on a reference to no character.
    xml = DECLARATION.sub("", as_xml(text), count=1).encode(errors="replace")
    kind = media_type if media_type.endswith("xml") else "application/xml"
    headers = {"content-location": url, "content-type": f"{kind}; charset=utf-8"}
    if len(MARKUP.findall(CDATA.sub("", text))) > MOST_MARKUP:
        raise SourceError("too large", url, "it has too many elements", hint="Give a feed of fewer entries.")
    try:
        # What needs no cleaning is not cleaned: what the entries hold is read as HTML, or stripped of its tags.
        parsed = feedparser.parse(
            io.BytesIO(xml), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # feedparser breaks on what is nested as no feed is
        cause = "it is a feed that is broken inside"
        raise SourceError("could not read", url, cause, hint="Whoever publishes it has to mend it.") from error
    if not parsed.get("version"):
        raise not_a_feed(url)
    title = _said(parsed.feed, "title")
    return title, _xml_entries(parsed.entries, url, title)


def _xml_entries(items: list[feedparser.FeedParserDict], url: str, outlet: str | None) -> Iterator[Entry | SourceError]:
    for item in items:
        try:
            entry = _entry(item, url, outlet)
        except Exception as error:
            yield unforeseen(url, error)
        else:
            yield entry


def _entry(item: feedparser.FeedParserDict, feed: str, outlet: str | None) -> Entry:
    blocks = [(str(block.get("value", "")), block) for block in item.get("content", [])] or [
        (str(item.get("summary", "")), item.get("summary_detail") or {})
    ]
    body, detail = max(blocks, key=lambda block: len(block[0]))
    source = item.get("source")
    return entry_of(
        feed=feed,
        name=str(item.get("id") or ""),
        link=str(item.get("link") or ""),
        title=_said(item, "title"),
        author=_author(item),
        outlet=_said(source, "title") if source else outlet,
        # feedparser's own get() warns, and answers with "published" where there is no "updated".
        times=[str(stamp) for key in ("published", "created", "updated") if (stamp := dict.get(item, key))],
        body=body,
        is_html=detail.get("type", "text/html") in HTML_TYPES,
    )


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


def _clean(words: object) -> str | None:
    return " ".join(str(words or "").split()) or None


def looks_like_feed(content: bytes) -> bool:
    """Whether bytes of an unknown kind are a feed: RSS, Atom or a JSON Feed."""
    opening = content[:2000].lower()
    if opening.lstrip().startswith(b"{"):
        return JSON_FEED in content
    return any(mark in opening for mark in (b"<rss", b"<feed", b"<rdf:rdf")) and b"<html" not in opening


def begins_as_feed(content: bytes) -> bool:
    """Whether the first element of what was sent as a page is that of RSS or Atom."""
    return FIRST_ELEMENT.match(content[:2000]) is not None
