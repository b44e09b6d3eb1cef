"""One item of a feed, whatever the feed's format."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from html import escape
from urllib.parse import urljoin

from bot.sources.address import canonical
from bot.sources.counters import without_counters
from bot.sources.entry_time import entry_time
from bot.sources.markup import words_of

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
SHARE_A_PAGE = 3
"""So many items with one address, each with an id and a title of its own, are notices on one page; two are one article
that was listed twice.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed. ``locator`` is its canonical address, else one made of the feed's and the item's id.

    A reused id swallows no story: the address comes first, and two items without one that share an id differ in the
    title. ``content`` is HTML, only where the feed carries the whole article; ``teaser`` is what it tells in any case,
    as plain text. ``stamp`` changes when the item does: one half of it with its words, the other with its link and
    times (see ``same_words``). ``guid`` is the id that the feed gives it.
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
    fragment: str = ""
    """The place in the page that the item's link names."""
    guid: str = ""


def apart(entries: list[Entry]) -> list[Entry]:
    """``entries``, each once by its locator; those that are different places of one page ("/notices#n1", "/notices#n2")
    or that only the page's ids tell apart are what the feed tells of each.
    """
    places: dict[str, set[str]] = {}
    for entry in entries:
        places.setdefault(entry.locator, set()).add(entry.fragment)
    titled = {(entry.locator, entry.title): entry.guid for entry in entries if entry.guid and entry.title}
    notices = Counter(locator for locator, _ in {(locator, guid): 0 for (locator, _), guid in titled.items()})
    first: dict[str, Entry] = {}
    for entry in entries:
        place = entry.fragment if len(places[entry.locator]) > 1 else ""
        if not place and notices[entry.locator] >= SHARE_A_PAGE and entry.guid:
            place = _digest(entry.guid)[:16]
        each = _part(entry, place) if place and entry.teaser else entry
        first.setdefault(each.locator, each)
    return list(first.values())


def _part(entry: Entry, place: str) -> Entry:
    html = "".join(f"<p>{escape(line)}</p>" for line in entry.teaser.split("\n"))
    return replace(entry, locator=f"{entry.locator}#{place}", content=html)


def same_words(one: str, other: str) -> bool:
    """Whether two stamps differ in the link and the times at most."""
    return one.partition(".")[0] == other.partition(".")[0]


def as_json(entry: Entry) -> str:
    """The entry as a text that ``from_json`` reads; it is ASCII, so that every database takes it."""
    published = entry.published.isoformat() if entry.published else None
    return json.dumps({**asdict(entry), "published": published}, separators=(",", ":"))


def from_json(text: str) -> Entry:
    """The entry that ``as_json`` wrote."""
    fields = json.loads(text)
    published = datetime.fromisoformat(fields["published"]) if fields["published"] else None
    return Entry(**{**fields, "published": published})


def entry_of(
    *,
    feed: str,
    name: str,
    link: str,
    title: str | None,
    author: str | None,
    outlet: str | None,
    times: Iterable[str],
    body: str,
    is_html: bool,
) -> Entry:
    """The entry that a feed at ``feed`` describes: ``name`` is its id, ``link`` as it is written, ``times`` its stamps
    (of publication first), ``body`` the longest text of it that the feed holds.
    """
    stamps = list(times)
    address = _address(link, feed)
    teaser = words_of(body) if is_html else body.strip()
    return Entry(
        locator=address or f"{feed}#{_digest(f'{name} {title}')[:16]}",
        link=address,
        title=title,
        author=author,
        outlet=outlet,
        published=next(filter(None, map(entry_time, stamps)), None),
        content=(body if is_html else escape(body)) if address is None or _is_whole(teaser) else None,
        teaser=_without_ending(teaser),
        stamp=f"{_digest(repr((title, without_counters(teaser))))[:32]}.{_digest(repr((address, stamps)))[:16]}",
        fragment=link.strip().partition("#")[2],
        guid=name,
    )


def _digest(words: str) -> str:
    return sha256(words.encode(errors="replace")).hexdigest()


def _address(link: str, feed: str) -> str | None:
    try:
        return canonical(urljoin(feed, link.strip())) if link.strip() else None
    except ValueError:
        return None


def _is_whole(text: str) -> bool:
    return len(text.split()) >= WORDS_OF_AN_ARTICLE and _without_ending(text) == text


def _without_ending(text: str) -> str:
    """``text`` without the words at its end that lead on to the rest of it."""
    while ending := CUT_OFF.search(text[-LONGEST_ENDING:]):
        text = text[: len(text) - len(ending[0])].rstrip()
    return text
